"""数字明细: a list for each figure that has no sheet of its own."""

import pandas as pd

from tracker.write.manager import daily, parts, subsets
from tracker.write.manager.block import COMPANY, NEXT_STEP, OWNER, WHO, Column
from tracker.write.manager.draft import TEAM, TOP, Draft

SHOWN = (
    *WHO,
    Column("priority_score", 12, "score"),
    Column("due_status", 10, "word", codes="due_status"),
    Column("next_due", 12, "date"),
    Column("overdue_days", 10, "int"),
    NEXT_STEP,
)
MADE = (
    COMPANY,
    Column("person", 12),
    Column("day", 13, "date"),
    Column("event_word", 9, "word"),
    Column("method", 10),
    Column("at_row", 10, "source"),
)
WRONG = (
    Column("file", 34, "wrap"),
    OWNER,
    Column("rule_name", 13, "wrap"),
    Column("place", 9, "source"),
    Column("column", 9, "wrap"),
    Column("sheet", 12, "wrap"),
    Column("severity", 10, "tone", codes="severity"),
    Column("since", 12, "date"),
    Column("value_found", 10, "wrap"),
    Column("message", 44, "wrap"),
)


def write(draft: Draft, ledger: pd.DataFrame) -> None:
    """Writes the sheet and remembers where each figure's rows stand."""
    draft.start("detail", [column.width for column in SHOWN])
    row = TOP
    for name, (rows, group) in subsets.lists(draft.report, ledger).items():
        row = parts.listed(draft, "detail", row, name, rows, SHOWN, table=False)
        by = rows[group] if group else pd.Series(TEAM, index=rows.index)
        draft.record(name, "detail", row - len(rows) - 1, 0, by)
    made = subsets.contacts(draft.report)
    for name in ("contacts_week", "contacts_last_week"):
        rows = made[made["week"] == name] if len(made) else made
        if len(rows):
            rows = daily.shown(draft, rows).assign(at_row=parts.rows_of(rows))
        row = parts.listed(draft, "detail", row, name, rows, MADE, table=False)
        if len(rows):
            draft.record(name, "detail", row - len(rows) - 1, 0, rows["person"])
    errors, reminders, *_ = subsets.problems(draft.report)
    for name, found in (("errors", errors), ("reminders", reminders)):
        row = _by_person(draft, row, name, found)


def _by_person(draft: Draft, row: int, name: str, found: pd.DataFrame) -> int:
    """What is wrong in the sheets of those whose rows do not stand together where they are listed by file."""
    rows = found[[(name, owner) not in draft.places for owner in found["owner"]]]
    if rows.empty:
        return row
    rows = rows.sort_values("owner", kind="stable").reset_index(drop=True).assign(value_found=lambda of: of["value"])
    team = draft.places[name, TEAM]
    row = parts.listed(draft, "detail", row, f"{name}_by_person", rows, WRONG, table=False)
    draft.record(name, "detail", row - len(rows) - 1, 0, rows["owner"])
    draft.places[name, TEAM] = team
    return row
