"""The marked copy: every byte of a workbook that is not marked stays, whatever the workbook holds.

Each test runs over tests/workbook_corpus.py, a workbook for each thing that can stand in one, and over the real sheets
where they are; the name in brackets says which one fails.
"""

import csv
import re
import shutil
import subprocess
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from copy_invariant import differences, notes, remarks, violations
from excel_rules import cell_name, placed, spot
from package_parts import Package, child, children, edited, entry
from sheet_invariant import Remark
from workbook_corpus import (
    BOOK_LINKS,
    FEATURES,
    LINKS,
    MACROS,
    SHEET,
    STYLES,
    TYPES,
    WORKBOOK,
    picture,
    text_of,
    with_package_signature,
    written,
)

from tracker import find, read
from tracker.settings import shipped_settings
from tracker.write import annotated

SETTINGS = shipped_settings()
LIST = SETTINGS.words("annotated")["summary_sheet"]
REAL = Path(__file__).parents[2] / "shared" / "real_sheets"
REAL_FILES = {path.name[:40]: path for path in sorted(REAL.glob("*/*.xls[xm]"))} if REAL.is_dir() else {}
LARGE = 3_000_000  # bytes; a larger file is marked on its first sheet only
MOST_ANSWERS = 300  # rows
MOST_FOR_OPENPYXL = 1_500_000  # bytes unpacked; it is slow
MESSAGE = "看不懂“<30万 & 左右>”\n请改\x0b😀"


@dataclass(frozen=True)
class Made:
    """A workbook and its marked copy; `shown`: the cells that must have a mark, `marked`: those that may."""

    name: str
    book: read.Book
    marks: list[annotated.Marks]
    copy: annotated.Copy
    shown: dict[str, set[str]]
    marked: dict[str, set[str]]

    @property
    def source(self) -> bytes:
        return self.book.data

    @cached_property
    def differences(self) -> list[str]:
        return differences(self.source, self.copy.data, self.marked)


def workbook(name: str, folder: Path) -> read.Book:
    """A workbook of the corpus or a real one, as the run reads it."""
    path = REAL_FILES.get(name)
    if path is None:
        path = folder / f"{name}{'.xlsm' if name in MACROS else '.xlsx'}"
        path.write_bytes(FEATURES[name]())
    return read.book(find.Dropped(path, path.name))


def marked(name: str, folder: Path) -> Made:
    """The copy of a workbook with a spread of cells marked on its sheets."""
    book = workbook(name, folder)
    if book.problem and name in FEATURES:
        pytest.fail(f"not read: {book.problem}")
    if book.problem not in ("", "no_cells") or not book.sheets or not zipfile.is_zipfile(BytesIO(book.data)):
        pytest.skip(f"no copy of it is made: {book.problem}")
    sheets = book.sheets[:1] if len(book.data) > LARGE else book.sheets
    noted = notes(book.data)
    marks: list[annotated.Marks] = []
    shown: dict[str, set[str]] = {}
    may: dict[str, set[str]] = {}
    for sheet in sheets:
        each, shown[sheet.name], may[sheet.name] = spread(sheet, noted.get(sheet.name, []))
        marks.append(each)
    return Made(name, book, marks, annotated.copy(book, marks, SETTINGS), shown, may)


