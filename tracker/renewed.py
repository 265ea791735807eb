"""Records that a newer sheet shows anew: a purchase amended, a complaint closed, a visit answered.

Rulebook section 2 says so of purchases. That a complaint or visit typed again with its closing or reply is the same
one, and not a second, is what its reader expects; unless the newer sheet has no column for something it said.
"""

from collections.abc import Sequence

import pandas as pd

from tracker.link import BEFORE_ALL, PLACE

NEWER = "_newer"


def purchases(records: pd.DataFrame, identity: pd.Series) -> pd.Series:
    """Whether a newer sheet of the same owner shows the purchase anew, and not this one: the same customer and 订单号,
    without one in either: date, product and person. Columns: PLACE, key, owner, order, date, product."""
    known = _known(records, identity, ["order", "product"])
    by_order = _pairs(known[known["order"] != ""], ["key", "owner", "order"])
    by_day = _pairs(known[known["day"].notna()], ["key", "owner", "day", "product"])
    by_day = by_day[(by_day["order"] == "") | (by_day[f"order{NEWER}"] == "")]
    return _gone(known, pd.concat([by_order, by_day]), records.index)


def events(records: pd.DataFrame, identity: pd.Series, told: Sequence[str]) -> pd.Series:
    """The same of complaints and visits: the same customer, day and person, and the same text in the columns `told`,
    and a column for whatever is filled. `filled`, `columns`: the fields filled, and those the sheet has, as bits."""
    known = _known(records, identity, [*told, "filled", "columns"])
    same = _pairs(known[known["day"].notna()], ["key", "owner", "day", *told])
    same = same[(same["filled"] & ~same[f"columns{NEWER}"]) == 0]
    return _gone(known, same, records.index)


def _known(records: pd.DataFrame, identity: pd.Series, told: Sequence[str]) -> pd.DataFrame:
    known = records.assign(
        identity=identity, week=records["week"].fillna(BEFORE_ALL), day=records["date"].dt.normalize()
    )
    known = known.loc[known["key"] != "", [*PLACE, "key", "owner", "day", *told, "identity"]]
    return known.rename_axis("record").reset_index()


def _pairs(known: pd.DataFrame, same: Sequence[str]) -> pd.DataFrame:
    """Each record with each of a newer sheet that is alike in `same`."""
    pairs = known.merge(known, on=list(same), suffixes=("", NEWER))
    later, alike = pairs[f"week{NEWER}"] > pairs["week"], pairs[f"week{NEWER}"] == pairs["week"]
    return pairs[later | (alike & (pairs[f"table{NEWER}"] > pairs["table"]))]


def _gone(known: pd.DataFrame, pairs: pd.DataFrame, records: pd.Index) -> pd.Series:
    """Of `records` those that the newest sheet with their like does not repeat."""
    pairs = pairs.sort_values(["record", f"week{NEWER}", f"table{NEWER}"], kind="stable")
    newest = pairs.drop_duplicates("record", keep="last").set_index("record")[f"table{NEWER}"]
    shown = known.groupby("table")["identity"].agg(set)
    own = known.set_index("record")["identity"].reindex(newest.index)
    gone = [same not in shown[table] for same, table in zip(own, newest, strict=True)]
    return records.to_series().isin(newest.index[gone])
