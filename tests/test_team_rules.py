"""The team's own rules workbook: it teaches headers, and whatever is wrong in it stops the run, all of it said."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from folders import AS_OF, RULES_FILE, SETTINGS, customer, lay, sheet

from tracker import team_rules
from tracker.errors import CallError
from tracker.match import matcher
from tracker.settings import Settings
from tracker.vocabulary import Vocabulary
from tracker.workdays import Workdays
from tracker.write.rules_workbook import rules_workbook

SOFFICE = shutil.which("soffice")
HEADER_ROW = 3
HEADER = ["表", "字段", "表头写法"]
SHEET = sheet("customer", [customer("云溪学校", owner=None)], without=["owner"])


def taught(folder: Path, *lines: list[Any], header: list[str] | None = None) -> Path:
    """A workspace with one customer sheet, its last column called 掌门, and a rules workbook of these lines."""
    rows = [[*SHEET[0], "掌门"], [*SHEET[1], "张伟"]]
    lay(folder / "inbox", {"表.xlsx": {"客户": rows}})
    return lay(folder, {RULES_FILE: {"同义词": [header or HEADER, *lines]}})


def ran(*arguments: object) -> tuple[int, str]:
    command = [sys.executable, "-m", "tracker", *map(str, arguments), "--as-of", str(AS_OF.date())]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def wrong(folder: Path) -> list[str]:
    with pytest.raises(CallError) as stopped:
        team_rules.settings(folder, SETTINGS)
    assert stopped.value.status == 2
    return str(stopped.value).splitlines()


def test_a_line_teaches_a_header(tmp_path: Path) -> None:
    settings = team_rules.settings(taught(tmp_path, ["客户登记", "负责人", "掌门"]), SETTINGS)
    (claim,) = matcher(Vocabulary(settings)).exact("customer", "掌 门*")
    assert (claim.field, claim.rank) == ("owner", 0)
    assert settings.sha256 != SETTINGS.sha256


def test_without_a_workbook_or_without_lines_nothing_changes(tmp_path: Path) -> None:
    assert team_rules.settings(tmp_path, SETTINGS) is SETTINGS
    assert team_rules.settings(taught(tmp_path), SETTINGS).sha256 == SETTINGS.sha256


def test_the_run_and_the_check_read_it(tmp_path: Path) -> None:
    taught(tmp_path, ["客户登记", "负责人", "掌门"])
    status, said = ran("check", tmp_path / "inbox" / "表.xlsx")
    assert status == 0 and "掌门→负责人" in said and "请核对" not in said
    assert ran("run", tmp_path)[0] == 0
    about = json.loads((tmp_path / "reports" / "2026-11-20" / "data" / "run.json").read_text(encoding="utf-8"))
    assert about["inputs"][0]["sheets"][0]["columns"]["掌门"] == "负责人"
    assert about["rules_sha256"] != SETTINGS.sha256
    assert [one["file"] for one in about["inputs"]] == ["表.xlsx"]


def test_a_taught_header_settles_what_two_columns_claim(tmp_path: Path) -> None:
    rows = [[*SHEET[0], "省份", "城市"], [*SHEET[1], "福建", "厦门"]]
    lay(tmp_path, {"表.xlsx": {"客户": rows}})
    said = ran("check", tmp_path / "表.xlsx")[1]
    assert "客户登记｜地区｜省份" in said and "省份→" not in said
    lay(tmp_path, {RULES_FILE: {"同义词": [HEADER, ["客户登记", "地区", "城市"]]}})
    assert "城市→地区" in ran("check", tmp_path / "表.xlsx")[1]


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    folder = taught(
        tmp_path,
        ["客户", "负责人", "掌门"],
        ["客户登记", "老板", "掌门"],
        ["客户登记", "负责人", ""],
        ["客户登记", "负责人", "联系人"],
        ["客户登记", "负责人", "客户来源"],
        ["客户登记", "负责人", "掌门"],
        ["客户登记", "联系人", "掌门"],
        ["", "", ""],
    )
    first, *rest = wrong(folder)
    assert str(folder / RULES_FILE) in first and "6" in first
    places = [("A2", "客户", "客户登记"), ("B3", "老板", "负责人"), ("C4", "空", "表头写法")]
    places += [("C5", "联系人", "联系人"), ("C6", "客户来源", "来源渠道"), ("C8", "掌门", "负责人、联系人")]
    assert len(rest) == len(places)
    for line, (cell, there, allowed) in zip(rest, places, strict=True):
        assert "同义词" in line and cell in line and there in line and allowed in line
    assert ran("run", folder)[0] == 2
    assert ran("check", folder / "inbox" / "表.xlsx")[0] == 2
    assert not (folder / "reports").exists()


def test_a_missing_column_is_said(tmp_path: Path) -> None:
    (line,) = wrong(taught(tmp_path, ["客户登记", "掌门"], header=["表", "表头写法"]))[1:]
    assert "字段" in line and "表、字段、表头写法" in line


def test_a_file_that_is_no_workbook_is_said(tmp_path: Path) -> None:
    (tmp_path / RULES_FILE).write_bytes(b"PK no workbook")
    assert RULES_FILE in wrong(tmp_path)[0]


def test_whose_rules_a_checked_file_follows(tmp_path: Path) -> None:
    taught(tmp_path / "team", ["客户登记", "负责人", "掌门"])
    assert (
        team_rules.workspace_of(tmp_path / "team" / "inbox" / "张伟" / "表.xlsx", tmp_path, SETTINGS)
        == tmp_path / "team"
    )
    desk = tmp_path / "desk"
    assert team_rules.workspace_of(desk / "表.xlsx", tmp_path / "team" / "reports", SETTINGS) == tmp_path / "team"
    assert team_rules.workspace_of(desk / "表.xlsx", desk, SETTINGS) == desk

    status, said = ran(
        "check", tmp_path / "team" / "inbox" / "表.xlsx", lay(tmp_path / "x", {"y.xlsx": {"z": SHEET}}) / "y.xlsx"
    )
    assert status == 2 and "分开检查" in said


def test_a_workbook_without_the_sheet_is_a_slip(tmp_path: Path) -> None:
    lay(tmp_path, {RULES_FILE: {"Sheet1": [HEADER, ["客户登记", "负责人", "掌门"]]}})
    (said,) = wrong(tmp_path)
    assert "同义词" in said and "Sheet1" in said


# --- every sheet ----------------------------------------------------------------------------------------------------


def edited(folder: Path, cells: Mapping[tuple[str, str, str], object], name: str = RULES_FILE) -> Path:
    """A workspace whose rules workbook is the one given out, with some cells edited: (sheet, some cell of the line,
    header) → what is written there. The lines +0, +1 … are the first free ones."""
    book = openpyxl.load_workbook(BytesIO(rules_workbook(SETTINGS)))
    free = {page.title: max(cell.row for row in page for cell in row if said(cell)) + 1 for page in book}
    for (sheet_name, line, header), written in cells.items():
        page = book[sheet_name]
        columns = {str(cell.value): cell.column for cell in page[HEADER_ROW]}
        rows = [row[0].row for row in page.iter_rows(HEADER_ROW + 1) if line in map(said, row)]
        row = free[sheet_name] + int(line) if line.startswith("+") else rows[0]
        page.cell(row, columns[header]).value = written
    folder.mkdir(parents=True, exist_ok=True)
    book.save(folder / name)
    return folder


def said(cell: Any) -> str:
    return "" if cell.value is None else str(cell.value)


def added(sheet_name: str, *lines: Sequence[object]) -> dict[tuple[str, str, str], object]:
    """Lines below those that stand in a sheet."""
    headers = team_rules.shapes(SETTINGS)[sheet_name].columns["header"].tolist()
    return {
        (sheet_name, f"+{number}", header): cell
        for number, line in enumerate(lines)
        for header, cell in zip(headers, line, strict=False)
    }


def table(settings: Settings, name: str) -> set[tuple[str, ...]]:
    return set(settings.tables[name].itertuples(index=False, name=None))


def changed(folder: Path) -> tuple[Settings, dict[str, tuple[set[tuple[str, ...]], set[tuple[str, ...]]]]]:
    """The settings, and of each table that is not the shipped one the rows that went and those that came."""
    settings = team_rules.settings(folder, SETTINGS)
    tables = {
        name: (table(SETTINGS, name) - table(settings, name), table(settings, name) - table(SETTINGS, name))
        for name in SETTINGS.tables
    }
    return settings, {name: rows for name, rows in tables.items() if any(rows)}


def test_read_back_unchanged_it_is_the_shipped_rules(tmp_path: Path) -> None:
    data = rules_workbook(SETTINGS)
    assert data == rules_workbook(SETTINGS)
    (tmp_path / RULES_FILE).write_bytes(data)
    settings = team_rules.settings(tmp_path, SETTINGS)
    assert settings.sha256 == SETTINGS.sha256 and settings.changed == ()


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not here")
def test_saved_by_another_program_it_still_is(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / RULES_FILE).write_bytes(rules_workbook(SETTINGS))
    command = [str(SOFFICE), f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--convert-to", "xlsx"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(tmp_path / "in" / RULES_FILE)], check=True, capture_output=True
    )
    assert team_rules.settings(tmp_path, SETTINGS).sha256 == SETTINGS.sha256


EDITS: list[tuple[Mapping[tuple[str, str, str], object], str, set[tuple[str, ...]], str]] = [
    (
        {("阈值", "pool_days", "数值"): 120},
        "thresholds",
        {("pool_days", "120", "天", "多少天没有联系建议收回公海", "非种子默认")},
        "阈值 · 多少天没有联系建议收回公海：90 天 → 120 天",
    ),
    (
        {("阈值", "drop_share", "数值"): "40%"},
        "thresholds",
        {("drop_share", "0.4", "比例", "减少到不超过前期的多少", "非种子默认")},
        "阈值 · 减少到不超过前期的多少：0.5 比例 → 0.4 比例",
    ),
    (
        {("周期", "cadence.high", "数值"): 1, ("周期", "cadence.high", "单位"): "月"},
        "cadences",
        {("cadence", "high", "1", "月", "高优先客户多久联系一次", "[002 三]")},
        "周期 · 高优先客户多久联系一次：7 天 → 1 月",
    ),
    (
        {("规则", "公海预警", "级别"): "风险"},
        "rules",
        {(*row[:2], "risk", *row[3:]) for row in table(SETTINGS, "rules") if row[0] == "pool_due"},
        "规则 · 公海预警 级别：提示 → 风险",
    ),
    (
        {("规则", "待审核", "启用"): "否"},
        "rules",
        {(*row[:3], "", *row[4:]) for row in table(SETTINGS, "rules") if row[0] == "pending_audit"},
        "规则 · 待审核 启用：是 → 否",
    ),
    (
        {("必填", "customer.industry", "必填"): "√"},
        "fields",
        {("customer", "industry", "所属行业", "text", "", "y", "[002 一]")},
        "必填 · 客户登记 所属行业：否 → 是",
    ),
    (
        {("选项", "stage.lost", "另加的写法"): "流失了\n跑了｜流失"},
        "values",
        {("stage", "lost", "流失客户", "-1", "流失|已流失|终止|终止合作|已终止|丢单|已丢单|流失了|跑了", "[002 二]")},
        "选项 · 客户阶段 流失客户：另加 流失了|跑了",
    ),
    (
        added("同义词", ["客户登记", "负责人", "掌门"]),
        "synonyms",
        {("customer", "owner", "掌门", "taught", RULES_FILE)},
        "同义词 · 团队自己的行：另加 客户登记 负责人 掌门",
    ),
    (
        added("公司用词", ["全称用字", "社区"]),
        "company_words",
        {("full_name", "社区", RULES_FILE)},
        "公司用词 · 团队自己的行：另加 全称用字 社区",
    ),
    (
        added("节假日", [date(2027, 3, 5), "休", "公司成立日"]),
        "calendar",
        {("2027-03-05", "rest", "公司成立日", RULES_FILE)},
        "节假日 · 团队自己的行：另加 2027-03-05 休 公司成立日",
    ),
    (
        added("豁免", ["公海预警", "云溪学校", "停产检修", "张经理", "2027年3月31日"]),
        "waivers",
        {("pool_due", "云溪学校", "停产检修", "张经理", "2027-03-31", RULES_FILE)},
        "豁免 · 团队自己的行：另加 公海预警 云溪学校 停产检修 张经理 2027-03-31",
    ),
]


@pytest.mark.parametrize(("cells", "name", "came", "line"), EDITS, ids=[edit[3].split("：")[0] for edit in EDITS])
def test_an_edit_changes_exactly_that(
    tmp_path: Path, cells: Mapping[tuple[str, str, str], object], name: str, came: set[tuple[str, ...]], line: str
) -> None:
    settings, tables = changed(edited(tmp_path, cells))
    assert {name: rows[1] for name, rows in tables.items()} == {name: came}
    assert [change.said(settings.words("team_rules")) for change in settings.changed] == [line]


def test_only_the_lines_that_are_there_count(tmp_path: Path) -> None:
    """A line by people's words or by our code, without the other columns; an empty cell is the default."""
    rows = [
        ["数值", "含义"],
        [60, "多少天没有联系建议收回公海"],
        [None, "登记和录入的时限"],
        [50, "多少天没有联系开始提醒"],
    ]
    settings, tables = changed(lay(tmp_path, {RULES_FILE: {"阈值": rows}}))
    assert settings.numbers["pool_days"] == 60 and settings.numbers["pool_warn_days"] == 50
    assert len(settings.changed) == 2 and list(tables) == ["thresholds"]


