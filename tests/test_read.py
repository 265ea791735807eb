"""Every format that people hand in: the same sheet gives the same cells; what is no value is known for what it is."""

import csv
import random
import re
import shutil
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from folders import SETTINGS, customer, findings, followup, lay, sheet, understood

from tracker import find, html_table, ods, ole, read, scan, text_table, xlsb

REAL = Path(__file__).parents[2] / "shared" / "real_sheets"
REAL_FILES = sorted(path for path in REAL.glob("*/*")) if REAL.is_dir() else []
SOFFICE = shutil.which("soffice")
DAY, MOMENT = datetime(2026, 3, 10), datetime(2026, 3, 10, 15, 30)
ROWS: list[list[Any]] = [
    ["单位名称", "登记日期", "录入时间", "预算", "大客户", "备注"],
    ["海川机械有限公司", DAY, MOMENT, 120000, True, "a & b <c>"],
    ["云溪学校", "3月10日", "", 0.5, False, "第一行\n第二行"],
    ["", "", "", "", "", ""],
    ["青山医院", DAY, "", -3, "", "=不是公式"],
]
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def opened(folder: Path, name: str, data: bytes) -> read.Book:
    """What is read of a file with this name and content."""
    path = folder / name
    path.write_bytes(data)
    return read.book(find.Dropped(path, name))


