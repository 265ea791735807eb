"""Where each problem of a sheet is shown, and the note that a cell gets."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tracker import private
from tracker.ooxml.boxes import boxes
from tracker.ooxml.notes import Note
from tracker.ooxml.sheet import Sheet, Spot
from tracker.references import Merge, area, letters
from tracker.write.annotated.look import Look

Cells = Sequence[Sequence[object]]


@dataclass(frozen=True)
class Marks:
    """What to write on one sheet of the workbook.

    `header_row`: Excel row of the (last) header row; `more_headers`: those of further tables below. `problems`,
    sorted: row (Int64), cell ("F12", or "" for the whole row or sheet), column (header text), severity (code),
    rule_name, message, next_step, person (whose it is, "" for nobody's), company, act (whether it asks for something
    to be done with the customer, not for the sheet to be mended), also (where else the record stands). `answers`:
    index = Excel row; columns in order, of stage, grade, priority, next_due (datetime), overdue_days (Int64), risks,
    next_step; already worded where text.
    """

    sheet: str
    header_row: int
    problems: pd.DataFrame
    answers: pd.DataFrame
    more_headers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Place:
    """One problem and where it is shown: `cell` is a merged cell's first one, or "" for a whole sheet."""

    sheet: str
    cell: str
    row: int  # 0: none
    scope: str  # cell, row or sheet
    column: str
    severity: str
    rule_name: str
    message: str
    next_step: str
    person: str
    company: str
    act: bool
    also: str

    @property
    def spot(self) -> Spot | None:
        """Row and column of the cell."""
        found = area(self.cell)
        return found[:2] if found else None


def places(marks: Marks, cells: Cells, merges: Sequence[Merge]) -> list[Place]:
    """Each problem of a sheet with the cell that shows it, in the order given; `cells` are its values from A1 on."""
    headers: dict[str, int] = {}
    for column, value in enumerate(_row(cells, marks.header_row), 1):
        if filled(value) and str(value).strip():
            headers.setdefault(private.masked(str(value).strip()), column)  # as problems name it
    merged: dict[int, list[Merge]] = defaultdict(list)
    for merge in merges:
        for row in range(merge[0][0] + 1, min(merge[1][0] + 1, len(cells)) + 1):
            merged[row].append(merge)

    def shown(row: int, column: int) -> str:
        for (top, left), (_, right) in merged.get(row, ()):
            if left < column <= right + 1:
                return f"{letters(left + 1)}{top + 1}"
        return f"{letters(column)}{row}"

    def place(problem: Any) -> Place:
        row = 0 if pd.isna(problem.row) else int(problem.row)
        column, spot = headers.get(problem.column.strip()), area(problem.cell)
        if spot:
            cell, scope = shown(*spot[:2]), "cell"
        elif row:
            first = next((at for at, value in enumerate(_row(cells, row), 1) if filled(value)), 1)
            cell, scope = shown(row, column or first), "row"
        else:
            cell, scope = shown(marks.header_row, column) if column else "", "sheet"
        said = (problem.column, problem.severity, problem.rule_name, problem.message, problem.next_step)
        return Place(marks.sheet, cell, row, scope, *said, problem.person, problem.company, problem.act, problem.also)

    return [place(problem) for problem in marks.problems.itertuples()]


def filled(value: object) -> bool:
    """Whether a cell holds something."""
    return value is not None and value != "" and value == value


def worst_first(shown: Sequence[Place], look: Look) -> Mapping[Spot, list[Place]]:
    """The problems of each cell, the gravest first."""
    at_cell: dict[Spot, list[Place]] = defaultdict(list)
    for place in shown:
        if place.spot:
            at_cell[place.spot].append(place)
    return {spot: sorted(found, key=lambda place: -look.ranks[place.severity]) for spot, found in at_cell.items()}


def notes(
    sheet: Sheet, at_cell: Mapping[Spot, Sequence[Place]], hints: Mapping[Spot, str], look: Look
) -> dict[Spot, Note]:
    """One note for each cell, whatever the number of its problems, and `hints` on cells of ours."""
    box = boxes(sheet)
    made = {}
    for spot, found in at_cell.items():
        text = "\n\n".join(_worded(place, look) for place in found)
        title, _, rest = text.partition("\n")
        made[spot] = Note(title, rest, box(spot, text))
    return made | {spot: Note("", text, box(spot, text)) for spot, text in hints.items()}


def _worded(place: Place, look: Look) -> str:
    title = look.words.fill(
        f"note_{place.scope}",
        mark=look.signs[place.severity],
        ask=look.words[f"ask_{place.severity}"],
        rule_name=place.rule_name,
    )
    step = look.words.fill("note_step", next_step=place.next_step) if place.next_step else ""
    return "\n".join(part for part in (title, place.message, step, place.also) if part)


def _row(cells: Cells, row: int) -> Sequence[object]:
    return cells[row - 1] if row <= len(cells) else ()
