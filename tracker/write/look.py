"""How the workbook looks: one palette, one font, widths for Chinese text, the printed page."""

import math
import re
from collections.abc import Iterable
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tracker.settings import Settings
from tracker.write.colours import schemes

FONT = "Microsoft YaHei"
SIZE = 10
LINE = 15.5  # points of one line of text at SIZE
TALLEST = 400  # Excel allows 409 points
COLOURED = (
    "font_color",
    "bg_color",
    "bottom_color",
    "top_color",
    "left_color",
    "right_color",
    "border_color",
)

# Not allowed in XML, or not characters at all. The library escapes them in cells but not in charts.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")


def printable(text: object) -> str:
    """Text as it may stand in a workbook: what XML cannot carry becomes a space."""
    return UNPRINTABLE.sub(" ", str(text))


class Look:
    """Formats by their properties, each made once; colours are named as in `schemas/palette.csv`."""

    def __init__(self, book: Workbook, settings: Settings) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.palette = {name: f"#{value}" for name, value in schemes(settings.palette)["light"].items()}
        self.marks = settings.marks

    def __call__(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            named = {k: self.palette[v] if k in COLOURED else v for k, v in properties.items()}
            basis = {
                "font_name": FONT,
                "font_size": SIZE,
                "font_color": self.palette["ink"],
                "valign": "vcenter",
            }
            self._made[key] = self._book.add_format(basis | named)
        return self._made[key]

    def cell(self, **properties: Any) -> Format:
        """A cell of a list: a hairline below it, nothing else."""
        return self(**({"bottom": 1, "bottom_color": "line"} | properties))

    def head(self, **properties: Any) -> Format:
        """A column heading."""
        basis = {"bold": True, "text_wrap": True, "bg_color": "band", "bottom": 2, "bottom_color": "accent"}
        return self(**(basis | properties))

    def linked(self, **properties: Any) -> Format:
        """A cell of a list that leads somewhere."""
        return self.cell(**({"font_color": "accent"} | properties))


def units(text: str) -> int:
    """Width of the text in column units: a Chinese character takes two."""
    return len(text.encode("gb18030"))


def lines(text: str, width: float) -> int:
    """How many lines the text takes, wrapped in a column of that width."""
    return sum(max(1, math.ceil(units(part) * 0.96 / (width - 0.7))) for part in text.split("\n"))


def height(most_lines: int) -> float:
    """Row height in points for so many lines."""
    return float(min(TALLEST, most_lines * LINE + 6))


def widths(sheet: Worksheet, columns: Iterable[float]) -> None:
    """Sets the column widths from column A on."""
    for number, width in enumerate(columns):
        sheet.set_column(number, number, width)


def page(sheet: Worksheet, footer: str) -> None:
    """A4 landscape, one page wide, page numbers and the as-of date below, no gridlines."""
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer(footer, {"margin": 0.25})
