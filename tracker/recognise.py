"""Which kind of sheet this is, where its header stands, and which header is which field.

A sheet is told by what its headers say, never by a file's name. What two kinds claim equally is a question
for the user, never a guess (rulebook section 2).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import pandas as pd

from tracker.settings import Settings

HEADER_WITHIN_ROWS = 40
OURS = ("stage", "grade", "priority", "next_due", "overdue_days", "risks", "next_step", "handling", "remarks")
HEADER_DEPTH = 3
FEWEST_HEADERS = 3
FEWEST_TELLS = 2
BAND_WIDTH = 3
BRACKET = re.compile(r"[(\[\u3010\u3014<].*?[)\]\u3011\u3015>]")
NOISE = re.compile(r"[\s*:\u3001,\u3002._\-/|\\]+")

Cells = Sequence[Sequence[object]]
Merge = tuple[tuple[int, int], tuple[int, int]]


class Filled(Protocol):
    """A sheet as it was read: name, cells from A1 on, merged ranges."""

    @property
    def name(self) -> str: ...
    @property
    def cells(self) -> Cells: ...
    @property
    def merges(self) -> Sequence[Merge]: ...


@dataclass(frozen=True)
class Table:
    """One recognised table of one sheet.

    `cells`: raw cells, one column a field, index = Excel row. `places`: field → (column letter, header text).
    `units`: field → factor of a header like 预算(万元). `unknown`: headers that are nobody's.
    """

    kind: str
    header_row: int
    cells: pd.DataFrame
    places: Mapping[str, tuple[str, str]]
    units: Mapping[str, float]
    unknown: tuple[str, ...]
    title: str


@dataclass(frozen=True)
class Question:
    """A sheet that no single kind fits. `reason` is a wording key, `between` the kinds that claim it."""

    reason: str
    between: tuple[str, ...] = ()


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
    def notes(self) -> tuple[str, ...]:
        """First words of a note under the table."""
        return tuple(unicodedata.normalize("NFKC", word) for word, _ in self._words("note"))

    @cached_property
    def known(self) -> frozenset[str]:
        """Every header word of any kind, as compared."""
        return frozenset(word for words in self.headers.values() for word in words)

    def knows(self, cell: object) -> bool:
        """Whether a cell could be a header of some kind."""
        if not isinstance(cell, str) or not cell:
            return False
        return compared(cell) in self.known or compared(BRACKET.sub("", _narrow(cell))) in self.known

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
        return words.get(compared(header)) or words.get(compared(BRACKET.sub("", _narrow(header))))


@dataclass
class _Reading:
    """One candidate header: the rows it covers and what one kind makes of it."""

    kind: str
    top: int
    depth: int
    headers: list[str]
    fields: dict[str, int] = field(default_factory=dict)
    tells: int = 0

    @property
    def merit(self) -> tuple[int, int, int, int]:
        return (len(self.fields), self.tells, -self.depth, -self.top)


def compared(header: str) -> str:
    """A header as it is compared: half width, lower case, without spaces, stars and punctuation."""
    return NOISE.sub("", _narrow(header)).casefold()


def tables(sheets: Iterable[Filled], vocabulary: Vocabulary) -> dict[str, Table | Question]:
    """What each sheet of a workbook is, by its name; sheets without anything in them are passed over."""
    return {sheet.name: table(sheet.cells, sheet.merges, vocabulary) for sheet in sheets if any(map(any, sheet.cells))}


def table(cells: Cells, merges: Sequence[Merge], vocabulary: Vocabulary) -> Table | Question:
    """The table of one sheet, or why there is none: `no_header`, `two_kinds`.

    `cells` start at A1; `merges` are (first, last) cells counted from 0.
    """
    spread = _spread(cells, merges)
    known = [sum(map(vocabulary.knows, row)) for row in spread[: HEADER_WITHIN_ROWS + HEADER_DEPTH]]
    readings = [
        reading
        for top in range(min(len(spread), HEADER_WITHIN_ROWS))
        for depth in range(1, HEADER_DEPTH + 1)
        if top + depth <= len(spread) and sum(known[top : top + depth]) >= FEWEST_HEADERS
        for reading in _readings(spread, top, depth, vocabulary)
    ]
    if not readings:
        return Question("no_header")
    best = max(readings, key=lambda reading: reading.merit)
    rivals = {reading.kind for reading in readings if reading.merit[:2] == best.merit[:2]}
    if len(rivals) > 1:
        return Question("two_kinds", tuple(kind for kind, _, _ in vocabulary.kinds if kind in rivals))
    return _table(spread, merges, best, vocabulary)


def letter(column: int) -> str:
    """The letters of a column counted from 0: 0 → A, 26 → AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _spread(cells: Cells, merges: Sequence[Merge]) -> list[list[object]]:
    """The cells with each merged range filled by its first cell, so that every row stands for itself."""
    filled = [list(row) for row in cells]
    for (top, left), (bottom, right) in merges:
        if top >= len(filled) or left >= len(filled[top]):
            continue
        value = filled[top][left]
        if value in ("", None):
            continue
        for row in filled[top : bottom + 1]:
            row[left : right + 1] = [value] * len(row[left : right + 1])
    return filled


