"""From an answer or a finding back to the cells it rests on.

A column that a rule reads is a field of its record (one cell), the answer of another step (what that one reads), or
something counted from the customer's records (their cells). `ORIGINS` names the last ones.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from tracker import private
from tracker.assess import CONTACT, ROW, Answers
from tracker.clean import text
from tracker.clean.notation import notation
from tracker.collect import Collected
from tracker.key_accounts import FORM
from tracker.rules import ANSWERS, LAST_ANSWERS, RULES
from tracker.rules.quality import missing_required
from tracker.rules.registry import HAS, Step
from tracker.settings import Settings
from tracker.standing import COMPLAINT, CUSTOMER, FOLLOWUP, PEOPLE, PURCHASE, TEAM, VISIT, context
from tracker.verdict import Verdict

PARTS = ("_low", "_high", "_void", "_masked")
FILLED, LAST, HIT = "filled_", "last_", "_hit"
NAMES = ("customer_id", "company")
QUOTE = ("quote", "quote_status", "remark", "date")


class Cell(NamedTuple):
    """A cell by its record and field, in nobody's column by its letter and header (`at`)."""

    record: int
    field: str
    at: tuple[str, str] = ("", "")


class Origin(NamedTuple):
    """Where something counted comes from: the records of a frame that are linked to the customer, and their fields."""

    frame: str
    fields: tuple[str, ...]
    also: tuple[str, ...] = ()


ORIGINS: Mapping[str, Origin] = {
    **dict.fromkeys(
        ("contacts", "recent_contacts", "contacts_recent", "contacts_before", "over_since", "first_date"),
        Origin(CONTACT, ("date",)),
    ),
    "unanswered": Origin(CONTACT, ("date", "response")),
    "promised": Origin(CONTACT, ("date", "next_follow")),
    **dict.fromkeys(("quote", "lowest_quote"), Origin(CONTACT, QUOTE)),
    **dict.fromkeys(
        ("purchases", "first_purchase", "last_purchase", "year_purchases", "purchases_recent", "purchases_before"),
        Origin(PURCHASE, ("date",)),
    ),
    **dict.fromkeys(("year_amount", "loyalty", "contribution"), Origin(PURCHASE, ("date", "amount"))),
    **dict.fromkeys(("complaints", "complaints_recent", "complaints_before"), Origin(COMPLAINT, ("date",))),
    "feedback_open_hit": Origin(COMPLAINT, ("date", "closed")),
    "led": Origin(VISIT, ("date", "owner")),
    "satisfaction": Origin(COMPLAINT, ("date", "satisfaction"), (VISIT,)),
    "followed": Origin(CONTACT, ("date", "method")),
    "team_lacks": Origin(TEAM, ("manager", "owner", "support")),
}
OWN = {"promised": ("next_follow",), "quote": QUOTE, "lowest_quote": QUOTE, "last_contact": ("first_contact",)}
BEFORE = ("stage_before", "grade_before", "need_before")
NOTED = {
    **{f"{name}_said": name for name in ("budget_short", "complex_decision", "competitor")},
    "decision_complex": "",
}
OF_FORM = {"settled": ("stage",), "duration": ("stage", "deal", "first_contact", "ended", "first_date")}
ON_LAST = {"last_refused": ("content", "feedback", "remark", "date"), "commitment_due": ("next_action", "date")}
OF_CELLS = {
    "lacks": (*FORM, "reason"),
    "decision_complex": ("decision",),
    "competitor_named": ("competitor",),
    "vague": ("content",),
}
PHONES = ("phone", "mobile", "contact")
PLACE = ["record", "field", "name", "file", "sheet", "row", "cell", "value"]
WHO = ("unknown", "conflicting", "duplicate_of", "clash", "likely", "key")


