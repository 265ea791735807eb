"""Every rule, in order, onto what holds: the verdicts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tracker import link, typed, validate
from tracker.collect import Collected
from tracker.rules import LAST_ANSWERS, RULES
from tracker.rules.registry import HAS, Rule
from tracker.settings import Settings
from tracker.standing import CUSTOMER, FOLLOWUP, PEOPLE, Standing, context, standing, with_answer
from tracker.typed import Typed
from tracker.verdict import Verdict

ROW, REPEATED = "row", "repeated"
KIND_OF = {ROW: CUSTOMER, REPEATED: FOLLOWUP}


@dataclass(frozen=True)
class Answers:
    """What holds on `as_of`, and what every rule says of it.

    `frames`: row (customer rows that hold), customer (those of them with a name or number, with everything computed),
    followup (records that count), repeated (identical ones in one sheet). `sheets`: those that are read, with week and
    owner. `absent`: table, field of the required columns that a sheet lacks.
    """

    as_of: pd.Timestamp
    frames: Mapping[str, pd.DataFrame]
    sheets: pd.DataFrame
    verdicts: tuple[Verdict, ...]
    absent: pd.DataFrame

    @property
    def customers(self) -> pd.DataFrame:
        """The customers that somebody holds: one row a customer and owner."""
        return self.frames[CUSTOMER]


def answers(
    collected: Collected, week: pd.Series, read: Mapping[str, Typed], as_of: pd.Timestamp, settings: Settings
) -> Answers:
    """Everything that is computed as of one day. `week`: the Monday of each sheet; `read`: the typed records."""
    asked = context(settings, as_of)
    now = standing(collected, week, read, as_of, settings)
    customers = now.customers.assign(stage_before=_stage_before(now, collected, week, read, as_of, settings))
    frames = {ROW: now.rows, CUSTOMER: customers, FOLLOWUP: now.records, REPEATED: now.repeated}
    verdicts = [
        *validate.cells(ROW, now.rows, read[CUSTOMER], settings),
        *validate.cells(FOLLOWUP, now.records, read[FOLLOWUP], settings),
        *validate.pairs(ROW, CUSTOMER, now.rows, settings),
        *validate.pairs(FOLLOWUP, FOLLOWUP, now.records, settings),
    ]
    for rule in RULES:
        for kind in rule.on:
            if kind in frames:
                frames[kind], verdict = _judged(frames[kind], rule, kind, asked)
                verdicts.append(verdict)
    for step in LAST_ANSWERS:
        frames[CUSTOMER] = with_answer(frames[CUSTOMER], step, asked)
    absent = validate.absent({CUSTOMER: now.rows, FOLLOWUP: now.records}, collected, settings)
    return Answers(as_of, frames, now.sheets, tuple(verdicts), absent)


def _stage_before(
    now: Standing,
    collected: Collected,
    week: pd.Series,
    read: Mapping[str, Typed],
    as_of: pd.Timestamp,
    settings: Settings,
) -> pd.Series:
    """The stage of each customer stalled_days ago: of the same owner's row, else of the one that held."""
    then = as_of - pd.Timedelta(days=settings.numbers["stalled_days"])
    past = {kind: typed.records(kind, collected, then, settings) for kind in (CUSTOMER, FOLLOWUP)}
    past[PEOPLE] = read[PEOPLE]
    before = standing(collected, week, past, then, settings).customers
    # by today's key, for a customer may have got his number since
    before = link.in_place(before.assign(key=now.keys.reindex(before.index)))
    own = before.drop_duplicates(["key", "owner"], keep="last").set_index(["key", "owner"])["stage"]
    of_key = before.drop_duplicates("key", keep="last").set_index("key")["stage"]
    mine = own.reindex(pd.MultiIndex.from_frame(now.customers[["key", "owner"]])).set_axis(now.customers.index)
    anyones = of_key.reindex(now.customers["key"]).set_axis(now.customers.index)
    return mine.astype("str").fillna(anyones.astype("str"))


def _judged(frame: pd.DataFrame, rule: Rule, kind: str, asked: Mapping[str, Any]) -> tuple[pd.DataFrame, Verdict]:
    """The rule's verdict on each record, unknown where a field it reads is absent, and the facts it found."""
    answer = rule.of(frame, asked)
    facts = answer if isinstance(answer, pd.DataFrame) else answer.to_frame("hit")
    hit = facts["hit"].astype("boolean")
    for name in rule.reads:
        if f"{HAS}{name}" in frame and f"{HAS}{name}" not in rule.reads:
            hit = hit.mask(~frame[f"{HAS}{name}"], pd.NA)
    facts = facts.drop(columns="hit").assign(**{f"{rule.id}_hit": hit})
    return frame.assign(**{str(name): facts[name] for name in facts}), Verdict(rule, kind, "", hit)
