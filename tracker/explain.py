"""Why: for one customer every answer and every rule, what was compared, and the cells it comes from."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import pandas as pd

from tracker import link, private
from tracker.assess import Answers
from tracker.clean import text
from tracker.coverage import reasons
from tracker.errors import CallError
from tracker.evidence import Cell, Trail
from tracker.facts import LISTED
from tracker.rules import RULES
from tracker.rules.registry import HAS, Rule, Step
from tracker.settings import Settings
from tracker.standing import CUSTOMER
from tracker.verdict import Verdict

CODED = {
    **dict.fromkeys(("stage", "stage_before", "hard_stage", "stage_declared"), "stage"),
    **dict.fromkeys(("need_priority", "urgency", "match", "priority"), "level"),
    **dict.fromkeys(("grade", "grade_before"), "grade"),
    **dict.fromkeys(("value", "bought_value"), "value"),
    **{name: name for name in ("tier", "cycle", "power", "response", "audit", "follow_status", "lead_type")},
    "key_account": "yes_no",
}
SEVERAL = {"risk_tags": "risk_tag"}  # of each several codes, joined by ;
SHOWN = """
stage need_priority grade value tier contribution loyalty satisfaction cycle priority
last_contact contacts promise_due cadence_due review_due next_due quote budget_short
""".split()
HIT, NOT_JUDGED, MISS, NO_RECORD = "hit", "not_judged", "miss", "no_record"
VERDICTS = (HIT, NOT_JUDGED, MISS, NO_RECORD)
PLACES = ("_note", "_day", "_why", "_has_next_follow", "_has_trigger", "_has_next_action")
NEAREST = 5


@dataclass(frozen=True)
class Reason:
    """One rule or answer for one customer. `verdict`: hit, not_judged, miss or no_record, for an answer its word;
    `why`: what was missing; `compared`: name and value of each thing looked at; `cells`: evidence.PLACE."""

    id: str
    name: str
    verdict: str
    why: str
    compared: tuple[tuple[str, str], ...]
    cells: pd.DataFrame
    source: str

    def listed(self) -> dict[str, Any]:
        """Everything as plain data."""
        cells = self.cells.drop(columns="record").to_dict("records")
        return {
            **{name: getattr(self, name) for name in ("id", "name", "verdict", "why", "source")},
            "compared": dict(self.compared),
            "cells": cells,
        }


@dataclass(frozen=True)
class Explained:
    """One held row of a customer, with every answer and every rule."""

    key: str
    company: str
    owner: str
    file: str
    sheet: str
    row: int
    answers: tuple[Reason, ...]
    rules: tuple[Reason, ...]

    def listed(self) -> dict[str, Any]:
        """Everything as plain data."""
        return {
            **{name: getattr(self, name) for name in ("key", "company", "owner", "file", "sheet", "row")},
            "answers": [reason.listed() for reason in self.answers],
            "rules": [reason.listed() for reason in self.rules],
        }


def customers(asked: str, answers: Answers, settings: Settings) -> list[int]:
    """The held rows of the customer that somebody asks for: by number, by name, or by a part of a name.

    Raises CallError where there is none (with the nearest names), or where it fits several customers.
    """
    held, words = answers.customers, settings.words("explain")
    name = link.names(pd.Series([asked]), settings.company_words("suffix"), settings.company_words("stays")).iloc[0]
    for fits in (
        (held["key"] == asked) | (held["customer_id"] == asked),
        held["name"] == name,
        held["name"].str.contains(name, regex=False) if name else held["key"] == asked,
        held["company"].str.contains(asked, regex=False),
    ):
        found = held[fits]
        count = found["key"].nunique()
        if count > 1:
            told = private.column(found["company"] + " " + found["customer_id"]).drop_duplicates()
            key = "several_more" if len(told) > NEAREST else "several"
            names = words["joiner"].join(told.head(NEAREST))
            raise CallError(words.fill(key, name=asked, count=count, names=names))
        if len(found):
            return [int(record) for record in found.index]
    near = get_close_matches(name, held["name"].unique(), n=NEAREST, cutoff=0.5)
    listed = held[held["name"].isin(near)]["company"].drop_duplicates()
    hint = words.fill("near", names=words["joiner"].join(private.column(listed))) if near else ""
    raise CallError(words.fill("no_customer", name=asked) + hint)


def customer(record: int, trail: Trail) -> Explained:
    """Everything said of one held customer row, and why."""
    everybody = trail.answers.customers
    held: Any = everybody.loc[record]
    key = private.keys(everybody["key"], everybody["company"])[held["key"]]  # as reports call him
    given = tuple(_answer(name, record, trail) for name in SHOWN)
    judged = tuple(_rule(rule, record, trail) for rule in RULES)
    company, owner, file, sheet = (private.masked(held[name]) for name in ("company", "owner", "file", "sheet"))
    return Explained(key, company, owner, file, sheet, int(held["row"]), given, judged)


def _answer(name: str, record: int, trail: Trail) -> Reason:
    verdict = _said(name, trail.answers.customers.at[record, name], trail)
    cells = _places(trail.behind(name, CUSTOMER, record), trail)
    step = trail.made.get(name)
    compared = _compared(step, CUSTOMER, record, trail) if step else ()
    source = trail.settings.said(step.source) if step else ""
    return Reason(name, _named(name, CUSTOMER, trail), verdict, "", compared, cells, source)


def _rule(rule: Rule, record: int, trail: Trail) -> Reason:
    """What one rule says of the customer: on his row, or on the records that are linked to him; of several the ones it
    hit, else those it could not judge."""
    settings, answers = trail.settings, trail.answers
    records = {record, *answers.linked.loc[answers.linked["customer"] == record, "record"]}
    verdicts = [verdict for verdict in answers.verdicts if verdict.rule.id == rule.id]
    judged = [(verdict, verdict.hit[verdict.hit.index.isin(records)]) for verdict in verdicts]
    states = {
        HIT: [(verdict, one) for verdict, hit in judged for one in hit.index[hit.fillna(False)]],
        NOT_JUDGED: [(verdict, one) for verdict, hit in judged for one in hit.index[hit.isna()]],
        MISS: [(verdict, one) for verdict, hit in judged for one in hit.index[~hit.fillna(True)]],
    }
    state = next((name for name, found in states.items() if found), NO_RECORD)
    chosen = states.get(state, [])
    cells = [cell for verdict, one in chosen for cell in trail.of_verdict(verdict, one)]
    first = chosen[:1] if state != HIT else chosen
    compared = dict.fromkeys(pair for verdict, one in first for pair in _of_verdict(verdict, one, trail))
    why = settings.words("findings")["why.and"].join(
        dict.fromkeys(told for verdict, one in chosen for told in reasons(verdict, answers, settings, [one]))
        if state == NOT_JUDGED
        else ()
    )
    name = str(settings.shown.rules.at[rule.id, "name"])
    return Reason(rule.id, name, state, why, tuple(compared), _places(cells, trail), settings.said(rule.source))


def _places(cells: Iterable[Cell], trail: Trail) -> pd.DataFrame:
    """Where these cells stand, each once, as people read it: a file or a sheet may be called by somebody's phone."""
    return private.places(trail.places(list(dict.fromkeys(cells))), "file", "sheet")


