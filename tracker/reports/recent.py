"""The last contacts, purchases and complaints of each customer: what he opens to on a page."""

import pandas as pd

from tracker.reports.log import CONTACTS

LAST = 5
EVENTS = (*CONTACTS, "purchase", "complaint")


def recent(log: pd.DataFrame) -> pd.DataFrame:
    """The last LAST rows of the log of each customer and owner, by them, the latest first."""
    shown = log[log["event"].isin(EVENTS) & (log["customer_key"] != "")]
    last = shown.groupby(["customer_key", "owner"]).tail(LAST)
    return last[::-1].sort_values(["customer_key", "owner"], kind="stable").reset_index(drop=True)
