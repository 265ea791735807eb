"""豁免: findings that the team does not want to see until a day. They are counted, not listed; an expired waiver covers
none, so that its findings return. The answers about a customer stay what they are."""

import pandas as pd

from tracker import link
from tracker.settings import Settings


def applied(found: pd.DataFrame, customers: pd.DataFrame, settings: Settings, as_of: pd.Timestamp) -> pd.DataFrame:
    """The findings with `waived`: whether a waiver covers them on that day; those are not `listed`. `customers`: key
    and company as they stand in the sheets, which findings show masked."""
    pairs = _covered(found, customers, settings)
    active = settings.waivers.index[settings.waivers["until"] >= as_of]
    waived = found.index.isin(pairs.loc[pairs["waiver"].isin(active), "finding"])
    return found.assign(waived=waived, listed=found["listed"] & ~waived)


def standing(found: pd.DataFrame, customers: pd.DataFrame, settings: Settings, as_of: pd.Timestamp) -> pd.DataFrame:
    """The team's waivers in their order: rule, rule_name, customer, reason, who, until, expired, and how many
    `findings` each speaks of."""
    waivers = settings.waivers
    counted = _covered(found, customers, settings)["waiver"].value_counts()
    return waivers.assign(
        rule_name=waivers["rule"].map(settings.shown.rules["name"]).astype("str"),
        expired=waivers["until"] < as_of,
        findings=counted.reindex(waivers.index, fill_value=0),
    )


def _covered(found: pd.DataFrame, customers: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """finding, waiver: which waiver speaks of which finding, by the customer's number, key or name."""
    waivers = settings.waivers

    def named(companies: pd.Series) -> pd.Series:
        return link.names(companies.astype("str"), settings.company_words("suffix"), settings.company_words("stays"))

    held = customers[["key", "company"]].reindex(found["customer"]).set_axis(found.index)
    by_key = found[["rule"]].assign(called=held["key"].fillna(found["customer_key"]), finding=found.index)
    by_name = by_key.assign(called=named(held["company"].fillna(found["company"])))
    spoken = waivers[["rule"]].assign(waiver=waivers.index)
    numbered, called = (
        spoken.assign(called=link.ids(waivers["customer"])),
        spoken.assign(called=named(waivers["customer"])),
    )
    pairs = [
        one.merge(other, on=["rule", "called"])
        for one, other in ((by_key, numbered), (by_key, called), (by_name, called))
    ]
    return pd.concat(pairs)[["finding", "waiver"]].drop_duplicates()
