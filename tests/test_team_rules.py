"""The team's own rules workbook: it teaches headers, and whatever is wrong in it stops the run, all of it said."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from folders import AS_OF, RULES_FILE, SETTINGS, customer, lay, sheet

from tracker import team_rules
from tracker.errors import CallError
from tracker.match import matcher
from tracker.vocabulary import Vocabulary

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
