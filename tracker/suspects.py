"""Customers that may be one and the same: asked, never merged (rulebook section 6, likely_same)."""

import pandas as pd

from tracker.settings import Settings


def likely(customers: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """likely (""|phone|name) and who it may be."""
    return pd.DataFrame({"likely": "", "likely_who": "", "likely_what": ""}, index=customers.index)
