"""The team's rules workbook as it is first given out: every sheet with the shipped values, ready to be edited.

Read back unchanged it gives exactly the shipped settings.
"""

import datetime
import io
from collections.abc import Hashable, Mapping
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from tracker import team_rules
from tracker.settings import Settings
from tracker.team_rules import Shape
from tracker.wording import Words
from tracker.write.look import FONT, SIZE, Look, height, lines, page, widths

CREATED = datetime.datetime(2026, 1, 1)  # the same settings give the same bytes
TITLE, NOTE, HEAD = 0, 1, 2  # rows, from 0
ROOM = 30  # empty lines for what the team adds
GUIDE_LINES = 8
GUIDE_WIDTHS = (16, 100)
EDITABLE = {"bg_color": "remind_fill", "border": 1, "border_color": "line", "text_wrap": True}
CENTRED = ("number", "yes_no", "unit", "date", "list:severity", "list:day")
FROM, TO = datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)

Line = Mapping[Hashable, Any]


def rules_workbook(settings: Settings) -> bytes:
    """The rules workbook with the values of `settings`; the same settings give the same bytes."""
    target, words = io.BytesIO(), settings.words("rules_workbook")
    options = {"in_memory": True, "default_format_properties": {"font_name": FONT, "font_size": SIZE}}
    with Workbook(target, options) as book:
        book.set_properties({"title": words["title"], "author": words["author"], "created": CREATED})
        look, shapes = Look(book, settings), team_rules.shapes(settings)
        _guide(book.add_worksheet(words["guide"]), shapes, look, words, settings)
        for shape in shapes.values():
            _sheet(book.add_worksheet(shape.name), shape, look, words, settings)
    return target.getvalue()


def _guide(sheet: Worksheet, shapes: Mapping[str, Shape], look: Look, words: Words, settings: Settings) -> None:
    """How to edit and how to preview, and what each sheet is for."""
    page(sheet, words["footer"])
    widths(sheet, GUIDE_WIDTHS)
    sheet.set_row(0, 34)
    sheet.write_string(0, 0, words["title"], look(font_size=18, bold=True, font_color="accent"))
    rules, text = settings.rules_file, look(font_size=11, text_wrap=True)
    for number in range(1, GUIDE_LINES + 1):
        said = words.fill(f"guide_{number}", rules=rules)
        sheet.set_row(number, height(lines(said, sum(GUIDE_WIDTHS) * 0.9)) + 3)
        sheet.merge_range(number, 0, number, 1, said, text)
    top = GUIDE_LINES + 2
    sheet.set_row(top, 26)
    sheet.write_string(top, 0, words["guide_sheets"], look(font_size=12, bold=True, font_color="accent"))
    for row, shape in enumerate(shapes.values(), top + 1):
        sheet.set_row(row, 22)
        sheet.write_url(row, 0, f"internal:'{shape.name}'!A1", look.linked(bold=True), shape.name)
        sheet.write_string(row, 1, shape.note, look.cell())


def _sheet(sheet: Worksheet, shape: Shape, look: Look, words: Words, settings: Settings) -> None:
    page(sheet, words["footer"])
    columns = shape.columns.to_dict("records")
    widths(sheet, [float(line["width"]) for line in columns])
    sheet.set_row(TITLE, 30)
    sheet.write_string(TITLE, 0, shape.name, look(font_size=16, bold=True, font_color="accent"))
    sheet.set_row(NOTE, 20)
    sheet.write_string(NOTE, 0, shape.note, look(font_color="muted"))
    sheet.set_row(HEAD, 24)
    for number, line in enumerate(columns):
        yours = {"bg_color": "remind_fill"} if line["part"] in ("edit", "optional") else {}
        sheet.write_string(HEAD, number, line["header"], look.head(**yours, **_aligned(line)))
    sheet.freeze_panes(HEAD + 1, 0)
    sheet.repeat_rows(HEAD)
    row = HEAD + 1
    if shape.shows:
        row = _shipped(sheet, row, shape, look, settings)
    if shape.adds:
        _room(sheet, row, shape, look, words, settings)


