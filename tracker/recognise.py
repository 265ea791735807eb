"""Which tables stand on a sheet, where their headers are, and which header is which field.

A table is told by what its headers say, never by a file's name. What two kinds or two columns claim equally is a
question for the user, never a guess (rulebook section 2), and what is taken by likeness is said.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from tracker import private, propose, settle, sift, unnamed
from tracker.layout import Cells, is_form, runs, spread, under
from tracker.match import Matcher, matcher
from tracker.propose import PEOPLE, Reading
from tracker.references import Merge, letters
from tracker.settle import TWO_COLUMNS, VALUES
from tracker.table import Ask, Found, Question, Table
from tracker.vocabulary import BRACKET, NOTE, TOTAL, Vocabulary, narrow

BAND_WIDTH = 3
TITLE_ROWS = 4


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


@dataclass
class _Sheet:
    """One sheet while it is worked on. `bands`: rows with a wide merged range."""

    cells: list[list[object]]
    own: Cells
    merges: Sequence[Merge]
    vocabulary: Vocabulary
    matcher: Matcher
    unread: Collection[tuple[int, int]]

    def __post_init__(self) -> None:
        wide = (top for (top, left), (bottom, right) in self.merges if top == bottom and right - left >= BAND_WIDTH - 1)
        self.bands = frozenset(wide)


def tables(sheets: Iterable[Filled], vocabulary: Vocabulary) -> dict[str, Found]:
    """What stands on each sheet of a workbook, by its name; sheets without anything in them are passed over."""
    return {
        sheet.name: found(sheet.cells, sheet.merges, vocabulary, sheet.unread)
        for sheet in sheets
        if any(map(any, sheet.cells))
    }


def found(
    cells: Cells, merges: Sequence[Merge], vocabulary: Vocabulary, unread: Collection[tuple[int, int]] = ()
) -> Found:
    """The tables of one sheet, top to bottom, left to right, and what cannot be told: `no_header`, `too_little` (a row
    of words we know, too few to tell a kind), `form`, `two_kinds`, `no_name` (nobody is named), `two_columns` (two
    columns name somebody), `repeated` (people, each several times).

    `cells` start at A1; `merges` are (first, last) cells counted from 0; `unread` the cells that show no value.
    """
    sheet = _Sheet(
        spread(cells, merges), cells, merges, vocabulary, matcher(vocabulary), _reached(unread, merges, cells)
    )
    headers, questions = _headers(sheet)
    if not any(reading.named for reading in headers) and is_form(cells, vocabulary, sheet.matcher):
        return (Question("form"),)
    result: list[tuple[tuple[int, int], Table | Question]] = [((question.row, 0), question) for question in questions]
    for reading in headers:
        one = _table(sheet, reading, headers) if reading.named else _nameless(sheet, reading)
        result.append(((reading.bottom, reading.left), one))
    return tuple(one for _, one in sorted(result, key=lambda pair: pair[0])) or (
        unnamed.too_little(sheet.cells, vocabulary, sheet.matcher),
    )


def _headers(sheet: _Sheet) -> tuple[list[Reading], list[Question]]:
    """The best reading of every header of a sheet, top to bottom, and the headers that two kinds claim equally."""
    texts = {cell for row in sheet.cells for cell in row if isinstance(cell, str)}
    words = {cell for cell in texts if sheet.vocabulary.knows(cell)}
    known = [sum(map(words.__contains__, row)) for row in sheet.cells]
    chosen: list[Reading] = []
    questions: list[Question] = []
    todo = propose.blocks(sheet.cells, known)
    floor = 0
    while todo:
        block = todo.pop(0)
        ceiling = todo[0][0] if todo else len(sheet.cells)
        read = propose.readings(sheet.cells, block, floor, ceiling, sheet.vocabulary, sheet.matcher)
        read = [reading for reading in read if not _of_a_form(sheet, reading)]
        if not read:
            continue
        best = propose.best(read)
        floor = best.bottom
        if chosen:
            best = propose.trimmed(best)
        if not best.named:
            chosen.append(best)
            continue
        rivals = {reading.kind for reading in read if reading.named and reading.merit[:2] == best.merit[:2]}
        if len(rivals) > 1:
            kinds = tuple(kind for kind, _, _ in sheet.vocabulary.kinds if kind in rivals)
            questions.append(Question("two_kinds", kinds, best.bottom))
            continue
        if not _again(sheet, best, chosen):
            chosen += propose.side_by_side(sheet.cells, best, sheet.vocabulary, sheet.matcher)
        if best.bottom <= block[1]:
            # another header right under this one, unless it says the same in other words
            below = (best.bottom, block[1])
            under_it = propose.readings(sheet.cells, below, floor, ceiling, sheet.vocabulary, sheet.matcher)
            if any(one.named and one.kind != best.kind for one in under_it):
                todo.insert(0, below)
    return chosen, questions


def _of_a_form(sheet: _Sheet, reading: Reading) -> bool:
    at = [(column, name) for name, column in reading.fields.items()]
    below = next((row for row in sheet.cells[reading.bottom :] if any(row)), None)
    return below is not None and under(below, at, reading.kind, sheet.matcher)


def _again(sheet: _Sheet, reading: Reading, chosen: Sequence[Reading]) -> bool:
    """Whether a header is the last one printed again, on a new page, with nobody's name above it."""
    last = next((one for one in reversed(chosen) if one.named), None)
    return (
        last is not None and (last.kind, last.fields) == (reading.kind, reading.fields) and not _titles(sheet, reading)
    )


