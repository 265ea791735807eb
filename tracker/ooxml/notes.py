"""The notes of one sheet: their texts (comments) and their boxes (a VML drawing), appended to or made new."""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from tracker.ooxml import relations
from tracker.ooxml.book import Book
from tracker.ooxml.boxes import Box
from tracker.ooxml.markup import (
    CannotPatch,
    appended,
    attributes,
    cell_text,
    element,
    escaped,
    prefix,
    readable,
    said,
    start_tag,
    text,
    with_attribute,
    without,
)
from tracker.ooxml.package import Package
from tracker.ooxml.sheet import Sheet, Spot, with_child
from tracker.references import area, letters

COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
SHAPE_NUMBER = re.compile(rb"""\b(?:id|spid)=["']_x0000_s(\d+)["']""")
SHAPE_BLOCKS = re.compile(rb"""idmap\s[^>]*?\bdata=["'](\d+)""")
SHAPES_A_BLOCK = 1024
BOX_ROW, BOX_COLUMN = re.compile(rb"<x:Row>\s*(\d+)"), re.compile(rb"<x:Column>\s*(\d+)")
VML = b"""<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" \
xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="%d"/>\
</o:shapelayout></xml>"""
NAMESPACES = b"""\
 xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" \
xmlns:x="urn:schemas-microsoft-com:office:excel\""""
SHAPE_TYPE = b"""<v:shapetype%b id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">\
<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>"""
SHAPE = b"""<v:shape%b id="_x0000_s%d" type="#_x0000_t202" \
style="position:absolute;margin-left:0;margin-top:0;width:144pt;height:72pt;z-index:1;visibility:hidden" \
fillcolor="#%b" o:insetmode="auto"><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>\
<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>\
<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>%b</x:Anchor>\
<x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>"""


@dataclass(frozen=True)
class Note:
    """A text of ours for a cell: its title (bold), the rest, and the box it fits into."""

    title: str
    says: str
    box: Box


