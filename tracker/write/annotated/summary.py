"""The sheet that lists every problem of a copy, with a link to its cell."""

from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.hyperlink import Hyperlink

from tracker.write.annotated.look import Look, Styles, in_font, put, units
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
CENTRED = {"number", "severity", "place"}
LINK_LIMIT = 60_000  # Excel takes 65,530 a sheet


def title(book: Any, look: Look) -> str:
    """A free name for the sheet."""
    name, number = look.words["summary_sheet"], 2
    taken = {sheet.lower() for sheet in book.sheetnames}
    while name.lower() in taken:
        name, number = look.words.fill("summary_sheet_again", number=number), number + 1
    return name


def opening(
    marks: Sequence[Marks], shown: Sequence[Place], losses: Iterable[str], full: Sequence[str], look: Look
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
        lines += [(words.fill("clean_sheet", mark=good, sheet=sheet), "good_fill") for sheet in clean]
    lines += [(words.fill("no_room", sheet=sheet), "notice_fill") for sheet in full]
    missing = words["list_mark"].join(losses)
    if missing:
        lines.append((words.fill("not_kept", losses=missing), "notice_fill"))
    return lines


def first_line(lines: Sequence[tuple[str, str]]) -> int:
    """The row of the first problem below these sentences: title, sentences, a gap, the heads."""
    return len(lines) + 4


def write(
    book: Any, name: str, lines: Sequence[tuple[str, str]], shown: Sequence[Place], file: str, look: Look
) -> None:
    """Add the sheet at the end of the workbook."""
    sheet = book.create_sheet(name)
    base = book._fonts[0]  # the workbook's own default, so that the sheet looks at home
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = look.palette["accent"]
    for column, width in enumerate(HEADS.values(), 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    _opening(sheet, lines, file, base, look)
    first = first_line(lines)
    if shown:
        _heads(sheet, first - 1, base, look)
        styles = _styles(base, look)
        for row, place in enumerate(shown, first):
            _line(sheet, row, row - first + 1, place, styles, look)
        sheet.freeze_panes = sheet.cell(first, 1)
        sheet.auto_filter.ref = f"A{first - 1}:{get_column_letter(len(HEADS))}{first + len(shown) - 1}"
        sheet.print_title_rows = f"{first - 1}:{first - 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    book.defined_names[NAME] = DefinedName(NAME, attr_text=f"{quote_sheetname(name)}!$A$1", hidden=True)


def _opening(sheet: Any, lines: Sequence[tuple[str, str]], file: str, base: Any, look: Look) -> None:
    put(sheet["A1"], look.words.fill("title_file", file=file) if file else look.words["title"])
    sheet["A1"].font = in_font(base, sz=15, b=True, color=look.palette["accent"])
    sheet.row_dimensions[1].height = 26
    room = sum(HEADS.values())
    for row, (text, fill) in enumerate(lines, 2):
        cell = sheet.cell(row, 1)
        put(cell, text)
        cell.font = in_font(base, color=look.palette["ink" if row > 2 else "muted"], b=row == 3)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(HEADS))
        sheet.row_dimensions[row].height = 18 * -(-units(text) * 11 // (room * 10)) + 4
        if fill:
            cell.fill = look.fill(fill)


def _heads(sheet: Any, row: int, base: Any, look: Look) -> None:
    for column, code in enumerate(HEADS, 1):
        cell = sheet.cell(row, column)
        put(cell, look.words[f"head_{code}"])
        cell.font, cell.fill = in_font(base, b=True, color=look.palette["paper"]), look.fill("accent")
        cell.border, cell.alignment = look.box, Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[row].height = 22


def _styles(base: Any, look: Look) -> Styles:
    def dress(cell: Any, code: str, severity: str, linked: bool) -> None:
        colour = look.palette["accent" if linked else "ink"]
        cell.font = in_font(base, color=colour, b=bool(severity), u="single" if linked else None)
        cell.border = look.box
        horizontal = "center" if code in CENTRED else "left"
        cell.alignment = Alignment(horizontal=horizontal, vertical="center", wrap_text=True)
        if severity:
            cell.fill = look.severity_fills[severity]

    return Styles(dress)


def _line(sheet: Any, row: int, number: int, place: Place, styles: Styles, look: Look) -> None:
    words, severity = look.words, look.severities[place.severity]
    spot = {
        "cell": place.cell,
        "row": words.fill("place_row", row=place.row),
        "sheet": words["place_sheet"],
    }[place.scope]
    values: dict[str, object] = {
        "number": number,
        "severity": words.fill("severity_shown", mark=look.signs[place.severity], severity=severity),
        "sheet": place.sheet,
        "place": spot,
        "column": place.column,
        "rule_name": place.rule_name,
        "message": place.message,
        "next_step": place.next_step,
    }
    for column, (code, value) in enumerate(values.items(), 1):
        cell = sheet.cell(row, column)
        linked = code == "place" and number <= LINK_LIMIT
        styles.on(cell, code, place.severity if code == "severity" else "", linked)
        put(cell, value)
        if linked:
            target = place.cell or "A1"
            location = f"{quote_sheetname(place.sheet)}!{target}"
            tip = words.fill("jump_there", sheet=place.sheet, cell=target)
            cell.hyperlink = Hyperlink(ref="", location=location, tooltip=tip)
    longest = max(
        -(-units(str(values[code])) * 11 // (HEADS[code] * 10)) for code in ("message", "next_step", "column")
    )
    sheet.row_dimensions[row].height = max(18 * longest, 20)
