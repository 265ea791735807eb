"""One form on its sheet: a title, the parts, one header row, example rows, room to write, and what a cell accepts."""

import datetime
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from xlsxwriter.worksheet import Worksheet

from tracker.settings import Settings
from tracker.wording import Words
from tracker.write.forms.columns import EITHER, REQUIRED, Column, columns
from tracker.write.look import Look, height, lines

TITLE, HINT, PARTS, HEADER = range(4)
BODY = HEADER + 1
VALIDATED = 500  # rows under the header
RULED = 18  # empty rows that are printed: a page to write on by hand
LINE_HEIGHT = 24.0
NAMING = ("company", "site", "name")
OWNER_AT = 0.55  # of the width: where the title row asks who fills the form
FORMATS = {
    "code": "@", "money": "@", "amount": "#,##0.00", "number": "0", "score": "0",
    "date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm",
}  # fmt: skip
WRAPPED = ("text", "long", "list", "money", "code")
CENTRED = ("date", "datetime", "list", "score")
FIRST_DAY, LAST_DAY = datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)
LONGEST_TITLE, LONGEST_NOTE = 32, 255  # Excel's bounds for what it shows beside a cell
Cell = str | float | datetime.datetime


def write(sheet: Worksheet, form: str, settings: Settings, look: Look) -> None:
    """Write one form onto an empty sheet."""
    about, words = settings.shown.tables["forms"].set_index("form").loc[form], settings.words("forms")
    form_columns = columns(form, settings)
    sheet.set_default_row(LINE_HEIGHT)
    for at, column in enumerate(form_columns):
        sheet.set_column(at, at, column.width, _room(column, look))
    _title(sheet, str(about["title"]), str(about["purpose"]), form_columns, words, look)
    _parts(sheet, form_columns, look)
    _header(sheet, form_columns, look)
    free = _examples(sheet, form_columns, look)
    for row in range(free, free + RULED):
        for at, column in enumerate(form_columns):
            sheet.write_blank(row, at, None, _room(column, look))
    for at, column in enumerate(form_columns):
        sheet.data_validation(BODY, at, BODY + VALIDATED - 1, at, _validation(column, words))
    naming = next(at for at, column in enumerate(form_columns) if column.field in NAMING)
    sheet.freeze_panes(BODY, naming + 1)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(PARTS, HEADER)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer(words.fill("footer", title=about["title"]), {"margin": 0.25})
    sheet.set_selection(free, 0, free, 0)


def _room(column: Column, look: Look, **more: Any) -> Any:
    """The format of a cell to be filled."""
    shape: dict[str, Any] = {"num_format": FORMATS[column.entry]} if column.entry in FORMATS else {}
    shape |= {"align": "center"} if column.entry in CENTRED else {"indent": 1}
    return look(**(_ruled() | shape | {"text_wrap": column.entry in WRAPPED} | more))


def _ruled() -> dict[str, Any]:
    return {
        "font_size": 11, "bottom": 1, "bottom_color": "line", "left": 1, "left_color": "line",
        "right": 1, "right_color": "line",
    }  # fmt: skip


def _title(
    sheet: Worksheet, title: str, purpose: str, form_columns: Sequence[Column], words: Words, look: Look
) -> None:
    plain, last = look(), len(form_columns) - 1
    for row in (TITLE, HINT):
        for at in range(last + 1):
            sheet.write_blank(row, at, None, plain)
    sheet.set_row(TITLE, 34)
    sheet.write_string(TITLE, 0, title, look(font_size=18, bold=True, font_color="accent"))
    if any(column.field == "owner" for column in form_columns):
        total = sum(column.width for column in form_columns)
        widths = [sum(column.width for column in form_columns[:at]) / total for at in range(last + 1)]
        at = min(next(at for at, left in enumerate(widths) if left >= OWNER_AT), last - 1)
        sheet.write_string(TITLE, at, words["owner"], look(font_size=11, align="right", valign="bottom"))
        sheet.write_blank(TITLE, at + 1, None, look(font_size=11, valign="bottom", bottom=1, bottom_color="ink"))
    either = "either" if any(column.other for column in form_columns) else "required"
    sheet.set_row(HINT, 20)
    sheet.write_string(HINT, 0, f"{purpose}{words[f'hint_{either}']}", look(font_color="muted"))


