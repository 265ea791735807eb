"""Small workbooks, one for each thing that a marked copy must leave as it is: a customer sheet, and that one thing.

Made with xlsxwriter or openpyxl, or by changing the parts of one that was. `FEATURES` says which there are.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import Border, Font, NamedStyle, PatternFill, Protection, Side
from package_parts import edited, entry

NAME = "客户"
HEADERS = "客户编号 单位名称 负责人 联系人 联系电话 来源渠道 登记日期 预算范围 客户阶段".split()
ROWS: list[list[Any]] = [
    ["C001", "上海远景科技有限公司", "张三", "王芳", "13800000001", "老客户介绍", 46324, "20-30万", "意向客户"],
    ["C002", "北京宏图贸易有限公司", "张三", "李强", "13800000002", "展会", 46325, "约15万", "潜在客户"],
    ["C003", "广州天河机电有限公司", "李四", "陈静", "13800000003", "官网", 46326, 50, "成交客户"],
    ["C004", "成都锦江食品有限公司", "李四", "刘洋", None, "电话拓展", 46327, "30万左右", "意向客户"],
    ["C005", "深圳南山电子有限公司", "王五", "赵敏", "13800000005", "展会", "下周", None, "重点客户"],
    ["C006", "杭州西湖文化有限公司", "王五", "孙磊", "13800000006", "官网", 46329, 8.5, "流失客户"],
    ["C007", "南京 & <江宁> 建材有限公司", "张三", "周杰", "13800000007", "老客户介绍", 46330, "10万", "潜在客户"],
    ["C008", "武汉光谷软件有限公司", "李四", "吴丹", "13800000008", "官网", 46331, "60万以上", "意向客户"],
]
LONG_AGO = datetime(2026, 1, 1)
SHEET, WORKBOOK, STYLES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"
TYPES, LINKS, BOOK_LINKS = "[Content_Types].xml", "xl/worksheets/_rels/sheet1.xml.rels", "xl/_rels/workbook.xml.rels"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

Feature = Callable[[], bytes]
FEATURES: dict[str, Feature] = {}
MACROS: set[str] = set()  # those that are .xlsm


def feature(make: Feature) -> Feature:
    """Put a workbook among the FEATURES, under the name of its function."""
    FEATURES[make.__name__.removeprefix("with_")] = make
    return make


def macro(make: Feature) -> Feature:
    """The same, for one that is an .xlsm."""
    MACROS.add(make.__name__.removeprefix("with_"))
    return feature(make)


# --- the makers -----------------------------------------------------------------------------------------------------


def written(change: Callable[[Any, Any], None] = lambda book, sheet: None, **options: Any) -> bytes:
    """The customer sheet by xlsxwriter; `change` gets the workbook and the sheet."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, options or {"in_memory": True})
    book.set_properties({"created": LONG_AGO})
    sheet = book.add_worksheet(NAME)
    head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
    day, plain = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"font_name": "宋体", "font_size": 10})
    sheet.write_row(0, 0, HEADERS, head)
    for number, row in enumerate(ROWS, 1):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(number, column, value, day if column == 6 and isinstance(value, int) else plain)
    change(book, sheet)
    book.close()
    return out.getvalue()


def dressed(change: Callable[[Any, Any], None]) -> bytes:
    """The customer sheet by openpyxl; `change` gets the workbook and the sheet."""
    book: Any = openpyxl.Workbook()
    book.properties.created = book.properties.modified = LONG_AGO
    sheet = book.active
    sheet.title = NAME
    for row in (HEADERS, *ROWS):
        sheet.append(row)
    change(book, sheet)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def text_of(source: bytes, part: str) -> str:
    """A part as text."""
    return zipfile.ZipFile(BytesIO(source)).read(part).decode()


def replaced(source: bytes, part: str, *changes: tuple[str, str]) -> bytes:
    """The workbook with texts of a part replaced, each of which must be there."""
    text = text_of(source, part)
    for old, new in changes:
        assert old in text, f"{part} has no {old}"
        text = text.replace(old, new)
    return edited(source, {part: text.encode()})


def respelt(source: bytes, part: str, pattern: str, by: str) -> bytes:
    """The workbook with a pattern replaced in a part, where it must be."""
    text, times = re.subn(pattern, by, text_of(source, part), flags=re.DOTALL)
    assert times, f"{part} has no {pattern}"
    return edited(source, {part: text.encode()})