def spread(sheet: read.Sheet, noted: list[str]) -> tuple[annotated.Marks, set[str], set[str]]:
    """Problems all over a sheet, the cells that show them, and those that may."""
    used = [(row, at) for row, cells in enumerate(sheet.cells, 1) for at, value in enumerate(cells, 1) if value != ""]
    if not used:
        return annotated.Marks(sheet.name, 1, problems(), answers([])), set(), set()
    header = next(
        (row for row, cells in enumerate(sheet.cells, 1) if sum(value != "" for value in cells) > 1), used[0][0]
    )
    body = [place for place in used if place[0] > header] or used
    middle = body[len(body) // 2]
    head = next(place for place in used if place[0] == header) if any(row == header for row, _ in used) else used[0]
    chosen = [head, body[0], middle, body[-1]]
    free = (place for place in blanks(sheet, body[0][0], body[-1][0]) if anchor(sheet, place) == place)
    chosen += [place for place in [next(free, None)] if place]
    chosen += [(last[0] + 1, last[1] + 1) for first, last in sheet.merges[:1]]
    chosen += [(row + 1, column + 1) for row, column in [*sheet.unread][:1]]
    cells = [cell_name(*place) for place in chosen] + noted[:1]
    shown = {cell_name(*anchor(sheet, spot(cell))) for cell in cells}
    # A problem of a row is shown at the first cell of it that is used, "" among these.
    leftmost = next(at for row, at in used if row == middle[0])
    may = shown | {cell_name(*anchor(sheet, (middle[0], at))) for at in range(1, leftmost + 1)}
    rows = [(int(re.sub(r"\D", "", cell)), cell, "", kind) for cell, kind in zip(cells, kinds(), strict=False)]
    rows.append((middle[0], "", "", "remind"))
    rows.append((pd.NA, "", str(sheet.cells[head[0] - 1][head[1] - 1]), "risk"))
    rows.append((pd.NA, "", "", "remind"))
    last = min(body[-1][0], header + MOST_ANSWERS)
    return annotated.Marks(sheet.name, header, problems(*rows), answers(range(header + 1, last + 1))), shown, may


def anchor(sheet: read.Sheet, at: tuple[int, int]) -> tuple[int, int]:
    """The cell that shows another: the first one of a merged area."""
    for (top, left), (bottom, right) in sheet.merges:
        if top < at[0] <= bottom + 1 and left < at[1] <= right + 1:
            return top + 1, left + 1
    return at


def blanks(sheet: read.Sheet, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The empty cells between used ones."""
    for row in range(first, last + 1):
        filled = [at for at, value in enumerate(sheet.cells[row - 1], 1) if value != ""]
        if filled:
            yield from ((row, at) for at in range(filled[0], filled[-1]) if at not in filled)


def kinds() -> Iterator[str]:
    while True:
        yield from ("error", "remind", "risk")


def problems(*rows: tuple[Any, ...]) -> pd.DataFrame:
    columns = ["row", "cell", "column", "severity", "rule_name", "message", "next_step"]
    columns += ["person", "company", "act", "also"]
    told = [(*row, "内容读不懂", MESSAGE, "改成类似 30 的写法", "", "", False, "") for row in rows]
    return pd.DataFrame(told, columns=columns).astype({"row": "Int64"})


def answers(rows: Any) -> pd.DataFrame:
    one = ("意向客户", "B", "高", pd.Timestamp("2026-11-18"), 2, "", "今天就联系 <客户> & 记下")
    two = ("成交客户", "待定：缺价值、周期", "", pd.NaT, pd.NA, "长期不联系、预算不足", "")
    columns = ["stage", "grade", "priority", "next_due", "overdue_days", "risks", "next_step"]
    told = [two if row % 3 == 0 else one for row in rows]
    frame = pd.DataFrame(told, columns=columns, index=pd.Index(list(rows), name="row", dtype="int64"))
    return frame.astype({"overdue_days": "Int64", "next_due": "datetime64[us]"})


@pytest.fixture(scope="module", params=[*FEATURES, *REAL_FILES])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Each workbook in turn, copied once for all the tests."""
    with warnings.catch_warnings(action="ignore"):
        return marked(request.param, tmp_path_factory.mktemp("copied"))


# --- what every copy keeps ------------------------------------------------------------------------------------------


def test_nothing_but_the_marks_has_changed(made: Made) -> None:
    assert [each for each in made.differences if not isinstance(each, Remark)] == []


def test_every_mark_is_there(made: Made) -> None:
    package = Package(made.copy.data)
    styles = package.tree(package.styles) if package.styles else None
    fills = children(styles, "fills")
    for sheet, shown in made.shown.items():
        part = package.sheets[sheet]
        told = {
            each.get("ref"): "".join(each.itertext())
            for comments in package.linked(part, "comments")
            for each in children(package.tree(comments), "commentList")
        }
        looks = {
            cell_name(row, column): int(cell.get("s") or 0)
            for row, _, cells in placed(package.tree(part))
            for column, cell in cells
        }
        for cell in shown:
            assert "请改" in told.get(cell, ""), f"{sheet}!{cell} has no note"
            fill = fills[int(children(styles, "cellXfs")[looks[cell]].get("fillId", 0))]
            colour = child(child(fill, "patternFill") or fill, "fgColor")
            assert colour is not None, f"{sheet}!{cell} is not filled"
            assert str(colour.get("rgb"))[-6:] in SETTINGS.palette.values(), f"{sheet}!{cell} is not filled"


def test_the_list_is_one_sheet_more(made: Made) -> None:
    before, after = [*Package(made.source).sheets], [*Package(made.copy.data).sheets]
    assert after[:-1] == before
    assert after[-1].startswith(LIST)


def test_it_is_read_as_before(made: Made, tmp_path: Path) -> None:
    path = tmp_path / made.book.file
    path.write_bytes(made.copy.data)
    after = {sheet.name: sheet for sheet in read.book(find.Dropped(path, path.name)).sheets}
    for sheet in made.book.sheets:
        rows = after[sheet.name].cells
        for number, row in enumerate(sheet.cells):
            if any(value != "" for value in row):
                last = max(at for at, value in enumerate(row) if value != "") + 1
                assert rows[number][:last] == row[:last], f"{sheet.name}, row {number + 1}"


def test_openpyxl_reads_the_same_cells(made: Made) -> None:
    if sum(part.file_size for part in Package(made.source).parts.values()) > MOST_FOR_OPENPYXL:
        pytest.skip("openpyxl takes too long for it")
    try:
        before = opened(made.source)
    except Exception:  # it fails in every way there is
        pytest.skip("openpyxl does not open the original either")
    after = opened(made.copy.data)
    for sheet in before.worksheets:
        copied = after[sheet.title]
        assert copied.merged_cells == sheet.merged_cells and copied.freeze_panes == sheet.freeze_panes
        for (row, column), cell in sheet._cells.items():
            if cell.value is not None:
                now = copied.cell(row, column)
                assert (shown(now.value), now.number_format) == (shown(cell.value), cell.number_format), cell.coordinate


def opened(data: bytes) -> Any:
    with warnings.catch_warnings(action="ignore"):
        return openpyxl.load_workbook(BytesIO(data), keep_links=False)


def shown(value: Any) -> Any:
    return vars(value) if hasattr(value, "__dict__") else value


def test_a_second_run_changes_nothing(made: Made, tmp_path: Path) -> None:
    path = tmp_path / made.book.file
    path.write_bytes(made.copy.data)
    again = annotated.copy(read.book(find.Dropped(path, path.name)), made.marks, SETTINGS)
    assert again.data == made.copy.data


def test_nothing_is_lost_but_a_signature_and_that_is_said(made: Made) -> None:
    signed = any(name.startswith("_xmlsignatures/") for name in zipfile.ZipFile(BytesIO(made.source)).namelist())
    assert made.copy.lost == ((SETTINGS.words("annotated")["lost_signature"],) if signed else ())


# --- LibreOffice ----------------------------------------------------------------------------------------------------

CONVERTED = ["nothing_special", "notes", "table", "merged_cells", "inline_strings", "cells_without_r", "odd_prefixes"]
CONVERTED += ["single_quotes", "cached_formulas", "1904_dates", "chinese_date_formats", "macros", "protected_sheet"]
CONVERTED += ["a_style_on_all_columns", "buttons_and_notes", "strict_namespaces", "conditional_formats"]
CONVERTED += [name for name in REAL_FILES if name.startswith(("A16", "A27", "A37", "C022", "C089"))]
AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_libreoffice_opens_the_copies_and_shows_the_same_values(tmp_path: Path) -> None:
    for name in CONVERTED:
        with warnings.catch_warnings(action="ignore"):
            one = marked(name, tmp_path)
        for when, data in (("before", one.source), ("after", one.copy.data)):
            (tmp_path / f"{name}--{when}{Path(one.book.file).suffix}").write_bytes(data)
    sheets = [str(path) for path in sorted(tmp_path.glob("*--*"))]
    place = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", place, "--headless", "--convert-to", AS_CSV, "--outdir", str(tmp_path / "csv"), *sheets]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    for name in CONVERTED:
        before, after = (table(tmp_path / "csv" / f"{name}--{when}.csv") for when in ("before", "after"))
        assert before, name
        for number, row in enumerate(before):
            while row and not row[-1]:
                row.pop()
            assert after[number][: len(row)] == row, f"{name}, row {number + 1}"


def table(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


# --- the checker itself ---------------------------------------------------------------------------------------------


def original() -> bytes:
    """A workbook with a little of everything that the harms below need."""

    def change(book: Any, sheet: Any) -> None:
        sheet.write_comment("B3", "老客户介绍来的", {"author": "张三"})
        sheet.write_comment("C6", "别动", {"author": "李四"})
        sheet.write_formula("H9", "=H4*2", None, 100)
        sheet.insert_image("K20", "logo.png", {"image_data": BytesIO(picture())})
        sheet.set_column("H:K", 12)
        sheet.data_validation("I2:I9", {"validate": "list", "source": ["甲", "乙"]})

    return written(change)


OURS = {"客户": {"B3", "H5"}}
NOTE = '<comment ref="{}" authorId="0"><text><r><t>请改</t></r></text></comment>'
DRAWN = (
    '<v:shape id="_x0000_s{}" type="#_x0000_t202" style="visibility:hidden"><x:ClientData ObjectType="Note">'
    "<x:Row>{}</x:Row><x:Column>{}</x:Column></x:ClientData></v:shape>"
)
COMMENTS, DRAWING, LISTED = "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "xl/worksheets/sheet2.xml"


def by_hand() -> bytes:
    """A right marked copy of `original`, written by hand: B3 and H5 marked, a column of ours, a list."""
    source = original()
    xfs = len(children(Package(source).tree(STYLES), "cellXfs"))
    fills = len(children(Package(source).tree(STYLES), "fills"))
    kept = re.search(r'<c r="H5" s="(\d+)"', text_of(source, SHEET))
    assert kept
    look = re.findall(r"<xf [^>]*?/?>(?:.*?</xf>)?", text_of(source, STYLES).partition("<cellXfs")[2])[int(kept[1])]
    painted = re.sub(r'fillId="\d+"', f'fillId="{fills}" applyFill="1"', look)
    solid = (
        '<fill><patternFill patternType="solid"><fgColor rgb="FFFFC7CE"/><bgColor indexed="64"/></patternFill></fill>'
    )
    return changed(
        source,
        (SHEET, '<c r="B3" s="\\d+"', f'<c r="B3" s="{xfs}"'),
        (SHEET, '<c r="H5" s="\\d+"', f'<c r="H5" s="{xfs}"'),
        (SHEET, '(<row r="1".*?)</row>', r'\1<c r="J1" t="inlineStr"><is><t>阶段</t></is></c></row>'),
        (SHEET, '(<row r="3".*?)</row>', r'\1<c r="J3" t="inlineStr"><is><t>意向客户</t></is></c></row>'),
        (SHEET, '<col min="8" max="11" width="([\\d.]+)" customWidth="1"/>', three_runs),
        (
            SHEET,
            "</dataValidations>",
            "</dataValidations><hyperlinks><hyperlink ref='J3' location=\"'批注汇总'!A1\"/></hyperlinks>",
        ),
        (STYLES, '<fills count="\\d+">(.*?)</fills>', rf'<fills count="{fills + 1}">\1{solid}</fills>'),
        (STYLES, '<cellXfs count="\\d+">(.*?)</cellXfs>', rf'<cellXfs count="{xfs + 1}">\1{painted}</cellXfs>'),
        (COMMENTS, '(ref="B3".*?)</text>', r"\1<r><t>────\n请改</t></r></text>"),
        (COMMENTS, "</commentList>", NOTE.format("H5") + NOTE.format("J1") + "</commentList>"),
        (DRAWING, "</xml>", DRAWN.format(1900, 4, 7) + DRAWN.format(1901, 0, 9) + "</xml>"),
        (WORKBOOK, "</sheets>", '<sheet name="批注汇总" sheetId="2" r:id="rId99"/></sheets>'),
        (BOOK_LINKS, "</Relationships>", link("rId99", "worksheet", "worksheets/sheet2.xml")),
        (
            TYPES,
            "</Types>",
            '<Override PartName="/xl/worksheets/sheet2.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'spreadsheetml.worksheet+xml"/></Types>',
        ),
        (
            LISTED,
            "",
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>',
        ),
    )


def three_runs(run: re.Match[str]) -> str:
    width = run[1]
    spans = ((8, 9, width), (10, 10, "20"), (11, 11, width))
    return "".join(f'<col min="{low}" max="{high}" width="{wide}" customWidth="1"/>' for low, high, wide in spans)


def link(number: str, kind: str, target: str) -> str:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return f'<Relationship Id="{number}" Type="{office}/{kind}" Target="{target}"/></Relationships>'


def changed(source: bytes, *changes: tuple[str, str, Any]) -> bytes:
    """A pattern replaced once in a part; a part that is not there is written."""
    for part, pattern, by in changes:
        if part in zipfile.ZipFile(BytesIO(source)).namelist():
            text, times = re.subn(pattern, by, text_of(source, part), count=1, flags=re.DOTALL)
            assert times, f"{part} has no {pattern}"
        else:
            text = by
        source = edited(source, {part: text.encode()})
    return source


def test_a_right_copy_breaks_no_promise() -> None:
    assert violations(original(), by_hand(), OURS) == []


def test_a_workbook_is_a_right_copy_of_itself() -> None:
    assert violations(original(), original(), {}) == []


# what is done to the copy → a word of the sentence that must be said
HARMS: dict[str, tuple[tuple[str, str, Any], str]] = {
    "an attribute is dropped": ((SHEET, ' spans="1:9"', ""), "spans"),
    "an attribute of the page is changed": ((SHEET, 'left="0.7"', 'left="0.8"'), "left of <pageMargins>"),
    "a cached result is changed": ((SHEET, "<v>100</v>", "<v>101</v>"), "H9"),
    "a cached result is dropped": ((SHEET, "<v>100</v>", ""), "H9"),
    "a formula is changed": ((SHEET, "<f>H4[*]2</f>", "<f>H4*3</f>"), "H9"),
    "a value becomes text": ((SHEET, r'<c r="G2" s="(\d+)">', r'<c r="G2" s="\1" t="str">'), "G2"),
    "another cell gets a style": ((SHEET, r'<c r="C3" s="\d+"', '<c r="C3" s="0"'), "C3"),
    "a cell is dropped": ((SHEET, '<c r="D4".*?</c>', ""), "D4 is missing"),
    "a row is dropped": ((SHEET, '<row r="7".*?</row>', ""), "row 7 is missing"),
    "two cells are exchanged": ((SHEET, '(<c r="D4".*?</c>)(<c r="E4".*?</c>)', r"\2\1"), "E4"),
    "a cell is added among theirs": ((SHEET, '(?=<c r="F5")', '<c r="E5"><v>1</v></c>'), "E5"),
    "a marked cell gets another number format": ((STYLES, '<xf numFmtId="0"(?=[^>]*applyFill="1"[^>]*/></cellXfs>)',
        '<xf numFmtId="9"'), "numFmtId"),
    "a style of theirs is changed": ((STYLES, '<cellXfs(.*?)borderId="0"', r'<cellXfs\1borderId="1"'), "<cellXfs>"),
    "a count is wrong": ((STYLES, r'<cellXfs count="\d+"', '<cellXfs count="99"'), "count=99"),
    "a style points nowhere": ((STYLES, 'fillId="3"', 'fillId="33"'), "fillId=33"),
    "a column of theirs gets another width": ((SHEET, 'max="9" width="', 'max="9" width="9'), "column H"),
    "two runs of columns overlap": ((SHEET, '<col min="10"', '<col min="9"'), "overlaps"),
    "a validation is dropped": ((SHEET, "<dataValidations.*</dataValidations>", ""), "dataValidations"),
    "the drawing is dropped": ((SHEET, '<drawing [^>]*>', ""), "<drawing>"),
    "links stand at the wrong place": ((SHEET, "(<dataValidations.*</dataValidations>)(<hyperlinks.*</hyperlinks>)",
        r"\2\1"), "stands behind"),
    "a link leads nowhere": ((SHEET, "location=\"'批注汇总'", "location=\"'汇总'"), "is not there"),
    "a note of theirs is dropped": ((COMMENTS, '<comment ref="C6".*?</comment>', ""), "C6"),
    "a note of theirs is changed": ((COMMENTS, "别动", "动吧"), "C6"),
    "a marked note loses its text": ((COMMENTS, "老客户介绍来的", ""), "B3"),
    "two notes at a cell": ((COMMENTS, '<comment ref="H5"', '<comment ref="J1"'), "two notes at J1"),
    "an author is missing": ((COMMENTS, '(ref="H5" authorId=)"0"', r'\1"9"'), "author 9"),
    "a note is not drawn": ((DRAWING, "<x:Row>4</x:Row>", "<x:Row>14</x:Row>"), "H5 is not drawn"),
    "two shapes have one id": ((DRAWING, "_x0000_s1901", "_x0000_s1900"), "two shapes"),
    "a shape of theirs is changed": ((DRAWING, "<x:MoveWithCells/>", ""), "not as it was"),
    "a sheet is renamed": ((WORKBOOK, 'name="客户"', 'name="客户1"'), "workbook.xml"),
    "the list comes first": ((WORKBOOK, "(<sheet name=\"客户\".*?/>)(<sheet .*?/>)", r"\2\1"), "order"),
    "a relationship is changed": ((LINKS, 'Id="rId1"', 'Id="rId9"'), "rId1"),
    "a relationship leads nowhere": ((BOOK_LINKS, "worksheets/sheet2.xml", "worksheets/sheet9.xml"), "not there"),
    "a content type is missing": ((TYPES, '<Override PartName="/xl/worksheets/sheet2[^>]*>', ""), "content type"),
    "an XML comment is added": ((SHEET, "<sheetData>", "<sheetData><!-- hi -->"), "comments in the XML"),
    "the declaration is dropped": ((STYLES, "^<.xml.*?>", ""), "begins with"),
    "the workbook is no XML": ((WORKBOOK, "</sheets>", "<x:sheets>"), "cannot be read"),
    "shared strings are changed": (("xl/sharedStrings.xml", "官网", "官 网"), "not on the change list"),
    "the time is changed": (("docProps/core.xml", "2026", "2027"), "not on the change list"),
    "a part is added": (("xl/extra.xml", "", "<a/>"), "was added"),
}  # fmt: skip


@pytest.mark.parametrize("harm", HARMS)
def test_a_harm_is_reported(harm: str) -> None:
    change, word = HARMS[harm]
    said = violations(original(), changed(by_hand(), change), OURS)
    assert any(word in sentence for sentence in said), said


def test_a_dropped_part_is_reported() -> None:
    assert "xl/media/image1.png is missing" in violations(
        original(), edited(by_hand(), {"xl/media/image1.png": None}), OURS
    )


@pytest.mark.parametrize(
    ("part", "method", "level"),
    [("xl/theme/theme1.xml", zipfile.ZIP_DEFLATED, 1), ("xl/media/image1.png", zipfile.ZIP_STORED, None)],
)
def test_a_part_compressed_anew_is_reported(part: str, method: int, level: int | None) -> None:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(by_hand())) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            if info.filename == part:
                new.writestr(entry(part, method), old.read(info), compresslevel=level)
            else:
                new.writestr(entry(info.filename), old.read(info))
    assert violations(original(), out.getvalue(), OURS) == [f"{part}: has been compressed anew"]


def test_a_signature_may_go_when_that_is_said() -> None:
    source = with_package_signature()
    parts = [name for name in zipfile.ZipFile(BytesIO(source)).namelist() if name.startswith("_xmlsignatures")]
    gone = edited(source, dict.fromkeys(parts))
    unsigned = changed(
        gone,
        ("_rels/.rels", '<Relationship Id="rId9"[^>]*>', ""),
        (TYPES, '<Default Extension="sigs"[^>]*>', ""),
        (TYPES, '<Override PartName="/_xmlsignatures[^>]*>', ""),
    )
    assert violations(source, unsigned, {}) == []
    assert remarks(source, unsigned, {}) == ["the signature is gone"]
    assert violations(source, edited(source, {parts[0]: None}), {}) != []
