"""A copy that comes back is a sheet like any other: what an earlier run added to it is taken off first."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tracker.ooxml.book import Book
from tracker.ooxml.markup import attributes, element, text, without
from tracker.ooxml.notes import Notes
from tracker.ooxml.sheet import Sheet, Spot
from tracker.ooxml.styles import Styles
from tracker.references import Area, area
from tracker.vocabulary import OURS as HEADINGS
from tracker.wording import LANGUAGES, words
from tracker.write.annotated.columns import NAME as COLUMNS
from tracker.write.annotated.columns import OURS
from tracker.write.annotated.look import Look, is_ours
from tracker.write.annotated.marks import Cells, filled
from tracker.write.annotated.summary import MEMORY
from tracker.write.annotated.summary import NAME as SUMMARY

MADE = "*"  # after a cell's reference: it was not there before we marked it


@dataclass(frozen=True)
class Before:
    """How a cell was before it was marked: its fill and its font as records ("" for none of its own, or the same)."""

    fill: bytes = b""
    font: bytes = b""
    made: bool = False


@dataclass
class Earlier:
    """What an earlier run left on one sheet: `handled`, row → the cell the person wrote in; `cells`, the values of the
    sheet without ours; `first`: the column that ours began at, where they all stood side by side."""

    cells: Cells
    handled: dict[int, bytes] = field(default_factory=dict)
    first: int | None = None

    def is_free(self, first: int, count: int) -> bool:
        """Whether nothing stands in these columns."""
        return not any(filled(value) for row in self.cells for value in row[first - 1 : first - 1 + count])


def forget(book: Book, styles: Styles, values: Mapping[str, Cells], look: Look) -> dict[str, Earlier]:
    """Take our sheet, columns, notes and fills away; what is left of each sheet. `values`: sheet → its values."""
    names = book.names()
    remembered: dict[str, dict[Spot, Before]] = {}
    for name in [name for name in names if name.name == SUMMARY]:
        ours = next((sheet for sheet in book.sheets() if sheet.name == _sheet_of(name.says)), None)
        if ours and len(book.sheets()) > 1:
            remembered = _memory(values.get(ours.name, ()))
            book.remove_sheet(ours)
    areas = {_sheet_of(name.says): area(name.says.rpartition("!")[2]) for name in names if name.name == COLUMNS}
    left = {}
    for sheet in book.sheets():
        if sheet.name in values and (areas.get(sheet.name) or sheet.name in remembered):
            cells = values[sheet.name]
            columns, rows = _ours(cells, areas.get(sheet.name), look)
            handled = _forget_sheet(book, styles, sheet.part, columns, rows, remembered.get(sheet.name, {}), look)
            whole = tuple(columns.values()) in (tuple(HEADINGS), OURS)
            first = min(columns) if whole and max(columns) - min(columns) < len(columns) else None
            left[sheet.name] = Earlier(_without(cells, columns, rows), handled, first)
    book.remove_names(lambda name: name.name in (SUMMARY, COLUMNS))
    return left


def _ours(cells: Cells, place: Area | None, look: Look) -> tuple[dict[int, str], list[int]]:
    """Column → code of our columns in an area, and the rows in which they say something: every row of ours does, and
    others may hold empty cells of theirs there. A column that somebody put between ours is not ours."""
    if place is None:
        return {}, []
    top, left, bottom, right = place
    headings = {words("annotated", lang)[code]: code for lang in LANGUAGES for code in HEADINGS}
    heads = {column: str(_at(cells, top, column)) for column in range(left, right + 1)}
    columns = {column: headings[head] for column, head in heads.items() if head in headings}
    rows = [row for row in range(top, bottom + 1) if any(filled(_at(cells, row, column)) for column in columns)]
    # of rows that were added below, the person may have handled some
    handling = [column for column, code in columns.items() if code == OURS[0]]
    below = range(bottom + 1, len(cells) + 1)
    return columns, rows + [row for row in below if [c for c in columns if filled(_at(cells, row, c))] == handling]


def _forget_sheet(
    book: Book,
    styles: Styles,
    part: str,
    columns: Mapping[int, str],
    rows: Sequence[int],
    remembered: Mapping[Spot, Before],
    look: Look,
) -> dict[int, bytes]:
    """Take our marks off one sheet; row → the cell in which the person wrote."""
    sheet = Sheet(book.package.read(part))
    handling = [column for column, code in columns.items() if code == OURS[0]]
    written = {row: sheet.cell(row, column) for row in rows[1:] for column in handling}
    heads = {(row, column) for row in rows[:1] for column in columns}
    below = [words("annotated", lang)["note_below"] for lang in LANGUAGES]  # that run may have been in another one
    notes = Notes(book, part, look.author, look.words["note_below"])
    touched = notes.remove(sheet, below, heads | set(remembered))
    restored, dropped = {}, [(row, column) for row in rows for column in columns]
    for spot in touched | set(remembered):
        before, style = remembered.get(spot, Before()), sheet.style(*spot)
        if spot[1] in columns or not is_ours(styles, style, look):
            continue
        if before.made and sheet.cell(*spot).endswith(b"/>"):
            dropped.append(spot)
        else:
            restored[spot] = _unmarked(styles, style, before)
    sheet.tail = _without_links(sheet, columns, min(rows, default=0))
    book.package.write(part, sheet.patched(restored, {}, dropped))
    return {row: cell for row, cell in written.items() if cell and not cell.endswith(b"/>")}


def _without(cells: Cells, columns: Mapping[int, str], rows: Sequence[int]) -> Cells:
    """The values of a sheet without those of our columns."""
    kept = [list(row) for row in cells]
    for row in rows:
        for column in columns:
            if column <= len(kept[row - 1]):
                kept[row - 1][column - 1] = ""
    return kept


def _at(cells: Cells, row: int, column: int) -> object:
    line = cells[row - 1] if row <= len(cells) else ()
    return line[column - 1] if column <= len(line) else ""


def _unmarked(styles: Styles, style: int, before: Before) -> int:
    """The format that a marked cell had."""
    changes = {b"fillId": styles.add(b"fills", before.fill) if before.fill else 0}
    if before.font:
        changes[b"fontId"] = styles.add(b"fonts", before.font)
    return styles.alike(style, changes)


def _memory(cells: Cells) -> dict[str, dict[Spot, Before]]:
    """Sheet → cell → how it was before it was marked, from the hidden column of our list."""
    found: dict[str, dict[Spot, Before]] = {}
    for row in range(1, len(cells) + 1):
        kept = str(_at(cells, row, MEMORY)).split("\n", 3)
        place = area(kept[0].removesuffix(MADE))
        if place and len(kept) > 3:
            cell, fill, font, sheet = kept
            found.setdefault(sheet, {})[place[:2]] = Before(fill.encode(), font.encode(), cell.endswith(MADE))
    return found


def _without_links(sheet: Sheet, columns: Mapping[int, str], top: int) -> bytes:
    """The tail of a sheet without the links in our columns, and without a list of links that is left empty."""

    def is_ours(link: re.Match[bytes]) -> bool:
        place = area(text(attributes(link[1]).get(b"ref", b"")))
        return bool(place and place[1] in columns and place[0] >= top)

    tail = without(sheet.tail, sheet.prefix + b"hyperlink", is_ours)
    whole = element(sheet.prefix + b"hyperlinks").search(tail) if tail != sheet.tail else None
    if whole and b"<" not in whole[0][len(whole[1]) : whole[0].rfind(b"</")]:
        return tail[: whole.start()] + tail[whole.end() :]
    return tail


def _sheet_of(reference: str) -> str:
    return reference.rpartition("!")[0].strip("'").replace("''", "'")
