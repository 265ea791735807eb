"""What calamine does not tell of a zip workbook: what is hidden, error cells, formulas without a result, its reach.

One cheap pass of compiled patterns over each sheet's XML, which is unpacked once. A sheet that is damaged
tells nothing here: calamine says what is wrong with it.
"""

import re
import zipfile
import zlib
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from html import unescape
from io import BytesIO
from xml.etree import ElementTree

from tracker import ods, xlsb
from tracker.ooxml.book import Book
from tracker.ooxml.markup import CannotPatch
from tracker.ooxml.package import Package
from tracker.ooxml.relations import one, relations
from tracker.references import LAST_COLUMN, column_number

DAMAGE = (CannotPatch, zipfile.BadZipFile, zlib.error, OSError, RuntimeError, EOFError, ValueError, LookupError)
MOST_BYTES = 500_000_000  # of one part, unpacked
MOST_CELLS = 20_000_000  # calamine holds every cell between the first and the last one
TWO_LETTERS = 702  # columns
WORKBOOK, CONTENT = "xl/workbook.xml", "content.xml"
# the only names that calamine looks for; Excel on the web writes workbook22.xml and the like
KNOWN = {"sharedStrings": "xl/sharedStrings.xml", "styles": "xl/styles.xml"}
PRETENDED = b"#VALUE!"  # what stands in the file for a picture in a cell
NO_TEXT = "=..."  # a shared formula stands with the first of its cells only

COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
CDATA = re.compile(rb"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
COLUMNS = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
ENDS = re.compile(rb"""\b(min|max)\s*=\s*["'](\d+)["']""")
DATA = re.compile(rb"<(\w+:)?sheetData\b")
IS_TRUE = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true|on)["']""")
HIDDEN = re.compile(rb"\s" + IS_TRUE.pattern)
NUMBER = re.compile(rb"""\sr\s*=\s*["']([A-Z]*)(\d+)["']""")
IS_TEXT = re.compile(rb"""\st\s*=\s*["']str["']""")
IS_RICH = re.compile(rb"\svm\s*=")
THREE_LETTERS = (
    re.compile(rb'r="[A-Z]{3}\d'),
    re.compile(rb"r='[A-Z]{3}\d"),
)  # one literal beginning each: ten times faster


@dataclass(frozen=True)
class Scan:
    """One sheet. `cells`: rows × columns up to the last one that holds something, at most. `hidden_rows`: Excel rows.
    `unread`: (row, column from 0) → what the cell shows, "#N/A" or its formula, where calamine says it is empty.
    `hidden_columns`: from 1."""

    cells: int = 0
    hidden_rows: frozenset[int] = frozenset()
    unread: Mapping[tuple[int, int], str] = field(default_factory=dict)
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Workbook:
    """A workbook in a zip. `kind`: xlsx, xlsb, ods, or "" where it is none. `part`: the one that lists the sheets.
    `sheets`: sheet name → its part, None where that is missing; `epoch_1904`: whether serial numbers count from 1904.
    `moved`: part → the name under which calamine finds it, where it stands under another."""

    kind: str
    part: str = ""
    sheets: Mapping[str, str | None] = field(default_factory=dict)
    epoch_1904: bool = False
    moved: Mapping[str, str] = field(default_factory=dict)


def workbook(package: Package) -> Workbook:
    """What kind of workbook this zip is and where its sheets stand; one without sheets may be damaged."""
    part = one(package, "", "officeDocument") or ""
    part = next((name for name in (part, WORKBOOK) if name in package), "")
    if not part:
        return Workbook("ods", CONTENT) if CONTENT in package else Workbook("")
    related = {each.id: each.target for each in relations(package, part)}
    if part.endswith(".bin"):
        numbers = xlsb.names(package.read(part)).items()
        return Workbook("xlsb", part, {name: _there(package, related[at]) for name, at in numbers if at in related})
    try:
        book = Book(package, part)
    except CannotPatch:
        return Workbook("xlsx", part) if _is_damaged(package, part) else Workbook("", part)
    listed = {sheet.name: _there(package, sheet.part) for sheet in book.sheets()}
    return Workbook("xlsx", part, listed, book.from_1904, _moved(package, part))


