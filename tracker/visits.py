"""Visits as contacts: which of them a followup tells already, whether they were followed up, who went."""

import re

import pandas as pd


def ways(methods: pd.Series, words: pd.DataFrame) -> pd.DataFrame:
    """How each contact was made: visit (went there), direct (spoke to the customer: by phone or face to face).

    `words`: the table contact_ways (way, word); a method holds a word of it.
    """
    said = {way: "|".join(map(re.escape, part["word"])) for way, part in words.groupby("way")}
    unique = pd.Series(methods.unique(), dtype="str")
    went = unique.str.contains(said["visit"])
    spoke = went | unique.str.contains(said["phone"]) | unique.str.contains(said["meeting"])
    found = pd.DataFrame({"visit": went, "direct": spoke}).set_axis(unique)
    return found.reindex(methods).set_axis(methods.index)


def told(visits: pd.DataFrame, followups: pd.DataFrame) -> pd.Series:
    """For each visit the number of the followup by 拜访 that is the same contact: same customer, day and person
    (rulebook section 2); NA for the others. In: key, date, owner, and `visit` of the followups."""
    own = _day(visits).rename_axis("visit_record").reset_index()
    theirs = _day(followups[followups["visit"]]).rename_axis("followup").reset_index()
    pairs = own.merge(theirs, on=["key", "day", "owner"]).drop_duplicates("visit_record")
    return pairs.set_index("visit_record")["followup"].reindex(visits.index).astype("Int64")


def _day(records: pd.DataFrame) -> pd.DataFrame:
    known = records[(records["key"] != "") & records["date"].notna()]
    return known[["key", "owner"]].assign(day=known["date"].dt.normalize())


def answered(visits: pd.DataFrame, direct: pd.DataFrame, twins: pd.Series) -> pd.Series:
    """When each visit was followed up: the first phone or face-to-face contact with its customer after it, else NaT. On
    the day itself only where both have a time.

    `visits`: key, date; `direct`: the contacts by phone or face to face (key, date); `twins`: the followup that tells
    of the same visit, which is no later contact.
    """
    # a followup of the same visit may give the hour that the visit lacks
    own_moment = direct["date"].reindex(twins.astype("float64")).set_axis(twins.index)
    moment = pd.concat([visits["date"], own_moment], axis=1).max(axis=1)
    untimed = moment == moment.dt.normalize()
    moment = moment.mask(untimed, moment + pd.Timedelta(days=1) - pd.Timedelta(seconds=1))
    asked = visits.assign(moment=moment)[(visits["key"] != "") & moment.notna()]
    asked = asked[["key", "moment"]].rename_axis("record").reset_index().sort_values("moment", kind="stable")
    later = direct.loc[(direct["key"] != "") & direct["date"].notna(), ["key", "date"]].sort_values("date")
    joined = pd.merge_asof(
        asked, later, left_on="moment", right_on="date", by="key", direction="forward", allow_exact_matches=False
    )
    return joined.set_index("record")["date"].reindex(visits.index)


def led(visits: pd.DataFrame, customers: pd.Index, rank: pd.Series, leads: str, parted: re.Pattern[str]) -> pd.Series:
    """Whether somebody of rank went to each customer: True, False (nobody went, or nobody of rank), unknown where a
    visitor is not listed. `visits`: pairs of customer and visit (customer, owner); `rank`: of each name;
    `leads`: a pattern of the ranks; `parted`: what stands between two names."""
    leading = rank.str.contains(leads)
    visitors = visits[["customer", "owner"]].drop_duplicates()
    names = visitors.assign(name=visitors["owner"].map(parted.split)).explode("name")
    known = names["name"].map(leading).astype("boolean")
    of = names["customer"]
    some = known.fillna(False).groupby(of).any().astype("boolean")
    unknown = known.isna().groupby(of).any()
    return (
        some.mask(~some & unknown, pd.NA)
        .reindex(customers)
        .fillna(False)
        .mask(customers.isin(some.index[~some & unknown]), pd.NA)
    )
