"""The header words of every kind of sheet, and the words of rows that are no records."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import NamedTuple

import pandas as pd

from tracker.settings import Settings
from tracker.wording import LANGUAGES, SOURCE, languages, words

BRACKET = re.compile(r"[(\[\u3010\u3014<].*?[)\]\u3011\u3015>]")
NOISE = re.compile(r"[\s*:\u3001,\u3002._\-/|\\]+")
NUMBERING = re.compile(r"^\s*(?:\(?\d{1,2}\)|\d{1,2}\s*[.\u3001,])\s*(?=\D)")
LONGEST_HEADER = 40
LONGEST_TOTAL = 6
OURS = ("stage", "grade", "priority", "next_due", "overdue_days", "risks", "next_step", "handling", "remarks")
ALWAYS_OURS = 2  # the last of them are added to every sheet, the answers only where there are any
AFTER_TOTAL = re.compile(r"[:(\d\s\uffe5\u00a5]|$")
AFTER_EXAMPLE = re.compile(r"[:(\d\s.\u3001,\-]|$")
HEADER, TOTAL, NOTE, INSTRUCTION, EXAMPLE = "header", "total", "note", "instruction", "example"


def compared(header: str) -> str:
    """A header as it is compared: half width, lower case, without spaces, stars and punctuation."""
    return NOISE.sub("", narrow(header)).casefold()


def narrow(text: str) -> str:
    """A text in half width."""
    return unicodedata.normalize("NFKC", text)


@cache
def _ours(lang: str) -> list[str]:
    return [compared(words("annotated", lang)[name]) for name in OURS]


class Word(NamedTuple):
    """One way to write a field. `rank`: 0 its own name or what the team taught, 1 a synonym. `doubtful`: it can mean
    something else too, so that the values decide."""

    field: str
    rank: int
    typed: str
    doubtful: bool = False


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The header words of every kind, made ready for comparing."""

    settings: Settings
    _sorts: dict[str, str] = field(default_factory=dict, repr=False)

    @cached_property
    def headers(self) -> dict[str, dict[str, Word]]:
        """kind → header as compared → what it says."""
        words: dict[str, dict[str, Word]] = {}
        fields, synonyms = self.settings.tables["fields"], self.settings.tables["synonyms"]
        for kind, name, typed in zip(fields["kind"], fields["field"], fields["name"], strict=True):
            words.setdefault(kind, {}).setdefault(compared(typed), Word(name, 0, typed))
        columns = (synonyms[name] for name in ("kind", "field", "typed", "trust"))
        for kind, name, typed, trust in zip(*columns, strict=True):
            word = Word(name, 0 if trust == "taught" else 1, typed, trust == "doubtful")
            held = words.setdefault(kind, {}).get(compared(typed))
            if held is None or word.rank < held.rank:
                words[kind][compared(typed)] = word
        return words

    @cached_property
    def kinds(self) -> list[tuple[str, frozenset[str], frozenset[str]]]:
        """(kind, fields of which one is needed, fields that tell the kind from others)."""
        table = self.settings.tables["kinds"]
        return [
            (kind, frozenset(needs.split("|")), frozenset(tells.split("|")))
            for kind, needs, tells in zip(table["kind"], table["needs"], table["tells"], strict=True)
        ]

    @cached_property
    def units(self) -> list[tuple[str, float]]:
        """(word of a unit in a header, its factor)."""
        table = self._table("unit")
        return [(word, float(number)) for word, number in zip(table["word"], table["number"], strict=True)]

    def listed(self, use: str) -> tuple[str, ...]:
        """The words of one use, in half width, longest first."""
        found = self._words.get(use)
        if found is None:
            found = tuple(sorted((narrow(word) for word in self._table(use)["word"]), key=lambda word: -len(word)))
            self._words[use] = found
        return found

    def bare(self, header: str) -> str:
        """A header as it is compared, without its number (3. …), what stands in brackets, and 您的 in front."""
        plain = compared(BRACKET.sub("", NUMBERING.sub("", narrow(header))))
        return next((plain[len(word) :] for word in self.listed("polite") if plain.startswith(word)), plain)

    def sort_of(self, cell: object) -> str:
        """What a cell may be apart from a value: header, total, note, instruction, example, or "" for none of them."""
        if not isinstance(cell, str) or not cell:
            return ""
        sort = self._sorts.get(cell)
        if sort is None:
            sort = self._sorts[cell] = self._sort(cell)
        return sort

    def knows(self, cell: object) -> bool:
        """Whether a cell could be a header of some kind."""
        return self.sort_of(cell) == HEADER

    def ours(self, headers: Sequence[str]) -> list[list[str]]:
        """The headers of the columns that an annotated copy adds, in their order and each language that may stand
        among these headers (as compared): not the person's. Few sheets have to wait for the catalogue."""
        latin = [header for header in headers if languages(header) == LANGUAGES]
        return [_ours(lang) for lang in (LANGUAGES if len(latin) >= ALWAYS_OURS else (SOURCE,))]

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(word for words in self.headers.values() for word in words)

    @cached_property
    def _words(self) -> dict[str, tuple[str, ...]]:
        return {}

    def _table(self, use: str) -> pd.DataFrame:
        table = self.settings.tables["sheet_words"]
        return table[table["use"] == use]

    def _sort(self, cell: str) -> str:
        plain = narrow(cell).strip()
        if len(plain) <= LONGEST_HEADER and (compared(plain) in self._known or self.bare(plain) in self._known):
            return HEADER
        close = plain.replace(" ", "")
        for word in self.listed(TOTAL):
            rest = close.removeprefix(word)
            if (rest != close and AFTER_TOTAL.match(rest)) or (
                len(close.rstrip(":")) <= LONGEST_TOTAL and close.rstrip(":").endswith(word)
            ):
                return TOTAL
        if close.startswith(self.listed(NOTE)):
            return NOTE
        if any(close.startswith(word) and AFTER_EXAMPLE.match(close[len(word) :]) for word in self.listed(EXAMPLE)):
            return EXAMPLE
        if any(f"({word})" in close or f"[{word}]" in close for word in self.listed(EXAMPLE)):
            return EXAMPLE
        return INSTRUCTION if close.startswith(self.listed(INSTRUCTION)) else ""
