"""The blank forms: what a person fills into them is read as he meant it, and nothing is found wrong with it.

filled_forms.csv holds what is filled in: a row a record, its cells as header=value.
"""

import csv
import io
import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from folders import AS_OF, SETTINGS, findings, understood
from openpyxl.worksheet.worksheet import Worksheet

from tracker import collect, find, inputs, read, recognise, run
from tracker import typed as typed_cells
from tracker.table import Question, Table
from tracker.vocabulary import Vocabulary
from tracker.write import forms

VOCABULARY = Vocabulary(SETTINGS)
FORMS = SETTINGS.tables["forms"].set_index("form")
COLUMNS = SETTINGS.tables["form_columns"]
GUIDE = SETTINGS.words("forms")["guide"]
HEADER_ROW = 4
# what is wrong with how a sheet is filled; that a customer waits for a call is not
STRUCTURAL = (
    *("missing_required", "bad_value", "future_record", "dates_out_of_order", "unknown_customer", "link_conflict"),
    *("duplicate", "clash", "no_contact_way", "private_data"),
)
PRIVATE = ("家庭", "婚姻", "健康", "身份证", "银行卡", "住址", "经济")


shown = pytest.mark.parametrize("form", FORMS.index)


def typed(text: str) -> str | float | date:
    """What Excel makes of it: a day, a moment, a number, or the text."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", text):
        return datetime.fromisoformat(text)
    return float(text) if re.fullmatch(r"\d{1,6}(\.\d+)?", text) and not text.startswith("0") else text


with (Path(__file__).parent / "filled_forms.csv").open(encoding="utf-8", newline="") as rows:
    FILLED: dict[str, list[dict[str, Any]]] = {}
    for one in csv.DictReader(rows):
        cells = (cell.partition("=") for cell in one["cells"].split("; "))
        FILLED.setdefault(one["form"], []).append({header: typed(said) for header, _, said in cells})


@cache
def blank() -> dict[str, bytes]:
    return forms.workbooks(SETTINGS)


def file_of(form: str) -> str:
    return f"{FORMS.at[form, 'file']}.xlsx"


def opened(form: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(blank()[file_of(form)]))


def sheet_of(book: openpyxl.Workbook, form: str) -> Worksheet:
    return book[FORMS.at[form, "title"]]


def headers(sheet: Worksheet) -> dict[str, int]:
    """Header without its stars → column, counted from 1."""
    return {str(cell.value).lstrip("*"): cell.column for cell in sheet[HEADER_ROW]}


def fill(sheet: Worksheet, rows: Iterable[dict[str, Any]]) -> None:
    """Write below the examples, as a person would."""
    columns = headers(sheet)
    free = 1 + max(cell.row for row in sheet.iter_rows(HEADER_ROW) for cell in row if cell.value is not None)
    for number, row in enumerate(rows, free):
        for header, value in row.items():
            sheet.cell(number, columns[header]).value = value


def filled(folder: Path, *wanted: str) -> Path:
    """An inbox with these forms filled; those of one file together."""
    folder.mkdir()
    for file in dict.fromkeys(map(file_of, wanted)):
        mine = [form for form in wanted if file_of(form) == file]
        book = opened(mine[0])
        for form in mine:
            fill(sheet_of(book, form), FILLED[form])
        book.save(folder / file)
    return folder


def table(folder: Path, form: str) -> Table:
    """The one table of a form's sheet in an inbox; the guide beside holds none."""
    (dropped,) = (file for file in find.workbooks(folder, "") if file.file == file_of(form))
    found = recognise.tables(read.book(dropped, {}).sheets, VOCABULARY)
    (one,) = found[FORMS.at[form, "title"]]
    assert isinstance(one, Table), one
    assert found[GUIDE] == (Question("no_header"),)
    return one


def told(form: str) -> dict[str, str]:
    """Field → header, as the table of forms has it."""
    mine = COLUMNS[COLUMNS["form"] == form]
    return dict(zip(mine["field"], mine["header"], strict=True))


def understood_as_meant(one: Table, form: str) -> None:
    assert one.kind == FORMS.at[form, "kind"]
    assert one.header_row == HEADER_ROW
    assert {field: header.lstrip("*") for field, (_, header) in one.places.items()} == told(form)
    assert (one.unknown, one.guessed, one.asks) == ((), (), ())


