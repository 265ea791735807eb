"""Fills and notes on the cells that have a problem."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Font

from tracker.write.annotated.look import Look, fitted


@dataclass(frozen=True)
class Marks:
    """What to write on one sheet of the workbook.

    `header_row`: Excel row of the (last) header row. `problems`, sorted: row (Int64), cell ("F12", or "" for
    the whole row or sheet), column (header text), severity (code), rule_name, message, next_step. `answers`:
    index = Excel row; columns in order, of stage, grade, priority, next_due (datetime), overdue_days (Int64),
    risks, next_step; already worded where text.
    """

    sheet: str
    header_row: int
    problems: pd.DataFrame
    answers: pd.DataFrame


@dataclass(frozen=True)
class Place:
    """One problem and where it is shown: `cell` is a merged cell's anchor, or "" for a whole sheet."""

    sheet: str
    cell: str
    row: int  # 0: none
    scope: str  # cell, row or sheet
    column: str
    severity: str
    rule_name: str
    message: str
    next_step: str


def places(sheet: Any, marks: Marks) -> list[Place]:
    """Each problem of a sheet with the cell that shows it, in the order given."""
    leftmost: dict[int, int] = {}
    headers: dict[str, int] = {}
    for row, column in sorted(used(sheet)):
        leftmost.setdefault(row, column)
        if row == marks.header_row:
            headers.setdefault(str(sheet.cell(row, column).value).strip(), column)

    def place(problem: Any) -> Place:
        row = 0 if pd.isna(problem.row) else int(problem.row)
        column = headers.get(problem.column.strip())
        if problem.cell:
            cell, scope = _anchor(sheet, sheet[problem.cell]), "cell"
        elif row:
            cell, scope = _anchor(sheet, sheet.cell(row, column or leftmost.get(row, 1))), "row"
        else:
            cell, scope = _anchor(sheet, sheet.cell(marks.header_row, column)) if column else "", "sheet"
        words = (problem.column, problem.severity, problem.rule_name, problem.message, problem.next_step)
        return Place(sheet.title, cell, row, scope, *words)

    return [place(problem) for problem in marks.problems.itertuples()]


def used(sheet: Any) -> list[tuple[int, int]]:
    """Row and column of every cell that holds something; a sheet's dimension may claim far more."""
    return [spot for spot, cell in sheet._cells.items() if cell.value is not None]


def mark(sheet: Any, shown: Sequence[Place], look: Look) -> None:
    """One fill and one note for each cell, whatever the number of its problems."""
    at_cell: dict[str, list[Place]] = defaultdict(list)
    for place in shown:
        if place.cell:
            at_cell[place.cell].append(place)
    for coordinate, problems in at_cell.items():
        cell = sheet[coordinate]
        problems.sort(key=lambda place: -look.ranks[place.severity])
        text = "\n\n".join(_worded(place, look) for place in problems)
        if cell.comment is None:
            cell.comment = look.note(text)
        else:
            cell.comment = look.note(f"{cell.comment.text}\n{look.words['note_below']}\n{text}")
        if _is_light(cell.font) and cell.fill.fill_type:
            cell.font = Font(name=cell.font.name, sz=cell.font.sz, b=cell.font.b, color=look.palette["ink"])
        cell.fill = look.severity_fills[problems[0].severity]


def fit_notes(sheet: Any) -> None:
    """Give the sheet's own notes a size: openpyxl forgets what it was, and a small box hides the text."""
    for cell in sheet._cells.values():
        if cell.comment is not None:
            fitted(cell.comment)


def _worded(place: Place, look: Look) -> str:
    title = look.words.fill(
        f"note_{place.scope}",
        mark=look.signs[place.severity],
        severity=look.severities[place.severity],
        rule_name=place.rule_name,
    )
    step = look.words.fill("note_step", next_step=place.next_step) if place.next_step else ""
    return "\n".join(part for part in (title, place.message, step) if part)


def _anchor(sheet: Any, cell: Any) -> str:
    if isinstance(cell, MergedCell):
        for area in sheet.merged_cells.ranges:
            if cell.coordinate in area:
                return str(area.start_cell.coordinate)
    return str(cell.coordinate)


def _is_light(font: Any) -> bool:
    colour = font.color
    return colour is not None and (
        (colour.type == "rgb" and str(colour.rgb).endswith("FFFFFF")) or (colour.type == "theme" and colour.theme == 0)
    )
