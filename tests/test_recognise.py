"""Which sheet is what: headers wherever they stand, under whatever name, and what stands around the records."""

import csv
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from folders import SETTINGS
from hypothesis import given
from hypothesis import strategies as st

from tracker import find, read, recognise, vocabulary
from tracker.match import matcher
from tracker.table import Found, Question, Table

VOCABULARY = vocabulary.Vocabulary(SETTINGS)
MATCHER = matcher(VOCABULARY)
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
    assert [(word, claim.field) for word, _ in words for claim in MATCHER.exact(kind, word)] == words


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


# --- several tables on a sheet -------------------------------------------------------------------------------------


def several(rows: list[list[Any]], merges: Merges | None = None) -> list[tuple[str, int, list[int], str]]:
    """(kind, header row, rows of the records, title) of each table; a question as (reason, row, [], "")."""
    return [
        (one.kind, one.header_row, list(one.cells.index), one.title)
        if isinstance(one, Table)
        else (one.reason, one.row, [], "")
        for one in asked(rows, merges)
    ]


def test_customers_above_and_followups_below() -> None:
    rows = [["张伟的表"], HEADER, ONE, TWO, [""], ["跟进记录"], FOLLOWUPS, TALK, TALK]
    assert several(rows) == [
        ("customer", 2, [3, 4], "张伟的表"),
        ("followup", 7, [8, 9], "跟进记录\n张伟的表"),
    ]


def test_one_table_for_each_person_with_his_name_above() -> None:
    rows = [["销售一部"], ["张伟"], HEADER, ONE, ["合计", 1], [""], ["李娜"], HEADER, TWO]
    assert several(rows) == [
        ("customer", 3, [4], "销售一部 张伟"),
        ("customer", 8, [9], "李娜\n销售一部"),
    ]


def test_a_header_printed_again_on_the_next_page_is_the_same_table() -> None:
    assert several([HEADER, ONE, HEADER, TWO]) == [("customer", 1, [2, 4], "")]


@pytest.mark.parametrize("gap", [0, 1, 3])
def test_tables_side_by_side(gap: int) -> None:
    between = [""] * gap
    rows = [[*HEADER, *between, *FOLLOWUPS], [*ONE, *between, *TALK], [*TWO, *between, *[""] * 5]]
    left, right = asked(rows)
    assert isinstance(left, Table) and isinstance(right, Table)
    assert (left.kind, list(left.cells.index), left.columns) == ("customer", [2, 3], ("A", "G"))
    assert (right.kind, list(right.cells.index)) == ("followup", [2])
    assert right.cells.loc[2, "company"] == "云溪学校"


def test_a_table_beside_the_end_of_another() -> None:
    rows = [HEADER, ONE, TWO, [*TWO[:6], "", "", *FOLLOWUPS], [*ONE, "", *TALK]]
    assert [(kind, header, rows) for kind, header, rows, _ in several(rows)] == [
        ("customer", 1, [2, 3, 4, 5]),
        ("followup", 4, [5]),
    ]


def test_a_list_of_choices_beside_the_table_adds_no_field_and_no_record() -> None:
    beside = ["意向等级", "A", "B", "C", "D"]
    rows = [[*row, "", choice] for row, choice in zip([HEADER, ONE, TWO, [""] * 7, [""] * 7], beside, strict=True)]
    table = told(rows)
    assert list(table.cells) == FIELDS
    assert companies(table) == {2: "海川机械有限公司", 3: "云溪学校"}
    assert [(ask.header, ask.why) for ask in table.asks] == [("意向等级", "values")]


def test_a_little_summary_below_is_no_customer() -> None:
    rows = [HEADER, ONE, TWO, [""], ["意向客户", 12], ["潜在客户", 3]]
    table = told(rows)
    assert companies(table) == {2: "海川机械有限公司", 3: "云溪学校"}
    assert table.skipped == {5: "apart", 6: "apart"}


def test_blank_columns_in_a_table_do_no_harm() -> None:
    rows = [["", "", *row[:3], "", *row[3:5], "", "", *row[5:]] for row in (HEADER, ONE, TWO)]
    table = told(rows)
    assert list(table.cells) == FIELDS
    assert table.places["company"] == ("D", "单位名称")


