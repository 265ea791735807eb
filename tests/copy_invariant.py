"""Whether a marked copy of a workbook changes nothing but what it says it changes.

The change list: the XML of the marked sheets (the style of a marked cell, cells of ours right of everything used),
styles.xml (records behind the others), their notes and the drawing of these, relationships and content types,
workbook.xml for one new sheet. Every other part lies in the copy's zip with the very bytes it has in the source's.
Written from that promise alone: it knows nothing of the writer, and parses both files itself.
"""

import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from io import BytesIO

from excel_rules import broken, cell_name
from package_parts import ROOT_TAG, Package, child, children, elements, legacy_drawing, links_part, local, relation
from sheet_invariant import Remark, Sheet, attributes, in_order, same, style_differences

SIGNATURES = "_xmlsignatures/"
SHAPE = re.compile(
    rb"<(?P<name>(?:\w+:)?(?:shapetype|shape|group|rect|oval|line|roundrect|image))\b.*?</(?P=name)\s*>", re.DOTALL
)
ROOT_END = re.compile(rb"</xml\s*>\s*$")
IDMAP = re.compile(rb"""<\w+:idmap\b[^>]*?/>""")
CDATA = b"<![CDATA["
THREAD = "[Threaded comment]"


def violations(source: bytes, copy: bytes, marked: Mapping[str, Set[str]]) -> list[str]:
    """Every broken promise, a sentence each. `marked`: each marked sheet and its cells that have a mark."""
    return [each for each in differences(source, copy, marked) if not isinstance(each, Remark)]


def remarks(source: bytes, copy: bytes, marked: Mapping[str, Set[str]]) -> list[str]:
    """What breaks no promise and is worth knowing: a styled blank cell written over, a signature taken off."""
    return [each for each in differences(source, copy, marked) if isinstance(each, Remark)]


def differences(source: bytes, copy: bytes, marked: Mapping[str, Set[str]]) -> list[str]:
    """Violations and remarks."""
    found: list[str] = []
    old = Package(source)
    try:
        found += [f"the zip is damaged at {name}" for name in [zipfile.ZipFile(BytesIO(copy)).testzip()] if name]
        for each in _Copied(old, Package(copy), marked).differences():
            found.append(each)  # one by one: what is found before a part cannot be read counts
    except (ET.ParseError, zipfile.BadZipFile, KeyError, IndexError) as error:
        found.append(f"the copy cannot be read: {error!r}")
    return found


