"""月工作总结和计划: this calendar month to date beside the whole last one, and what is planned for the next."""

import pandas as pd

from tracker.reports.log import CONTACTS

MONTHS = ("this", "last")
LISTED = ("visit", "registered", "won", "purchase", "complaint", "lost")  # contacts by phone are counted only
COUNTED = ("contacts", *LISTED)
PLANNED = ("deal", "plan", "visit", "promise", "commitment", "reply")  # the clocks are counted only
CLOCKS = ("cadence", "review")


def first_days(as_of: pd.Timestamp) -> tuple[pd.Timestamp, pd.Timestamp, pd.Timestamp, pd.Timestamp]:
    """The first day of last month, of this one, of the next, and the last day of the next."""
    this = as_of.replace(day=1)
    following = this + pd.DateOffset(months=1)
    return this - pd.DateOffset(months=1), this, following, following + pd.DateOffset(months=1, days=-1)


def happened(log: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """The log of this and last month, with `month`: by month, person, event (those of LISTED first) and day."""
    last, this, *_ = first_days(as_of)
    rows = log[log["day"] >= last]
    month = (rows["day"] >= this).map({True: MONTHS[0], False: MONTHS[1]}).astype("str")
    order = {event: place for place, event in enumerate(LISTED)}
    ranked = rows.assign(month=month, by_month=month != MONTHS[0], order=rows["event"].map(order).fillna(len(order)))
    ranked = ranked.sort_values(["by_month", "person", "order", "moment", "file", "sheet", "row"], kind="stable")
    return ranked.drop(columns=["by_month", "order"]).reset_index(drop=True)


def summary(rows: pd.DataFrame, persons: list[str], overdue: pd.Series) -> pd.DataFrame:
    """One row for each person and month: the counts of COUNTED (a visit is a contact, too), amount (of the purchases),
    unpriced (how many of them say none), overdue (now, in this month's row). `rows`: those of `happened`; `overdue`:
    person → how many."""
    every = pd.MultiIndex.from_product([persons, MONTHS], names=["person", "month"])

    def count(chosen: pd.Series) -> pd.Series:
        number = rows[chosen].groupby(["person", "month"]).size().reindex(every, fill_value=0)
        return number.astype("int64")

    table = {name: count(rows["event"].isin(CONTACTS if name == "contacts" else [name])) for name in COUNTED}
    bought = rows[rows["event"] == "purchase"]
    amount = bought.groupby(["person", "month"])["amount"].sum(min_count=1).reindex(every)
    table["unpriced"] = count((rows["event"] == "purchase") & rows["amount"].isna())
    late = pd.Series(overdue.reindex(every.get_level_values("person")).to_numpy(), index=every)
    is_now = every.get_level_values("month") == MONTHS[0]
    return pd.DataFrame(table | {"amount": amount, "overdue": late.where(is_now).astype("Int64")}).reset_index()


def plan(due: pd.DataFrame, persons: list[str]) -> pd.DataFrame:
    """One row for each person: how many of each kind are due next month, and the amount of the deals expected."""
    counts = {
        why: due.loc[due["why"] == why, "person"].value_counts().reindex(persons, fill_value=0).astype("int64")
        for why in (*PLANNED, *CLOCKS)
    }
    amount = due[due["why"] == "deal"].groupby("person")["amount"].sum(min_count=1).reindex(persons)
    return pd.DataFrame(counts | {"amount": amount}).rename_axis("person").reset_index()


def planned(due: pd.DataFrame) -> pd.DataFrame:
    """The rows of next month's plan that are listed: by person, kind and day."""
    order = {why: place for place, why in enumerate(PLANNED)}
    rows = due[due["why"].isin(PLANNED)]
    ranked = rows.assign(order=rows["why"].map(order)).sort_values(["person", "order", "date"], kind="stable")
    return ranked.drop(columns="order").reset_index(drop=True)
