"""A file into plain rows of cells, told by what is in it and not by its ending; nothing is interpreted here.

Workbooks are read by python-calamine; what it does not tell (hidden rows, error cells, formulas without a result)
comes from `scan`. Text and web pages are read here as well, for many a program calls them .xls.
"""

import hashlib
import re
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from tracker import html_table, ole, scan, text_table, weeks
from tracker.find import Dropped
from tracker.ooxml.package import Package
from tracker.references import Merge
from tracker.report import MARK

Cell = Any  # str, float, int, bool, datetime, date, time, timedelta; "" where empty
CUSTOM = "docProps/custom.xml"
OLE = b"\xd0\xcf\x11\xe0"
BEFORE_OLE = (
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08",
)  # Excel 2 to 5 without a container
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# a workbook of Excel 97 begins, then says at once how it is encrypted
ENCRYPTED_97 = re.compile(rb"\x09\x08\x10\x00\x00\x06.{14}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
XML_2003 = r"<\?xml.{0,400}?(?:Excel\.Sheet|urn:schemas-microsoft-com:office:spreadsheet)"
OTHER_FORMAT = re.compile(rf"\s*(?:{XML_2003}|MIME-Version:)", re.DOTALL)
TEXTS = (".csv", ".tsv")
ERRORS = frozenset("#N/A #DIV/0! #VALUE! #REF! #NAME? #NUM! #NULL!".split())


@dataclass(frozen=True)
class Sheet:
    """One worksheet: its cells from A1 on (row 0 is Excel row 1), its merged ranges, and what is hidden of it.

    `unread`: (row, column from 0) → what the cell shows, an error or a formula never worked out; `cells` show it too.
    """

    name: str
    cells: list[list[Cell]]
    merges: list[Merge]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    unread: Mapping[tuple[int, int], str] = field(default_factory=dict)
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Content:
    """What is in a file. `problem` is a wording key when it could not be read; then `sheets` is empty."""

    sheets: tuple[Sheet, ...] = ()
    epoch_1904: bool = False
    problem: str = ""


@dataclass(frozen=True)
class Book:
    """One file of the inbox. `problem` is a wording key when it could not be read; then `sheets` is empty. `copy_of`:
    the file that is read in place of this one, for it is the same."""

    file: str
    data: bytes
    sha256: str
    sheets: tuple[Sheet, ...]
    epoch_1904: bool = False
    problem: str = ""
    copy_of: str = ""

    @property
    def is_misnamed(self) -> bool:
        """Whether it is a text that is called a workbook; many a program calls its web pages so."""
        if PurePosixPath(self.file).suffix.lower() in TEXTS or not self.sheets:
            return False
        page = self.data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")
        return not page and not self.data.startswith((b"PK", OLE, *BEFORE_OLE))


def book(dropped: Dropped, known: MutableMapping[str, Content] | None = None) -> Book:
    """Read one dropped file. Never raises for what is in it: a bad file becomes a Book with a problem.

    `known`: what was read before, by its hash, so that the same content is read once.
    """
    if dropped.is_lock:
        return Book(dropped.file, b"", "", (), problem="lock")
    try:
        data = dropped.path.read_bytes()
    except OSError:
        return Book(dropped.file, b"", "", (), problem="unreadable")
    sha256 = hashlib.sha256(data).hexdigest()
    if not dropped.is_sheet:
        return Book(dropped.file, data, sha256, (), problem="convert" if dropped.is_table else "foreign")
    if not data:
        return Book(dropped.file, data, sha256, (), problem="empty_file")
    known = {} if known is None else known
    content = known.get(sha256) or known.setdefault(sha256, _content(data))
    stem = PurePosixPath(dropped.file).stem
    sheets = tuple(sheet if sheet.name else replace(sheet, name=stem) for sheet in content.sheets)
    return Book(dropped.file, data, sha256, sheets, content.epoch_1904, content.problem)


def once(books: Sequence[Book], week_patterns: pd.DataFrame) -> list[Book]:
    """The books, without the sheets of those that are a copy: the same bytes in one folder, named for the same week.
    The one with the shortest name is read; in another folder or for another week the same bytes are handed in again."""
    places = [
        (book.sha256, str(path.parent), weeks.named([path.stem], week_patterns))
        for book, path in ((book, PurePosixPath(book.file)) for book in books)
    ]
    read: dict[tuple[object, ...], str] = {}
    for book, place in sorted(zip(books, places, strict=True), key=lambda pair: (len(pair[0].file), pair[0].file)):
        read.setdefault(place, book.file)
    return [
        book
        if book.problem or read[place] == book.file
        else replace(book, sheets=(), problem="copy", copy_of=read[place])
        for book, place in zip(books, places, strict=True)
    ]


def _content(data: bytes) -> Content:
    """What is in a file, by its own first bytes."""
    try:
        if data.startswith(b"PK"):
            return _zipped(data)
        if data.startswith(OLE) and ole.is_endless(data):
            return Content(problem="corrupt")
        if data.startswith((OLE, *BEFORE_OLE)):
            return _workbook(data, {})
    except PasswordError:
        return Content(problem="encrypted")
    except (CalamineError, *scan.DAMAGE) as error:
        too_large = "limit exceeded" in str(error)
        locked = ENCRYPTED in data or ENCRYPTED_97.search(data)
        return Content(problem="too_large" if too_large else "encrypted" if locked else "corrupt")
    except BaseException as panic:
        # calamine is Rust: on some damaged files it panics, and a panic is not an Exception
        if type(panic).__name__ != "PanicException":
            raise
        return Content(problem="corrupt")
    return _text(data)


def _zipped(data: bytes) -> Content:
    package = Package(data)
    if package.largest > scan.MOST_BYTES:
        return Content(problem="too_large")
    if CUSTOM in package and MARK.encode() in package.read(CUSTOM):
        return Content(problem="own_report")
    found = scan.workbook(package)
    if not found.kind:
        return Content(problem="no_workbook")
    if found.kind == "ods" and b"encryption-data" in package.read("META-INF/manifest.xml"):
        return Content(problem="encrypted")
    if None in found.sheets.values():
        return Content(problem="incomplete")
    told = dict(scan.sheets(package, found))
    if sum(sheet.cells for sheet in told.values()) > scan.MOST_CELLS:
        told = dict(scan.sheets(package, found, close=True))
    if sum(sheet.cells for sheet in told.values()) > scan.MOST_CELLS:
        return Content(problem="too_large")
    data = scan.renamed(package, found.moved) if found.moved else data
    return _workbook(data, told, found.epoch_1904)


def _workbook(data: bytes, told: Mapping[str, scan.Scan], epoch_1904: bool = False) -> Content:
    """The sheets of a workbook as calamine reads them, with what was `told` of each."""
    workbook = CalamineWorkbook.from_filelike(BytesIO(data))
    sheets = []
    for meta in workbook.sheets_metadata:
        if meta.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(meta.name)
        about = told.get(meta.name, scan.Scan())
        cells = _filled(sheet.to_python(skip_empty_area=False), about.unread)
        hidden = meta.visible is not SheetVisibleEnum.Visible
        merges = list(sheet.merged_cell_ranges or ())
        sheets.append(Sheet(meta.name, cells, merges, hidden, about.hidden_rows, about.unread, about.hidden_columns))
    return _whole(sheets, epoch_1904)


def _text(data: bytes) -> Content:
    """A text table or a web page; its only sheet has no name."""
    text = text_table.decoded(data)
    if text is None:
        return Content(problem="corrupt")
    is_page = html_table.is_page(text)
    if OTHER_FORMAT.match(text) or (is_page and not html_table.has_table(text)):
        return Content(problem="convert")
    merges: list[Merge] = []
    hidden: frozenset[int] = frozenset()
    if is_page:
        cells, merges, hidden = html_table.rows(text)
    else:
        cells = text_table.rows(text)
    width = max(map(len, cells), default=0)
    if width * len(cells) > scan.MOST_CELLS:
        return Content(problem="too_large")
    even = [row + [""] * (width - len(row)) for row in cells]
    errors = {
        (row, column): cell
        for row, line in enumerate(even)
        if not ERRORS.isdisjoint(line)
        for column, cell in enumerate(line)
        if cell in ERRORS
    }
    return _whole([Sheet("", even, merges, False, hidden, errors)])


def _whole(sheets: Sequence[Sheet], epoch_1904: bool = False) -> Content:
    if not sheets:
        return Content(problem="no_sheets")
    filled = any(any(row) for sheet in sheets for row in sheet.cells)
    return Content(tuple(sheets), epoch_1904, "" if filled else "no_cells")


def _filled(cells: list[list[Cell]], unread: Mapping[tuple[int, int], str]) -> list[list[Cell]]:
    """The cells with what the unread ones show, for calamine leaves them empty, or out where they come last."""
    if not unread:
        return cells
    height = max(row for row, _ in unread) + 1
    width = max(len(cells[0]) if cells else 0, *(column + 1 for _, column in unread))
    for row in cells:
        row += [""] * (width - len(row))
    cells += [[""] * width for _ in range(height - len(cells))]
    for (at, column), shown in unread.items():
        cells[at][column] = shown
    return cells
