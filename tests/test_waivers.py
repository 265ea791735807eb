"""豁免: a waived finding is counted and not listed, until its day; what is true of the customer stays true."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from folders import AS_OF, RULES_FILE, SETTINGS, customer, followup, lay, sheet

from tracker import run, team_rules

HEADER = ["规则", "客户", "原因", "批准人", "截至"]
SCHOOL, MILL = "云溪学校", "海宁纺织有限公司"
INBOX = {
    "张伟 2026-W47.xlsx": {
        "客户": sheet(
            "customer",
            [
                customer(SCHOOL, customer_id="C1", contact=None, phone=None, risk_tags="预算不足"),
                customer(MILL, contact=None, risk_tags="预算不足"),
            ],
        ),
        "跟进": sheet("followup", [followup(SCHOOL, date(2026, 11, 17), next_follow=date(2026, 11, 18))]),
    }
}


def week(folder: Path, *waivers: list[Any]) -> run.Outcome:
    """The week, published, with these waivers."""
    lay(folder / "inbox", INBOX)
    if waivers:
        lay(folder, {RULES_FILE: {"豁免": [HEADER, *waivers]}})
    settings = team_rules.settings(folder, SETTINGS)
    return run.week(folder, AS_OF, settings, lambda step, what: None, run.Timings())


def rows(outcome: run.Outcome, name: str) -> list[dict[str, str]]:
    with (outcome.folder / "data" / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def shown(outcome: run.Outcome) -> str:
    """All that a person reads of the manager's workbook, the pages and the marked copies."""
    books = [openpyxl.load_workbook(path) for path in sorted(outcome.folder.rglob("*.xlsx"))]
    pages = [path.read_text(encoding="utf-8") for path in sorted(outcome.folder.rglob("*.html"))]
    cells = [cell for book in books for page in book for row in page.iter_rows() for cell in row]
    said = [str(cell.value) for cell in cells if cell.value is not None]
    return "\n".join([*said, *(cell.comment.text for cell in cells if cell.comment), *pages])


def listed(outcome: run.Outcome) -> set[tuple[str, str]]:
    found = outcome.understood.report.findings
    found = found[found["listed"]]
    return set(zip(found["rule"], found["company"], strict=True))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> run.Outcome:
    return week(tmp_path_factory.mktemp("plain"))


@pytest.mark.parametrize("named", ["C1", "ｃ1".upper(), SCHOOL, "云溪 学校"])
def test_a_waiver_takes_out_one_rule_of_one_customer(tmp_path: Path, plain: run.Outcome, named: str) -> None:
    waived = week(tmp_path, ["没有联系方式", named, "只收信", "张经理", "2026-12-31"])
    assert listed(plain) - listed(waived) == {("no_contact_way", SCHOOL)}
    assert listed(waived) <= listed(plain)
    assert waived.about["totals"]["waived"] == 1
    assert waived.about["totals"]["errors"] == plain.about["totals"]["errors"] - 1


def test_a_company_is_waived_by_its_short_name_or_the_id_of_the_rule(tmp_path: Path, plain: run.Outcome) -> None:
    waived = week(tmp_path, ["budget_short", "海宁纺织", "等拨款", "张经理", date(2026, 12, 31)])
    assert listed(plain) - listed(waived) == {("budget_short", MILL)}


def test_a_name_that_holds_a_phone_is_waived_all_the_same(tmp_path: Path) -> None:
    """Reports show it masked; the waiver is written as the sheet is."""
    name = "王老板13800001234"
    lay(tmp_path / "inbox", {"张伟 2026-W47.xlsx": {"客户": sheet("customer", [customer(name, phone=None)])}})
    lay(tmp_path, {RULES_FILE: {"豁免": [HEADER, ["没有联系方式", name, "散户", "张经理", "2026-12-31"]]}})
    settings = team_rules.settings(tmp_path, SETTINGS)
    waived = run.week(tmp_path, AS_OF, settings, lambda step, what: None, run.Timings())
    assert waived.about["totals"]["waived"] == 1


def test_the_data_hold_all_and_the_reports_do_not_list_it(tmp_path: Path, plain: run.Outcome) -> None:
    lines = [
        ["约定跟进已逾期", SCHOOL, "放假", "张经理", "2026-12-31"],
        ["预算不足", SCHOOL, "等拨款", "张经理", "2026-12-31"],
    ]
    waived = week(tmp_path, *lines)
    for name in ("findings.csv", "customers.csv"):
        assert rows(waived, name) == rows(plain, name)
    message = next(row["message"] for row in rows(plain, "findings.csv") if row["rule"] == "promise_overdue")
    assert message in shown(plain) and message not in shown(waived)
    assert "另有豁免 2 条" in shown(waived) and "另有豁免" not in shown(plain)
    held = waived.understood.report.customers.set_index("company")["risks"]
    assert held.to_dict() == {SCHOOL: "", MILL: "budget_short"}
    assert waived.about["totals"]["at_risk"] == 1
    assert "张经理：等拨款（1 条问题不列出）" in shown(waived)


@pytest.mark.parametrize(("until", "is_listed"), [("2026-11-20", False), ("2026-11-19", True)])
def test_it_holds_through_its_last_day(tmp_path: Path, until: str, is_listed: bool) -> None:
    waived = week(tmp_path, ["预算不足", SCHOOL, "等拨款", "张经理", until])
    assert (("budget_short", SCHOOL) in listed(waived)) is is_listed
    (line,) = json.loads((waived.folder / "data" / "run.json").read_text(encoding="utf-8"))["waivers"]
    assert line == {
        "rule": "budget_short", "customer": SCHOOL, "reason": "等拨款", "who": "张经理", "until": until,
        "expired": is_listed, "findings": 1,
    }  # fmt: skip
    assert ("已过期" in shown(waived)) is is_listed


def test_a_waiver_of_nobody_is_said(tmp_path: Path) -> None:
    assert "没有对上任何问题" in shown(week(tmp_path, ["预算不足", "谁也不是", "等拨款", "张经理", "2026-12-31"]))
