"""Puts each note beside its cell: openpyxl writes its size but no place, so all would lie in one corner."""

import re
from collections.abc import Callable
from functools import cache
from itertools import count
from typing import Any

NOTE = re.compile(
    rb"width:(\d+)px;height:(\d+)px((?:(?!</\w+:shape>).)*?)<(\w+):AutoFill>False</\w+:AutoFill>"
    rb"<\w+:Row>(\d+)</\w+:Row><\w+:Column>(\d+)<",
    re.DOTALL,
)
SHAPE, NOTE_TYPE = re.compile(rb"<\w+:shape [^>]*>"), b"#_x0000_t202"
IDENTITY, TAKEN = re.compile(rb'\bid="_x0000_s\d+"'), re.compile(rb'\b(?:id|spid)="_x0000_s(\d+)"')
LAST_ROW, LAST_COLUMN = 1_048_575, 16_383  # counted from 0, like everything in VML
BESIDE_PX, ABOVE_PX = 15, 6
CHARACTER_PX, PADDING_PX, USUAL_WIDTH = 7, 5, 8.43
POINT_PX, USUAL_HEIGHT = 4 / 3, 15


def anchored(vml: bytes, sheet: Any) -> bytes:
    """The drawing of a sheet's notes, each with the cells it spans."""
    wide, high = cache(_widths(sheet)), cache(_heights(sheet))

    def beside(shape: re.Match[bytes]) -> bytes:
        width, height, row, column = (int(shape[group]) for group in (1, 2, 5, 6))
        left, top = min(column + 1, LAST_COLUMN), max(row - 1, 0)
        above = ABOVE_PX if row else 2
        right, right_px = _reach(left, BESIDE_PX + width, wide, LAST_COLUMN)
        bottom, bottom_px = _reach(top, above + height, high, LAST_ROW)
        spans = f"{left}, {BESIDE_PX}, {top}, {above}, {right}, {right_px}, {bottom}, {bottom_px}"
        anchor = b"<%b:Anchor>%b</%b:Anchor>" % (shape[4], spans.encode(), shape[4])
        return shape[0].replace(b"<%b:AutoFill>" % shape[4], anchor + b"<%b:AutoFill>" % shape[4])

    return _numbered(NOTE.sub(beside, vml))


def _numbered(vml: bytes) -> bytes:
    """openpyxl numbers notes from 1026, where the sheet's own buttons may be: number them after these."""
    others = [shape for shape in SHAPE.findall(vml) if NOTE_TYPE not in shape]
    taken = [int(number) for shape in others for number in TAKEN.findall(shape)]
    free = count(max(taken, default=1025) + 1)

    def renumbered(shape: re.Match[bytes]) -> bytes:
        if NOTE_TYPE not in shape[0]:
            return shape[0]
        return IDENTITY.sub(b'id="_x0000_s%d"' % next(free), shape[0])

    return SHAPE.sub(renumbered, vml)


def _reach(start: int, pixels: int, size: Callable[[int], int], last: int) -> tuple[int, int]:
    """The row or column in which a stretch of pixels ends, and how far into it."""
    place = start
    while place < last and pixels > size(place):
        pixels, place = pixels - size(place), place + 1
    return place, min(pixels, size(place))


def _widths(sheet: Any) -> Callable[[int], int]:
    known = [(each.min, each.max, each.hidden, each.width) for each in sheet.column_dimensions.values() if each.min]
    usual = sheet.sheet_format.defaultColWidth or USUAL_WIDTH

    def width(column: int) -> int:
        for low, high, hidden, characters in known:
            if low <= column + 1 <= high:
                return 0 if hidden else round((characters or usual) * CHARACTER_PX) + PADDING_PX
        return round(usual * CHARACTER_PX) + PADDING_PX

    return width


def _heights(sheet: Any) -> Callable[[int], int]:
    usual = sheet.sheet_format.defaultRowHeight or USUAL_HEIGHT

    def height(row: int) -> int:
        known = sheet.row_dimensions.get(row + 1)  # not [ ]: that would make one
        if known is None:
            return round(usual * POINT_PX)
        return 0 if known.hidden else round((known.height or usual) * POINT_PX)

    return height