@given(st.lists(st.integers(0, 3), min_size=4, max_size=4), st.lists(st.integers(0, 2), min_size=8, max_size=8))
def test_blank_rows_and_columns_change_nothing(rows: list[int], columns: list[int]) -> None:
    def wide(row: list[Any]) -> list[Any]:
        return [cell for blanks, one in zip(columns, [*row, ""], strict=True) for cell in [*[""] * blanks, one]]

    laid = [row for blanks, one in zip(rows, [HEADER, ONE, TWO, []], strict=True) for row in [*[[""]] * blanks, one]]
    table = told([wide([*row, *[""] * (7 - len(row))]) for row in laid])
    assert list(table.cells["company"]) == ["海川机械有限公司", "云溪学校"]
    assert list(table.cells) == FIELDS and not table.unknown


# --- what stands around the records ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (["必填", "必填，写全称", "选填", "必填", "必填", "必填", ""], "instruction"),
        (["如：K001", "例如：某某公司", "", "", "", "格式：2026-01-01", ""], "instruction"),
        (["示例", "某某有限公司", "张三", "李四", "展会", "2026-01-01", "意向客户"], "example"),
        (["K000", "某某有限公司（示例）", "张三", "李四", "展会", "2026-01-01", "意向客户"], "example"),
        (["customerCode", "companyName", "ownerName", "contactName", "sourceType", "createDate", "stage"], "header"),
        (["客户ID", "公司名称", "业务员", "对接人", "客户来源", "录入日期", "阶段"], "header"),
        (["合计：2家", "", "", "", "", "", ""], "total"),
        ([1, "小计", "", "", "", "", ""], "total"),
        (["本页合计", "", "", "", "", "", 3], "total"),
        (["以上客户请于本周内跟进。", "", "", "", "", "", ""], "note"),
        (["部门经理签字：", "", "", "日期：", "", "", ""], "note"),
    ],
    ids=lambda row: str(row[0])[:12] if isinstance(row, list) else row,
)
def test_rows_that_fill_nothing_in_are_told_from_records(row: list[Any], what: str) -> None:
    if what not in ("header", "note"):
        after = told([HEADER, ONE, row, TWO])
        assert list(after.cells.index) == [2, 4] and after.skipped == {3: what}
    if what != "note":
        under = told([HEADER, row, ONE, TWO])
        assert list(under.cells.index) == [3, 4] and under.skipped == {2: what}
    if what != "header":
        last = told([HEADER, ONE, TWO, row])
        assert list(last.cells.index) == [2, 3] and last.skipped == {4: what}


@pytest.mark.parametrize(
    "company", ["示例科技有限公司", "汇总软件公司", "说明书印刷厂", "注塑机械厂", "数字电气", "格式印务"]
)
def test_a_company_is_a_record_whatever_its_name_begins_with(company: str) -> None:
    row = ["K3", company, *ONE[2:]]
    assert companies(told([HEADER, row, TWO]))[2] == company
    assert companies(told([HEADER[1:], row[1:], TWO[1:]]))[2] == company


def test_a_row_with_nothing_but_its_number_or_its_merged_owner_is_no_record() -> None:
    header = ["序号", *HEADER]
    rows = [header, [1, *ONE], [2, *TWO], [3, *[""] * 7], [4, *[""] * 7]]
    assert list(told(rows, [((1, 3), (4, 3))]).cells.index) == [2, 3]


def test_a_header_of_four_rows() -> None:
    rows = [
        ["客户资料"] + [""] * 3,
        ["单位", "", "联系", ""],
        ["（必填）", "", "（必填）", ""],
        ["单位名称", "来源渠道", "联系人", "联系电话"],
        ["云溪学校", "官网", "李敏", "13800001234"],
    ]
    table = told(rows, [((0, 0), (0, 3)), ((1, 0), (1, 1)), ((1, 2), (1, 3))])
    assert (table.header_row, companies(table)) == (4, {5: "云溪学校"})


