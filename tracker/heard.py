"""What the customers' notes say: of each record, and of each customer the latest note that speaks of a subject."""

import re
from collections.abc import Mapping
from functools import lru_cache

import pandas as pd

from tracker import notes
from tracker.clean import commitments
from tracker.settings import Settings
from tracker.typed import Typed

SUBJECTS = ("budget_short", "complex_decision", "competitor", "refusal", "ending", "price_objection")
CUSTOMER = "customer"
_BETWEEN = re.compile(r"[,;/|+&\s\uff0c\uff1b\u3001\uff0f]+")


def records(read: Mapping[str, Typed], settings: Settings) -> pd.DataFrame:
    """record, subject, says (True raises, False denies), phrase (its words), field (whose text it is): one line for
    each subject that a record speaks of. Of several texts of a record the one that raises it decides. The names in
    the customers' 竞争对手 are looked for too; the customer that a record is about is never one of them."""
    fields = settings.tables["note_fields"]
    known = rivals(read[CUSTOMER].rows["competitor"], settings) if CUSTOMER in read else frozenset[str]()
    parts = [
        notes.read(read[kind].rows[field], settings, known, read[kind].rows["company"]).assign(field=field)
        for kind, field in zip(fields["kind"], fields["field"], strict=True)
        if kind in read
    ]
    said = pd.concat(parts, ignore_index=True).sort_values("says", ascending=False, kind="stable")
    return said.drop_duplicates(["record", "subject"], ignore_index=True)


def latest(
    said: pd.DataFrame, pairs: pd.DataFrame, customers: pd.Index, as_of: pd.Timestamp, days: int
) -> pd.DataFrame:
    """Of each customer and subject the latest note not older than `days`: <subject>_said (boolean, NA where nobody
    speaks of it), <subject>_note (the record), <subject>_day, <subject>_field and
    <subject>_phrase (the text). `pairs`: customer, record, in time order."""
    age = (as_of - pairs["date"].dt.normalize()).dt.days
    recent = pairs.loc[age <= days, ["customer", "record", "date"]].reset_index(names="order")
    spoken = recent.merge(said, on="record").sort_values("order", kind="stable")
    last = spoken.drop_duplicates(["customer", "subject"], keep="last")
    columns: dict[str, pd.Series] = {}
    for subject in SUBJECTS:
        of = last[last["subject"] == subject].set_index("customer").reindex(customers)
        columns[f"{subject}_said"] = of["says"].astype("boolean")
        columns[f"{subject}_note"] = of["record"].astype("Int64")
        columns[f"{subject}_day"] = of["date"].dt.normalize()
        columns[f"{subject}_field"] = of["field"].astype("str").fillna("")
        columns[f"{subject}_phrase"] = of["phrase"].astype("str").fillna("")
    return pd.DataFrame(columns, index=customers)


def fields(customers: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """What the customers' own cells say: decision_complex (决策流程 names several approvals), competitor_named
    (竞争对手 names one)."""
    process, rivals = (notes.by_phrases(customers[name], settings) for name in ("decision", "competitor"))
    complex_ones = process.loc[process["says"] & (process["subject"] == "complex_decision"), "record"]
    denied = rivals.loc[~rivals["says"] & (rivals["subject"] == "competitor"), "record"]
    named = (customers["competitor"] != "") & ~customers["competitor"].isin(denials(settings))
    return pd.DataFrame(
        {
            "decision_complex": customers.index.isin(complex_ones),
            "competitor_named": named & ~customers.index.isin(denied),
        },
        index=customers.index,
    )


def last(customers: pd.DataFrame, said: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """What the latest contact of each customer says: last_refused, refused_phrase, and the date that its next action
    names: commitment_due (moved to a working day), commitment_phrase."""
    refused = said[said["says"] & (said["subject"] == "refusal")].set_index("record")["phrase"]
    phrase = customers["last_record"].map(refused)
    promised = commitments.read(customers["last_next_action"].fillna(""), customers["last_date"], settings)
    return pd.DataFrame(
        {
            "last_refused": phrase.notna(),
            "refused_phrase": phrase.astype("str").fillna(""),
            "commitment_due": settings.workdays.on_or_after(promised["due"]),
            "commitment_phrase": promised["phrase"],
        }
    )


def vague(followups: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """vague (boolean) and vague_phrase of the contents of followups."""
    return notes.vague(followups["content"], settings).rename(columns={"phrase": "vague_phrase"})


def rivals(cells: pd.Series, settings: Settings) -> frozenset[str]:
    """The names that cells of 竞争对手 list; a cell that describes instead of naming gives none."""
    parts = cells.dropna().astype("str").drop_duplicates().str.split(_BETWEEN, regex=True).explode()
    return notes.names(parts.drop_duplicates(), settings) - denials(settings)


def denials(settings: Settings) -> frozenset[str]:
    """The words that say that there is none: 无, 没有, 暂无 …"""
    listed = settings.values[settings.values["list"] == "denial"]
    return _denials((*listed["word"], *listed["typed"]))


@lru_cache(maxsize=8)
def _denials(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset("|".join(words).split("|"))
