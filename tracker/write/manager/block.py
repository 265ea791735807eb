"""One list on a sheet: headings, cells by kind of column, heights, and the Excel table around it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from tracker.write.look import height, lines, printable
from tracker.write.manager import sources
from tracker.write.manager.draft import Draft

FORMS: dict[str, dict[str, Any]] = {
    "text": {},
    "wrap": {"text_wrap": True},
    "word": {"align": "center"},
    "tone": {},
    "company": {"text_wrap": True},
    "source": {},
    "count": {"num_format": "#,##0", "align": "center"},
    "int": {"num_format": "#,##0", "align": "right", "indent": 1},
    "score": {"num_format": "0.0", "align": "right", "indent": 1},
    "percent": {"num_format": "0%", "align": "right", "indent": 1},
    "date": {"num_format": "yyyy-mm-dd", "align": "center"},
}
NUMBERS = ("count", "int", "score", "percent")


@dataclass(frozen=True)
class Column:
    """A column of a list: the frame's column, its width, its kind (a key of FORMS).

    `codes` names the list of values.csv whose words are shown; a `tone` column holds names of palette
    colours, shown with mark and word of that list. A `company` leads to its row in the ledger, a `source` to
    where the row (or its cell, where the frame has one) stands in the inbox.
    """

    key: str
    width: float
    kind: str = "text"
    codes: str = ""

    @property
    def heading(self) -> dict[str, Any]:
        """How its heading stands: the filter button takes the right edge, so never there."""
        return {"align": "center"} if FORMS[self.kind].get("align") else {}

    @property
    def wraps(self) -> bool:
        """True if long text goes on in the next line."""
        return bool(FORMS[self.kind].get("text_wrap"))


# Columns that many lists have.
COMPANY = Column("company", 34, "company")
OWNER = Column("owner", 12)
PERSON = Column("person", 12)
STAGE = Column("stage", 13, codes="stage")
GRADE = Column("grade", 9, "word", codes="grade")
PRIORITY = Column("priority", 9, "word", codes="level")
WHO = (COMPANY, OWNER, STAGE, GRADE, PRIORITY)
NEXT_STEP = Column("next_step", 44, "wrap")


def write(draft: Draft, name: str, top: int, frame: pd.DataFrame, columns: Sequence[Column], table: str = "") -> int:
    """Writes headings at row `top` and the frame below; returns the first free row.

    `table`: the name of the Excel table to lay around it; without one, or without rows, there is none.
    """
    draft.fit(name, top + 1 + len(frame))
    sheet = draft.sheets[name]
    titles = [draft.words[f"col_{column.key}"] for column in columns]
    sheet.set_row(
        top,
        height(
            max(lines(title, column.width - (2 if table else 0)) for title, column in zip(titles, columns, strict=True))
        ),
    )
    heads = [draft.look.head(**column.heading) for column in columns]
    for number, title in enumerate(titles):
        sheet.write_string(top, number, title, heads[number])
    if frame.empty:
        sheet.write_string(top + 1, 0, draft.words["nothing"], draft.look(font_color="muted"))
        return top + 2
    for number, column in enumerate(columns):
        _cells(draft, sheet, top + 1, number, column, frame)
    _heights(sheet, top + 1, frame, columns)
    last = top + len(frame)
    # one rule instead of a cell for each place where nothing stands, which a third of the cells of a list would be
    hairline = {"type": "blanks", "format": draft.blank()}
    sheet.conditional_format(top + 1, 0, last, len(columns) - 1, hairline)
    if table:
        sheet.add_table(
            top,
            0,
            last,
            len(columns) - 1,
            {
                "name": table,
                "style": None,
                "columns": [
                    {"header": title, "header_format": head} for title, head in zip(titles, heads, strict=True)
                ],
            },
        )
    return last + 1


def _cells(draft: Draft, sheet: Worksheet, first: int, number: int, column: Column, frame: pd.DataFrame) -> None:
    style = draft.look.cell(**FORMS[column.kind])
    put: Callable[..., Any] = sheet.write_string
    values = frame[column.key]
    if column.kind == "company":
        keys = zip(frame["customer_key"].tolist(), frame["owner"].tolist(), values.tolist(), strict=True)
        linked = draft.look.linked(text_wrap=True)
        for row, (key, owner, company) in enumerate(keys, first):
            place = draft.at.get((key, owner))
            draft.link(sheet, row, number, place, company, linked if place else style)
        return
    if column.kind == "source":
        cells = frame["cell"] if "cell" in frame else [""] * len(frame)
        found = sources.targets(draft.report.inbox, frame["file"], frame["sheet"], frame["row"], cells)
        linked = draft.look.linked()
        for row, (target, shown) in enumerate(zip(found, values.tolist(), strict=True), first):
            draft.source(sheet, row, number, target, shown, style, linked)
        return
    if column.kind == "tone":
        shown = draft.vocabulary(column.codes)
        styles = {code: draft.look.cell(font_color=code, bold=code == "error") for code in shown}
        for row, code in enumerate(values, first):
            sheet.write_string(row, number, f"{draft.look.marks[code]} {shown[code]}", styles[code])
        return
    if column.kind in NUMBERS:
        put = sheet.write_number
        values = values.astype("Float64")
    elif column.kind == "date":
        put = sheet.write_datetime
        values = pd.Series(pd.to_datetime(values).dt.to_pydatetime(), index=values.index, dtype=object)
    else:
        if column.codes:
            words = draft.vocabulary(column.codes)
            values = values.map(lambda code: words.get(code, code))
        values = values.map(printable, na_action="ignore")
    for row, (value, missing) in enumerate(zip(values.tolist(), values.isna().tolist(), strict=True), first):
        if not (missing or value == ""):
            put(row, number, value, style)


def _heights(sheet: Worksheet, first: int, frame: pd.DataFrame, columns: Sequence[Column]) -> None:
    wrapped = [_lines(frame[column.key], column.width) for column in columns if column.wraps]
    for row, counts in enumerate(zip(*wrapped, strict=True), first):
        if max(counts) > 1:
            sheet.set_row(row, height(max(counts)))


def _lines(texts: pd.Series, width: float) -> list[int]:
    """How many lines each text takes; most texts of a column are said of many customers."""
    said = texts.tolist()
    most = {text: lines(str(text), width) for text in set(said)}
    return [most[text] for text in said]