class Notes:
    """The notes of one sheet of a book.

    `author` signs what is added; `below` is the line between a person's own note and what is added to it.
    """

    def __init__(self, book: Book, part: str, author: str, below: str) -> None:
        self._book, self._sheet, self._author, self._below = book, part, author, below
        self._name = relations.one(book.package, part, "comments")
        self.spots = spots(book.package, self._name)

    def add(self, sheet: Sheet, notes: Mapping[Spot, Note], fill: str) -> None:
        """Put notes on cells; on one that has a note, below it. `fill`: the colour of new boxes, hex digits."""
        if not notes:
            return
        if self._name is None or self._name not in self._book.package:
            self._name = self._made(f"{self._book.folder}comments{{}}.xml", "comments", COMMENTS_TYPE, self._empty())
        package = self._book.package
        part = package.read(self._name)
        before = prefix(part, b"comments")
        part, number = self._signed(part, before)
        part = self._added_below(part, before, {spot: note for spot, note in notes.items() if spot in self.spots})
        new = {spot: note for spot, note in notes.items() if spot not in self.spots}
        written = b"".join(_comment(before, spot, note, number) for spot, note in new.items())
        package.write(self._name, appended(part, before + b"commentList", written))
        if new:
            self._draw(sheet, new, fill)

    def _empty(self) -> bytes:
        return (
            b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="%b"><authors></authors>'
            b"<commentList></commentList></comments>" % self._book.main
        )

    def _made(self, pattern: str, kind: str, content_type: str, part: bytes) -> str:
        """A new part of the sheet."""
        name = self._book.package.free_name(pattern)
        self._book.package.write(name, part)
        relations.declare(self._book.package, name, content_type)
        relations.relate(self._book.package, self._sheet, kind, name, self._book.office)
        return name

    def _signed(self, part: bytes, before: bytes) -> tuple[bytes, int]:
        """The part with our name among its authors, and the number of it."""
        authors = _authors(part, before)
        if self._author in authors:
            return part, authors.index(self._author)
        name = b"<%bauthor>%b</%bauthor>" % (before, escaped(self._author), before)
        return appended(part, before + b"authors", name), len(authors)

    def _added_below(self, part: bytes, before: bytes, notes: Mapping[Spot, Note]) -> bytes:
        """The part with our text after a person's own."""
        seen, pieces, done = readable(part), [], 0
        for found in element(before + b"comment").finditer(seen):
            place = area(text(attributes(found[1]).get(b"ref", b"")))
            note = notes.get(place[:2]) if place else None
            if note is None:
                continue
            more = "\n".join(["", self._below, *filter(None, (note.title, note.says))])
            runs = list(element(before + b"r").finditer(seen, found.start(), found.end()))
            plain = list(element(before + b"t").finditer(seen, found.start(), found.end()))
            if plain and not runs and not plain[-1][0].endswith(b"/>"):
                at, written = seen.rindex(b"</", 0, plain[-1].end()), cell_text(more)
            else:
                body = element(before + b"text").search(seen, found.start(), found.end())
                if not body or body[0].endswith(b"/>"):
                    continue
                at, written = seen.rindex(b"</", 0, body.end()), _run(before, more)
            pieces += [part[done:at], written]
            done = at
        return b"".join([*pieces, part[done:]])

    def _draw(self, sheet: Sheet, notes: Mapping[Spot, Note], fill: str) -> None:
        """Give each new note its box."""
        package = self._book.package
        vml = self._drawing(sheet)
        if vml is None:
            block = sum(name.lower().endswith(".vml") for name in package) + 1
            pattern = f"{self._book.folder}drawings/vmlDrawing{{}}.vml"
            vml = self._made(pattern, "vmlDrawing", VML_TYPE, VML % block)
            self._show(sheet, vml)
        part = package.read(vml)
        blocks = SHAPE_BLOCKS.search(part)
        first = int(blocks[1]) * SHAPES_A_BLOCK if blocks else SHAPES_A_BLOCK
        first = max([first, *map(int, SHAPE_NUMBER.findall(part))]) + 1
        spaces = b"" if all(each in part[:1000] for each in NAMESPACES.split()) else NAMESPACES
        shapes = [] if re.search(rb"""\bid=["']_x0000_t202["']""", part) else [SHAPE_TYPE % spaces]
        shapes += [
            SHAPE % (spaces, first + number, fill.encode(), note.box.anchor.encode(), spot[0] - 1, spot[1] - 1)
            for number, (spot, note) in enumerate(notes.items())
        ]
        end = part.rfind(b"</")
        if end < 0:
            raise CannotPatch("a drawing without an end")
        package.write(vml, part[:end] + b"".join(shapes) + part[end:])

    def _drawing(self, sheet: Sheet) -> str | None:
        """The drawing that the sheet names for its notes; pictures of its header have another of the same kind."""
        named = start_tag(sheet.prefix + b"legacyDrawing").search(readable(sheet.tail))
        number = (
            next((text(value) for key, value in attributes(named[0]).items() if key.endswith(b":id")), "")
            if named
            else ""
        )
        known = relations.relations(self._book.package, self._sheet)
        vml = next((each.target for each in known if each.id == number), None)
        if named and (vml is None or vml not in self._book.package):
            raise CannotPatch("a drawing of notes that is not there")
        return vml

    def _show(self, sheet: Sheet, vml: str) -> None:
        """Have the sheet name its drawing of notes."""
        known = relations.relations(self._book.package, self._sheet)
        number = next(each.id for each in known if each.target == vml)
        sheet.tail, at = with_child(sheet.tail, sheet.prefix, b"legacyDrawing")
        end = sheet.tail.index(b">", at) + 1
        tag = with_attribute(sheet.tail[at:end], b"xmlns:r", self._book.office)
        sheet.tail = sheet.tail[:at] + with_attribute(tag, b"r:id", number.encode()) + sheet.tail[end:]

    def remove(self, sheet: Sheet, below: Sequence[str], marked: Container[Spot] = ()) -> set[Spot]:
        """Take away what an earlier run added; the cells it stood on.

        `below`: the lines that may stand between a person's own note and ours; `marked`: cells on which a note that
        nobody signed is ours, for some programs forget who wrote a note.
        """
        if self._name is None or self._name not in self._book.package:
            return set()
        package = self._book.package
        part = package.read(self._name)
        before, seen = prefix(part, b"comments"), readable(part)
        authors = _authors(part, before)
        pieces, done = [], 0
        touched: set[Spot] = set()
        whole: set[Spot] = set()
        for found in element(before + b"comment").finditer(seen):
            about = attributes(found[1])
            place, number = area(text(about.get(b"ref", b""))), int(about.get(b"authorId", b"0") or 0)
            writer = authors[number] if number < len(authors) else ""
            line = max(seen.find(escaped(each), found.start(), found.end()) for each in below)
            if place is None:
                continue
            if line >= 0:
                start, end = _ours_in(seen, before, line)
                pieces.append(part[done:start])
                done = end
            elif writer == self._author or (not writer.strip() and place[:2] in marked):
                pieces.append(part[done : found.start()])
                done = found.end()
                whole.add(place[:2])
            else:
                continue
            touched.add(place[:2])
        package.write(self._name, b"".join([*pieces, part[done:]]))
        self._erase(sheet, whole)
        self.spots -= whole
        return touched

    def _erase(self, sheet: Sheet, spots: set[Spot]) -> None:
        """Take away the boxes of these notes."""
        vml = self._drawing(sheet) if spots else None
        if vml is None:
            return

        def is_theirs(shape: re.Match[bytes]) -> bool:
            row, column = BOX_ROW.search(shape[0]), BOX_COLUMN.search(shape[0])
            return bool(row and column and (int(row[1]) + 1, int(column[1]) + 1) in spots)

        self._book.package.write(vml, without(self._book.package.read(vml), b"v:shape", is_theirs))