def test_a_day_of_the_team_takes_the_place_of_the_published_one(tmp_path: Path) -> None:
    cells = added("节假日", ["2026-10-08", "休", ""], ["2026-10-07", "班", "值班"])
    settings, tables = changed(edited(tmp_path, cells))
    days = Workdays(settings.tables["calendar"])
    moved = days.on_or_after(pd.Series(pd.to_datetime(["2026-10-06", "2026-10-08"])))
    assert moved.dt.strftime("%m-%d").tolist() == ["10-07", "10-09"]
    assert len(tables["calendar"][0]) == 1
    assert days.published == Workdays(SETTINGS.tables["calendar"]).published


def test_a_year_is_published_once_the_team_gives_its_holidays(tmp_path: Path) -> None:
    few = [[f"2027-02-{day:02d}", "休", "春节"] for day in range(5, 12)]
    years = Workdays(team_rules.settings(edited(tmp_path / "few", added("节假日", *few)), SETTINGS).tables["calendar"])
    assert 2027 not in years.published
    all_of_them = [*few, *([f"2027-10-{day:02d}", "休", "国庆节"] for day in range(1, 10))]
    many = edited(tmp_path / "many", added("节假日", *all_of_them))
    assert 2027 in Workdays(team_rules.settings(many, SETTINGS).tables["calendar"]).published


