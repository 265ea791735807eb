"""Complaints and satisfaction of each customer."""

from collections.abc import Mapping

import pandas as pd


def complaints(
    pairs: pd.DataFrame, customers: pd.Index, as_of: pd.Timestamp, numbers: Mapping[str, float]
) -> pd.DataFrame:
    """complaints (all), complaints_recent and complaints_before (the last complaint_window_days, and those before).

    `pairs`: one row for each customer and complaint: customer, date."""
    age, window = (as_of - pairs["date"].dt.normalize()).dt.days, int(numbers["complaint_window_days"])

    def count(chosen: pd.Series) -> pd.Series:
        counted: pd.Series = pairs.loc[chosen, "customer"].value_counts().reindex(customers, fill_value=0)
        return counted.astype("int64")

    return pd.DataFrame(
        {
            "complaints": count(age >= 0),
            "complaints_recent": count(age < window),
            "complaints_before": count((age >= window) & (age < 2 * window)),
        }
    )


def satisfaction(pairs: pd.DataFrame, customers: pd.Index, number: int) -> pd.Series:
    """The mean of the last `number` 满意度 of each customer, NaN without one. `pairs`: customer, date, satisfaction of
    complaints and visits, and their place."""
    given = pairs[pairs["satisfaction"].notna() & pairs["date"].notna()]
    last = (
        given.sort_values(["customer", "date", "week", "table", "row"], kind="stable").groupby("customer").tail(number)
    )
    mean: pd.Series = last.groupby("customer")["satisfaction"].mean()
    return mean.reindex(customers)
