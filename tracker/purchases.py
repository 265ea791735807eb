"""Purchases: which ones a newer sheet takes the place of, and what each customer bought.

A purchase counts from the day it is dated; one without a readable date is at no time.
"""

from collections.abc import Mapping

import pandas as pd

from tracker.link import BEFORE_ALL, PLACE


def replaced(records: pd.DataFrame, identity: pd.Series) -> pd.Series:
    """Whether a newer sheet of the same owner shows the purchase anew, and not this one (rulebook section 2).

    The same purchase: customer and 订单号, without one in either: date, product and person. `records`: table, week,
    key, owner, order, date, product, row; `identity`: equal for identical records. Index of `records`.
    """
    known = records.assign(identity=identity, week=records["week"].fillna(BEFORE_ALL))
    known = known.loc[known["key"] != "", [*PLACE, "key", "owner", "order", "date", "product", "identity"]]
    known = known.rename_axis("record").reset_index()
    by_order = known[known["order"] != ""]
    by_day = known[known["date"].notna()].assign(day=lambda rows: rows["date"].dt.normalize())
    of_order = by_order.merge(by_order, on=["key", "owner", "order"], suffixes=("", "_newer"))
    of_day = by_day.merge(by_day, on=["key", "owner", "day", "product"], suffixes=("", "_newer"))
    of_day = of_day[(of_day["order"] == "") | (of_day["order_newer"] == "")]
    shared = [*(name for name in of_order if name in of_day)]
    pairs = pd.concat([of_order[shared], of_day[shared]], ignore_index=True)
    newer = (pairs["week_newer"] > pairs["week"]) | (
        (pairs["week_newer"] == pairs["week"]) & (pairs["table_newer"] > pairs["table"])
    )
    pairs = pairs[newer].sort_values(["record", "week_newer", "table_newer"], kind="stable")
    # the newest sheet that shows the order decides: what it repeats stays
    newest = pairs.drop_duplicates("record", keep="last").set_index("record")["table_newer"]
    shown = known.groupby("table")["identity"].agg(set)
    own = known.set_index("record")["identity"].reindex(newest.index)
    gone = [same not in shown[table] for same, table in zip(own, newest, strict=True)]
    return records.index.to_series().isin(newest.index[gone]).rename("replaced")


def of_customers(
    bought: pd.DataFrame, customers: pd.DataFrame, total: float, as_of: pd.Timestamp, numbers: Mapping[str, float]
) -> pd.DataFrame:
    """What each held customer bought. `bought`: pairs of customer and purchase (customer, record, date, amount);
    `total`: all purchase amount of the last value_months.

    Out, index of `customers`: purchases (of all time), first_purchase, last_purchase, last_purchase_record,
    year_purchases and year_amount (value_months; NaN where none has an amount), loyalty (loyalty_months),
    contribution (NaN without a total, or where no purchase of his has an
    amount), purchases_recent and purchases_before (purchase_window_days).
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
        }
    )


def year_total(records: pd.DataFrame, as_of: pd.Timestamp, numbers: Mapping[str, float]) -> float:
    """All purchase amount of the last value_months, each purchase once."""
    day = records["date"].dt.normalize()
    return float(records.loc[day > as_of - pd.DateOffset(months=int(numbers["value_months"])), "amount"].sum())
