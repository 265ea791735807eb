"""What each person gets back: this week's list, what to put right, the newest sheet marked, nothing of other people's.

The inbox is a small team's, run once. golden/copies.txt shows the lists and notes; it is written anew by:
RENEW=1 pytest tests/test_copies.py
"""

import csv
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from tracker import run
from tracker.nearest import nearest
from tracker.settings import shipped_settings

SETTINGS = shipped_settings()
WORDS = SETTINGS.words("annotated")
LIST = WORDS["summary_sheet"]
GOLDEN = Path(__file__).parent / "golden" / "copies.txt"
AS_OF = "2026-11-20"

CUSTOMER = [
    "客户编号",
    "单位名称",
    "联系人",
    "联系电话",
    "来源渠道",
    "登记日期",
    "首次接触日期",
    "需求概述",
    "预算范围",
    "负责人",
]
FOLLOWUP = ["客户名称", "跟进时间", "跟进方式", "跟进内容", "下次跟进时间"]
WANG = [
    [
        "K01",
        "苏州华信环保科技有限公司",
        "王总",
        "13912345678",
        "展会",
        "2026-11-02",
        "2026-11-02",
        "2台复印机",
        "15-10万",
    ],
    ["K02", "昆山鼎盛包装有限公司", "李经理", None, "转介绍", "2026-11-03", "2026-11-03", "3台打印机", None],
    ["K03", "常州联创电子有限公司", "赵工", None, "官网", "2026-11-05", "2026-11-05", "5台电脑", "很多"],
    ["K04", "无锡天成机械有限公司", "示例", "13800001111", "官网", "2026-11-05", "2026-11-05", "1台扫描仪", "10万"],
]
OLD = [
    ["苏州华信环保科技有限公司", "2026-11-10", "电话", "已联系", "2026-11-13"],
    ["昆山鼎胜包装", "2026-11-12", "电话", "介绍了3款机型，约好看样", "2026-11-25"],
    ["远大物流", "2026-11-12", "电话", "问了2台叉车的价格", "2026-11-25"],
]
NEW = [["常州联创电子有限公司", "2026-11-17", "拜访", "看了5台电脑的配置单，客户要改内存", "2026-11-19"], *OLD]
TEAM = [
    [
        "T01",
        "南京远大物流有限公司",
        "孙总",
        "13666666666",
        "展会",
        "2026-11-02",
        "2026-11-02",
        "20套GPS",
        "20万",
        "李雷",
    ],
    [
        "T02",
        "南京启明教育科技有限公司",
        "周校长",
        "13777777777",
        "展会",
        "2026-11-02",
        "2026-11-02",
        "30台平板",
        "8万",
        "韩梅",
    ],
    [
        "K02",
        "昆山鼎盛包装有限公司",
        "何总",
        "13555555555",
        "展会",
        "2026-11-02",
        "2026-11-02",
        "3台打印机",
        "8万",
        "李雷",
    ],
]
TOLD = [
    ["南京远大物流有限公司", "2026-11-16", "电话", "确认了20套GPS的数量", "2026-11-18", "李雷"],
    ["南京启明教育科技有限公司", "2026-11-05", "电话", "已联系", None, "韩梅"],
]  # fmt: skip


HERS = [("T08", "南京启明教育科技有限公司", "周校长"), ("T09", "滁州安信物流有限公司", "方总")]


def book(path: Path, **sheets: Iterable[list[Any]]) -> None:
    made: Any = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    made.save(path)


@pytest.fixture(scope="module")
def annotated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copies of a small team's inbox."""
    workspace = tmp_path_factory.mktemp("team")
    inbox = workspace / "inbox"
    mine = [[*row, "王芳"] for row in WANG]
    book(inbox / "2026-W46/王芳跟进.xlsx", 跟进记录=[FOLLOWUP, *OLD])
    book(inbox / "2026-W47/王芳.xlsx", 客户登记=[CUSTOMER, *mine], 跟进记录=[FOLLOWUP, *NEW])
    book(inbox / "2026-W47/二部.xlsx", 本周=[CUSTOMER, *TEAM, [], [], [*FOLLOWUP, "负责人"], *TOLD])
    with (inbox / "2026-W47/韩梅跟进.csv").open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([FOLLOWUP, ["南京启明教育科技有限公司", "2026-11-18", "电话", "报了30台的价", ""]])
    book(inbox / "老客户.xlsx", 客户=[CUSTOMER[:-1], ["Z9", "宁波老客户有限公司", *WANG[0][2:]]])
    run.week(workspace, pd.Timestamp(AS_OF), SETTINGS, lambda *_: None, run.Timings())
    return workspace / "reports" / AS_OF / "annotated"


