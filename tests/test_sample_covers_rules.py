"""The sample team shows every rule: each has hit somewhere and missed somewhere, and each kind of sheet is there.

What the whole run must say of it stands in test_week_end_to_end.py; here it is only understood, and nothing is written.
"""

from pathlib import Path

import pandas as pd
import pytest

from tracker import find, run
from tracker.rules import RULES
from tracker.settings import shipped_settings

SAMPLE = Path(__file__).parents[1] / "sample_data"
AS_OF = pd.Timestamp("2026-11-20")
SETTINGS = shipped_settings()
KINDS = "customer followup purchase complaint visit development plan people team screening".split()


@pytest.fixture(scope="module")
def understood() -> run.Understood:
    dropped = find.workbooks(SAMPLE, SETTINGS.rules_file)
    return run.understand(dropped, AS_OF, SETTINGS, lambda *_: None, run.Timings())


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_the_rule_hits_and_misses(rule: str, understood: run.Understood) -> None:
    """A finding leads to a sheet of the sample; somewhere the rule looked and found nothing."""
    found = understood.report.findings
    hits = found[found["rule"] == rule]
    assert len(hits)
    assert all((SAMPLE / "inbox" / file).is_file() for file in hits["file"])
    judged = understood.report.coverage.set_index("id").loc[rule]
    assert judged["miss"] > 0


@pytest.mark.parametrize("kind", KINDS)
def test_the_kind_of_sheet_is_there(kind: str, understood: run.Understood) -> None:
    tables = [sheet.table for file in understood.files for sheet in file.sheets if sheet.table]
    assert sum(len(table.cells) for table in tables if table.kind == kind)


def test_an_amended_order_counts_as_the_newer_sheet_says(understood: run.Understood) -> None:
    """张伟 shows order XS-2611-204 in three weeks' sheets, in the last one with another amount."""
    bought = understood.answers.frames["purchase"]
    order = bought[bought["order"] == "XS-2611-204"]
    assert order["amount"].tolist() == [15600.0]
    assert order["file"].item().startswith("2026-W47/")


def test_a_visit_that_a_followup_tells_is_no_second_contact(understood: run.Understood) -> None:
    frames = understood.answers.frames
    dated = frames["visit"]["date"].notna().sum()
    alone = (frames["contact"]["kind"] == "visit").sum()
    assert 0 < alone < dated


def test_buyers_are_of_every_tier(understood: run.Understood) -> None:
    assert {"vip", "important", "ordinary", "potential"} <= set(understood.answers.customers["tier"])