@dataclass(frozen=True)
class Trail:
    """The way back from one day's answers. Its methods give cells; `places` says where they stand."""

    answers: Answers
    collected: Collected
    settings: Settings

    @cached_property
    def made(self) -> Mapping[str, Step]:
        """Computed column → the step or rule that makes it."""
        asked = context(self.settings, self.answers.as_of)
        none = self.answers.customers.iloc[:0]
        made: dict[str, Step] = {}
        for step in (*ANSWERS, *LAST_ANSWERS):
            answer = step.of(none, asked)
            columns = answer.columns if isinstance(answer, pd.DataFrame) else [step.id]
            made |= dict.fromkeys(map(str, columns), step)
        return made | {f"{rule.id}{HIT}": rule for rule in RULES if rule.on == (CUSTOMER,)}

    def of(self, step: Step, frame: str, record: int) -> list[Cell]:
        """The cells that a rule or a step looked at for one record, each once."""
        found: dict[Cell, None] = {}
        for name in step.reads:
            if not name.startswith(HAS):
                found |= dict.fromkeys(self.behind(name, frame, record))
        return list(found)

    def behind(self, name: str, frame: str, record: int) -> Iterator[Cell]:
        """The cells behind one column of a record."""
        row: Any = self.answers.frames[frame].loc[record]
        fields = set(self.settings.fields(self._kind(record)).index)
        plain = next((name.removesuffix(part) for part in PARTS if name.endswith(part)), name).removeprefix(FILLED)
        if name in OF_CELLS:
            yield from (Cell(record, own) for own in OF_CELLS[name])
            if name == "lacks":
                yield from self.behind("settled", frame, record)
        elif name in OF_FORM:
            for one in self.answers.customers.index[self.answers.customers["key"] == row["key"]]:
                for part in OF_FORM[name]:
                    yield from self.behind(part, CUSTOMER, int(one))
        elif name in NOTED:
            yield from self._noted(NOTED[name], row)
        elif name in ON_LAST:
            yield from self._on_last(ON_LAST[name], row)
        elif name in BEFORE:
            yield from self._before(name, row)
        elif name in WHO:
            yield from self._who(name, frame, record, row)
        elif name in ORIGINS and (frame == CUSTOMER or name not in fields):
            yield from (Cell(record, own) for own in OWN.get(name, ()))
            yield from self._linked(name, frame, record, row)
        elif plain in fields:
            yield from (Cell(record, plain), *self._counted_from(plain, record))
        elif name == "last_contact":
            yield from (*self._on_last(("date",), row), Cell(record, "first_contact"))
        elif name.startswith(LAST) and name.removeprefix(LAST).removeprefix(HAS) != "":
            yield from self._on_last((name.removeprefix(LAST).removeprefix(HAS),), row)
        elif name in self.made and frame == CUSTOMER:
            yield from self.of(self.made[name], frame, record)

    def _linked(self, name: str, frame: str, record: int, row: pd.Series) -> Iterator[Cell]:
        origin = ORIGINS[name]
        for frame_of_records in (origin.frame, *origin.also):
            yield from self._of_records(name, origin, frame_of_records, frame, record, row)

    def _of_records(
        self, name: str, origin: Origin, of_records: str, frame: str, record: int, row: Any
    ) -> Iterator[Cell]:
        records = self.answers.frames[of_records]
        if frame == CUSTOMER and of_records != TEAM:
            linked = self.answers.linked
            own = records.index.intersection(pd.Index(linked.loc[linked["customer"] == record, "record"]))
        else:
            own = records.index[(records["key"] == row["key"]) & (row["key"] != "")]
        if origin.fields == QUOTE:
            quoted = records.loc[own, ["quote_low", "quote_high"]].notna().any(axis=1)
            own = own[quoted.to_numpy()]
        for one in own:
            yield from (Cell(int(one), of) for of in origin.fields)
        if name == "led":
            people = self.collected.rows[PEOPLE]
            parted = notation(self.settings).patterns["choice_split"]  # several may have gone together
            went = self.answers.frames[VISIT].loc[own, "owner"].map(parted.split).explode()
            known = people.index[people["name"].isin(went)]
            yield from (Cell(int(one), of) for one in known for of in ("name", "rank"))
            followups = self.answers.frames[FOLLOWUP]
            told = followups.index[(followups["key"] == row["key"]) & followups["visit"]]
            yield from (Cell(int(one), of) for one in told for of in ("date", "owner", "method"))

    def _noted(self, subject: str, row: pd.Series) -> Iterator[Cell]:
        if subject and pd.notna(row[f"{subject}_note"]):
            yield from (Cell(int(row[f"{subject}_note"]), of) for of in (row[f"{subject}_field"], "date"))

    def _on_last(self, fields: tuple[str, ...], row: pd.Series) -> Iterator[Cell]:
        if pd.notna(row["last_record"]):
            yield from (Cell(int(row["last_record"]), of) for of in ("date", *fields) if of != "record")

    def _before(self, name: str, row: pd.Series) -> Iterator[Cell]:
        """The row that held then, with what its stage, grade and need rest on."""
        if pd.notna(row["record_before"]):
            step = self.made["grade" if name == "grade_before" else "stage"]
            named = {"need", "stage_declared", *step.reads}
            fields = set(self.settings.fields(CUSTOMER).index)
            plain = {next((n.removesuffix(part) for part in PARTS if n.endswith(part)), n) for n in named}
            own = ("signed", "ended", "need", "need_date", "expected_close", "budget", "power", "quote", "risk_tags")
            yield from (Cell(int(row["record_before"]), of) for of in sorted(fields & (plain | set(own))))

    def _who(self, name: str, frame: str, record: int, row: pd.Series) -> Iterator[Cell]:
        """The names of the record, and of the other rows that they were compared with."""
        yield from (Cell(record, of) for of in NAMES)
        rows = self.answers.frames[ROW]
        if name == "duplicate_of" and pd.notna(row[name]):
            kind = str(self.collected.sheets.at[row["table"], "kind"])
            raw = self.collected.rows[kind]
            same = raw.index[(raw["table"] == row["table"]) & raw["row"].isin([row["row"], row[name]])]
            yield from (Cell(int(one), of) for one in same for of in self.settings.fields(kind).index)
        if name == "likely":
            yield from (Cell(int(one), of) for one in (record, *row["likely_records"]) for of in (*NAMES, *PHONES))
        elif name in ("clash", "conflicting"):
            same = rows.index[((rows["name"] == row["name"]) & (row["name"] != "")) | (rows["key"] == row["key"])]
            yield from (Cell(int(one), of) for one in same if one != record for of in NAMES)

    def of_verdict(self, verdict: Verdict, record: int) -> list[Cell]:
        """The cells that one verdict on a record rests on, and the day since when it does."""
        if verdict.at[1]:
            return [Cell(record, "", verdict.at)]
        if verdict.rule is missing_required:  # that it is a record is said by what else it must hold
            fields = self.settings.fields(self._kind(record))
            return [Cell(record, name) for name in fields.index[fields["required"]]]
        if verdict.column:
            named = (verdict.against, verdict.column)
            return [cell for name in named if name for cell in (Cell(record, name), *self._counted_from(name, record))]
        since = "date" if verdict.rule.since == "day" else verdict.rule.since
        return list(dict.fromkeys((*self.of(verdict.rule, verdict.kind, record), *self.since(since, verdict, record))))

    def since(self, name: str, verdict: Verdict, record: int) -> Iterator[Cell]:
        """The cells that tell since when a verdict holds."""
        if name in self.answers.frames[verdict.kind]:
            yield from self.behind(name, verdict.kind, record)

    def _counted_from(self, field: str, record: int) -> list[Cell]:
        """The day of the record, from which a later date without a year is counted."""
        fields = self.settings.fields(self._kind(record))
        role = str(fields.at[field, "role"])
        own = next((name for name in ("date", "registered") if name in fields.index), "")
        return [Cell(record, own)] if own and role and role not in ("past", "past_silent") else []

    def _kind(self, record: int) -> str:
        return str(self.collected.sheets.at[self._at[record][0], "kind"])

    def places(self, cells: list[Cell]) -> pd.DataFrame:
        """PLACE of the cells whose column exists, in order: name is the header, value what the cell says."""
        lines = []
        for record, name, at in cells:
            table, row = self._at[record]
            sheet: Any = self.collected.sheets.loc[table]
            letter, header = self.collected.places.get((table, name), at)
            if not header:
                continue
            value = text.shown(self.collected.rows[sheet["kind"]].at[record, name]) if name else ""
            shown = private.shown(value, header)
            lines.append((record, name, header, sheet["file"], sheet["sheet"], row, f"{letter}{row}", shown))
        return pd.DataFrame(lines, columns=PLACE)

    @cached_property
    def _at(self) -> dict[int, tuple[int, int]]:
        """record → table, row."""
        known = pd.concat([rows[["table", "row"]] for rows in self.collected.rows.values()])
        return {int(record): (int(table), int(row)) for record, table, row in known.itertuples()}