def plain(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Rows as they compare: a day is a moment, a whole number a number."""
    moments = [[datetime(*c.timetuple()[:3]) if type(c) is date else c for c in row] for row in rows]
    return [[float(c) if isinstance(c, int) and not isinstance(c, bool) else c for c in row] for row in moments]


def workbook(rows: Sequence[Sequence[Any]] = ROWS, **options: Any) -> bytes:
    """The rows as Excel saves them."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"strings_to_formulas": False, **options}) as book:
        page = book.add_worksheet("客户")
        formats = [book.add_format({"num_format": code}) for code in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm")]
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime):
                    page.write_datetime(at, column, cell, formats[cell != DAY])
                elif cell != "":
                    page.write(at, column, cell)
    return made.getvalue()


def rebuilt(book: bytes, part: Callable[[str, bytes], tuple[str, bytes]]) -> bytes:
    """The zip with each part's name and content as `part` makes them."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(book)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            renamed, data = part(name, old.read(name))
            new.writestr(zipfile.ZipInfo(renamed), data)
    return made.getvalue()


def strict(book: bytes) -> bytes:
    """The workbook as Excel saves it as Strict Open XML, its days written out."""
    spaces = {
        MAIN: b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        OFFICE: b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    }

    def part(name: str, data: bytes) -> tuple[str, bytes]:
        for old, new in spaces.items():
            data = data.replace(old, new)
        return name, data

    return rebuilt(book, part)


def prefixed(book: bytes) -> bytes:
    """The workbook as some servers write it: every tag of a sheet with a prefix, names with backslashes."""

    def part(name: str, data: bytes) -> tuple[str, bytes]:
        if name.startswith("xl/worksheets/"):
            data = re.sub(rb"<(/?)([A-Za-z])", rb"<\1x:\2", data).replace(b"xmlns=", b"xmlns:x=")
        return name.replace("/", "\\") if name.startswith("xl/worksheets/") else name, data

    return rebuilt(book, part)


def from_the_web(book: bytes) -> bytes:
    """The workbook as Excel on the web names its parts."""
    odd = {"workbook": "workbook22", "styles": "styles22", "sharedStrings": "sharedStrings22"}

    def part(name: str, data: bytes) -> tuple[str, bytes]:
        for old, new in odd.items():
            data = data.replace(f"{old}.xml".encode(), f"{new}.xml".encode())
            name = name.replace(f"{old}.xml", f"{new}.xml")
        return name, data

    return rebuilt(book, part)


# --- one sheet, every format ----------------------------------------------------------------------------------------

MADE: dict[str, Callable[[], bytes]] = {
    "客户.xlsx": workbook,
    "客户.xlsm": workbook,
    "1904.xlsx": lambda: workbook(date_1904=True),
    "常量内存.xlsx": lambda: workbook(constant_memory=True),
    "严格.xlsx": lambda: strict(workbook()),
    "前缀.xlsx": lambda: prefixed(workbook()),
    "网页版.xlsx": lambda: from_the_web(workbook()),
    "改了后缀.csv": workbook,
    "改了后缀.et": workbook,
}


@pytest.mark.parametrize("name", MADE)
def test_the_same_cells_whatever_the_format(name: str, tmp_path: Path) -> None:
    came = opened(tmp_path, name, MADE[name]())
    assert [(came.problem, page.name, plain(page.cells)) for page in came.sheets] == [("", "客户", plain(ROWS))]
    assert came.epoch_1904 == (name == "1904.xlsx")


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sheet as LibreOffice saves it, in every format it has."""
    folder = tmp_path_factory.mktemp("converted")
    (folder / "客户.xlsx").write_bytes(hidden_and_wrong())
    for ending in ("xls", "ods", "csv:Text - txt - csv (StarCalc):44,34,76", "html"):
        command = [str(SOFFICE), f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", ending]
        done = subprocess.run(
            [*command, "--outdir", str(folder), str(folder / "客户.xlsx")], capture_output=True, check=False
        )
        assert (folder / f"客户.{ending.split(':')[0]}").exists(), done.stderr
    return folder


def hidden_and_wrong() -> bytes:
    """The sheet with an error below it, a hidden row and a hidden second sheet."""
    book = openpyxl.load_workbook(BytesIO(workbook()))
    page = book["客户"]
    page["A6"], page["D6"] = "错的", "=NA()"
    page.row_dimensions[3].hidden = True
    book.create_sheet("隐藏的")["A1"] = "x"
    book["隐藏的"].sheet_state = "hidden"
    made = BytesIO()
    book.save(made)
    return made.getvalue()


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not here")
@pytest.mark.parametrize("name", ["客户.xls", "客户.ods", "老表.xlsx", "金山.et"])
def test_the_same_cells_from_libreoffice(name: str, converted: Path, tmp_path: Path) -> None:
    source = converted / ("客户.ods" if name.endswith("ods") else "客户.xls")
    came = opened(tmp_path, name, source.read_bytes())
    shown, hidden = came.sheets
    assert plain(shown.cells[:5]) == plain(ROWS)
    assert (shown.hidden, hidden.hidden) == (False, True)
    if name.endswith("ods"):
        assert (shown.hidden_rows, shown.unread) == ({3}, {(5, 3): "#N/A"})
    else:
        assert shown.cells[5][3] == ""  # calamine does not tell, and nothing else looks


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not here")
@pytest.mark.parametrize("name", ["客户.csv", "客户.html"])
def test_text_and_pages_from_libreoffice(name: str, converted: Path, tmp_path: Path) -> None:
    """As they are shown; what is hidden is not in the page."""
    came = opened(tmp_path, name.replace("html", "xls"), (converted / name).read_bytes())
    cells = [row[:6] for row in came.sheets[0].cells]
    assert cells[0] == ROWS[0]
    assert cells[1][:2] == ["海川机械有限公司", "2026-03-10"] and cells[1][5] == "a & b <c>"
    if name.endswith("csv"):
        assert cells[2] == ["云溪学校", "3月10日", "", "0.5", "FALSE", "第一行\n第二行"]
        assert dict(came.sheets[0].unread) == {(5, 3): "#N/A"}


def test_the_day_formats_of_a_chinese_excel(tmp_path: Path) -> None:
    """They have numbers and no code in the file: 27 to 36 and 50 to 58."""
    numbers = [*range(27, 37), *range(50, 59)]
    made = BytesIO()
    with xlsxwriter.Workbook(made) as book:
        page = book.add_worksheet()
        for at, number in enumerate(numbers):
            page.write_number(at, 0, 46091, book.add_format({"num_format": number}))
    came = opened(tmp_path, "日期.xlsx", made.getvalue())
    assert plain(came.sheets[0].cells) == [[DAY]] * len(numbers)


# --- text ------------------------------------------------------------------------------------------------------------

TYPED = [
    ["客户登记,2026", "", ""],
    ["单位名称", "联系电话", "备注"],
    ["海川机械有限公司", "013800001234", "说“好”; 下周,再谈"],
    ["云溪学校", "", '引号"和\n换行'],
    ["", "", ""],
    ["青山医院", "1,200", "x|y"],
]


def typed(delimiter: str, rows: Sequence[Sequence[str]] = TYPED, ends: str = "\r\n") -> str:
    text = StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=ends).writerows(rows)
    return text.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "，", "；"])
