"""客户台账: every customer, one row, in an Excel table."""

import pandas as pd

from tracker.write.manager import block, parts
from tracker.write.manager.block import Column
from tracker.write.manager.draft import TOP, Draft, Place
from tracker.write.manager.subsets import OPEN, STAGES

COMPANY = 1

# What a manager reads, in this order, is printed; the rest stands to the right on the screen.
READ = (
    Column("number", 7, "count"),
    Column("company", 34, "wrap"),
    Column("owner", 10),
    Column("stage", 13, codes="stage"),
    Column("grade", 8, "word", codes="grade"),
    Column("priority", 8, "word", codes="level"),
    Column("priority_score", 10, "score"),
    Column("due_status", 10, "word", codes="due_status"),
    Column("next_due", 12, "date"),
    Column("overdue_days", 9, "int"),
    Column("next_step", 38, "wrap"),
    Column("risk_words", 24, "wrap"),
    Column("last_contact", 12, "date"),
    Column("contacts", 9, "count"),
    Column("at_row", 9, "source"),
)
MORE = (
    Column("customer_id", 14),
    Column("team", 12),
    Column("region", 10),
    Column("industry", 14),
    Column("source", 12),
    Column("registered", 12, "date"),
    Column("contact", 12),
    Column("phone_masked", 15),
    Column("need_priority", 11, "word", codes="level"),
    Column("value", 9, "word", codes="value"),
    Column("value_amount", 13, "int"),
    Column("cycle", 9, "word", codes="cycle"),
    Column("quote", 13, "int"),
    Column("budget_low", 13, "int"),
    Column("budget_high", 13, "int"),
    Column("budget_short", 10, "word", codes="yesno_shown"),
    Column("grade_missing", 20),
    Column("priority_missing", 14),
    Column("stage_declared", 13, codes="stage"),
    Column("stage_evidence", 40),
    Column("promise_due", 12, "date"),
    Column("cadence_due", 12, "date"),
    Column("review_due", 12, "date"),
    Column("promise_overdue_days", 10, "int"),
    Column("cadence_overdue_days", 10, "int"),
    Column("review_overdue_days", 10, "int"),
    Column("absent_this_week", 11, "word", codes="yesno_shown"),
    Column("tier", 10, "word", codes="tier"),
    Column("contribution", 10, "percent"),
    Column("loyalty", 10, "int"),
    Column("satisfaction", 10, "score"),
    Column("customer_key", 18),
    Column("file", 34),
    Column("sheet", 14),
)
OF_BUYERS = ("tier", "contribution", "loyalty", "satisfaction")  # left out where nobody has any


def write(draft: Draft, ledger: pd.DataFrame) -> None:
    """Writes the sheet and remembers where each customer and each person's customers stand."""
    shown = ledger.assign(
        at_row=parts.rows_of(ledger),
        **{
            name: ledger[name].map({True: "true", False: "false"}).astype("str").where(ledger[name].notna(), "")
            for name in ("budget_short", "absent_this_week")
        },
    )
    columns = READ + tuple(c for c in MORE if c.key not in OF_BUYERS or _known(ledger[c.key]))
    sheet = draft.start("ledger", [column.width for column in columns])
    block.write(draft, "ledger", TOP, shown, columns, draft.words["table_ledger"])
    first, last = TOP + 1, TOP + max(1, len(ledger))
    sheet.freeze_panes(TOP + 1, COMPANY + 1)
    sheet.repeat_rows(TOP)
    sheet.print_area(0, 0, last, len(READ) - 1)
    keys = [column.key for column in READ]
    score, days, level = (keys.index(key) for key in ("priority_score", "overdue_days", "priority"))
    palette = draft.look.palette
    sheet.conditional_format(
        first,
        score,
        last,
        score,
        {
            "type": "data_bar",
            "bar_color": palette["notice_fill"],
            "bar_solid": True,
            "min_type": "num",
            "min_value": 0,
            "max_type": "num",
            "max_value": 100,
        },
    )
    sheet.conditional_format(
        first,
        days,
        last,
        days,
        {
            "type": "cell",
            "criteria": ">",
            "value": 0,
            "format": draft.book.add_format({"bg_color": palette["remind_fill"], "bold": True}),
        },
    )
    sheet.conditional_format(
        first,
        level,
        last,
        level,
        {
            "type": "cell",
            "criteria": "==",
            "value": f'"{draft.vocabulary("level")["high"]}"',
            "format": draft.book.add_format({"bold": True, "font_color": palette["accent"]}),
        },
    )
    _remember(draft, ledger, first)


def _remember(draft: Draft, ledger: pd.DataFrame, first: int) -> None:
    title = draft.words["sheet_ledger"]
    pairs = zip(ledger["customer_key"], ledger["owner"], strict=True)
    draft.at = {pair: Place(title, COMPANY, row, row) for row, pair in enumerate(pairs, first)}
    owners = ledger["owner"]
    draft.record("customers", "ledger", first, COMPANY, owners)
    draft.record("open", "ledger", first, COMPANY, owners.where(ledger["stage"].isin(OPEN)))
    for stage in STAGES:
        draft.record(stage, "ledger", first, COMPANY, owners.where(ledger["stage"] == stage))


def _known(values: pd.Series) -> bool:
    return bool((values.notna() & (values.astype("str") != "")).any())
