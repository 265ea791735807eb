"""复购与满意度: who bought again and who sent others; who is content, and whose complaint is open."""

import pandas as pd

from tracker.reports.loyalty import GROUPS
from tracker.write.manager import parts
from tracker.write.manager.block import Column
from tracker.write.manager.daily import LONGEST
from tracker.write.manager.draft import TOP, Draft
from tracker.write.manager.parts import Figure, Line, Number

BUYERS = (
    Column("company", 34, "company"),
    Column("owner", 12),
    Column("group_word", 12, "word"),
    Column("loyalty", 12, "count"),
    Column("referrals", 12, "count"),
    Column("year_amount", 14, "int"),
    Column("next_step", 46, "wrap"),
    Column("last_purchase", 22, "date"),
    Column("tier", 12, "word", codes="tier"),
)
RATED = (
    Column("company", 34, "company"),
    Column("owner", 12),
    Column("satisfaction_mean", 12, "score"),
    Column("ratings", 12, "word"),
    Column("rated_on", 12, "date"),
)
COMPLAINTS = (
    Column("company", 34, "company"),
    Column("person", 12),
    Column("date", 12, "date"),
    Column("days_open", 12, "int"),
    Column("answered", 12, "date"),
    Column("promised_by", 14, "date"),
    Column("content", 46, "wrap"),
    Column("handling", 22, "wrap"),
)


def write(
    draft: Draft,
    rates: pd.DataFrame,
    buyers: pd.DataFrame,
    contentment: pd.DataFrame,
    rated: pd.DataFrame,
    complaints: pd.DataFrame,
) -> None:
    """Writes the counts and the lists; a count leads to its rows."""
    words = draft.words
    sheet = draft.start("loyalty", [column.width for column in BUYERS])
    sheet.freeze_panes(2, 1)
    # the counts stand above the lists they lead to, so their height comes first
    second = TOP + parts.room(rates)
    top = second + parts.room(contentment)
    if len(buyers):
        told = {group: words[f"group_{group}"] for group in GROUPS}
        buyers = buyers.assign(group_word=buyers["group"].map(told))
        draft.record("traders", "loyalty", top + 2, 0, buyers["person"])
        draft.record("again", "loyalty", top + 2, 0, buyers["person"].where(buyers["group"] == "again"))
        draft.record("buyers", "loyalty", top + 2, 0, buyers["person"].where(buyers["loyalty"] > 0))
    top = parts.listed(draft, "loyalty", top, "buyers", buyers, BUYERS)
    if len(rated):
        rated = rated.assign(satisfaction_mean=rated["satisfaction"])
        draft.record("rated", "loyalty", top + 2, 0, rated["person"])
    top = parts.listed(draft, "loyalty", top, "rated", rated, RATED)
    if len(complaints):
        complaints = complaints.assign(
            days_open=complaints["days"],
            promised_by=complaints["promised"],
            content=parts.cut(complaints["content"], LONGEST, words["cut"]),
        )
        draft.record("complaints", "loyalty", top + 2, 0, complaints["person"])
    parts.listed(draft, "loyalty", top, "complaints", complaints, COMPLAINTS)
    if len(rates):
        _rates(draft, rates)
    if len(contentment):
        _contentment(draft, second, contentment)


def _rates(draft: Draft, rates: pd.DataFrame) -> None:
    words = draft.words
    draft.section(draft.sheets["loyalty"], TOP, words.fill("section_rates", **draft.settings.numbers))
    rows: list[Line] = [
        (
            row["person"] or words["nobody"],
            [
                Figure("buyers", row["person"]),
                Figure("again", row["person"]),
                Number(row["rate"], "0%", Figure("again", row["person"])),
                Number(row["referrers"], of=Figure("traders", row["person"])),
                Number(
                    row["referrals"],
                    of=Figure("traders", row["person"]),
                    column=_at(BUYERS, "referrals"),
                    tip="tip_sum",
                ),
            ],
        )
        for row in rates.to_dict("records")
    ]
    names = ("owner", "buyers", "again", "rate", "referrers", "referrals")
    parts.grid(draft, "loyalty", TOP + 1, [words[f"col_{name}"] for name in names], rows)


def _contentment(draft: Draft, top: int, contentment: pd.DataFrame) -> None:
    words = draft.words
    draft.section(draft.sheets["loyalty"], top, words.fill("section_contentment", **draft.settings.numbers))
    rows: list[Line] = [
        (
            row["person"] or words["nobody"],
            [
                Figure("rated", row["person"]),
                Number(row["mean"], "0.0", Figure("rated", row["person"]), _at(RATED, "satisfaction_mean"), "tip_mean"),
                Figure("complaints", row["person"]),
            ],
        )
        for row in contentment.to_dict("records")
    ]
    names = ("person", "rated", "satisfaction_mean", "complaints_open")
    parts.grid(draft, "loyalty", top + 1, [words[f"col_{name}"] for name in names], rows)


def _at(columns: tuple[Column, ...], key: str) -> int:
    return [column.key for column in columns].index(key)