def test_text_in_every_encoding_and_with_every_delimiter(delimiter: str, encoding: str, tmp_path: Path) -> None:
    came = opened(tmp_path, "李娜.csv", typed(delimiter).encode(encoding))
    assert [(page.name, page.cells) for page in came.sheets] == [("李娜", TYPED)]


@pytest.mark.parametrize("name", ["名单.csv", "名单.tsv", "名单.xlsx", "名单.xls"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_text_under_any_ending(name: str, ends: str, tmp_path: Path) -> None:
    rows = [["a", "b"], ["1", "2"]]
    assert opened(tmp_path, name, typed("\t", rows, ends).encode()).sheets[0].cells == rows


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("sep=;\r\na;b,c\r\n", [["a", "b,c"]]),
        ('编号,电话\n="0138","=""0755"""\n', [["编号", "电话"], ["0138", "0755"]]),
        ("客户名单\na,b\nc,d,e\nf,g\n", [["客户名单", "", ""], ["a", "b", ""], ["c", "d", "e"], ["f", "g", ""]]),
        ("海川，王明\n云溪，李娜\n", [["海川", "王明"], ["云溪", "李娜"]]),
        ("只有一列\n海川\n", [["只有一列"], ["海川"]]),
        ('a,"没有关上的引号\nb,c\n', [["a", "没有关上的引号\nb,c\n"]]),
    ],
    ids=["sep line", "kept as text", "title above, one row longer", "full width", "one column", "open quote"],
)
def test_text_as_excel_lays_it_out(text: str, cells: list[list[str]], tmp_path: Path) -> None:
    assert opened(tmp_path, "x.csv", text.encode()).sheets[0].cells == cells


def test_a_sign_that_no_standard_knows_spoils_nothing() -> None:
    """The euro sign of an old Windows stands in GBK text; a file cut off within a letter is still text."""
    assert text_table.decoded("报价,".encode("gbk") * 100 + b"\x80") is not None
    assert text_table.decoded("单位名称,海川".encode()[:-1]) == "单位名称,海"
    assert text_table.decoded(bytes(range(256)) * 4) is None


def test_an_error_in_text_is_an_error(tmp_path: Path) -> None:
    assert opened(tmp_path, "x.csv", b"a,b\n#N/A,#1\n").sheets[0].unread == {(1, 0): "#N/A"}


PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta http-equiv="Content-Type" content="text/html; charset={charset}"><title>不是内容</title>
<style>td {{ color: red }}</style><!--[if gte mso 9]><xml><x:Name>不是内容</x:Name></xml><![endif]--></head>
<body><h3>客户登记</h3><table border=1>
<tr><th rowspan=2>单位名称</th><th colspan="2">联系</th></tr>
<tr><th>联系人<th>电话</tr>
<tr><td>海川&amp;云溪</td><td>王明<br>李娜</td><td>&nbsp;138 0000
   1234</td></tr>
<tr style="display: none"><td>#N/A</td><td>x<td>y
</table></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gb18030"])
def test_a_web_page_that_calls_itself_xls(charset: str, tmp_path: Path) -> None:
    came = opened(tmp_path, "导出.xls", PAGE.format(charset=charset).encode(charset))
    (page,) = came.sheets
    assert page.cells == [
        ["客户登记", "", ""],
        ["单位名称", "联系", ""],
        ["", "联系人", "电话"],
        ["海川&云溪", "王明\n李娜", "138 0000 1234"],
        ["#N/A", "x", "y"],
    ]
    assert sorted(page.merges) == [((1, 0), (2, 0)), ((1, 1), (1, 2))]
    assert (page.name, page.hidden_rows, page.unread) == ("导出", {5}, {(4, 0): "#N/A"})


def test_a_page_that_only_frames_other_pages(tmp_path: Path) -> None:
    """As Excel saves several sheets as a web page: the cells are in a folder beside it."""
    page = "<html><head></head><frameset><frame src='x.files/sheet001.htm'></frameset></html>"
    assert opened(tmp_path, "x.xls", page.encode()).problem == "convert"


