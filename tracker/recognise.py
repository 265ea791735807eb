"""Which kind of sheet this is, where its header stands, and which header is which field.

A sheet is told by what its headers say, never by a file's name. What two kinds claim equally is a question
for the user, never a guess (rulebook section 2).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import pandas as pd

from tracker.clean import text
from tracker.vocabulary import BRACKET, Vocabulary, compared, narrow

HEADER_WITHIN_ROWS = 40
HEADER_DEPTH = 3
FEWEST_HEADERS = 3
FEWEST_TELLS = 2
BAND_WIDTH = 3

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
    @property
    def unread(self) -> Collection[tuple[int, int]]: ...


@dataclass(frozen=True)
class Table:
    """One recognised table of one sheet.

    `cells`: raw cells, one column a field, index = Excel row. `places`: field → (column letter, header text).
    `units`: field → factor of a header like 预算(万元). `unknown`: headers that are nobody's. `unread`: row, field and
    what is shown of the cells that hold an error or a formula without a result.
    """

    kind: str
    header_row: int
    cells: pd.DataFrame
    places: Mapping[str, tuple[str, str]]
    units: Mapping[str, float]
    unknown: tuple[str, ...]
    title: str
    unread: tuple[tuple[int, str, str], ...] = ()


@dataclass(frozen=True)
class Question:
    """A sheet that no single kind fits. `reason` is a wording key, `between` the kinds that claim it."""

    reason: str
    between: tuple[str, ...] = ()


@dataclass
class _Reading:
    """One candidate header: the rows it covers and what one kind makes of it."""

    kind: str
    top: int
    depth: int
    headers: list[str]
    fields: dict[str, int] = field(default_factory=dict)
    tells: int = 0
    all_known: bool = False

    @property
    def merit(self) -> tuple[int, int, int, int]:
        """More fields, then more that tell the kind; a deeper header only where all of it is header words."""
        return (len(self.fields), self.tells, self.depth if self.all_known else -self.depth, -self.top)


def tables(sheets: Iterable[Filled], vocabulary: Vocabulary) -> dict[str, Table | Question]:
    """What each sheet of a workbook is, by its name; sheets without anything in them are passed over."""
    return {
        sheet.name: table(sheet.cells, sheet.merges, vocabulary, sheet.unread)
        for sheet in sheets
        if any(map(any, sheet.cells))
    }


def table(
    cells: Cells, merges: Sequence[Merge], vocabulary: Vocabulary, unread: Collection[tuple[int, int]] = ()
) -> Table | Question:
    """The table of one sheet, or why there is none: `no_header`, `two_kinds`.

    `cells` start at A1; `merges` are (first, last) cells counted from 0; `unread` the cells that show no value.
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
    return _table(spread, merges, best, vocabulary, set(unread))


def letter(column: int) -> str:
    """The letters of a column counted from 0: 0 → A, 26 → AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


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
    columns = [[text.shown(cell) for cell in column] for column in zip(*rows, strict=True)]
    lowest = _own([next((cell for cell in reversed(column) if cell), "") for column in columns], vocabulary)
    stacks = ["".join(dict.fromkeys(column)) for column in columns]
    all_known = all(map(vocabulary.knows, filter(None, (cell for row in rows for cell in row))))
    readings = []
    for kind, needs, tells in vocabulary.kinds:
        reading = _Reading(kind, top, depth, lowest, all_known=all_known)
        ranks: dict[str, int] = {}
        for at, header in enumerate(lowest):
            if not header:
                continue
            found = vocabulary.field_of(kind, stacks[at]) or vocabulary.field_of(kind, header)
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


def _table(
    cells: Cells, merges: Sequence[Merge], reading: _Reading, vocabulary: Vocabulary, unread: set[tuple[int, int]]
) -> Table:
    start = reading.top + reading.depth
    at = list(reading.fields.values())
    follows = _merged_below(merges, reading)
    bands = {top for (top, left), (bottom, right) in merges if top == bottom and right - left + 1 >= BAND_WIDTH}
    rows = {
        number + 1: [cells[number][column] for column in at]
        for number in range(start, len(cells))
        if number not in follows and _is_record(cells[number], number in bands, reading, vocabulary)
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
        unread=_unread(rows, merges, reading, unread) if unread else (),
    )


def _unread(
    rows: Mapping[int, list[object]], merges: Sequence[Merge], reading: _Reading, unread: set[tuple[int, int]]
) -> tuple[tuple[int, str, str], ...]:
    """Row, field and what is shown of each unread cell of the records; a merged one stands in all its rows."""
    for (top, left), (bottom, right) in merges:
        if (top, left) in unread:
            unread |= {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
    return tuple(
        (row, name, str(cell))
        for row, cells in rows.items()
        for (name, column), cell in zip(reading.fields.items(), cells, strict=True)
        if (row - 1, column) in unread
    )


def _merged_below(merges: Sequence[Merge], reading: _Reading) -> set[int]:
    """The rows in which a customer of several merged rows goes on: one customer, with his second contact person."""
    if reading.kind != "customer":
        return set()
    naming = {reading.fields[name] for name in ("company", "customer_id") if name in reading.fields}
    return {row for (top, left), (bottom, _) in merges if left in naming for row in range(top + 1, bottom + 1)}


def _is_record(row: Sequence[object], band: bool, reading: _Reading, vocabulary: Vocabulary) -> bool:
    """Whether a row under the header is somebody's record: not blank, a total, a note, a band or the header again."""
    filled = [cell for cell in row if not (cell is None or (isinstance(cell, str) and not cell.strip()))]
    if not filled or (band and len(set(map(str, filled))) == 1):
        return False
    first = narrow(str(filled[0])).strip()
    if compared(BRACKET.sub("", first)) in vocabulary.totals or first.startswith(vocabulary.notes):
        return False
    if _instructs(filled, vocabulary):
        return False
    # a second header begins with header words: most rows are told by their first cells
    if not any(map(vocabulary.knows, filled[:FEWEST_HEADERS])):
        return True
    headers = sum(map(vocabulary.knows, filled))
    if headers > FEWEST_HEADERS or headers == FEWEST_HEADERS == len(filled):
        return False
    repeated = sum(str(row[at]).strip() == reading.headers[at] for at in reading.fields.values())
    return repeated < FEWEST_HEADERS


def _instructs(cells: Sequence[object], vocabulary: Vocabulary) -> bool:
    """Whether a row says how to fill in the columns (必填, 选填 …) instead of filling them."""
    saying = sum(isinstance(cell, str) and cell.startswith(vocabulary.instructions) for cell in cells)
    return 2 * saying >= len(cells)


def _unit(header: str, vocabulary: Vocabulary) -> float | None:
    brackets = "".join(BRACKET.findall(narrow(header)))
    return next((factor for word, factor in vocabulary.units if word in brackets), None)