# --- forms ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rows",
    [
        [["客户登记表"], ["客户名称：", ""], ["联系人：", ""], ["联系电话：", ""]],
        [["客户名称", "云溪学校"], ["联系人", "李敏"], ["联系电话", "13800001234"], ["登记日期", "2026-11-03"]],
        [
            ["客户名称", "云溪学校", "联系人", "李敏"],
            ["联系电话", "138", "地址", "杭州"],
            ["需求", "打印机", "预算", "3万"],
        ],
        [["客户名称", "", "联系人", "", "联系电话", ""], ["地址", "", "所属行业", "", "来源渠道", ""]],
        [["客户名称:____  联系人:____"], ["联系电话:____ 登记日期:____"]],
    ],
)
def test_a_form_is_called_a_form(rows: list[list[Any]]) -> None:
    assert asked(rows) == (Question("form"),)


# --- how sure -------------------------------------------------------------------------------------------------------


def mapped(typed: str, *values: Any, field: str = "") -> tuple[str | None, float]:
    """The field that a customer sheet's own column is taken for, and how sure that is."""
    rest = [name for name, its in zip(HEADER, FIELDS, strict=True) if its != field]
    full = dict(zip(HEADER, ONE, strict=True))
    rows = [[*(full[name] for name in rest), value] for value in values or ["x"]]
    table = next(one for one in asked([[*rest, typed], *rows]) if isinstance(one, Table))
    taken = {header: name for name, (_, header) in table.places.items()}
    name = taken.get(typed)
    return name, table.sure[name] if name else 0


@pytest.mark.parametrize(
    ("typed", "value", "field"),
    [
        ("客户联系人电话", "13800001234", "phone"),
        ("现负责销售", "张伟", "owner"),
        ("主要客户联系人", "李敏", "contact"),
        ("客户现所在详细地址", "杭州", "address"),
        ("联系电活", "13800001234", "phone"),
        ("下次跟时间", "2026-12-01", "next_follow"),
        ("客户预算金额情况", "10-20万", "budget"),
        ("CompnayName", "云溪学校", "company"),
    ],
)
def test_what_is_like_a_header_is_taken_and_said(typed: str, value: str, field: str) -> None:
    name, sure = mapped(typed, value, field=field)
    assert name == field and 0.8 <= sure < 0.93


@pytest.mark.parametrize(
    "typed",
    """
    上次联系人 末次接触日期 最近联系时间 最后跟进时间 客户负责人 竞争对手报价 备用电话 法人电话 收货地址 家庭住址
    开票单位名称 供应商名称 产品名称 合同金额 客户来源地区 解约日期 负责人电话 客户部门 联系人生日
    登记时间（实际） 联系人（上次）
    非必填 项目名称 身份证号 跟进时长
    """.split(),
)
def test_what_is_not_the_same_is_never_taken(typed: str) -> None:
    assert mapped(typed, "x")[0] is None
    assert mapped(typed, "2026-11-03")[0] is None


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("客户联系人电话", ["李敏", "王明"]),
        ("下次跟时间", ["送样品", "看现场"]),
        ("客户级别", ["重点客户", "VIP客户"]),
        ("编号", [1, 2, 3]),
        ("客户类型", ["国企", "民营"]),
    ],
)
def test_values_that_say_otherwise_are_believed(typed: str, values: list[Any]) -> None:
    rows = [[*ONE[1:6], value] for value in values]
    table = told([[*HEADER[1:6], typed], *rows])
    assert typed in table.unknown
    assert [(ask.header, ask.why) for ask in table.asks] == [(typed, "values")]


def test_exact_normalised_and_like() -> None:
    assert mapped("行业", "教育") == ("industry", 1.0)
    assert mapped("* 行 业", "教育") == ("industry", 0.97)
    assert 0.9 < told([["单位名称（必填）", *HEADER[2:]], ONE[1:]]).sure["company"] < 1


def test_of_two_columns_with_one_meaning_none_is_guessed() -> None:
    table = told([[*HEADER, "省份", "城市"], [*ONE, "福建", "厦门"]])
    assert "region" not in table.places
    assert [(ask.letter, ask.header, ask.fields, ask.why) for ask in table.asks] == [
        ("H", "省份", ("region",), "two_columns"),
        ("I", "城市", ("region",), "two_columns"),
    ]


