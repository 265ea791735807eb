"""A workbook into plain rows of cells, as python-calamine understands them; nothing is interpreted here."""

import hashlib
import re
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from tracker.find import Dropped

Cell = Any  # str, float, int, bool, datetime, date, time, timedelta; "" where empty
Merge = tuple[tuple[int, int], tuple[int, int]]  # first and last cell, rows and columns counted from 0
SHEET_PART = re.compile(r"(?:^|[/\\])sheet[^/\\]*\.xml$")
ROW_NUMBER = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br=["'](\d+)""")
COLUMN = re.compile(rb"""\br=["']([A-Z]{1,3})\d""")
MOST_CELLS = 50_000_000  # calamine holds every cell between the first and the last one
MOST_BYTES = 1_000_000_000  # of one sheet, unpacked
WIDEST = 16_384
LAST_ROWS = 4_096  # bytes from the end in which the last row begins
EPOCH_1904 = re.compile(rb"""<(?:\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*["'](?:1|true)["']""")


@dataclass(frozen=True)
class Sheet:
    """One worksheet: its cells from A1 on (row 0 is Excel row 1) and its merged ranges."""

    name: str
    cells: list[list[Cell]]
    merges: list[Merge]


@dataclass(frozen=True)
class Book:
    """One file of the inbox. `problem` is a wording key when it could not be read; then `sheets` is empty."""

    file: str
    data: bytes
    sha256: str
    sheets: tuple[Sheet, ...]
    epoch_1904: bool = False
    problem: str = ""


def book(dropped: Dropped) -> Book:
    """Read one dropped file. Never raises for what is in it: a bad file becomes a Book with a problem."""
    try:
        data = dropped.path.read_bytes()
    except OSError:
        return Book(dropped.file, b"", "", (), problem="unreadable")
    sha256 = hashlib.sha256(data).hexdigest()
    if not dropped.is_sheet:
        return Book(dropped.file, data, sha256, (), problem="convert" if dropped.is_table else "foreign")
    if not data:
        return Book(dropped.file, data, sha256, (), problem="empty_file")
    if _too_large(data):
        return Book(dropped.file, data, sha256, (), problem="too_large")
    try:
        sheets = tuple(_sheets(_opened(data, dropped)))
    except PasswordError:
        return Book(dropped.file, data, sha256, (), problem="encrypted")
    except (CalamineError, OSError, ValueError):
        return Book(dropped.file, data, sha256, (), problem="corrupt")
    except BaseException as panic:
        # calamine is Rust: on some damaged files it panics, and a panic is not an Exception
        if type(panic).__name__ != "PanicException":
            raise
        return Book(dropped.file, data, sha256, (), problem="corrupt")
    problem = "" if any(any(row) for sheet in sheets for row in sheet.cells) else "no_cells"
    return Book(dropped.file, data, sha256, sheets, _epoch_1904(data), problem)


def _opened(data: bytes, dropped: Dropped) -> CalamineWorkbook:
    """The workbook by what is in it, whatever its ending; by its ending where that fails, which tells a password."""
    try:
        return CalamineWorkbook.from_filelike(BytesIO(data))
    except CalamineError:
        return CalamineWorkbook.from_path(dropped.path)


def _sheets(workbook: CalamineWorkbook) -> list[Sheet]:
    sheets = []
    for meta in workbook.sheets_metadata:
        if meta.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(meta.name)
        cells = sheet.to_python(skip_empty_area=False)
        sheets.append(Sheet(meta.name, cells, list(sheet.merged_cell_ranges or ())))
    return sheets


def _too_large(data: bytes) -> bool:
    """Whether the cells of some sheet lie so far apart that reading it would take all memory, and end the run."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as parts:
            sheets = [part for part in parts.infolist() if SHEET_PART.search(part.filename)]
            return any(part.file_size > MOST_BYTES or _cells(parts.read(part)) > MOST_CELLS for part in sheets)
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, EOFError):
        return False  # no workbook of this kind, or a damaged one: calamine tells


def _cells(xml: bytes) -> int:
    """Rows × columns of a sheet, at most; the columns are counted only where there are many rows."""
    rows = ROW_NUMBER.findall(xml[max(xml.rfind(b"row ") - LAST_ROWS, 0) :])
    last = int(rows[-1]) if rows else 0
    if last * WIDEST <= MOST_CELLS:
        return last * WIDEST
    letters = max(set(COLUMN.findall(xml)), key=lambda name: (len(name), name), default=b"")
    columns = 0
    for letter in letters:
        columns = columns * 26 + letter - 64
    return last * columns


def _epoch_1904(data: bytes) -> bool:
    """Whether serial numbers of this workbook count from 1904; calamine tells it for date cells only."""
    if not zipfile.is_zipfile(BytesIO(data)):
        return False
    with zipfile.ZipFile(BytesIO(data)) as parts:
        name = next((name for name in parts.namelist() if name.endswith("xl/workbook.xml")), None)
        return name is not None and EPOCH_1904.search(parts.read(name)) is not None