MISTAKES: list[tuple[Mapping[tuple[str, str, str], object], list[tuple[str, ...]]]] = [
    ({("阈值", "high_months", "数值"): "三"}, []),
    ({("阈值", "high_months", "数值"): "若干"}, [("阈值", "B4", "若干", "不是数")]),
    ({("阈值", "high_months", "数值"): 1.5}, [("阈值", "B4", "1.5", "整数")]),
    ({("阈值", "drop_share", "数值"): 1.5}, [("阈值", "B23", "1.5", "0 到 1")]),
    ({("阈值", "pool_days", "数值"): -1}, [("阈值", "B25", "-1", "0 到 3650")]),
    ({("阈值", "pool_warn_days", "数值"): 100}, [("阈值", "B26", "100", "不能超过", "90")]),
    ({("阈值", "pool_days", "数值"): 60}, [("阈值", "83", "不能")]),
    ({("阈值", "pool_days", "代号"): "pool_dais"}, [("阈值", "G25", "pool_dais", "pool_days")]),
    ({("阈值", "pool_days", "代号"): "pool_warn_days"}, [("阈值", "A25", "对不上")]),
    ({("周期", "cadence.high", "单位"): "年"}, [("周期", "C4", "年", "天、月")]),
    ({("周期", "cadence.high", "数值"): 0}, [("周期", "B4", "0", "1 到 3650")]),
    ({("规则", "公海预警", "启用"): "也许"}, [("规则", "B", "也许", "是、否")]),
    ({("规则", "公海预警", "级别"): "严重"}, [("规则", "C", "严重", "错误、风险、提醒、提示")]),
    ({("必填", "customer.industry", "必填"): "要"}, [("必填", "C9", "要", "是、否")]),
    ({("选项", "stage.lost", "另加的写法"): "跑了|老客户"}, [("选项", "C9", "老客户", "成交客户")]),
    (added("节假日", ["3月5日", "休", ""]), [("节假日", "A5", "3月5日", "带年份")]),
    (added("节假日", ["2027-03-05", "放羊", ""]), [("节假日", "B5", "放羊", "休、班")]),
    (added("节假日", ["2027-03-05", "休", ""], ["2027/3/5", "班", ""]), [("节假日", "A6", "两次")]),
    (added("公司用词", ["简称", "公社"]), [("公司用词", "简称", "全称用字")]),
    (
        added("豁免", ["公海预计", "云溪学校", "停产", "", "永远"]),
        [("豁免", "A5", "公海预计", "公海预警"), ("豁免", "D5", "空"), ("豁免", "E5", "永远", "2027-03-31")],
    ),
]


