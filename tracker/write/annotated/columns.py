"""The computed columns to the right of a sheet, and two more: what the person will do, and a link."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

import pandas as pd

from tracker.ooxml import relations
from tracker.ooxml.book import Book, Name
from tracker.ooxml.boxes import units
from tracker.ooxml.cells import Value, body, cell, quote
from tracker.ooxml.markup import appended, attributes, escaped, readable, start_tag, text, with_attribute
from tracker.ooxml.notes import spots
from tracker.ooxml.sheet import Block, Sheet, Spot, with_child
from tracker.ooxml.styles import Styles, is_coloured
from tracker.ooxml.widths import with_widths
from tracker.references import LAST_COLUMN, LAST_ROW, Merge, area, letters
from tracker.write.annotated.look import Formats, Look
from tracker.write.annotated.marks import Cells, Marks, Place, filled

NAME = "_tracker_columns"  # hidden, of the sheet: where our columns stand, however the sheet was edited since
OURS = ("handling", "remarks")
WIDTHS = {"stage": 12, "grade": 12, "priority": 9, "next_due": 13, "overdue_days": 10}
WIDTHS |= {"risks": 22, "next_step": 42, "handling": 26, "remarks": 14}
WIDEST = {"grade": 44, "risks": 40, "next_step": 70}
WRAPPED = ("grade", "risks", "next_step", "handling")
COLOURS = {"late": "risk", "risks": "risk", "link": "accent", "fine": "good"}
STRAY_COLUMNS = 12  # formatted but empty: as many are stepped over, more would put ours out of sight
DRAWN_TO = re.compile(rb"<(?:\w+:)?to>\s*<(?:\w+:)?col>(\d+)<")


def codes(marks: Marks) -> list[str]:
    """Our columns on this sheet, in order."""
    return [*marks.answers.columns, *OURS]


def first_column(
    book: Book, part: str, sheet: Sheet, cells: Cells, merges: Sequence[Merge], shown: Sequence[Place], marks: Marks
) -> int | None:
    """The column that ours start at: right of all that holds or shows something, of every mark, of links, and of
    what is merged in our rows; None where there is no room."""
    count, rows = len(codes(marks)), [marks.header_row, *marks.more_headers, *marks.answers.index]
    solid = max([_last_filled(cells), *(place.spot[1] for place in shown if place.spot)])
    filtered = start_tag(sheet.prefix + b"autoFilter").search(sheet.tail)
    reach = area(text(attributes(filtered[0]).get(b"ref", b""))) if filtered else None
    solid, soft = max(solid, reach[3] if reach else 0), 0
    for relation in relations.relations(book.package, part):
        if relation.target not in book.package:
            continue
        if relation.kind == "table":
            tag = start_tag(rb"(?:[\w.-]+:)?table").search(readable(book.package.read(relation.target)))
            reach = area(text(attributes(tag[0]).get(b"ref", b""))) if tag else None
            solid = max(solid, reach[3] if reach else 0)
        elif relation.kind == "drawing":  # a picture or chart beside the table would lie over our columns
            ends = DRAWN_TO.findall(book.package.read(relation.target))
            soft = max([soft, *(int(column) + 1 for column in ends)])
        elif relation.kind == "comments":
            soft = max([soft, *(column for _, column in spots(book.package, relation.target))])
    for (top, left), (bottom, right) in merges:
        said = top < len(cells) and left < len(cells[top]) and filled(cells[top][left])
        beside = right < max(solid, soft) + STRAY_COLUMNS and top < max(rows) and min(rows) <= bottom + 1
        if said or beside:
            soft = max(soft, right + 1)
    for link in start_tag(sheet.prefix + b"hyperlink").findall(sheet.tail):
        reach = area(text(attributes(link).get(b"ref", b"")))
        if reach and reach[3] <= max(solid, soft) + STRAY_COLUMNS:
            soft = max(soft, reach[3])
    formatted = max(sheet.last_columns.values(), default=0)
    if formatted <= max(solid, soft) + STRAY_COLUMNS:
        soft = max(soft, formatted)
    room = LAST_COLUMN - count
    return next((taken + 1 for taken in (max(solid, soft), solid) if taken <= room), None)


def _last_filled(cells: Cells) -> int:
    last = 0
    for row in cells:
        for column in range(len(row), last, -1):
            if filled(row[column - 1]):
                last = column
                break
    return last


def remarks(shown: Sequence[tuple[int, Place]], summary: str, look: Look) -> dict[int, tuple[str, str]]:
    """By row: its problems counted, and the place on the sheet `summary` where the first of them stands. `shown`: the
    problems with the rows of their lines there."""
    at_row: dict[int, list[tuple[int, Place]]] = defaultdict(list)
    for line, place in shown:
        at_row[place.row].append((line, place))
    counted = {row: look.counted(tuple(place.severity for _, place in here)) for row, here in at_row.items()}
    first = {row: min(line for line, _ in here) for row, here in at_row.items()}
    return {row: (counted[row], f"{quote(summary)}!A{first[row]}") for row in at_row}


class Columns:
    """Our columns on one sheet from `first` on.

    `links`: `remarks`; `handled`: row → the cell in which the person wrote, as it is.
    """

    def __init__(
        self,
        sheet: Sheet,
        marks: Marks,
        first: int,
        links: Mapping[int, tuple[str, str]],
        handled: Mapping[int, bytes],
    ) -> None:
        self._sheet, self._marks, self._first, self._links, self._handled = sheet, marks, first, links, handled
        self._codes = codes(marks)
        values = [_plain(marks.answers[code]) for code in marks.answers]
        self._answers: dict[int, tuple[Value, ...]] = {}
        for row, *said in zip(marks.answers.index.astype(int), *values, strict=True):
            self._answers.setdefault(row, tuple(said))
        rows = {*self._answers, *links, *handled}
        self.rows = sorted(row for row in rows if row > marks.header_row and row not in marks.more_headers)
        below = pairwise((*marks.more_headers, LAST_ROW + 1))
        shown = (head for head, end in below if any(head < row < end for row in self.rows))
        self._headers = [marks.header_row, *shown]  # of a table below that has none of ours, no header either
        self.empty = not self.rows and marks.answers.columns.empty

    def cells(self, styles: Styles, look: Look, from_1904: bool) -> dict[int, Block]:
        """Row → our cells."""
        sheet = self._sheet
        beside = sheet.style(min(self.rows, default=self._marks.header_row + 1), max(self._first - 1, 1))
        formats, last = Formats(styles, look, beside), self._columns[-1]
        made = {row: Block(self._first, last, self._heads(row, styles, look)) for row in self._headers}
        bands: dict[int, bool] = {}
        known: dict[object, list[bytes]] = {}
        nothing: tuple[Value, ...] = (None,) * (len(self._codes) - len(OURS))
        for row in self.rows:
            style = sheet.first_style(row)
            if style not in bands:
                bands[style] = is_coloured(styles, styles.of(style, b"fills", b"fillId"))
            wrap = not sheet.fixed_height(row)  # a row of fixed height would show one line of many
            remark, location = self._links.get(row, (look.signs["good"] if row in self._answers else "", ""))
            key = (*self._answers.get(row, nothing), None, remark), bands[style], wrap, bool(location)
            if key not in known:
                known[key] = self._pieces(formats, *key, from_1904)
            written = (b"%d" % row).join(known[key])
            if row in self._handled:
                written = self._with_handled(written, row)
            made[row] = Block(self._first, last, written)
        return made

    def _pieces(
        self, formats: Formats, values: tuple[Value, ...], band: bool, wrap: bool, linked: bool, from_1904: bool
    ) -> list[bytes]:
        """A row of our cells, cut at the places where its number has to be written."""
        before, pieces, rest = self._sheet.prefix, [], b""
        for column, code, value in zip(self._columns, self._codes, values, strict=True):
            pieces.append(rest + b'<%bc r="%b' % (before, letters(column).encode()))
            style = _format(formats, _kind(code, value, linked), band, column == self._first, wrap, value)
            rest = b'"' + body(before, style, value, from_1904)
        return [*pieces, rest]

    def _heads(self, row: int, styles: Styles, look: Look) -> bytes:
        """Our header cells."""
        style = Formats(styles, look, self._sheet.style(row, max(self._first - 1, 1))).of(
            colour="paper",
            fill="accent",
            bold=True,
            align={"horizontal": "center", "vertical": "center", "wrapText": 1},
        )
        heads = zip(self._columns, self._codes, strict=True)
        return b"".join([cell(self._sheet.prefix, row, column, style, look.words[code]) for column, code in heads])

    def _with_handled(self, written: bytes, row: int) -> bytes:
        """Our cells of a row, with the one in which the person wrote in the place of our empty one."""
        reference = f"{letters(self._first + self._codes.index('handling'))}{row}"
        empty = re.compile(rb'<%bc r="%b"[^>]*/>' % (self._sheet.prefix, reference.encode()))
        return empty.sub(lambda _: _moved(self._handled[row], reference), written)

    @property
    def _columns(self) -> range:
        return range(self._first, self._first + len(self._codes))

    def hints(self, look: Look) -> dict[Spot, str]:
        """What the header cells of ours say to whoever points at them."""
        return {
            (self._marks.header_row, column): look.words[f"hint_{code}"]
            if code in OURS
            else look.words.fill("hint_answers", legend=look.words[f"legend_{code}"])
            for column, code in enumerate(self._codes, self._first)
        }

    def name(self, number: int) -> Name:
        """The hidden name that says where our columns stand."""
        left, right = letters(self._first), letters(self._first + len(self._codes) - 1)
        top, last = self._marks.header_row, max([*self.rows, *self._headers])
        return Name(NAME, f"{quote(self._marks.sheet)}!${left}${top}:${right}${last}", number)

    def fit(self, look: Look) -> None:
        """Give our columns their widths, and the rows their links, around the cells of the sheet."""
        sheet = self._sheet
        sheet.head = with_widths(sheet, self._first, [self._width(code) for code in self._codes])
        column = self._first + self._codes.index("remarks")
        tip = escaped(look.words["jump_back"])
        linked = b"".join(
            b'<%bhyperlink ref="%b%d" location="%b" tooltip="%b"/>'
            % (sheet.prefix, letters(column).encode(), row, escaped(self._links[row][1]), tip)
            for row in self.rows
            if row in self._links
        )
        if linked:
            tail, _ = with_child(sheet.tail, sheet.prefix, b"hyperlinks")
            sheet.tail = appended(tail, sheet.prefix + b"hyperlinks", linked)

    def _width(self, code: str) -> int:
        if code not in WIDEST or code not in self._marks.answers:
            return WIDTHS[code]
        longest = max((units(str(value)) for value in self._marks.answers[code].unique()), default=0)
        return min(max(WIDTHS[code], longest + 3), WIDEST[code])


def _format(formats: Formats, kind: str, band: bool, edge: bool, wrap: bool, value: Value) -> int:
    wrapped = kind in WRAPPED
    align: dict[str, object] = {"horizontal": "left" if wrapped else "center", "vertical": formats.vertical.decode()}
    if wrapped:
        align |= ({"wrapText": 1} if wrap else {}) | {"indent": 1}
    return formats.of(
        colour=COLOURS.get(kind, "ink"),
        fill="band" if band else "paper",
        bold=kind in ("late", "risks"),
        link=kind == "link",
        edge=edge,
        align=align,
        date=kind == "next_due",
        unlocked=kind == "handling",
        text=value if isinstance(value, str) else "",
    )


def _kind(code: str, value: Value, linked: bool) -> str:
    """What a cell looks like: as its column does, or as one with something to say."""
    if code == "remarks":
        return "link" if linked else "fine"
    return "late" if code == "overdue_days" and value else code


def _plain(answers: pd.Series) -> list[Value]:
    """The values of a column as a cell holds them."""
    if pd.api.types.is_datetime64_any_dtype(answers):
        return [None if value is pd.NaT else value for value in answers.dt.to_pydatetime()]
    return [None if value is pd.NA or value != value else value for value in answers.tolist()]


def _moved(written: bytes, reference: str) -> bytes:
    """A cell as it is, in another place."""
    end = written.index(b">") + 1
    return with_attribute(written[:end], b"r", reference.encode()) + written[end:]
