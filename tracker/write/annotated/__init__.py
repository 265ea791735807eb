"""Each salesperson's own workbook comes back as a copy: problem cells filled and noted, our columns, a list.

Two functions are the whole interface, `copy` and `fresh`; a writer that patches the source byte by byte can
take their place. Equal input gives equal bytes.
"""

import warnings
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from openpyxl.reader.excel import ExcelReader

from tracker.errors import TrackerError
from tracker.settings import Settings
from tracker.write import kept
from tracker.write.annotated import again, columns, summary
from tracker.write.annotated.fresh import workbook
from tracker.write.annotated.look import Look
from tracker.write.annotated.marks import Marks, fit_notes, mark, places
from tracker.write.annotated.packing import saved
from tracker.write.kept import Loss

__all__ = ["Copy", "Loss", "Marks", "NotCopied", "copy", "fresh"]

LONG_AGO = datetime(2000, 1, 1)  # where a date is due but the source gives none; the clock must not show


class NotCopied(TrackerError):
    """openpyxl cannot open this workbook, or not write it again: use `fresh` with its values."""


@dataclass(frozen=True)
class Copy:
    """A finished .xlsx (or .xlsm, as its source), and what it lacks."""

    data: bytes
    lost: tuple[Loss, ...]


def copy(source: bytes, marks: Sequence[Marks], settings: Settings, file: str = "") -> Copy:
    """The marked copy of an .xlsx or .xlsm; `file` is the name shown on the list."""
    try:
        with warnings.catch_warnings(action="ignore"):  # what it warns of is in `lost`
            book = _opened(source)
    except Exception as error:  # openpyxl fails in every way there is
        raise NotCopied(f"openpyxl cannot open it ({error}); rebuild it from its values") from error
    unknown = [each.sheet for each in marks if each.sheet not in book.sheetnames]
    if unknown:
        raise NotCopied(f"openpyxl does not see the sheet {unknown[0]}; rebuild the workbook from its values")
    look, notes = Look(settings), _notes(book)
    handled = again.forget(book, look)
    loaded = {
        "images": sum(len(sheet._images) for sheet in book.worksheets),
        "charts": sum(len(sheet._charts) for sheet in book._sheets),
        "note_looks": notes - _notes(book),  # ours of an earlier run: nothing of the person's is lost
    }
    losses = kept.lost(source, loaded)
    _write(book, marks, handled, look, losses, file)
    try:
        with warnings.catch_warnings(action="ignore"):
            return Copy(saved(book, source), losses)
    except Exception as error:
        raise NotCopied(f"openpyxl cannot write it ({error}); rebuild it from its values") from error


def fresh(
    sheets: Mapping[str, list[list[object]]],
    marks: Sequence[Marks],
    settings: Settings,
    file: str = "",
    source: bytes = b"",
) -> Copy:
    """A new .xlsx from values (by sheet, from row 1 and column A), marked like a copy.

    `source`: the file they come from, to tell whether more than values is missing.
    """
    look, losses = Look(settings), kept.rebuilt(source)
    book, renamed = workbook(sheets, marks, look)
    book.properties.created = book.properties.modified = LONG_AGO
    _write(book, renamed, {}, look, losses, file)
    return Copy(saved(book, b""), losses)


def _write(
    book: Any,
    marks: Sequence[Marks],
    handled: Mapping[str, Mapping[int, str]],
    look: Look,
    losses: tuple[Loss, ...],
    file: str,
) -> None:
    list_name = summary.title(book, look)
    shown = [places(book[each.sheet], each) for each in marks]
    every = [place for part in shown for place in part]
    first = [columns.first_column(book[each.sheet], each) for each in marks]
    full = [each.sheet for each, column in zip(marks, first, strict=True) if column is None]
    lines = summary.opening(marks, every, kept.worded(losses, look.words), full, look)
    numbered = iter(enumerate(every, summary.first_line(lines)))
    for sheet in book.worksheets:
        fit_notes(sheet)
    for each, part, column in zip(marks, shown, first, strict=True):
        sheet, bands = book[each.sheet], columns.banded(book[each.sheet])
        mark(sheet, part, look)
        here = [next(numbered) for _ in part]
        if column is not None:
            links = columns.remarks(here, list_name, look)
            columns.write(sheet, each, column, links, handled.get(each.sheet, {}), bands, look)
    summary.write(book, list_name, lines, every, file, look)


def _notes(book: Any) -> int:
    return sum(cell.comment is not None for sheet in book.worksheets for cell in sheet._cells.values())


def _opened(source: bytes) -> Any:
    with zipfile.ZipFile(BytesIO(source)) as archive:
        names = set(archive.namelist())
        dated = "docProps/core.xml" in names and b":created" in archive.read("docProps/core.xml")
    reader: Any = ExcelReader(BytesIO(source), keep_vba="xl/vbaProject.bin" in names, rich_text=True)
    read_worksheets = reader.read_worksheets

    def with_plain_numbers() -> None:
        # Dates stay the numbers they are: openpyxl turns one out of range (a phone number in a date format)
        # into #VALUE! and rounds the others.
        reader.wb._date_formats = reader.wb._timedelta_formats = frozenset()
        read_worksheets()

    reader.read_worksheets = with_plain_numbers
    reader.read()
    if not dated:
        reader.wb.properties.created = LONG_AGO
    for sheet in reader.wb.worksheets:
        for table in sheet.tables.values():
            if table.tableType == "queryTable":  # without its query such a table is broken
                table.tableType = table.connectionId = None
                for column in table.tableColumns:
                    column.queryTableFieldId = None
    return reader.wb