def sheets(package: Package, found: Workbook, *, close: bool = False) -> Iterator[tuple[str, Scan]]:
    """Each sheet's name and what its part tells; nothing of one that is damaged. `close`: count the cells closely."""
    if found.kind == "ods":
        yield from ((name, Scan(*told)) for name, told in ods.sheets(package.read(found.part)))
    pictures = any(name.endswith("richValueRel.xml") for name in package)
    for name, part in found.sheets.items():
        try:
            data = package.read(part or "")
            yield name, Scan(*xlsb.sheet(data)) if found.kind == "xlsb" else sheet(data, pictures=pictures, close=close)
        except DAMAGE:
            yield name, Scan()


def sheet(xml: bytes, *, pictures: bool = False, close: bool = False) -> Scan:
    """What the XML of one sheet tells. `pictures`: the workbook has pictures in cells, which stand as errors."""
    if b"<!--" in xml:
        xml = COMMENT.sub(b"", xml)
    if b"<![CDATA[" in xml:
        xml = CDATA.sub(lambda text: text[1].replace(b"&", b"&amp;").replace(b"<", b"&lt;"), xml)
    start = DATA.search(xml)
    if start is None:
        return Scan()
    prefix = start[1] or b""
    end = xml.rfind(b"</" + prefix + b"sheetData")
    data = _Data(xml, start.end(), end if end > 0 else len(xml), prefix)
    unread = {**data.without_result(), **data.errors(pictures)}
    return Scan(data.cells(close), frozenset(data.hidden_rows()), unread, _hidden_columns(xml[: start.start()]))


def _hidden_columns(before: bytes) -> frozenset[int]:
    """The columns that are hidden, of what stands before the rows; those of which a cell can be."""
    found: set[int] = set()
    for tag in COLUMNS.findall(before):
        ends = {name: int(number) for name, number in ENDS.findall(tag)}
        if HIDDEN.search(tag) and len(ends) == len((b"min", b"max")):
            found.update(range(ends[b"min"], min(ends[b"max"], LAST_COLUMN) + 1))
    return frozenset(found)


def renamed(package: Package, moved: Mapping[str, str]) -> bytes:
    """The same workbook with its parts under the names that calamine looks for."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as copy:
        for part in package:
            copy.writestr(moved.get(part, part), package.read(part))
    return made.getvalue()


@cache
def _patterns(prefix: bytes) -> dict[str, re.Pattern[bytes]]:
    p = re.escape(prefix)
    return {
        "row": re.compile(rb"<%brow\b[^>]*>" % p),
        "cell": re.compile(rb"<%bc\b[^>]*>" % p),
        "filled": re.compile(rb"""<%bc\b[^>]*?\sr=["']([A-Z]{1,3})(\d+)["'][^>/]*>""" % p),
        "value": re.compile(rb"<%bv[^>]*>([^<]*)<" % p),
        "no_result": re.compile(
            rb"<%bf\b(?:[^>]*/>|[^>]*>([^<]*)</%bf\s*>)\s*(?:(</%bc\s*>)|<%bv\s*(?:/>|>\s*</%bv\s*>))" % (p, p, p, p, p)
        ),
    }


