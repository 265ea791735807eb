"""Two customers that are likely one: the same phone, or names that agree part by part (rulebook: likely_same).

They are asked about, never merged; 华信科技 and 华星科技 are two firms. Each different name is read and compared once.
"""

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from tracker.company import Names, known
from tracker.near import PAIR, agree, at, firms, joined, near, ordered
from tracker.regions import BETWEEN
from tracker.settings import Settings

PHONE, NAME, CONTACT = "phone", "name", "contact"
LEAST_DIGITS = 7
LEAST_SIGNS = 4  # 立讯 and 立汛 are too short for a slip of the pen
BETWEEN_PEOPLE = re.compile(r"[\W\d_]+")


def pairs(customers: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Pairs of customer rows with different keys that are likely the same, each once.

    In: key, company, contact, phone and mobile (digits as read, several joined by ";"). Out: one, other (labels of
    `customers`, in its order), why (phone; name: the parts agree; contact: so do they but for one sign, and the
    contact is the same), evidence (the number; the parts joined by "/"; the contact).
    """
    return ways(customers, settings).drop_duplicates(PAIR, ignore_index=True)


def ways(customers: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """What makes each pair of `pairs` likely: the same columns, one row for each of its reasons, the first as there."""
    rows = customers.reset_index(drop=True)
    names, limit = known(settings), settings.numbers["likely_max"]
    read = names.parts(rows["company"])
    rows["firm"] = read.groupby(list(read.columns), sort=False).ngroup()
    of = firms(read.drop_duplicates(ignore_index=True), names)
    of["speaks"] = (of["brand"] != "") & ~_people(of, settings)
    contacts = people(rows["contact"], settings)
    found = [
        _by_phone(rows, of, contacts, limit),
        _by_name(rows, of, names, limit),
        _by_contact(rows, of, contacts, names),
    ]
    told = pd.concat(found)[[*PAIR, "why", "evidence"]].drop_duplicates([*PAIR, "why"])
    told = told.sort_values(PAIR, kind="stable", ignore_index=True)
    return told.assign(**{side: customers.index.take(told[side].to_numpy()) for side in PAIR})


def people(cells: pd.Series, settings: Settings) -> pd.Series:
    """The people that each cell with contacts names, without their titles; a surname alone is nobody."""
    return _contacts(cells, _longest_first(settings.company_words("title")))


def _by_phone(rows: pd.DataFrame, of: pd.DataFrame, contacts: pd.Series, limit: float) -> pd.DataFrame:
    """The same number, extensions apart, unless a crowd has it; branches of one firm need the same contact too."""
    numbers = (rows["phone"] + ";" + rows["mobile"]).str.split(";").explode()
    numbers = numbers.str.split("-").str[0].str.removeprefix("+")
    numbers = numbers[numbers.str.len() >= LEAST_DIGITS]
    bearers = rows["key"].loc[numbers.index].groupby(numbers.to_numpy()).nunique()
    numbers = numbers[numbers.map(bearers).between(2, limit + 1)]
    found = _customers(joined(numbers, numbers), rows).sort_values("key")
    firms_of = [at(rows["firm"], found[side]) for side in PAIR]
    one, other = (of.take(firm) for firm in firms_of)
    parted = np.logical_or(*((one[part].to_numpy() != other[part].to_numpy()) for part in ("branch", "group")))
    wholes = zip(one["whole"], other["brand"], other["whole"], one["brand"], strict=True)
    named = [bool(a and b) and (whole.startswith(b) or another.startswith(a)) for whole, b, another, a in wholes]
    family = np.array(named, dtype=bool) & parted
    people = (at(contacts, found[side]) for side in PAIR)
    same = [not some.isdisjoint(others) for some, others in zip(*people, strict=True)]
    asked = pd.Series(~family | np.array(same, dtype=bool), index=found.index)
    return found[asked].assign(why=PHONE).rename(columns={"key": "evidence"})


def _by_name(rows: pd.DataFrame, of: pd.DataFrame, names: Names, limit: float) -> pd.DataFrame:
    """Near names, unless one of them fits more than `limit` other customers."""
    bearers = rows.groupby("firm")["key"].nunique().reindex(of.index, fill_value=0)
    found = near(of, names)
    both_ways = pd.concat([found, found.set_axis(PAIR[::-1], axis=1)])
    partners = pd.Series(at(bearers, both_ways["other"]), dtype="int64").groupby(both_ways["one"].to_numpy()).sum()
    modest = partners.reindex(of.index, fill_value=0) + bearers - 1 <= limit
    several = of.index[of["speaks"] & (bearers > 1)]  # one name, several customers
    found = pd.concat([found, pd.DataFrame(dict.fromkeys(PAIR, several))], ignore_index=True)
    found = found[found["one"].map(modest) & found["other"].map(modest)]
    found["evidence"] = _same_parts(of, found)
    firm = rows["firm"].rename_axis("row").reset_index()
    for side in PAIR:
        found = found.merge(firm.set_axis([f"row_{side}", side], axis=1), on=side)
    found = found.drop(columns=PAIR).rename(columns={f"row_{side}": side for side in PAIR})
    return _customers(found, rows).assign(why=NAME)


def _by_contact(rows: pd.DataFrame, of: pd.DataFrame, contacts: pd.Series, names: Names) -> pd.DataFrame:
    """One sign of brand and industry differs, all other parts agree, and the contact is the same."""
    people = contacts.map(sorted).explode().dropna()
    people = people[people.map(people.value_counts()) > 1]
    firm = of.take(at(rows["firm"], people.index.to_series())).set_axis(people.index)
    told = (firm["speaks"] & (firm["whole"].str.len() >= LEAST_SIGNS)).to_numpy()
    people, firm = people[told], firm[told]
    member = firm["branch"] + BETWEEN + firm["group"].astype("str") + BETWEEN
    variants = firm["whole"].map({whole: _variants(whole) for whole in firm["whole"].unique()})
    spread = pd.DataFrame({"key": people + BETWEEN + member, "variant": variants}).explode("variant").dropna()
    keys = (spread["key"] + spread["variant"]).astype("str")
    found = _customers(joined(keys, keys), rows).sort_values("key").drop_duplicates(PAIR, ignore_index=True)
    of_pair = pd.DataFrame({side: at(rows["firm"], found[side]) for side in PAIR})
    wholes = (at(of["whole"], of_pair[side]) for side in PAIR)
    apart = [_one_apart(one, other) for one, other in zip(*wholes, strict=True)]
    found = found.loc[agree(of, of_pair, names) & pd.Series(apart, dtype=bool)]
    return found.assign(why=CONTACT, evidence=found["key"].str.split(BETWEEN).str[0]).drop(columns="key")


def _customers(found: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Pairs of rows, each in order, of two different customers."""
    found = ordered(found)
    differ = pd.Series(at(rows["key"], found["one"]) != at(rows["key"], found["other"]), index=found.index)
    return found[differ]


def _variants(name: str) -> list[str]:
    """What a name and another share when one sign is another, is missing, or two are swapped."""
    missing = {name[:place] + name[place + 1 :] for place in range(len(name))}
    return [*missing, name, "".join(sorted(name))]


def _one_apart(one: str, other: str) -> bool:
    """Whether one sign is another, one is missing, or two that stand together are swapped."""
    if len(one) != len(other):
        short, long = sorted((one, other), key=len)
        return len(long) == len(short) + 1 and any(
            long[:place] + long[place + 1 :] == short for place in range(len(long))
        )
    differ = [place for place, (sign, another) in enumerate(zip(one, other, strict=True)) if sign != another]
    first, last = differ[:1], differ[1:]
    return len(differ) == 1 or (
        len(differ) == 2
        and last[0] == first[0] + 1
        and one[first[0]] == other[last[0]]
        and one[last[0]] == other[first[0]]
    )


def _same_parts(of: pd.DataFrame, found: pd.DataFrame) -> pd.Series:
    """The parts that both names of a pair have, joined by "/"."""
    one, other = (of.take(found[side].to_numpy()).reset_index(drop=True) for side in PAIR)
    same = {part: one[part].where(one[part] == other[part], "") for part in ("region", "brand", "field", "branch")}
    shorter = one["whole"].where(one["whole"].str.len() <= other["whole"].str.len(), other["whole"])
    same["field"] = same["field"].mask(same["brand"] == "", "")
    same["brand"] = same["brand"].mask(same["brand"] == "", shorter)
    joined_up = (same["region"] + BETWEEN + same["brand"] + BETWEEN + same["field"] + BETWEEN + same["branch"]).str
    return joined_up.strip(BETWEEN).str.replace("/+", BETWEEN, regex=True).set_axis(found.index)


def _people(of: pd.DataFrame, settings: Settings) -> pd.Series:
    """Whether a name is a person's (张伟, 王总, 3栋李女士), of which only the phone tells one from another."""
    surname, title = ("|".join(_longest_first(settings.company_words(use))) for use in ("surname", "title"))
    long_title = "|".join(word for word in title.split("|") if len(word) > 1)
    bare = (of["industry"] == "") & (of["legal"] == "") & (of["branch"] == "")
    shape = rf"(?:{surname})[^\W\da-z]{{1,2}}|.*(?:{surname})[^\W\da-z]{{0,2}}(?:{title})|.*(?:{long_title})"
    return bare & of["brand"].where(bare, "").str.fullmatch(shape)


def _contacts(cells: pd.Series, titles: Iterable[str]) -> pd.Series:
    """The people of each cell without their titles; a surname alone is nobody."""
    title = re.compile(f"(?:{'|'.join(titles)})$")
    read = {
        cell: frozenset(name for part in BETWEEN_PEOPLE.split(cell.casefold()) if len(name := title.sub("", part)) > 1)
        for cell in cells.unique()
    }
    return cells.map(read)


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(words, key=lambda word: (-len(word), word))