def _shipped(sheet: Worksheet, top: int, shape: Shape, look: Look, settings: Settings) -> int:
    """The shipped rows; returns the first free row."""
    stored = team_rules.rows(shape, settings)
    shown = team_rules.shown_rows(shape, stored, settings)
    columns = shape.columns.to_dict("records")
    words = settings.words("rules_workbook")
    limits = team_rules.limits(shape, stored, settings)
    changed = look(bold=True, font_color="accent")
    for row, (code, line) in enumerate(shown.iterrows(), top):
        most = 1
        for number, column in enumerate(columns):
            cell, yours = str(line[column["column"]]), column["part"] == "edit" and not shape.adds
            style = look(**EDITABLE, **_aligned(column)) if yours else look.cell(**_plain(column))
            if column["check"] == "number":
                kind = {"num_format": "#,##0"} if float(cell).is_integer() else {}
                sheet.write_number(row, number, float(cell), look(**EDITABLE, **_aligned(column), **kind))
            elif yours and column["check"] == "words":
                sheet.write_blank(row, number, None, style)
            else:
                sheet.write_string(row, number, cell, style)
                most = max(most, lines(cell, float(column["width"])))
            if yours:
                _offer(sheet, row, row, number, column, words, settings, limits.get(str(code)))
                _mark(sheet, row, number, "" if column["check"] == "words" else cell, column, changed)
        sheet.set_row(row, max(20.0, height(most)))
    return top + len(shown)


def _room(sheet: Worksheet, top: int, shape: Shape, look: Look, words: Words, settings: Settings) -> None:
    """The example line, where the sheet has one, and empty lines for the team's own."""
    columns = shape.columns.to_dict("records")
    if any(column["example"] for column in columns):
        for number, column in enumerate(columns):
            style = look.cell(italic=True, font_color="muted", text_wrap=True, **_aligned(column))
            sheet.write_string(top, number, column["example"], style)
        sheet.set_row(top, 22)
        top += 1
    last = top + ROOM - 1
    for number, column in enumerate(columns):
        if column["part"] == "about":
            continue
        number_format = {"num_format": "yyyy-mm-dd" if column["check"] == "date" else "@"}
        style = look(**EDITABLE, **_aligned(column), **number_format)
        for row in range(top, last + 1):
            sheet.write_blank(row, number, None, style)
        _offer(sheet, top, last, number, column, words, settings, None)


def _offer(
    sheet: Worksheet,
    first: int,
    last: int,
    number: int,
    column: Line,
    words: Words,
    settings: Settings,
    limits: tuple[float, float] | None,
) -> None:
    """What may be written into these cells, as Excel offers and checks it."""
    rule: dict[str, Any] = {"error_title": words["bad_cell"], "ignore_blank": True}
    if column["check"] == "number" and limits:
        low, high = limits
        rule |= {"validate": "decimal", "criteria": ">=", "value": low}
        if high != float("inf"):
            rule |= {"criteria": "between", "minimum": low, "maximum": high}
        rule["error_message"] = team_rules.between(low, high, settings)
    elif column["check"] == "date":
        rule |= {"validate": "date", "criteria": "between", "minimum": FROM, "maximum": TO}
        rule |= {"error_message": words["a_date"], "error_type": "warning"}
    elif column["check"] == "rule":
        shape = next(one for one in team_rules.shapes(settings).values() if one.table == "rules")
        names = xl_range_abs(HEAD + 1, 0, HEAD + len(team_rules.rows(shape, settings)), 0)
        rule |= {"validate": "list", "source": f"='{shape.name}'!{names}", "error_message": words["choose"]}
    elif offered := list(team_rules.offered(column["check"], settings)):
        rule |= {"validate": "list", "source": offered, "error_message": words["choose"]}
    if "validate" in rule:
        sheet.data_validation(first, number, last, number, rule)


def _mark(sheet: Worksheet, row: int, number: int, shipped: str, column: Line, changed: Any) -> None:
    """Makes the cell stand out as soon as it says something else than the default."""
    value: float | str = float(shipped) if column["check"] == "number" else f'"{shipped}"'
    other = {"type": "cell", "criteria": "!=", "value": value, "format": changed}
    sheet.conditional_format(row, number, row, number, {"type": "blanks", "stop_if_true": True, "format": None})
    sheet.conditional_format(row, number, row, number, other)


def _aligned(column: Line) -> dict[str, Any]:
    return {"align": "center"} if column["check"] in CENTRED or column["column"] in ("unit", "default") else {}


def _plain(column: Line) -> dict[str, Any]:
    small = {"font_size": 8, "font_color": "muted"} if column["part"] == "code" else {}
    indent = {} if _aligned(column) else {"indent": 1}
    read = {"font_color": "muted", **indent} if column["part"] == "about" else {}
    return {"text_wrap": True, **_aligned(column), **read, **small}
