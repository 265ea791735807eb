"""日报: what each person did on each of the last seven days; 周报's contacts by day are the same rows."""

import pandas as pd

from tracker.reports.log import CONTACTS

DAYS = 7  # a week: whatever day it is, this week's Monday is one of them
EVENTS = (*CONTACTS, "registered", "purchase", "complaint")


def daily(log: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """The rows of the log of the last DAYS days, the latest day first; of a person and day the contacts first."""
    shown = log[(log["day"] > as_of - pd.Timedelta(days=DAYS)) & log["event"].isin(EVENTS)]
    order = shown["event"].isin(CONTACTS)
    return (
        shown.assign(later=-shown["day"].astype("int64"), other=~order)
        .sort_values(["later", "person", "other"], kind="stable")
        .drop(columns=["later", "other"])
        .reset_index(drop=True)
    )


def by_day(rows: pd.DataFrame, persons: list[str], as_of: pd.Timestamp) -> pd.DataFrame:
    """person, day, contacts: one row for each of `persons` and each of the last DAYS days. `rows`: those of `daily`."""
    days = pd.date_range(end=as_of, periods=DAYS, unit="us")
    made = rows[rows["event"].isin(CONTACTS)]
    every = pd.MultiIndex.from_product([persons, days], names=["person", "day"])
    count = made.groupby(["person", "day"]).size().reindex(every, fill_value=0)
    return count.astype("int64").rename("contacts").reset_index()