def opened(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def lines(path: Path) -> list[str]:
    """The list of a copy as text, a line each."""
    rows = opened(path)[LIST].iter_rows(max_col=9)
    said = (" | ".join(str(cell.value) for cell in row if cell.value is not None) for row in rows)
    return [line for line in said if line]


def said(path: Path) -> Iterator[str]:
    """Everything that we wrote into a copy: the list, the notes."""
    yield f"# {path.name}"
    yield from lines(path)
    for sheet in opened(path):
        for row in sheet.iter_rows():
            yield from (
                f"{sheet.title}!{cell.coordinate}: " + cell.comment.text.replace("\n", " / ")
                for cell in row
                if cell.comment and not cell.comment.text.startswith(tuple(hints()))
            )


def hints() -> Iterator[str]:
    """How the notes begin that explain our columns."""
    yield from (WORDS[f"hint_{code}"] for code in ("handling", "remarks"))
    yield from (WORDS[key] for key in WORDS if key.startswith("legend_"))


def note(path: Path, sheet: str, cell: str) -> str:
    return str(opened(path)[sheet][cell].comment.text)


def test_golden(annotated: Path) -> None:
    got = "\n".join(line for path in sorted(annotated.rglob("*.xlsx")) for line in said(path)) + "\n"
    if os.environ.get("RENEW"):
        GOLDEN.write_text(got, encoding="utf-8", newline="\n")
    assert got.splitlines() == GOLDEN.read_text(encoding="utf-8").splitlines()


# Whose list


def test_the_newest_sheet_begins_with_this_weeks_list_of_its_person(annotated: Path) -> None:
    said = lines(annotated / "2026-W47/王芳.xlsx")
    week = next(at for at, line in enumerate(said) if line.startswith("王芳要处理的客户"))
    mend = next(at for at, line in enumerate(said) if line.startswith("填写上要改"))
    assert week < mend
    assert said[week + 2].startswith("1 | 苏州华信环保科技有限公司 | 第 2 行 | 王总 | 低 | 约定 2026-11-13 跟进")


def test_an_older_sheet_says_where_the_list_stands(annotated: Path) -> None:
    said = lines(annotated / "2026-W46/王芳跟进.xlsx")
    assert "王芳要处理的客户，列在最新交的表里：2026-W47/王芳.xlsx" in said
    assert not any(line.startswith("序号") for line in said)


def test_in_a_teams_sheet_each_persons_part_stands_apart(annotated: Path) -> None:
    said = lines(annotated / "2026-W47/二部.xlsx")
    heads = [said.index(name) for name in ("李雷", "韩梅")]
    first, second = said[heads[0] : heads[1]], said[heads[1] :]
    assert any("南京远大物流" in line for line in first) and not any("南京远大物流" in line for line in second)
    assert any("南京启明教育" in line for line in second) and not any("南京启明教育" in line for line in first)
    assert not any(line.startswith("王芳本周") for line in said)


def test_who_has_one_row_in_anothers_file_leaves_nothing_else_of_his_there(tmp_path: Path) -> None:
    old = [*WANG[1][:5], "2026-09-01", "2026-09-01", *WANG[1][7:]]
    hers = [[number, company, contact, *old[3:], "韩梅"] for number, company, contact in HERS]
    book(tmp_path / "inbox/2026-W47/王芳/王芳.xlsx", 客户登记=[CUSTOMER, [*old, "王芳"], hers[0]])
    book(tmp_path / "inbox/2026-W47/王芳/旧表.xlsx", 客户登记=[CUSTOMER, ["K09", "宁波九章有限公司", *old[2:], "王芳"]])
    book(tmp_path / "inbox/2026-W47/韩梅/韩梅.xlsx", 客户登记=[CUSTOMER, *hers[1:]])
    run.week(tmp_path, pd.Timestamp(AS_OF), SETTINGS, lambda *_: None, run.Timings())
    folder = tmp_path / "reports" / AS_OF / "annotated/2026-W47"
    whole = "\n".join(said(folder / "王芳/王芳.xlsx"))
    assert "南京启明教育" in whole and "宁波九章" in whole
    assert "滁州安信" not in whole and "方总" not in whole
    own = "\n".join(said(folder / "韩梅/韩梅.xlsx"))
    assert "南京启明教育" in own and "滁州安信" in own


def test_a_sheet_of_nobody_has_no_list(annotated: Path) -> None:
    assert not any("本周" in line for line in lines(annotated / "老客户.xlsx"))


def test_the_copy_of_a_csv_says_that_it_has_another_name(annotated: Path) -> None:
    csv, xlsx = ("\n".join(lines(annotated / "2026-W47" / name)) for name in ("韩梅跟进.csv.xlsx", "王芳.xlsx"))
    assert "把原来的“2026-W47/韩梅跟进.csv”删掉" in csv and "同一个名字" not in csv
    assert "删掉" not in xlsx.split("请看")[0] and "同一个名字" in xlsx


def test_the_list_of_a_sheet_of_followups_leads_to_the_latest_one(annotated: Path) -> None:
    sheet = opened(annotated / "2026-W47/韩梅跟进.csv.xlsx")[LIST]
    links = {cell.value: cell.hyperlink.location for row in sheet for cell in row if cell.hyperlink}
    assert links["第 2 行"] == "'韩梅跟进'!A2"


def test_a_clash_names_the_other_owner_and_shows_nothing_of_his_row(annotated: Path) -> None:
    whole = "\n".join(said(annotated / "2026-W47/王芳.xlsx"))
    assert "李雷" in whole
    assert "何总" not in whole and "13555555555" not in whole and "2026-W47/二部" not in whole


# What is wrong


def test_the_same_mistake_is_one_block_with_a_link_for_each_cell(annotated: Path) -> None:
    sheet = opened(annotated / "2026-W47/王芳.xlsx")[LIST]
    merged = {area.coord for area in sheet.merged_cells.ranges}
    [name] = [cell for row in sheet for cell in row if cell.value == "没有联系方式（2 处）"]
    assert f"B{name.row}:B{name.row + 1}" in merged
    links = [sheet.cell(name.row + down, 3).hyperlink.location for down in (0, 1)]
    assert links == ["'客户登记'!D3", "'客户登记'!D4"]
    assert sheet.cell(name.row, 7).value and sheet.cell(name.row + 1, 7).value is None


def test_a_record_that_is_repeated_is_marked_where_its_person_works(annotated: Path) -> None:
    new, old = annotated / "2026-W47/王芳.xlsx", annotated / "2026-W46/王芳跟进.xlsx"
    assert "记录太笼统" in note(new, "跟进记录", "D3") and "2026-W46/王芳跟进.xlsx“跟进记录”第 2 行" in note(
        new, "跟进记录", "D3"
    )
    assert "记录太笼统" in note(old, "跟进记录", "D2") and "2026-W47/王芳.xlsx“跟进记录”第 3 行" in note(
        old, "跟进记录", "D2"
    )


def test_findings_count_it_once(annotated: Path) -> None:
    with (annotated.parent / "data/findings.csv").open(encoding="utf-8-sig", newline="") as file:
        vague = [
            row["file"] for row in csv.DictReader(file) if row["rule"] == "vague_record" and row["value"] == "已联系"
        ]
    assert vague.count("2026-W46/王芳跟进.xlsx") == 1 and "2026-W47/王芳.xlsx" not in vague


def test_an_unknown_name_gets_the_own_customer_that_may_be_meant(annotated: Path) -> None:
    assert "是不是“昆山鼎盛包装有限公司”？" in note(annotated / "2026-W47/王芳.xlsx", "跟进记录", "A4")


def test_of_somebody_elses_customer_only_that_there_is_one(annotated: Path) -> None:
    told = note(annotated / "2026-W47/王芳.xlsx", "跟进记录", "A5")
    assert "别的同事登记过相近的名字" in told and "南京远大" not in told


def test_a_row_taken_for_an_example_is_told(annotated: Path) -> None:
    sheet = opened(annotated / "2026-W47/王芳.xlsx")[LIST]
    [told] = [cell for row in sheet for cell in row if "示例" in str(cell.value)]
    assert told.value.startswith("第 5 行") and sheet.cell(told.row, 3).hyperlink.location == "'客户登记'!A5"


# What was computed


def test_dates_and_numbers_of_the_list_are_real(annotated: Path) -> None:
    sheet = opened(annotated / "2026-W47/王芳.xlsx")[LIST]
    [row] = [
        cell.row for row in sheet for cell in row if cell.value == "苏州华信环保科技有限公司" and row[0].value == 1
    ]
    assert sheet.cell(row, 8).value == pd.Timestamp("2026-11-13") and sheet.cell(row, 8).number_format == "yyyy-mm-dd"
    assert sheet.cell(row, 9).value == 7


def test_no_text_of_the_list_is_cut(annotated: Path) -> None:
    """Eleven tenths of its width is what a text needs, a Chinese sign counting as two."""
    for path in annotated.rglob("*.xlsx"):
        sheet = opened(path)[LIST]
        widths = [sheet.column_dimensions[letter].width for letter in "ABCDEFGHI"]
        areas = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
        for row in sheet.iter_rows(max_col=9):
            for cell in (cell for cell in row if isinstance(cell.value, str)):
                area = areas.get((cell.row, cell.column))
                room = sum(widths[cell.column - 1 : area.max_col if area else cell.column])
                rows = range(cell.row, (area.max_row if area else cell.row) + 1)
                height = sum(sheet.row_dimensions[at].height for at in rows)
                size = sum(2 if re.match(r"[^\x00-\x7f]", sign) else 1 for sign in cell.value)
                assert -(-size // room) * 15 <= height, f"{path.name} {cell.coordinate}: {cell.value}"


# Names that may be meant


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("鼎胜包装", ["鼎盛包装"]),
        ("华信环保", ["苏州华信环保科技"]),
        ("苏州华信", ["苏州华信环保科技"]),
        ("苏州国贸", []),
        ("鼎包装", []),
        ("完全无关", []),
    ],
)
def test_the_names_that_may_be_meant(asked: str, found: list[str]) -> None:
    registered = ["鼎盛包装", "苏州华信环保科技", "苏州物流", "苏州恒通电子", "苏州远大机械", "无锡包装"]
    assert nearest([asked], registered, 2)[asked] == found
