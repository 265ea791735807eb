"""The header words of every kind of sheet, and the words of rows that are no records."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from tracker.settings import Settings

BRACKET = re.compile(r"[(\[\u3010\u3014<].*?[)\]\u3011\u3015>]")
NOISE = re.compile(r"[\s*:\u3001,\u3002._\-/|\\]+")
LONGEST_HEADER = 40
OURS = ("stage", "grade", "priority", "next_due", "overdue_days", "risks", "next_step", "handling", "remarks")


def compared(header: str) -> str:
    """A header as it is compared: half width, lower case, without spaces, stars and punctuation."""
    return NOISE.sub("", narrow(header)).casefold()


def narrow(text: str) -> str:
    """A text in half width."""
    return unicodedata.normalize("NFKC", text)


@dataclass(frozen=True)
class Vocabulary:
    """The header words of every kind, made ready for comparing."""

    settings: Settings

    @cached_property
    def headers(self) -> dict[str, dict[str, tuple[str, int]]]:
        """kind → header as compared → (field, 0 for its own name, 1 for a synonym)."""
        words: dict[str, dict[str, tuple[str, int]]] = {}
        fields, synonyms = self.settings.tables["fields"], self.settings.tables["synonyms"]
        for rank, table, column in ((0, fields, "name"), (1, synonyms, "typed")):
            for kind, name, typed in zip(table["kind"], table["field"], table[column], strict=True):
                words.setdefault(kind, {}).setdefault(compared(typed), (name, rank))
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
        return [(word, float(number)) for word, number in self._words("unit")]

    @cached_property
    def totals(self) -> frozenset[str]:
        """First words of a row of totals."""
        return frozenset(word for word, _ in self._words("total"))

    @cached_property
    def instructions(self) -> tuple[str, ...]:
        """First words of a cell that says how its column is filled in."""
        return tuple(word for word, _ in self._words("instruction"))

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """First words of a note under the table."""
        return tuple(narrow(word) for word, _ in self._words("note"))

    @cached_property
    def known(self) -> frozenset[str]:
        """Every header word of any kind, as compared."""
        return frozenset(word for words in self.headers.values() for word in words)

    def knows(self, cell: object) -> bool:
        """Whether a cell could be a header of some kind."""
        if not isinstance(cell, str) or not 0 < len(cell) <= LONGEST_HEADER:
            return False
        return compared(cell) in self.known or compared(BRACKET.sub("", narrow(cell))) in self.known

    @cached_property
    def ours(self) -> list[str]:
        """The headers of the columns that an annotated copy adds, in their order: not the person's."""
        words = self.settings.words("annotated")
        return [compared(words[name]) for name in OURS]

    def _words(self, use: str) -> list[tuple[str, str]]:
        table = self.settings.tables["sheet_words"]
        table = table[table["use"] == use]
        return list(zip(table["word"], table["number"], strict=True))

    def field_of(self, kind: str, header: str) -> tuple[str, int] | None:
        """The field that a header names in this kind of sheet, exactly or without what stands in brackets."""
        words = self.headers[kind]
        return words.get(compared(header)) or words.get(compared(BRACKET.sub("", narrow(header))))