@pytest.mark.parametrize(
    ("cells", "mistakes"),
    MISTAKES,
    ids=[str(next(iter(cells))[0]) + str(list(cells.values())[-1]) for cells, _ in MISTAKES],
)
def test_a_bad_cell_is_said(
    tmp_path: Path, cells: Mapping[tuple[str, str, str], object], mistakes: list[tuple[str, ...]]
) -> None:
    folder = edited(tmp_path, cells)
    if not mistakes:
        assert team_rules.settings(folder, SETTINGS).changed
        return
    lines = wrong(folder)[1:]
    assert len(lines) == len(mistakes), lines
    for line, parts in zip(lines, mistakes, strict=True):
        assert [part for part in parts if part not in line] == [], line


def test_the_mistakes_of_all_sheets_are_said_in_their_order(tmp_path: Path) -> None:
    everything = {
        cell: written for cells, mistakes in MISTAKES[1:] if len(mistakes) == 1 for cell, written in cells.items()
    }
    folder = edited(tmp_path, everything)
    lay(folder / "inbox", {"表.xlsx": {"客户": SHEET}})
    said_of = [line.split("“")[1].split("”")[0] for line in wrong(folder)[1:]]
    assert list(dict.fromkeys(said_of)) == ["阈值", "周期", "规则", "必填", "选项", "公司用词", "节假日"]
    status, told = ran("run", folder)
    assert status == 2 and told.strip().splitlines()[1:] == wrong(folder)[1:]
    assert sorted(path.name for path in folder.iterdir()) == ["inbox", RULES_FILE]


