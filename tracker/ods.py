"""What calamine does not tell of an OpenDocument sheet: hidden rows, error cells, how far it reaches.

Rows and cells that are alike stand once, with how often they are repeated; empty ones even a million times.
"""

import re
from collections.abc import Iterator
from html import unescape

TOKEN = re.compile(
    rb"<table:table\s(?P<table>[^>]*)>"
    rb"|<table:table-row\b(?P<row>[^>]*?)/?>"
    rb"|<table:(?:covered-)?table-cell\b(?P<cell>[^>]*?)(?P<empty>/?)>"
)
NAME = re.compile(rb'table:name="([^"]*)"')
REPEATED = re.compile(rb'-repeated="(\d+)"')
HIDDEN = re.compile(rb'table:visibility="(?:collapse|filter)"')
IS_ERROR = b'value-type="error"'
SHOWN = re.compile(rb"<text:p[^>]*>([^<]*)")
MOST_ALIKE = 10_000  # error cells and hidden rows that are listed one by one

Sheet = tuple[int, frozenset[int], dict[tuple[int, int], str]]


def sheets(content: bytes) -> Iterator[tuple[str, Sheet]]:
    """The name of each sheet, then: rows × columns, hidden Excel rows, error cells (row, column from 0 → its text)."""
    starts = [*(token for token in TOKEN.finditer(content) if token["table"] is not None)]
    ends = [*(token.start() for token in starts[1:]), len(content)]
    for start, end in zip(starts, ends, strict=True):
        name = NAME.search(start["table"])
        yield unescape(name[1].decode("utf-8", "replace")) if name else "", _sheet(content, start.end(), end)


def _sheet(content: bytes, start: int, end: int) -> Sheet:
    next_row = next_column = first = rows = columns = 0
    hidden: set[int] = set()
    unread: dict[tuple[int, int], str] = {}
    hides = False
    for token in TOKEN.finditer(content, start, end):
        if token["row"] is not None:
            first, next_row, next_column = next_row, next_row + _times(token["row"]), 0
            hides = HIDDEN.search(token["row"]) is not None
        elif token["cell"] is not None:
            column, next_column = next_column, next_column + _times(token["cell"])
            if token["empty"]:
                continue
            rows, columns = max(rows, next_row), max(columns, next_column)
            alike = range(first, min(next_row, first + MOST_ALIKE))
            if hides:
                hidden.update(row + 1 for row in alike)
            if IS_ERROR in token["cell"] and (shown := SHOWN.search(content, token.end(), end)):
                text = unescape(shown[1].decode("utf-8", "replace"))
                last = min(next_column, column + MOST_ALIKE // len(alike))
                unread |= {(row, at): text for row in alike for at in range(column, last)}
    return rows * columns, frozenset(hidden), unread


def _times(attributes: bytes) -> int:
    repeated = REPEATED.search(attributes)
    return int(repeated[1]) if repeated else 1
