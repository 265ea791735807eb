"""Customers that may be one and the same: asked, never merged (rulebook section 6, likely_same)."""

import pandas as pd

from tracker import likely, private
from tracker.near import PAIR
from tracker.settings import Settings
from tracker.wording import Words

MOST_NAMED = 3


def of_customers(customers: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """For each held customer row: likely ("" for none, else why: phone, name or contact), likely_said (which customers
    it may be, who has them, what is alike), likely_records (their rows), likely_alike (what is alike, for each)."""
    words = settings.words("findings")
    asked = customers[["key", "company", "contact", "phone", "mobile"]]
    ways = likely.ways(asked, settings)
    pairs = _alike(ways, customers, words, settings)
    turned = pairs.rename(columns={"one": "other", "other": "one"})
    found = pd.concat([pairs, turned], ignore_index=True)
    found["key"] = customers["key"].reindex(found["other"]).to_numpy()
    owner = customers["owner"].reindex(found["other"]).to_numpy()
    found["mine"] = owner == customers["owner"].reindex(found["one"]).to_numpy()
    company = customers["company"].reindex(found["other"])
    said = zip(company, owner, found["alike"], strict=True)
    found["said"] = pd.Series(
        [
            words.fill("likely_one", company=name, owner=whose or words["nobody"], alike=what)
            for name, whose, what in said
        ],
        index=found.index,
        dtype="str",
    )
    # of one customer whom several have, the row of another person first
    found = found.sort_values(["one", "mine", "other"], kind="stable").drop_duplicates(["one", "key"])
    by = found.groupby("one", sort=False)
    columns = {
        "likely": by["why"].first().astype("str"),
        "likely_said": by.head(MOST_NAMED).groupby("one")["said"].agg(words["and"].join),
    }
    facts = {name: values.reindex(customers.index).astype("str").fillna("") for name, values in columns.items()}
    lists = {"likely_records": by["other"].agg(tuple), "likely_alike": by["alike"].agg(tuple)}
    facts |= {
        name: pd.Series(
            [of if isinstance(of, tuple) else () for of in each.reindex(customers.index)],
            index=customers.index,
            dtype="object",
        )
        for name, each in lists.items()
    }
    return pd.DataFrame(facts)


def _alike(ways: pd.DataFrame, customers: pd.DataFrame, words: Words, settings: Settings) -> pd.DataFrame:
    """The pairs, with why and alike: in words what both have, the name first, then phone and contact."""
    pairs = ways.drop_duplicates(PAIR, ignore_index=True)
    at = pd.MultiIndex.from_frame(pairs[PAIR])
    by_way = {
        why: ways[ways["why"] == why].set_index(PAIR)["evidence"].reindex(at).astype("str").fillna("").tolist()
        for why in (likely.NAME, likely.PHONE)
    }
    names = (customers["name"].reindex(pairs[side]).tolist() for side in PAIR)
    people = likely.people(customers["contact"], settings)
    both = (people.reindex(pairs[side]).tolist() for side in PAIR)
    near = at.isin(pd.MultiIndex.from_frame(ways.loc[ways["why"] != likely.PHONE, PAIR])).tolist()
    parts = zip(*names, near, *by_way.values(), *both, strict=True)
    said = []
    for name, other, is_near, shared, phone, some, others in parts:
        told = []
        if name and name == other:
            told.append(words["likely_same_name"])
        elif is_near:
            told.append(words.fill("likely_near_parts", parts=shared) if shared else words["likely_near_name"])
        if phone:
            told.append(words.fill("likely_same_phone", phone=private.masked_phone(phone)))
        if common := sorted(some & others):
            told.append(words.fill("likely_same_contact", contact=words["list"].join(common)))
        said.append(words["list"].join(told))
    return pairs.assign(alike=pd.Series(said, index=pairs.index, dtype="str"))[[*PAIR, "why", "alike"]]
