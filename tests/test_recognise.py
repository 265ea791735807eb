"""Which sheet is what: headers wherever they stand, under whatever name, and what stands around the records."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from folders import SETTINGS
from hypothesis import given
from hypothesis import strategies as st

from tracker import find, read, recognise, vocabulary
from tracker.recognise import Question, Table

VOCABULARY = vocabulary.Vocabulary(SETTINGS)
HEADER = ["客户编号", "单位名称", "负责人", "联系人", "来源渠道", "登记日期", "客户阶段"]
ONE = ["K1", "海川机械有限公司", "张伟", "王明", "展会", "2026-11-02", "意向客户"]
TWO = ["K2", "云溪学校", "张伟", "李敏", "官网", "2026-11-03", "潜在客户"]
FIELDS = ["customer_id", "company", "owner", "contact", "source", "registered", "stage_declared"]
FOLLOWUPS = ["客户名称", "跟进人", "跟进时间", "跟进方式", "跟进内容"]
TALK = ["云溪学校", "张伟", "2026-11-03", "电话", "谈了报价"]

Merges = list[tuple[tuple[int, int], tuple[int, int]]]


def asked(rows: list[list[Any]], merges: Merges | None = None) -> tuple[Table | Question, ...]:
    width = max(map(len, rows))
    return recognise.found([[*row, *[""] * (width - len(row))] for row in rows], merges or [], VOCABULARY)


def told(rows: list[list[Any]], merges: Merges | None = None) -> Table:
    (table,) = asked(rows, merges)
    assert isinstance(table, Table), table
    return table


def companies(table: Table) -> dict[int, str]:
    """Excel row → company of every record."""
    return dict(table.cells["company"])


@pytest.mark.parametrize("above", [0, 1, 2, 7, 30])
def test_the_header_may_stand_in_any_row(above: int) -> None:
    table = told([*[[""]] * above, HEADER, ONE, TWO])
    assert (table.kind, table.header_row) == ("customer", above + 1)
    assert list(table.cells) == FIELDS
    assert companies(table) == {above + 2: "海川机械有限公司", above + 3: "云溪学校"}
    assert table.places["registered"] == ("F", "登记日期")


def test_title_rows_are_kept_as_the_title() -> None:
    title, dates = "客户登记表（销售一部 张伟）", "填表日期：2026-11-20    单位：元"
    merged = [[title] + [""] * 6, [dates], HEADER, ONE]
    table = told(merged, [((0, 0), (0, 6))])
    assert companies(table) == {4: "海川机械有限公司"}
    assert title in table.title and dates in table.title and table.title.count(title) == 1


def test_a_header_of_two_merged_rows() -> None:
    """Groups above, the field's own name below; a header merged over both rows stands for itself."""
    groups = ["序号", "基本信息", "", "", "跟进信息", "", "备注"]
    below = ["", "单位名称", "联系人", "联系电话", "首次接触日期", "登记日期", ""]
    row = [1, "云溪学校", "李敏", "13800001234", "2026-11-03", "2026-11-03", "老客户介绍"]
    merges: Merges = [((0, 0), (1, 0)), ((0, 1), (0, 3)), ((0, 4), (0, 5)), ((0, 6), (1, 6))]
    table = told([groups, below, row], merges)
    assert table.header_row == 2
    assert list(table.cells) == ["company", "contact", "phone", "first_contact", "registered", "remark"]
    assert table.cells.loc[3, "remark"] == "老客户介绍"
    assert table.unknown == ("序号",)


def test_a_header_of_three_rows() -> None:
    rows = [["客户资料", "", "", ""], ["单位", "", "联系", ""], ["单位名称", "来源渠道", "联系人", "联系电话"]]
    merges: Merges = [((0, 0), (0, 3)), ((1, 0), (1, 1)), ((1, 2), (1, 3))]
    table = told([*rows, ["云溪学校", "官网", "李敏", "13800001234"]], merges)
    assert (table.header_row, companies(table)) == (3, {4: "云溪学校"})


@given(st.permutations(range(len(HEADER))))
def test_columns_may_stand_in_any_order(order: list[int]) -> None:
    table = told([[row[at] for at in order] for row in (HEADER, ONE, TWO)])
    assert {field: list(table.cells[field]) for field in FIELDS} == dict(
        zip(FIELDS, map(list, zip(ONE, TWO, strict=True)), strict=True)
    )


