"""The same computation for an earlier day: what was true of each customer then (rulebook section 1)."""

from collections.abc import Mapping

import pandas as pd

from tracker import link, typed
from tracker.collect import Collected
from tracker.settings import Settings
from tracker.standing import CUSTOMER, PEOPLE, Standing, standing
from tracker.typed import Typed

TEXTS = ["stage", "grade", "need"]
BEFORE = [*TEXTS, "record"]


def records(read: Mapping[str, Typed], collected: Collected, day: pd.Timestamp, settings: Settings) -> dict[str, Typed]:
    """The records of each kind as they read on `day`. Who is of the team is known whatever the day."""
    return {kind: typed.again(now, collected, day, settings) if kind != PEOPLE else now for kind, now in read.items()}


def stood(read: Mapping[str, Typed], week: pd.Series, day: pd.Timestamp) -> bool:
    """Whether anybody stood in a customer sheet on `day`."""
    began = week[week.index.isin(read[CUSTOMER].rows["table"])]
    return bool((began.isna() | (began <= day)).any())


def then(
    now: Standing,
    collected: Collected,
    week: pd.Series,
    read: Mapping[str, Typed],
    said: pd.DataFrame,
    day: pd.Timestamp,
    settings: Settings,
) -> pd.DataFrame:
    """stage_before, grade_before, need_before and record_before (the row) of each customer of `now`: those of the same
    owner's row on `day`, else of the one that held; NaN for a customer who stood in no sheet that old."""
    if not stood(read, week, day):
        nobody = now.customers[["key"]].reindex(columns=BEFORE)
        return nobody.astype(dict.fromkeys(TEXTS, "str")).astype({"record": "Int64"}).add_suffix("_before")
    before = standing(collected, week, records(read, collected, day, settings), said, day, settings).customers
    # by today's key, for a customer may have got his number since
    before = before[["week", "table", "row", "owner", *TEXTS]].assign(
        key=now.keys.reindex(before.index), record=before.index
    )
    before = link.in_place(before)
    own = before.drop_duplicates(["key", "owner"], keep="last").set_index(["key", "owner"])[BEFORE]
    of_key = before.drop_duplicates("key", keep="last").set_index("key")[BEFORE]
    index = now.customers.index
    mine = own.reindex(pd.MultiIndex.from_frame(now.customers[["key", "owner"]])).set_axis(index)
    anyones = of_key.reindex(now.customers["key"]).set_axis(index)
    found = mine.where(mine["record"].notna(), anyones)
    texts = found[TEXTS].astype("str").where(found["record"].notna())
    return texts.assign(record=found["record"].astype("Int64")).add_suffix("_before")
