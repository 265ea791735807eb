"""The formats of a workbook: records are only ever added at the end of their lists, and none twice."""

import re
from collections.abc import Mapping
from functools import lru_cache

from tracker.ooxml import relations
from tracker.ooxml.book import Book
from tracker.ooxml.markup import (
    CannotPatch,
    appended,
    attributes,
    counted,
    element,
    escaped,
    prefix,
    readable,
    start_tag,
    text,
    with_attribute,
)

STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
# the lists in the order Excel insists on, the record of each, and what its first record is where there is no list
LISTS = {
    b"numFmts": (b"numFmt", b""),
    b"fonts": (b"font", b'<%bfont><%bsz val="11"/></%bfont>'),
    b"fills": (b"fill", b'<%bfill><%bpatternFill patternType="none"/></%bfill>'),
    b"borders": (b"border", b"<%bborder/>"),
    b"cellXfs": (b"xf", b'<%bxf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'),
}
EMPTY = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="%b"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill>\
<fill><patternFill patternType="gray125"/></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>"""
SECOND_FILL = b'<%bfill><%bpatternFill patternType="gray125"/></%bfill>'  # what Excel takes it for, whatever it says
BETWEEN = re.compile(rb">\s+<")
FIRST_OWN_NUMBER_FORMAT = 164
MOST_FORMATS = 64_000  # Excel's own limit is 65,490
WHITE = (b"FFFFFF", b"ffffff")


class Styles:
    """The styles part of a workbook; numbers are places in its lists. `write` puts the changed part back."""

    def __init__(self, book: Book) -> None:
        self._book = book
        known = relations.one(book.package, book.part, "styles")
        usual = f"{book.folder}styles.xml"
        self._name = known or (
            book.package.free_name(f"{book.folder}styles{{}}.xml") if usual in book.package else usual
        )
        if known is None:
            book.package.write(self._name, EMPTY % book.main)
            relations.declare(book.package, self._name, STYLES_TYPE)
            relations.relate(book.package, book.part, "styles", self._name, book.office)
        self._part = book.package.read(self._name)
        self.prefix = prefix(self._part, b"styleSheet")
        self._lists = {name: self._records(name) for name in LISTS}
        self._known = {name: _numbered(records) for name, records in self._lists.items()}
        self._alike: dict[object, int] = {}
        self._added: dict[bytes, list[bytes]] = {name: [] for name in LISTS}

    def _records(self, name: bytes) -> list[bytes]:
        seen = readable(self._part)
        start = start_tag(self.prefix + name).search(seen)
        if not start or start[0].endswith(b"/>"):
            return []
        end = seen.index(b"</" + self.prefix + name, start.end())
        record = element(self.prefix + LISTS[name][0])
        return [self._part[found.start() : found.end()] for found in record.finditer(seen, start.end(), end)]

    @property
    def full(self) -> bool:
        """Whether the workbook has as many formats as it may have."""
        return len(self._lists[b"cellXfs"]) >= MOST_FORMATS

    def add(self, name: bytes, record: bytes) -> int:
        """The number of a record in the list `name`: of an equal one, else of this one, added."""
        known, records = self._known[name], self._lists[name]
        key = _key(record)
        if key not in known:
            if not records and name != b"numFmts":
                before = (self.prefix,) * LISTS[name][1].count(b"%b")
                self._append(name, LISTS[name][1] % before)
            if name == b"fills" and len(records) == 1:
                self._append(name, SECOND_FILL % ((self.prefix,) * 3))
            known[key] = len(records)
            self._append(name, record)
        return known[key]

    def _append(self, name: bytes, record: bytes) -> None:
        self._lists[name].append(record)
        self._added[name].append(record)

    def record(self, name: bytes, number: int) -> bytes:
        """A record of a list; b"" where there is none of this number."""
        records = self._lists[name]
        return records[number] if 0 <= number < len(records) else b""

    def of(self, style: int, name: bytes, key: bytes) -> bytes:
        """The record that a format points to, as `of(12, b"fonts", b"fontId")`."""
        return self.record(name, int(self.format(style).get(key, b"0")))

    def format(self, style: int) -> dict[bytes, bytes]:
        """What the start tag of a format says."""
        return _cut(self.record(b"cellXfs", style))[0]

    def number_format(self, code: str) -> int:
        """The id of a number format of our own."""
        taken = [attributes(each) for each in self._lists[b"numFmts"]]
        for each in taken:
            if text(each.get(b"formatCode", b"")) == code:
                return int(each[b"numFmtId"])
        number = max([FIRST_OWN_NUMBER_FORMAT - 1, *(int(each[b"numFmtId"]) for each in taken)]) + 1
        self.add(b"numFmts", b'<%bnumFmt numFmtId="%d" formatCode="%b"/>' % (self.prefix, number, escaped(code)))
        return number

    def derived(self, style: int, changes: Mapping[bytes, int]) -> int:
        """The format like `style` in everything but these numbers (fillId, fontId)."""
        record = self.record(b"cellXfs", style) or LISTS[b"cellXfs"][1] % self.prefix
        end = record.find(b">") + 1
        tag = record[:end]
        for key, number in changes.items():
            tag = with_attribute(tag, key, b"%d" % number)
            tag = with_attribute(tag, _applies(key), b"1")
        return self.add(b"cellXfs", tag + record[end:])

    def alike(self, style: int, changes: Mapping[bytes, int]) -> int:
        """The first format that differs from `style` in nothing but these numbers, made where there is none."""
        key = style, tuple(changes.items()), len(self._lists[b"cellXfs"])
        if key not in self._alike:
            self._alike[key] = self._found_alike(style, changes)
        return self._alike[key]

    def _found_alike(self, style: int, changes: Mapping[bytes, int]) -> int:
        wanted = _apart(self.record(b"cellXfs", style), changes)
        for number, record in enumerate(self._lists[b"cellXfs"]):
            about, _ = _cut(record)
            same = all(int(about.get(key, b"0")) == value for key, value in changes.items())
            if same and _apart(record, changes) == wanted:
                return number
        return self.derived(style, changes)

    def write(self) -> None:
        """Put the part back, with what was added."""
        if not any(self._added.values()):
            return
        for name, records in self._added.items():
            if records:
                self._part = _extended(self._part, self.prefix, name, records, len(self._lists[name]))
        self._book.package.write(self._name, self._part)


def _extended(part: bytes, before: bytes, name: bytes, records: list[bytes], count: int) -> bytes:
    """The part with records at the end of one of its lists, which is put in where there is none. `count`: of them
    all, for some programs state a wrong one."""
    seen, added = readable(part), b"".join(records)
    start = start_tag(before + name).search(seen)
    if start:
        return counted(appended(part, before + name, added), before + name, count)
    whole = b'<%b%b count="%d">%b</%b%b>' % (before, name, len(records), added, before, name)
    root = start_tag(before + b"styleSheet").search(seen)
    if not root:
        raise CannotPatch("no styleSheet in a part")
    at = root.end()
    for each in (*list(LISTS)[: list(LISTS).index(name)], *((b"cellStyleXfs",) if name == b"cellXfs" else ())):
        earlier = re.search(rb"</%b%b\s*>" % (before, each), seen)
        at = max(at, earlier.end() if earlier else 0)
    return part[:at] + whole + part[at:]


def _numbered(records: list[bytes]) -> dict[object, int]:
    numbers: dict[object, int] = {}
    for number, record in enumerate(records):
        numbers.setdefault(_key(record), number)
    return numbers


@lru_cache(maxsize=1 << 17)
def _key(record: bytes) -> object:
    """What makes two records the same: what the tag says, in any order, and what stands in it."""
    return _apart(record, {})


def _apart(record: bytes, changes: Mapping[bytes, int]) -> object:
    """What makes two formats alike apart from these numbers."""
    about, inside = _cut(record)
    for key in changes:
        about.pop(key, None)
        about.pop(_applies(key), None)
    return frozenset(about.items()), inside


def _cut(record: bytes) -> tuple[dict[bytes, bytes], bytes]:
    """What the start tag of a record says, and what stands in it, however it is broken into lines."""
    end = record.find(b">") + 1
    return attributes(record[:end]), BETWEEN.sub(b"><", record[end - 1 :])


def _applies(key: bytes) -> bytes:
    """The attribute by which a format says that it has a record of its own: fillId → applyFill."""
    return b"apply" + key[:1].upper() + key[1:-2]


def is_light(styles: Styles, font: bytes) -> bool:
    """Whether text in this font is white."""
    colour = start_tag(styles.prefix + b"color").search(font)
    return colour is not None and _white(attributes(colour[0]))


def is_coloured(styles: Styles, fill: bytes) -> bool:
    """Whether this fill is a plain one of a colour that is not white."""
    pattern = start_tag(styles.prefix + b"patternFill").search(fill)
    colour = start_tag(styles.prefix + b"fgColor").search(fill)
    solid = pattern is not None and attributes(pattern[0]).get(b"patternType") == b"solid"
    return solid and not (colour is not None and _white(attributes(colour[0])))


def _white(colour: Mapping[bytes, bytes]) -> bool:
    if b"rgb" in colour:
        return colour[b"rgb"].endswith(WHITE)
    return colour.get(b"theme") == b"0" and not float(colour.get(b"tint", b"0") or 0)