def _titles(sheet: _Sheet, reading: Reading) -> list[int]:
    """The rows above a header that hold one text each: its title. Blank rows between do not count."""
    rows: list[int] = []
    for number in range(reading.top - 1, -1, -1):
        said = {str(cell) for cell in sheet.cells[number][reading.left : reading.right] if cell not in ("", None)}
        if len(said) > 1 or len(rows) == TITLE_ROWS:
            break
        if said and sheet.vocabulary.sort_of(next(iter(said))) in (TOTAL, NOTE):
            break
        rows += [number] * len(said)
    return rows


def _table(sheet: _Sheet, reading: Reading, headers: Sequence[Reading]) -> Table | Question:
    vocabulary = sheet.vocabulary
    above = [one for one in headers if one.top < reading.top and one.bottom <= reading.top]
    left, right = reading.span
    below = [one for one in headers if one.top >= reading.bottom and one.span[0] < right and left < one.span[1]]
    last = min(((_titles(sheet, one) or [one.top])[-1] for one in below), default=len(sheet.cells))
    fields, asks, guessed = settle.fields(sheet.cells, reading, last, vocabulary)
    needs = next(needs for kind, needs, _ in vocabulary.kinds if kind == reading.kind)
    if not needs & fields.keys():
        return _nameless(sheet, reading) if not needs & reading.doubled.keys() else _two_columns(reading)
    named = {at: header for at, header in enumerate(reading.headers) if header}
    beside = _packed(sheet, fields, reading)
    body = sift.Body(reading.bottom, last, left, right, _without(fields, beside), named)
    kept, skipped = sift.records(sheet.cells, sheet.own, sheet.bands, body, vocabulary)
    follows = _merged_below(sheet.merges, reading.kind, fields)
    lists = [name for name, length in beside.items() if length != len(kept)]
    asks += [Ask(letters(fields[name] + 1), named[fields[name]], (name,), VALUES) for name in lists]
    fields = _without(fields, lists)
    rows = [number for number in kept if number not in follows]
    if reading.kind == PEOPLE and sift.is_log([sheet.cells[number][fields["name"]] for number in rows]):
        return Question("repeated", (PEOPLE,), reading.bottom)
    raw = pd.DataFrame(
        [[sheet.cells[number][column] for column in fields.values()] for number in rows],
        index=[number + 1 for number in rows],
        columns=list(fields),
        dtype=object,
    )
    units = {name: _unit(named[column], vocabulary) for name, column in fields.items()}
    known = set(fields.values())
    return Table(
        kind=reading.kind,
        header_row=reading.bottom,
        cells=raw.rename_axis("row"),
        places={name: (letters(column + 1), named[column]) for name, column in fields.items()},
        units={name: unit for name, unit in units.items() if unit is not None},
        unknown=tuple(header for column, header in named.items() if column not in known),
        title=_title(sheet, reading, bool(above)),
        sure={name: guessed.get(name) or reading.claims[column].sure for name, column in fields.items()},
        guessed=tuple(name for name in fields if name in guessed),
        asks=tuple(asks),
        skipped={number + 1: other for number, other in skipped.items()}
        | {number + 1: "follows" for number in kept if number in follows},
        columns=(letters(left + 1), letters(right)),
        unread=_unread(sheet, rows, fields) if sheet.unread else (),
        others=_others(sheet, rows, {column: named.get(column, "") for column in range(left, right)}, known),
    )


