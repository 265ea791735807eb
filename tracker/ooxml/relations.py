"""Which part belongs to which: relations, and the list of content types."""

import posixpath
import re
from dataclasses import dataclass

from tracker.ooxml.markup import OFFICE, appended, attributes, escaped, prefix, readable, text, without
from tracker.ooxml.package import Package

RELATION = re.compile(rb"<(?:[\w.-]+:)?Relationship\s[^>]*>")
DEFAULT = re.compile(rb"""Extension\s*=\s*["']rels["']""", re.IGNORECASE)
RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
NUMBERED = re.compile(r"rId(\d+)$")
TYPES = "[Content_Types].xml"
NAMESPACE = b"http://schemas.openxmlformats.org/package/2006/relationships"


@dataclass(frozen=True)
class Relation:
    """One relation of a part. `kind` is the last word of its type: worksheet, comments …; `target` the part's name."""

    id: str
    kind: str
    target: str


def relations(package: Package, source: str) -> list[Relation]:
    """The relations of a part to other parts; those to places outside are left out. "" is the package itself."""
    name = _rels(source)
    if name not in package:
        return []
    found = []
    for written in RELATION.findall(readable(package.read(name))):
        said = {key.decode(): text(value) for key, value in attributes(written).items()}
        if said.get("TargetMode") != "External" and "Target" in said:
            target = posixpath.join("/", posixpath.dirname(source), said["Target"].replace("\\", "/"))
            kind = said.get("Type", "").rsplit("/", 1)[-1]
            found.append(Relation(said.get("Id", ""), kind, posixpath.normpath(target).lstrip("/")))
    return found


def one(package: Package, source: str, kind: str) -> str | None:
    """The part of this kind that belongs to `source`, where there is one."""
    return next((each.target for each in relations(package, source) if each.kind == kind), None)


def relate(package: Package, source: str, kind: str, target: str, office: bytes = OFFICE) -> str:
    """Add a relation of `source` to the part `target`; its id."""
    name = _rels(source)
    taken = [each.id for each in relations(package, source)]
    if name not in package:
        package.write(name, b'<?xml version="1.0" encoding="UTF-8"?>\n<Relationships xmlns="%b"/>' % NAMESPACE)
        if not DEFAULT.search(package.read(TYPES)):
            declare(package, name, RELATIONS_TYPE)
    part = package.read(name)
    taken += [text(attributes(each).get(b"Id", b"")) for each in RELATION.findall(part)]
    numbers = [int(found[1]) for found in map(NUMBERED.match, taken) if found]
    number = f"rId{max(numbers, default=0) + 1}"
    before = prefix(part, b"Relationships")
    written = b'<%bRelationship Id="%b" Type="%b/%b" Target="%b"/>' % (
        before,
        number.encode(),
        office,
        kind.encode(),
        escaped("/" + target),
    )
    package.write(name, appended(part, before + b"Relationships", written))
    return number


def unrelate(package: Package, source: str, number: str) -> None:
    """Take the relation with this id away."""
    name = _rels(source)
    part = package.read(name)
    relation = prefix(part, b"Relationships") + b"Relationship"
    package.write(name, without(part, relation, lambda found: _says(found, b"Id") == number))


def unrelate_all(package: Package, source: str) -> None:
    """Take all relations of a part away."""
    package.remove(_rels(source))


def declare(package: Package, name: str, content_type: str) -> None:
    """Put a part into the list of content types."""
    part = package.read(TYPES)
    before = prefix(part, b"Types")
    written = b'<%bOverride PartName="%b" ContentType="%b"/>' % (
        before,
        escaped("/" + name),
        escaped(content_type),
    )
    package.write(TYPES, appended(part, before + b"Types", written))


def undeclare(package: Package, name: str) -> None:
    """Take a part out of the list of content types."""
    part = package.read(TYPES)
    override = prefix(part, b"Types") + b"Override"
    package.write(TYPES, without(part, override, lambda found: _says(found, b"PartName") == "/" + name))


def _says(found: re.Match[bytes], attribute: bytes) -> str:
    return text(attributes(found[1]).get(attribute, b""))


def _rels(source: str) -> str:
    folder, name = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{name}.rels")
