"""Each salesperson's own workbook comes back as a copy: problem cells filled and noted, our columns, a list.

Nothing else in it changes: of the parts that hold our marks every byte that is not ours stays, all other parts are
copied as they are. Equal input gives equal bytes, and a copy that is marked again is the same copy.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tracker.errors import TrackerError
from tracker.ooxml.book import Book as Workbook
from tracker.ooxml.book import Name
from tracker.ooxml.book import Sheet as Listed
from tracker.ooxml.markup import CannotPatch
from tracker.ooxml.notes import Notes
from tracker.ooxml.package import Package
from tracker.ooxml.sheet import Block, Sheet, Spot
from tracker.ooxml.styles import Styles
from tracker.read import Book
from tracker.settings import Settings
from tracker.write.annotated import again, columns, summary
from tracker.write.annotated.fresh import workbook
from tracker.write.annotated.front import Front, Person, Unused
from tracker.write.annotated.lines import lines
from tracker.write.annotated.look import Look, before, marked
from tracker.write.annotated.marks import Marks, Place, notes, places, worst_first

__all__ = ["Copy", "Front", "Marks", "NotCopied", "Person", "Unused", "copy", "fresh"]

NO_FRONT = Front()
HOW, HOW_RENAMED = "how_to_read", "how_to_read_renamed"

SIGNATURES = "_xmlsignatures/"
# how XML that is not written as it must be shows: numbers that are none, ends and lists that are not there
NOT_AS_IT_MUST_BE = (CannotPatch, ValueError, LookupError, StopIteration)


class NotCopied(TrackerError):
    """This workbook cannot be changed place by place: use `fresh` with its values."""


@dataclass(frozen=True)
class Copy:
    """A finished .xlsx (or .xlsm, as its source), and what it lacks, in words."""

    data: bytes
    lost: tuple[str, ...]


@dataclass
class _Marked:
    """One sheet while it is marked: what is shown on it, and what will be written."""

    marks: Marks
    number: int
    part: str
    sheet: Sheet
    shown: list[Place]
    first: int | None
    earlier: again.Earlier


def copy(book: Book, marks: Sequence[Marks], settings: Settings, front: Front = NO_FRONT) -> Copy:
    """The marked copy of an .xlsx or .xlsm. Raises NotCopied."""
    try:
        return _copy(book, marks, front, Look(settings))
    except NOT_AS_IT_MUST_BE as error:
        raise NotCopied(f"{error}; rebuild it from its values") from error


def fresh(book: Book, marks: Sequence[Marks], settings: Settings, front: Front = NO_FRONT) -> Copy:
    """A new .xlsx with the values of a book of any format, marked like a copy."""
    look = Look(settings)
    # what was plain text had nothing but values
    lost = look.words["lost_all_but_values"] if book.data.startswith((b"PK", b"\xd0\xcf\x11\xe0")) else ""
    rebuilt, renamed = workbook(book, marks, look)
    names = {old.name: new.name for old, new in zip(book.sheets, rebuilt.sheets, strict=True)}
    # the copy of a csv cannot have its name: it does not take its place by itself
    how = HOW if book.file.lower().endswith(".xlsx") else HOW_RENAMED
    return _copy(rebuilt, renamed, front.renamed(names), look, (lost,) if lost else (), how)


def _copy(
    book: Book, marks: Sequence[Marks], front: Front, look: Look, lost: tuple[str, ...] = (), how: str = HOW
) -> Copy:
    package = Package(book.data)
    whole = Workbook(package)
    styles = Styles(whole)
    earlier = again.forget(whole, styles, {sheet.name: sheet.cells for sheet in book.sheets}, look)
    listed = {sheet.name: sheet for sheet in reversed(whole.sheets())}
    sheets = [_prepared(book, whole, listed.get(each.sheet), each, earlier) for each in marks]
    shown = [place for each in sheets for place in each.shown]
    lost += tuple(_losses(whole, styles, look))
    full = [look.words.fill("no_room", sheet=each.marks.sheet) for each in sheets if each.first is None]
    missing = look.words["list_mark"].join(lost)
    notices = [*full, *([look.words.fill("not_kept", losses=missing)] if missing else [])]
    left = tuple(each for each in front.unused if each.sheet in listed)  # not our own list of an earlier run
    said = lines(replace(front, unused=left), marks, shown, notices, book.file, look, how)
    name = summary.title(whole, look)
    row_of = {id(line.place): row for row, line in enumerate(said, 1) if line.place}
    memory: dict[tuple[str, str], str] = {}
    names: list[Name] = []
    for each in sheets:
        links = columns.remarks([(row_of[id(place)], place) for place in each.shown], name, look)
        names += _write(whole, styles, each, links, memory, look)
    names += summary.write(whole, styles, name, said, [*memory.values()], look)
    whole.add_names(names)
    styles.write()
    return Copy(package.packed(), lost)


def _prepared(
    book: Book, whole: Workbook, found: Listed | None, marks: Marks, earlier: Mapping[str, again.Earlier]
) -> _Marked:
    """The sheet that these marks are for, and where each of them will stand."""
    read = next((sheet for sheet in book.sheets if sheet.name == marks.sheet), None)
    if found is None or read is None or found.part not in whole.package:
        raise CannotPatch(f"no sheet {marks.sheet}")
    left = earlier.get(marks.sheet) or again.Earlier(read.cells)
    shown = places(marks, left.cells, read.merges)
    sheet = Sheet(whole.package.read(found.part))
    first = left.first
    if first is None or not left.is_free(first, len(columns.codes(marks))):
        first = columns.first_column(whole, found.part, sheet, left.cells, read.merges, shown, marks)
    return _Marked(marks, found.number, found.part, sheet, shown, first, left)


def _write(
    whole: Workbook,
    styles: Styles,
    each: _Marked,
    links: Mapping[int, tuple[str, str]],
    memory: dict[tuple[str, str], str],
    look: Look,
) -> list[Name]:
    """Mark one sheet; the names that our columns go by. `memory` is filled: (sheet, cell) → how it looked."""
    sheet, at_cell, names = each.sheet, worst_first(each.shown, look), list[Name]()
    restyled = {}
    for spot, found in at_cell.items():
        style = sheet.style(*spot)
        if not styles.full:
            restyled[spot] = marked(styles, style, found[0].severity, look)
        kept = before(styles, style, restyled.get(spot, style))
        made = "" if sheet.has(*spot) else again.MADE
        memory[each.marks.sheet, found[0].cell] = "\n".join([found[0].cell + made, *kept, each.marks.sheet])
    added: dict[int, Block] = {}
    hints: dict[Spot, str] = {}
    ours = columns.Columns(sheet, each.marks, each.first or 0, links, each.earlier.handled)
    if each.first is not None and not ours.empty:
        added, hints = ours.cells(styles, look, whole.from_1904), ours.hints(look)
        ours.fit(look)
        names.append(ours.name(each.number))
    says = Notes(whole, each.part, look.author, look.words["note_below"])
    says.add(sheet, notes(sheet, at_cell, hints, look), look.palette["notice_fill"])
    whole.package.write(each.part, sheet.patched(restyled, added))
    return names


def _losses(whole: Workbook, styles: Styles, look: Look) -> Iterator[str]:
    """What the copy cannot keep, or cannot show, in words."""
    if any(name.startswith(SIGNATURES) for name in whole.package):
        yield look.words["lost_signature"]
    if styles.full:
        yield look.words["lost_fills"]
