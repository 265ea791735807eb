"""One worksheet's part: where its rows and cells stand, and the same part with single cells changed or added."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from tracker.ooxml.markup import CannotPatch, attributes, element, prefix, readable, start_tag, with_attribute
from tracker.references import column_number, letters

# the children of a worksheet that may stand between its cells and what is put in here, in the order Excel insists on
AFTER_CELLS = (
    b"sheetCalcPr sheetProtection protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews "
    b"mergeCells phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup "
    b"headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing"
).split()
REFERENCE = re.compile(rb"([A-Z]+)(\d+)$")

Spot = tuple[int, int]  # row and column of a cell, from 1


@dataclass(frozen=True)
class Block:
    """New cells of one row, side by side: the columns of the first and the last, and all of them as written."""

    first: int
    last: int
    written: bytes

    def __contains__(self, column: int) -> bool:
        return self.first <= column <= self.last


NOTHING = Block(1 << 20, 0, b"")


class Sheet:
    """A worksheet's part in three: `head` before its cells, the cells, `tail` after them. Head and tail may be
    written anew by the owner; cells change with `patched`.

    Raises CannotPatch for a part whose rows cannot be told apart.
    """

    def __init__(self, part: bytes) -> None:
        self._part, self._seen = part, readable(part)
        self.prefix = prefix(self._seen, b"worksheet")
        data = start_tag(self.prefix + b"sheetData").search(self._seen)
        if not data:
            raise CannotPatch("a sheet without its data")
        self._opening, self._first, self._end, self._after = data[0], data.end(), data.end(), data.end()
        if not data[0].endswith(b"/>"):
            self._end = self._seen.rindex(b"</" + self.prefix + b"sheetData")
            self._after = self._seen.index(b">", self._end) + 1
        self.head, self.tail = part[: data.start()], part[self._after :]
        self._cell_opening = b"<" + self.prefix + b"c "
        self._numbers, self._starts, self._tags = self._rows()
        self._places = {number: place for place, number in enumerate(self._numbers)}

    def _rows(self) -> tuple[list[int], list[int], list[int]]:
        """Of each row: its number, where it starts, where its start tag ends."""
        pattern = re.compile(rb"""<%brow(?=[\s>/])(?:[^>]*?\sr=["'](\d+)["'])?[^>]*>""" % self.prefix)
        numbers, starts, tags, number = [], [], [], 0
        for found in pattern.finditer(self._seen, self._first, self._end):
            number, before = int(found[1]) if found[1] else number + 1, number
            if number <= before:
                raise CannotPatch("rows that are not in their order")
            numbers.append(number)
            starts.append(found.start())
            tags.append(found.end())
        return numbers, starts, tags

    @property
    def rows(self) -> list[int]:
        """The numbers of the rows that the sheet speaks of."""
        return self._numbers

    def row(self, row: int) -> dict[bytes, bytes]:
        """What the start tag of a row says."""
        place = self._places.get(row)
        return {} if place is None else attributes(self._seen[self._starts[place] : self._tags[place]])

    def cells(self, row: int) -> dict[int, tuple[int, int, bytes]]:
        """Column → start, end and start tag of each cell of a row; a cell need not say where it stands."""
        place, found, column = self._places.get(row), dict[int, tuple[int, int, bytes]](), 0
        if place is None:
            return found
        for cell in element(self.prefix + b"c").finditer(self._seen, *self._inside(place)):
            said = REFERENCE.match(attributes(cell[1]).get(b"r", b""))
            column = column_number(said[1].decode()) if said else column + 1
            found[column] = (cell.start(), cell.end(), cell[1])
        return found

    def cell(self, row: int, column: int) -> bytes:
        """A cell as it is written; b"" where there is none."""
        start, end, _ = self.cells(row).get(column, (0, 0, b""))
        return self._part[start:end]

    def has(self, row: int, column: int) -> bool:
        """Whether the sheet has an element for a cell, if only for its format."""
        return bool(self._tag_of(row, column)[1])

    def _tag_of(self, row: int, column: int) -> tuple[int, bytes]:
        """Where a cell's start tag stands, and the tag; b"" where there is no such cell."""
        place = self._places.get(row)
        if place is None:
            return 0, b""
        reference = b' r="%b%d"' % (letters(column).encode(), row)
        said = self._seen.find(reference, self._tags[place], self._row_ends(place))
        start = self._seen.rindex(b"<", 0, said) if said >= 0 else 0
        if said >= 0 and self._seen.startswith(self._cell_opening, start):
            # as nearly everybody writes it: no need to look at the other cells of the row
            return start, self._seen[start : self._seen.index(b">", said) + 1]
        start, _, tag = self.cells(row).get(column, (0, 0, b""))
        return start, tag

    @cached_property
    def last_columns(self) -> dict[int, int]:
        """Row → column of its last cell, also of one that is only formatted."""
        opening, found = b"<" + self.prefix + b"c", dict[int, int]()
        pattern = re.compile(rb"""%b\s[^>]*?\br=["']([A-Z]+)\d+["']""" % opening)
        for place, number in enumerate(self._numbers):
            start, end = self._tags[place], self._row_ends(place)
            last = self._seen.rfind(opening + b" ", start, end)
            said = pattern.match(self._seen, last, end) if last >= 0 else None
            if said:
                found[number] = column_number(said[1].decode())
            elif self._seen.find(opening, start, end) >= 0:
                found[number] = max(self.cells(number), default=0)
        return found

    def style(self, row: int, column: int) -> int:
        """The number of the format that a cell shows: its own, its row's, its column's."""
        tag = self._tag_of(row, column)[1]
        if tag:
            return int(attributes(tag).get(b"s") or 0)
        said = self.row(row)
        if said.get(b"customFormat") in (b"1", b"true"):
            return int(said.get(b"s") or 0)
        return next((int(each.get(b"style") or 0) for each in self.columns if _spans(each, column)), 0)

    def fixed_height(self, row: int) -> bool:
        """Whether the sheet says how high a row is."""
        place = self._places.get(row)
        return place is not None and b" ht=" in self._seen[self._starts[place] : self._tags[place]]

    def first_style(self, row: int) -> int:
        """The number of the format of a row's first cell."""
        place = self._places.get(row)
        found = None if place is None else self._first_style.match(self._seen, self._tags[place])
        return int(found[1] or 0) if found else self.style(row, 1)

    @cached_property
    def _first_style(self) -> re.Pattern[bytes]:
        return re.compile(rb"""\s*<%bc(?=[\s>/])(?:[^>]*?\ss=["'](\d+)["'])?""" % self.prefix)

    @property
    def columns(self) -> list[dict[bytes, bytes]]:
        """What the head says of runs of columns."""
        return _runs(self.head, self.prefix)

    def blank(self, row: int, column: int, style: int) -> bytes:
        """A cell with nothing in it but its format."""
        return b'<%bc r="%b%d" s="%d"/>' % (self.prefix, letters(column).encode(), row, style)

    def patched(self, styles: Mapping[Spot, int], added: Mapping[int, Block], dropped: Iterable[Spot] = ()) -> bytes:
        """The part with other formats on some cells, neighbouring cells added to rows, and some left out.

        Added cells take the place of those that stand there.
        """
        restyled: dict[int, dict[int, int]] = defaultdict(dict)
        for (row, column), style in styles.items():
            restyled[row][column] = style
        gone: dict[int, set[int]] = defaultdict(set)
        for row, column in dropped:
            gone[row].add(column)
        pieces, done = [], self._first
        for row in sorted({*restyled, *added, *gone}):
            place, block = self._places.get(row), added.get(row, NOTHING)
            if place is None:
                inside = self._mixed(row, 0, 0, restyled.get(row, {}), block, set())
                at = self._gap(row)
                pieces += [self._part[done:at], self._opened(b'<%brow r="%d">' % (self.prefix, row), inside)]
                done = at
                continue
            start, end = self._inside(place)
            if self._closed(place):
                inside = self._mixed(row, start, end, restyled.get(row, {}), block, set())
                pieces += [self._part[done : start - 2], self._opened(b">", inside) if inside else b"/>"]
            elif row in restyled or row in gone or self.last_columns.get(row, 0) >= block.first:
                inside = self._mixed(row, start, end, restyled.get(row, {}), block, gone.get(row, set()))
                pieces += [self._part[done:start], inside]
            else:  # the usual case: ours stand behind everything
                pieces += [self._part[done:end], block.written]
            done = end
        opening, closing = self._opening, b"</" + self.prefix + b"sheetData>"
        if opening.endswith(b"/>"):
            opening = opening[:-2] + b">"
        else:
            closing = self._part[self._end : self._after]
        return b"".join([self.head, opening, *pieces, self._part[done : self._end], closing, self.tail])

    def _mixed(self, row: int, start: int, end: int, styles: Mapping[int, int], block: Block, gone: set[int]) -> bytes:
        """The cells of a row, old and new, in the order of their columns."""
        told = [(column, *self._tag_of(row, column)) for column in sorted(styles)]
        if not gone and self.last_columns.get(row, 0) < block.first and all(tag for _, _, tag in told):
            pieces = []
            for column, at, tag in told:
                pieces += [self._part[start:at], with_attribute(tag, b"s", b"%d" % styles[column])]
                start = at + len(tag)
            return b"".join([*pieces, self._part[start:end], block.written])
        pieces_at: dict[int, bytes] = {}
        for column, (begins, ends, tag) in self.cells(row).items():
            between, cell = self._part[start:begins], self._part[begins:ends]
            if column in styles:
                cell = with_attribute(tag, b"s", b"%d" % styles[column]) + cell[len(tag) :]
            pieces_at[column] = between if column in gone or column in block else between + cell
            start = ends
        for column in set(styles) - set(pieces_at):
            pieces_at[column] = self.blank(row, column, styles[column])
        pieces_at[block.first] = pieces_at.get(block.first, b"") + block.written
        return b"".join([*(pieces_at[column] for column in sorted(pieces_at)), self._part[start:end]])

    def _closed(self, place: int) -> bool:
        """Whether a row is written as `<row/>`."""
        return self._seen[self._tags[place] - 2 : self._tags[place]] == b"/>"

    def _inside(self, place: int) -> tuple[int, int]:
        """Where the cells of a row begin and end."""
        start = self._tags[place]
        if self._closed(place):
            return start, start
        return start, self._seen.rindex(b"</" + self.prefix + b"row", start, self._row_ends(place))

    def _row_ends(self, place: int) -> int:
        """Where a row's stretch of the part ends: at the next row."""
        return self._starts[place + 1] if place + 1 < len(self._starts) else self._end

    def _gap(self, row: int) -> int:
        """Where a row that is not there would stand."""
        place = bisect_left(self._numbers, row)
        if place < len(self._starts):
            return self._starts[place]
        if not self._starts:
            return self._first
        end = self._inside(place - 1)[1]
        return end if self._closed(place - 1) else self._seen.index(b">", end) + 1

    def _opened(self, tag: bytes, inside: bytes) -> bytes:
        return tag + inside + b"</" + self.prefix + b"row>"


@lru_cache(maxsize=8)
def _runs(head: bytes, before: bytes) -> list[dict[bytes, bytes]]:
    return [attributes(tag) for tag in start_tag(before + b"col").findall(readable(head))]


def _spans(column: Mapping[bytes, bytes], number: int) -> bool:
    return int(column.get(b"min", b"0")) <= number <= int(column.get(b"max", b"0"))


def with_child(tail: bytes, before: bytes, name: bytes) -> tuple[bytes, int]:
    """The tail of a worksheet with an empty child `name` put in where it has none, and where that child stands.

    `before`: the prefix of the part.
    """
    seen = readable(tail)
    found = start_tag(before + name).search(seen)
    if found:
        return tail, found.start()
    at = 0
    for each in AFTER_CELLS[: AFTER_CELLS.index(name)]:
        for whole in element(before + each).finditer(seen):
            at = max(at, whole.end())
    return tail[:at] + b"<" + before + name + b"/>" + tail[at:], at