@dataclass(frozen=True)
class _Copied:
    old: Package
    new: Package
    marked: Mapping[str, Set[str]]
    sheets: dict[str, Sheet] = field(default_factory=dict)

    def differences(self) -> Iterator[str]:
        yield from (f"the source has no sheet {name}" for name in self.marked if name not in self.old.sheets)
        yield from self._missing()
        changed = self._changeable()
        for name in self.old.parts:
            if name not in self.new.parts:
                continue
            if self.old.parts[name].filename != self.new.parts[name].filename:
                yield f"{name}: is called {self.new.parts[name].filename!r} in the zip"
            if name not in changed:
                yield from self._untouched(name)
            elif self.old.read(name) != self.new.read(name):
                yield from self._changed(name, changed[name])
        yield from self._added(changed)
        order = [name for name in self.new.parts if name in self.old.parts]
        if order != [name for name in self.old.parts if name in self.new.parts]:
            yield Remark("the parts lie in another order in the zip")
        if self.old.archive.comment != self.new.archive.comment:
            yield Remark("the comment of the zip is another one")
        parts = {*changed, *(self.new.parts.keys() - self.old.parts.keys())}
        yield from sorted(broken(self.new, parts) - broken(self.old, parts))

    def _missing(self) -> Iterator[str]:
        for name in self.old.parts:
            if name not in self.new.parts and not (self._unsigned and self._signs(name)):
                yield f"{name} is missing"
        if self._unsigned:
            yield Remark("the signature is gone")

    @property
    def _unsigned(self) -> bool:
        signed = [any(name.startswith(SIGNATURES) for name in each.parts) for each in (self.old, self.new)]
        return signed == [True, False]

    def _signs(self, name: str) -> bool:
        return name.startswith(SIGNATURES)

    def _changeable(self) -> dict[str, str]:
        """The parts of either file that the change list names, and the kind of each."""
        old, new = self.old, self.new
        parts = {old.workbook: "workbook", links_part(old.workbook): "links", "[Content_Types].xml": "types"}
        for package in (old, new):
            if package.styles:
                parts[package.styles] = "styles"
        if self._unsigned:
            parts["_rels/.rels"] = "links"
        for sheet in self.marked:
            part = old.sheets.get(sheet, "")
            parts |= {part: "sheet", links_part(part): "links"}
            for package in (old, new):
                parts |= dict.fromkeys(package.linked(part, "comments"), "comments")
                drawing = legacy_drawing(package.tree(part)) if part in package.parts else None
                number = "" if drawing is None else relation(drawing)
                parts |= {link.target: "drawing" for link in package.links(part) if link.id == number}
        return {old.found(name) or new.found(name) or name: kind for name, kind in parts.items()}

    def _untouched(self, name: str) -> Iterator[str]:
        one, two = self.old.parts[name], self.new.parts[name]
        if self.old.read(name) != self.new.read(name):
            yield f"{name}: has changed, and is not on the change list"
        elif one.compress_type != two.compress_type or self.old.compressed(name) != self.new.compressed(name):
            yield f"{name}: has been compressed anew"

    def _changed(self, name: str, kind: str) -> Iterator[str]:
        if kind == "drawing":
            yield from self._drawing(name)
            return
        try:
            new = self.new.tree(name)
        except ET.ParseError as error:
            yield f"{name}: is no XML: {error}"
            return
        old = self.old.tree(name)
        yield from self._spelling(name)
        if old.tag != new.tag:
            yield f"{name}: <{old.tag}> has become <{new.tag}>"
        elif kind == "sheet":
            cells = {
                cell for sheet, cells in self.marked.items() if self.old.sheets.get(sheet) == name for cell in cells
            }
            yield from Sheet(self.old, self.new, name, cells).differences()
        elif kind == "styles":
            yield from style_differences(old, new, name)
        elif kind == "workbook":
            yield from self._workbook(old, new, name)
        elif kind == "comments":
            yield from self._comments(old, new, name)
        elif kind == "links":
            added = {"worksheet", "styles", "comments", "vmlDrawing"}
            yield from attributes(old, new, name)
            yield from in_order(old, new, name, lambda each: _kind(each) in added, may_drop=self._signature_link)
        else:
            yield from self._types(old, new, name)

    def _spelling(self, name: str) -> Iterator[str]:
        """What a parser does not tell: what stands before the root, and how often text is written as CDATA."""
        old, new = self.old.read(name), self.new.read(name)
        if prolog(old) != prolog(new):
            yield f"{name}: began with {prolog(old)!r} and begins with {prolog(new)!r}"
        if old.count(CDATA) > new.count(CDATA):
            yield f"{name}: CDATA has become plain text"
        said = [[each.text for each in package.tree(name).iter(ET.Comment)] for package in (self.old, self.new)]
        if said[0] != said[1]:
            yield f"{name}: comments in the XML were {said[0]} and are {said[1]}"

    def _signature_link(self, each: ET.Element) -> bool:
        return self._unsigned and "digital-signature" in each.get("Type", "")

    def _types(self, old: ET.Element, new: ET.Element, name: str) -> Iterator[str]:
        fresh = {f"/{part}".lower() for part in self.new.parts.keys() - self.old.parts.keys()}
        endings = {part.rpartition(".")[2] for part in fresh}

        def ours(each: ET.Element) -> bool:
            return each.get("PartName", "").lower() in fresh or each.get("Extension", "").lower() in endings

        def signs(each: ET.Element) -> bool:
            return self._unsigned and "digital-signature" in each.get("ContentType", "")

        yield from attributes(old, new, name)
        yield from in_order(old, new, name, ours, may_drop=signs)
        for part in self.old.parts.keys() & self.new.parts.keys():
            if self.old.content_type(part) != self.new.content_type(part):
                yield f"{name}: {part} was {self.old.content_type(part)!r} and is {self.new.content_type(part)!r}"

    def _sheet(self, part: str) -> Sheet:
        if part not in self.sheets:
            cells = {cell for name, cells in self.marked.items() if self.old.sheets.get(name) == part for cell in cells}
            self.sheets[part] = Sheet(self.old, self.new, part, cells)
        return self.sheets[part]

    # --- the workbook

    def _workbook(self, old: ET.Element, new: ET.Element, name: str) -> Iterator[str]:
        yield from attributes(old, new, name)
        lost = self.old.prefixes(name).items() - self.new.prefixes(name).items()
        yield from (f"{name}: the namespace {prefix or '(none)'} is declared no more" for prefix, _ in lost)
        if local(new) == "workbook" and [*self.new.sheets][: len(self.old.sheets)] != [*self.old.sheets]:
            yield f"{name}: the sheets are not in their order: {[*self.new.sheets]}"
        names = child(old, "definedNames") is None
        yield from in_order(old, new, name, lambda each: names and local(each) == "definedNames", self._of_workbook)

    def _of_workbook(self, old: ET.Element, new: ET.Element, where: str) -> Iterator[str]:
        if local(old) not in ("sheets", "definedNames"):
            yield from same(old, new, f"{where}, <{local(old)}>")
            return
        yield from attributes(old, new, where)
        yield from in_order(old, new, where, lambda each: local(each) in ("sheet", "definedName"))
        if local(old) == "sheets" and len(elements(new)) > len(elements(old)) + 1:
            yield f"{where}: more than one sheet was added"

    # --- notes

    def _comments(self, old: ET.Element, new: ET.Element, name: str) -> Iterator[str]:
        sheet = next(each for each in self.marked if name in self.old.linked(self.old.sheets.get(each, ""), "comments"))
        may = {*self.marked[sheet], *(cell_name(*at) for at in self._sheet(self.old.sheets[sheet]).ours)}
        yield from attributes(old, new, name)

        def compare(one: ET.Element, two: ET.Element, where: str) -> Iterator[str]:
            if local(one) == "authors":
                authors = [["".join(each.itertext()) for each in elements(both)] for both in (one, two)]
                if authors[1][: len(authors[0])] != authors[0]:
                    yield f"{where}: the authors were {authors[0]} and are {authors[1]}"
            elif local(one) == "commentList":
                yield from in_order(one, two, where, lambda each: each.get("ref") in may, self._comment(sheet))
            else:
                yield from same(one, two, where)

        yield from in_order(old, new, name, lambda _: False, compare)

    def _comment(self, sheet: str) -> Callable[[ET.Element, ET.Element, str], Iterator[str]]:
        def compare(one: ET.Element, two: ET.Element, where: str) -> Iterator[str]:
            ref = one.get("ref", "")
            where = f"{where}, the note at {ref}"
            if ref not in self.marked[sheet]:
                yield from same(one, two, where)
                return
            yield from attributes(one, two, where)
            rest = [[each for each in elements(both) if local(each) != "text"] for both in (one, two)]
            if [ET.tostring(each) for each in rest[0]] != [ET.tostring(each) for each in rest[1]]:
                yield f"{where}: more than its text has changed"
            before, after = _runs(child(one, "text")), _runs(child(two, "text"))
            kept = after[: len(before)]
            last = before and kept and (kept[-1][0], kept[-1][1][: len(before[-1][1])]) == before[-1]
            if before and (not last or kept[:-1] != before[:-1]):
                yield f"{where}: was {before} and is {after}"
            inside = [local(each) for each in elements(child(two, "text"))]
            if "t" in inside and "r" in inside:
                yield f"{where}: holds <t> beside <r>, of which Excel reads one"
            if "".join(text for _, text in before).startswith(THREAD) and before != after:
                yield Remark(f"{where}: stands for a thread, which Excel shows instead of the text added to it")

        return compare

    def _drawing(self, name: str) -> Iterator[str]:
        old, new = self.old.read(name), self.new.read(name)
        if not new.startswith(ROOT_END.sub(b"", old)):
            at = 0
            for shape in SHAPE.finditer(old):
                at = new.find(shape[0], at)
                if at < 0:
                    number = re.search(rb"""\sid\s*=\s*["']([^"']*)""", shape[0])
                    yield f"{name}: the shape {(number[1] if number else b'?').decode()} is not as it was"
                    return
                at += len(shape[0])
            frame = [IDMAP.sub(b"", SHAPE.sub(b"", each)).split() for each in (old, new)]
            if frame[0] != frame[1]:
                yield f"{name}: more than its shapes has changed"

    # --- parts that the source did not have

    def _added(self, changed: Mapping[str, str]) -> Iterator[str]:
        sheets = [part for name, part in self.new.sheets.items() if name not in self.old.sheets]
        for name in self.new.parts:
            if name in self.old.parts or name in changed or name in sheets:
                continue
            if name not in [links_part(part) for part in sheets]:
                yield f"{name} was added"


def prolog(xml: bytes) -> bytes:
    """What stands before the root of a part: the byte order mark, the declaration."""
    root = ROOT_TAG.search(xml)
    return xml[: root.start()] if root else b""


def _kind(link: ET.Element) -> str:
    return link.get("Type", "").rpartition("/")[2]


def _runs(text: ET.Element | None) -> list[tuple[str, str]]:
    """The look and the words of each piece of a note's text."""
    found = []
    for each in elements(text):
        if local(each) == "t":
            found.append(("", each.text or ""))
        elif local(each) == "r":
            look, words = child(each, "rPr"), child(each, "t")
            told = (
                ""
                if look is None
                else "".join(ET.tostring(part, encoding="unicode").strip() for part in elements(look))
            )
            found.append((told, "" if words is None else words.text or ""))
    return found


def notes(source: bytes) -> dict[str, list[str]]:
    """The cells of each sheet that have a note."""
    package = Package(source)
    return {
        sheet: [
            each.get("ref", "")
            for comments in package.linked(part, "comments")
            if comments in package.parts
            for each in children(package.tree(comments), "commentList")
        ]
        for sheet, part in package.sheets.items()
    }
