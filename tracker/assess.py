"""Every rule, in order, onto what holds: the verdicts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tracker import heard, past, placed, private_cells, suspects, validate
from tracker.collect import Collected
from tracker.key_accounts import development, team_lacks
from tracker.rules import LAST_ANSWERS, RULES, quality
from tracker.rules.registry import HAS, Columns, Rule
from tracker.settings import Settings
from tracker.standing import (
    CUSTOMER,
    DEVELOPMENT,
    EVENTS,
    FOLLOWUP,
    RECORDS,
    TEAM,
    context,
    standing,
)
from tracker.typed import Typed
from tracker.verdict import Verdict

ROW, CONTACT, REPEATED = "row", "contact", "repeated "
ASKED = {name for step in LAST_ANSWERS for name in step.reads}
GROUPS = {"record": RECORDS, "repeated": tuple(f"{REPEATED}{kind}" for kind in EVENTS)}


def kind_of(frame: str) -> str:
    """The kind of sheet that the records of a frame stand in."""
    return CUSTOMER if frame == ROW else frame.removeprefix(REPEATED)


@dataclass(frozen=True)
class Answers:
    """What holds on `as_of`, and what every rule says of it.

    `frames`: row (customer rows that hold), customer (those of them with a name or number, with everything computed),
    the records that count of each kind, those of the forms that are only kept, `repeated <kind>` (identical ones in one
    sheet), contact (followups and the visits that no followup tells). `linked`: pairs of customer and record. `sheets`:
    those that are read, with week and owner. `absent`: table, field of the required columns that a sheet lacks.
    `again`: of each record that does not count because it stands elsewhere already, the identical one.
    """

    as_of: pd.Timestamp
    frames: Mapping[str, pd.DataFrame]
    linked: pd.DataFrame
    sheets: pd.DataFrame
    verdicts: tuple[Verdict, ...]
    absent: pd.DataFrame
    keys: pd.Series
    again: pd.Series

    @property
    def customers(self) -> pd.DataFrame:
        """The customers that somebody holds: one row a customer and owner."""
        return self.frames[CUSTOMER]


@dataclass(frozen=True)
class Inbox:
    """What the sheets say, whatever the day: `week`, the Monday of each; `said`, what the notes of the records say;
    `hidden`, the cells in which something private stands."""

    collected: Collected
    week: pd.Series
    said: pd.DataFrame
    hidden: pd.DataFrame


def inbox(collected: Collected, week: pd.Series, read: Mapping[str, Typed], settings: Settings) -> Inbox:
    """The same of typed records, of any day."""
    return Inbox(collected, week, heard.records(read, settings), private_cells.cells(collected))


def answers(inbox: Inbox, read: Mapping[str, Typed], as_of: pd.Timestamp, settings: Settings) -> Answers:
    """Everything that is computed as of one day. `read`: the typed records as of that day."""
    asked = context(settings, as_of)
    collected, week, said = inbox.collected, inbox.week, inbox.said
    now = standing(collected, week, read, said, as_of, settings)
    before = past.then(
        now, collected, week, read, said, as_of - pd.Timedelta(days=settings.numbers["stalled_days"]), settings
    )
    facts = [
        before,
        heard.fields(now.customers, settings),
        heard.last(now.customers, said, settings),
        suspects.of_customers(now.customers, settings),
        team_lacks(now.customers, now.records[TEAM]).to_frame("team_lacks"),
    ]
    customers = pd.concat([now.customers, *facts], axis=1).copy()  # one block again, not one a column
    frames = {ROW: now.rows, CUSTOMER: customers, CONTACT: now.contacts, **now.records}
    frames |= {f"{REPEATED}{kind}": now.repeated[kind] for kind in EVENTS}
    frames[FOLLOWUP] = frames[FOLLOWUP].join(heard.vague(frames[FOLLOWUP], settings))
    frames[DEVELOPMENT] = development(frames[DEVELOPMENT], customers, as_of)
    frames[CUSTOMER] = customers.assign(duration_typed=float("nan"), duration=float("nan"), has_duration_typed=False)
    kept = settings.kinds.index[settings.kinds["used"] == "kept"]
    forms = {str(kind): placed.records(read[str(kind)], now.sheets, collected, settings) for kind in kept}
    frames |= {kind: rows.assign(key="") for kind, rows in forms.items()}
    verdicts = []
    checked = [frame for frame in (ROW, *RECORDS, *forms) if len(frames[frame])]
    for frame in checked:
        kind = kind_of(frame)
        verdicts += validate.cells(frame, frames[frame], read[kind], settings)
        verdicts += validate.pairs(frame, kind, frames[frame], settings)
    verdicts += _private({frame: frames[frame] for frame in checked}, inbox.hidden)
    told = {name: Columns(frame) for name, frame in frames.items()}
    for rule in RULES:
        for name in _on(rule, frames):
            verdicts.append(_judged(told[name], rule, name, asked))
        if f"{rule.id}_hit" in ASKED and CUSTOMER not in rule.on:  # what a record says of its customer
            hit = verdicts[-1].hit
            of = now.linked.loc[now.linked["record"].isin(hit.index[hit.fillna(False)]), "customer"]
            hits = pd.Series(customers.index.isin(of), customers.index, dtype="boolean", name=f"{rule.id}_hit")
            told[CUSTOMER].add(hits.to_frame())
    for step in LAST_ANSWERS:
        told[CUSTOMER].answer(step, asked)
    frames = {name: columns.frame().copy() for name, columns in told.items()}  # one block again, not one a column
    absent = validate.absent({kind_of(frame): frames[frame] for frame in (ROW, *RECORDS, *forms)}, collected, settings)
    return Answers(as_of, frames, now.linked, now.sheets, tuple(verdicts), absent, now.keys, now.again)


def _private(frames: Mapping[str, pd.DataFrame], hidden: pd.DataFrame) -> Iterator[Verdict]:
    """The verdict on the cells of each column, those of nobody's columns too; `state` is what is private of a cell."""
    for frame, rows in frames.items():
        of = hidden[(hidden["kind"] == kind_of(frame)) & hidden["record"].isin(rows.index)]
        for (field, letter, header), found in of.groupby(["field", "letter", "header"]):
            state = found.set_index("record")["code"].astype("str").reindex(rows.index).fillna("")
            at = ("", "") if field else (str(letter), str(header))
            hit = quality.private_data.judge(state).astype("boolean")
            yield Verdict(quality.private_data, frame, str(field), hit, state=state, at=at)


def _on(rule: Rule, frames: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """The frames that a rule judges."""
    for name in rule.on:
        yield from (frame for frame in GROUPS.get(name, (name,)) if frame in frames)


def _judged(frame: Columns, rule: Rule, name: str, asked: Mapping[str, Any]) -> Verdict:
    """The rule's verdict on each record, unknown where a field it reads is absent; the facts it found join them."""
    answer = rule.of(frame, asked)
    facts = answer if isinstance(answer, pd.DataFrame) else answer.to_frame("hit")
    hit = facts["hit"].astype("boolean")
    for read in rule.reads:
        if f"{HAS}{read}" in frame and f"{HAS}{read}" not in rule.reads:
            hit = hit.mask(~frame[f"{HAS}{read}"], pd.NA)
    frame.add(facts.drop(columns="hit").assign(**{f"{rule.id}_hit": hit}))
    return Verdict(rule, name, "", hit)
