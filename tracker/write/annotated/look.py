"""The words, signs and colours of an annotated copy, and how our own text gets into a cell or a note."""

import re
import unicodedata
from collections.abc import Callable
from copy import copy
from math import ceil
from typing import Any

from openpyxl.comments import Comment
from openpyxl.styles import Border, Font, PatternFill, Side

from tracker.settings import Settings

FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML cannot hold
FORMULA_LIKE = ("=", "+", "-", "@")
CELL_LIMIT = 32_767  # characters, Excel's own

NOTE_UNITS = 44  # widest line of a note, in Latin characters; a Chinese one counts twice
UNIT_PX, LINE_PX = 7, 17


class Look:
    """Everything a part of this writer looks up in the settings, looked up once."""

    def __init__(self, settings: Settings) -> None:
        self.words = settings.words("annotated")
        self.palette = settings.palette
        self.signs = settings.marks
        self.severities = settings.vocabulary("severity")
        self.ranks = settings.ranks("severity")
        self.author = self.words["author"]
        self.line = Side(style="thin", color=self.palette["line"])
        self.box = Border(left=self.line, right=self.line, top=self.line, bottom=self.line)
        self.severity_fills = {code: self.fill(f"{code}_fill") for code in self.ranks}

    def fill(self, name: str) -> PatternFill:
        """A plain fill in one colour of the palette."""
        return PatternFill("solid", fgColor=self.palette[name])

    def counted(self, severities: list[str]) -> str:
        """How many of each severity, gravest first, as signs and numbers."""
        present = sorted(set(severities), key=self.ranks.__getitem__, reverse=True)
        return "  ".join(f"{self.signs[code]} {severities.count(code)}" for code in present)

    def note(self, text: str) -> Comment:
        """A note of ours that is as large as its text."""
        return fitted(Comment(clean(text), self.author))


class Styles:
    """Puts styles on cells, each worked out once: openpyxl is slow at it, and cells are many."""

    def __init__(self, dress: Callable[..., None]) -> None:
        self._dress, self._known = dress, dict[Any, Any]()

    def on(self, cell: Any, *kind: object) -> None:
        """Style a cell the way `dress(cell, *kind)` does."""
        if kind in self._known:
            cell._style = copy(self._known[kind])
        else:
            self._dress(cell, *kind)
            self._known[kind] = copy(cell._style)


def clean(text: str) -> str:
    """Text without the characters a workbook cannot hold."""
    return FORBIDDEN.sub("", text.replace("\r\n", "\n"))[:CELL_LIMIT]


def put(cell: Any, value: object) -> None:
    """Write one value; text stays text, also when it looks like a formula or an error."""
    if not isinstance(value, str):
        cell.value = value
        return
    text = clean(value)
    cell.value = text or None
    if text:
        cell.data_type = "s"
        if text.startswith(FORMULA_LIKE):
            cell.quotePrefix = True  # or it would turn into a formula when somebody edits the cell


def fitted(note: Comment) -> Comment:
    """The same note, as large as its text."""
    lines = [units(line) for line in note.text.split("\n")]
    widest = min(max(lines), NOTE_UNITS)
    rows = sum(max(ceil(line / NOTE_UNITS), 1) for line in lines)
    note.width, note.height = max(widest, 12) * UNIT_PX + 24, rows * LINE_PX + 14
    return note


def units(text: str) -> int:
    """Width of a text in Latin characters."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def in_font(font: Any, **changes: Any) -> Font:
    """A font of the sheet's own family and, up to 12 points, size, with changes."""
    return Font(**({"name": font.name, "sz": min(font.sz or 11, 12), "charset": font.charset} | changes))
