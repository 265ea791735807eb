"""The two parts of a report's sheet: a list under its heading, and a grid of counts that lead to it."""

from collections.abc import Collection, Sequence, Sized
from dataclasses import dataclass
from typing import Any

import pandas as pd
from xlsxwriter.format import Format

from tracker.write.look import height, lines, printable
from tracker.write.manager import block
from tracker.write.manager.block import Column
from tracker.write.manager.draft import Draft


@dataclass(frozen=True)
class Figure:
    """A count of rows of the workbook, which it leads to."""

    figure: str
    group: str


@dataclass(frozen=True)
class Number:
    """A number that is no count of rows; NaN and NA show nothing. `of`: the rows it is worked out from, to which it
    leads; `column`: which of their columns it is the sum or, by `tip`, the mean of."""

    value: object
    form: str = "#,##0"
    of: Figure | None = None
    column: int | None = None
    tip: str = "tip_of"


Cell = Figure | Number | str
Line = tuple[str, Sequence[Cell]]  # a label and its cells
AIR = "_W"  # in a number format the width of a W, also where an indent does not count
LONG = 20  # a list of more rows below another one begins on a printed page of its own


def room(rows: Sized) -> int:
    """How many rows a grid of so many lines takes with its heading; none without lines."""
    return len(rows) + 3 if len(rows) else 0


def put(draft: Draft, name: str, row: int, column: int, cell: Cell, span: int = 1, air: str = "", **style: Any) -> None:
    """One cell, over `span` columns: what it says, leading to its rows where it has some; `air` as in AIR."""
    sheet, style = draft.sheets[name], {"align": "right"} | style

    def formed(**more: Any) -> Format:
        form = draft.look.cell(**(style | more))
        if span > 1:
            sheet.merge_range(row, column, row, column + span - 1, "", form)
        return form

    if isinstance(cell, str):
        sheet.write_string(row, column, printable(cell), formed())
    elif isinstance(cell, Figure):
        some = (cell.figure, cell.group) in draft.places
        form = formed(font_color="accent" if some else "muted", num_format=f"#,##0{air}")
        draft.figure(sheet, row, column, cell.figure, cell.group, form)
    elif pd.isna(cell.value):  # type: ignore[call-overload]
        sheet.write_blank(row, column, None, formed())
    else:
        place = draft.places.get((cell.of.figure, cell.of.group)) if cell.of else None
        colour = {"font_color": "accent"} if place else {}
        if place and cell.column is not None:
            place = place.over(cell.column)
        number, form = float(cell.value), cell.form.replace(";", f"{air};") + air  # type: ignore[arg-type]
        draft.link(sheet, row, column, place, number, formed(num_format=form, **colour), draft.words[cell.tip])


def listed(
    draft: Draft,
    name: str,
    top: int,
    key: str,
    frame: pd.DataFrame,
    columns: Sequence[Column],
    table: bool = True,
    count: int | None = None,
    none: str = "",
) -> int:
    """A heading with the number of rows (or `count`) and, below it, the rows in an Excel table, or a line that says
    what would bring some (or `none`). The first row stands at `top` + 2; returns the row for the next part."""
    sheet, words = draft.sheets[name], draft.words
    number = len(frame) if count is None else count
    draft.section(sheet, top, words.fill(f"section_{key}", count=number, **draft.settings.numbers))
    if frame.empty:
        none = none or words.get(f"none_{key}", words["nothing"])
        sheet.write_string(top + 1, 0, none, draft.look(font_color="muted"))
        return top + 3
    if name in draft.repeated and number > LONG:
        draft.breaks.setdefault(name, []).append(top)
        sheet.set_h_pagebreaks(draft.breaks[name])
    if draft.repeated.get(name) != columns:  # of lists that are alike the first heads every page, else the last
        sheet.repeat_rows(top + 1)
        draft.repeated[name] = columns
    return block.write(draft, name, top + 1, frame, columns, words[f"table_{key}"] if table else "") + 1


def grid(
    draft: Draft,
    name: str,
    top: int,
    headings: Sequence[str],
    rows: Sequence[Line],
    totals: int = 0,
    apart: Collection[int] = (),
) -> int:
    """Headings at `top`, then one line a row: a label, then counts, numbers and words. `totals`: how many
    of the last rows are the team's; `apart`: the columns whose numbers keep away from their right edge. Returns the row
    for the next part."""
    sheet, look = draft.sheets[name], draft.look
    for number, heading in enumerate(headings):
        sheet.write_string(top, number, printable(heading), look.head(**({"align": "right"} if number else {})))
    sheet.set_row(top, height(max(lines(heading, 9) for heading in headings)))
    for line, (label, cells) in enumerate(rows, top + 1):
        style: dict[str, Any] = {}
        if line > top + len(rows) - totals:
            first = line == top + len(rows) - totals + 1
            style = {"bold": True} | ({"top": 2, "top_color": "accent"} if first else {})
        put(draft, name, line, 0, label, align="left", text_wrap=True, **style)
        for column, cell in enumerate(cells, 1):
            put(draft, name, line, column, cell, air=AIR if column in apart else "", **style)
    return top + len(rows) + 2


def rows_of(frame: pd.DataFrame) -> pd.Series:
    """The rows of the inbox as a list shows them."""
    return frame["row"].astype("Int64").astype("str").replace("<NA>", "")


def cut(texts: pd.Series, most: int, more: str) -> pd.Series:
    """Long texts cut to `most` characters, with `more` behind; unique ones once."""
    short = {text: text if len(text) <= most else text[:most].rstrip() + more for text in texts.unique()}
    return texts.map(short).astype("str")
