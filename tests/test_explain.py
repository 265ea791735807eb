"""tracker explain: every rule with what it compared and the cells it comes from; and the cells are enough.

The sample is copied with every cell blanked that no finding cites (names and owners stay: they say where a row stands),
and read again: each finding of the week must come out as before.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner
from folders import customer, lay, worked
from folders import sheet as laid

from tracker import explain, find, run
from tracker.cli import main
from tracker.errors import CallError
from tracker.evidence import Cell, Trail
from tracker.rules import ANSWERS, LAST_ANSWERS, RULES
from tracker.settings import shipped_settings

SAMPLE = Path(__file__).parents[1] / "sample_data"
AS_OF = pd.Timestamp("2026-11-20")
SETTINGS = shipped_settings()
STANDS = ("customer_id", "company", "owner", "name")  # where a row stands, not what it says
DAYS = {"customer": "registered", "followup": "date", "visit": "date"}  # a workbook without a name is dated by them
GROUPS = 2
AGAIN = ["rule", "since", "file", "sheet", "row", "cell", "message"]


def understood(inbox: Path) -> run.Understood:
    dropped = find.workbooks(inbox, SETTINGS.rules_file)
    return run.understand(dropped, AS_OF, SETTINGS, lambda *_: None, run.Timings())


@pytest.fixture(scope="module")
def week() -> run.Understood:
    return understood(SAMPLE)


@pytest.fixture(scope="module")
def trail(week: run.Understood) -> Trail:
    return Trail(week.answers, week.collected, SETTINGS)


def cited(rules: Iterable[str], trail: Trail) -> set[Cell]:
    """The cells that the hits of some rules rest on."""
    hits = [verdict for verdict in trail.answers.verdicts if verdict.rule.id in rules]
    return {
        cell
        for verdict in hits
        for record in verdict.hit.index[verdict.hit.fillna(False)]
        for cell in trail.of_verdict(verdict, int(record))
    }


def reduced(week: run.Understood, cells: set[Cell], trail: Trail, to: Path) -> Path:
    """The sample's inbox with only these cells, and those that say where a row stands."""
    kept = {(line["file"], line["sheet"], line["cell"]) for line in trail.places(sorted(cells)).to_dict("records")}
    for file in week.files:
        book = openpyxl.load_workbook(SAMPLE / "inbox" / file.file)
        for page in file.sheets:
            table = page.table
            if table is None or page.status != "used":
                continue
            stays = {letter for field, (letter, _) in table.places.items() if field in STANDS}
            if not page.named and DAYS.get(table.kind) in table.places:
                stays.add(table.places[DAYS[table.kind]][0])
            first, last = (openpyxl.utils.column_index_from_string(letter) for letter in table.columns)
            for row in table.cells.index:
                for column in range(first, last + 1):
                    letter = openpyxl.utils.get_column_letter(column)
                    at = (file.file, page.name, f"{letter}{row}")
                    cell = book[page.name].cell(row, column)
                    if at not in kept and letter not in stays and not isinstance(cell, openpyxl.cell.MergedCell):
                        cell.value = None
        path = to / "inbox" / file.file
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
    return to


@pytest.mark.parametrize("group", range(GROUPS))
def test_each_finding_comes_out_again_from_the_cells_it_cites(
    group: int, week: run.Understood, trail: Trail, tmp_path: Path
) -> None:
    rules = [rule.id for rule in RULES][group::GROUPS]
    again = understood(reduced(week, cited(rules, trail), trail, tmp_path)).report.findings[AGAIN]
    found = week.report.findings
    found = found.loc[found["rule"].isin(rules) & (found["scope"] != "sheet"), AGAIN]
    assert len(found)
    missing = found.merge(again, how="left", indicator=True).query("_merge == 'left_only'")
    assert missing.empty, missing.drop(columns="_merge").to_string()


def test_every_rule_is_told_of_every_customer(week: run.Understood, trail: Trail) -> None:
    held = week.answers.customers.index[:3]
    for record in held:
        told = explain.customer(int(record), trail)
        assert [reason.id for reason in told.rules] == [rule.id for rule in RULES]
        assert {reason.verdict for reason in told.rules} <= set(explain.VERDICTS)
        assert all(reason.source for reason in told.rules)
        assert all(reason.why for reason in told.rules if reason.verdict == explain.NOT_JUDGED)