@shown
def test_a_blank_form_is_recognised_and_holds_nothing(form: str, tmp_path: Path) -> None:
    (tmp_path / file_of(form)).write_bytes(blank()[file_of(form)])
    one = table(tmp_path, form)
    understood_as_meant(one, form)
    assert len(one.cells) == 0
    examples = max(len(cell.split("|")) for cell in COLUMNS.loc[COLUMNS["form"] == form, "example"])
    assert one.skipped == dict.fromkeys(range(HEADER_ROW + 1, HEADER_ROW + 1 + examples), "example")


@shown
def test_a_filled_form_is_read_as_it_was_meant(form: str, tmp_path: Path) -> None:
    one = table(filled(tmp_path / "inbox", form), form)
    understood_as_meant(one, form)
    names = {header: field for field, header in told(form).items()}
    for row, typed in zip(one.cells.to_dict("records"), FILLED[form], strict=True):
        assert {names[header]: value for header, value in typed.items()} == {
            field: value for field, value in row.items() if value not in ("", None)
        }


@shown
def test_every_cell_of_a_filled_form_can_be_used(form: str, tmp_path: Path) -> None:
    """Also where no rule asks for it yet: nothing is unreadable, and what must be filled is, or what stands for it."""
    dropped = find.workbooks(filled(tmp_path / "inbox", form), "")
    books = [(book, recognise.tables(book.sheets, VOCABULARY)) for book in (read.book(file, {}) for file in dropped)]
    kind = FORMS.at[form, "kind"]
    fields = SETTINGS.fields(kind)
    collected = collect.sheets(books, {kind: list(fields.index)}, SETTINGS.tables["week_patterns"])
    records = typed_cells.records(kind, collected, AS_OF, SETTINGS)
    assert records.problems.empty, records.problems
    for field, unless in fields.loc[fields["required"], "unless"].items():
        assert (records.filled[field] | records.filled[unless or field]).all(), field


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> run.Understood:
    """What the tool makes of all forms, filled."""
    return understood(filled(tmp_path_factory.mktemp("filled") / "inbox", *FORMS.index))


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> run.Understood:
    """What it makes of the examples in all forms, the word 示例 taken out: they are records like any other."""
    folder = tmp_path_factory.mktemp("examples")
    for file, content in blank().items():
        book = openpyxl.load_workbook(io.BytesIO(content))
        for sheet in book:
            for row in sheet.iter_rows(HEADER_ROW + 1):
                for cell in row:
                    if isinstance(cell.value, str) and sheet.title != GUIDE:
                        cell.value = cell.value.replace("示例：", "").replace("KH002", "KH001")
                        cell.value = cell.value.replace("云溪学校（只填了计划）", "华北精密机械有限公司")
        book.save(folder / file)
    return understood(folder)


def structural(of: run.Understood, form: str) -> list[tuple[str, str, str, int | None]]:
    """What is wrong with how a form's sheet is filled."""
    return [one for one in findings(of, *STRUCTURAL) if one[1] == file_of(form) and one[2] == FORMS.at[form, "title"]]


@shown
def test_a_filled_form_raises_no_structural_finding(form: str, together: run.Understood) -> None:
    assert structural(together, form) == []
    assert next(file.status for file in together.files if file.file == file_of(form)) == "used"


@pytest.mark.parametrize("form", ["followup", "purchase", "development"])
def test_a_form_stands_with_the_customers_alone(form: str, tmp_path: Path) -> None:
    of = understood(filled(tmp_path / "inbox", "customer", form))
    assert findings(of, *STRUCTURAL) == []


@shown
def test_the_example_is_one(form: str, examples: run.Understood) -> None:
    """A record like any other, and nothing is wrong with it."""
    (sheet,) = (
        sheet
        for file in examples.files
        for sheet in file.sheets
        if (file.file, sheet.name) == (file_of(form), FORMS.at[form, "title"])
    )
    assert sheet.table is not None and len(sheet.table.cells) > 0
    assert structural(examples, form) == []


def test_blank_forms_in_the_inbox_do_no_harm(tmp_path: Path) -> None:
    for file, content in blank().items():
        (tmp_path / file).write_bytes(content)
    of = understood(tmp_path)
    assert findings(of) == []
    assert {file.file: file.status for file in of.files} == dict.fromkeys(map(file_of, FORMS.index), "used")


def test_a_form_that_no_rule_asks_for_is_listed_as_read(tmp_path: Path) -> None:
    of = understood(filled(tmp_path / "inbox", "survey"))
    (file,) = of.files
    assert inputs.exit_status(of.files) == 0
    assert [(sheet.name, sheet.status) for sheet in file.sheets] == [("楼盘市场摸底表", "used"), (GUIDE, "skipped")]
    assert "已登记" in file.sheets[0].reason


