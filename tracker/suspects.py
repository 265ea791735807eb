"""Customers that may be one and the same: asked, never merged (rulebook section 6, likely_same)."""

import pandas as pd

from tracker import likely, private
from tracker.settings import Settings

MOST_NAMED = 3


def of_customers(customers: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """For each held customer row: likely ("" for none, else why: phone, name or contact), likely_who (the companies it
    may be), likely_what (what is the same), likely_records (their rows)."""
    asked = customers[["key", "company", "contact", "phone", "mobile"]]
    pairs = likely.pairs(asked, settings)
    turned = pairs.rename(columns={"one": "other", "other": "one"})
    found = pd.concat([pairs, turned], ignore_index=True).assign(
        who=lambda rows: customers["company"].reindex(rows["other"]).to_numpy(),
        key=lambda rows: customers["key"].reindex(rows["other"]).to_numpy(),
        shown=lambda rows: rows["evidence"].mask(
            rows["why"] == likely.PHONE, rows["evidence"].map(private.masked_phone)
        ),
    )
    found = found.drop_duplicates(["one", "key"]).sort_values(["one", "other"], kind="stable")
    joiner = settings.words("findings")["list"]
    by = found.groupby("one", sort=False)
    named = by.head(MOST_NAMED).groupby("one")["who"].agg(joiner.join)
    columns = {
        "likely": by["why"].first().astype("str"),
        "likely_who": named,
        "likely_what": by["shown"].first().astype("str"),
    }
    facts = {name: values.reindex(customers.index).astype("str").fillna("") for name, values in columns.items()}
    records = by["other"].agg(tuple).reindex(customers.index)
    return pd.DataFrame({**facts, "likely_records": [of if isinstance(of, tuple) else () for of in records]})