def _readings(cells: Cells, top: int, depth: int, vocabulary: Vocabulary) -> list[_Reading]:
    """What each kind makes of these header rows; the lowest filled cell of a column is its header."""
    rows = cells[top : top + depth]
    if not all(any(isinstance(cell, str) and cell.strip() for cell in row) for row in rows):
        return []
    columns = [[cell.strip() if isinstance(cell, str) else "" for cell in column] for column in zip(*rows, strict=True)]
    lowest = _own([next((text for text in reversed(column) if text), "") for column in columns], vocabulary)
    readings = []
    for kind, needs, tells in vocabulary.kinds:
        reading = _Reading(kind, top, depth, lowest)
        ranks: dict[str, int] = {}
        for at, header in enumerate(lowest):
            if not header:
                continue
            stacked = "".join(dict.fromkeys(columns[at]))
            found = vocabulary.field_of(kind, header) or vocabulary.field_of(kind, stacked)
            if found and found[1] < ranks.get(found[0], 2):
                ranks[found[0]] = found[1]
                reading.fields[found[0]] = at
        reading.tells = len(tells & reading.fields.keys())
        enough = reading.tells >= FEWEST_TELLS and len(reading.fields) >= FEWEST_HEADERS
        if needs & reading.fields.keys() and enough:
            readings.append(reading)
    return readings


def _own(headers: list[str], vocabulary: Vocabulary) -> list[str]:
    """The headers without those that we added, for a person may go on working in the copy we gave back."""
    plain, ours = [compared(header) for header in headers], vocabulary.ours
    for at in range(len(plain) - len(ours) + 1):
        if plain[at : at + len(ours)] == ours:
            return [*headers[:at], *[""] * len(ours), *headers[at + len(ours) :]]
    return headers


def _table(cells: Cells, merges: Sequence[Merge], reading: _Reading, vocabulary: Vocabulary) -> Table:
    start = reading.top + reading.depth
    at = list(reading.fields.values())
    bands = {top for (top, left), (bottom, right) in merges if top == bottom and right - left + 1 >= BAND_WIDTH}
    rows = {
        number + 1: [cells[number][column] for column in at]
        for number in range(start, len(cells))
        if _is_record(cells[number], number in bands, reading, vocabulary)
    }
    raw = pd.DataFrame.from_dict(rows, orient="index", columns=list(reading.fields), dtype=object)
    known = set(at)
    above = (str(cell).strip() for row in cells[: reading.top] for cell in row if cell not in ("", None))
    units = {name: _unit(reading.headers[column], vocabulary) for name, column in reading.fields.items()}
    return Table(
        kind=reading.kind,
        header_row=start,
        cells=raw.rename_axis("row"),
        places={name: (letter(column), reading.headers[column]) for name, column in reading.fields.items()},
        units={name: unit for name, unit in units.items() if unit is not None},
        unknown=tuple(header for column, header in enumerate(reading.headers) if header and column not in known),
        title=" ".join(dict.fromkeys(above)),
    )


def _is_record(row: Sequence[object], band: bool, reading: _Reading, vocabulary: Vocabulary) -> bool:
    """Whether a row under the header is somebody's record: not blank, a total, a note, a band or the header again."""
    filled = [cell for cell in row if not (cell is None or (isinstance(cell, str) and not cell.strip()))]
    if not filled or (band and len(set(map(str, filled))) == 1):
        return False
    first = _narrow(str(filled[0])).strip()
    if first in vocabulary.totals or (len(set(map(str, filled))) == 1 and first.startswith(vocabulary.notes)):
        return False
    repeated = sum(str(row[at]).strip() == reading.headers[at] for at in reading.fields.values())
    return repeated < FEWEST_HEADERS


def _unit(header: str, vocabulary: Vocabulary) -> float | None:
    brackets = "".join(BRACKET.findall(_narrow(header)))
    return next((factor for word, factor in vocabulary.units if word in brackets), None)