def repacked(source: bytes, name: Callable[[str], str] = str, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The same parts in a zip of another make."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(source)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            new.writestr(entry(name(info.filename), compression), old.read(info))
    return out.getvalue()


def with_parts(
    source: bytes,
    parts: dict[str, str | bytes],
    kinds: dict[str, str],
    links: list[tuple[str, str, str, str]],
) -> bytes:
    """Parts added: their content types by name (or by ending), and links (owner's .rels, id, kind, target)."""
    changes: dict[str, bytes | None] = {
        name: part if isinstance(part, bytes) else (DECLARATION + part).encode() for name, part in parts.items()
    }
    types = text_of(source, TYPES)
    for what, kind in kinds.items():
        told = (
            f'<Override PartName="/{what}" ContentType="{kind}"/>'
            if "/" in what
            else (f'<Default Extension="{what}" ContentType="{kind}"/>')
        )
        types = types.replace("</Types>", f"{told}</Types>")
    changes[TYPES] = types.encode()
    present = zipfile.ZipFile(BytesIO(source)).namelist()
    for part, number, kind, target in links:
        text = (changes.get(part) or b"").decode() or (
            text_of(source, part)
            if part in present
            else f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships"></Relationships>'
        )
        kind = kind if ":" in kind else f"{OFFICE}/{kind}"
        link = f'<Relationship Id="{number}" Type="{kind}" Target="{target}"/>'
        changes[part] = text.replace("</Relationships>", f"{link}</Relationships>").encode()
    return edited(source, changes)


def with_ext(source: bytes, uri: str, inside: str) -> bytes:
    """The sheet with an extension at its end."""
    ext = f'<extLst><ext xmlns:x14="{X14}" uri="{uri}">{inside}</ext></extLst>'
    return replaced(source, SHEET, ("</worksheet>", f"{ext}</worksheet>"))


def picture() -> bytes:
    """A small PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"".join(b"\0" + bytes((200, 30, 30)) * 16 for _ in range(16)))
    header = struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


# --- plain, notes, threads ------------------------------------------------------------------------------------------


@feature
def with_nothing_special() -> bytes:
    return written()


@feature
def with_openpyxl_as_writer() -> bytes:
    return dressed(lambda book, sheet: None)


@feature
def with_notes() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        sheet.write_comment("B3", "老客户介绍来的\n要当心", {"author": "张三"})
        sheet.write_comment("H5", "口头说的", {"author": "李四", "visible": True, "width": 300, "height": 200})
        sheet.write_comment("L20", "离表很远的批注")

    return written(change)


@feature
def with_plain_and_rich_notes() -> bytes:
    """openpyxl writes <t> alone where Excel writes runs; a rich one beside it, and an author of the same name."""

    def change(book: Any, sheet: Any) -> None:
        sheet["A2"].comment = Comment("  前后有空格 & <符号> ", "张三", height=120, width=260)
        sheet["C4"].comment = Comment("第二条", "")

    runs = "<r><rPr><b/><sz val='9'/><rFont val='宋体'/></rPr><t>张三:</t></r><r><t xml:space='preserve'>\n细说</t></r>"
    source = dressed(change)
    part = next(name for name in zipfile.ZipFile(BytesIO(source)).namelist() if "comment" in name and "/" in name)
    return respelt(source, part, "<text><t[^>]*>第二条</t></text>", f"<text>{runs}</text>")


@feature
def with_threaded_comments() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        sheet.write_comment(
            "B3", "[Threaded comment]\n\n您的 Excel 版本可读取此线程批注。\n\n注释:\n    谁来跟?", {"author": "tc={A1}"}
        )

    namespace = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    kind = "http://schemas.microsoft.com/office/2017/10/relationships"
    thread = "xl/threadedComments/threadedComment1.xml"
    guid = "{0A1B2C3D-0000-4000-8000-00000000000%d}"
    source = replaced(written(change), "xl/comments1.xml", ("tc={A1}", f"tc={guid % 1}"))
    return with_parts(
        source,
        {
            thread: f'<ThreadedComments xmlns="{namespace}"><threadedComment ref="B3" '
            f'dT="2026-01-01T08:00:00.00" personId="{guid % 9}" id="{guid % 1}"><text>谁来跟?</text></threadedComment>'
            f'<threadedComment ref="B3" dT="2026-01-02T08:00:00.00" personId="{guid % 9}" id="{guid % 2}" '
            f'parentId="{guid % 1}"><text>我来</text></threadedComment></ThreadedComments>',
            "xl/persons/person.xml": f'<personList xmlns="{namespace}"><person displayName="张三" id="{guid % 9}" '
            'userId="zhangsan" providerId="None"/></personList>',
        },
        {
            thread: "application/vnd.ms-excel.threadedcomments+xml",
            "xl/persons/person.xml": "application/vnd.ms-excel.person+xml",
        },
        [
            (LINKS, "rId9", f"{kind}/threadedComment", "../threadedComments/threadedComment1.xml"),
            (BOOK_LINKS, "rId90", f"{kind}/person", "persons/person.xml"),
        ],
    )


# --- tables, filters, merges, panes ---------------------------------------------------------------------------------


@feature
def with_table() -> bytes:
    columns = [{"header": header} for header in HEADERS]
    return written(
        lambda book, sheet: sheet.add_table(0, 0, 8, 8, {"columns": columns, "style": "Table Style Light 9"})
    )


@feature
def with_table_wider_than_its_values() -> bytes:
    columns = [{"header": header} for header in [*HEADERS, "备用1", "备用2"]]

    def change(book: Any, sheet: Any) -> None:
        sheet.add_table(0, 0, 12, 10, {"columns": columns, "total_row": True})

    return written(change)


@feature
def with_autofilter() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        sheet.autofilter(0, 0, 8, 8)
        sheet.filter_column("C", "x == 张三")
        for row, values in enumerate(ROWS, 1):
            if values[2] != "张三":
                sheet.set_row(row, options={"hidden": True})

    return written(change)


@feature
def with_merged_cells() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        middle = book.add_format({"align": "center", "valign": "vcenter", "bg_color": "#FFF2CC", "border": 1})
        sheet.merge_range("C2:C4", "张三", middle)
        sheet.merge_range("F6:F8", "", middle)
        sheet.merge_range("A11:I11", "合计", middle)

    return written(change)


@feature
def with_blanks_merged_beside_the_table() -> bytes:
    return written(lambda book, sheet: sheet.merge_range("J1:L3", ""))


@feature
def with_a_link_on_a_blank_beside_the_table() -> bytes:
    return written(lambda book, sheet: sheet.write_url("K1", "https://example.com", string=""))


@feature
def with_a_header_of_spaces() -> bytes:
    return written(lambda book, sheet: sheet.write(0, 9, " \n\t"))


@feature
def with_title_row() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        sheet.insert_rows(1)
        sheet.merge_cells("A1:I1")
        sheet["A1"] = "客户登记表"
        sheet["A1"].font = Font(name="黑体", size=18)
        sheet.row_dimensions[1].height = 32

    return dressed(change)


@feature
def with_frozen_panes() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        sheet.freeze_panes(1, 2, 4, 3)
        sheet.set_selection("D5:E6")

    return written(change)


@feature
def with_split_panes_and_views() -> bytes:
    view = (
        '<sheetView tabSelected="1" zoomScale="85" workbookViewId="0"><pane xSplit="2000" ySplit="600" '
        'topLeftCell="C3" activePane="bottomRight"/><selection pane="topRight"/><selection pane="bottomLeft"/>'
        '<selection pane="bottomRight" activeCell="D4" sqref="D4 F6:G7"/></sheetView>'
    )
    return respelt(written(), SHEET, "<sheetView .*?/>", view)


# --- formats and validations ----------------------------------------------------------------------------------------


@feature
def with_conditional_formats() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        red = book.add_format({"bg_color": "#FFC7CE", "font_color": "#9C0006"})
        sheet.conditional_format("H2:H9", {"type": "cell", "criteria": ">", "value": 10, "format": red})
        sheet.conditional_format("A1:XFD1048576", {"type": "formula", "criteria": '=$I1="流失客户"', "format": red})
        sheet.conditional_format("G2:G9", {"type": "3_color_scale"})
        sheet.conditional_format("H2:H9", {"type": "icon_set", "icon_style": "3_arrows"})

    return written(change)


@feature
def with_x14_data_bars() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        sheet.conditional_format("H2:H9", {"type": "data_bar", "data_bar_2010": True, "bar_solid": True})

    return written(change)


@feature
def with_x14_icon_sets() -> bytes:
    inside = (
        f'<x14:conditionalFormattings><x14:conditionalFormatting xmlns:xm="{XM}"><x14:cfRule type="iconSet" '
        'priority="9" id="{00000000-0000-4000-8000-000000000001}"><x14:iconSet iconSet="3Stars" custom="1">'
        '<x14:cfvo type="percent"><xm:f>0</xm:f></x14:cfvo><x14:cfvo type="num"><xm:f>20</xm:f></x14:cfvo>'
        '<x14:cfvo type="num"><xm:f>40</xm:f></x14:cfvo><x14:cfIcon iconSet="3Stars" iconId="0"/>'
        '<x14:cfIcon iconSet="NoIcons" iconId="0"/><x14:cfIcon iconSet="3Flags" iconId="2"/></x14:iconSet></x14:cfRule>'
        "<xm:sqref>H2:H9</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings>"
    )
    return with_ext(written(), "{78C0D931-6437-407d-A8EE-F0AAD7539E65}", inside)


@feature
def with_validations() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        sheet.data_validation("I2:I200", {"validate": "list", "source": ["潜在客户", "意向客户", "成交客户"]})
        sheet.data_validation(
            "H2:H9",
            {"validate": "decimal", "criteria": ">", "value": 0, "input_title": "预算", "input_message": "写数字"},
        )

    return written(change)


@feature
def with_x14_validations() -> bytes:
    inside = (
        f'<x14:dataValidations xmlns:xm="{XM}" count="1"><x14:dataValidation type="list" allowBlank="1">'
        "<x14:formula1><xm:f>选项!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>I2:I9</xm:sqref></x14:dataValidation>"
        "</x14:dataValidations>"
    )

    def change(book: Any, sheet: Any) -> None:
        book.add_worksheet("选项").write_column(0, 0, ["潜在客户", "意向客户", "成交客户"])

    return with_ext(written(change), "{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}", inside)


# --- strings --------------------------------------------------------------------------------------------------------


@feature
def with_rich_strings() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        bold, red = book.add_format({"bold": True}), book.add_format({"color": "red"})
        sheet.write_rich_string("B2", "上海", bold, "远景", "  ", red, "科技", "有限公司")
        sheet.write_rich_string("I3", bold, "潜在", "客户")
        sheet.write("D4", "  前后空格  ")
        sheet.write("D5", "两\n行")

    return written(change)


@feature
def with_phonetics_and_escapes() -> bytes:
    source = written(lambda book, sheet: sheet.write("D4", "陈_x000D_静"))
    phonetic = "<si><t>王芳</t><rPh sb='0' eb='2'><t>wangfang</t></rPh><phoneticPr fontId='1'/></si>"
    return replaced(source, "xl/sharedStrings.xml", ("<si><t>王芳</t></si>", phonetic))


@feature
def with_inline_strings() -> bytes:
    """Some strings in their cells, some shared, some as results without a formula."""
    source = respelt(
        written(), SHEET, r'(<c r="[BD]\d"[^>]*) t="s"><v>\d+</v>', r'\1 t="inlineStr"><is><t>在格子里 </t></is>'
    )
    return respelt(source, SHEET, r'(<c r="F\d"[^>]*) t="s"><v>\d+</v>', r'\1 t="str"><v> 展会</v>')


@feature
def with_inline_rich_strings() -> bytes:
    rich = "<is><r><t>上海</t></r><r><rPr><b/></rPr><t xml:space='preserve'> 远景</t></r></is>"
    source = written(constant_memory=True)
    return respelt(source, SHEET, r"<is><t>上海远景科技有限公司</t></is>", rich)


# --- the spelling of the XML ----------------------------------------------------------------------------------------


def without_gaps() -> bytes:
    """The customer sheet with no empty cell in it: there a cell's place can be counted."""

    def change(book: Any, sheet: Any) -> None:
        sheet.write("E5", "无")
        sheet.write("H6", "待定")

    return written(change)


@feature
def with_cells_without_r() -> bytes:
    return respelt(without_gaps(), SHEET, r'<c r="\w+"', "<c")


@feature
def with_rows_without_r() -> bytes:
    source = respelt(without_gaps(), SHEET, r'<c r="\w+"', "<c")
    return respelt(source, SHEET, r'<row r="\d+"( spans="[\d:]+")?', "<row")


@feature
def with_some_cells_without_r() -> bytes:
    return respelt(written(), SHEET, r'<c r="(?:[BCDF][1-9]|E[123])"', "<c")


@feature
def with_no_dimension() -> bytes:
    return respelt(written(), SHEET, "<dimension [^>]*>", "")


@feature
def with_wrong_dimension() -> bytes:
    return respelt(written(), SHEET, "<dimension [^>]*>", '<dimension ref="A1"/>')


@feature
def with_no_spans() -> bytes:
    return respelt(written(), SHEET, r' spans="[\d:]+"', "")


@feature
def with_no_styles() -> bytes:
    source = respelt(written(), SHEET, r' s="\d+"', "")
    source = respelt(source, TYPES, r'<Override PartName="/xl/styles.xml"[^>]*>', "")
    return edited(respelt(source, BOOK_LINKS, r'<Relationship Id="rId3"[^>]*>', ""), {STYLES: None})


@feature
def with_bare_styles() -> bytes:
    """Lists without count, no cellStyleXfs, no cellStyles, no dxfs."""
    source = respelt(written(), STYLES, r' count="\d+"', "")
    for part in ("cellStyleXfs", "cellStyles"):
        source = respelt(source, STYLES, f"<{part}>.*?</{part}>", "")
    return respelt(respelt(source, STYLES, "<dxfs/>", ""), STYLES, ' xfId="0"', "")


@feature
def with_empty_style_numbers() -> bytes:
    source = respelt(written(), SHEET, r'(<c r="[BC]\d") s="\d+"', r'\1 s=""')
    return respelt(source, SHEET, "<row ", '<row s="" customFormat="1" ')


@feature
def with_wrong_counts_of_styles() -> bytes:
    return respelt(written(), STYLES, r'(<(?:fonts|fills|borders|cellXfs)) count="\d+"', r'\1 count="2"')


@feature
def with_no_shared_strings() -> bytes:
    return written(constant_memory=True)


@feature
def with_strict_namespaces() -> bytes:
    source = written(lambda book, sheet: sheet.write_comment("B3", "严格", {"author": "张三"}))
    changes: dict[str, bytes | None] = {}
    with zipfile.ZipFile(BytesIO(source)) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode()
            text = text.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
            text = text.replace(OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships")
            text = text.replace(
                "http://schemas.openxmlformats.org/drawingml/2006/main", "http://purl.oclc.org/ooxml/drawingml/main"
            )
            if name == WORKBOOK:
                text = text.replace("<workbook ", '<workbook conformance="strict" ')
            changes[name] = text.encode()
    return edited(source, changes)


@feature
def with_notes_of_a_strict_workbook() -> bytes:
    """Excel says where the notes are drawn as one of two choices."""
    choice = '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    choice += r'<mc:Choice Requires="v" xmlns:v="urn:schemas-microsoft-com:vml">\1</mc:Choice></mc:AlternateContent>'
    return respelt(with_strict_namespaces(), SHEET, "(<legacyDrawing [^>]*>)", choice)


def prefixed(source: bytes, part: str, prefix: str) -> bytes:
    """A part whose elements in the default namespace carry a prefix instead."""
    text = re.sub(r"<(/?)(\w[\w.-]*)(?=[\s/>])", rf"<\1{prefix}:\2", text_of(source, part))
    return edited(source, {part: text.replace(" xmlns=", f" xmlns:{prefix}=").encode()})


@feature
def with_odd_prefixes() -> bytes:
    source = written(lambda book, sheet: sheet.write_comment("B3", "有前缀", {"author": "张三"}))
    for part in (SHEET, STYLES, WORKBOOK, "xl/sharedStrings.xml", "xl/comments1.xml"):
        source = prefixed(source, part, "x")
    for part in (WORKBOOK, SHEET):
        source = replaced(source, part, ("xmlns:r=", "xmlns:ns0="), (" r:id=", " ns0:id="))
    return source


@feature
def with_prefixed_links_and_types() -> bytes:
    source = written(lambda book, sheet: sheet.insert_image("K2", "p.png", {"image_data": BytesIO(picture())}))
    for part in (TYPES, BOOK_LINKS, LINKS):
        source = prefixed(source, part, "pr")
    return source


@feature
def with_r_namespace_declared_where_it_is_used() -> bytes:
    source = written(lambda book, sheet: sheet.insert_image("K2", "p.png", {"image_data": BytesIO(picture())}))
    source = replaced(source, SHEET, (f' xmlns:r="{OFFICE}"', ""), ("<drawing ", f'<drawing xmlns:r="{OFFICE}" '))
    return replaced(source, WORKBOOK, (f' xmlns:r="{OFFICE}"', ""), ("<sheet ", f'<sheet xmlns:r="{OFFICE}" '))


@feature
def with_ignorable_namespaces() -> bytes:
    declared = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac xr" '
        'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" '
        'xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" '
    )
    source = replaced(
        written(), SHEET, ("<worksheet ", f'<worksheet {declared}xr:uid="{{00000000-0001-0000-0000-0000}}" ')
    )
    source = replaced(source, SHEET, ("<row ", '<row x14ac:dyDescent="0.25" '))
    source = replaced(
        source, STYLES, ("<styleSheet ", f"<styleSheet {declared}"), ("<fonts ", '<fonts x14ac:knownFonts="1" ')
    )
    path = (
        '<mc:AlternateContent><mc:Choice xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main" '
        'Requires="x15"><x15ac:absPath xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac" '
        'url="D:\\张三\\"/></mc:Choice></mc:AlternateContent><xr:revisionPtr revIDLastSave="0" documentId="13_x"/>'
    )
    return replaced(source, WORKBOOK, ("<workbook ", f"<workbook {declared}"), ("<bookViews>", f"{path}<bookViews>"))


@feature
def with_single_quotes() -> bytes:
    source = written(lambda book, sheet: sheet.write_comment("B3", "单引号", {"author": "张三"}))
    for part in (SHEET, STYLES, WORKBOOK, TYPES, BOOK_LINKS, LINKS, "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"):
        source = edited(source, {part: text_of(source, part).replace('"', "'").encode()})
    return source


@feature
def with_spaces_in_tags() -> bytes:
    source = respelt(written(), SHEET, r"<c r=(\"\w+\") s=(\"\d+\")", r"<c\n  s = \2\tr  =  \1 ")
    source = respelt(source, SHEET, r"</(c|row|sheetData|worksheet)>", r"</\1 >\n")
    source = respelt(source, STYLES, r"</(\w+)>", r"</\1 >")
    return respelt(source, STYLES, r"/>", " />")


@feature
def with_attributes_that_hold_brackets() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        sheet.write_url("B3", "https://example.com/?a=1&b=<2>", string="网址", tip="大于 > 小于")
        sheet.data_validation(
            "H2:H9", {"validate": "any", "input_title": "a > b", "input_message": "</sheetData> <c/>"}
        )

    source = written(change)
    return replaced(source, SHEET, ("&gt;", ">")) if "&gt;" in text_of(source, SHEET) else source


@feature
def with_byte_order_marks() -> bytes:
    source = written(lambda book, sheet: sheet.write_comment("B3", "有BOM", {"author": "张三"}))
    for part in (SHEET, STYLES, WORKBOOK, TYPES, BOOK_LINKS, LINKS, "xl/comments1.xml", "xl/sharedStrings.xml"):
        source = edited(source, {part: b"\xef\xbb\xbf" + text_of(source, part).encode()})
    return source


@feature
def with_no_declarations() -> bytes:
    source = written()
    for part in (SHEET, STYLES, WORKBOOK, TYPES, BOOK_LINKS):
        source = respelt(source, part, r"^<\?xml.*?\?>\s*", "")
    return source


@feature
def with_comments_in_the_xml() -> bytes:
    source = replaced(
        written(),
        SHEET,
        ("<sheetData>", '<!-- <row r="1"><c r="A1"/></row> --><sheetData><!-- <c r="A1" s="9"/> -->'),
        ('<row r="3"', '<!--</sheetData>--><row r="3"'),
        ("</row></sheetData>", "<!-- am Ende --></row></sheetData><?tool was here?>"),
    )
    source = replaced(source, STYLES, ("</cellXfs>", "<!-- <xf/> </cellXfs> --></cellXfs>"))
    return replaced(
        source, WORKBOOK, ("<sheets>", "<!-- <sheets> --><sheets>"), ("</sheets>", "<!-- </sheets> --></sheets>")
    )


@feature
def with_cdata() -> bytes:
    source = written(constant_memory=True)
    text = '<is><t><![CDATA[北京 <c r="B3"><v>1</v></c></row> & 宏图]]></t></is>'
    return respelt(source, SHEET, "<is><t>北京宏图贸易有限公司</t></is>", text)


@feature
def with_pretty_printed_xml() -> bytes:
    source = written(lambda book, sheet: sheet.write_comment("B3", "缩进", {"author": "张三"}))
    for part in (SHEET, STYLES, WORKBOOK, TYPES, BOOK_LINKS, LINKS):
        source = respelt(source, part, r"(?<=>)(?=<(?!/?t\b))", "\n  ")
    return source


# --- the zip --------------------------------------------------------------------------------------------------------


@feature
def with_backslash_zip_names() -> bytes:
    return repacked(with_notes(), lambda name: name.replace("/", "\\"))


@feature
def with_parts_in_the_zip_root() -> bytes:
    folders = {WORKBOOK: "workbook.xml", BOOK_LINKS: "_rels/workbook.xml.rels", STYLES: "stylesheet.xml"}
    folders |= {SHEET: "xl/worksheets/data.xml", "xl/theme/theme1.xml": "theme.xml"}
    source = with_no_shared_strings()
    changes: dict[str, bytes | None] = {}
    with zipfile.ZipFile(BytesIO(source)) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode()
            for old, new in folders.items():
                text = text.replace(f'"/{old}"', f'"/{new}"').replace(f'"{old}"', f'"{new}"')
                text = text.replace(f'"{old.removeprefix("xl/")}"', f'"{new}"')
            changes[name] = text.encode()
    return repacked(edited(source, changes), lambda name: folders.get(name, name))


@feature
def with_absolute_targets() -> bytes:
    source = written(lambda book, sheet: sheet.write_comment("B3", "从根算起", {"author": "张三"}))
    source = respelt(source, BOOK_LINKS, 'Target="', 'Target="/xl/')
    return respelt(source, LINKS, r'Target="\.\./', 'Target="/xl/')


@feature
def with_stored_parts() -> bytes:
    return repacked(with_notes(), compression=zipfile.ZIP_STORED)


@feature
def with_data_descriptors() -> bytes:
    """Sizes behind each part instead of before it, as a program writes that cannot go back in its output."""

    class Stream:
        def __init__(self) -> None:
            self.data = b""

        def write(self, data: bytes) -> int:
            self.data += bytes(data)
            return len(data)

        def flush(self) -> None: ...

    stream, source = Stream(), with_notes()
    with zipfile.ZipFile(BytesIO(source)) as old, zipfile.ZipFile(stream, "w") as new:  # type: ignore[call-overload]
        for info in old.infolist():
            new.writestr(entry(info.filename), old.read(info))
    return stream.data


@feature
def with_zip_comment() -> bytes:
    out = BytesIO(written())
    with zipfile.ZipFile(out, "a") as archive:
        archive.comment = "备注".encode()
    return out.getvalue()


@feature
def with_folders_and_extra_fields() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(written())) as old, zipfile.ZipFile(out, "w") as new:
        new.writestr(zipfile.ZipInfo("xl/", (1980, 1, 1, 0, 0, 0)), b"")
        for info in reversed(old.infolist()):
            part = entry(info.filename)
            part.extra, part.create_system, part.external_attr = struct.pack("<HHI", 0x9999, 4, 7), 3, 0o644 << 16
            new.writestr(part, old.read(info))
    return out.getvalue()


