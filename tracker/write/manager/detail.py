"""数字明细: the numbers behind the charts, and a list for each figure that has no sheet of its own."""

from collections.abc import Sequence

import pandas as pd

from tracker.summary import FUNNEL
from tracker.write.manager import block, subsets
from tracker.write.manager.block import Column
from tracker.write.manager.draft import TEAM, Draft, Place
from tracker.write.manager.look import printable

SHOWN = (
    Column("company", 34, "company"),
    Column("owner", 12),
    Column("stage", 13, codes="stage"),
    Column("grade", 10, "word", codes="grade"),
    Column("priority", 10, "word", codes="level"),
    Column("priority_score", 12, "score"),
    Column("due_status", 10, "word", codes="due_status"),
    Column("next_due", 12, "date"),
    Column("overdue_days", 10, "int"),
    Column("next_step", 44, "wrap"),
)
MOST_BARS = 12  # more bars than this are no picture any more
LATE = ("promise_overdue", "cadence_overdue", "review_overdue")


def write(draft: Draft, ledger: pd.DataFrame, risk_rules: pd.DataFrame) -> None:
    """Writes the sheet and remembers its places; a `chart` one holds numbers, their labels to the left.

    `risk_rules`: rule, rule_name of the risks that were found, most frequent first.
    """
    sheet = draft.start("detail", [column.width for column in SHOWN])
    sheet.freeze_panes(2, 0)
    lists = subsets.lists(draft.report, ledger, draft.words["join"])
    # The numbers stand above the lists they lead to, so their height comes first.
    people = _latest(draft)
    height = sum(len(rows) + 3 for rows in (FUNNEL, subsets.GRADES, people, risk_rules))
    row = 2 + height
    for name, (rows, group) in lists.items():
        draft.section(sheet, row, draft.words.fill(f"list_{name}", count=len(rows)))
        block.write(draft, "detail", row + 1, rows, SHOWN)
        by = rows[group] if group else pd.Series(TEAM, index=rows.index)
        draft.record(name, "detail", row + 2, 0, by)
        if name == "stage":
            draft.record("open", "detail", row + 2, 0, pd.Series(TEAM, index=rows.index).where(rows["open"]))
            for stage in subsets.STAGES:
                draft.record(
                    stage,
                    "detail",
                    row + 2,
                    0,
                    pd.Series(TEAM, index=rows.index).where(rows["stage"] == stage),
                )
        row += max(1, len(rows)) + 4
    _numbers(draft, people, risk_rules)


def _latest(draft: Draft) -> list[str]:
    """The people with overdue work, most first; at most as many as a chart shows."""

    def count(owner: str) -> int:
        return sum(place.count for name in LATE if (place := draft.places.get((name, owner))))

    late = sorted((owner for owner in draft.report.people["owner"] if count(owner)), key=lambda owner: -count(owner))
    return late[:MOST_BARS]


def _numbers(draft: Draft, people: list[str], risk_rules: pd.DataFrame) -> None:
    words, vocabulary = draft.words, draft.vocabulary
    row = _chart(draft, 2, "funnel", [(vocabulary("stage")[stage], [(stage, TEAM)]) for stage in FUNNEL], ["count"])
    _conversion(draft, row)
    row = _chart(draft, row, "grade", [(vocabulary("grade")[g], [("grade", g)]) for g in subsets.GRADES], ["count"])
    row = _chart(
        draft,
        row,
        "overdue",
        [(owner or words["nobody"], [(name, owner) for name in LATE]) for owner in people],
        LATE,
    )
    _chart(
        draft,
        row,
        "risk",
        [(name, [("risk", rule)]) for rule, name in risk_rules.itertuples(index=False)],
        ["count"],
    )


def _chart(
    draft: Draft, top: int, name: str, bars: list[tuple[str, list[tuple[str, str]]]], columns: Sequence[str]
) -> int:
    """The numbers of one chart: a label and its linked counts in each row; returns the next block's row."""
    sheet, words, look = draft.sheets["detail"], draft.words, draft.look
    draft.section(sheet, top, words[f"chart_{name}"])
    sheet.write_string(top + 1, 0, "", look.head())
    for number, column in enumerate(columns, 1):
        sheet.write_string(top + 1, number, words[f"col_{column}"], look.head(align="right"))
    total = 0
    for line, (label, figures) in enumerate(bars, top + 2):
        sheet.write_string(line, 0, printable(label), look.cell())
        for number, (figure, group) in enumerate(figures, 1):
            total += draft.figure(sheet, line, number, figure, group, look.linked())
    if total:
        draft.places["chart", name] = Place(words["sheet_detail"], 1, top + 2, top + 1 + len(bars))
    return top + len(bars) + 3


def _conversion(draft: Draft, after: int) -> None:
    """How many got at least that far, beside the funnel's counts."""
    sheet, words, look = draft.sheets["detail"], draft.words, draft.look
    top = after - len(FUNNEL) - 2
    funnel = draft.report.funnel.set_index("stage")
    for number, name in enumerate(("reached", "conversion"), 2):
        sheet.write_string(top, number, words[f"col_{name}"], look.head(align="right"))
        for line, stage in enumerate(FUNNEL, top + 1):
            value = funnel[name].get(stage)
            style = look.cell(num_format="#,##0" if name == "reached" else "0%")
            if pd.isna(value):
                sheet.write_blank(line, number, None, style)
            else:
                sheet.write_number(line, number, float(value), style)
