"""A copy that comes back is a sheet like any other: what an earlier run added to it is taken off first."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tracker.ooxml.book import Book
from tracker.ooxml.markup import attributes, element, start_tag, text
from tracker.ooxml.notes import Notes
from tracker.ooxml.references import Area, area
from tracker.ooxml.sheet import Sheet, Spot
from tracker.ooxml.styles import Styles
from tracker.vocabulary import OURS as HEADINGS
from tracker.write.annotated.columns import NAME as COLUMNS
from tracker.write.annotated.columns import OURS
from tracker.write.annotated.look import Look, is_ours
from tracker.write.annotated.marks import Cells, filled
from tracker.write.annotated.summary import HEADS, MEMORY
from tracker.write.annotated.summary import NAME as SUMMARY


@dataclass
class Earlier:
    """What an earlier run left on one sheet: `handled`, row → the cell the person wrote in; `cells`, the values of the
    sheet without ours."""

    cells: Cells
    handled: dict[int, bytes] = field(default_factory=dict)


def forget(book: Book, styles: Styles, values: Mapping[str, Cells], look: Look) -> dict[str, Earlier]:
    """Take our sheet, columns, notes and fills away; what is left of each sheet. `values`: sheet → its values."""
    names = book.names()
    remembered: dict[str, dict[Spot, tuple[bytes, bytes]]] = {}
    for name in [name for name in names if name.name == SUMMARY]:
        ours = _sheet_of(name.says)
        found = next((sheet for sheet in book.sheets() if sheet.name == ours), None)
        if found and len(book.sheets()) > 1:
            remembered = _memory(values.get(found.name, ()))
            book.remove_sheet(found)
    sheets = {sheet.number: sheet for sheet in book.sheets()}
    left = {}
    for name in names:
        place = area(name.says.rpartition("!")[2])
        sheet = next((each for each in sheets.values() if each.name == _sheet_of(name.says)), None)
        if name.name == COLUMNS and place and sheet:
            cells = values.get(sheet.name, ())
            before = remembered.get(sheet.name, {})
            left[sheet.name] = _forget_sheet(book, styles, sheet.part, place, cells, before, look)
    book.remove_names(lambda name: name.name in (SUMMARY, COLUMNS))
    return left


def _forget_sheet(
    book: Book,
    styles: Styles,
    part: str,
    place: Area,
    cells: Cells,
    remembered: Mapping[Spot, tuple[bytes, bytes]],
    look: Look,
) -> Earlier:
    top, left, bottom, right = place
    headings = {look.words[code]: code for code in HEADINGS}
    header = cells[top - 1] if top <= len(cells) else ()
    ours = {
        column: headings[str(header[column - 1])]
        for column in range(left, min(right, len(header)) + 1)
        if str(header[column - 1]) in headings
    }
    sheet = Sheet(book.package.read(part))
    rows = [row for row in sheet.rows if top <= row <= bottom]
    handled = {}
    for column in [column for column, code in ours.items() if code == OURS[0]]:
        for row in rows:
            if row > top and row <= len(cells) and filled(cells[row - 1][column - 1]):
                handled[row] = sheet.cell(row, column)
    touched = Notes(book, part, look.author, look.words["note_below"]).remove()
    restored = {}
    for row, column in touched | set(remembered):
        style = sheet.style(row, column)
        if column not in ours and is_ours(styles, style, look):
            restored[row, column] = _unmarked(styles, style, remembered.get((row, column)))
    sheet.tail = _without_links(sheet, set(ours), top)
    book.package.write(part, sheet.patched(restored, {}, [(row, column) for row in rows for column in ours]))
    kept = [list(row) for row in cells]
    for line in kept[top - 1 : bottom]:
        for column in ours:
            line[column - 1] = ""
    return Earlier(kept, handled)


def _unmarked(styles: Styles, style: int, before: tuple[bytes, bytes] | None) -> int:
    """The format that a marked cell had."""
    fill, font = before or (b"", b"")
    changes = {b"fillId": styles.add(b"fills", fill) if fill else 0}
    if font:
        changes[b"fontId"] = styles.add(b"fonts", font)
    return styles.alike(style, changes)


def _memory(cells: Cells) -> dict[str, dict[Spot, tuple[bytes, bytes]]]:
    """Sheet → cell → its fill and its font before it was marked, from the hidden column of our list."""
    found: dict[str, dict[Spot, tuple[bytes, bytes]]] = {}
    sheet = [*HEADS].index("sheet")
    for row in cells:
        cell, *before = str(row[MEMORY - 1]).split("\n") if len(row) >= MEMORY else [""]
        place = area(cell)
        if place:
            fill, font = [*(each.encode() for each in before), b"", b""][:2]
            found.setdefault(str(row[sheet]), {})[place[:2]] = fill, font
    return found


def _without_links(sheet: Sheet, columns: set[int], top: int) -> bytes:
    """The tail of a sheet without the links in our columns."""
    pieces, done = [], 0
    for found in element(sheet.prefix + b"hyperlink").finditer(sheet.tail):
        place = area(text(attributes(found[1]).get(b"ref", b"")))
        if place and place[1] in columns and place[0] >= top:
            pieces.append(sheet.tail[done : found.start()])
            done = found.end()
    tail = b"".join([*pieces, sheet.tail[done:]])
    start = start_tag(sheet.prefix + b"hyperlinks").search(tail)
    empty = element(sheet.prefix + b"hyperlinks").search(tail) if start else None
    if pieces and empty and b"<" not in empty[0][len(empty[1]) : empty[0].rfind(b"</")]:
        return tail[: empty.start()] + tail[empty.end() :]
    return tail


def _sheet_of(reference: str) -> str:
    return reference.rpartition("!")[0].strip("'").replace("''", "'")
