"""One customer across sheets and weeks: who is the same, whose row holds, which records are his (rulebook section 2).

Frames in, frames out. Records keep their index; `place` is the order (week, file, sheet, row);
tables are numbered by file path and by their position in the workbook.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

import pandas as pd

NOT_IN_NAMES = re.compile(r"[\W_]+")
BEFORE_ALL = pd.Timestamp("1900-01-01")
PLACE = ["week", "table", "row"]
SHEET = ["file", "sheet"]  # it may hold several tables


def names(companies: pd.Series, suffixes: Sequence[str], stays: Sequence[str]) -> pd.Series:
    """Company names as compared: NFKC, casefold, letters and digits only, the longest legal suffix dropped once, unless
    the name ends in one of `stays` (分公司)."""
    longest_first = sorted(suffixes, key=len, reverse=True)

    def compared(company: str) -> str:
        plain = NOT_IN_NAMES.sub("", unicodedata.normalize("NFKC", company).casefold())
        whole = plain.endswith(tuple(stays))
        ending = "" if whole else next((suffix for suffix in longest_first if plain.endswith(suffix)), "")
        return plain[: len(plain) - len(ending)] or company

    return companies.map({company: compared(company) for company in companies.unique()}).astype("str")


def ids(numbers: pd.Series) -> pd.Series:
    """Customer numbers as compared: NFKC, without blanks around."""
    return numbers.map({number: unicodedata.normalize("NFKC", number).strip() for number in numbers.unique()}).astype(
        "str"
    )


def owners(places: Iterable[Sequence[str]], known: Iterable[str]) -> list[str]:
    """The name that each sheet speaks of, "" for none. `places`: its title, name, file and folders, nearest first.

    A place that speaks of two people says nothing; `known` are the people who stand in some sheet as its owner.
    """
    longest_first = sorted({name for name in known if len(name) > 1}, key=lambda name: (-len(name), name))

    def spoken_of(text: str) -> str:
        found: list[str] = []
        for name in longest_first:
            if name in text and not any(name in longer for longer in found):
                found.append(name)
        return found[0] if len(found) == 1 else ""

    return [next((name for text in texts if (name := spoken_of(text))), "") for texts in places]


def customer_keys(rows: pd.DataFrame) -> pd.DataFrame:
    """The key of each customer row: its number, else the number of the one customer with its name, else its name.

    In: customer_id, name (as compared). Out: key ("" without either), conflicting (a name that fits two numbers).
    """
    numbered = rows[(rows["customer_id"] != "") & (rows["name"] != "")]
    numbers = numbered.groupby("name")["customer_id"].agg(["nunique", "first"])
    fits = rows["name"].map(numbers["nunique"]).fillna(0).astype(int)
    unnumbered = rows["customer_id"] == ""
    key = rows["customer_id"].mask(unnumbered, rows["name"])
    key = key.mask(unnumbered & (fits == 1), rows["name"].map(numbers["first"]))
    return pd.DataFrame({"key": key.astype("str"), "conflicting": unnumbered & (fits > 1)})


def record_keys(records: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """The customer of each record: by number, else by name.

    In: customer_id, name of both; key of the customers. Out: key ("" when linked to nobody), unknown, conflicting.
    """
    pairs = customers.loc[(customers["name"] != "") & (customers["key"] != ""), ["name", "key"]].drop_duplicates()
    bearers = pairs.groupby("name")["key"].agg(["nunique", "first"])
    fits = records["name"].map(bearers["nunique"]).fillna(0).astype(int)
    numbered = records["customer_id"] != ""
    registered = numbered & records["customer_id"].isin(customers.loc[customers["customer_id"] != "", "customer_id"])
    own_name = pd.MultiIndex.from_frame(records[["name", "customer_id"]]).isin(pd.MultiIndex.from_frame(pairs))
    another = registered & (fits > 0) & ~own_name
    named = ~numbered & (records["name"] != "")
    key = records["customer_id"].where(registered, "")
    key = key.mask(named & (fits == 1), records["name"].map(bearers["first"]))
    unknown = (numbered & ~registered) | (named & (fits == 0))
    return pd.DataFrame({"key": key.astype("str"), "unknown": unknown, "conflicting": another | (named & (fits > 1))})


def in_place(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows in the order of their places; a sheet without a week is before all others."""
    return rows.assign(week=rows["week"].fillna(BEFORE_ALL)).sort_values(PLACE, kind="stable")


