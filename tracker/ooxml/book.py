"""The workbook's own part: which sheets there are, and names that nobody sees."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tracker.ooxml import relations
from tracker.ooxml.markup import (
    MAIN,
    OFFICE,
    STRICT,
    STRICT_OFFICE,
    CannotPatch,
    appended,
    attributes,
    element,
    escaped,
    prefix,
    readable,
    said,
    start_tag,
    text,
    without,
)
from tracker.ooxml.package import Package

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
FROM_1904 = re.compile(rb"""<(?:[\w.-]+:)?workbookPr\s[^>]*?\bdate1904\s*=\s*["'](?:1|true)["']""")
# what stands before the names in a workbook, the last of them first
BEFORE_NAMES = (b"externalReferences", b"functionGroups", b"sheets")


@dataclass(frozen=True)
class Sheet:
    """One sheet of the workbook: its name, its part, its relation and its number from 0."""

    name: str
    part: str
    relation: str
    number: int


@dataclass(frozen=True)
class Name:
    """A defined name: what it says, and the number of the sheet it belongs to, if to one."""

    name: str
    says: str
    sheet: int | None = None
    hidden: bool = True


class Book:
    """The workbook part of a package. `main`, `office`: the namespaces of its elements and of its relations;
    `from_1904`: its dates count from 1904. `part`: where it is known, the part that the package says is the workbook.

    Raises CannotPatch where there is none.
    """

    def __init__(self, package: Package, part: str | None = None) -> None:
        self.package = package
        part = part or relations.one(package, "", "officeDocument")
        if part is None:
            raise CannotPatch("no workbook part")
        self.part = part
        written = package.read(part)
        self._prefix = prefix(written, b"workbook")
        strict = STRICT in written[: written.find(b"sheets")]
        self.from_1904 = bool(FROM_1904.search(written))
        self.main, self.office = (STRICT, STRICT_OFFICE) if strict else (MAIN, OFFICE)

    def sheets(self) -> list[Sheet]:
        """All sheets in their order, whatever their kind."""
        written = self._seen()
        parts = {each.id: each.target for each in relations.relations(self.package, self.part)}
        found = []
        for number, tag in enumerate(start_tag(self._prefix + b"sheet").findall(written)):
            about = attributes(tag)
            relation = next((text(value) for key, value in about.items() if key.endswith(b":id")), "")
            found.append(Sheet(text(about.get(b"name", b"")), parts.get(relation, ""), relation, number))
        return found

    def add_sheet(self, name: str, part: bytes) -> None:
        """Add a worksheet at the end."""
        path = self.package.free_name(f"{self.folder}worksheets/sheet{{}}.xml")
        self.package.write(path, part)
        relations.declare(self.package, path, SHEET_TYPE)
        relation = relations.relate(self.package, self.part, "worksheet", path, self.office)
        written = self.package.read(self.part)
        numbers = [
            int(attributes(tag).get(b"sheetId", b"0")) for tag in start_tag(self._prefix + b"sheet").findall(written)
        ]
        sheet = b'<%bsheet xmlns:r="%b" name="%b" sheetId="%d" r:id="%b"/>' % (
            self._prefix,
            self.office,
            escaped(name),
            max(numbers, default=0) + 1,
            relation.encode(),
        )
        self.package.write(self.part, appended(written, self._prefix + b"sheets", sheet))

    def remove_sheet(self, sheet: Sheet) -> None:
        """Take a sheet away, with its part, its relations and its names."""
        self.remove_names(lambda name: name.sheet == sheet.number)
        written = self.package.read(self.part)
        found = list(element(self._prefix + b"sheet").finditer(readable(written)))[sheet.number]
        self.package.write(self.part, written[: found.start()] + written[found.end() :])
        for local in range(sheet.number + 1, len(self.sheets()) + 1):
            written = self.package.read(self.part)
            moved = re.sub(rb"""(\slocalSheetId=["'])%d(["'])""" % local, rb"\g<1>%d\g<2>" % (local - 1), written)
            self.package.write(self.part, moved)
        relations.unrelate(self.package, self.part, sheet.relation)
        relations.unrelate_all(self.package, sheet.part)
        relations.undeclare(self.package, sheet.part)
        self.package.remove(sheet.part)

    def names(self) -> list[Name]:
        """All defined names."""
        return [_name(each) for each in element(self._prefix + b"definedName").finditer(self._seen())]

    def add_names(self, names: Sequence[Name]) -> None:
        """Add names at the end."""
        before, written = self._prefix, self.package.read(self.part)
        written_names = b"".join(
            b'<%bdefinedName name="%b"%b%b>%b</%bdefinedName>'
            % (
                before,
                escaped(each.name),
                b"" if each.sheet is None else b' localSheetId="%d"' % each.sheet,
                b' hidden="1"' if each.hidden else b"",
                escaped(each.says),
                before,
            )
            for each in names
        )
        seen = readable(written)
        if not start_tag(before + b"definedNames").search(seen):
            at = next(found.end() for name in BEFORE_NAMES for found in [element(before + name).search(seen)] if found)
            empty = b"<%bdefinedNames></%bdefinedNames>" % (before, before)
            written = written[:at] + empty + written[at:]
        self.package.write(self.part, appended(written, before + b"definedNames", written_names))

    def remove_names(self, which: Callable[[Name], bool]) -> None:
        """Take defined names away, and their list where nothing is left in it."""
        written = self.package.read(self.part)
        written = without(written, self._prefix + b"definedName", lambda found: which(_name(found)))
        empty = re.compile(rb"<%bdefinedNames\s*(?:/>|>\s*</%bdefinedNames\s*>)" % (self._prefix, self._prefix))
        self.package.write(self.part, empty.sub(b"", written))

    def _seen(self) -> bytes:
        return readable(self.package.read(self.part))

    @property
    def folder(self) -> str:
        """Where the parts of the workbook lie, with `/` at its end."""
        return self.part.rpartition("/")[0] + "/" if "/" in self.part else ""


def _name(found: re.Match[bytes]) -> Name:
    about = attributes(found[1])
    local = about.get(b"localSheetId")
    hidden = about.get(b"hidden") in (b"1", b"true")
    return Name(text(about.get(b"name", b"")), said(found), None if local is None else int(local), hidden)