def test_the_owner_may_stand_once_beside_the_title(tmp_path: Path) -> None:
    book = opened("customer")
    sheet = sheet_of(book, "customer")
    fill(sheet, [{key: value for key, value in row.items() if key != "负责人"} for row in FILLED["customer"]])
    place = next(cell for cell in sheet[1] if cell.value == "负责人：")
    sheet.cell(1, place.column + 1).value = "张伟"
    folder = filled(tmp_path / "inbox", "people")
    book.save(folder / file_of("customer"))
    of = understood(folder)
    assert set(of.report.customers["owner"]) == {"张伟"}
    assert findings(of, *STRUCTURAL) == []


# --- how they look --------------------------------------------------------------------------------------------------


@shown
def test_a_form_is_made_to_be_filled_and_printed(form: str) -> None:
    sheet = sheet_of(opened(form), form)
    assert sheet.freeze_panes is not None and sheet.freeze_panes.endswith(str(HEADER_ROW + 1))
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)  # as many pages long as it takes
    assert sheet.print_title_rows == f"$3:${HEADER_ROW}"
    assert not sheet.merged_cells.ranges or all(merged.min_row == 3 for merged in sheet.merged_cells.ranges)


@shown
def test_every_column_says_how_to_fill_it(form: str) -> None:
    """Dropdowns hold the words of schemas/values.csv; a warning may be passed over, nothing is stopped."""
    sheet = sheet_of(opened(form), form)
    at = {column: header for header, column in headers(sheet).items()}
    rules = {at[next(iter(rule.sqref.ranges)).min_col]: rule for rule in sheet.data_validations.dataValidation}
    mine = COLUMNS[COLUMNS["form"] == form].set_index("header")
    for header, about in mine.iterrows():
        if about["note"]:
            assert about["note"] in rules[header].prompt
        if about["list"]:
            words = SETTINGS.vocabulary(about["list"]).values()
            assert rules[header].formula1 == f'"{",".join(words)}"'
        if about["entry"] in ("date", "datetime"):
            assert rules[header].type == "date"
    assert {rule.errorStyle for rule in rules.values() if rule.showErrorMessage} <= {"warning"}


@shown
def test_a_required_column_shows_it_by_colour_and_sign(form: str) -> None:
    sheet = sheet_of(opened(form), form)
    fields = SETTINGS.fields(FORMS.at[form, "kind"])
    required = {header for field, header in told(form).items() if fields.at[field, "required"]}
    required |= {told(form)[other] for other in fields["unless"] if other in told(form)}
    starred = {str(cell.value).lstrip("*") for cell in sheet[HEADER_ROW] if str(cell.value).startswith("*")}
    plain, *_ = {cell.fill.fgColor.rgb for cell in sheet[HEADER_ROW] if not str(cell.value).startswith("*")}
    assert starred == required
    assert all((cell.fill.fgColor.rgb == plain) != str(cell.value).startswith("*") for cell in sheet[HEADER_ROW])


@shown
def test_numbers_that_are_names_are_kept_as_text(form: str) -> None:
    sheet = sheet_of(opened(form), form)
    entries = dict(zip(COLUMNS["field"] + COLUMNS["form"], COLUMNS["entry"], strict=True))
    columns = headers(sheet)
    for field, header in told(form).items():
        shape = sheet.cell(HEADER_ROW + 9, columns[header]).number_format
        if field in ("customer_id", "phone", "order"):
            assert shape == "@"
        if entries[field + form] == "date":
            assert shape == "yyyy-mm-dd"


def test_no_form_asks_for_what_is_private() -> None:
    assert [header for header in COLUMNS["header"] if any(word in header for word in PRIVATE)] == []
    guide = [str(cell) for row in opened("profile")[GUIDE].iter_rows(values_only=True) for cell in row if cell]
    assert any("不问决策者的家庭情况" in said for said in guide)


def test_the_same_bytes_every_time() -> None:
    assert forms.workbooks(SETTINGS) == blank()


def test_every_word_of_an_example_is_on_offer() -> None:
    """What an example chooses stands in its dropdown."""
    listed = COLUMNS[COLUMNS["list"] != ""]
    strange = [
        (form, header, cell)
        for form, header, name, examples in zip(
            listed["form"], listed["header"], listed["list"], listed["example"], strict=True
        )
        for cell in filter(None, examples.split("|"))
        if cell not in SETTINGS.vocabulary(name).values()
    ]
    assert strange == []
