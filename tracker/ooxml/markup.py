"""XML as bytes: finding and changing single tags without writing the rest of a part anew."""

import re
from collections.abc import Callable
from functools import lru_cache
from html import unescape

MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = b"http://purl.oclc.org/ooxml/officeDocument/relationships"
ATTRIBUTE = re.compile(rb"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML cannot hold
ESCAPED_CODE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # what a workbook would read as one character
ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([^"']+)""")
UNSEEN = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>", re.DOTALL)


class CannotPatch(Exception):
    """This part is written in a way that cannot be changed place by place."""


def attributes(tag: bytes) -> dict[bytes, bytes]:
    """The attributes of a start tag, as they are written."""
    return {name: double or single for name, double, single in ATTRIBUTE.findall(tag)}


def text(value: bytes) -> str:
    """What an attribute or a text says."""
    return unescape(value.decode("utf-8", "replace"))


def escaped(value: str) -> bytes:
    """A text for an XML part; a line break in an attribute has to be written by its number."""
    value = FORBIDDEN.sub("", value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return value.replace('"', "&quot;").encode()


def cell_text(value: str) -> bytes:
    """A text for a cell or a note, in which `_x000A_` would be read as a line break."""
    return escaped(ESCAPED_CODE.sub("_x005F_", value.replace("\r\n", "\n")))


def with_attribute(tag: bytes, name: bytes, value: bytes) -> bytes:
    """The start tag with one attribute set: in its place, or as the last one."""
    for found in ATTRIBUTE.finditer(tag):
        if found[1] == name:
            return tag[: found.start()] + name + b'="' + value + b'"' + tag[found.end() :]
    end = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:end].rstrip() + b" " + name + b'="' + value + b'"' + tag[end:]


def readable(part: bytes) -> bytes:
    """The part with comments and CDATA blanked out, so that places found in it are places of the part.

    Raises CannotPatch where the part is not in UTF-8.
    """
    encoding = ENCODING.match(part.removeprefix(b"\xef\xbb\xbf"))
    if part.startswith((b"\xff\xfe", b"\xfe\xff")) or (
        encoding and encoding[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii")
    ):
        raise CannotPatch("a part that is not in UTF-8")
    return _blanked(part)


def _blanked(part: bytes) -> bytes:
    if b"<!--" not in part and b"<![CDATA[" not in part:
        return part
    return UNSEEN.sub(lambda found: b" " * len(found[0]), part)


def prefix(part: bytes, root: bytes) -> bytes:
    """The namespace prefix (with its colon) under which this root element and its children are written."""
    found = re.search(rb"<((?:[\w.-]+:)?)%b[\s>/]" % root, part)
    if not found:
        raise CannotPatch(f"no {root.decode()} in a part")
    return found[1]


@lru_cache(maxsize=256)
def element(name: bytes) -> re.Pattern[bytes]:
    """One element (its prefixed name) that holds none of the same name: the whole of it, its start tag as group 1."""
    return re.compile(rb"(<%b(?:\s[^>]*?)?(?:/>|(?<!/)>))(?:(?<=/>)|.*?</%b\s*>)" % (name, name), re.DOTALL)


@lru_cache(maxsize=256)
def start_tag(name: bytes) -> re.Pattern[bytes]:
    """The start tag of an element (its prefixed name)."""
    return re.compile(rb"<%b(?:\s[^>]*|/)?>" % name)


def appended(part: bytes, name: bytes, children: bytes) -> bytes:
    """The part with children added at the end of its only element `name` (prefixed).

    Raises CannotPatch where there is no such element.
    """
    seen = readable(part)
    start = start_tag(name).search(seen)
    if not start:
        raise CannotPatch(f"no {name.decode()} in a part")
    if start[0].endswith(b"/>"):
        at = start.end()
        return part[: at - 2] + b">" + children + b"</" + name + b">" + part[at:]
    at = seen.rindex(b"</" + name, start.end())
    return part[:at] + children + part[at:]


def said(found: re.Match[bytes]) -> str:
    """What stands in an element that `element` found."""
    return text(found[0][len(found[1]) : found[0].rfind(b"</")])


def without(part: bytes, name: bytes, which: Callable[[re.Match[bytes]], bool]) -> bytes:
    """The part without those of its elements `name` (prefixed) of which `which` is true."""
    pieces, done = [], 0
    for found in element(name).finditer(_blanked(part)):
        if which(found):
            pieces.append(part[done : found.start()])
            done = found.end()
    return b"".join([*pieces, part[done:]])


def counted(part: bytes, name: bytes, count: int) -> bytes:
    """The part with the `count` of its element `name`, where it states one, set right."""
    start = start_tag(name).search(readable(part))
    known = attributes(start[0]).get(b"count") if start else None
    if not start or known is None or not known.isdigit():
        return part
    tag = with_attribute(start[0], b"count", b"%d" % count)
    return part[: start.start()] + tag + part[start.end() :]