def holding(rows: pd.DataFrame, latest_sheet_days: int) -> pd.DataFrame:
    """Which customer rows hold, and why (重复, 撞单, 移交; weeks that pile up). One without number and name holds in
    its owner's latest week.

    In: key, owner, file, sheet and the place (week NaT = before all). Out, index of `rows`: holds, duplicate_of (row
    number of the earlier row in the same sheet, NA), clash (two owners hold it), absent_this_week; twin, clash_twin:
    `other_name` where the two rows share a number and not a name, so that one of them may be mistyped, else `again`.
    """
    order = in_place(rows)
    keyed = order[order["key"] != ""]
    newest = keyed.drop_duplicates(["key", "owner"], keep="last")
    in_sheet = keyed.groupby([*SHEET, "key", "owner"], sort=False)[["row", "name"]].shift(1)
    latest = keyed.groupby("owner")["week"].transform("max").reindex(newest.index)
    fresh = (keyed["week"].max() - latest).dt.days <= latest_sheet_days
    current = (newest["week"] == latest) & fresh
    owners_current = current.groupby(newest["key"]).transform("sum")
    last_of_all = ~newest["key"].duplicated(keep="last")
    held = newest.index[current | ((owners_current == 0) & last_of_all)]
    in_newest = order["week"] == order.groupby("owner")["week"].transform("max")
    nobodys = (rows["key"] == "") & in_newest.reindex(rows.index)
    result = pd.DataFrame({"holds": nobodys, "duplicate_of": in_sheet["row"].reindex(rows.index).astype("Int64")})
    result["twin"] = _twin(in_sheet["name"].reindex(rows.index), rows["name"])
    named = newest.loc[newest["name"] != ""].groupby("key")["name"]
    result["clash_twin"] = _twin(rows["key"].map(named.first()), rows["key"].map(named.last()))
    result.loc[held, "holds"] = True
    result["clash"] = result.index.isin(newest.index[current & (owners_current > 1)])
    result["absent_this_week"] = result.index.isin(newest.index[newest["week"] < latest])
    return result


def _twin(one: pd.Series, other: pd.Series) -> pd.Series:
    """`other_name` where two names are both there and differ, else `again`."""
    one, other = (names.astype("str").fillna("") for names in (one, other))
    differ = (one != "") & (other != "") & (one != other)
    return differ.map({True: "other_name", False: "again"}).astype("str")


def counted(records: pd.DataFrame, identity: Sequence[str]) -> pd.DataFrame:
    """Which records count: of identical ones only the earliest place does.

    In: file, sheet, the place, and the columns `identity` that make a record the same. Out, index of `records`: counts,
    duplicate_of (row of the identical earlier record in the same sheet, NA).
    """
    order = in_place(records)
    same = list(identity)
    counts = ~order.duplicated(same)
    repeated = order.duplicated([*same, *SHEET])
    first_here = order.groupby([*same, *SHEET], dropna=False, sort=False)["row"].transform("first")
    result = pd.DataFrame({"counts": counts, "duplicate_of": first_here.where(repeated).astype("Int64")})
    return result.reindex(records.index).assign(twin="again")


def contacts(records: pd.DataFrame, held: pd.DataFrame) -> pd.DataFrame:
    """Which record counts for which held customer row. Under 撞单 it is the row of its person; who is neither, both.

    In: records key, owner; held key, owner (index = customer record). Out: record, customer.
    """
    linked = records.loc[records["key"] != "", ["key", "owner"]].rename_axis("record").reset_index()
    rows = held[["key", "owner"]].rename_axis("customer").reset_index()
    pairs = linked.merge(rows, on="key", suffixes=("", "_of_row"))
    mine = pairs["owner"] == pairs["owner_of_row"]
    somebodys = mine.groupby(pairs["record"]).transform("any")
    several = pairs.groupby("record")["customer"].transform("size") > 1
    return pairs.loc[~several | ~somebodys | mine, ["record", "customer"]].reset_index(drop=True)