def _others(
    sheet: _Sheet, rows: Sequence[int], headers: Mapping[int, str], known: Collection[int]
) -> tuple[tuple[int, str, str, str], ...]:
    """Row, letter, header and code of what is private in the records' cells that belong to no field, as they stand in
    the sheet: a merged one once."""
    found = []
    for column, header in headers.items():
        if column in known:
            continue
        cells = {row: sheet.own[row][column] for row in rows if column < len(sheet.own[row])}
        codes = {cell: private.code(cell, header) for cell in set(cells.values())}
        if any(codes.values()):
            found += [(row + 1, letters(column + 1), header, codes[cell]) for row, cell in cells.items() if codes[cell]]
    return tuple(sorted(found))


def _unread(sheet: _Sheet, rows: Sequence[int], fields: Mapping[str, int]) -> tuple[tuple[int, str, str], ...]:
    """Row, field and what is shown of each unread cell of the records."""
    return tuple(
        (row + 1, name, str(sheet.cells[row][column]))
        for row in rows
        for name, column in fields.items()
        if (row, column) in sheet.unread
    )


def _reached(unread: Collection[tuple[int, int]], merges: Sequence[Merge], cells: Cells) -> Collection[tuple[int, int]]:
    """The unread cells; a merged one stands in all its rows, as far as the sheet has any."""
    merged = [(first, last) for first, last in merges if first in unread]
    return {*unread} | {
        (row, column)
        for (top, left), (bottom, right) in merged
        for row in range(top, min(bottom + 1, len(cells)))
        for column in range(left, min(right + 1, len(cells[row])))
    }


def _nameless(sheet: _Sheet, reading: Reading) -> Question:
    return unnamed.no_name(sheet.cells, reading, sheet.vocabulary)


def _two_columns(reading: Reading) -> Question:
    return Question(TWO_COLUMNS, (reading.kind,), reading.bottom)


def _title(sheet: _Sheet, reading: Reading, follows: bool) -> str:
    """What stands above a header, each text once. Of a table that is not the first: its own title, then the sheet's."""
    if not follows:
        return _said(row[reading.left : reading.right] for row in sheet.cells[: reading.top]) or _said(
            sheet.cells[: reading.top]
        )
    own = _said(sheet.cells[number] for number in _titles(sheet, reading))
    return "\n".join(filter(None, (own, _said(sheet.cells[:1]))))


def _said(rows: Iterable[Sequence[object]]) -> str:
    return " ".join(dict.fromkeys(str(cell).strip() for row in rows for cell in row if cell not in ("", None)))


def _merged_below(merges: Sequence[Merge], kind: str, fields: Mapping[str, int]) -> set[int]:
    """The rows in which a customer of several merged rows goes on: one customer, with his second contact person."""
    if kind != "customer":
        return set()
    naming = {fields[name] for name in ("company", "customer_id") if name in fields}
    return {row for (top, left), (bottom, _) in merges if left in naming for row in range(top + 1, bottom + 1)}


def _packed(sheet: _Sheet, fields: Mapping[str, int], reading: Reading) -> dict[str, int]:
    """Field → how many values, of what may be a list of choices beside the table: behind a blank column, each value
    once, from the top."""
    parts = runs(reading.headers)
    main = max(parts, key=lambda part: sum(part[0] <= at < part[1] for at in fields.values()))
    lengths = {}
    for name, at in fields.items():
        column = [] if main[0] <= at < main[1] else [str(row[at]).strip() for row in sheet.own[reading.bottom :]]
        filled = [value for value in column if value]
        if len(filled) == len(set(filled)) > 1 and column[: len(filled)] == filled:
            lengths[name] = len(filled)
    return lengths


def _without(fields: Mapping[str, int], names: Iterable[str]) -> dict[str, int]:
    left_out = set(names)
    return {name: at for name, at in fields.items() if name not in left_out}


def _unit(header: str, vocabulary: Vocabulary) -> float | None:
    brackets = "".join(BRACKET.findall(narrow(header)))
    return next((factor for word, factor in vocabulary.units if word in brackets), None)
