"""A copy that comes back is a sheet like any other: what an earlier run added to it is taken off first."""

from typing import Any

from openpyxl.styles import PatternFill
from openpyxl.utils import range_boundaries

from tracker.write.annotated.columns import NAME as COLUMNS
from tracker.write.annotated.look import Look
from tracker.write.annotated.summary import NAME as SUMMARY


def forget(book: Any, look: Look) -> dict[str, dict[int, str]]:
    """Remove our sheet, columns, notes and fills; what the person wrote comes back, by sheet and row."""
    name = book.defined_names.pop(SUMMARY, None)
    for sheet, _ in _areas(name):
        if sheet in book.sheetnames and len(book.sheetnames) > 1:
            book.remove(book[sheet])
    marked = [sheet for sheet in book.worksheets if COLUMNS in sheet.defined_names]
    return {sheet.title: _forget_sheet(sheet, look) for sheet in marked}


def _forget_sheet(sheet: Any, look: Look) -> dict[int, str]:
    areas = _areas(sheet.defined_names.pop(COLUMNS))
    for cell in list(sheet._cells.values()):
        if cell.comment is not None:
            _forget_note(cell, look)
    handled: dict[int, str] = {}
    for _, area in areas:
        left, top, right, _ = range_boundaries(area.replace("$", ""))
        spots = [spot for spot in sheet._cells if left <= spot[1] <= right and top <= spot[0]]
        heads = {sheet.cell(top, column).value: column for column in range(left, right + 1)}
        column = heads.get(look.words["handling"])
        handled |= {
            row: str(cell.value)
            for (row, at), cell in sheet._cells.items()
            if at == column and row > top and cell.value is not None
        }
        for spot in spots:
            del sheet._cells[spot]
    return handled


def _forget_note(cell: Any, look: Look) -> None:
    own, line, _ = cell.comment.text.partition("\n" + look.words["note_below"])
    if cell.comment.author != look.author and not line:
        return
    cell.comment = None
    if line:
        cell.comment = look.note(own)
    ours = {fill.fgColor.rgb for fill in look.severity_fills.values()}
    if cell.fill.fill_type and cell.fill.fgColor.rgb in ours:
        cell.fill = PatternFill()


def _areas(name: Any) -> list[tuple[str, str]]:
    if name is None or "#REF!" in name.attr_text:
        return []
    return [(sheet.replace("''", "'"), area) for sheet, area in name.destinations]
