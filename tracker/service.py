"""Complaints and satisfaction of each customer."""

from collections.abc import Mapping

import pandas as pd

from tracker.link import BEFORE_ALL


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


def last_ratings(pairs: pd.DataFrame, number: int) -> pd.DataFrame:
    """The rows of the last `number` 满意度 of each customer, in time order; an undated one is none.

    `pairs`: customer, date, satisfaction of complaints and visits, and their place (week, table, row)."""
    given = pairs[pairs["satisfaction"].notna() & pairs["date"].notna()]
    given = given.assign(week=given["week"].fillna(BEFORE_ALL))
    order = ["customer", "date", "week", "table", "row"]
    return given.sort_values(order, kind="stable").groupby("customer").tail(number)


def satisfaction(pairs: pd.DataFrame, customers: pd.Index, number: int) -> pd.Series:
    """The mean of the last `number` 满意度 of each customer, NaN without one. `pairs`: as in `last_ratings`."""
    mean: pd.Series = last_ratings(pairs, number).groupby("customer")["satisfaction"].mean()
    return mean.reindex(customers)
