"""月总结和计划: each person's month beside the last one, and the next month's plan; 月明细: the rows they count."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from tracker.reports.log import CONTACTS
from tracker.reports.month import CLOCKS, LISTED, MONTHS, PLANNED
from tracker.write.manager import daily, parts
from tracker.write.manager.block import Column
from tracker.write.manager.draft import TOP, Draft
from tracker.write.manager.parts import Cell, Figure, Number

DONE = (
    Column("company", 32, "company"),
    Column("person", 12),
    Column("month_word", 8, "word"),
    Column("event_word", 9, "word"),
    Column("day", 11, "date"),
    Column("method", 12),
    Column("amount", 13, "int"),
    Column("content", 56, "wrap"),
    Column("feedback", 30, "wrap"),
)
COMING = (
    Column("company", 32, "company"),
    Column("person", 12),
    Column("month_word", 8, "word"),
    Column("why_word", 9, "word"),
    Column("date", 11, "date"),
    Column("contact", 12),
    Column("amount", 13, "int"),
    Column("goal", 56, "wrap"),
    Column("resource", 30, "wrap"),
)
AMOUNT = [column.key for column in DONE].index("amount")  # in both lists
MOST_WITH_PLAN = 12  # more lines than this, and the plan begins on a page of its own
WIDTHS = (16, *[10.5] * 8, 15, 11)
UNPRICED = "unpriced"


def rows(draft: Draft, happened: pd.DataFrame, planned: pd.DataFrame) -> None:
    """月明细: writes both lists and remembers where the rows of each person, month and kind stand."""
    words = draft.words
    sheet = draft.start("month_rows", [column.width for column in DONE])
    sheet.freeze_panes(2, 1)
    if len(happened):
        # the contacts of a person's month stand together: a visit is one of them
        whose = (happened["month"] + "|" + happened["person"]).factorize()[0]
        happened = happened.assign(_whose=whose, _other=happened["event"] != "followup")
        happened = happened.sort_values(["_whose", "_other"], kind="stable").reset_index(drop=True)
        named = {month: words[f"month_{month}"] for month in MONTHS}
        happened = daily.shown(draft, happened).assign(month_word=happened["month"].map(named))
    if len(planned):
        whys = {why: words[f"why_{why}"] for why in PLANNED}
        planned = planned.assign(why_word=planned["why"].map(whys), month_word=words["month_next"])
        planned = planned.assign(goal=parts.cut(planned["goal"], daily.LONGEST, words["cut"]))
    after = parts.listed(draft, "month_rows", TOP, "planned", planned, COMING)
    if len(planned):
        draft.record("planned", "month_rows", TOP + 2, 0, planned["person"] + "|" + planned["why"])
    parts.listed(draft, "month_rows", after, "happened", happened, DONE)
    if len(happened):
        groups = happened["month"] + "|" + happened["person"] + "|" + happened["event"]
        draft.record("happened", "month_rows", after + 2, 0, groups)
        met = (happened["month"] + "|" + happened["person"]).where(happened["event"].isin(CONTACTS))
        draft.record("month_contacts", "month_rows", after + 2, 0, met)


def write(draft: Draft, summary: pd.DataFrame, plan: pd.DataFrame) -> None:
    """月总结和计划: writes the counts; those with rows in 月明细 lead to them."""
    words, as_of = draft.words, pd.Timestamp(draft.report.as_of)
    # beside a sum that misses some stands how many; nothing where it misses none
    unpriced = (UNPRICED,) if len(summary) and summary[UNPRICED].any() else ()
    sheet = draft.start("month", (*WIDTHS, *[WIDTHS[-1]] * len(unpriced)))
    sheet.freeze_panes(2, 1)
    last, following = as_of - pd.DateOffset(months=1), as_of + pd.DateOffset(months=1)
    draft.section(sheet, TOP, words.fill("section_month", this=as_of.month, last=last.month))
    events = (f"event_{event}" for event in LISTED)
    names = ("month_word", "contacts_month", *events, "amount_bought", *unpriced, "overdue_now")
    headings = [words["col_person"], *(words[f"col_{name}"] for name in names)]
    lines = [_done(draft, row, unpriced) for row in summary.to_dict("records")] if len(summary) else []
    for month, part in summary.groupby("month", sort=False) if len(summary) else ():
        sums = part[["contacts", *LISTED]].sum()
        amount, late = part["amount"].sum(min_count=1), part["overdue"].sum(min_count=1)
        missed = [Number(part[name].sum() or pd.NA) for name in unpriced]
        numbers = [*(Number(sums[name]) for name in ("contacts", *LISTED)), Number(amount), *missed, Number(late)]
        lines.append((words["team"] if month == MONTHS[0] else "", [words[f"month_{month}"], *numbers]))
    top = parts.grid(draft, "month", TOP + 1, headings, lines, totals=2) if lines else _none(draft, TOP + 1)
    if len(lines) > MOST_WITH_PLAN:
        sheet.set_h_pagebreaks([top])
    draft.section(sheet, top, words.fill("section_plan", month=following.month))
    headings = [
        words["col_person"],
        *(words[f"why_{why}"] for why in (*PLANNED, *CLOCKS)),
        words["col_amount_expected"],
    ]
    coming = [_planned(draft, row) for row in plan.to_dict("records")] if len(plan) else []
    if not coming:
        _none(draft, top + 1)
        return
    kinds = [*PLANNED, *CLOCKS]
    numbers = [*(Number(plan[why].sum()) for why in kinds), Number(plan["amount"].sum(min_count=1))]
    parts.grid(draft, "month", top + 1, headings, [*coming, (words["team"], numbers)], totals=1)


def _done(draft: Draft, row: Mapping[Hashable, Any], unpriced: tuple[str, ...]) -> tuple[str, list[Cell]]:
    person, month = str(row["person"]), str(row["month"])
    figures = [Figure("happened", f"{month}|{person}|{event}") for event in LISTED]
    now, bought = month == MONTHS[0], Figure("happened", f"{month}|{person}|purchase")
    numbers: list[Cell] = [
        Number(row["amount"], of=bought, column=AMOUNT, tip="tip_sum"),
        *(Number(row[name] or pd.NA, of=bought) for name in unpriced),
        Figure("overdue", person) if now else "",
    ]
    label = (person or draft.words["nobody"]) if now else ""  # the second line is the same person's
    return label, [
        draft.words[f"month_{month}"], Figure("month_contacts", f"{month}|{person}"), *figures, *numbers
    ]  # fmt: skip


def _planned(draft: Draft, row: Mapping[Hashable, Any]) -> tuple[str, list[Cell]]:
    person = str(row["person"])
    figures = [Figure("planned", f"{person}|{why}") for why in PLANNED]
    amount = Number(row["amount"], of=Figure("planned", f"{person}|deal"), column=AMOUNT, tip="tip_sum")
    return person or draft.words["nobody"], [*figures, *(Number(row[why]) for why in CLOCKS), amount]


def _none(draft: Draft, row: int) -> int:
    draft.sheets["month"].write_string(row, 0, draft.words["nothing"], draft.look(font_color="muted"))
    return row + 2
