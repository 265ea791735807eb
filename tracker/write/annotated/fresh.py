"""A new workbook from values alone, for sources that cannot be patched: csv, xls, xlsb, ods."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from io import BytesIO
from math import isfinite
from typing import Any

import xlsxwriter

from tracker.ooxml.boxes import units
from tracker.ooxml.cells import CELL_LIMIT
from tracker.ooxml.markup import FORBIDDEN
from tracker.read import Book
from tracker.write.annotated.look import Look
from tracker.write.annotated.marks import Marks, filled

NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
LONGEST_NAME = 28
SAFE_WHOLE = 10**15  # Excel keeps 15 digits of a number; longer ones (ids, barcodes) stay whole as text
NARROW, WIDE, LOOKED_AT = 8, 40, 200
LONG_AGO = datetime(2000, 1, 1)  # a workbook states when it was made; the clock must not show
AS_IT_IS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def workbook(book: Book, marks: Sequence[Marks], look: Look) -> tuple[Book, list[Marks]]:
    """The same values as an .xlsx, and the marks under the names its sheets got: Excel allows less than a file name."""
    out, names = BytesIO(), dict[str, str]()
    headers = {each.sheet: each.header_row for each in marks}
    made: Any = xlsxwriter.Workbook(out, AS_IT_IS)
    made.set_properties({"created": LONG_AGO})
    for sheet in book.sheets:
        names[sheet.name] = _free(sheet.name, names.values(), look)
        _fill(made, made.add_worksheet(names[sheet.name]), sheet.cells, headers.get(sheet.name, 0), look)
    made.close()
    sheets = tuple(replace(sheet, name=names[sheet.name]) for sheet in book.sheets)
    renamed = [replace(each, sheet=names[each.sheet]) for each in marks]
    return replace(book, data=out.getvalue(), sheets=sheets), renamed


def _free(name: str, taken: Any, look: Look) -> str:
    # Excel counts a sign like 😀 as two
    cut = NOT_IN_A_NAME.sub("_", name).encode("utf-16-le")[: 2 * LONGEST_NAME].decode("utf-16-le", "ignore")
    plain = cut.strip("'") or look.words["plain_sheet"]
    lower, free, number = {each.lower() for each in taken}, plain, 1
    while free.lower() in lower:
        free, number = f"{plain}{number}", number + 1
    return free


def _fill(book: Any, sheet: Any, rows: Sequence[Sequence[object]], header_row: int, look: Look) -> None:
    formats = {
        kind: book.add_format({"num_format": shown})
        for kind, shown in {
            "date": "yyyy-mm-dd",
            "moment": "yyyy-mm-dd hh:mm",
            "time": "hh:mm",
            "span": "[h]:mm",
        }.items()
    }
    line = {"border": 1, "border_color": f"#{look.palette['line']}"}
    band = {"bold": True, "bg_color": f"#{look.palette['band']}", "valign": "vcenter", "text_wrap": True}
    heading = book.add_format(line | band)
    widths: dict[int, int] = {}
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if not filled(value):
                continue
            _value(sheet, row, column, value, formats, heading if row + 1 == header_row else None)
            if header_row <= row + 1 < header_row + LOOKED_AT:
                shown = 11 if isinstance(value, date) else units(str(value).split("\n")[0])
                widths[column] = max(widths.get(column, NARROW), shown + 2)
    for column, width in widths.items():
        sheet.set_column(column, column, min(width, WIDE))
    if header_row:
        sheet.freeze_panes(header_row, 0)


def _value(sheet: Any, row: int, column: int, value: object, formats: dict[str, Any], own: Any) -> None:
    if isinstance(value, datetime):
        kind = "date" if value.time() == time() else "moment"
        sheet.write_datetime(row, column, value.replace(tzinfo=None), own or formats[kind])
    elif isinstance(value, (date, time, timedelta)):
        kind = {date: "date", time: "time", timedelta: "span"}[type(value)]
        sheet.write_datetime(row, column, value, own or formats[kind])
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, own)
    elif (isinstance(value, float) and isfinite(value)) or (isinstance(value, int) and abs(value) < SAFE_WHOLE):
        sheet.write_number(row, column, value, own)
    else:
        sheet.write_string(row, column, FORBIDDEN.sub("", str(value))[:CELL_LIMIT], own)
