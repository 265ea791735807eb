"""The annotated copy: what a salesperson gets back. That nothing of theirs changes: test_copy_invariant.py."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.table import Table
from package_parts import edited

from tracker import find, read
from tracker.settings import shipped_settings
from tracker.write import annotated
from tracker.write.annotated import Copy, Marks, NotCopied

SETTINGS = shipped_settings()
WORDS = SETTINGS.words("annotated")
LIST = WORDS["summary_sheet"]
OURS = [WORDS[code] for code in ("stage", "grade", "priority", "next_due", "overdue_days", "risks", "next_step")]
OURS += [WORDS["handling"], WORDS["remarks"]]


def copy(source: bytes, marks: Sequence[Marks], file: str = "客户.xlsx") -> Copy:
    return annotated.copy(book_of(source, file), marks, SETTINGS)


def book_of(source: bytes, file: str) -> read.Book:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, Path(file).name)
        path.write_bytes(source)
        return read.book(find.Dropped(path, file))


def fresh(sheets: dict[str, list[list[object]]], marks: Sequence[Marks], source: bytes = b"") -> Copy:
    book = read.Book("客户.csv", source, "", tuple(read.Sheet(name, rows, []) for name, rows in sheets.items()))
    return annotated.fresh(book, marks, SETTINGS)


YELLOW = PatternFill("solid", fgColor="FFFF00")


def problems(*rows: tuple[Any, ...]) -> pd.DataFrame:
    columns = ["row", "cell", "column", "severity", "rule_name", "message", "next_step"]
    columns += ["person", "company", "act", "also"]
    return pd.DataFrame(list(rows), columns=columns).astype({"row": "Int64"})


def problem(cell: str, severity: str = "error", message: str = "看不懂", **more: Any) -> tuple[Any, ...]:
    row = more.get("row", int(re.sub(r"\D", "", cell) or 0) or None)
    return (
        row,
        cell,
        more.get("column", ""),
        severity,
        more.get("rule", "内容读不懂"),
        message,
        more.get("step", "改成类似 30 的写法"),
        more.get("person", ""),
        more.get("company", ""),
        more.get("act", False),
        more.get("also", ""),
    )


def answers(*rows: int, **values: Any) -> pd.DataFrame:
    one = {
        "stage": "意向客户", "grade": "B", "priority": "高", "next_due": pd.Timestamp("2026-11-18"),
        "overdue_days": 2, "risks": "", "next_step": "今天就联系客户",
    } | values  # fmt: skip
    frame = pd.DataFrame([one] * len(rows), index=list(rows), columns=list(one))
    return frame.astype({"overdue_days": "Int64", "next_due": "datetime64[us]"})


def customers(change: Callable[[Any], None] = lambda sheet: None) -> bytes:
    book: Any = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "客户"
    for row in (["编号", "单位", "预算"], ["K1", "远景", 50], ["K2", "宏图", "30万左右"], ["K3", "天河", 20]):
        sheet.append(row)
    change(sheet)
    return saved(book)


def saved(book: Any) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def marked(source: bytes, *rows: tuple[Any, ...], table: pd.DataFrame | None = None, header: int = 1) -> Any:
    table = answers(2, 3, 4) if table is None else table
    return opened(copy(source, [Marks("客户", header, problems(*rows), table)]))


def opened(made: Copy) -> Any:
    return openpyxl.load_workbook(BytesIO(made.data), rich_text=True)


def fill(cell: Any) -> str:
    return str(cell.fill.fgColor.rgb)[-6:]


def listed(book: Any, name: str = LIST) -> str:
    return "\n".join(str(value) for row in book[name].values for value in row if value is not None)


# Cells and notes


def test_a_problem_cell_is_filled_and_its_note_says_what_to_write() -> None:
    cell = marked(customers(), problem("C3", message="“30万左右”不是一个数"))["客户"]["C3"]
    assert fill(cell) == SETTINGS.palette["error_fill"]
    assert cell.value == "30万左右"
    assert cell.comment.text == "✖ 要改 · 内容读不懂\n“30万左右”不是一个数\n→ 改成类似 30 的写法"


def test_two_problems_share_one_note_and_the_worst_gives_the_fill() -> None:
    cell = marked(customers(), problem("C3", "notice", "第一"), problem("C3", "risk", "第二"))["客户"]["C3"]
    assert fill(cell) == SETTINGS.palette["risk_fill"]
    assert re.findall("[▲○]|第.", cell.comment.text) == ["▲", "第二", "○", "第一"]


def test_every_severity_has_its_own_fill_and_sign() -> None:
    codes = ["error", "risk", "remind", "notice"]
    sheet = marked(customers(), *(problem(f"A{row}", code) for row, code in enumerate(codes, 1)))["客户"]
    cells = [sheet[f"A{row}"] for row in range(1, 5)]
    assert len({fill(cell) for cell in cells}) == 4
    assert [cell.comment.text[0] for cell in cells] == ["✖", "▲", "●", "○"]


def test_a_row_problem_stands_at_its_first_used_cell_or_at_the_named_column() -> None:
    def without_a_number(sheet: Any) -> None:
        sheet["A3"] = None

    sheet = marked(customers(without_a_number), problem("", row=3), problem("", row=4, column="单位"))["客户"]
    assert [spot for spot in ("A3", "B3", "C3", "A4", "B4") if sheet[spot].comment] == ["B3", "B4"]


def test_a_problem_of_the_whole_sheet_is_only_listed() -> None:
    book = marked(customers(), problem("", message="缺少一列"))
    assert "缺少一列" in listed(book)
    assert not any(cell.comment for row in book["客户"]["A1:C4"] for cell in row)


def test_an_own_note_keeps_its_text_above_ours() -> None:
    def noted(sheet: Any) -> None:
        sheet["C3"].comment = Comment("客户口头说的", "张三")

    text = marked(customers(noted), problem("C3"))["客户"]["C3"].comment.text
    assert text.startswith(f"客户口头说的\n{WORDS['note_below']}\n✖")


def test_a_note_is_as_large_as_its_text_and_beside_its_cell() -> None:
    def drawing(message: str) -> tuple[int, str]:
        made = copy(customers(), [Marks("客户", 1, problems(problem("C3", message=message)), answers())])
        vml = zipfile.ZipFile(BytesIO(made.data)).read("xl/drawings/vmlDrawing1.vml").decode()
        shape = next(part for part in vml.split(":shape ") if ":Row>2</" in part)
        anchor = re.findall(r"Anchor>([^<]*)", shape)[0]
        return int(anchor.split(", ")[6]), anchor

    short, long = drawing("短"), drawing("长" * 300)
    assert long[0] > short[0] + 10  # in so many rows more it ends
    assert short[1].startswith("3, 15, 1, ")  # in column D, from the row above


def test_a_mark_on_a_merged_cell_goes_to_its_anchor() -> None:
    sheet = marked(customers(lambda sheet: sheet.merge_cells("B3:C4")), problem("C4"))["客户"]
    assert sheet["B3"].comment and fill(sheet["B3"]) == SETTINGS.palette["error_fill"]


def test_white_text_on_a_dark_cell_stays_readable() -> None:
    def dark(sheet: Any) -> None:
        sheet["C3"].fill, sheet["C3"].font = PatternFill("solid", fgColor="000000"), Font(color="FFFFFF")

    assert marked(customers(dark), problem("C3"))["客户"]["C3"].font.color.rgb[-6:] == SETTINGS.palette["ink"]


# Our columns


def test_our_columns_stand_right_of_theirs() -> None:
    sheet = marked(customers(), problem("C3"))["客户"]
    assert [cell.value for cell in sheet[1]] == ["编号", "单位", "预算", *OURS]
    row = [cell.value for cell in sheet[3]][3:]
    assert row == ["意向客户", "B", "高", datetime(2026, 11, 18), 2, None, "今天就联系客户", None, "✖ 1"]
    assert sheet["G3"].number_format == "yyyy-mm-dd"
    assert fill(sheet["D1"]) == SETTINGS.palette["accent"] and "tracker" in sheet["D1"].comment.text
    assert sheet["J3"].alignment.wrap_text


def test_a_sheet_without_answers_gets_no_empty_columns_for_them() -> None:
    sheet = marked(customers(), problem("C3"), table=pd.DataFrame())["客户"]
    assert [cell.value for cell in sheet[1]] == ["编号", "单位", "预算", *OURS[-2:]]


@pytest.mark.parametrize(
    ("change", "first"),
    [
        (lambda sheet: sheet.add_table(Table(displayName="T", ref="A1:E4")) or sheet.append([]), "F"),
        (lambda sheet: sheet.merge_cells("A1:F1"), "G"),
        (lambda sheet: setattr(sheet["G2"], "comment", Comment("看", "张三")), "H"),
        (lambda sheet: setattr(sheet["XFD2"], "fill", PatternFill("solid", fgColor="FFFF00")), "D"),
        (lambda sheet: setattr(sheet.cell(1_048_576, 1), "font", Font(b=True)), "D"),
        (lambda sheet: sheet["C1"].__setattr__("value", "预算") or sheet.merge_cells("M9:Z9"), "D"),
    ],
    ids=["table", "merged", "note", "wide empty format", "tall empty format", "empty merge"],
)
def test_where_our_columns_start(change: Callable[[Any], None], first: str) -> None:
    sheet = marked(customers(change))["客户"]
    assert sheet[f"{first}1"].value == WORDS["stage"]


def test_a_sheet_without_room_is_marked_and_says_so() -> None:
    book = marked(customers(lambda sheet: sheet.cell(2, 16_380, "x")), problem("C3"))
    assert book["客户"]["C3"].comment
    assert WORDS.fill("no_room", sheet="客户") in listed(book)


def test_hidden_columns_on_the_right_do_not_hide_ours() -> None:
    def hidden(sheet: Any) -> None:
        tail = sheet.column_dimensions["D"]
        tail.min, tail.max, tail.hidden = 4, 16_384, True

    made = copy(customers(hidden), [Marks("客户", 1, problems(), answers(2))])
    xml = zipfile.ZipFile(BytesIO(made.data)).read("xl/worksheets/sheet1.xml").decode()
    spans = [
        (int(low), int(high), 'hidden="1"' in col)
        for col in re.findall("<col [^>]*>", xml)
        for low, high in re.findall(r'min="(\d+)" max="(\d+)"|$', " ".join(sorted(col.split(), reverse=True)))
        if low
    ]
    assert [span for span in spans if span[2]] == [(13, 16_384, True)]
    assert len({column for low, high, _ in spans for column in range(low, high + 1)}) == sum(
        high - low + 1 for low, high, _ in spans
    )  # overlapping spans make Excel repair the file


def test_text_like_a_formula_stays_text() -> None:
    steps = ["=1+1", "+86", "-5", "@SUM(A1)", "#N/A"]
    for step in steps:
        made = marked(customers(), problem("C3", message=step, step=step), table=answers(2, next_step=step))
        spots = [cell for row in made[LIST].iter_rows() for cell in row if cell.value == step]
        spots.append(made["客户"]["J2"])
        assert len(spots) == 3 and {cell.data_type for cell in spots} == {"s"}
        assert all(cell.quotePrefix for cell in spots) == (step != "#N/A")


def test_text_no_workbook_can_hold_is_cleaned() -> None:
    assert marked(customers(), problem("C3", message="a\x00b\x0b\ud800c"))["客户"]["C3"].comment.text.count("abc")


def test_on_a_protected_sheet_the_persons_column_can_be_written() -> None:
    sheet = marked(customers(lambda sheet: sheet.protection.enable()))["客户"]
    assert sheet.protection.sheet
    assert not sheet["K2"].protection.locked and sheet["J2"].protection.locked


def test_a_row_of_fixed_height_stays_and_shows_our_text_on_one_line() -> None:
    def low(sheet: Any) -> None:
        sheet.row_dimensions[2].height = 14

    sheet = marked(customers(low), table=answers(2, 3, next_step="今天就联系客户并写下新的下次跟进时间" * 4))["客户"]
    assert sheet.row_dimensions[2].height == 14
    assert (sheet["J2"].alignment.wrap_text, sheet["J3"].alignment.wrap_text) == (None, True)
    assert sheet.column_dimensions["J"].width == 70  # as wide as its text, within reason


def test_our_cells_follow_the_banding_of_the_rows() -> None:
    def banded(sheet: Any) -> None:
        for cell in sheet[3]:
            cell.fill = PatternFill("solid", fgColor="DDDDDD")

    sheet = marked(customers(banded), problem("A3"))["客户"]
    assert [fill(sheet[f"D{row}"]) for row in (2, 3)] == [SETTINGS.palette["paper"], SETTINGS.palette["band"]]


# The list


def test_the_list_leads_to_the_cell_and_the_row_leads_back() -> None:
    book = marked(customers(), problem("C3"), problem("", "remind", row=4))
    links = {cell.value: cell.hyperlink.location for row in book[LIST] for cell in row if cell.hyperlink}
    assert links == {"C3": "'客户'!C3", "第 4 行": "'客户'!A4"}
    back = book["客户"]["L3"].hyperlink.location.split("!")[1]
    number = book[LIST][back]
    assert (number.value, number.offset(0, 2).value) == ("✖", "C3")


def test_one_kind_of_problem_is_one_block_and_each_remedy_stands_once() -> None:
    found = [problem("B2", step="甲"), problem("C3", step="乙"), problem("C4", step="乙"), problem("A4", "risk")]
    sheet = marked(customers(), *found)[LIST]
    top = next(cell.row for row in sheet for cell in row if cell.value == "内容读不懂（3 处）")
    assert [sheet.cell(top + down, 3).value for down in range(3)] == ["B2", "C3", "C4"]
    assert [sheet.cell(top + down, 7).value for down in range(3)] == ["甲", "乙", None]
    assert {f"A{top}:A{top + 2}", f"G{top + 1}:I{top + 2}"} <= {area.coord for area in sheet.merged_cells.ranges}
    assert fill(sheet.cell(top, 1)) == SETTINGS.palette["error_fill"]


def test_what_to_do_stands_apart_from_what_to_mend() -> None:
    said = listed(marked(customers(), problem("A2", "risk", "风险大", act=True), problem("C3")))
    assert (
        said.index("填写上要改、要补的（1 处）")
        < said.index("看不懂")
        < said.index("跟进上要留意的（1 处）")
        < said.index("风险大")
    )


def test_a_sheet_name_with_a_quote_is_linked() -> None:
    source = customers(lambda sheet: setattr(sheet, "title", "it's"))
    book = opened(copy(source, [Marks("it's", 1, problems(problem("C3")), answers())]))
    assert [cell.hyperlink.location for row in book[LIST] for cell in row if cell.hyperlink] == ["'it''s'!C3"]


def test_a_clean_sheet_gets_the_columns_and_a_line_that_says_so() -> None:
    book = marked(customers())
    assert WORDS.fill("clean_all", mark="✔") in listed(book)
    assert [cell.value for cell in book["客户"][1]][3:] == OURS
    assert book["客户"]["L2"].value == "✔"


def test_the_list_names_the_file() -> None:
    book = opened(copy(customers(), [Marks("客户", 1, problems(), answers())], file="张三/客户.xlsx"))
    assert "张三/客户.xlsx" in listed(book)


def test_a_sheet_of_theirs_called_like_ours_stays() -> None:
    def clash(sheet: Any) -> None:
        sheet.parent.create_sheet(LIST)["A1"] = "我自己的"

    book = marked(customers(clash), problem("C3"))
    assert book.sheetnames == ["客户", LIST, WORDS.fill("summary_sheet_again", number=2)]
    assert book[LIST]["A1"].value == "我自己的"


def test_a_copy_that_comes_back_is_marked_anew() -> None:
    def noted(sheet: Any) -> None:
        sheet["A2"].comment = Comment("重要客户", "张三")

    source = customers(noted)
    book = marked(source, problem("C3"), problem("A2", "risk"))
    book["客户"]["K3"] = "已改"
    book["客户"]["C3"] = 30
    again = copy(saved(book), [Marks("客户", 1, problems(problem("B4")), answers(2, 3, 4))])
    second = opened(again)
    sheet = second["客户"]
    assert second.sheetnames == ["客户", LIST]
    assert [cell.value for cell in sheet[1]] == ["编号", "单位", "预算", *OURS]
    assert sheet["K3"].value == "已改"
    assert sheet["C3"].comment is None and not sheet["C3"].fill.fill_type
    assert sheet["A2"].comment.text == "重要客户"
    assert sheet["B4"].comment
    assert again.lost == ()


def test_a_note_that_somebody_wrote_on_our_list_is_not_the_next_lists() -> None:
    book = marked(customers(), problem("C3"))
    book[LIST]["A1"].comment = Comment("看过了", "张三")
    again = copy(saved(book), [Marks("客户", 1, problems(problem("B4")), answers(2, 3, 4))])
    names = zipfile.ZipFile(BytesIO(again.data)).namelist()
    assert "xl/worksheets/sheet2.xml" in names and "xl/worksheets/_rels/sheet2.xml.rels" not in names


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here")
def test_a_copy_that_another_program_saved_is_marked_anew(tmp_path: Path) -> None:
    """LibreOffice writes every part anew, and forgets who wrote a note."""
    book = marked(customers(lambda sheet: setattr(sheet["B2"], "fill", YELLOW)), problem("B2"), problem("C3"))
    book["客户"]["K3"] = "已改"
    path = tmp_path / "客户.xlsx"
    path.write_bytes(saved(book))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to"]
    subprocess.run([*command, "xlsx", "--outdir", str(tmp_path / "out"), str(path)], check=True, capture_output=True)
    source = (tmp_path / "out" / "客户.xlsx").read_bytes()
    second = opened(copy(source, [Marks("客户", 1, problems(problem("B4")), answers(2, 3, 4))]))
    sheet = second["客户"]
    assert second.sheetnames == ["客户", LIST]
    assert [cell.value for cell in sheet[1]] == ["编号", "单位", "预算", *OURS]
    assert sheet["K3"].value == "已改"
    assert [spot for spot in ("B2", "C3", "B4") if sheet[spot].comment] == ["B4"]
    assert fill(sheet["B2"]) == "FFFF00" and not sheet["C3"].fill.fill_type


def test_what_a_person_adds_to_a_copy_stays_where_it_is() -> None:
    """A column right of ours, a row below with a word on how it is handled: ours stay in their place."""
    book = marked(customers(), problem("C3"))
    sheet = book["客户"]
    sheet["M1"], sheet["M2"], sheet["A5"], sheet["B5"], sheet["K5"] = "来源", "展会", "K4", "新客户", "下周去"
    marks = Marks("客户", 1, problems(problem("C3")), answers(2, 3, 4, 5))
    again = opened(copy(saved(book), [marks]))["客户"]
    assert [cell.value for cell in again[1]] == ["编号", "单位", "预算", *OURS, "来源"]
    assert [again[spot].value for spot in ("M2", "B5", "D5", "K5")] == ["展会", "新客户", "意向客户", "下周去"]


def test_a_second_table_below_gets_our_headers_too() -> None:
    def second(sheet: Any) -> None:
        for row in (["客户", "时间"], ["远景", "11月3日"]):
            sheet.append(row)

    marks = Marks("客户", 1, problems(), answers(2, 3, 4, 6), more_headers=(5,))
    sheet = opened(copy(customers(second), [marks]))["客户"]
    assert [sheet[f"D{row}"].value for row in (1, 4, 5, 6)] == ["阶段", "意向客户", "阶段", "意向客户"]


# The whole file


def test_equal_input_gives_equal_bytes_in_every_process(tmp_path: Path) -> None:
    source = tmp_path / "in.xlsx"
    source.write_bytes(customers(lambda sheet: sheet.parent.create_sheet("二")))
    program = (
        "import hashlib, sys; sys.path[:0] = sys.argv[2:]\n"
        "from pathlib import Path\n"
        "from test_annotated import *\n"
        "def marks(name): return [Marks(name, 1, problems(problem('A2')), answers(2))]\n"
        "made = copy(Path(sys.argv[1]).read_bytes(), marks('客户'))\n"
        "new = fresh({'a': [['x'], [1]]}, marks('a'))\n"
        "print(hashlib.sha256(made.data + new.data).hexdigest())\n"
    )
    folders = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
    digests = set()
    for seed in ("1", "2"):
        command = [sys.executable, "-c", program, str(source), *folders]
        done = subprocess.run(
            command, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        )
        digests.add(done.stdout)
    assert len(digests) == 1


@pytest.mark.parametrize("source", [b"", b"PK\x03\x04", b"a,b\n1,2\n"])
def test_what_cannot_be_opened_is_said(source: bytes) -> None:
    with pytest.raises(NotCopied):
        copy(source, [])


def test_a_sheet_that_is_not_there_is_said() -> None:
    with pytest.raises(NotCopied):
        copy(customers(), [Marks("别的", 1, problems(), answers())])


NUMBERS_THAT_ARE_NONE = [
    ("xl/worksheets/sheet1.xml", b' s="'),
    ("xl/worksheets/sheet1.xml", b'<sheetFormatPr baseColWidth="8" defaultRowHeight="'),
    ("xl/workbook.xml", b'sheetId="'),
    ("xl/styles.xml", b'<sz val="'),
]


@pytest.mark.parametrize(("part", "before"), NUMBERS_THAT_ARE_NONE)
def test_a_workbook_with_a_number_that_is_none_is_not_copied(part: str, before: bytes) -> None:
    source = customers(lambda sheet: setattr(sheet["C3"], "fill", YELLOW))
    written = zipfile.ZipFile(BytesIO(source)).read(part)
    assert before in written
    harmed = edited(source, {part: written.replace(before, before + b"x")})
    with pytest.raises(NotCopied):
        copy(harmed, [Marks("客户", 1, problems(problem("C3")), answers(2, 3))])


# A new workbook from values


def test_fresh_writes_values_dates_and_the_same_marks() -> None:
    rows: list[list[object]] = [
        ["编号", "日期", "备注"],
        ["=1+1", date(2026, 11, 3), None],
        [6217000010001234567, datetime(2026, 11, 3, 9, 30), float("nan")],
    ]
    long_name = "客户/登记:" + "很长" * 20
    made = fresh({long_name: rows}, [Marks(long_name, 1, problems(problem("B2")), answers(2, 3))])
    book = opened(made)
    sheet = book.worksheets[0]
    assert len(sheet.title) <= 31
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")
    assert sheet["A3"].value == "6217000010001234567"
    assert [sheet[spot].number_format for spot in ("B2", "B3")] == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm"]
    assert sheet["A1"].font.b and sheet["C3"].value is None
    assert sheet["D1"].value == WORDS["stage"] and sheet["B2"].comment
    assert made.lost == ()


@pytest.mark.parametrize("name", ["it's " + "a" * 22 + "'b", "😀" * 30, "'"])
def test_fresh_gives_a_sheet_a_name_that_excel_takes(name: str) -> None:
    title = opened(fresh({name: [["x"]]}, [Marks(name, 1, problems(), answers(2))])).worksheets[0].title
    assert 0 < len(title.encode("utf-16-le")) <= 62 and not title.endswith("'")


def test_fresh_writes_a_number_without_end_as_text() -> None:
    assert opened(fresh({"a": [["x"], [float("inf")]]}, []))["a"]["A2"].value == "inf"


def test_fresh_says_that_only_the_values_came_along() -> None:
    made = fresh({"a": [["x"]]}, [], source=b"\xd0\xcf\x11\xe0 an old workbook")
    assert made.lost == (WORDS["lost_all_but_values"],)
    assert WORDS["lost_all_but_values"] in listed(opened(made))