def test_a_page_with_a_section_that_nobody_knows(tmp_path: Path) -> None:
    page = "<table><tr><td>单位名称<![if !vml]>云溪<![endif]></td><![海川]><td>电话</td></tr><![ </table>"
    assert opened(tmp_path, "x.xls", page.encode()).sheets[0].cells[0] == ["单位名称云溪", "电话"]


def test_a_text_that_begins_with_many_comments_is_told_at_once() -> None:
    assert not html_table.is_page("<!-- x -->" * 100 + "x")


def test_a_page_whose_cells_cover_millions_of_others(tmp_path: Path) -> None:
    page = "<table>" + "<tr><td colspan=16384 rowspan=1048576>x</td></tr>" * 3000 + "</table>"
    assert opened(tmp_path, "x.xls", page.encode()).problem == "too_large"


# --- what is no value -----------------------------------------------------------------------------------------------

TEXT = 't="e" hidden="1" <![CDATA[<c r="Z9" t="e"><v>#N/A</v></c>]]>'
CELLS = f"""<worksheet xmlns="m"><sheetData>
<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1"><f>A1*2</f></c><c r="C1"><f>A1&amp;"x"</f><v/></c></row>
<row r="2" hidden="1"><c r="A2" t="str"><f>IF(1,"")</f><v></v></c><c r="B2"><f>1+1</f><v>2</v></c></row>
<row r="4" spans="1:3" hidden='true'><c r="AA4"><f t="shared" si="0"/></c>
<c r="AB4" t="e" s="3"><f>1/0</f><v>#DIV/0!</v></c></row>
<row r="5" hidden="0"><c r="A5" t="inlineStr"><is><t>{TEXT}</t></is></c></row>
<!-- <row r="9" hidden="1"><c r="A9" t="e"><v>#REF!</v></c></row> -->
<row r="6"><c r="A6" t="str"><f>B6</f></c><c r="B6"><v>1</v></c></row>
</sheetData><extLst><x:f hidden="1">t="e"</x:f></extLst></worksheet>"""
UNREAD = {(0, 0): "#N/A", (0, 1): "=A1*2", (0, 2): '=A1&"x"', (3, 26): "=...", (3, 27): "#DIV/0!", (5, 0): "=B6"}


def without_places(xml: str) -> str:
    """The same without the places of rows and cells, the gaps filled."""
    filled = xml.replace('<row r="4"', '<row r="3"/><row r="4"').replace('<c r="AA4"', "<c/>" * 26 + '<c r="AA4"')
    return re.sub(r'(<(?:row|c))\s+r="\w+"', r"\1", filled)


@pytest.mark.parametrize(
    "written",
    [
        lambda xml: xml,
        lambda xml: re.sub(r"<(/?)(?=[a-z])(?!x:)", r"<\1x:", xml),
        lambda xml: xml.replace('t="e"><v>', "t='e'><v>"),
        lambda xml: xml.replace("\n", ""),
        without_places,
    ],
    ids=["plain", "prefix", "single quotes", "one line", "without places"],
)
def test_errors_formulas_and_hidden_rows_however_they_are_written(written: Callable[[str], str]) -> None:
    found = scan.sheet(written(CELLS).encode())
    assert dict(found.unread) == UNREAD
    assert found.hidden_rows == {2, 4}


def test_a_picture_in_a_cell_is_no_error() -> None:
    """It stands in the file as #VALUE!, with a number that leads to the picture."""
    cells = b'<c r="A1" t="e" vm="1"><v>#VALUE!</v></c><c r="B1" t="e"><v>#VALUE!</v></c>'
    xml = b'<sheetData><row r="1">' + cells + b"</row></sheetData>"
    assert dict(scan.sheet(xml, pictures=True).unread) == {(0, 1): "#VALUE!"}
    assert len(scan.sheet(xml).unread) == 2


