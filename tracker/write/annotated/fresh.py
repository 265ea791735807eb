"""A new workbook from values alone, for sources that cannot be copied: csv, xls, xlsb, ods."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from tracker.write.annotated.look import Look, put, units
from tracker.write.annotated.marks import Marks

NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
SAFE_WHOLE = 10**15  # Excel keeps 15 digits of a number; longer ones (ids, barcodes) stay whole as text
NARROW, WIDE, LOOKED_AT = 8, 40, 200


def workbook(sheets: Mapping[str, list[list[object]]], marks: Sequence[Marks], look: Look) -> tuple[Any, list[Marks]]:
    """The workbook, and the marks under the names its sheets got: Excel allows less than a file name."""
    book: Any = Workbook()
    book.remove(book.active)
    headers = {each.sheet: each.header_row for each in marks}
    names: dict[str, str] = {}
    for name, rows in sheets.items():
        # A name that is taken gets a number from create_sheet.
        sheet = book.create_sheet(NOT_IN_A_NAME.sub("_", name).strip("'")[:28] or look.words["plain_sheet"])
        names[name] = sheet.title
        _fill(sheet, rows, headers.get(name, 0), look)
    return book, [replace(each, sheet=names[each.sheet]) for each in marks]


def _fill(sheet: Any, rows: list[list[object]], header_row: int, look: Look) -> None:
    widths: dict[int, int] = {}
    for number, values in enumerate(rows, 1):
        for column, value in enumerate(values, 1):
            if value == "" or pd.isna(value):  # type: ignore[call-overload]  # a cell holds one value
                continue
            cell = sheet.cell(number, column)
            _value(cell, value)
            if number == header_row:
                cell.font = Font(name=cell.font.name, sz=cell.font.sz, b=True)
                cell.fill = look.fill("band")
                cell.border, cell.alignment = look.box, Alignment(vertical="center", wrap_text=True)
            if header_row <= number < header_row + LOOKED_AT:
                shown = 11 if isinstance(value, date) else units(str(value).split("\n")[0])
                widths[column] = max(widths.get(column, NARROW), shown + 2)
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = min(width, WIDE)
    if header_row:
        sheet.freeze_panes = sheet.cell(header_row + 1, 1)


def _value(cell: Any, value: object) -> None:
    if isinstance(value, datetime):
        put(cell, value.replace(tzinfo=None))
        cell.number_format = "yyyy-mm-dd" if value.time() == time() else "yyyy-mm-dd hh:mm"
    elif isinstance(value, (date, time, timedelta)):
        put(cell, value)
        cell.number_format = {date: "yyyy-mm-dd", time: "hh:mm", timedelta: "[h]:mm"}[type(value)]
    elif isinstance(value, (bool, int, float)):
        put(cell, str(value) if isinstance(value, int) and abs(value) >= SAFE_WHOLE else value)
    else:
        put(cell, str(value))