@dataclass(frozen=True)
class _Data:
    """The rows of one sheet's XML: what stands in `xml` from `start` to `end`."""

    xml: bytes
    start: int
    end: int
    prefix: bytes

    def cells(self, close: bool) -> int:
        """Rows × columns up to the last cell that holds something; counted `close`ly only where it may be too many."""
        last = self._number(self.xml.rfind(b"<" + self.prefix + b"row", self.start, self.end))
        if not close and last * LAST_COLUMN <= MOST_CELLS:
            return last * LAST_COLUMN
        wide = any(pattern.search(self.xml, self.start, self.end) for pattern in THREE_LETTERS)
        if not close and last * TWO_LETTERS <= MOST_CELLS and not wide:
            return last * TWO_LETTERS
        places = self._all("filled")
        row = max(map(int, {number for _, number in places}), default=0)
        return row * max(map(_column, {letters for letters, _ in places}), default=0)

    def hidden_rows(self) -> Iterator[int]:
        """The Excel rows that are hidden."""
        row = b"<" + self.prefix + b"row"
        for at in self._each(b"hidden"):
            tag = self._tag(at)
            if tag is not None and self.xml.startswith(row, tag) and IS_TRUE.match(self.xml, at):
                yield self._number(tag)

    def errors(self, pictures: bool) -> dict[tuple[int, int], str]:
        """The cells that hold an error, and which."""
        found, value = {}, _patterns(self.prefix)["value"]
        for written in (b't="e"', b"t='e'"):
            for at in self._each(written):
                tag = self._tag(at)
                if tag is None:
                    continue
                close = self.xml.find(b"</" + self.prefix + b"c>", at)
                shown = value.search(self.xml, at, close)
                rich = pictures and IS_RICH.search(self.xml, tag, self.xml.find(b">", at))
                if shown and not (rich and shown[1] == PRETENDED):
                    found[self._place(tag)] = _text(shown[1])
        return found

    def without_result(self) -> dict[tuple[int, int], str]:
        """The cells whose formula was never worked out, and the formula; an empty text is a result."""
        found: dict[tuple[int, int], str] = {}
        if self.xml.find(b"<" + self.prefix + b"f", self.start, self.end) < 0:
            return found
        for formula in _patterns(self.prefix)["no_result"].finditer(self.xml, self.start, self.end):
            tag = self.xml.rfind(b"<", self.start, formula.start())
            if formula[2] or not IS_TEXT.search(self.xml, tag, formula.start()):
                found[self._place(tag)] = f"={_text(formula[1])}" if formula[1] else NO_TEXT
        return found

    def _each(self, written: bytes) -> Iterator[int]:
        at = self.xml.find(written, self.start, self.end)
        while at >= 0:
            yield at
            at = self.xml.find(written, at + 1, self.end)

    def _all(self, pattern: str) -> list[tuple[bytes, bytes]]:
        return _patterns(self.prefix)[pattern].findall(self.xml, self.start, self.end)

    def _tag(self, at: int) -> int | None:
        """Where the tag begins in which `at` stands, None where it stands in a text."""
        tag = self.xml.rfind(b"<", self.start, at)
        return None if tag < 0 or self.xml.find(b">", tag, at) >= 0 else tag

    def _number(self, tag: int) -> int:
        """The Excel row of a row's tag; one without a number follows the row above it."""
        if tag < 0:
            return 0
        written = NUMBER.search(self.xml, tag, self.xml.find(b">", tag))
        return int(written[2]) if written else self._numbers.get(tag, 0)

    def _place(self, tag: int) -> tuple[int, int]:
        """Row and column, from 0, of a cell's tag; one without a place follows the cell before it."""
        written = NUMBER.search(self.xml, tag, self.xml.find(b">", tag))
        if written and written[1]:
            return int(written[2]) - 1, _column(written[1]) - 1
        row = self._starts[max(bisect_right(self._starts, tag) - 1, 0)] if self._starts else self.start
        column = -1
        for cell in _patterns(self.prefix)["cell"].finditer(self.xml, row, self.xml.find(b">", tag) + 1):
            given = NUMBER.search(cell[0])
            column = _column(given[1]) - 1 if given else column + 1
        return self._numbers.get(row, 1) - 1, max(column, 0)

    @cached_property
    def _starts(self) -> list[int]:
        """Where each row's tag begins."""
        return list(self._numbers)

    @cached_property
    def _numbers(self) -> dict[int, int]:
        """Where each row's tag begins → its Excel row."""
        numbers, last = {}, 0
        for row in _patterns(self.prefix)["row"].finditer(self.xml, self.start, self.end):
            given = NUMBER.search(row[0])
            last = int(given[2]) if given else last + 1
            numbers[row.start()] = last
        return numbers


def _column(letters: bytes) -> int:
    return column_number(letters.decode())


def _text(xml: bytes) -> str:
    return unescape(xml.decode("utf-8", "replace"))


def _there(package: Package, part: str) -> str | None:
    return part if part in package else None


def _is_damaged(package: Package, part: str) -> bool:
    """Whether a part is no sound XML, so that nothing can be said of what it would be."""
    try:
        ElementTree.fromstring(package.read(part))
    except (*DAMAGE, ElementTree.ParseError):
        return True
    return False


def _moved(package: Package, part: str) -> dict[str, str]:
    """The parts that calamine would not find, and the names it looks for."""
    folder, _, name = part.rpartition("/")
    wanted = {each.target: KNOWN[each.kind] for each in relations(package, part) if each.kind in KNOWN}
    if name != "workbook.xml":
        wanted |= {part: WORKBOOK, f"{folder}/_rels/{name}.rels": "xl/_rels/workbook.xml.rels"}
    elif folder != "xl":
        wanted = {}  # calamine finds what stands beside a workbook in the root
    return {each: known for each, known in wanted.items() if each in package and each != known}