@feature
def with_parts_nothing_points_to() -> bytes:
    return edited(
        written(), {"xl/.DS_Store": b"\0\0\0\1Bud1", "docProps/thumbnail.jpeg": b"\xff\xd8\xff", "说明.txt": b"x"}
    )


# --- protection, macros, signatures ---------------------------------------------------------------------------------


@feature
def with_protected_sheet() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        sheet.protect("1234", {"format_cells": True, "sort": True})
        sheet.unprotect_range("B2:C9", "区域")
        sheet.write("H5", "30万左右", book.add_format({"locked": False}))

    return written(change)


@feature
def with_protected_structure() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        sheet.protection.enable()
        sheet["H5"].protection = Protection(locked=False, hidden=True)
        book.security.lockStructure = True
        book.security.workbookPassword = "1234"

    return dressed(change)


@feature
def with_read_only_recommended() -> bytes:
    return written(lambda book, sheet: book.read_only_recommended())


@macro
def with_macros() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        book.add_vba_project(BytesIO(b"\xd0\xcf\x11\xe0 not really macros"), True)
        book.set_vba_name("ThisWorkbook")
        sheet.set_vba_name("Sheet1")

    return written(change)


@macro
def with_signed_macros() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        project, signature = BytesIO(b"\xd0\xcf\x11\xe0 not really macros"), BytesIO(b"not really a signature")
        book.add_signed_vba_project(project, signature, project_is_stream=True, signature_is_stream=True)

    return written(change)


