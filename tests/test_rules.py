"""Every rule by its case table, tests/cases/rules/<rule id>.csv: one row a situation, run for real.

How the tables are read: see workspace.py. What is expected comes from the rulebook (section 6).
"""

import csv
from pathlib import Path

import pandas as pd
import pytest
from workspace import ABSENT, SETTINGS, TABLES, Case, Runs, Workspace, cases, ran

from tracker.rules import RULES

IDS = [rule.id for rule in RULES]
TABLE = {rule: cases(f"rules/{rule}") for rule in IDS if (TABLES / "rules" / f"{rule}.csv").exists()}
ALL = [pytest.param(rule, case, id=f"{rule}-{case.name}") for rule in TABLE for case in TABLE[rule]]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """One workspace a day with every situation of that day, of all rules."""
    return Runs((case for table in TABLE.values() for case in table), tmp_path_factory.mktemp("rules"))


@pytest.mark.parametrize(("rule", "case"), ALL)
def test_rule(rule: str, case: Case, runs: Runs) -> None:
    came = runs.on(case.as_of)
    found = came.findings(case, rule)
    got = came.verdict(case, rule)
    told = "".join(f"\n    → {cell} {message}" for cell, message in zip(found["cell"], found["message"], strict=True))
    assert got == case.cells["expected"], f"{rule}: {got}, not {case.cells['expected']}\n{case}{told}"
    if since := case.cells.get("since"):
        days = sorted(set(found["since"].dt.date.map(str)))
        assert days == [since], f"{rule}: since {days}, not {since}\n{case}{told}"
    if at := case.cells.get("at"):
        assert list(found["column"]) == [at], f"{rule}: cited at {list(found['column'])}, not {at}\n{case}{told}"
    if part := case.cells.get("message"):
        assert found["message"].str.contains(f" {part}|{part}").all(), f"{rule}: {part} is not said\n{case}{told}"


@pytest.mark.parametrize("rule", IDS)
def test_every_rule_has_a_table_with_both_sides(rule: str) -> None:
    expected = {case.cells["expected"] for case in TABLE.get(rule, [])}
    assert expected <= {"命中", "未命中", "未评估"}
    assert {"命中", "未命中"} <= expected, f"tests/cases/rules/{rule}.csv must say when {rule} hits and when not"
    hit = [case.name for case in TABLE[rule] if case.cells["expected"] != "命中" and case.cells.get("since")]
    assert not hit, f"only what hits has a since: {hit}"


def test_every_table_is_a_rule() -> None:
    assert sorted(path.stem for path in (TABLES / "rules").glob("*.csv")) == sorted(IDS)


def test_the_rule_table_and_the_rules_are_the_same() -> None:
    assert len(set(IDS)) == len(IDS)
    assert sorted(SETTINGS.rules.index) == sorted(IDS)


def test_an_absent_required_column_is_one_finding_for_the_sheet(tmp_path: Path) -> None:
    names = {"单位名称": "", "来源渠道": ABSENT}
    rows = [Case("sheet", line, {"case": "", **names, "单位名称": f"缺列{line}公司"}) for line in (2, 3, 4)]
    found = ran(rows, tmp_path).understood.report.findings
    found = found[found["rule"] == "missing_required"]
    assert found[["scope", "column", "cell"]].to_numpy().tolist() == [["sheet", "来源渠道", ""]]
    assert list(found["since"]) == [pd.Timestamp("2026-11-16")]


def test_a_clash_shows_both_rows_and_merges_neither(tmp_path: Path) -> None:
    case = Case("clash", 2, {"case": "", "单位名称": "两家抢有限公司", "负责人": "赵一", "另有": "同表 负责人=钱一"})
    came = ran([case], tmp_path)
    found = came.findings(case, "clash")
    assert list(found["owner"]) == ["赵一", "钱一"] and list(found["row"]) == [2, 3]
    assert sorted(came.understood.report.customers["owner"]) == ["赵一", "钱一"]


def test_a_share_that_cannot_be_is_a_bad_value_and_stops_nothing(tmp_path: Path) -> None:
    rows = [Case("margin", line, {"case": "", "利润率": share}) for line, share in enumerate(["150%", "-5%"])]
    came = ran(rows, tmp_path)
    assert [came.verdict(case, "bad_value") for case in rows] == ["命中", "命中"]


def test_the_counts_of_the_coverage_are_the_verdicts(runs: Runs) -> None:
    came = runs.on("2026-11-20")
    findings = came.understood.report.findings["rule"].value_counts()
    for rule in came.understood.report.coverage.itertuples():
        assert rule.hit == findings.get(rule.id, 0), rule.id
        assert sum(rule.reasons.values()) == rule.not_judged, rule.id


def test_a_case_table_that_cannot_be_read_is_not_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workspace.TABLES", tmp_path)
    with (tmp_path / "wrong.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["case", "客户阶断", "expected"], ["错字", "意向", "命中"]])
    with pytest.raises(AssertionError, match="客户阶断"):
        cases("wrong")
    with pytest.raises(AssertionError, match="no such header"):
        Workspace("2026-11-20").add(Case("wrong", 2, {"case": "错字", "跟进": "2026-11-10 电话 下步=x"}))
