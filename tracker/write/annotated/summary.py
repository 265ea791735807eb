"""The sheet that lists every problem of a copy, with a link to its cell."""

from collections.abc import Iterable, Mapping, Sequence

from tracker import private
from tracker.ooxml.book import Book, Name
from tracker.ooxml.boxes import units
from tracker.ooxml.cells import Value, cell, quote
from tracker.ooxml.markup import escaped
from tracker.ooxml.styles import Styles
from tracker.references import letters
from tracker.write.annotated.look import Formats, Look
from tracker.write.annotated.marks import Marks, Place

NAME = "_tracker_summary"  # hidden, of the workbook: how a later run knows that the sheet is ours
HEADS = {
    "number": 6,
    "severity": 10,
    "sheet": 16,
    "place": 11,
    "column": 18,
    "rule_name": 18,
    "message": 46,
    "next_step": 46,
}
MEMORY = len(HEADS) + 1  # hidden: how the cell looked before it was marked
CENTRED = {"number", "severity", "place"}
LINK_LIMIT = 60_000  # Excel takes 65,530 a sheet
TITLE_POINTS = 15


def title(book: Book, look: Look) -> str:
    """A free name for the sheet."""
    name, number = look.words["summary_sheet"], 2
    taken = {sheet.name.lower() for sheet in book.sheets()}
    while name.lower() in taken:
        name, number = look.words.fill("summary_sheet_again", number=number), number + 1
    return name


def opening(
    marks: Sequence[Marks], shown: Sequence[Place], notices: Iterable[str], look: Look
) -> list[tuple[str, str]]:
    """The sentences above the list, each with the palette name of its fill ("" for none)."""
    words, good = look.words, look.signs["good"]
    lines = [(words["how_to_read"], "")]
    if shown:
        severities = [place.severity for place in shown]
        parts = [
            words.fill(
                "count_part",
                mark=look.signs[code],
                severity=look.severities[code],
                count=severities.count(code),
            )
            for code in sorted(set(severities), key=look.ranks.__getitem__, reverse=True)
        ]
        lines.append((words.fill("count_all", count=len(shown), parts=words["parts_mark"].join(parts)), ""))
    else:
        lines.append((words.fill("clean_all", mark=good), "good_fill"))
    dirty = {place.sheet for place in shown}
    if dirty:
        clean = [each.sheet for each in marks if each.sheet not in dirty]
        lines += [(words.fill("clean_sheet", mark=good, sheet=private.masked(sheet)), "good_fill") for sheet in clean]
    return lines + [(notice, "notice_fill") for notice in notices]


def first_line(lines: Sequence[tuple[str, str]]) -> int:
    """The row of the first problem below these sentences: title, sentences, a gap, the heads."""
    return len(lines) + 4


def write(
    book: Book,
    styles: Styles,
    name: str,
    lines: Sequence[tuple[str, str]],
    shown: Sequence[Place],
    memory: Mapping[tuple[str, str], str],
    file: str,
    look: Look,
) -> list[Name]:
    """Add the sheet at the end of the workbook; the names it goes by. `memory`: (sheet, cell) → how it looked."""
    formats, first = Formats(styles, look, 0), first_line(lines)
    rows, merges = _opening(formats, lines, file, look)
    links: list[bytes] = []
    number = len(book.sheets())
    names = [Name(NAME, f"{quote(name)}!$A$1")]
    if shown:
        heading = formats.of(colour="paper", fill="accent", bold=True, align=_CENTRE)
        heads = [(heading, look.words[f"head_{code}"]) for code in HEADS]
        rows.append(_row(first - 1, 22, heads))
        kept = dict(memory)
        for row, place in enumerate(shown, first):
            cells = [*_line(row - first + 1, place, formats, look), (0, kept.pop((place.sheet, place.cell), ""))]
            rows.append(_row(row, _height(place), cells))
            if row - first < LINK_LIMIT:
                links.append(_link(row, place, look))
        area = f"$A${first - 1}:${letters(len(HEADS))}${first + len(shown) - 1}"
        names.append(Name("_xlnm._FilterDatabase", f"{quote(name)}!{area}", number))
        names.append(Name("_xlnm.Print_Titles", f"{quote(name)}!${first - 1}:${first - 1}", number, hidden=False))
    book.add_sheet(name, _part(book, rows, merges, links, first if shown else 0, len(shown), look))
    return names


_CENTRE: Mapping[str, object] = {"horizontal": "center", "vertical": "center"}
_WRAPPED: Mapping[str, object] = {"vertical": "center", "wrapText": 1}


