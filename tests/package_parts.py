"""A workbook's zip, taken apart for checks: its parts as they lie in the file, and what they point to."""

import posixpath
import re
import struct
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

LOCAL_HEADER = 30
ROOT_TAG = re.compile(rb"<(?![?!])[^>]*>")
DECLARED = re.compile(rb"""\sxmlns(?::([\w.-]+))?\s*=\s*["']([^"']*)["']""")


@dataclass(frozen=True)
class Link:
    """One relationship: `kind` is the last word of its type, `target` a part's name, or the text where external."""

    id: str
    kind: str
    target: str
    external: bool
    type: str


class Package:
    """The parts of an .xlsx by name: no leading slash, `/` whatever the zip says."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.archive = zipfile.ZipFile(BytesIO(data))
        self.zip_names = [info.filename for info in self.archive.infolist()]
        self.parts = {
            part_name(info.filename): info
            for info in self.archive.infolist()
            if not info.filename.endswith(("/", "\\"))
        }
        self._by_case = {name.lower(): name for name in self.parts}
        self._trees: dict[str, ET.Element] = {}

    def found(self, name: str) -> str | None:
        """The part as it is spelt here: names of parts know no case."""
        return name if name in self.parts else self._by_case.get(name.lower())

    def compressed(self, name: str) -> bytes:
        """The bytes of a part as they lie in the file, behind its local header."""
        info = self.parts[name]
        at = info.header_offset
        name_length, extra_length = struct.unpack("<HH", self.data[at + LOCAL_HEADER - 4 : at + LOCAL_HEADER])
        start = at + LOCAL_HEADER + name_length + extra_length
        return self.data[start : start + info.compress_size]

    def read(self, name: str) -> bytes:
        """The unpacked bytes of a part."""
        return self.archive.read(self.parts[name])

    def tree(self, name: str) -> ET.Element:
        """The part parsed, comments and processing instructions kept as elements without a name."""
        if name not in self._trees:
            builder = ET.TreeBuilder(insert_comments=True, insert_pis=True)
            self._trees[name] = ET.fromstring(self.read(name), ET.XMLParser(target=builder))
        return self._trees[name]

    def prefixes(self, name: str) -> dict[str, str]:
        """The namespaces that the root of a part declares."""
        root = ROOT_TAG.search(self.read(name))
        return {one.decode(): two.decode() for one, two in DECLARED.findall(root[0])} if root else {}

    def links(self, name: str) -> list[Link]:
        """The relationships of a part, in order; those of the package for ""."""
        part = self.found(links_part(name))
        return list(self._links(part, name)) if part else []

    def linked(self, name: str, *kinds: str) -> list[str]:
        """The parts that a part points to with relationships of these kinds."""
        return [link.target for link in self.links(name) if link.kind in kinds and not link.external]

    def _links(self, part: str, owner: str) -> Iterator[Link]:
        for each in elements(self.tree(part)):
            kind, external = each.get("Type", ""), each.get("TargetMode") == "External"
            target = each.get("Target", "")
            if not external:
                there = target.replace("\\", "/").partition("#")[0]
                joined = there if there.startswith("/") else posixpath.join("/", posixpath.dirname(owner), there)
                target = posixpath.normpath(joined).lstrip("/")
                target = self.found(target) or target
            yield Link(each.get("Id", ""), kind.rpartition("/")[2], target, external, kind)

    @cached_property
    def workbook(self) -> str:
        """The name of the workbook part."""
        return self.linked("", "officeDocument")[0]

    @cached_property
    def sheets(self) -> dict[str, str]:
        """Every sheet's name, in order, and its part."""
        targets = {link.id: link.target for link in self.links(self.workbook)}
        listed = child(self.tree(self.workbook), "sheets")
        return {each.get("name", ""): targets.get(relation(each), "") for each in elements(listed)}

    @property
    def styles(self) -> str | None:
        """The name of the styles part, if there is one."""
        return next((name for name in self.linked(self.workbook, "styles") if name in self.parts), None)

    @cached_property
    def content_types(self) -> tuple[dict[str, str], dict[str, str]]:
        """Content types by ending and by part, both in small letters."""
        endings: dict[str, str] = {}
        parts: dict[str, str] = {}
        name = self.found("[Content_Types].xml")
        for each in elements(self.tree(name)) if name else ():
            if local(each) == "Default":
                endings[each.get("Extension", "").lower()] = each.get("ContentType", "")
            else:
                parts[part_name(each.get("PartName", "")).lower()] = each.get("ContentType", "")
        return endings, parts

    def content_type(self, name: str) -> str:
        """What [Content_Types].xml says a part is, or ""."""
        endings, parts = self.content_types
        return parts.get(name.lower()) or endings.get(name.rpartition(".")[2].lower(), "")


def part_name(name: str) -> str:
    """A name in a zip or in [Content_Types].xml as the name of a part."""
    return name.replace("\\", "/").lstrip("/")


def links_part(name: str) -> str:
    """The part that holds the relationships of a part."""
    folder, _, file = name.rpartition("/")
    return f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"


def elements(parent: ET.Element | None) -> list[ET.Element]:
    """The children that are elements: no comments, no processing instructions."""
    return [] if parent is None else [each for each in parent if isinstance(each.tag, str)]


def local(element: ET.Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else "a comment"


def child(parent: ET.Element, name: str) -> ET.Element | None:
    """The first child of this name, whatever its namespace."""
    return next((each for each in elements(parent) if local(each) == name), None)


def children(parent: ET.Element | None, name: str) -> list[ET.Element]:
    """The grandchildren in the first child of this name."""
    return [] if parent is None else elements(child(parent, name))


def legacy_drawing(sheet: ET.Element) -> ET.Element | None:
    """What a worksheet says of its notes' drawing; a strict one may say it inside of <mc:AlternateContent>."""
    return next((each for each in sheet.iter() if local(each) == "legacyDrawing"), None)


def relation(element: ET.Element) -> str:
    """The r:id of an element, strict or transitional."""
    return next((value for key, value in element.attrib.items() if key.endswith("}id")), "")


def edited(data: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """The package with parts replaced, added behind, or taken out (None); nothing else about it changes."""
    out = BytesIO()
    left = dict(changes)
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            content = left.pop(info.filename, old.read(info))
            if content is not None:
                new.writestr(info, content)
        for name, content in left.items():
            if content is not None:
                new.writestr(entry(name), content)
    return out.getvalue()


def entry(name: str, compression: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    """A place in a zip that does not tell the clock."""
    info = zipfile.ZipInfo("part", (1980, 1, 1, 0, 0, 0))
    info.filename = name  # ZipInfo mends what it is given
    info.compress_type = compression
    return info
