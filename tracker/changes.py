"""What is otherwise than a week ago: the customers of this replay against those of the one 7 days before.

Both are summary.customers with `key`, the customer's key of today: one who got his number since is still the same.
A customer of an owner is one row; under 撞单 there are several, each with its own changes.
"""

import pandas as pd

from tracker.report import CHANGES, FLOW
from tracker.settings import Settings

WEEK = pd.Timedelta(days=7)
ALL = "all"
OVERDUE = "overdue"
LISTS = {
    **dict.fromkeys(("new", "advanced", "fell_back", "vanished"), "stage"),
    **dict.fromkeys(("newly_overdue", "cured"), "due_status"),
    "grade": "grade",
}  # change → the list that before and after are codes of; of the others they are names, or plain numbers


def pairs(now: pd.DataFrame, then: pd.DataFrame) -> pd.DataFrame:
    """now, then (Int64): which row of `now` is which of `then`; NA for who came or left since.

    The same owner's first; then of those left over of a customer the nth is the nth: who took him over.
    """
    mine, his = _numbered(now, ["key", "owner"]), _numbered(then, ["key", "owner"])
    same = mine.merge(his, on=["key", "owner", "nth"], suffixes=("_now", "_then"))
    rest, gone = mine[~mine["place"].isin(same["place_now"])], his[~his["place"].isin(same["place_then"])]
    moved = _numbered(rest, ["key"]).merge(
        _numbered(gone, ["key"]), on=["key", "nth"], how="outer", suffixes=("_now", "_then")
    )
    places = pd.concat([part[["place_now", "place_then"]].astype("Int64") for part in (same, moved)])
    return places.set_axis(["now", "then"], axis=1).sort_values(["now", "then"], ignore_index=True)


def changes(now: pd.DataFrame, then: pd.DataFrame | None, settings: Settings) -> pd.DataFrame:
    """One row a change, by kind, customer and owner: CHANGES; none of a team that had no customers then (None). Who
    vanished is shown where he last stood."""
    then = now if then is None else then
    matched = pairs(now, then)
    new, old = (_at(frame, matched[name]) for frame, name in ((now, "now"), (then, "then")))
    came, left = matched["then"].isna(), matched["now"].isna()
    both = ~came & ~left
    ranks = settings.ranks("stage")
    rank, rank_then = (frame["stage"].map(ranks) for frame in (new, old))
    overdue, overdue_then = (frame["due_status"] == OVERDUE for frame in (new, old))
    absent, absent_then = (frame["absent_this_week"].eq(True) for frame in (new, old))
    graded = (new["grade"] != "") & (old["grade"] != "")
    amount, amount_then = (_plain(frame["value_amount"]) for frame in (new, old))
    nothing = pd.Series("", index=matched.index)
    kinds = [
        ("new", came, nothing, new["stage"]),
        ("advanced", both & (rank > rank_then), old["stage"], new["stage"]),
        ("fell_back", both & (rank < rank_then), old["stage"], new["stage"]),
        ("newly_overdue", ~left & overdue & ~overdue_then, old["due_status"], new["due_status"]),
        ("cured", both & overdue_then & ~overdue, old["due_status"], new["due_status"]),
        ("grade", both & graded & (new["grade"] != old["grade"]), old["grade"], new["grade"]),
        ("owner", both & (new["owner"] != old["owner"]), old["owner"], new["owner"]),
        ("amount", both & (amount != amount_then), amount_then, amount),
        ("vanished", left | (both & absent & ~absent_then), old["stage"], nothing),
    ]
    shown = new.where(~left, old)[["customer_key", "owner", "company", "file", "sheet", "row"]]
    parts = [
        shown.assign(change=kind, before=before.fillna(""), after=after.fillna(""))[holds]
        for kind, holds, before, after in kinds
    ]
    found = pd.concat([part.sort_values(["customer_key", "owner"], kind="stable") for part in parts])
    return found[CHANGES].astype({"row": "int64"}).reset_index(drop=True)


def flow(now: pd.DataFrame, then: pd.DataFrame | None, settings: Settings) -> pd.DataFrame:
    """FLOW: how many stood in each stage a week ago, came to it, left it, and stand there now; then of all. Of a team
    that had no customers then (None) only what is now."""
    stages = list(settings.vocabulary("stage"))
    closing = _counted(now["stage"], stages)
    if then is None:
        counts = {name: pd.Series(pd.NA, index=closing.index) for name in ("opening", "came", "left")}
    else:
        matched = pairs(now, then)
        new, old = (_at(frame, matched[name])["stage"] for frame, name in ((now, "now"), (then, "then")))
        moved = new.fillna("") != old.fillna("")
        counts = {
            "opening": _counted(then["stage"], stages),
            "came": _counted(new[moved], stages, int(matched["then"].isna().sum())),
            "left": _counted(old[moved], stages, int(matched["now"].isna().sum())),
        }
    table = pd.DataFrame({**counts, "closing": closing}).astype("Int64")
    return table.rename_axis("stage").reset_index()[FLOW]


def _numbered(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """place (the row's number), key, owner, and which of several that are alike in `by` each is."""
    placed = rows if "place" in rows else rows.assign(place=range(len(rows)))
    return placed[["place", "key", "owner"]].assign(nth=placed.groupby(by).cumcount())


def _at(rows: pd.DataFrame, places: pd.Series) -> pd.DataFrame:
    """These rows in this order, all empty where there is none."""
    return rows.reset_index(drop=True).reindex(places.fillna(-1).astype("int64")).set_axis(places.index)


def _counted(stages: pd.Series, of: list[str], whole: int | None = None) -> pd.Series:
    """How many of each stage, and of all."""
    number = stages.value_counts().reindex(of, fill_value=0)
    number[ALL] = len(stages) if whole is None else whole
    return number


def _plain(amounts: pd.Series) -> pd.Series:
    """Yuan as a plain number, "" for none."""
    return amounts.map(lambda yuan: "" if pd.isna(yuan) else f"{yuan:.2f}".rstrip("0").rstrip("."))
