"""逾期 and 风险: how many of each, then one row for each overdue customer, one for each risk of a customer."""

import pandas as pd

from tracker.write.manager import board, charts, parts
from tracker.write.manager.block import COMPANY, GRADE, NEXT_STEP, PRIORITY, STAGE, Column
from tracker.write.manager.draft import TEAM, TOP, Draft
from tracker.write.manager.parts import Figure, Line

LATE = (
    COMPANY,
    Column("owner", 11),
    STAGE,
    GRADE,
    PRIORITY,
    Column("late_word", 11, "word"),
    Column("due_day", 12, "date"),
    Column("overdue_days", 10, "int"),
    Column("last_contact", 12, "date"),
    NEXT_STEP,
    Column("risk_words", 24, "wrap"),
)
RISK = (
    COMPANY,
    Column("risk_name", 16),
    Column("owner", 10),
    STAGE,
    GRADE,
    PRIORITY,
    Column("message", 42, "wrap"),
    Column("next_step", 40, "wrap"),
    Column("at_row", 10, "source"),
    Column("file", 36, "wrap"),
    Column("sheet", 14),
)
SHADES = ("accent", "notice", "line")  # promise, cadence, review
MOST_BARS = 12  # more bars than this are no picture any more
SHORTEST = 9  # rows of a chart
ROW = 28  # pixels


def overdue(draft: Draft, late: pd.DataFrame, review: pd.DataFrame) -> None:
    """Counts by person, then customers whose next contact is overdue, then those whose review is; each a table."""
    words, mark = draft.words, draft.look.marks["remind"]
    draft.start("overdue", [column.width for column in LATE])
    people = sorted({*late["owner"], *review["owner"]})
    top = TOP + (max(len(people) + 4, SHORTEST) if people else 0)
    kinds = {kind: f"{mark} {words[f'late_{kind}']}" for kind in ("promise", "cadence", "review")}
    shown = late.assign(late_word=late["late_by"].map(kinds), due_day=late["next_due"])
    after = parts.listed(draft, "overdue", top, "overdue", shown, LATE)
    draft.record("overdue", "overdue", top + 2, 0, late["owner"])
    for kind in ("promise", "cadence"):
        draft.record(f"{kind}_overdue", "overdue", top + 2, 0, late["owner"].where(late["late_by"] == kind))
    _bars(draft, top + 1, len(late))
    shown = review.assign(late_word=kinds["review"], due_day=review["review_due"], overdue_days=review["review_days"])
    parts.listed(draft, "overdue", after, "review", shown, LATE)
    draft.record("review_overdue", "overdue", after + 2, 0, review["owner"])
    _bars(draft, after + 1, len(review))


def overdue_by_person(draft: Draft) -> None:
    """How many of each kind a person, the most first, beside the chart of the same numbers; above the lists."""
    words, people = draft.words, board.latest(draft)
    if not people:
        return
    draft.section(draft.sheets["overdue"], TOP, words["block_overdue"])
    rows: list[Line] = [
        (owner or words["nobody"], [*(Figure(name, owner) for name in board.LATE), Figure("overdue", owner)])
        for owner in people
    ]
    total: Line = (words["team"], [*(Figure(name, TEAM) for name in board.LATE), Figure("overdue", TEAM)])
    headings = [words["col_owner"], *(words[f"col_{name}"] for name in (*board.LATE, "overdue"))]
    parts.grid(draft, "overdue", TOP + 1, headings, [*rows, total], totals=1)
    charts.draw(draft, "overdue", "overdue", TOP + 1, rows[:MOST_BARS], SHADES)
    tall = max(len(rows[:MOST_BARS]) + 3, SHORTEST - 1) * ROW
    charts.insert(draft, "overdue", "overdue", TOP, 6, 560, tall)


def risks(draft: Draft, found: pd.DataFrame, kinds: pd.DataFrame) -> None:
    """Counts by kind beside their chart, then every listed risk of every customer, by kind. `kinds`: rule, rule_name,
    the most frequent first."""
    words, mark = draft.words, draft.look.marks["risk"]
    sheet = draft.start("risk", [column.width for column in RISK])
    top = TOP + (max(len(kinds) + 3, SHORTEST) if len(kinds) else 0)
    shown = found.assign(risk_name=mark + " " + found["rule_name"], at_row=parts.rows_of(found))
    parts.listed(draft, "risk", top, "risk", shown, RISK)
    last_read = [column.key for column in RISK].index("at_row")  # the rest of where it came from is for the screen
    sheet.print_area(0, 0, top + 1 + max(1, len(found)), last_read)
    draft.record("risk", "risk", top + 2, 0, found["rule"])
    if len(kinds):
        draft.section(sheet, TOP, words["block_risk"])
        rows: list[Line] = [(name, [Figure("risk", rule)]) for rule, name in kinds.itertuples(index=False)]
        parts.grid(draft, "risk", TOP + 1, [words["col_risk_name"], words["col_count"]], rows)
        charts.draw(draft, "risk", "risk", TOP + 1, rows[:MOST_BARS])
        tall = max(len(rows[:MOST_BARS]) + 2, SHORTEST - 1) * ROW
        charts.insert(draft, "risk", "risk", TOP, 3, 520, tall)


def _bars(draft: Draft, top: int, count: int) -> None:
    at = [column.key for column in LATE].index("overdue_days")
    bar = {"type": "data_bar", "bar_color": draft.look.palette["remind_fill"], "bar_solid": True}
    draft.sheets["overdue"].conditional_format(
        top + 1, at, top + max(1, count), at, bar | {"min_type": "num", "min_value": 0}
    )