@feature
def with_package_signature() -> bytes:
    digest = '<SignedInfo><Reference URI="/xl/worksheets/sheet1.xml?ContentType=x"><DigestValue>AA==</DigestValue>'
    return with_parts(
        written(),
        {
            "_xmlsignatures/origin.sigs": b"",
            "_xmlsignatures/sig1.xml": f'<Signature xmlns="http://www.w3.org/2000/09/xmldsig#">{digest}</Reference>'
            "</SignedInfo><SignatureValue>AA==</SignatureValue></Signature>",
        },
        {
            "sigs": "application/vnd.openxmlformats-package.digital-signature-origin",
            "_xmlsignatures/sig1.xml": "application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml",
        },
        [
            ("_rels/.rels", "rId9", f"{PACKAGE}/relationships/digital-signature/origin", "_xmlsignatures/origin.sigs"),
            (
                "_xmlsignatures/_rels/origin.sigs.rels",
                "rId1",
                f"{PACKAGE}/relationships/digital-signature/signature",
                "sig1.xml",
            ),
        ],
    )


# --- styles and dates -----------------------------------------------------------------------------------------------


@feature
def with_60000_styles() -> bytes:
    source = written()
    many = "".join(
        f'<xf numFmtId="{number % 50}" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">'
        f'<alignment indent="{number % 15}"/></xf>'
        for number in range(60_000)
    )
    source = respelt(
        source, STYLES, r'<cellXfs count="\d+">(.*?)</cellXfs>', rf'<cellXfs count="60004">\1{many}</cellXfs>'
    )
    return respelt(source, SHEET, r'(<c r="D\d" s=")\d+"', r'\g<1>59999"')