def test_a_hit_shows_what_was_compared_and_where_it_stands(trail: Trail) -> None:
    late = next(verdict for verdict in trail.answers.verdicts if verdict.rule.id == "promise_overdue")
    record = int(late.hit.index[late.hit.fillna(False)][0])
    told = next(r for r in explain.customer(record, trail).rules if r.id == "promise_overdue")
    assert told.verdict == explain.HIT
    compared = dict(told.compared)
    due = trail.answers.customers.at[record, "promise_due"]
    assert compared["约定的跟进日"] == due.date().isoformat() and compared["统计日"] == "2026-11-20"
    assert told.cells["name"].str.contains("下次").any()
    assert all((SAMPLE / "inbox" / file).is_file() for file in told.cells["file"])


def test_whatever_is_compared_has_a_name() -> None:
    words, fields = SETTINGS.words("explain"), set(SETTINGS.tables["fields"]["field"])
    beside = {"state", "earlier", "later"}  # cell rules tell the cell itself
    for step in (*ANSWERS, *RULES, *LAST_ANSWERS):
        named = [name for name in step.reads if explain.compares(name) and name not in fields | beside]
        assert [name for name in named if f"column.{name}" not in words] == [], step.id


@pytest.mark.parametrize("asked", ["KH-035", "南通拓岑建筑设计院", "南通拓岑"])
def test_a_customer_is_asked_for_by_number_name_or_a_part_of_it(asked: str, week: run.Understood) -> None:
    rows = explain.customers(asked, week.answers, SETTINGS)
    assert set(week.answers.customers.loc[rows, "key"]) == {"KH-035"}


def test_who_is_not_there_is_said_with_the_nearest(week: run.Understood) -> None:
    with pytest.raises(CallError, match="南通拓岑建筑设计院"):
        explain.customers("南通拓岑建筑设计所", week.answers, SETTINGS)


def test_the_command_prints_and_gives_json(tmp_path: Path) -> None:
    rows = [customer("云溪学校", customer_id="KH-1"), customer("海宁纺织有限公司", customer_id="KH-2", phone=None)]
    lay(tmp_path, {"张伟 2026-W47.xlsx": {"客户": laid("customer", rows)}})
    call = ["explain", "KH-2", str(tmp_path), "--as-of", "2026-11-20"]
    printed = CliRunner().invoke(main, call)
    assert printed.exit_code == 0 and "没有联系方式" in printed.output and "未评估" in printed.output
    told = json.loads(CliRunner().invoke(main, [*call, "--json"]).output)
    assert [rule["id"] for rule in told[0]["rules"]] == [rule.id for rule in RULES]
    nobody = CliRunner().invoke(main, ["explain", "没有这家", str(tmp_path)])
    assert nobody.exit_code == 2 and "没有这家" in nobody.output


def test_no_phone_is_told_wherever_it_stands() -> None:
    rows = [customer("丁13512345678公司", owner="13612345678", phone="13712345678")]
    known = worked({"13312345678/13412345678.xlsx": {"13912345678": laid("customer", rows)}})
    trail = Trail(known.answers, known.collected, SETTINGS)
    (one,) = (explain.customer(row, trail) for row in explain.customers("丁", known.answers, SETTINGS))
    said = json.dumps(one.listed(), ensure_ascii=False)
    assert "135****5678" in said and not re.search(r"\d{9}", said)


def test_a_part_that_fits_many_says_how_many(week: run.Understood) -> None:
    for part in ("公司", "科"):
        with pytest.raises(CallError, match=r"对应 \d+ 个客户"):
            explain.customers(part, week.answers, SETTINGS)


def test_what_is_told_has_no_codes(week: run.Understood, trail: Trail) -> None:
    for record in week.answers.customers.index[::4]:
        told = explain.customer(int(record), trail)
        said = [text for reason in (*told.answers, *told.rules) for pair in reason.compared for text in pair]
        assert [text for text in said if re.search("[a-z_]{3,}", text)] == []
