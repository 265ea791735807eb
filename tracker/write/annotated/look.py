"""The words, signs and colours of an annotated copy, and the formats it adds to a workbook."""

import re
from collections.abc import Mapping
from functools import cached_property

from tracker.ooxml.markup import attributes, start_tag
from tracker.ooxml.styles import Styles, is_light
from tracker.settings import Settings

FORMULA_LIKE = ("=", "+", "-", "@")
LARGEST_FONT = 12
USUAL_SIZE = b"11"
FAMILY = (b"name", b"family", b"charset", b"scheme")  # what of a font makes it the sheet's own


class Look:
    """Everything a part of this writer looks up in the settings, looked up once."""

    def __init__(self, settings: Settings) -> None:
        self.words = settings.words("annotated")
        self.palette = settings.palette
        self.signs = settings.marks
        self.ranks = settings.ranks("severity")
        self.author = self.words["author"]

    @property
    def by_rank(self) -> list[str]:
        """The severities, gravest first."""
        return sorted(self.ranks, key=self.ranks.__getitem__, reverse=True)

    @cached_property
    def severity_colours(self) -> set[str]:
        """The fills of marked cells, hex digits."""
        return {self.palette[f"{code}_fill"] for code in self.ranks}

    def counted(self, severities: tuple[str, ...]) -> str:
        """How many of each severity, gravest first, as signs and numbers."""
        if len(severities) == 1:
            return f"{self.signs[severities[0]]} 1"
        return "  ".join(f"{self.signs[code]} {severities.count(code)}" for code in self.by_rank if code in severities)


class Formats:
    """Formats in our colours, in the font of `beside` (a format of the sheet's own) up to 12 points."""

    def __init__(self, styles: Styles, look: Look, beside: int) -> None:
        self._styles, self._look = styles, look
        self._family = styles.of(beside, b"fonts", b"fontId")
        self.vertical = _said(styles, styles.record(b"cellXfs", beside), b"alignment", b"vertical") or b"center"
        self._known: dict[object, int] = {}

    @property
    def points(self) -> float:
        """The size of the font."""
        return min(float(_said(self._styles, self._family, b"sz", b"val") or USUAL_SIZE), LARGEST_FONT)

    def of(
        self,
        *,
        colour: str = "ink",
        fill: str = "",
        bold: bool = False,
        link: bool = False,
        points: int = 0,
        boxed: bool = True,
        edge: bool = False,
        align: Mapping[str, object] | None = None,
        date: bool = False,
        unlocked: bool = False,
        text: str = "",
    ) -> int:
        """The number of a format. `colour`, `fill`: names of the palette; `edge`: a strong line on the left; `text`:
        what will stand in the cell, for a text like a formula has to be kept from becoming one when it is edited."""
        quoted = text.startswith(FORMULA_LIKE)
        key = (colour, fill, bold, link, points, boxed, edge, tuple((align or {}).items()), date, unlocked, quoted)
        if key not in self._known:
            self._known[key] = self._made(*key)
        return self._known[key]

    def _made(
        self,
        colour: str,
        fill: str,
        bold: bool,
        link: bool,
        points: int,
        boxed: bool,
        edge: bool,
        align: tuple[tuple[str, object], ...],
        date: bool,
        unlocked: bool,
        quoted: bool,
    ) -> int:
        styles, before = self._styles, self._styles.prefix
        record = b'<%bxf numFmtId="%d" fontId="%d" fillId="%d" borderId="%d" xfId="0"' % (
            before,
            styles.number_format("yyyy-mm-dd") if date else 0,
            styles.add(b"fonts", self._font(colour, bold, link, points)),
            styles.add(b"fills", fill_record(before, self._look.palette[fill])) if fill else 0,
            styles.add(b"borders", self._border(edge)) if boxed else 0,
        )
        record += b' quotePrefix="1"' if quoted else b""
        record += b' applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"'
        said = "".join(f' {name}="{value}"' for name, value in align).encode()
        inside = b"<%balignment%b/>" % (before, said)
        if unlocked:
            record += b' applyProtection="1"'
            inside += b'<%bprotection locked="0"/>' % before
        return styles.add(b"cellXfs", record + b">" + inside + b"</%bxf>" % before)

    def _font(self, colour: str, bold: bool, link: bool, points: int) -> bytes:
        before = self._styles.prefix
        size = b"%d" % points if points else b"%g" % self.points
        parts = [b"<%bb/>" % before] if bold else []
        parts += [b"<%bu/>" % before] if link else []
        parts += [b'<%bsz val="%b"/>' % (before, size), _coloured(before, b"color", self._look.palette[colour])]
        for name in FAMILY:
            found = start_tag(before + name).search(self._family)
            if found:
                parts.append(b'<%b%b val="%b"/>' % (before, name, attributes(found[0]).get(b"val", b"")))
        return b"<%bfont>%b</%bfont>" % (before, b"".join(parts), before)

    def _border(self, edge: bool) -> bytes:
        before, palette = self._styles.prefix, self._look.palette
        line, strong = _coloured(before, b"color", palette["line"]), _coloured(before, b"color", palette["accent"])
        sides = b""
        for side in (b"left", b"right", b"top", b"bottom"):
            weight, colour = (b"medium", strong) if edge and side == b"left" else (b"thin", line)
            sides += b'<%b%b style="%b">%b</%b%b>' % (before, side, weight, colour, before, side)
        return b"<%bborder>%b<%bdiagonal/></%bborder>" % (before, sides, before, before)


def fill_record(before: bytes, colour: str) -> bytes:
    """A plain fill; `before`: the prefix of the part, `colour`: hex digits."""
    return b'<%bfill><%bpatternFill patternType="solid">%b</%bpatternFill></%bfill>' % (
        *(before, before, _coloured(before, b"fgColor", colour)),
        *(before, before),
    )


def marked(styles: Styles, style: int, severity: str, look: Look) -> int:
    """The format of a cell of theirs with the fill of a severity, in ink where its text is white."""
    before = styles.prefix
    changes = {b"fillId": styles.add(b"fills", fill_record(before, look.palette[f"{severity}_fill"]))}
    font = styles.of(style, b"fonts", b"fontId")
    if is_light(styles, font):
        ink = _coloured(before, b"color", look.palette["ink"])
        changes[b"fontId"] = styles.add(b"fonts", start_tag(before + b"color").sub(ink, font))
    return styles.derived(style, changes)


def is_ours(styles: Styles, style: int, look: Look) -> bool:
    """Whether a cell has the fill of a severity."""
    colour = _said(styles, styles.of(style, b"fills", b"fillId"), b"fgColor", b"rgb")
    return colour[-6:].decode() in look.severity_colours


def before(styles: Styles, style: int, now: int) -> list[str]:
    """The fill and the font that a marked cell had, "" for none of its own, as texts to be kept."""
    fill, font = (styles.of(style, *where) for where in ((b"fills", b"fillId"), (b"fonts", b"fontId")))
    own = b"" if int(styles.format(style).get(b"fillId", b"0")) == 0 else fill
    changed = b"" if styles.of(now, b"fonts", b"fontId") == font else font
    return [re.sub(r"\s+", " ", record.decode()) for record in (own, changed)]


def _coloured(before: bytes, name: bytes, colour: str) -> bytes:
    return b'<%b%b rgb="FF%b"/>' % (before, name, colour.encode())


def _said(styles: Styles, record: bytes, name: bytes, attribute: bytes) -> bytes:
    """What an attribute of a record's child says."""
    found = start_tag(styles.prefix + name).search(record)
    return attributes(found[0]).get(attribute, b"") if found else b""