def test_an_empty_column_claims_nothing() -> None:
    table = told([[*HEADER, "省份", "城市"], [*ONE, "", "厦门"]])
    assert table.places["region"] == ("I", "城市")


def test_a_header_with_two_fields_in_it_is_asked_about() -> None:
    table = told(
        [
            ["客户编号", "单位名称", "联系人/电话", "来源渠道", "登记日期"],
            ["K1", "云溪学校", "李敏 138", "官网", "2026-11-03"],
        ]
    )
    assert [(ask.header, ask.fields, ask.why) for ask in table.asks] == [
        ("联系人/电话", ("contact", "phone"), "two_fields")
    ]
    assert not {"contact", "phone"} & table.places.keys()


def test_two_columns_that_name_the_customer_are_a_question() -> None:
    rows = [["公司名称", "客户", *HEADER[2:]], ["海川机械有限公司", "王明", *ONE[2:]]]
    assert asked(rows) == (Question("two_columns", ("customer",), 1),)


def test_a_customer_sheet_that_names_nobody_is_a_question() -> None:
    (question,) = asked([HEADER[2:], ONE[2:]])
    assert (question.reason, question.between, question.row) == ("no_name", ("customer",), 1)


def test_the_column_that_may_name_them_is_shown_to_be_taught() -> None:
    header = ["序号", "店家招牌", *HEADER[2:]]
    (question,) = asked([header, [1, "海川机械有限公司", *ONE[2:]], [2, "云溪学校", *TWO[2:]]])
    assert (question.reason, question.unknown[:2]) == ("no_name", ("序号", "店家招牌"))
    assert question.teach == (("店家招牌", "company"),)


WORDS = [*SETTINGS.tables["synonyms"]["typed"], *SETTINGS.tables["fields"]["name"]]
CELLS = st.one_of(
    st.sampled_from(WORDS), st.sampled_from(["", None, 1, 2.5, "合计", "注：x", "必填", "示例", "电话：", *ONE])
)


@given(st.lists(st.lists(CELLS, min_size=6, max_size=6), min_size=1, max_size=6))
def test_whatever_stands_on_a_sheet_it_is_told_or_asked(rows: list[list[Any]]) -> None:
    found = asked(rows)
    assert found
    for table in found:
        if isinstance(table, Table):
            assert list(table.cells) == list(table.places) == list(table.sure)
            assert not set(table.cells.index) & set(table.skipped)
            letters = [letter for letter, _ in table.places.values()]
            assert len(set(letters)) == len(letters)


def test_headings_that_end_in_a_colon_are_no_form() -> None:
    rows = [["一、填写范围："], ["销售本人填写"], ["二、填写时间："], ["每周五"]]
    assert asked(rows) == (Question("no_header"),)


# --- lists of people, and words that can mean two things ------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("姓名 部门", {"name", "team"}),
        ("姓名 年龄 部门 工资", {"name", "team"}),
        ("工号 姓名 部门 职位 手机号 邮箱", {"name", "team", "rank", "phone"}),
        ("序号 中文名 岗位 部门名称 联系电话", {"name", "rank", "team", "phone"}),
    ],
)
def test_colleagues_are_no_customers(header: str, fields: set[str]) -> None:
    table = told([header.split(" ")])
    assert (table.kind, set(table.cells)) == ("people", fields)


def test_customers_by_name_only_are_no_colleagues() -> None:
    header, one = ["姓名", "电话", "微信", "来源渠道", "备注"], ["王芳", "13800000001", "wf", "转介绍", "想试用"]
    (question,) = asked([header, one])
    assert (question.reason, question.between, question.row) == ("no_name", ("customer",), 1)


def test_people_of_whom_much_else_is_said_are_not_ours() -> None:
    header = "姓名 性别 年龄 婚姻 部门 联系电话 体检套餐 体检日期".split(" ")
    assert not any(isinstance(one, Table) for one in asked([header]))


def test_a_list_of_what_people_did_is_no_list_of_people() -> None:
    days = [[name, "销售部", day] for day in (2, 3, 4) for name in ("张伟", "李娜")]
    assert asked([["姓名", "部门", "打卡日期"], *days]) == (Question("repeated", ("people",), 1),)


