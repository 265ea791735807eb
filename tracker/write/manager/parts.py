"""The two parts of a report's sheet: a list under its heading, and a grid of counts that lead to it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from tracker.write.manager import block
from tracker.write.manager.block import Column
from tracker.write.manager.draft import Draft
from tracker.write.manager.look import height, lines, printable


@dataclass(frozen=True)
class Figure:
    """A count of rows of the workbook, which it leads to."""

    figure: str
    group: str


@dataclass(frozen=True)
class Number:
    """A number without rows of its own; NaN and NA show nothing."""

    value: object
    form: str = "#,##0"


def listed(draft: Draft, name: str, top: int, key: str, frame: pd.DataFrame, columns: Sequence[Column]) -> int:
    """A heading with the number of rows and, below it, the rows in an Excel table, or a line that says what would bring
    some. The first row stands at `top` + 2; returns the row for the next part."""
    sheet, words = draft.sheets[name], draft.words
    draft.section(sheet, top, words.fill(f"section_{key}", count=len(frame), **draft.settings.numbers))
    if frame.empty:
        sheet.write_string(top + 1, 0, words[f"none_{key}"], draft.look(font_color="muted"))
        return top + 3
    return block.write(draft, name, top + 1, frame, columns, words[f"table_{key}"]) + 1


def grid(
    draft: Draft,
    name: str,
    top: int,
    headings: Sequence[str],
    rows: Sequence[tuple[str, Sequence[Figure | Number | str]]],
    totals: int = 0,
) -> int:
    """Headings at `top`, then one line a row: a label, then counts, numbers and words. `totals`: how many
    of the last rows are the team's. Returns the row for the next part."""
    sheet, look = draft.sheets[name], draft.look
    for number, heading in enumerate(headings):
        sheet.write_string(top, number, printable(heading), look.head(**({"align": "right"} if number else {})))
    sheet.set_row(top, height(max(lines(heading, 9) for heading in headings)))
    for line, (label, cells) in enumerate(rows, top + 1):
        style: dict[str, object] = {}
        if line > top + len(rows) - totals:
            first = line == top + len(rows) - totals + 1
            style = {"bold": True} | ({"top": 2, "top_color": "accent"} if first else {})
        wrapped = look.cell(**(style | {"text_wrap": True}))
        sheet.write_string(line, 0, printable(label), wrapped)
        for column, cell in enumerate(cells, 1):
            if isinstance(cell, str):
                sheet.write_string(line, column, printable(cell), look.cell(**(style | {"align": "right"})))
            elif isinstance(cell, Figure):
                colour = "accent" if (cell.figure, cell.group) in draft.places else "muted"
                draft.figure(
                    sheet, line, column, cell.figure, cell.group, look.cell(**(style | {"font_color": colour}))
                )
            elif pd.isna(cell.value):  # type: ignore[call-overload]
                sheet.write_blank(line, column, None, look.cell(**style))
            else:
                form = look.cell(**(style | {"num_format": cell.form}))
                sheet.write_number(line, column, float(cell.value), form)  # type: ignore[arg-type]
    return top + len(rows) + 2


def cut(texts: pd.Series, most: int, more: str) -> pd.Series:
    """Long texts cut to `most` characters, with `more` behind; unique ones once."""
    short = {text: text if len(text) <= most else text[:most].rstrip() + more for text in texts.unique()}
    return texts.map(short).astype("str")
