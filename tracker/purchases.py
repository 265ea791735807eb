"""What each customer bought.

A purchase counts from the day it is dated; one without a readable date is at no time.
"""

from collections.abc import Mapping

import pandas as pd


def of_customers(
    bought: pd.DataFrame, customers: pd.DataFrame, total: float, as_of: pd.Timestamp, numbers: Mapping[str, float]
) -> pd.DataFrame:
    """What each held customer bought. `bought`: pairs of customer and purchase (customer, record, date, amount);
    `total`: all purchase amount of the last value_months.

    Out, index of `customers`: purchases (of all time), first_purchase, last_purchase, last_purchase_record,
    year_purchases and year_amount (value_months; NaN where none has an amount), loyalty (loyalty_months),
    contribution (NaN without a total, or where no purchase of his has an
    amount), purchases_recent and purchases_before (purchase_window_days), purchases_undated
    (whether some stand in a sheet without a date column).
    """
    dated = bought[bought["date"].notna()].sort_values(["customer", "date", "week", "table", "row"], kind="stable")
    day = dated["date"].dt.normalize()
    in_year = day > as_of - pd.DateOffset(months=int(numbers["value_months"]))
    loyal = day > as_of - pd.DateOffset(months=int(numbers["loyalty_months"]))
    age, window = (as_of - day).dt.days, int(numbers["purchase_window_days"])
    of = dated.groupby("customer")

    def count(chosen: pd.Series) -> pd.Series:
        counted: pd.Series = dated.loc[chosen, "customer"].value_counts().reindex(customers.index, fill_value=0)
        return counted.astype("int64")

    amount = dated[in_year].groupby("customer")["amount"].sum(min_count=1).reindex(customers.index)
    last = dated.drop_duplicates("customer", keep="last").set_index("customer")
    return pd.DataFrame(
        {
            "purchases": count(day.notna()),
            "first_purchase": of["date"].min().dt.normalize().reindex(customers.index),
            "last_purchase": last["date"].dt.normalize().reindex(customers.index),
            "last_purchase_record": last["record"].reindex(customers.index),
            "year_purchases": count(in_year),
            "year_amount": amount,
            "loyalty": count(loyal),
            "contribution": amount.mask(count(in_year) == 0, 0) / (total or float("nan")),
            "purchases_recent": count(age < window),
            "purchases_before": count((age >= window) & (age < 2 * window)),
            "purchases_undated": bought.loc[~bought["has_date"], "customer"].value_counts().reindex(customers.index)
            > 0,
        }
    )


def year_total(records: pd.DataFrame, as_of: pd.Timestamp, numbers: Mapping[str, float]) -> float:
    """All purchase amount of the last value_months, each purchase once."""
    day = records["date"].dt.normalize()
    return float(records.loc[day > as_of - pd.DateOffset(months=int(numbers["value_months"])), "amount"].sum())