def test_the_run_says_what_the_team_changed(tmp_path: Path) -> None:
    folder = edited(tmp_path, {("阈值", "pool_days", "数值"): 120})
    lay(folder / "inbox", {"表.xlsx": {"客户": SHEET}})
    status, told = ran("run", folder)
    assert status == 0 and "多少天没有联系建议收回公海：90 天 → 120 天" in told
    report = folder / "reports" / "2026-11-20"
    about = json.loads((report / "data" / "run.json").read_text(encoding="utf-8"))
    (change,) = about["changed"]
    assert change == {"sheet": "阈值", "name": "多少天没有联系建议收回公海", "before": "90 天", "after": "120 天"}
    page = openpyxl.load_workbook(report / "客户跟踪周报.xlsx")["规则说明"]
    assert any("90 天 → 120 天" in said(cell) for row in page.iter_rows() for cell in row)


def test_a_phrase_of_the_team_is_no_pattern(tmp_path: Path) -> None:
    """However it is written: it stands for itself, and nothing in it means more."""
    shipped = replace(
        SETTINGS,
        tables={
            **SETTINGS.tables,
            "phrases": pd.DataFrame(columns=["subject", "use", "pattern", "source"], dtype="str"),
        },
    )
    phrases = ["（今年）没钱了 ~~", "C++ <<num>>", "[*", "10 20"]
    rows = [["主题", "说明什么", "短语"], *(["预算不足", "有", phrase] for phrase in phrases)]
    lay(tmp_path, {RULES_FILE: {"短语": rows}})
    settings = team_rules.settings(tmp_path, shipped)
    patterns = settings.tables["phrases"]["pattern"].tolist()
    assert not any(sign in pattern for pattern in patterns for sign in "~<")
    found = [
        re.fullmatch(pattern, text)
        for pattern, text in zip(patterns, ["(今年)没钱了~~", "c++<<num>>", "[*", "10 20"], strict=True)
    ]
    assert all(found)
    assert (
        settings.changed[0].after
        == "预算不足 有 (今年)没钱了~~；预算不足 有 c++<<num>>；预算不足 有 [*；预算不足 有 10 20"
    )
