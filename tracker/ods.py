"""What calamine does not tell of an OpenDocument sheet: hidden rows, error cells, how far it reaches.

Rows and cells that are alike stand once, with how often they are repeated; empty ones even a million times.
"""

import re
from collections.abc import Iterator
from html import unescape

from tracker.references import LAST_COLUMN

TABLE = re.compile(rb"<table:table\s([^>]*)>")
ROW, COLUMN, CELLS = b"<table:table-row", b"<table:table-column", (b"table:table-cell", b"table:covered-table-cell")
CELL = re.compile(rb"<table:(?:covered-)?table-cell\b([^>]*?)(/?)>")
NAME = re.compile(rb'table:name="([^"]*)"')
REPEATS = b"columns-repeated"
REPEATED = re.compile(rb'-repeated="(\d+)"')
HIDDEN = re.compile(rb'table:visibility="(?:collapse|filter)"')
IS_ERROR = b'value-type="error"'
SHOWN = re.compile(rb"<text:p[^>]*>([^<]*)")
MOST_ALIKE = 10_000  # error cells and hidden rows that are listed one by one

Sheet = tuple[int, frozenset[int], dict[tuple[int, int], str], frozenset[int]]


def sheets(content: bytes) -> Iterator[tuple[str, Sheet]]:
    """The name of each sheet, then: rows × columns, hidden Excel rows, error cells (row, column from 0 → its text),
    hidden columns."""
    starts = list(TABLE.finditer(content))
    ends = [*(start.start() for start in starts[1:]), len(content)]
    for start, end in zip(starts, ends, strict=True):
        name = NAME.search(start[1])
        yield unescape(name[1].decode("utf-8", "replace")) if name else "", _sheet(content[start.end() : end])


def _sheet(content: bytes) -> Sheet:
    row = rows = columns = 0
    reach: tuple[int, dict[int, str]]
    hidden: set[int] = set()
    unread: dict[tuple[int, int], str] = {}
    before, *parts = content.split(ROW)
    for part in parts:
        head = part[: part.find(b">")]
        first, row = row, row + _times(head)
        end = max(part.rfind(b"</" + cell + b">") for cell in CELLS)
        if end < 0:
            continue
        wrong = IS_ERROR in part
        # most rows are plain up to their last filled cell: their cells need only be counted
        plain = not wrong and part.find(REPEATS, 0, end) < 0
        reach = (sum(part.count(b"<" + cell, 0, end) for cell in CELLS), {}) if plain else _reach(part, wrong)
        rows, columns = row, max(columns, reach[0])
        alike = range(first, min(row, first + MOST_ALIKE))
        if HIDDEN.search(head):
            hidden.update(at + 1 for at in alike)
        few = dict(list(reach[1].items())[: max(MOST_ALIKE // len(alike), 1)])
        unread |= {(at, column): shown for at in alike for column, shown in few.items()}
    return rows * columns, frozenset(hidden), unread, _hidden_columns(before)


def _hidden_columns(before: bytes) -> frozenset[int]:
    """The columns that are hidden, of what stands before the rows."""
    column, found = 0, set[int]()
    for part in before.split(COLUMN)[1:]:
        head = part[: part.find(b">")]
        if head[:1] not in (b"", b" ", b"/"):  # a group of columns
            continue
        first, column = column, min(column + _times(head), LAST_COLUMN)
        if HIDDEN.search(head):
            found.update(range(first + 1, column + 1))
    return frozenset(found)


def _reach(part: bytes, wrong: bool) -> tuple[int, dict[int, str]]:
    """How many columns of a row there are up to the last filled one; column → what is shown of each error cell."""
    filled = next_column = 0
    errors: dict[int, str] = {}
    for cell in CELL.finditer(part):
        column, next_column = next_column, next_column + _times(cell[1])
        if cell[2]:
            continue
        filled = next_column
        if wrong and IS_ERROR in cell[1] and (shown := SHOWN.search(part, cell.end())):
            last = min(next_column, column + MOST_ALIKE)
            errors |= dict.fromkeys(range(column, last), unescape(shown[1].decode("utf-8", "replace")))
    return filled, errors


def _times(attributes: bytes) -> int:
    repeated = REPEATED.search(attributes)
    return max(int(repeated[1]), 1) if repeated else 1