@pytest.mark.parametrize("kind", SETTINGS.tables["kinds"]["kind"])
def test_every_listed_word_names_its_field(kind: str) -> None:
    """Field names and synonyms, and that no word of one kind is claimed by two fields."""
    fields, synonyms = SETTINGS.tables["fields"], SETTINGS.tables["synonyms"]
    words = [
        *zip(*(fields.loc[fields["kind"] == kind, name] for name in ("name", "field")), strict=True),
        *zip(*(synonyms.loc[synonyms["kind"] == kind, name] for name in ("typed", "field")), strict=True),
    ]
    claims = Counter(word for word, _ in {(vocabulary.compared(word), field) for word, field in words})
    assert not [word for word, fields_ in claims.items() if fields_ > 1]
    assert [(word, VOCABULARY.field_of(kind, word)[0]) for word, _ in words] == words  # type: ignore[index]


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "单位名称",
            "单位名称*",
            "*单位名称",
            "单位名称(必填)",
            "单位名称（必填）",
            "单位名称【必填】",
            "单位名称[必填]",
        ),
        *(
            "单位 名称",
            "单位\n名称",
            " 单位名称 ",
            "单位名称：",
            "客户名称",
            "公司名称",
            "企业名称",
            "单位名称（全称）",
            "单位名称(非必填)",
        ),
    ],
)
def test_the_ways_to_write_a_header(typed: str) -> None:
    table = told([[HEADER[0], typed, *HEADER[2:]], ONE])
    assert companies(table) == {2: "海川机械有限公司"}
    assert table.places["company"] == ("B", typed.strip())


@pytest.mark.parametrize(
    ("typed", "factor"),
    [
        ("预算范围", None),
        ("预算(元)", None),
        ("预算(万元)", 10_000),
        ("预算（万元）", 10_000),
        ("预算范围（单位：万元）", 10_000),
        ("预算【万】", 10_000),
        ("预算（千元）", 1_000),
        ("预算（亿元）", 100_000_000),
    ],
)
def test_a_unit_in_the_header_counts(typed: str, factor: float | None) -> None:
    table = told([[*HEADER, typed], [*ONE, "10-20"]])
    assert table.cells.loc[2, "budget"] == "10-20"
    assert table.units.get("budget") == factor


@pytest.mark.parametrize(
    "row",
    [
        ["合计", "", "", "", "", "", 3],
        ["", "总计", "", "", "", "", 3],
        ["小计", "2家", "", "", "", "", ""],
        ["合 计", "", "", "", "", "", 3],
        ["合计：", "", "", "", "", "", 3],
        ["注：意向客户以上每周更新；流失客户保留三个月。"],
        ["备注：每周五下班前交"],
        ["说明:带 * 的必填"],
        ["填表人：张伟", "", "", "审核人：周敏", "", "", "日期：2026-11-20"],
        [""],
        ["", " ", "\u3000", "", None, "", ""],
        HEADER,  # printed again on every page
    ],
    ids=lambda row: "-".join(filter(None, map(str, row)))[:20] or "blank",
)
def test_what_is_no_record(row: list[Any]) -> None:
    table = told([HEADER, ONE, row, TWO, row])
    assert companies(table) == {2: "海川机械有限公司", 4: "云溪学校"}


def test_a_band_over_the_columns_is_no_record() -> None:
    band = ["销售一部", "", "", "", "", "", ""]
    table = told([HEADER, band, ONE, band, TWO], [((1, 0), (1, 6)), ((3, 0), (3, 6))])
    assert companies(table) == {3: "海川机械有限公司", 5: "云溪学校"}


def test_a_person_merged_over_many_rows_counts_for_each_of_them() -> None:
    table = told([HEADER, ONE, [*TWO[:2], "", *TWO[3:]]], [((1, 2), (2, 2))])
    assert list(table.cells["owner"]) == ["张伟", "张伟"]


def test_columns_nobody_knows_are_told_and_do_no_harm() -> None:
    table = told([["车位", *HEADER, "星座"], ["3号", *ONE, "狮子"]])
    assert table.unknown == ("车位", "星座")
    assert companies(table) == {2: "海川机械有限公司"}


def test_of_two_columns_for_one_field_none_is_dropped_in_silence() -> None:
    """The field's own name goes before a synonym; the other column is shown as not understood."""
    table = told([["客户名称", *HEADER], ["简称", *ONE]])
    assert table.places["company"] == ("C", "单位名称")
    assert "客户名称" in table.unknown


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (FOLLOWUPS, "followup"),
        (["姓名", "部门", "职级", "入职日期"], "people"),
        (["客户名称", "购买日期", "产品", "数量", "金额"], "purchase"),
        (["客户名称", "投诉日期", "投诉内容", "回应时间", "关闭日期"], "complaint"),
        (["客户名称", "拜访日期", "拜访地点", "拜访目的", "谈话要点"], "visit"),
        (["客户名称", "计划跟进时间", "跟进周期", "计划方式", "沟通目标"], "plan"),
        (["客户名称", "决策人", "项目现状", "启动时间", "下周对策"], "development"),
    ],
)
def test_the_header_tells_the_kind(header: list[str], kind: str) -> None:
    assert told([header, ["云溪学校", *["2026-11-03"] * (len(header) - 1)]]).kind == kind