def test_a_word_that_can_mean_two_things_yields_to_one_that_cannot() -> None:
    plain = told([["名称", "联系人", "电话", "需求"], ["海川机械厂", "王明", "13800000001", "两台"]])
    assert plain.places["company"] == ("A", "名称")
    both = told([["名称", "单位名称", "联系人", "电话"], ["车棚", "海川机械厂", "王明", "13800000001"]])
    assert both.places["company"] == ("B", "单位名称")


def test_what_stands_in_brackets_may_decide_what_a_word_means() -> None:
    order = ["客户名称", "产品名称", "数量", "单位(个)", "金额"]
    assert told([order, ["海川机械厂", "水泵", 2, "台", 900]]).places["company"] == ("A", "客户名称")
    asking = told([["单位(必填)", "联系人", "电话", "来源渠道"], ["海川机械厂", "王明", "13800000001", "展会"]])
    assert asking.places["company"] == ("A", "单位(必填)")


def test_a_visit_stays_a_visit_with_the_whole_address_of_the_customer() -> None:
    header = ["日期", "客户公司", "联系人", "联系电话", "地址", "拜访目的", "备注"]
    assert told([header, ["2026-11-02", "海川机械厂", "王明", "13800000001", "滨江路1号", "看样", ""]]).kind == "visit"


def test_a_department_beside_a_title_may_be_the_contact_persons() -> None:
    table = told(
        [["客户名称", "联系人", "部门", "职位", "电话"], ["海川机械厂", "王明", "采购部", "经理", "13800000001"]]
    )
    assert "team" not in table.cells and [(ask.header, ask.fields) for ask in table.asks] == [("部门", ("team",))]
    ours = told(
        [["客户名称", "负责人", "部门", "职务", "联系人", "电话"], ["海川机械厂", "张伟", "一部", "经理", "王明", ""]]
    )
    assert ours.places["team"] == ("C", "部门")


@pytest.mark.parametrize(
    ("header", "kind", "fields"),
    [
        ("客户名称 拜访人 拜访日期 拜访形式", "visit", "company owner date method"),
        ("工单名称 客户名称 拜访时间 拜访方式 拜访内容", "visit", "company date method content"),
        ("会员号 姓名 手机号 投诉日期 投诉内容", "complaint", "customer_id date content"),
        ("投诉单号 客户名称 投诉描述 投诉时间", "complaint", "company content date"),
        ("投诉主题 客户名称 投诉时间 接待人", "complaint", "content company date owner"),
        ("日期 医院名称 地址 拜访人 科室 拜访目的", "visit", "date company owner goal"),
        ("客户姓名 客户号 购买金额 购买日期", "purchase", "company customer_id amount date"),
        ("客户名称 跟进方式 跟进内容 跟进结果 下次计划", "followup", "company method content feedback next_action"),
    ],
)
def test_headers_as_programs_for_sales_write_them(header: str, kind: str, fields: str) -> None:
    table = told([header.split(" ")])
    assert (table.kind, list(table.places)) == (kind, fields.split(" "))


# --- sheets that nobody here wrote ----------------------------------------------------------------------------------

# real_sheets.csv says of each of their sheets what is right, as a careful person decided before the tool saw it: the
# kind, or none or form; the Excel row of its header; its records; every header with its field, - for nobody's and ?
# for one that is to be asked about.
TEAM = Path(__file__).parents[2] / "shared" / "real_sheets" / "team"
TEAM_FILES = sorted(TEAM.iterdir()) if TEAM.is_dir() else []
with (Path(__file__).parent / "real_sheets.csv").open(encoding="utf-8", newline="") as table_of_right:
    RIGHT = list(csv.DictReader(table_of_right))
real = pytest.mark.skipif(not TEAM_FILES, reason="the real sheets are not here")


@cache
def recognised(begins: str) -> dict[str, Found]:
    path = next(path for path in TEAM_FILES if path.name.startswith(begins))
    return recognise.tables(read.book(find.Dropped(path, path.name)).sheets, VOCABULARY)