def test_damage_tells_nothing_and_raises_nothing(tmp_path: Path) -> None:
    xml = CELLS.encode()
    chance = random.Random(7)
    for cut in range(0, len(xml), 11):
        scan.sheet(xml[:cut])
        scan.sheet(xml[cut:])
    sources = [workbook(), workbook(ROWS * 30), far_ods(3, 3), binary([(0, 0, "x"), (2, 1, 42)]), PAGE.encode()]
    for source in sources:
        for _ in range(60):
            broken = bytearray(source)
            for _ in range(chance.randint(1, 40)):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            opened(tmp_path, "坏的.xlsx", bytes(broken[: chance.choice([len(broken), len(broken) // 2])]))


def test_what_openpyxl_saved_was_never_worked_out(tmp_path: Path) -> None:
    """A workbook made by a program: formulas without results, beyond the last value too."""
    book = openpyxl.Workbook()
    book.active["A1"], book.active["C3"], book.active["B1"] = "x", "=A1*2", "#N/A"
    made = BytesIO()
    book.save(made)
    (page,) = opened(tmp_path, "程序.xlsx", made.getvalue()).sheets
    assert dict(page.unread) == {(0, 1): "#N/A", (2, 2): "=A1*2"}
    assert page.cells == [["x", "#N/A", ""], ["", "", ""], ["", "", "=A1*2"]]


# --- sheets that reach too far --------------------------------------------------------------------------------------

TABLE = 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'


def far_ods(rows: int, columns: int, *, empty: bool = False) -> bytes:
    """A sheet whose cells are said to stand so often; `empty`: beyond the first one they hold nothing."""
    cell = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    many = f'<table:table-cell table:number-columns-repeated="{columns}"'
    many += "/>" if empty else ' office:value-type="string"><text:p>x</text:p></table:table-cell>'
    content = (
        f'<office:document-content {TABLE} xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="表&amp;1"><table:table-row>{cell}</table:table-row>'
        f'<table:table-row table:number-rows-repeated="{rows}">{many}</table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return made.getvalue()


def binary(cells: Sequence[tuple[int, int, Any]], hidden: Sequence[int] = ()) -> bytes:
    """An .xlsb with these (row, column, text or number of an error)."""

    def record(number: int, content: bytes = b"") -> bytes:
        head = bytes([number]) if number < 0x80 else bytes([number & 0x7F | 0x80, number >> 7])
        return head + bytes([len(content)]) + content

    def number(value: int) -> bytes:
        return value.to_bytes(4, "little")

    def text(value: str) -> bytes:
        return number(len(value)) + value.encode("utf-16-le")

    book = record(0x83) + record(0x8F) + record(0x9C, number(0) + number(1) + text("rId1") + text("表")) + record(0x90)
    page = record(0x81) + record(0x94, bytes(16)) + record(0x91)
    for row in sorted({row for row, _, _ in cells}):
        page += record(0x00, number(row) + bytes(7) + bytes([0x10 if row in hidden else 0]) + bytes(5))
        for _, column, value in (cell for cell in cells if cell[0] == row):
            said = (0x03, bytes([value])) if isinstance(value, int) else (0x06, text(value))
            page += record(said[0], number(column) + bytes(4) + said[1])
    page += record(0x92) + record(0x82)
    target = "worksheets/sheet1.bin"
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    )
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": f'{links}Type="{kinds}/officeDocument" Target="xl/workbook.bin"/></Relationships>'.encode(),
        "xl/workbook.bin": book + record(0x84),
        "xl/_rels/workbook.bin.rels": f'{links}Type="{kinds}/worksheet" Target="{target}"/></Relationships>'.encode(),
        "xl/worksheets/sheet1.bin": page,
    }
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return made.getvalue()


def far_xlsx(last: str, *, empty: bool = False) -> bytes:
    """A sheet with something in A1 and in another cell; `empty`: that one only has a colour."""
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.active[last] = None if empty else "x"
    book.active[last].fill = openpyxl.styles.PatternFill("solid", "FF0000")
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def old(*, directory: int, chain: Sequence[int]) -> bytes:
    """The container of an .xls: its sectors are the directory, empty, and the table that chains them."""
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0"))
    struct.pack_into("<5H", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<8I", head, 44, 1, directory, 0, 4096, END, 0, END, 0)
    struct.pack_into("<109I", head, 76, 1, *[FREE] * 108)
    return bytes(head) + bytes(512) + struct.pack("<128I", *chain, *[FREE] * (128 - len(chain)))


END, FREE = 0xFFFFFFFE, 0xFFFFFFFF
FAR = {
    "绕圈.xls": (old(directory=0, chain=[0]), "corrupt"),
    "两个角.xlsx": (far_xlsx("XFD1048576"), "too_large"),
    "空的角.xlsx": (far_xlsx("XFD1048576", empty=True), ""),
    "很长.xlsx": (far_xlsx("C1048576"), ""),
    "很宽.xlsx": (far_xlsx("XFD20"), ""),
    "两个角.xlsb": (binary([(0, 0, "x"), (1_048_575, 16_383, "x")]), "too_large"),
    "一页.xlsb": (binary([(0, 0, "x"), (20, 30, "x")]), ""),
    "重复.ods": (far_ods(1_048_575, 1000), "too_large"),
    "空的重复.ods": (far_ods(1_048_575, 16_384, empty=True), ""),
    "两个角.csv": (b"x\n" * 30_000 + b"," * 16_000 + b"\n", "too_large"),
}


def test_a_container_that_ends_is_no_endless_one() -> None:
    assert ole.is_endless(old(directory=0, chain=[0]))
    assert not ole.is_endless(old(directory=0, chain=[END]))


TIGHT = """
import resource, sys
from pathlib import Path
from tracker import find, read
resource.setrlimit(resource.RLIMIT_AS, (4_000_000_000, 4_000_000_000))
print(read.book(find.Dropped(Path(sys.argv[1]), "x" + Path(sys.argv[1]).suffix)).problem)
"""


@pytest.mark.parametrize("name", FAR)
def test_a_sheet_that_reaches_too_far_is_refused_and_an_empty_reach_is_not(name: str, tmp_path: Path) -> None:
    """In a process that may take 4 GB: a reader that holds every cell between two corners dies of it."""
    data, problem = FAR[name]
    (tmp_path / name).write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", TIGHT, str(tmp_path / name)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, problem), done.stderr


def test_errors_and_hidden_rows_of_a_binary_workbook(tmp_path: Path) -> None:
    (page,) = opened(tmp_path, "二进制.xlsb", binary([(0, 0, "x"), (2, 1, 0x2A), (3, 0, "y")], hidden=[3])).sheets
    assert (page.name, page.cells[0], page.cells[2]) == ("表", ["x", ""], ["", "#N/A"])
    assert (dict(page.unread), page.hidden_rows) == ({(2, 1): "#N/A"}, {4})


def test_an_opendocument_sheet_is_known_by_its_own_name() -> None:
    with zipfile.ZipFile(BytesIO(far_ods(2, 2))) as archive:
        assert [(name, cells) for name, (cells, *_) in ods.sheets(archive.read("content.xml"))] == [("表&1", 6)]


# --- into the answers -----------------------------------------------------------------------------------------------


def inbox(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def test_a_csv_has_its_findings_where_excel_shows_them(tmp_path: Path) -> None:
    rows = sheet("customer", [customer("海川机械有限公司", budget="看情况"), customer("云溪学校", need=None)])
    days = [[cell.isoformat() if isinstance(cell, date) else cell or "" for cell in row] for row in rows]
    data = typed(",", [["一月\n客户"], [], *days]).encode("gbk")
    found = understood(inbox(tmp_path, {"张伟.csv": data})).report.findings
    cells = found[found["rule"].isin(["bad_value", "missing_required"])]
    budget, need = (days[0].index(header) for header in ("预算范围", "需求概述"))
    expected = [("missing_required", f"{chr(65 + need)}5"), ("bad_value", f"{chr(65 + budget)}4")]
    assert list(zip(cells["rule"], cells["cell"], strict=True)) == expected
    assert set(cells["sheet"]) == {"张伟"}


def test_an_error_or_a_formula_without_a_result_is_said_and_raises_nothing_else(tmp_path: Path) -> None:
    rows = sheet(
        "customer", [customer("海川机械有限公司", remark="好", email="a@b.c"), customer("云溪学校")], also=["budget"]
    )
    headers = rows[0]
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    wrong = {"单位名称": "#N/A", "联系人": "=B2", "备注": "#REF!", "预算范围": "=1+1", "登记日期": "=TODAY()"}
    for header, cell in wrong.items():
        book.active.cell(2, headers.index(header) + 1).value = cell
    book.active.cell(3, headers.index("联系电话") + 1).value = None
    book.active.cell(3, headers.index("邮箱") + 1).value = "#VALUE!"
    book.active.cell(4, headers.index("单位名称") + 1).value = "#N/A"
    book.active.cell(2, len(headers) + 1).value = "#N/A"  # nobody's column
    made = BytesIO()
    book.save(made)
    of = understood(inbox(tmp_path, {"张伟.xlsx": made.getvalue()}))
    found = of.report.findings
    unread = found[found["rule"] == "bad_value"]
    at = {
        (row, column): shown
        for row, column, shown in zip(unread["row"], unread["column"], unread["value"], strict=True)
    }
    assert at == {
        **{(2, header): shown for header, shown in wrong.items()},
        (3, "邮箱"): "#VALUE!",
        (4, "单位名称"): "#N/A",
    }
    assert set(found.loc[found["row"].isin([2, 3]), "rule"]) <= {"bad_value"}
    words = SETTINGS.words("findings")
    steps = dict(zip(unread["value"], unread["next_step"], strict=True))
    assert (steps["#N/A"], steps["=TODAY()"]) == (words["instead.error_cell"], words["instead.no_result"])
    assert (found["rule"] == "missing_required")[found["row"] == 4].any()


def test_what_is_hidden_is_read_and_said(tmp_path: Path) -> None:
    data = lay(tmp_path, {"原.xlsx": {"客户": sheet("customer", [customer("海川机械有限公司"), customer("云溪学校")])}})
    book = openpyxl.load_workbook(data / "原.xlsx")
    book["客户"].row_dimensions[3].hidden = True
    book["客户"].row_dimensions[30].hidden = True
    book["客户"].column_dimensions["B"].hidden = True
    book["客户"].column_dimensions["ZZ"].hidden = True
    book.create_sheet("说明")
    book["客户"].sheet_state, book.active = "hidden", 1
    book.save(tmp_path / "原.xlsx")
    of = understood(tmp_path)
    assert sorted(of.report.customers["company"]) == ["云溪学校", "海川机械有限公司"]
    (told,) = of.about["inputs"][0]["sheets"]
    header = str(openpyxl.load_workbook(tmp_path / "原.xlsx")["客户"]["B1"].value)
    assert (told["hidden"], told["hidden_rows"], told["hidden_columns"]) == (True, 1, [header])
    words = SETTINGS.words("inputs")
    said = [words["hidden"], words.fill("hidden_rows", rows=1), words.fill("hidden_columns", columns=header)]
    assert (told["status"], told["reason"]) == (words["status.used"], words["hidden_joiner"].join(said))


COLUMNS = {
    "xlsx": (
        scan.sheet,
        b'<worksheet><cols><col min="2" max="3" hidden="1"/><col max="5" min="5"/></cols><sheetData/>',
    ),
    "far": (scan.sheet, b"<x:cols><x:col min='2' max='3' hidden='true' collapsed='1'/></x:cols><x:sheetData>"),
}


@pytest.mark.parametrize(("reader", "xml"), COLUMNS.values(), ids=list(COLUMNS))
def test_hidden_columns_however_they_are_written(reader: Callable[[bytes], scan.Scan], xml: bytes) -> None:
    assert reader(xml).hidden_columns == {2, 3}


def test_hidden_columns_of_an_opendocument_sheet() -> None:
    column = '<table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
    content = f'<table:table table:name="a"><table:table-column/>{column}<table:table-row><table:table-cell/>'
    assert [told[3] for _, told in ods.sheets(content.encode())] == [{2, 3}]


def test_hidden_columns_of_a_binary_workbook() -> None:
    number = (1).to_bytes(4, "little") + (2).to_bytes(4, "little") + bytes(8)
    shown, hidden = (bytes([0x3C, 18]) + number + bytes([flags, 0]) for flags in (0, 1))
    assert [xlsb.sheet(page + bytes([0x92, 1, 0]))[3] for page in (shown, hidden)] == [set(), {2, 3}]


def test_a_lock_file_is_no_damage(tmp_path: Path) -> None:
    assert opened(tmp_path, "~$张伟.xlsx", b"\x05Zhang Wei").problem == "lock"


def test_a_text_that_is_called_a_workbook_is_told(tmp_path: Path) -> None:
    """Where it is a table of ours it is read all the same; a text file by its own name is asked for its header."""
    (tmp_path / "随手记.xlsx").write_text("今天去了两家厂\n明天再去", encoding="utf-8")
    (tmp_path / "随手记.csv").write_text("今天去了三家厂\n明天再去", encoding="utf-8")
    (tmp_path / "导出.xls").write_text("单位名称,联系人,联系电话,需求\n云溪学校,李敏,0571-88,打印机", encoding="utf-8")
    words, files = SETTINGS.words("inputs"), {file.file: file for file in understood(tmp_path).files}
    assert files["随手记.xlsx"].reason == words["misnamed"]
    assert files["随手记.csv"].reason == words["no_header"]
    assert files["导出.xls"].status == "used"


def test_words_for_a_date_belong_into_the_column_for_what_is_waited_for(tmp_path: Path) -> None:
    """As it is called in that sheet; a date written wrong stays one, as does any where there is no such column."""
    rows = [followup("海川机械有限公司", "2026-11-16", next_follow=said) for said in ("等通知", "13月40日")]
    others = [{**row, "company": "云溪学校"} for row in rows]
    with_column = sheet("followup", rows, also=["trigger"])
    with_column[0][with_column[0].index("触发条件")] = "触发事件"
    lay(tmp_path, {"张伟.xlsx": {"有": with_column, "没有": sheet("followup", others)}})
    found = understood(tmp_path).report.findings
    found = found[found["rule"] == "bad_value"].set_index(["sheet", "value"])["next_step"]
    letter = openpyxl.utils.get_column_letter(with_column[0].index("触发事件") + 1)
    assert f"把“等通知”移到“触发事件”一列（{letter}2）" in found["有", "等通知"]
    assert "移到" not in found["有", "13月40日"] + found["没有", "等通知"]


def test_the_same_file_twice_is_read_once(tmp_path: Path) -> None:
    """A copy beside it is passed over; in another folder or for another week it is handed in again."""
    data = workbook(
        sheet("customer", [customer("海川机械有限公司", registered="2026-11-16", first_contact="2026-11-16")])
    )
    names = [
        "张伟.xlsx",
        "张伟 - 副本.xlsx",
        "张伟(1).xlsx",
        "张伟 2026-11-10.xlsx",
        "王强/张伟.xlsx",
        "坏的.xlsx",
        "坏的2.xlsx",
    ]
    files = {name: b"PK damaged" if name.startswith("坏") else data for name in names}
    of = understood(inbox(tmp_path, files))
    words = SETTINGS.words("inputs")
    statuses = {file.file: file.status for file in of.files}
    assert statuses == {
        "张伟.xlsx": "used",
        "张伟 - 副本.xlsx": "skipped",
        "张伟(1).xlsx": "skipped",
        "张伟 2026-11-10.xlsx": "used",
        "王强/张伟.xlsx": "used",
        "坏的.xlsx": "not_used",
        "坏的2.xlsx": "not_used",
    }
    copy = next(file for file in of.files if file.file == "张伟(1).xlsx")
    assert copy.reason == words.fill("copy", copy_of="张伟.xlsx")
    assert findings(of, "clash", "duplicate") == []


@pytest.mark.skipif(not REAL_FILES, reason="the real sheets are not here")
@pytest.mark.parametrize("path", REAL_FILES, ids=lambda path: path.name[:16])
def test_files_that_nobody_here_made(path: Path) -> None:
    """Each gives sheets, or a problem that has words; none takes long."""
    began = datetime.now()
    came = read.book(find.Dropped(path, path.name))
    assert datetime.now() - began < timedelta(seconds=2)
    words = SETTINGS.words("inputs")
    assert came.sheets if not came.problem else f"{came.problem}.remedy" in words
    for page in came.sheets:
        assert len({len(row) for row in page.cells}) <= 1
        assert all(page.cells[row][column] == shown for (row, column), shown in page.unread.items())
    wrong = {"C045": "encrypted", "C049": "encrypted", "C050": "encrypted", "C132": "encrypted", "C114": "empty_file"}
    wrong |= {"C116": "no_workbook", "C118": "incomplete", "C120": "no_sheets", "C126": "corrupt"}
    if path.name[:4] in wrong:
        assert came.problem == wrong[path.name[:4]]