def _opening(
    formats: Formats, lines: Sequence[tuple[str, str]], file: str, look: Look
) -> tuple[list[bytes], list[str]]:
    said = look.words.fill("title_file", file=private.masked(file)) if file else look.words["title"]
    rows = [_row(1, 26, [(formats.of(colour="accent", bold=True, points=TITLE_POINTS, boxed=False, text=said), said)])]
    room, last = sum(HEADS.values()), letters(len(HEADS))
    for row, (text, fill) in enumerate(lines, 2):
        style = formats.of(
            colour="ink" if row > 2 else "muted", fill=fill, bold=row == 3, boxed=False, align=_WRAPPED, text=text
        )
        height = 18 * -(-units(text) * 11 // (room * 10)) + 4
        rows.append(_row(row, height, [(style, text), *[(style, "")] * (len(HEADS) - 1)]))
    return rows, [f"A{row}:{last}{row}" for row in range(2, len(lines) + 2)]


def _line(number: int, place: Place, formats: Formats, look: Look) -> list[tuple[int, Value]]:
    words, severity = look.words, look.severities[place.severity]
    spot = {
        "cell": place.cell,
        "row": words.fill("place_row", row=place.row),
        "sheet": words["place_sheet"],
    }[place.scope]
    values: dict[str, Value] = {
        "number": number,
        "severity": words.fill("severity_shown", mark=look.signs[place.severity], severity=severity),
        "sheet": place.sheet,
        "place": spot,
        "column": place.column,
        "rule_name": place.rule_name,
        "message": place.message,
        "next_step": place.next_step,
    }
    return [
        (
            formats.of(
                colour="accent" if code == "place" else "ink",
                fill=f"{place.severity}_fill" if code == "severity" else "",
                bold=code == "severity",
                link=code == "place",
                align={"horizontal": "center" if code in CENTRED else "left", **_WRAPPED},
                text=value if isinstance(value, str) else "",
            ),
            value,
        )
        for code, value in values.items()
    ]


def _height(place: Place) -> int:
    said = {"message": place.message, "next_step": place.next_step, "column": place.column}
    return max(18 * max(-(-units(text) * 11 // (HEADS[code] * 10)) for code, text in said.items()), 20)


def _row(row: int, height: float, cells: Sequence[tuple[int, Value]]) -> bytes:
    inside = b"".join(cell(b"", row, column, style, value) for column, (style, value) in enumerate(cells, 1))
    return b'<row r="%d" ht="%g" customHeight="1">%b</row>' % (row, height, inside)


def _link(row: int, place: Place, look: Look) -> bytes:
    target = place.cell or "A1"
    tip = look.words.fill("jump_there", sheet=private.masked(place.sheet), cell=target)
    column = letters([*HEADS].index("place") + 1)
    location = f"{quote(place.sheet)}!{target}"
    return f'<hyperlink ref="{column}{row}" '.encode() + b'location="%b" tooltip="%b"/>' % (
        escaped(location),
        escaped(tip),
    )


def _part(
    book: Book,
    rows: Sequence[bytes],
    merges: Sequence[str],
    links: Sequence[bytes],
    first: int,
    count: int,
    look: Look,
) -> bytes:
    """The whole sheet; `first`: the row of the first problem, 0 for none."""
    pane = (
        b'<pane ySplit="%d" topLeftCell="A%d" activePane="bottomLeft" state="frozen"/>' % (first - 1, first)
        if first
        else b""
    )
    widths = [*HEADS.values()]
    columns = b"".join(
        b'<col min="%d" max="%d" width="%d" customWidth="1"/>' % (column, column, width)
        for column, width in enumerate(widths, 1)
    )
    columns += b'<col min="%d" max="%d" width="9" hidden="1"/>' % (MEMORY, MEMORY)
    last = letters(len(HEADS)).encode()
    filters = b'<autoFilter ref="A%d:%b%d"/>' % (first - 1, last, first + count - 1) if first else b""
    merged = b"".join(b'<mergeCell ref="%b"/>' % area.encode() for area in merges)
    hyperlinks = b"<hyperlinks>%b</hyperlinks>" % b"".join(links) if links else b""
    return b"".join(
        [
            b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="%b">' % book.main,
            b'<sheetPr><tabColor rgb="FF%b"/>' % look.palette["accent"].encode(),
            b'<pageSetUpPr fitToPage="1"/></sheetPr>',
            b'<sheetViews><sheetView showGridLines="0" workbookViewId="0">%b</sheetView></sheetViews>' % pane,
            b'<sheetFormatPr defaultRowHeight="15"/><cols>%b</cols><sheetData>' % columns,
            *rows,
            b'</sheetData>%b<mergeCells count="%d">%b</mergeCells>' % (filters, len(merges), merged),
            hyperlinks,
            b'<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>',
            b'<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>',
        ]
    )
