"""How large the box of a note has to be, and over which cells it lies: VML places it by cells and pixels."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from math import ceil

from tracker.ooxml.markup import attributes, start_tag
from tracker.ooxml.sheet import Sheet, Spot
from tracker.references import LAST_COLUMN, LAST_ROW

BESIDE_PX, ABOVE_PX = 15, 6
CHARACTER_PX, PADDING_PX, USUAL_WIDTH = 7, 5, 8.43
POINT_PX, USUAL_HEIGHT = 4 / 3, 15
NOTE_UNITS = 44  # widest line of a note, in Latin characters; a Chinese one counts twice
UNIT_PX, LINE_PX = 7, 17


@dataclass(frozen=True)
class Box:
    """Where a note's box lies, as VML says it: column, pixels, row, pixels of its two corners, from 0."""

    anchor: str


@lru_cache(maxsize=1 << 16)
def units(text: str) -> int:
    """Width of a text in Latin characters."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def boxes(sheet: Sheet) -> Callable[[Spot, str], Box]:
    """For a sheet: (cell, text of its note) → the box beside that cell which holds the text."""
    wide, high = cache(_widths(sheet)), cache(_heights(sheet))

    def box(spot: Spot, text: str) -> Box:
        lines = [units(line) for line in text.split("\n")]
        width = max(min(max(lines), NOTE_UNITS), 12) * UNIT_PX + 24
        height = sum(max(ceil(line / NOTE_UNITS), 1) for line in lines) * LINE_PX + 14
        left, top = min(spot[1] + 1, LAST_COLUMN), max(spot[0] - 1, 1)
        above = ABOVE_PX if spot[0] > 1 else 2
        right, right_px = _reach(left, BESIDE_PX + width, wide, LAST_COLUMN)
        bottom, bottom_px = _reach(top, above + height, high, LAST_ROW)
        return Box(f"{left - 1}, {BESIDE_PX}, {top - 1}, {above}, {right - 1}, {right_px}, {bottom - 1}, {bottom_px}")

    return box


def _reach(start: int, pixels: int, size: Callable[[int], int], last: int) -> tuple[int, int]:
    """The row or column in which a stretch of pixels ends, and how far into it."""
    place = start
    while place < last and pixels > size(place):
        pixels, place = pixels - size(place), place + 1
    return place, min(pixels, size(place))


def _format(sheet: Sheet) -> dict[bytes, bytes]:
    found = start_tag(sheet.prefix + b"sheetFormatPr").search(sheet.head)
    return attributes(found[0]) if found else {}


def _widths(sheet: Sheet) -> Callable[[int], int]:
    usual = float(_format(sheet).get(b"defaultColWidth", USUAL_WIDTH))
    known = [
        (
            int(each.get(b"min", b"0")),
            int(each.get(b"max", b"0")),
            0.0 if each.get(b"hidden") in (b"1", b"true") else float(each.get(b"width", usual)),
        )
        for each in sheet.columns
    ]

    def width(column: int) -> int:
        characters = next((size for low, high, size in known if low <= column <= high), usual)
        return round(characters * CHARACTER_PX) + PADDING_PX if characters else 0

    return width


def _heights(sheet: Sheet) -> Callable[[int], int]:
    usual = float(_format(sheet).get(b"defaultRowHeight", USUAL_HEIGHT))

    def height(row: int) -> int:
        said = sheet.row(row)
        hidden = said.get(b"hidden") in (b"1", b"true")
        return 0 if hidden else round(float(said.get(b"ht", usual)) * POINT_PX)

    return height