def spots(package: Package, name: str | None) -> set[Spot]:
    """The cells that the notes of a part stand on."""
    if name is None or name not in package:
        return set()
    tags = re.findall(rb"<(?:[\w.-]+:)?comment\s[^>]*>", readable(package.read(name)))
    areas = (area(text(attributes(tag).get(b"ref", b""))) for tag in tags)
    return {each[:2] for each in areas if each}


def _authors(part: bytes, before: bytes) -> list[str]:
    return [said(found) for found in element(before + b"author").finditer(readable(part))]


def _comment(before: bytes, spot: Spot, note: Note, author: int) -> bytes:
    reference = letters(spot[1]).encode() + b"%d" % spot[0]
    title = _run(before, note.title, bold=True) if note.title else b""
    runs = title + _run(before, ("\n" if title and note.says else "") + note.says)
    return b'<%bcomment ref="%b" authorId="%d"><%btext>%b</%btext></%bcomment>' % (
        *(before, reference, author),
        *(before, runs, before, before),
    )


def _run(before: bytes, says: str, bold: bool = False) -> bytes:
    weight = b"<%bb/>" % before if bold else b""
    return b'<%br><%brPr>%b<%bsz val="10"/></%brPr><%bt xml:space="preserve">%b</%bt></%br>' % (
        *(before, before, weight, before, before),
        *(before, cell_text(says), before, before),
    )


def _ours_in(seen: bytes, before: bytes, line: int) -> tuple[int, int]:
    """Where that which was added to a person's note begins and ends: a run of its own, or the rest of their text."""
    text_start = seen.rindex(b">", 0, line) + 1
    if seen[text_start:line].strip():
        return line - (seen[line - 1 : line] == b"\n"), seen.index(b"</", line)
    closing = b"</%br>" % before
    return seen.rindex(b"<%br>" % before, 0, line), seen.index(closing, line) + len(closing)
