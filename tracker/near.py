"""Names of firms that are near: the same brand, and region, industry, legal form and branch that go together.

Each different reading of a name is one line of `firms`; pairs are pairs of its labels, compared within small groups.
"""

from typing import Any

import numpy as np
import pandas as pd

from tracker.company import GROUP, Names
from tracker.regions import BETWEEN

CROWD = 60  # of more names than this under one key, only those that agree in region and industry too are compared
UNLISTED = 2  # the signs of most places
LONGEST_SHORT = 10
PAIR = ["one", "other"]


def firms(read: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Different parts of names, with what they are compared by.

    In: region, brand, industry, legal, branch. Out, also: kind (of the legal form), group, field (the industry as
    compared), whole (brand and field), place (the last of its region), around (the region without it).
    """
    kind = read["legal"].map({legal: names.kind(legal) for legal in read["legal"].unique()})
    field = read["industry"].map({name: names.industry_as_compared(name) for name in read["industry"].unique()})
    regions = {region: region.rpartition(BETWEEN) for region in read["region"].unique()}
    place = read["region"].map({region: last for region, (_, _, last) in regions.items()})
    around = read["region"].map({region: first for region, (first, _, _) in regions.items()})
    more = {"kind": kind, "group": kind == GROUP, "field": field, "whole": read["brand"] + field}
    return read.assign(**more, place=place, around=around)


def near(of: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Pairs of `firms` that are near, each once; of those whose name `speaks`."""
    said = of[of["speaks"]]
    member = said["branch"] + BETWEEN + said["group"].astype("str") + BETWEEN
    found = [_one_brand(of, member, names), _place_in_brand(of, member, names), _short(of, member, names)]
    return pd.concat(found, ignore_index=True).drop_duplicates(ignore_index=True)


def agree(of: pd.DataFrame, found: pd.DataFrame, names: Names) -> pd.Series:
    """Whether region and legal form of each pair go together."""
    return _legal_forms(of, found) & _regions(of, found, ("region", "region"), names)


def at(column: pd.Series, labels: pd.Series) -> Any:
    """The values of a column at its labels 0, 1, 2 …, as an array."""
    return column.to_numpy(dtype=object)[labels.to_numpy(dtype=int)]


def joined(keys: pd.Series, other_keys: pd.Series) -> pd.DataFrame:
    """The labels of both sides under each key that both have, as one and other; crowded keys say nothing."""
    codes, unique = pd.factorize(np.concatenate([keys.to_numpy(dtype=object), other_keys.to_numpy(dtype=object)]))
    sides = {"one": (keys, codes[: len(keys)]), "other": (other_keys, codes[len(keys) :])}
    sizes, other_sizes = (np.bincount(code, minlength=len(unique)) for _, code in sides.values())
    fit = (sizes * other_sizes > 0) & (sizes * other_sizes <= CROWD**2)
    if keys is other_keys:
        fit &= sizes > 1
    one, other = (
        pd.DataFrame({"code": code[fit[code]], name: side.index[fit[code]]}) for name, (side, code) in sides.items()
    )
    found = one.merge(other, on="code")
    return found.assign(key=unique.take(found["code"].to_numpy()) if len(unique) else "").drop(columns="code")


def ordered(found: pd.DataFrame) -> pd.DataFrame:
    """Pairs with the smaller label first; none of a label with itself."""
    low, high = np.minimum(found["one"], found["other"]), np.maximum(found["one"], found["other"])
    return found.assign(one=low, other=high)[np.asarray(low < high)]


def _one_brand(of: pd.DataFrame, member: pd.Series, names: Names) -> pd.DataFrame:
    """Same brand; the industries equal, one not given, or one the beginning of the other."""
    key = member + of["brand"].loc[member.index]
    alone = key.map(key.value_counts()) > CROWD
    key = key.where(~alone, key + (BETWEEN + of["region"] + BETWEEN + of["field"]).loc[key.index])
    found = joined(key, key)
    found = found.loc[found["one"] < found["other"], PAIR].reset_index(drop=True)
    found = found[_legal_forms(of, found)]
    fields = [at(of["field"], found[side]) for side in PAIR]
    typed = [at(of["industry"], found[side]) for side in PAIR]
    short = [at(of["legal"], found[side]) == "" for side in PAIR]
    together = [
        one.startswith(other)
        or other.startswith(one)
        # 华信科技 for 华信环保科技有限公司
        or (one_short and other_typed.endswith(one_typed))
        or (other_short and one_typed.endswith(other_typed))
        for one, other, one_typed, other_typed, one_short, other_short in zip(*fields, *typed, *short, strict=True)
    ]
    found = found[np.array(together, dtype=bool)]
    return found[_regions(of, found, ("region", "region"), names)]


def _place_in_brand(of: pd.DataFrame, member: pd.Series, names: Names) -> pd.DataFrame:
    """千灯华信科技 and 华信科技(千灯) or 华信科技: a place that nobody listed was read as part of the brand."""
    said = of.loc[member.index]
    placed, bare = said[said["place"] != ""], said[said["region"] == ""]
    found = joined(member.loc[placed.index] + placed["place"] + placed["whole"], member + said["whole"])[PAIR]
    found = found[_regions(of, found, ("around", "region"), names)]
    places = {begins for begins in bare["whole"].str[:UNLISTED].unique() if not names.may_be_brand(begins)}
    longer = bare[bare["whole"].str[:UNLISTED].isin(places) & (bare["whole"].str.len() >= 3 * UNLISTED)]
    without = joined(member.loc[longer.index] + longer["whole"].str[UNLISTED:], member.loc[bare.index] + bare["whole"])
    found = pd.concat([found, without[PAIR]], ignore_index=True)
    return ordered(found[_legal_forms(of, found)])[PAIR]


def _short(of: pd.DataFrame, member: pd.Series, names: Names) -> pd.DataFrame:
    """海康 or 海康威视 for 海康威视数字技术有限公司: a short name without legal form is how the full one begins."""
    said = of.loc[member.index]
    short, full = said[said["legal"] == ""], said[said["legal"] != ""]
    begins = [
        member.loc[longer.index] + longer.str[:size]
        for size in sorted(short["whole"].str.len().unique())
        if 2 <= size <= LONGEST_SHORT and len(longer := full["whole"][full["whole"].str.len() >= size])
    ]
    if not begins:
        return pd.DataFrame(columns=PAIR, dtype=int)
    pairs = joined(member.loc[short.index] + short["whole"], pd.concat(begins))[PAIR]
    pairs = pairs[agree(of, pairs, names)]
    wholes = (at(of["whole"], pairs[side]) for side in PAIR)
    brands = at(of["brand"], pairs["other"])
    cut = [
        len(other) - len(one) != 1
        and not (one[-1].isascii() and other[len(one) : len(one) + 1].isascii())  # not inside a Latin word
        and not (len(brand) > len(one) and names.may_be_brand(brand[len(one) :]))  # 华信 is not 华信恒通
        and len(brand) != len(one)  # the same brand: compared above
        for one, other, brand in zip(*wholes, brands, strict=True)
    ]
    return ordered(pairs[np.array(cut, dtype=bool)])[PAIR]


def _legal_forms(of: pd.DataFrame, found: pd.DataFrame) -> pd.Series:
    """Whether the legal forms go together: of one kind, or one not given; 集团 is always given."""
    one, other = (at(of["kind"], found[side]) for side in PAIR)
    absent = ((one == "") & (other != GROUP)) | ((other == "") & (one != GROUP))
    return pd.Series((one == other) | absent, index=found.index)


def _regions(of: pd.DataFrame, found: pd.DataFrame, columns: tuple[str, str], names: Names) -> pd.Series:
    """Whether the regions of each pair go together; each two regions are compared once."""
    sides = (at(of[column], found[side]) for column, side in zip(columns, PAIR, strict=True))
    both = pd.MultiIndex.from_arrays(list(sides))
    codes, unique = both.factorize()
    together = np.array([names.regions.compatible(one, other) for one, other in unique], dtype=bool)
    return pd.Series(together[codes] if len(unique) else np.zeros(0, dtype=bool), index=found.index)
