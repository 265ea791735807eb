"""逾期 and 风险: one row for each overdue customer, one for each risk of a customer."""

import pandas as pd

from tracker.write.manager import block
from tracker.write.manager.block import Column
from tracker.write.manager.draft import Draft

LATE = (
    Column("company", 34, "company"),
    Column("owner", 10),
    Column("stage", 13, codes="stage"),
    Column("grade", 8, "word", codes="grade"),
    Column("priority", 8, "word", codes="level"),
    Column("late_word", 11, "word"),
    Column("due_day", 12, "date"),
    Column("overdue_days", 10, "int"),
    Column("last_contact", 12, "date"),
    Column("next_step", 44, "wrap"),
    Column("risk_words", 24, "wrap"),
)
RISK = (
    Column("company", 34, "company"),
    Column("risk_name", 16),
    Column("owner", 10),
    Column("stage", 13, codes="stage"),
    Column("grade", 8, "word", codes="grade"),
    Column("priority", 8, "word", codes="level"),
    Column("message", 42, "wrap"),
    Column("next_step", 40, "wrap"),
    Column("file", 30, "wrap"),
    Column("sheet", 12),
    Column("row", 7, "count"),
)


def overdue(draft: Draft, late: pd.DataFrame, review: pd.DataFrame) -> None:
    """Customers whose next contact is overdue, then those whose review is; each list is a table."""
    sheet = draft.start("overdue", [column.width for column in LATE])
    sheet.freeze_panes(2, 1)
    words = {kind: f"{draft.look.marks['remind']} {draft.words[f'late_{kind}']}" for kind in ("promise", "cadence")}
    draft.section(sheet, 2, draft.words.fill("section_overdue", count=len(late)))
    top = 3
    after = block.write(
        draft,
        "overdue",
        top,
        late.assign(late_word=late["late_by"].map(words), due_day=late["next_due"]),
        LATE,
        draft.words["table_overdue"],
    )
    sheet.repeat_rows(top)
    draft.record("overdue", "overdue", top + 1, 0, late["owner"])
    for kind in ("promise", "cadence"):
        draft.record(f"{kind}_overdue", "overdue", top + 1, 0, late["owner"].where(late["late_by"] == kind))
    _bars(draft, top, len(late))

    top = after + 2
    draft.section(sheet, top - 1, draft.words.fill("section_review", count=len(review)))
    word = f"{draft.look.marks['remind']} {draft.words['late_review']}"
    shown = review.assign(late_word=word, due_day=review["review_due"], overdue_days=review["review_days"])
    block.write(draft, "overdue", top, shown, LATE, draft.words["table_review"])
    draft.record("review_overdue", "overdue", top + 1, 0, review["owner"])
    _bars(draft, top, len(review))


def risks(draft: Draft, found: pd.DataFrame) -> None:
    """Every listed risk of every customer, by kind."""
    sheet = draft.start("risk", [column.width for column in RISK])
    mark = draft.look.marks["risk"]
    block.write(
        draft,
        "risk",
        2,
        found.assign(risk_name=mark + " " + found["rule_name"]),
        RISK,
        draft.words["table_risk"],
    )
    sheet.freeze_panes(3, 1)
    sheet.repeat_rows(2)
    last_read = [column.key for column in RISK].index("next_step")  # where it came from is for the screen
    sheet.print_area(0, 0, 2 + max(1, len(found)), last_read)
    draft.record("risk", "risk", 3, 0, found["rule"])


def _bars(draft: Draft, top: int, count: int) -> None:
    at = [column.key for column in LATE].index("overdue_days")
    bar = {"type": "data_bar", "bar_color": draft.look.palette["remind_fill"], "bar_solid": True}
    draft.sheets["overdue"].conditional_format(
        top + 1, at, top + max(1, count), at, bar | {"min_type": "num", "min_value": 0}
    )
