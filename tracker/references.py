"""Where cells lie: A1, AA, $A$1:$C$9, and how far a sheet reaches."""

import re
from functools import lru_cache

AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?$")

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # Excel's own

Area = tuple[int, int, int, int]  # first row, first column, last row, last column, from 1
Merge = tuple[tuple[int, int], tuple[int, int]]  # first and last cell, rows and columns counted from 0


@lru_cache(maxsize=20_000)
def letters(column: int) -> str:
    """The letters of a column counted from 1: 1 → A, 27 → AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


@lru_cache(maxsize=20_000)
def column_number(name: str) -> int:
    """The number of a column, from 1: A → 1, AA → 27."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number


def area(reference: str) -> Area | None:
    """Where a cell or a range of cells lies; None where the text is neither."""
    found = AREA.match(reference)
    if not found:
        return None
    left, top, right, bottom = found[1], int(found[2]), found[3] or found[1], int(found[4] or found[2])
    return top, column_number(left), bottom, column_number(right)