@feature
def with_chinese_date_formats() -> bytes:
    numbers = [*range(27, 37), *range(50, 59)]
    formats = "".join(f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0"/>' for number in numbers)

    def change(book: Any, sheet: Any) -> None:
        day = book.add_format({"num_format": "[$-804]yyyy年m月d日;@"})
        for row in range(1, 9):
            sheet.write(row, 6, 46324 + row, day)

    source = written(change)
    before = len(re.findall("<xf ", text_of(source, STYLES).partition("<cellXfs")[2].partition("</cellXfs>")[0]))
    total = before + len(numbers)
    source = respelt(
        source, STYLES, r'<cellXfs count="\d+">(.*?)</cellXfs>', rf'<cellXfs count="{total}">\1{formats}</cellXfs>'
    )
    row = "".join(f'<c r="{chr(65 + at)}13" s="{before + at}"><v>46324.5</v></c>' for at in range(len(numbers)))
    return replaced(source, SHEET, ("</sheetData>", f'<row r="13">{row}</row></sheetData>'))


@feature
def with_1904_dates() -> bytes:
    return written(date_1904=True)


@feature
def with_iso_date_cells() -> bytes:
    return respelt(written(), SHEET, r'(<c r="G2" s="\d+")><v>46324</v>', r'\1 t="d"><v>2026-10-29T08:30:00</v>')


@feature
def with_styles_on_marked_cells() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        box = Border(*(Side(style="double", color="FF0000"),) * 4)
        for row in sheet["A1:I9"]:
            for cell in row:
                cell.border, cell.number_format = box, '0.00"万"'
        for cell in sheet[1]:
            cell.font, cell.fill = (
                Font(name="微软雅黑", color="FFFFFF", bold=True),
                PatternFill("solid", fgColor="1F4E78"),
            )
        sheet["C5"].fill = PatternFill("lightGrid", fgColor="00B050")
        sheet["H5"].font = Font(strike=True, underline="double", color="FFFFFFFF")
        sheet["H5"].quotePrefix = True
        book.add_named_style(NamedStyle("重点", font=Font(bold=True), fill=PatternFill("solid", fgColor="FFFF00")))
        sheet["I6"].style = "重点"

    return dressed(change)


@feature
def with_styled_rows_and_columns() -> bytes:
    """A blank marked cell shows the look of its row or column."""

    def change(book: Any, sheet: Any) -> None:
        yellow, dated = (
            book.add_format({"bg_color": "#FFFF99"}),
            book.add_format({"num_format": "yyyy/m/d", "italic": True}),
        )
        sheet.set_row(5, 22, yellow)
        sheet.set_column("E:E", 18, dated)
        sheet.set_column("H:H", 12, yellow)

    return written(change)


# --- things that float ----------------------------------------------------------------------------------------------


@feature
def with_images() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        sheet.insert_image("K2", "logo.png", {"image_data": BytesIO(picture()), "x_scale": 3, "y_scale": 3})
        sheet.insert_image("B4", "in.png", {"image_data": BytesIO(picture()), "object_position": 1})
        sheet.set_background(BytesIO(picture()))

    return written(change)


@feature
def with_textbox() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        sheet.insert_textbox("K4", "填写说明: 必填", {"width": 200, "height": 80, "fill": {"color": "#FFFFCC"}})

    return written(change)


@feature
def with_charts() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": f"={NAME}!$H$2:$H$9", "categories": f"={NAME}!$B$2:$B$9"})
        sheet.insert_chart("A12", chart)

    return written(change)


@feature
def with_chartsheet() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": f"={NAME}!$H$2:$H$9"})
        book.add_chartsheet("图").set_chart(chart)
        book.add_worksheet("后面的表").write_row(0, 0, HEADERS)

    return written(change)


@feature
def with_sparklines() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        for row in range(2, 10):
            sheet.add_sparkline(f"J{row}", {"range": f"{NAME}!G{row}:H{row}", "markers": True})

    return written(change)


@feature
def with_buttons() -> bytes:
    """A drawing of the old kind that has buttons and no notes."""

    def change(book: Any, sheet: Any) -> None:
        sheet.insert_button("K2", {"macro": "提交", "caption": "提交", "width": 80, "height": 30})
        sheet.insert_button("K5", {"macro": "清空", "caption": "清空"})

    return written(change)


@feature
def with_buttons_and_notes() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        sheet.insert_button("K2", {"macro": "提交", "caption": "提交"})
        sheet.write_comment("B3", "按钮旁的批注")

    return written(change)


@feature
def with_header_images() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        sheet.set_header("&L&G&C客户登记表", {"image_left": "l.png", "image_data_left": BytesIO(picture())})
        sheet.set_footer("&R第 &P 页")

    return written(change)


@feature
def with_header_images_and_notes() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        sheet.set_header("&L&G", {"image_left": "l.png", "image_data_left": BytesIO(picture())})
        sheet.write_comment("B3", "页眉有图")
        sheet.insert_image("K2", "logo.png", {"image_data": BytesIO(picture())})

    return written(change)


@feature
def with_old_html_in_its_drawing() -> bytes:
    """Excel's own drawings of notes are no well-formed XML: <br> stands open, attributes go without quotes."""
    source = with_buttons()
    return replaced(
        source, "xl/drawings/vmlDrawing1.vml", (">提交<", ">提交<br>(请先保存)<"), ("<v:fill ", "\r\n <v:fill ")
    )


# --- printing, names, structure -------------------------------------------------------------------------------------


@feature
def with_printer_settings() -> bytes:
    source = written(lambda book, sheet: sheet.set_paper(9))
    source = respelt(source, SHEET, "<pageSetup ", '<pageSetup r:id="rId77" ')
    return with_parts(
        source,
        {"xl/printerSettings/printerSettings1.bin": bytes(range(256)) * 8},
        {"bin": f"{SPREADSHEET}.printerSettings"},
        [(LINKS, "rId77", "printerSettings", "../printerSettings/printerSettings1.bin")],
    )


@feature
def with_page_setup() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        sheet.set_h_pagebreaks([4, 6])
        sheet.set_v_pagebreaks([5])
        sheet.print_area("A1:I9")
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
        sheet.set_tab_color("#FF0000")

    return written(change)


@feature
def with_defined_names() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        book.define_name("负责人列表", f"={NAME}!$C$2:$C$9")
        book.define_name(f"{NAME}!本表", f"={NAME}!$A$1")
        sheet.autofilter(0, 0, 8, 8)
        sheet.print_area("A1:I9")
        book.add_worksheet("另一张").autofilter(0, 0, 3, 3)

    return written(change)


@feature
def with_hidden_rows_and_columns() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.set_column("D:E", 10, None, {"hidden": True})
        sheet.set_column("B:B", 30)

    return written(change)


@feature
def with_hidden_sheets() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        book.add_worksheet("藏起来").hide()
        book.add_worksheet("藏得更深").very_hidden()
        last = book.add_worksheet("最后")
        last.write_row(0, 0, HEADERS)
        last.activate()

    return written(change)


@feature
def with_grouped_rows_and_columns() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        for row in (2, 3, 4):
            sheet.set_row(row, None, None, {"level": 1, "hidden": True})
        sheet.set_row(5, None, None, {"collapsed": True})
        sheet.set_column("J:N", 9, None, {"level": 1})
        sheet.set_column("O:O", None, None, {"collapsed": True})

    return written(change)


@feature
def with_a_style_on_all_columns() -> bytes:
    cols = (
        '<cols><col min="1" max="2" width="14" customWidth="1"/><col min="3" max="16384" width="9.5" style="2"/></cols>'
    )
    return replaced(written(), SHEET, ("<sheetData>", f"{cols}<sheetData>"))


@feature
def with_the_remaining_columns_hidden() -> bytes:
    cols = '<cols><col min="10" max="16384" width="0" hidden="1" customWidth="1"/></cols>'
    source = replaced(written(), SHEET, ("<sheetData>", f"{cols}<sheetData>"))
    return replaced(source, SHEET, ("<sheetFormatPr ", '<sheetFormatPr zeroHeight="1" '))


@feature
def with_empty_rows() -> bytes:
    rows = '<row r="11"/><row r="12" ht="40" customHeight="1"/><row r="13" s="1" customFormat="1"></row>'
    source = replaced(written(), SHEET, ("</sheetData>", f"{rows}</sheetData>"))
    return respelt(source, SHEET, r'<row r="6".*?</row>', '<row r="6"/>')


@feature
def with_a_stray_styled_cell_at_the_last_column() -> bytes:
    source = respelt(written(), SHEET, r'(<row r="4".*?)</row>', r'\1<c r="XFD4" s="1"/></row>')
    return replaced(source, SHEET, ('spans="1:9"', 'spans="1:16384"'), ('ref="A1:I9"', 'ref="A1:XFD9"'))


@feature
def with_styled_blank_cells_beside() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        grid = book.add_format({"border": 1, "bg_color": "#F2F2F2"})
        for row in range(40):
            for column in range(9 if row < 9 else 0, 25):
                sheet.write_blank(row, column, None, grid)

    return written(change)


@feature
def with_ignored_errors() -> bytes:
    return written(lambda book, sheet: sheet.ignore_errors({"number_stored_as_text": "E2:E9"}))


@feature
def with_a_gap_and_a_second_table() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        sheet.write_column(0, 12, ["备注", "右边还有一列", None, "别盖住"])
        sheet.write_row(20, 3, ["下面", "还有"])

    return written(change)


@feature
def with_our_list_name_taken() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        book.add_worksheet("批注汇总").write(0, 0, "我自己的")
        book.add_worksheet("批注汇总（2）").write(0, 0, "还是我的")

    return written(change)


@feature
def with_odd_sheet_names() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        for name in ("it's", "A1", "a & <b>", " 前后空格 ", "2026-11", "三十一个字的名字" + "很长" * 11 + "吗"):
            book.add_worksheet(name).write_row(0, 0, HEADERS)

    return written(change)


@feature
def with_odd_ids() -> bytes:
    """Relationship ids and sheet ids as other programs number them, parts as others name them."""
    source = written(lambda book, sheet: book.add_worksheet("二").write_row(0, 0, HEADERS))
    source = replaced(
        source, WORKBOOK, ('sheetId="1" r:id="rId1"', 'sheetId="70" r:id="R1f0a"'), ('"rId2"', '"rId900"')
    )
    source = replaced(source, BOOK_LINKS, ('"rId1"', '"R1f0a"'), ('"rId2"', '"rId900"'))
    source = replaced(source, BOOK_LINKS, ("worksheets/sheet2.xml", "worksheets/sheet3.xml"))
    source = replaced(source, TYPES, ("/xl/worksheets/sheet2.xml", "/xl/worksheets/sheet3.xml"))
    return repacked(source, lambda name: name.replace("sheet2.xml", "sheet3.xml"))


# --- formulas and links ---------------------------------------------------------------------------------------------


@feature
def with_cached_formulas() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        sheet.write_formula("H5", "=H4*0.6", None, 30)
        sheet.write_formula("I5", '=IF(H5>20,"意向客户","潜在客户")', None, "意向客户")
        sheet.write_formula("H10", "=SUM(H2:H9)", None, 88.5)
        sheet.write_formula("A10", "=TODAY()>0", None, True)

    source = written(change)
    return replaced(source, WORKBOOK, (' fullCalcOnLoad="1"', ""))


@feature
def with_shared_formulas() -> bytes:
    source = written(lambda book, sheet: sheet.write_column(1, 9, [1, 2, 3, 4, 5, 6, 7, 8]))
    first = r'<c r="J2"><f t="shared" ref="J2:J9" si="0">ROW()-1</f><v>1</v></c>'
    source = respelt(source, SHEET, r'<c r="J2"><v>1</v></c>', first)
    return respelt(source, SHEET, r'<c r="(J[3-9])"><v>', r'<c r="\1"><f t="shared" si="0"/><v>')


@feature
def with_array_formulas() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        sheet.write_array_formula("J2:J3", "{=ROW(A1:A2)*2}", None, 2)
        sheet.write_dynamic_array_formula("K2:K4", "=UNIQUE(C2:C9)", None, "张三")
        sheet.write_formula("L2", "=_xlfn.XLOOKUP(A2,A2:A9,B2:B9)", None, "上海远景科技有限公司")

    return written(change)


@feature
def with_error_cells() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        for row, (formula, error) in enumerate(
            [
                ("=1/0", "#DIV/0!"),
                ("=NA()", "#N/A"),
                ("=foo()", "#NAME?"),
                ("=A1:A2 B1:B2", "#NULL!"),
                ("=#REF!", "#REF!"),
            ],
            1,
        ):
            sheet.write_formula(row, 7, formula, None, error)

    return respelt(written(change), SHEET, r'(<c r="F5"[^>]*) t="s"><v>\d+</v>', r'\1 t="e"><v>#VALUE!</v>')


@feature
def with_hyperlinks() -> bytes:
    def change(book: Any, sheet: Any) -> None:
        sheet.write_url("B2", "https://example.com/客户?a=1&b=2", string="上海远景科技有限公司", tip="官网")
        sheet.write_url("B3", f"internal:'{NAME}'!A1", string="北京宏图贸易有限公司")
        sheet.write_url("D4", "mailto:chen@example.com")

    return written(change)


@feature
def with_external_links() -> bytes:
    source = written(lambda book, sheet: sheet.write_formula("H10", "=[1]价格!$A$1", None, 12))
    source = replaced(
        source,
        WORKBOOK,
        ("</sheets>", '</sheets><externalReferences><externalReference r:id="rId50"/></externalReferences>'),
    )
    book = "xl/externalLinks/externalLink1.xml"
    told = '<sheetNames><sheetName val="价格"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1">'
    source = with_parts(
        source,
        {
            book: f'<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{OFFICE}" r:id="rId1">{told}'
            '<cell r="A1"><v>12</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>'
        },
        {book: f"{SPREADSHEET}.externalLink+xml"},
        [
            (BOOK_LINKS, "rId50", "externalLink", "externalLinks/externalLink1.xml"),
            ("xl/externalLinks/_rels/externalLink1.xml.rels", "rId1", "externalLinkPath", "价格表.xlsx"),
        ],
    )
    return replaced(
        source,
        "xl/externalLinks/_rels/externalLink1.xml.rels",
        ('Target="价格表.xlsx"', 'Target="价格表.xlsx" TargetMode="External"'),
    )


@feature
def with_pivot_table() -> bytes:
    people = "".join(f'<s v="{person}"/>' for person in ("张三", "李四", "王五"))
    items = '<items count="4"><item x="0"/><item x="1"/><item x="2"/><item t="default"/></items>'
    shared, shown = ["<sharedItems/>"] * 9, ['<pivotField showAll="0"/>'] * 9
    shared[2] = f'<sharedItems count="3">{people}</sharedItems>'
    shown[0] = '<pivotField dataField="1" showAll="0"/>'
    shown[2] = f'<pivotField axis="axisRow" showAll="0">{items}</pivotField>'
    fields = "".join(
        f'<cacheField name="{header}" numFmtId="0">{each}</cacheField>'
        for header, each in zip(HEADERS, shared, strict=True)
    )

    def change(book: Any, sheet: Any) -> None:
        pivot = book.add_worksheet("透视")
        pivot.write_column(2, 0, ["行标签", "李四", "王五", "张三", "总计"])
        pivot.write_column(2, 1, ["计数项:客户编号", 3, 2, 3, 8])

    caches = '<pivotCaches><pivotCache cacheId="1" r:id="rId60"/></pivotCaches>'
    source = replaced(written(change), WORKBOOK, ("</workbook>", f"{caches}</workbook>"))
    cache, table = "xl/pivotCache/pivotCacheDefinition1.xml", "xl/pivotTables/pivotTable1.xml"
    return with_parts(
        source,
        {
            cache: f'<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{OFFICE}" saveData="0" refreshOnLoad="1">'
            f'<cacheSource type="worksheet"><worksheetSource ref="A1:I9" sheet="{NAME}"/></cacheSource>'
            f'<cacheFields count="9">{fields}</cacheFields></pivotCacheDefinition>',
            table: f'<pivotTableDefinition xmlns="{MAIN}" name="透视表1" cacheId="1" dataCaption="值">'
            '<location ref="A3:B7" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/>'
            f'<pivotFields count="9">{"".join(shown)}</pivotFields><rowFields count="1"><field x="2"/></rowFields>'
            '<rowItems count="4"><i><x/></i><i><x v="1"/></i><i><x v="2"/></i><i t="grand"><x/></i></rowItems>'
            '<colItems count="1"><i/></colItems><dataFields count="1"><dataField name="计数项:客户编号" fld="0" '
            'subtotal="count"/></dataFields></pivotTableDefinition>',
        },
        {cache: f"{SPREADSHEET}.pivotCacheDefinition+xml", table: f"{SPREADSHEET}.pivotTable+xml"},
        [
            (BOOK_LINKS, "rId60", "pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml"),
            ("xl/worksheets/_rels/sheet2.xml.rels", "rId1", "pivotTable", "../pivotTables/pivotTable1.xml"),
            ("xl/pivotTables/_rels/pivotTable1.xml.rels", "rId1", "pivotCacheDefinition", f"../{cache[3:]}"),
        ],
    )


@feature
def with_custom_xml() -> bytes:
    item = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
    told = f'ds:itemID="{{00000000-0000-4000-8000-000000000001}}" xmlns:ds="{item}"'
    properties = "customXml/itemProps1.xml"
    return with_parts(
        written(lambda book, sheet: book.set_custom_property("审批", "张三")),
        {"customXml/item1.xml": "<crm><owner>张三</owner></crm>", properties: f"<ds:datastoreItem {told}/>"},
        {properties: "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"},
        [
            (BOOK_LINKS, "rId70", "customXml", "../customXml/item1.xml"),
            ("customXml/_rels/item1.xml.rels", "rId1", "customXmlProps", "itemProps1.xml"),
        ],
    )


@feature
def with_an_empty_sheet() -> bytes:
    source = written(lambda book, sheet: book.add_worksheet("空的"))
    return respelt(source, "xl/worksheets/sheet2.xml", "<sheetData/>", "<sheetData></sheetData>")


@feature
def with_headers_only() -> bytes:
    return respelt(written(), SHEET, r'<row r="2".*</row>', "")


@feature
def with_a_custom_sheet_view() -> bytes:
    guid = "{00000000-0000-4000-8000-000000000007}"
    margins = '<pageMargins left="1" right="1" top="1" bottom="1" header="0" footer="0"/>'
    view = f'<customSheetView guid="{guid}">{margins}</customSheetView>'
    source = replaced(written(), SHEET, ("</sheetData>", f"</sheetData><customSheetViews>{view}</customSheetViews>"))
    told = f'<customWorkbookView name="张三" guid="{guid}" windowWidth="1" windowHeight="1" activeSheetId="1"/>'
    whole = f"<customWorkbookViews>{told}</customWorkbookViews>"
    return replaced(source, WORKBOOK, ("</workbook>", f"{whole}</workbook>"))
