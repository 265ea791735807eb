"""The tables of `schemas/`, read once: fields, synonyms, values, numbers, rules, calendar.

Words and numbers live there; the code asks for them by name. A setting that nobody defined is an error at once,
not a default in code.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from tracker.errors import TrackerError
from tracker.shipped import shipped
from tracker.wording import SOURCE, TABLES, Words, place, said, words
from tracker.workdays import Workdays


class Change(NamedTuple):
    """What a team changed, in words: the sheet of its rules workbook, what it is called, the default, the team's own.
    A default of "" means that the team's own is added to it."""

    sheet: str
    name: str
    before: str
    after: str

    def said(self, words: Words) -> str:
        """It in one line. `words`: those of `team_rules`."""
        key = "change" if self.before and self.after else "change_added" if self.after else "change_dropped"
        return words.fill(key, **self._asdict())


@dataclass(frozen=True, eq=False)
class Settings:
    """All tables but the wording, by file name without `.csv`; every cell is text. `lang` picks the wording; `changed`:
    what the team's own rules say otherwise than the shipped ones.

    Settings are the same as themselves only, so that what is made of them can be kept for the next who asks.
    """

    tables: Mapping[str, pd.DataFrame]
    lang: str = "zh"
    changed: tuple[Change, ...] = ()

    @cached_property
    def sha256(self) -> str:
        """The hash of every table (wording is none of them): the same hash means the same answers."""
        digest = hashlib.sha256()
        for name in sorted(self.tables):
            digest.update(name.encode() + b"\n" + self.tables[name].to_csv(index=False).encode())
        return digest.hexdigest()

    def words(self, writer: str) -> Words:
        """The wording of one writer: `workbook`, `pages`, `annotated`, `terminal`, `findings` …"""
        return words(writer, self.lang)

    def said(self, text: str) -> str:
        """A Chinese text of ours in the user's language: itself where there is no translation."""
        return said(text, self.lang)

    def as_typed(self, word: str) -> str:
        """A word that people have to write in Chinese, with its meaning in brackets where the user reads another
        language; what stands in brackets is no part of a header."""
        meaning = self.said(word)
        return word if meaning == word else f"{word} ({meaning})"

    @cached_property
    def shown(self) -> "Settings":
        """The same with every name, word and sentence in the user's language: for what is shown. What is read and
        what scripts read is Chinese always."""
        if self.lang == SOURCE:
            return self
        tables = dict(self.tables)
        for name in TABLES.keys() & tables.keys():
            rows = tables[name].to_dict("records")
            at = [place(name, row, TABLES[name]) for row in rows]
            own = {
                column: [said(row[column], self.lang, where) for row, where in zip(rows, at, strict=True)]
                for column in TABLES[name].columns
            }
            tables[name] = tables[name].assign(**own).astype("str")
        shown = replace(self, tables=tables)
        shown.__dict__["shown"] = shown  # said once
        return shown

    @cached_property
    def numbers(self) -> dict[str, float]:
        """Thresholds by name; whole numbers come as int."""
        table = self.tables["thresholds"]
        return {name: _number(value) for name, value in zip(table["name"], table["value"], strict=True)}

    @cached_property
    def values(self) -> pd.DataFrame:
        """list, code, word, rank (Int64, empty where the list has no order), typed."""
        table = self.tables["values"].copy()
        table["rank"] = pd.to_numeric(table["rank"]).astype("Int64")
        return table

    @cached_property
    def rules_file(self) -> str:
        """What the team's rules workbook is called."""
        return self.words("inputs")["rules_file"]

    @cached_property
    def workdays(self) -> Workdays:
        """The working calendar."""
        return Workdays(self.tables["calendar"])

    @cached_property
    def kinds(self) -> pd.DataFrame:
        """The kinds of sheet indexed by kind: name, used (y: rules ask for it; kept: only listed; "": not)."""
        return self.tables["kinds"].set_index("kind")

    def company_words(self, use: str) -> tuple[str, ...]:
        """The words of company names that are of one use: suffix, stays, full_name, title."""
        return self._company_words.get(use, ())

    @cached_property
    def _company_words(self) -> dict[str, tuple[str, ...]]:
        table = self.tables["company_words"]
        return {str(use): tuple(words) for use, words in table.groupby("use", sort=False)["word"]}

    def vocabulary(self, name: str) -> dict[str, str]:
        """code → word of one list of `values.csv`, in its order."""
        part = self.values[self.values["list"] == name]
        if part.empty:
            raise TrackerError(f"schemas/values.csv has no list {name}")
        return dict(zip(part["code"], part["word"], strict=True))

    def ranks(self, name: str) -> dict[str, int]:
        """code → rank of one list, for the codes that have one."""
        part = self.values[(self.values["list"] == name) & self.values["rank"].notna()]
        return {code: int(rank) for code, rank in zip(part["code"], part["rank"], strict=True)}

    def fields(self, kind: str) -> pd.DataFrame:
        """The fields of one kind of sheet, indexed by field: name, type, role, required (bool), unless (the field that
        may be filled instead of a required one, "" for none)."""
        return self._fields[kind]

    @cached_property
    def _fields(self) -> dict[str, pd.DataFrame]:
        table = self.tables["fields"]
        places = self.tables["stand_ins"].set_index(["kind", "field"])["stand_in"]
        unless = places.reindex(pd.MultiIndex.from_frame(table[["kind", "field"]])).fillna("")
        table = table.assign(required=table["required"] == "y", unless=unless.to_numpy())
        return {str(kind): part.set_index("field") for kind, part in table.groupby("kind")}

    @cached_property
    def rules(self) -> pd.DataFrame:
        """The rule table indexed by id: name, severity (code), enabled (bool), urgency (Int64: 1 is acted on first,
        empty for what only concerns the sheet), message, next_step."""
        table = self.tables["rules"].set_index("id")
        return table.assign(enabled=table["enabled"] == "y", urgency=pd.to_numeric(table["urgency"]).astype("Int64"))

    @cached_property
    def waivers(self) -> pd.DataFrame:
        """rule, customer, reason, who, until (a day): findings that the team does not want to see until then."""
        table = self.tables["waivers"]
        return table.assign(until=pd.to_datetime(table["until"]).astype("datetime64[us]"))

    @cached_property
    def palette(self) -> dict[str, str]:
        """Colour name → hex digits without `#`."""
        return dict(zip(self.tables["palette"]["name"], self.tables["palette"]["hex"], strict=True))

    @cached_property
    def marks(self) -> dict[str, str]:
        """Colour name → the sign that stands with it, so that colour is never the only sign."""
        return dict(zip(self.tables["palette"]["name"], self.tables["palette"]["mark"], strict=True))


def shipped_settings(lang: str = "zh") -> Settings:
    """The settings as shipped: every `schemas/*.csv`."""
    tables = {}
    for path in sorted(shipped("schemas").glob("*.csv")):
        if not path.stem.startswith("wording_"):
            tables[path.stem] = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    return Settings(tables, lang)


def _number(text: str) -> float:
    number = float(text)
    return int(number) if number.is_integer() else number