def _of_verdict(verdict: Verdict, record: int, trail: Trail) -> tuple[tuple[str, str], ...]:
    looked_at_cells = verdict.column or verdict.at[1]
    return () if looked_at_cells else _compared(verdict.rule, verdict.kind, record, trail)


def _compared(step: Step, frame: str, record: int, trail: Trail) -> tuple[tuple[str, str], ...]:
    """What a step read of one record, and the settings it asked for, named and worded."""
    row, settings = trail.answers.frames[frame].loc[record], trail.settings
    read = [(_named(name, frame, trail), _said(name, row[name], trail)) for name in step.reads if compares(name)]
    about = settings.shown.tables["thresholds"].set_index("name")[["meaning", "unit"]].to_dict("index")
    asked = [
        (about[name]["meaning"], f"{settings.numbers[name]:g} {about[name]['unit']}")
        for name in step.asks
        if name in about
    ]
    day = [(settings.words("explain")["as_of"], trail.answers.as_of.date().isoformat())] if "as_of" in step.asks else []
    return (*read, *asked, *day)


def compares(name: str) -> bool:
    """Whether a column is something compared, not where it stands or whether there is one."""
    return not name.startswith(HAS) and not name.endswith(PLACES) and name not in ("week", "last_record")


def _named(name: str, frame: str, trail: Trail) -> str:
    words, kind = trail.settings.words("explain"), trail.answers.frames[frame]["kind"].iloc[0]
    fields = trail.settings.shown.fields(kind)["name"]
    return words.get(f"column.{name}") or str(fields.get(name, name))


def _said(name: str, value: Any, trail: Trail) -> str:
    words, settings = trail.settings.words("explain"), trail.settings
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return words["unknown"] if not isinstance(value, float) and value is not pd.NaT else words["empty"]
    if pd.api.types.is_bool(value):
        return words["yes" if value else "no"]
    if name in LISTED:
        names = settings.shown.fields(LISTED[name])["name"]
        return words["list"].join(names[code] for code in str(value).split(";") if code) or words["empty"]
    if name in CODED:
        return settings.shown.vocabulary(CODED[name]).get(str(value), words["empty"])
    if isinstance(value, pd.Timestamp):
        return text.shown(value.to_pydatetime())
    if isinstance(value, int | float):
        return f"{float(value):,.10g}"
    if name in SEVERAL and value:
        known = settings.shown.vocabulary(SEVERAL[name])
        return words["list"].join(known[code] for code in str(value).split(";"))
    return words.get(f"{name}.{value}", private.masked(str(value))) or words["empty"]
