"""The manager's workbook: each figure is the number of rows it leads to, and nothing in it runs."""

import dataclasses
import datetime
import io
import re
import time
import warnings
import zipfile
from xml.etree import ElementTree

import manager_frames as frames
import openpyxl
import pandas as pd
import pytest
from manager_numbers import checked, linked
from openpyxl.cell import Cell
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tracker.report import Report
from tracker.settings import shipped_settings
from tracker.write.manager import sources, workbook, workbooks

SETTINGS = shipped_settings()
WORDS = SETTINGS.words("workbook")
SHEETS = [
    *(
        "总览",
        "周会一页",
        "变化",
        "本周行动",
        "下周清单",
        "客户台账",
        "逾期",
        "风险",
        "漏斗",
        "撞单",
        "审核与公海",
        "大客户",
    ),
    *("人员", "日报", "月总结和计划", "来源与成败", "复购与满意度", "数据问题", "规则说明", "月明细", "数字明细"),
]
FIGURES = ["customers", "open", "high_priority", "overdue", "due_this_week", "at_risk", "clash", "errors"]


def opened(report: Report) -> Workbook:
    """The workbook of a report, as openpyxl reads it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl does not know solid data bars
        return openpyxl.load_workbook(io.BytesIO(workbook(report, SETTINGS)))


@pytest.fixture(scope="module")
def week() -> Report:
    return frames.week()


@pytest.fixture(scope="module")
def book(week: Report) -> Workbook:
    return opened(week)


def card(book: Workbook, figure: str) -> Cell:
    """The cell of the overview that holds a key figure: below its name."""
    name = WORDS[f"card_{figure}"]
    for row in book["总览"].iter_rows(max_row=14):
        for cell in row:
            if isinstance(cell.value, str) and re.sub(r"^\W ", "", cell.value) == name:
                return book["总览"].cell(cell.row + 1, cell.column)
    raise AssertionError(f"no card {name}")


def test_it_opens_on_the_overview_at_the_top_left(book: Workbook) -> None:
    assert book.sheetnames == SHEETS
    assert book.active.title == "总览"
    assert book["总览"].sheet_view.topLeftCell is None
    assert book["总览"].sheet_view.selection[0].activeCell in (None, "A1")


def test_the_title_says_whose_week_it_is(book: Workbook) -> None:
    assert book["总览"]["B2"].value == "客户跟踪周报"
    assert book["总览"]["B3"].value == "华东一部 · 统计日 2026-11-20 · 2026 年第 47 周（11-16 至 11-22）"


@pytest.mark.parametrize("figure", [*FIGURES, "registered_week"])
def test_a_key_figure_is_the_number_of_rows_it_leads_to(book: Workbook, figure: str) -> None:
    cell = card(book, figure)
    assert cell.value == len(linked(book, cell)) > 0


def test_key_figures_agree_with_the_frames(book: Workbook, week: Report) -> None:
    customers, findings = week.customers, week.findings
    assert [card(book, figure).value for figure in FIGURES] == [
        len(customers),
        customers["stage"].isin(frames.OPEN).sum(),
        (customers["priority"] == "high").sum(),
        (customers["due_status"] == "overdue").sum(),
        customers["due_status"].isin(["today", "week"]).sum(),
        (customers["risks"] != "").sum(),
        findings.loc[findings["rule"] == "clash", "customer_key"].nunique(),
        ((findings["severity"] == "error") & findings["listed"]).sum(),
    ]


def test_the_overdue_figure_leads_to_exactly_the_overdue_customers(book: Workbook, week: Report) -> None:
    late = week.customers[week.customers["due_status"] == "overdue"]
    assert sorted(linked(book, card(book, "overdue"))) == sorted(late["company"])


def test_contacts_lead_to_the_contacts(book: Workbook, week: Report) -> None:
    cell = card(book, "contacts_week")
    assert cell.value == week.headline.set_index("id").at["contacts_week", "count"] == len(linked(book, cell))


def test_each_persons_figures_are_the_rows_they_lead_to(book: Workbook, week: Report) -> None:
    sheet = book["人员"]
    headings = {sheet.cell(4, column).value: column for column in range(1, sheet.max_column + 1)}
    derived = {"", "比上周", "近 8 周", "及时录入", "资料完整", "成交占比"}
    checked = 0
    for row in range(5, 5 + len(week.people) + 1):
        for heading, column in headings.items():
            if heading != "负责人" and heading not in derived:
                cell = sheet.cell(row, column)
                assert cell.value == (len(linked(book, cell)) if cell.hyperlink else 0), (row, heading)
                checked += bool(cell.hyperlink)
    assert checked > 50
    for row, person in enumerate(week.people.to_dict("records"), 5):
        for name in set(frames.PERSON.split()) - {"contacts_total"}:
            assert sheet.cell(row, headings[WORDS[f"col_{name}"]]).value == person[name], (
                person["owner"],
                name,
            )


def test_a_persons_figures_lead_to_rows_of_that_person(book: Workbook, week: Report) -> None:
    sheet, owners = book["人员"], week.people["owner"]
    for row, owner in enumerate(owners, 5):
        sheet_name, _, cells = sheet.cell(row, 2).hyperlink.location.rpartition("!")
        _, top, _, bottom = range_boundaries(cells)
        ledger = book[sheet_name.strip("'")]
        assert {ledger.cell(line, 3).value for line in range(top, bottom + 1)} == {owner}


@pytest.mark.parametrize("report", [frames.week(), frames.empty(), frames.week(1, 1, 0)], ids=["week", "empty", "one"])
def test_every_link_leads_into_the_workbook(report: Report) -> None:
    book = opened(report)
    count = 0
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.hyperlink and cell.hyperlink.location and not cell.hyperlink.target:
                    name, _, cells = cell.hyperlink.location.rpartition("!")
                    bottom = range_boundaries(cells)[3]
                    assert book[name.strip("'")].max_row >= bottom
                    count += 1
    assert count >= 8  # at least the way back from each sheet


def test_the_first_ten_lead_to_their_own_row_in_the_ledger(book: Workbook, week: Report) -> None:
    first = week.actions.sort_values("rank").head(10)
    sheet = book["总览"]
    rows = [row for row in range(14, 40) if sheet.cell(row, 4).hyperlink]
    assert [sheet.cell(row, 4).value for row in rows] == list(first["company"])
    assert [linked(book, sheet.cell(row, 4)) for row in rows] == [[company] for company in first["company"]]
    assert [sheet.cell(row, 2).value for row in rows] == list(range(1, 11))


def test_a_customer_of_two_people_is_one_clash_with_both_their_names(book: Workbook, week: Report) -> None:
    sheet, name, cells = book["撞单"], *card(book, "clash").hyperlink.location.split("!")
    assert name == "'撞单'"
    _, top, _, bottom = range_boundaries(cells)
    assert [set(sheet.cell(row, 2).value.split("、")) for row in range(top, bottom + 1)] == [{"张伟", "王芳"}]
    claims = range_boundaries(sheet.tables["表_撞单各行"].ref)
    assert {sheet.cell(row, 2).value for row in range(claims[1] + 1, claims[3] + 1)} == {"张伟", "王芳"}


def test_every_customer_is_in_the_ledger_once_with_its_words(book: Workbook, week: Report) -> None:
    sheet = book["客户台账"]
    table = sheet.tables["表_客户台账"]
    left, top, right, bottom = range_boundaries(table.ref)
    headings = [sheet.cell(top, column).value for column in range(left, right + 1)]
    rows = [[sheet.cell(r, c).value for c in range(left, right + 1)] for r in range(top + 1, bottom + 1)]
    shown = pd.DataFrame(rows, columns=headings)
    assert table.autoFilter is not None
    assert sorted(shown["客户"]) == sorted(week.customers["company"])
    assert set(shown["阶段"]) <= set(SETTINGS.vocabulary("stage").values())
    assert "满意度" not in headings  # nothing computes it yet
    assert sheet.freeze_panes == "C4"
    assert {rule.type for area in sheet.conditional_formatting for rule in area.rules} == {
        "dataBar",
        "cellIs",
        "containsBlanks",
    }


def test_every_listed_error_is_there_once_and_old_records_are_counted(book: Workbook, week: Report) -> None:
    sheet, found = book["数据问题"], week.findings
    _, top, _, bottom = range_boundaries(sheet.tables["表_错误"].ref)
    assert bottom - top == ((found["severity"] == "error") & found["listed"]).sum()
    old = (~found["listed"]).sum()
    text = [cell.value for cell in sheet["A"] if isinstance(cell.value, str)]
    wrong = (~found["listed"] & (found["severity"] == "error")).sum()
    assert f"另有 {old} 条记录早于 14 天（其中错误 {wrong} 处），只计数不列出；全部在 data/findings.csv。" in text


def test_problems_are_listed_by_file_and_counted_by_person(week: Report) -> None:
    """In one file for everybody the rows of a person do not stand together, and are listed once more by person."""
    together = dataclasses.replace(week, findings=week.findings.assign(file="全部.xlsx"))
    book = opened(together)
    sheet = book["数据问题"]
    _, top, _, bottom = range_boundaries(sheet.tables["表_错误"].ref)
    places = [sheet.cell(row, 6).value for row in range(top + 1, bottom + 1)]
    assert [int(re.sub(r"\D", "", place)) for place in places] == sorted(int(re.sub(r"\D", "", one)) for one in places)
    wrong = week.findings[(week.findings["severity"] == "error") & week.findings["listed"]]["owner"].value_counts()
    people = book["人员"]
    at = next(cell.column for cell in people[4] if cell.value == "数据错误")
    counts = {people.cell(row, 1).value: people.cell(row, at) for row in range(5, 5 + len(week.people))}
    assert {owner: cell.value for owner, cell in counts.items()} == wrong.reindex(list(counts), fill_value=0).to_dict()
    assert all(len(linked(book, cell)) == cell.value for cell in counts.values() if cell.value)
    assert checked(book, WORDS)["tip_rows"]


def test_each_person_starts_on_a_new_page(book: Workbook, week: Report) -> None:
    sheet = book["本周行动"]
    bands = [row for row in range(4, sheet.max_row + 1) if " · " in str(sheet.cell(row, 1).value)]
    assert len(bands) == week.actions["owner"].nunique()
    assert [mark.id for mark in sheet.row_breaks.brk] == [row - 1 for row in bands[1:]]


@pytest.mark.parametrize("name", SHEETS)
def test_each_sheet_prints_on_landscape_a4_one_page_wide(book: Workbook, name: str) -> None:
    sheet: Worksheet = book[name]
    setup = sheet.page_setup
    assert (
        setup.orientation,
        setup.paperSize,
        setup.fitToWidth or 1,
        1 if setup.fitToHeight is None else setup.fitToHeight,
    ) == (
        "landscape",
        9,
        1,
        1 if name in ("总览", "周会一页") else 0,
    )
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert "统计日 2026-11-20" in str(sheet.oddFooter.left.text)
    assert "&P" in str(sheet.oddFooter.right.text)
    assert not sheet.sheet_view.showGridLines


@pytest.mark.parametrize("name", ["本周行动", "客户台账", "逾期", "风险", "人员", "数据问题", "规则说明"])
def test_the_headings_are_repeated_on_each_page(book: Workbook, name: str) -> None:
    assert book[name].print_title_rows


def test_a_long_list_begins_a_page_below_another_and_heads_the_pages_it_reaches(book: Workbook) -> None:
    alike, begun = 0, 0
    for sheet in (book[name] for name in ("逾期", "风险", "漏斗", "月明细")):
        head = int(sheet.print_title_rows.rpartition("$")[2])
        tops = [range_boundaries(table.ref) for table in sheet.tables.values()]
        for number, (_, top, right, bottom) in enumerate(sorted(tops, key=lambda bounds: bounds[1])):
            if bottom - top <= 20:
                continue
            assert [sheet.cell(head, each).value for each in range(1, right + 1)] == [
                sheet.cell(top, each).value for each in range(1, right + 1)
            ], sheet.title
            alike += 1
            if number:
                assert top - 2 in [mark.id for mark in sheet.row_breaks.brk], sheet.title
                begun += 1
    assert alike >= 2
    assert begun


def test_each_chart_has_a_title_and_its_numbers(book: Workbook) -> None:
    assert {sheet.title: len(sheet._charts) for sheet in book if sheet._charts} == {
        "总览": 1,
        "逾期": 1,
        "风险": 1,
        "漏斗": 2,
        "人员": 1,
    }
    for chart in (chart for sheet in book for chart in sheet._charts):
        assert chart.title is not None
        for series in chart.series:
            assert series.dLbls.showVal
            sheet, _, cells = series.val.numRef.f.rpartition("!")
            left, top, right, bottom = range_boundaries(cells.replace("$", ""))
            found = [
                book[sheet.strip("'")].cell(row, at) for row in range(top, bottom + 1) for at in range(left, right + 1)
            ]
            assert any(cell.value for cell in found)
            assert all(cell.value == len(linked(book, cell)) for cell in found if cell.hyperlink)


def test_nothing_to_draw_is_said_not_drawn() -> None:
    book = opened(frames.empty())
    said = [str(cell.value) for row in book["总览"].iter_rows() for cell in row if cell.value]
    assert not any(sheet._charts for sheet in book)
    assert "最近 8 周联系（次）：没有可画的数" in said
    assert "本周没有需要先处理的客户" in said
    assert card(book, "customers").value == 0
    assert card(book, "customers").hyperlink is None


def test_last_week_stands_below_each_figure_with_a_sign_and_a_word(week: Report) -> None:
    overdue, high = (week.customers["due_status"] == "overdue").sum(), (week.customers["priority"] == "high").sum()
    customers, risky = len(week.customers), (week.customers["risks"] != "").sum()
    before = {"customers": customers - 1, "overdue": overdue - 2, "at_risk": risky + 2, "high_priority": high + 1}
    before |= {"clash": 1, "errors": None}
    headline = pd.DataFrame({"id": list(before), "count": 0, "before": pd.array(list(before.values()), dtype="Int64")})
    book = opened(dataclasses.replace(week, headline=headline))

    def below(figure: str) -> str:
        cell = card(book, figure)
        return str(book["总览"].cell(cell.row + 1, cell.column).value)

    assert below("customers") == f"上周 {customers - 1} ▲多 1，变好"
    assert below("overdue") == f"上周 {overdue - 2} ▲多 2，变差"
    assert below("at_risk") == f"上周 {risky + 2} ▼少 2，变好"
    assert below("high_priority") == f"上周 {high + 1} ▼少 1"  # neither good nor bad
    assert below("clash") == "上周 1，持平"
    assert below("errors") == below("open") == "上周无数"


def test_a_clashing_registration_is_no_customer_more(week: Report) -> None:
    clashing = week.customers[week.customers["clash"]].drop_duplicates("customer_key", keep="last").head(1)
    new = pd.DataFrame({name: [""] for name in week.changes.columns}).assign(change="new", row=2)
    new = new.assign(**{name: clashing[name].to_numpy() for name in ("customer_key", "owner", "company")})
    count = len(week.customers)
    for before, said in ((count - 1, "▲多 1"), (count - 2, "▲多 2，变好")):
        headline = pd.DataFrame({"id": ["customers"], "count": 0, "before": pd.array([before], dtype="Int64")})
        book = opened(dataclasses.replace(week, headline=headline, changes=new))
        cell = card(book, "customers")
        assert book["总览"].cell(cell.row + 1, cell.column).value == f"上周 {before} {said}"


def test_the_meeting_has_one_page_with_all_it_talks_about(book: Workbook, week: Report) -> None:
    sheet = book["周会一页"]
    said = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert {
        "漏斗",
        "各人逾期（项）",
        "各类风险（家）",
        "这一周的进出",
        "和上周相比",
        "先处理这 10 家",
        "会上决定",
    } <= said
    assert {"转化率", "错误", "提醒", *week.people["owner"]} <= said


def test_a_change_is_told_in_words_and_leads_to_its_customer(book: Workbook, week: Report) -> None:
    sheet = book["变化"]
    _, top, _, bottom = range_boundaries(sheet.tables["表_变化"].ref)
    rows = [[sheet.cell(row, column).value for column in range(3, 6)] for row in range(top + 1, bottom + 1)]
    assert rows == [
        ["✔ 阶段前进", "意向客户", "高意向客户"],
        ["● 新逾期", "以后", "逾期"],
        ["金额变了", "80,000", "260,000"],
    ]
    company = sheet.cell(top + 1, 1)
    assert linked(book, company) == [company.value]


def test_no_code_is_shown(week: Report) -> None:
    tiers = ["vip", "important", "ordinary", "potential"]
    customers = week.customers.assign(tier=[tiers[number % 4] for number in range(len(week.customers))])
    book = opened(dataclasses.replace(week, customers=customers))
    lists = [SETTINGS.vocabulary(name) for name in ("stage", "grade", "level", "value", "tier", "cycle", "due_status")]
    codes = {code for words in lists for code, word in words.items() if code != word}
    shown = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
    assert sorted(codes & shown) == []
    assert {"VIP", "重要", "普通", "潜在"} <= shown


def test_a_person_called_like_a_code_keeps_his_name(week: Report) -> None:
    moved = week.changes.tail(1).assign(change="owner", before="won", after="10086")
    sheet = opened(dataclasses.replace(week, changes=moved))["变化"]
    _, top, _, _ = range_boundaries(sheet.tables["表_变化"].ref)
    assert [sheet.cell(top + 1, column).value for column in range(3, 6)] == ["换了负责人", "won", "10086"]


def test_eight_weeks_of_contacts_stand_beside_each_person(week: Report) -> None:
    archive = zipfile.ZipFile(io.BytesIO(workbook(week, SETTINGS)))
    people = next(text for name in archive.namelist() if "worksheets/sheet" in name
                  if "sparkline>" in (text := archive.read(name).decode()))  # fmt: skip
    assert people.count("<x14:sparkline>") == len(week.people) + 1
    assert 'iconSet="3ArrowsGray"' in people and 'iconSet="5Quarters"' in people


def test_no_figure_touches_the_bars_and_icons_beside_it(book: Workbook) -> None:
    sheet = book["人员"]
    headings = [cell.value for cell in sheet[4]]
    names = ("contacts_weeks", "contacts_change", "timely_rate", "complete_rate")
    drawn = [headings.index(WORDS[f"col_{name}"]) for name in names]
    for row in sheet.iter_rows(min_row=5, max_row=8):
        beside = [row[column - 1].number_format for column in drawn if row[column - 1].value is not None]
        assert beside
        assert all(part.endswith("_W") for form in beside for part in form.split(";"))
    assert headings.index(WORDS["col_contacts_weeks"]) + 1 not in drawn


def test_every_number_of_every_sheet_is_what_its_rows_say(book: Workbook) -> None:
    found = checked(book, WORDS)
    assert found["tip_rows"] > 150
    assert found["tip_of"] > 8


def test_a_row_of_the_ledger_leads_to_its_row_in_the_inbox(book: Workbook, week: Report) -> None:
    sheet = book["客户台账"]
    headings = {cell.value: cell.column for cell in sheet[3]}
    cell = sheet.cell(4, headings["行"])
    assert cell.hyperlink.target == "..\\..\\inbox\\" + str(sheet.cell(4, headings["文件"]).value).replace(
        "/", "\\"
    ).replace(" ", "%20")
    assert cell.hyperlink.location == f"'客户'!A{cell.value}"


@pytest.mark.parametrize(
    ("file", "sheet", "cell", "target"),
    [
        ("张伟/客户.xlsx", "客户", "B7", "../../inbox/张伟/客户.xlsx#'客户'!B7"),
        ("张伟/客户.xlsx", "客户", "", "../../inbox/张伟/客户.xlsx#'客户'!A12"),
        ("a b#1%.xlsx", "O'Brien #2", "", "../../inbox/a%20b%231%25.xlsx#'O''Brien #2'!A12"),
        ("客户.csv", "客户", "B7", "../../inbox/客户.csv"),
        ("138****1234.xlsx", "客户", "B7", ""),
        ("客户.xlsx", "138****1234", "B7", "../../inbox/客户.xlsx"),
        ("长" * 3000 + ".xlsx", "客户", "B7", ""),
        ("", "", "", ""),
    ],
)
def test_where_a_cell_of_the_inbox_is(file: str, sheet: str, cell: str, target: str) -> None:
    assert sources.targets("../../inbox/", [file], [sheet], [12], [cell]) == [target]


def test_without_a_way_to_the_inbox_nothing_leads_there(week: Report) -> None:
    sheet = opened(dataclasses.replace(week, inbox=""))["客户台账"]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink and cell.hyperlink.target]


def test_a_week_that_is_too_long_is_split_by_team_and_never_cut() -> None:
    whole = frames.week(60, 4)
    teams = whole.customers["owner"].map({"张伟": "一部", "王芳": "一部", "李娜": "二部", "欧阳明轩": "二部"})
    whole = dataclasses.replace(whole, customers=whole.customers.assign(team=teams))
    assert list(workbooks(whole, SETTINGS)) == ["客户跟踪周报.xlsx"]
    most = max(sheet.max_row for sheet in opened(whole)) - 5
    files = workbooks(whole, SETTINGS, most)
    assert list(files) == ["客户跟踪周报-一部.xlsx", "客户跟踪周报-二部.xlsx"]
    companies: list[str] = []
    for content in files.values():
        book = openpyxl.load_workbook(io.BytesIO(content))
        assert "分成 2 个工作簿：客户跟踪周报-一部.xlsx、客户跟踪周报-二部.xlsx" in "".join(
            str(cell.value) for row in book["总览"].iter_rows() for cell in row
        )
        _, top, _, bottom = range_boundaries(book["客户台账"].tables["表_客户台账"].ref)
        companies += [book["客户台账"].cell(row, 2).value for row in range(top + 1, bottom + 1)]
        assert max(sheet.max_row for sheet in book) <= most
    assert sorted(companies) == sorted(whole.customers["company"])


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+86 138", "-5", "@SUM(A1)", "=HYPERLINK(\"http://x.cn\")", "http://x.cn", "007", "甲\x01乙",
     "{=1}", "_x0041_", "<b>&\"'", "]]>", "😀公司", "'引号", "中" * 40_000],
)  # fmt: skip
def test_text_from_a_sheet_stays_text(text: str) -> None:
    row = frames.customer(company=text, next_step=text, contact=text, team=text, risks="silent", due_status="overdue")
    found = [frames.finding(row, rule, message=text, value=text, next_step=text) for rule in ("silent", "bad_value")]
    content = workbook(frames.report([row], found, ["张伟"]), SETTINGS)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book["客户台账"]["B4"].data_type == "s"
    assert book["客户台账"]["B4"].value == text.replace("\x01", " ")[:32_767]
    archive = zipfile.ZipFile(io.BytesIO(content))
    for name in archive.namelist():
        if name.endswith(".xml"):
            ElementTree.fromstring(archive.read(name))  # every part is well formed
    sheets = [archive.read(name) for name in archive.namelist() if "worksheets/sheet" in name]
    assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)
    assert not any(b"x.cn" in archive.read(name) for name in archive.namelist() if name.endswith(".rels"))


@pytest.mark.parametrize("owner", ["", "O'Brien", "A&B <销售>", "[一组]:*?/\\", "=张伟", "李" * 60, "\x02张"])
def test_a_person_may_have_any_name(owner: str) -> None:
    row = frames.customer(owner=owner, stage="hot", risks="silent", due_status="overdue")
    other = frames.customer(owner="王芳", customer_key="KH9", stage="hot")
    found = [frames.finding(row, "silent"), frames.finding(row, "bad_value")]
    book = opened(frames.report([row, other], found, [owner, "王芳"]))
    assert book["人员"]["B5"].value == book["人员"]["B6"].value == 1
    assert book["人员"]["B7"].value == 2
    assert book["人员"]["A5"].value == (owner.replace("\x02", " ") or "（没写负责人）")


def test_what_is_not_known_is_left_blank() -> None:
    row = frames.customer(stage="lost", priority_score=None, next_due=None, promise_due=None, quote=None)
    sheet = opened(frames.report([row], [], ["张伟"]))["客户台账"]
    headings = {cell.value: cell.column for cell in sheet[3]}
    assert [sheet.cell(4, headings[name]).value for name in ("优先级得分", "应跟进日", "报价（元）")] == [None] * 3


def test_what_could_not_be_judged_is_said_with_its_reason(book: Workbook) -> None:
    said = [str(cell.value) for row in book["总览"].iter_rows(min_row=14) for cell in row if cell.value]
    assert any("录入不及时 20 处（表里没有“录入时间”）" in line for line in said)
    assert any("意向等级待定" in line and "决策权" in line for line in said)
    assert any("1 张表没能用上" in line and "王芳/2026-W47 客户跟踪(加密).xlsx" in line for line in said)


def test_the_same_report_gives_the_same_bytes(week: Report) -> None:
    first = workbook(week, SETTINGS)
    time.sleep(2.1)  # zip times have a grain of two seconds
    assert first == workbook(dataclasses.replace(week), SETTINGS)


def test_its_properties_are_the_reports_not_the_clocks(book: Workbook) -> None:
    assert book.properties.title == "客户跟踪周报"
    assert book.properties.created == book.properties.modified == datetime.datetime(2026, 11, 20)


def test_names_lead_to_the_lists(book: Workbook, week: Report) -> None:
    assert book.defined_names["行_跟进逾期"].attr_text.startswith("'逾期'!$A$")
    tables = {name for sheet in book for name in sheet.tables}
    assert {"表_客户台账", "表_跟进逾期", "表_评估逾期", "表_风险", "表_文件", "表_错误", "表_规则"} <= tables