@real
@pytest.mark.parametrize("right", RIGHT, ids=lambda right: f"{right['file']} {right['sheet']}")
def test_sheets_of_real_teams(right: dict[str, str]) -> None:
    found = recognised(right["file"])
    here = [one for name, each in found.items() if right["sheet"] in ("*", name) for one in each]
    tables = [one for one in here if isinstance(one, Table)]
    if right["kind"] in ("none", "form"):
        assert tables == []
        assert right["kind"] == "none" or here == [Question("form")]
        return
    (table,) = tables
    first, _, last = right["rows"].partition("-")
    rows = list(range(int(first), int(last or first) + 1)) if first else []
    assert (table.kind, table.header_row, list(table.cells.index)) == (right["kind"], int(right["header_row"]), rows)
    fields = {header: field for field, (_, header) in table.places.items()}
    asks = {ask.header: "?" for ask in table.asks if ask.why == "two_columns"}
    wanted = dict(pair.split("→") for pair in right["columns"].split(" "))
    assert {header: fields.get(header, asks.get(header, "-")) for header in wanted} == wanted
    assert fields.keys() <= wanted.keys()


@real
def test_every_sheet_of_real_teams_has_its_row() -> None:
    listed = {(right["file"], right["sheet"]) for right in RIGHT}
    for path in TEAM_FILES:
        if not path.name.startswith("~$") and (path.name[:3], "*") not in listed:
            assert {(path.name[:3], name) for name in recognised(path.name[:3])} <= listed


def test_a_short_list_of_customers_is_one() -> None:
    """One word that tells is enough where all the rest of a list of customers is known."""
    (table,) = asked([["单位名称", "联系电话", "地区", "负责人"], ["云溪学校", "13800001234", "苏州", "张伟"]])
    assert isinstance(table, Table) and table.kind == "customer" and len(table.cells) == 1


def test_a_header_that_says_too_little_is_named() -> None:
    (question,) = asked([["单位名称", "城市", "负责人", "星座"], ["云溪学校", "苏州", "张伟", "狮子"]])
    assert question == Question("too_little", row=1, known=("单位名称", "城市", "负责人"))


LOG = ["何时", "客户", "咋联系的", "说了啥", "对方咋说", "报价", "下一步"]
LINE = ["2026-11-01", "海川机械有限公司", "电话", "谈了机床", "要报价", "3万", "发报价"]


@pytest.mark.parametrize("rows", [2, 30])
def test_full_rows_under_one_header_are_no_form(rows: int) -> None:
    """Though a value in them is a header word too: 电话, in one column. What is not known of it is named."""
    (question,) = asked([LOG, *[LINE] * rows])
    assert (question.reason, question.row, question.known) == ("too_little", 1, ("客户", "报价", "下一步"))
    assert question.unknown == ("何时", "咋联系的", "说了啥", "对方咋说") and question.names
    assert [header for header, _ in question.teach] == ["何时", "咋联系的", "说了啥"]


def test_a_list_of_which_one_word_is_known_is_named_too() -> None:
    lines = [["海川机械有限公司", "老张", "谈了机床", "11月25日"]] * 3
    (question,) = asked([["公司", "谁", "咋样了", "下回"], *lines])
    assert (question.reason, question.known, question.unknown) == ("too_little", ("公司",), ("谁", "咋样了", "下回"))


def test_the_words_people_use() -> None:
    log = told([["哪天", "客户", "怎么联系的", "聊了什么", "客户怎么说", "报价", "下一步"], LINE])
    assert (log.kind, list(log.cells)) == (
        "followup",
        ["date", "company", "method", "content", "feedback", "quote", "next_action"],
    )
    header = ["公司名字", "联系人", "要买什么", "啥时候要", "希望交期", "能拍板吗", "初次接触"]
    for asked_for in ("啥时候要", "希望交期"):
        table = told([[word for word in header if word[-2:] not in ("候要", "交期") or word == asked_for]])
        assert set(table.cells) == {"company", "contact", "need", "need_date", "power", "first_contact"}


def test_an_example_row_of_a_form_is_no_record() -> None:
    (table,) = asked([HEADER, ["例：K0", "北京示例科技有限公司", *ONE[2:]], ONE])
    assert isinstance(table, Table) and list(table.cells.index) == [3] and table.skipped[2] == "example"
