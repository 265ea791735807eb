"""The computed columns to the right of a sheet, and two more: what the person will do, and a link."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

import pandas as pd
from openpyxl.styles import Alignment, Border, Protection, Side
from openpyxl.utils import get_column_letter, quote_sheetname, range_boundaries
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.hyperlink import Hyperlink

from tracker.write.annotated.look import Look, Styles, in_font, put, units
from tracker.write.annotated.marks import Marks, Place, used

NAME = "_tracker_columns"  # hidden, of the sheet: where our columns stand, however the sheet was edited since
OURS = ("handling", "remarks")
WIDTHS = {
    "stage": 12,
    "grade": 12,
    "priority": 9,
    "next_due": 13,
    "overdue_days": 10,
    "risks": 22,
    "next_step": 42,
}
WIDTHS |= {"handling": 26, "remarks": 14}
WRAPPED = ("grade", "risks", "next_step", "handling")
LAST_COLUMN = 16_384
LINE_POINTS = 17  # at 11 points


def first_column(sheet: Any, marks: Marks) -> int | None:
    """The column ours start at: right of all that holds or shows something; None where none is left."""
    solid = [column for _, column in used(sheet)]
    solid += [range_boundaries(table.ref)[2] for table in sheet.tables.values()]
    soft = [column for (_, column), cell in sheet._cells.items() if cell.comment is not None]
    soft += [area.max_col for area in sheet.merged_cells.ranges if area.start_cell.value is not None]
    # A picture or chart beside the table would lie over our columns.
    drawn = [drawing.anchor for drawing in sheet._charts + sheet._images]
    soft += [anchor.to.col + 1 for anchor in drawn if hasattr(anchor, "to")]
    for taken in (solid + soft, solid):
        first = max(taken, default=0) + 1
        if first + len(_codes(marks)) - 1 <= LAST_COLUMN:
            return first
    return None


def banded(sheet: Any) -> set[int]:
    """The rows whose first used cell has a fill of its own, asked before we fill any."""
    leftmost: dict[int, int] = {}
    for row, column in sorted(used(sheet)):
        leftmost.setdefault(row, column)
    return {row for row, column in leftmost.items() if _coloured(sheet.cell(row, column).fill)}


def remarks(shown: Sequence[tuple[int, Place]], summary: str, look: Look) -> dict[int, tuple[str, str]]:
    """By row: its problems counted, and the place on the sheet `summary` where the first of them stands."""
    at_row: dict[int, list[tuple[int, Place]]] = defaultdict(list)
    for line, place in shown:
        at_row[place.row].append((line, place))
    return {
        row: (
            look.counted([place.severity for _, place in here]),
            f"{quote_sheetname(summary)}!A{here[0][0]}",
        )
        for row, here in at_row.items()
    }


def write(
    sheet: Any,
    marks: Marks,
    first: int,
    links: Mapping[int, tuple[str, str]],
    handled: Mapping[int, str],
    bands: set[int],
    look: Look,
) -> None:
    """Write the columns from `first` on; `links`: `remarks`; `handled`: what the person wrote earlier."""
    codes = _codes(marks)
    records: list[Any] = marks.answers.to_dict("records")
    answers = dict(zip(marks.answers.index.astype(int), records, strict=True))
    below = {row for row in {*answers, *links, *handled} if row > marks.header_row}
    if not below and marks.answers.columns.empty:
        return
    _widths(sheet, first, [WIDTHS[code] for code in codes])
    _header(sheet, marks.header_row, first, codes, look)
    # A row of theirs beside ours: its font and its height on the line are ours too.
    beside = sheet.cell(min(below, default=marks.header_row + 1), max(first - 1, 1))
    styles = _styles(beside, look)
    for row in sorted(below):
        values = {**answers.get(row, {}), "handling": handled.get(row, "")}
        values["remarks"], location = links.get(row, (look.signs["good"] if row in answers else "", ""))
        for column, code in enumerate(codes, first):
            cell, value = sheet.cell(row, column), _plain(values.get(code, ""))
            kind = code
            if code == "remarks":
                kind = "link" if location else "fine"
            elif code == "overdue_days" and value:
                kind = "late"
            styles.on(cell, kind, row in bands, column == first)
            put(cell, value)
            if kind == "link":
                cell.hyperlink = Hyperlink(ref="", location=location, tooltip=look.words["jump_back"])
        _grow(sheet, row, values, (beside.font.sz or 11) / 11)
    left, right = get_column_letter(first), get_column_letter(first + len(codes) - 1)
    last = max(below, default=marks.header_row)
    area = f"{quote_sheetname(sheet.title)}!${left}${marks.header_row}:${right}${last}"
    sheet.defined_names[NAME] = DefinedName(NAME, attr_text=area, hidden=True)


def _codes(marks: Marks) -> list[str]:
    return [*marks.answers.columns, *OURS]


def _header(sheet: Any, row: int, first: int, codes: list[str], look: Look) -> None:
    family = sheet.cell(row, max(first - 1, 1)).font
    for column, code in enumerate(codes, first):
        cell = sheet.cell(row, column)
        put(cell, look.words[code])
        cell.font = in_font(family, b=True, color=look.palette["paper"])
        cell.fill = look.fill("accent")
        cell.border = look.box
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.comment = look.note(look.words[f"hint_{code}" if code in OURS else "hint_answers"])


def _styles(beside: Any, look: Look) -> Styles:
    base, vertical = beside.font, beside.alignment.vertical
    colours = {"late": "risk", "risks": "risk", "link": "accent", "fine": "good"}
    edge = Border(left=Side(style="medium", color=look.palette["accent"]), right=look.line)
    edge.top = edge.bottom = look.line

    def dress(cell: Any, kind: str, band: bool, leftmost: bool) -> None:
        colour = look.palette[colours.get(kind, "ink")]
        cell.font = in_font(base, color=colour, b=kind in ("late", "risks"), u="single" if kind == "link" else None)
        cell.fill, cell.border = look.fill("band" if band else "paper"), edge if leftmost else look.box
        text = kind in WRAPPED
        cell.alignment = Alignment(
            horizontal="left" if text else "center", vertical=vertical, wrap_text=text, indent=int(text)
        )
        if kind == "next_due":
            cell.number_format = "yyyy-mm-dd"
        if kind == "handling":
            cell.protection = Protection(locked=False)  # to be written in, also on a protected sheet

    return Styles(dress)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if pd.isna(value):
        return None
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else int(value)


def _grow(sheet: Any, row: int, values: Mapping[str, Any], scale: float) -> None:
    """A row of fixed height grows just enough for our wrapped text; Excel fits the others itself."""
    height = sheet.row_dimensions[row].height
    lines = max(ceil(units(str(values.get(code, ""))) * scale / (WIDTHS[code] - 3)) for code in WRAPPED)
    if height is not None and lines > 1:
        sheet.row_dimensions[row].height = max(height, lines * LINE_POINTS * scale)


def _widths(sheet: Any, first: int, widths: list[int]) -> None:
    """Set our widths; a width or hiding the sheet gave to a run of columns is kept left and right of ours."""
    last = first + len(widths) - 1
    for key, old in list(sheet.column_dimensions.items()):
        old.reindex()
        if old.max < first or old.min > last:
            continue
        del sheet.column_dimensions[key]
        for low, high in ((old.min, first - 1), (last + 1, old.max)):
            if low <= high:
                letter = get_column_letter(low)
                part = ColumnDimension(
                    sheet,
                    index=letter,
                    width=old.width,
                    hidden=old.hidden,
                    outlineLevel=old.outlineLevel,
                    collapsed=old.collapsed,
                    min=low,
                    max=high,
                )
                part._style = old._style
                sheet.column_dimensions[letter] = part
    for column, width in enumerate(widths, first):
        sheet.column_dimensions[get_column_letter(column)].width = width


def _coloured(fill: Any) -> bool:
    colour = fill.fgColor
    white = (colour.type == "rgb" and str(colour.rgb).endswith("FFFFFF")) or (
        colour.type == "theme" and colour.theme == 0 and not colour.tint
    )
    return fill.fill_type == "solid" and not white