def _parts(sheet: Worksheet, form_columns: Sequence[Column], look: Look) -> None:
    """The row above the header that says what belongs together."""
    shape = look(
        font_size=11, bold=True, align="left", indent=1, bg_color="notice_fill", left=2, left_color="paper",
        right=2, right_color="paper",
    )  # fmt: skip
    at = 0
    for part, group in groupby(form_columns, key=lambda column: column.part):
        wide = len(list(group))
        if wide > 1:
            sheet.merge_range(PARTS, at, PARTS, at + wide - 1, part, shape)
        else:
            sheet.write_string(PARTS, at, part, shape)
        at += wide


def _header(sheet: Worksheet, form_columns: Sequence[Column], look: Look) -> None:
    tallest = max(lines(column.header, column.width / 1.1) for column in form_columns)
    sheet.set_row(HEADER, max(36.0, height(tallest) * 1.1))
    edges = {"left": 1, "left_color": "line", "right": 1, "right_color": "line", "bottom": 2, "bottom_color": "accent"}
    basis = edges | {"font_size": 11, "bold": True, "text_wrap": True, "align": "center"}
    must = look(**basis, bg_color="accent", font_color="paper")
    may = look(**basis, bg_color="band")
    for at, column in enumerate(form_columns):
        sheet.write_string(HEADER, at, column.header, must if column.sign else may)


def _examples(sheet: Worksheet, form_columns: Sequence[Column], look: Look) -> int:
    """Write the example rows, and say which row is the first free one."""
    rows = max(len(column.examples) for column in form_columns)
    for number in range(rows):
        row = BODY + number
        cells = [column.examples[number] if number < len(column.examples) else "" for column in form_columns]
        taken = (
            lines(cell, column.width / 1.1)
            for column, cell in zip(form_columns, cells, strict=True)
            if column.entry in WRAPPED
        )
        sheet.set_row(row, max(LINE_HEIGHT, height(max(taken)) * 1.1))
        for at, (column, said) in enumerate(zip(form_columns, cells, strict=True)):
            shape = _room(column, look, italic=True, font_color="muted", bg_color="band")
            _write_cell(sheet, row, at, _value(column, said), shape)
    return BODY + rows


def _value(column: Column, said: str) -> Cell:
    if said and column.entry in ("date", "datetime"):
        return datetime.datetime.fromisoformat(said)
    if said and column.entry in ("amount", "number", "score"):
        return float(said)
    return said


def _write_cell(sheet: Worksheet, row: int, at: int, value: Cell, shape: Any) -> None:
    if isinstance(value, datetime.datetime):
        sheet.write_datetime(row, at, value, shape)
    elif isinstance(value, float):
        sheet.write_number(row, at, value, shape)
    elif value:
        sheet.write_string(row, at, value, shape)
    else:
        sheet.write_blank(row, at, None, shape)


def _validation(column: Column, words: Words) -> dict[str, Any]:
    """What a cell accepts and says: it warns and never stops, for a run understands more than a dropdown can list."""
    need = {REQUIRED: words["must"], EITHER: words.fill("either_of", other=column.other)}.get(column.sign, "")
    said = {"input_title": column.name[:LONGEST_TITLE], "input_message": f"{need}{column.note}"[:LONGEST_NOTE]}
    accepts: dict[str, Any] = {"validate": "any"}
    if column.choices:
        accepts = {"validate": "list", "source": list(column.choices), "error_message": words["not_listed"]}
        if not column.closed:
            accepts["show_error"] = False
    elif column.entry in ("date", "datetime"):
        between = {"minimum": FIRST_DAY, "maximum": LAST_DAY}
        accepts = {"validate": "date", "criteria": "between", **between, "error_message": words["not_a_date"]}
    elif column.entry in ("amount", "number"):
        accepts = {"validate": "decimal", "criteria": ">=", "value": 0, "error_message": words["not_a_number"]}
    elif column.entry == "score":
        scale = {"minimum": 1, "maximum": 5}
        accepts = {"validate": "integer", "criteria": "between", **scale, "error_message": words["not_a_score"]}
    return {"error_type": "warning", "error_title": words["please_check"]} | accepts | (said if column.note else {})