def test_what_two_kinds_fit_equally_is_asked() -> None:
    header, row = ["客户名称", "日期", "内容", "目的"], ["云溪学校", "2026-11-03", "谈了报价", "报价"]
    assert asked([header, row]) == (Question("two_kinds", ("followup", "visit"), 1),)
    assert told([[*header, "跟进方式"], [*row, "电话"]]).kind == "followup"  # one more column settles it
    assert told([[*header, "拜访地点"], [*row, "三楼"]]).kind == "visit"


@pytest.mark.parametrize(
    "rows",
    [
        [
            ["一、填写范围"],
            ["本表由销售本人填写，每周五下班前交部门经理。"],
            ["客户名称写全称，联系人写姓名，登记日期写当天。"],
        ],
        [["潜在客户", "高"], ["意向客户", "中"], ["成交客户", "低"]],
        [["项目", "1月", "2月", "3月"], ["甲", 1, 2, 3]],
        [[1, 2, 3], [4, 5, 6]],
        [["客户", "金额"], ["云溪学校", 3]],
        [["x"]],
    ],
)
def test_a_sheet_without_a_header_we_know_is_asked_about(rows: list[list[Any]]) -> None:
    assert asked(rows) == (Question("no_header"),)


def test_the_sheets_of_a_workbook_each_for_itself() -> None:
    book = [
        read.Sheet("填写说明", [["请每周五交"]], []),
        read.Sheet("客户", [HEADER, ONE], []),
        read.Sheet("客户2", [HEADER, TWO], []),
        read.Sheet("跟进", [["x"] + [""] * 4, FOLLOWUPS, TALK], []),
        read.Sheet("空的", [["", ""]], []),
        read.Sheet("隐藏", [HEADER, ONE], []),
    ]
    tables = recognise.tables(book, VOCABULARY)
    seen = {name: table.kind if isinstance(table, Table) else table.reason for name, (table,) in tables.items()}
    assert seen == {
        "填写说明": "no_header",
        "客户": "customer",
        "客户2": "customer",
        "跟进": "followup",
        "隐藏": "customer",
    }


# Sheets that nobody here wrote, by the beginning of their names. What is asserted of each: its kind, its header's Excel
# row, the Excel rows of its records (nothing for a form), some headers with the field they must be taken for. A file
# that is not listed must hold nobody's customers and nobody's followups.
TEAM = Path(__file__).parents[2] / "shared" / "real_sheets" / "team"
TEAM_FILES = sorted(TEAM.iterdir()) if TEAM.is_dir() else []
RIGHT: dict[str, tuple[str, str, int, list[int], dict[str, str]]] = {
    "A12": ("sheet-1", "customer", 1, [3, 4], {"company": "客户姓名", "mobile": "手机号", "source": "客户来源"}),
    "A14": ("sheet-1", "customer", 1, [3], {"customer_id": "客户编号", "company": "客户姓名"}),
    "A17": ("Sheet1", "customer", 1, [2], {"company": "客户名称", "mobile": "手机号码", "contact": "联系人"}),
    "A19": ("Sheet1", "customer", 1, [2], {"company": "客户名称", "mobile": "手机号码", "contact": "联系人"}),
    "A42": ("Sheet1", "customer", 1, [], {"company": "客户单位名称(必填)", "phone": "客户电话(必填)"}),
    "A35": ("销售记录", "purchase", 1, list(range(2, 15094)), {"date": "下单日期", "amount": "金额"}),
}
# a row of English names or of 必填 stands under the header, and is taken for a record
MORE_THAN_RECORDS = ("A12", "A14", "A19")
real = pytest.mark.skipif(not TEAM_FILES, reason="the real sheets are not here")


def recognised(path: Path) -> dict[str, Table]:
    tables = recognise.tables(read.book(find.Dropped(path, path.name)).sheets, VOCABULARY)
    return {name: table for name, (table, *_) in tables.items() if isinstance(table, Table)}


@real
@pytest.mark.parametrize("path", TEAM_FILES, ids=lambda path: path.name[:20])
def test_sheets_of_real_teams(path: Path) -> None:
    """Nothing raises, what is ours is found, and nothing else is taken for customers or followups."""
    seen = recognised(path)
    ours = [name for name, table in seen.items() if table.kind in ("customer", "followup")]
    if path.name[:3] not in RIGHT:
        assert ours == []
        return
    name, kind, header_row, rows, places = RIGHT[path.name[:3]]
    assert set(ours) <= {name}
    table = seen[name]
    assert (table.kind, table.header_row) == (kind, header_row)
    assert {field: table.places[field][1] for field in places} == places
    assert set(rows) <= set(table.cells.index)
    if path.name[:3] not in MORE_THAN_RECORDS:
        assert list(table.cells.index) == rows


@real
@pytest.mark.parametrize("begins", MORE_THAN_RECORDS)
def test_what_stands_under_a_real_header_is_no_record(begins: str) -> None:
    path = next(path for path in TEAM_FILES if path.name.startswith(begins))
    name, _, _, rows, _ = RIGHT[begins]
    assert list(recognised(path)[name].cells.index) == rows
