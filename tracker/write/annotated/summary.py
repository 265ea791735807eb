"""The sheet that is added at the end of a copy: the lines of `lines`, as a part of the workbook."""

from collections.abc import Sequence

from tracker import private
from tracker.ooxml.book import Book, Name
from tracker.ooxml.cells import cell, quote
from tracker.ooxml.markup import escaped
from tracker.ooxml.styles import Styles
from tracker.references import letters
from tracker.write.annotated.lines import GRID, Cell, Line
from tracker.write.annotated.look import Formats, Look

NAME = "_tracker_summary"  # hidden, of the workbook: how a later run knows that the sheet is ours
MEMORY = len(GRID) + 1  # hidden: how the cells looked before they were marked
LINK_LIMIT = 60_000  # Excel takes 65,530 a sheet
COLUMNS = {code: number for number, code in enumerate(GRID, 1)}


def title(book: Book, look: Look) -> str:
    """A free name for the sheet."""
    name, number = look.words["summary_sheet"], 2
    taken = {sheet.name.lower() for sheet in book.sheets()}
    while name.lower() in taken:
        name, number = look.words.fill("summary_sheet_again", number=number), number + 1
    return name


def write(
    book: Book, styles: Styles, name: str, lines: Sequence[Line], memory: Sequence[str], look: Look
) -> list[Name]:
    """Add the sheet at the end of the workbook; the names it goes by. `memory`: what a later run has to know of the
    marked cells, of each a text."""
    formats = Formats(styles, look, 0)
    rows, merges, links = [], list[str](), list[bytes]()
    kept, below = iter(memory), dict[int, int]()
    for row, line in enumerate(lines, 1):
        written = []
        for code, each in line.cells.items():
            column = COLUMNS[code]
            style = _style(formats, each)
            last = column + each.wide - 1
            written.append(cell(b"", row, column, style, each.value))
            written += [cell(b"", row, beside, style, None) for beside in range(column + 1, last + 1)]
            bottom = row + line.deep.get(code, 1) - 1
            if below.get(column, 0) < row and (last > column or bottom > row):
                merges.append(f"{letters(column)}{row}:{letters(last)}{bottom}")
                below[column] = bottom
            if each.link and len(links) < LINK_LIMIT:
                links.append(_link(row, column, *each.link, look))
        written.append(cell(b"", row, MEMORY, 0, next(kept, None)))
        rows.append(b'<row r="%d" ht="%g" customHeight="1">%b</row>' % (row, line.height, b"".join(written)))
    book.add_sheet(name, _part(book, rows, merges, links, look))
    return [Name(NAME, f"{quote(name)}!$A$1")]


def _style(formats: Formats, each: Cell) -> int:
    aside, upright = "center" if each.centred else "left", "top" if each.top else "center"
    return formats.of(
        colour="accent" if each.link else each.colour,
        fill=each.fill,
        bold=each.bold,
        link=bool(each.link),
        points=each.points,
        boxed=each.boxed,
        align={"horizontal": aside, "vertical": upright, "wrapText": 1},
        date=each.date,
        text=each.value if isinstance(each.value, str) else "",
    )


def _link(row: int, column: int, sheet: str, target: str, look: Look) -> bytes:
    tip = look.words.fill("jump_there", sheet=private.masked(sheet), cell=target)
    return f'<hyperlink ref="{letters(column)}{row}" '.encode() + b'location="%b" tooltip="%b"/>' % (
        escaped(f"{quote(sheet)}!{target}"),
        escaped(tip),
    )


def _part(book: Book, rows: Sequence[bytes], merges: Sequence[str], links: Sequence[bytes], look: Look) -> bytes:
    """The whole sheet."""
    columns = b"".join(
        b'<col min="%d" max="%d" width="%d" customWidth="1"/>' % (column, column, width)
        for column, width in enumerate(GRID.values(), 1)
    )
    columns += b'<col min="%d" max="%d" width="9" hidden="1"/>' % (MEMORY, MEMORY)
    merged = b"".join(b'<mergeCell ref="%b"/>' % area.encode() for area in merges)
    hyperlinks = b"<hyperlinks>%b</hyperlinks>" % b"".join(links) if links else b""
    return b"".join(
        [
            b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="%b">' % book.main,
            b'<sheetPr><tabColor rgb="FF%b"/>' % look.palette["accent"].encode(),
            b'<pageSetUpPr fitToPage="1"/></sheetPr>',
            b'<sheetViews><sheetView showGridLines="0" workbookViewId="0"/></sheetViews>',
            b'<sheetFormatPr defaultRowHeight="15"/><cols>%b</cols><sheetData>' % columns,
            *rows,
            b'</sheetData><mergeCells count="%d">%b</mergeCells>' % (len(merges), merged),
            hyperlinks,
            b'<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>',
            b'<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>',
        ]
    )
