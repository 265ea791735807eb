"""The reports: each number is recomputed here from the rows of the inbox, and equals the rows it leads to."""

import io
import re
import warnings
from collections import Counter
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import reports_inbox as inbox
from manager_numbers import checked, linked
from openpyxl.workbook import Workbook

from tracker import run
from tracker.write import pages
from tracker.write.manager import workbook

SETTINGS = inbox.SETTINGS
WORDS = SETTINGS.words("workbook")
SHEETS = ("下周清单", "日报", "月总结和计划", "月明细", "审核与公海", "来源与成败", "复购与满意度", "大客户", "人员")
NAMES = {row["客户编号"]: row["单位名称"] for row in inbox.rows("客户登记")}
FOLLOWUPS = [row | {"day": row["跟进时间"][:10]} for row in inbox.rows("跟进记录")]
VISITS = [row for row in inbox.rows("拜访记录") if row["拜访日期"]]
# (person, day) of every contact; no followup of the table tells of a visit that has its own row
CONTACTS = [(row["跟进人"], row["day"]) for row in FOLLOWUPS] + [(row["拜访人"], row["拜访日期"]) for row in VISITS]
WEEK = [f"2026-11-{day}" for day in range(14, 21)]


def opened(understood: run.Understood) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl does not know solid data bars
        return openpyxl.load_workbook(io.BytesIO(workbook(understood.report, SETTINGS)))


@pytest.fixture(scope="module")
def understood(tmp_path_factory: pytest.TempPathFactory) -> run.Understood:
    return inbox.understood(tmp_path_factory.mktemp("team") / "inbox")


@pytest.fixture(scope="module")
def reports(understood: run.Understood) -> dict[str, pd.DataFrame]:
    return dict(understood.report.reports)


@pytest.fixture(scope="module")
def book(understood: run.Understood) -> Workbook:
    return opened(understood)


def pairs(frame: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    """The rows of some columns, days as they are typed."""
    days = {name: frame[name].dt.strftime("%Y-%m-%d").fillna("") for name in columns if frame[name].dtype.kind == "M"}
    return list(frame.assign(**days)[list(columns)].itertuples(index=False, name=None))


# --- 日报, 周报 -----------------------------------------------------------------------------------------------------


def test_the_daily_report_has_each_thing_of_the_last_seven_days_once(reports: dict[str, pd.DataFrame]) -> None:
    things = [
        ("2026-11-19", "周强", "visit", NAMES["C004"], "谈了预算", "想先试用"),
        ("2026-11-19", "陈静", "followup", "C999", "没有登记的客户问价", ""),
        ("2026-11-18", "张伟", "followup", NAMES["C001"], "对方让打 138****5678 找刘工", "同意看样机"),
        ("2026-11-18", "张伟", "visit", NAMES["C001"], "看了现场和三台泵的安装位置", "满意"),
        ("2026-11-18", "张伟", "complaint", NAMES["C002"], "漏水,请回 138****9999", ""),
        ("2026-11-18", "李娜", "registered", NAMES["C005"], "采购两台离心泵", ""),
        ("2026-11-17", "张伟", "purchase", NAMES["C002"], "备件 × 5", ""),
        ("2026-11-16", "张伟", "followup", NAMES["C002"], "回访使用情况", ""),
    ]
    assert pairs(reports["daily"], "day", "person", "event", "company", "content", "feedback") == things


def test_contacts_by_day_are_the_contacts_of_that_day(reports: dict[str, pd.DataFrame]) -> None:
    counted = {(person, day): n for person, day, n in pairs(reports["by_day"], "person", "day", "contacts")}
    assert {day for _, day in counted} == set(WEEK)
    assert {pair: n for pair, n in counted.items() if n} == Counter(pair for pair in CONTACTS if pair[1] in WEEK)


def test_this_weeks_days_add_up_to_this_weeks_contacts(understood: run.Understood) -> None:
    report = understood.report
    by_day = report.reports["by_day"]
    week = by_day[by_day["day"] >= "2026-11-16"].groupby("person")["contacts"].sum()
    assert week.to_dict() == report.people.set_index("owner")["contacts_week"].to_dict()
    headline = report.headline.set_index("id")["count"]
    assert week.sum() == headline["contacts_week"] == sum(day >= "2026-11-16" for _, day in CONTACTS)


# --- 月工作总结和计划 -----------------------------------------------------------------------------------------------


def test_a_month_counts_what_its_rows_say(reports: dict[str, pd.DataFrame]) -> None:
    lines = reports["month"].set_index(["person", "month"])
    for (person, month), line in lines.iterrows():
        begins = {"this": "2026-11", "last": "2026-10"}[month]
        visited = [row for row in FOLLOWUPS if row["跟进方式"] == "拜访"]
        expected = {
            "contacts": sum(who == person and day.startswith(begins) for who, day in CONTACTS),
            "visit": sum(row["跟进人"] == person and row["day"].startswith(begins) for row in visited)
            + sum(row["拜访人"] == person and row["拜访日期"].startswith(begins) for row in VISITS),
            **{
                event: sum(
                    row.get("负责人") == person and row.get(header, "").startswith(begins)
                    for row in inbox.rows("客户登记")
                )
                for event, header in {"registered": "登记日期", "won": "签约日期", "lost": "终止日期"}.items()
            },
            "purchase": len(bought(person, begins)),
            "complaint": sum(
                row["受理人"] == person and row["投诉日期"].startswith(begins) for row in inbox.rows("投诉与反馈记录")
            ),
        }
        assert {name: line[name] for name in expected} == expected, (person, month)
        assert (0 if pd.isna(line["amount"]) else line["amount"]) == sum(bought(person, begins))


def bought(person: str, begins: str) -> list[float]:
    """The amounts that somebody sold in a month."""
    sold = [row for row in inbox.rows("购买记录") if row["销售人员"] == person]
    return [float(row["金额"]) for row in sold if row["购买日期"].startswith(begins)]


def test_overdue_stands_beside_this_month_only(understood: run.Understood) -> None:
    month = understood.report.reports["month"]
    people = understood.report.people.set_index("owner")["overdue"]
    now = month[month["month"] == "this"].set_index("person")["overdue"]
    assert now.astype("int64").to_dict() == people.to_dict()
    assert month.loc[month["month"] == "last", "overdue"].isna().all()


def test_next_months_plan_holds_deals_plans_and_promises(reports: dict[str, pd.DataFrame]) -> None:
    assert pairs(reports["planned"], "person", "why", "date", "company") == [
        ("张伟", "deal", "2026-12-20", NAMES["C001"]),
        ("张伟", "promise", "2026-12-03", NAMES["C002"]),
        ("陈静", "plan", "2026-12-08", NAMES["C008"]),
    ]
    plan = reports["plan"].set_index("person")
    assert plan.at["张伟", "amount"] == 300000
    counted = Counter(zip(reports["planned"]["person"], reports["planned"]["why"], strict=True))
    assert {(who, why): plan.at[who, why] for who, why in counted} == counted


# --- 下周清单 -------------------------------------------------------------------------------------------------------


def test_next_week_lists_why_what_and_with_what(reports: dict[str, pd.DataFrame]) -> None:
    listed = pairs(reports["next_week"], "person", "date", "why", "company", "goal", "resource")
    assert listed[:3] + listed[-2:] == [
        ("张伟", "2026-11-24", "reply", NAMES["C002"], "漏水,请回 138****9999", ""),
        ("张伟", "2026-11-24", "plan", NAMES["C001"], "确认样机", "样机一台"),
        ("张伟", "2026-11-25", "promise", NAMES["C001"], listed[2][4], ""),
        ("李娜", "2026-11-26", "visit", NAMES["C004"], "讲方案", "报价单"),
        ("李娜", "2026-11-27", "promise", NAMES["C004"], listed[-1][4], ""),
    ]
    assert len(listed) == 5


def test_a_promise_speaks_for_the_cadence(understood: run.Understood) -> None:
    due, customers = understood.report.reports["next_week"], understood.report.customers
    by_cadence = due[due["why"] == "cadence"].set_index(["customer_key", "owner"]).index
    promised = customers[customers["promise_due"].notna()].set_index(["customer_key", "owner"]).index
    assert not set(by_cadence) & set(promised)


# --- 待审核, 公海预警, 成败原因, 来源渠道 ----------------------------------------------------------------------------


def test_who_waits_for_audit_and_how_long(reports: dict[str, pd.DataFrame]) -> None:
    assert pairs(reports["pending"], "person", "company", "audit", "registered", "days") == [
        ("李娜", NAMES["C006"], "refused", "2026-10-05", 46),
        ("李娜", NAMES["C005"], "waiting", "2026-11-18", 2),
    ]


def test_the_pool_takes_who_was_not_contacted_for_ninety_days(tmp_path: Path, understood: run.Understood) -> None:
    pool = understood.report.reports["pool"]
    assert pairs(pool, "person", "company", "silent_days", "days_left", "advice") == [
        ("李娜", NAMES["C005"], 172, 0, "now"),  # met in June, registered in November
        ("李娜", NAMES["C006"], 172, 0, "now"),
    ]
    later = inbox.understood(tmp_path / "inbox", as_of="2027-02-10").report.reports["pool"]
    told = {row[0]: row[1:] for row in pairs(later, "company", "silent_days", "days_left", "advice")}
    assert told[NAMES["C001"]] == (84, 6, "later")


def test_a_reason_counts_the_customers_who_tell_it(reports: dict[str, pd.DataFrame]) -> None:
    assert pairs(reports["by_reason"], "result", "reason", "count") == [
        ("lost", "价格高", 1),
        ("lost", "", 1),
        ("won", "交货快", 1),
        ("going", "", 1),
    ]
    reasons = reports["reasons"]
    told = Counter(zip(reasons["result"], reasons["reason"], strict=True))
    assert {(r, why): n for r, why, n in pairs(reports["by_reason"], "result", "reason", "count")} == told
    assert set(reasons.loc[reasons["result"] == "lost", "company"]) == {NAMES["C003"], NAMES["C007"]}


def test_a_source_is_told_by_what_came_of_it(reports: dict[str, pd.DataFrame]) -> None:
    sources = reports["sources"].set_index("source")
    for source, line in sources.iterrows():
        own = [row for row in inbox.rows("客户登记") if row["来源渠道"] == source]
        won, lost = (sum(bool(row.get(header)) for row in own) for header in ("签约日期", "终止日期"))
        assert [line["customers"], line["open"], line["won"], line["lost"]] == [
            len(own), len(own) - won - lost, won, lost
        ]  # fmt: skip
        assert line["conversion"] == won / len(own)
        numbers = {row["客户编号"] for row in own}
        amount = sum(float(row["金额"]) for row in inbox.rows("购买记录") if row["客户编号"] in numbers)
        assert (0 if pd.isna(line["amount"]) else line["amount"]) == amount
    assert sources["customers"].sum() == len(NAMES)
    assert list(sources.index)[-1] == ""  # who wrote no source stands last


# --- 复购, 满意度, 大客户 -------------------------------------------------------------------------------------------


def test_who_bought_again(reports: dict[str, pd.DataFrame]) -> None:
    assert pairs(reports["buyers"], "person", "company", "group", "loyalty", "referrals", "year_amount")[0] == (
        "张伟", NAMES["C002"], "again", 2, 2.0, 128000.0
    )  # fmt: skip
    assert pairs(reports["repeat_rate"], "person", "buyers", "again", "rate", "referrals") == [
        ("张伟", 1, 1, 1.0, 2.0),
        ("陈静", 1, 0, 0.0, 0.0),
    ]


def test_satisfaction_is_the_mean_of_the_last_three(reports: dict[str, pd.DataFrame]) -> None:
    assert pairs(reports["rated"], "person", "company", "satisfaction", "ratings", "rated_on") == [
        ("张伟", NAMES["C002"], 4.0, "3 / 5", "2026-11-18"),
        ("李娜", NAMES["C004"], 4.5, "5 / 4", "2026-11-19"),
        ("陈静", NAMES["C008"], 4.0, "4", "2026-10-20"),
    ]
    assert pairs(reports["complaints"], "person", "company", "days", "promised") == [
        ("张伟", NAMES["C002"], 2, "2026-11-24")
    ]
    assert pairs(reports["contentment"], "person", "rated", "mean", "complaints") == [
        ("张伟", 1, 4.0, 1),
        ("李娜", 1, 4.5, 0),
        ("陈静", 1, 4.0, 0),
    ]


def test_a_key_account_shows_the_form_beside_the_log(reports: dict[str, pd.DataFrame]) -> None:
    accounts = reports["key_accounts"].set_index("company")
    own = accounts.loc[NAMES["C004"]]
    contacts = sum(row["客户编号"] == "C004" for row in FOLLOWUPS) + sum(row["客户编号"] == "C004" for row in VISITS)
    assert (own["contacts_typed"], own["contacts_counted"]) == (3, contacts)
    assert (own["duration_typed"], own["duration"]) == (30, 172)  # 2026-06-01 to as_of
    assert own["decider"] == "刘总(总经理)139****1111"
    assert own["contact_form"] == "王芳 138****0004"
    assert own["confirmed"] == "刘总 139****1111"
    assert [own["manager"], own["sales"], own["support"]] == ["吴敏", "李娜", "孙工"]
    assert accounts.loc[NAMES["C003"], "reason"] == "价格高"
    visited = reports["visited"]
    of = visited[visited["customer_key"] == own["customer_key"]]
    assert dict(zip(of["rank"], of["visits"], strict=True)) == {"销售代表": 1, "总监": 1}


# --- private, linked, empty -----------------------------------------------------------------------------------------


def test_no_report_tells_a_phone_number(understood: run.Understood, book: Workbook) -> None:
    whole = re.compile(r"1[3-9]\d{9}")
    for name, frame in understood.report.reports.items():
        for column in frame.select_dtypes("str"):
            assert not frame[column].str.contains(whole).any(), (name, column)
    for sheet in book:
        for row in sheet.iter_rows(values_only=True):
            assert not [cell for cell in row if isinstance(cell, str) and whole.search(cell)], sheet.title
    told = [pages.index(understood.report, SETTINGS)]
    told += [pages.person(understood.report, owner, SETTINGS) for owner in understood.report.people["owner"]]
    assert not [page for page in told if whole.search(page)]


def test_every_linked_number_is_what_the_rows_it_leads_to_say(book: Workbook) -> None:
    found = checked(book, SETTINGS.words("workbook"))
    assert found["tip_rows"] > 100
    assert min(found.values()) > 2  # sums, means and rates, too


def test_a_customer_of_a_list_leads_to_his_row(book: Workbook) -> None:
    for name in SHEETS[:-1]:
        for row in book[name].iter_rows():
            for cell in row:
                if cell.hyperlink and cell.value in NAMES.values():
                    assert linked(book, cell) == [cell.value]


def test_a_customer_opens_to_his_last_contacts(understood: run.Understood) -> None:
    log, recent = understood.report.reports["daily"], understood.report.reports["recent"]
    assert recent.groupby(["customer_key", "owner"]).size().max() <= 5
    assert not recent["event"].isin(["registered", "won", "lost"]).any()
    for _, rows in recent.groupby(["customer_key", "owner"]):
        assert rows["day"].is_monotonic_decreasing
    of_the_week = log[log["event"].isin(recent["event"]) & (log["customer_key"] != "")]
    assert set(of_the_week["content"]) <= set(recent["content"])


def test_what_a_person_finds_on_the_page(understood: run.Understood) -> None:
    page = pages.person(understood.report, "张伟", SETTINGS)
    assert page.count('<details class="fold">') == 3  # 下周清单, 日报, 其他提醒
    assert "确认样机" in page and "样机一台" in page and "备件 × 5" in page
    assert "讲方案" not in page  # somebody else's
    summary = pages.index(understood.report, SETTINGS)
    assert 'id="sources"' in summary and 'id="loyalty"' in summary


@pytest.mark.parametrize("kind", [kind for kind in inbox.SHEETS if kind != "客户登记"])
def test_a_team_without_one_kind_of_sheet_gets_every_report(tmp_path: Path, kind: str) -> None:
    understood = inbox.understood(
        tmp_path / "inbox", {name: table for name, table in inbox.SHEETS.items() if name != kind}
    )
    book = opened(understood)
    assert set(SHEETS) <= set(book.sheetnames)
    said = {"购买记录": ("复购与满意度", "none_buyers"), "大客户开发记录": ("大客户", "none_forms")}
    if kind in said:
        sheet, key = said[kind]
        # a referral keeps the customer in the list of buyers
        found = {cell.value for row in book[sheet].iter_rows() for cell in row}
        assert WORDS[key] in found or kind == "购买记录"
    pages.index(understood.report, SETTINGS)


def test_a_team_that_only_registers_is_told_what_would_bring_a_report(tmp_path: Path) -> None:
    understood = inbox.understood(tmp_path / "inbox", {"客户登记": ONE_CUSTOMER})
    book = opened(understood)
    found = {cell.value for name in SHEETS for row in book[name].iter_rows() for cell in row}
    keys = ["none_next_week", "none_daily", "none_planned", "none_pending", "none_reasons", "none_buyers", "none_rated"]
    assert [key for key in [*keys, "none_complaints", "none_key_accounts"] if WORDS[key] not in found] == []
    summary = pages.index(understood.report, SETTINGS)
    assert 'id="loyalty"' not in summary


ONE_CUSTOMER = """
客户编号 | 单位名称 | 负责人 | 联系电话 | 首次接触日期 | 登记日期
C001 | 青岛远洋机械有限公司 | 张伟 | 13812340001 | 2026-11-02 | 2026-11-02
"""


def test_what_counts_for_both_owners_of_a_clash_is_one_thing(tmp_path: Path) -> None:
    sheets = {"客户登记": TWO_OWNERS, "跟进记录": ANYBODYS, "购买记录": SOLD_BY_A_THIRD, "大客户开发记录": OF_NOBODY}
    report = inbox.understood(tmp_path / "inbox", sheets).report
    daily, sources = report.reports["daily"], report.reports["sources"].set_index("source")
    assert pairs(daily[daily["event"] == "followup"], "person", "owner", "company") == [
        ("陈静", "张伟", "青岛远洋机械有限公司")
    ]
    assert (sources["amount"].sum(), sources["customers"].sum()) == (9000, 2)
    nobodys = report.reports["key_accounts"]
    assert pairs(nobodys, "company", "customer_key", "reason") == [("没有登记的公司", "", "没人跟")]


TWO_OWNERS = """
客户编号 | 单位名称 | 负责人 | 来源渠道 |
C001 | 青岛远洋机械有限公司 | 张伟 | 线上广告
C001 | 青岛远洋机械有限公司 | 李娜 | 行业展会
"""
ANYBODYS = """
客户编号 | 跟进人 | 跟进时间 | 跟进方式 | 跟进内容
C001 | 陈静 | 2026-11-19 | 电话 | 替同事回了电话
"""
SOLD_BY_A_THIRD = """
客户编号 | 销售人员 | 购买日期 | 产品 | 金额
C001 | 陈静 | 2026-11-18 | 离心泵 | 9000
"""
OF_NOBODY = """
客户名称 | 销售人员 | 决策人 | 联系人 | 开发结果 | 成败原因
没有登记的公司 | 陈静 | 钱总 | 王芳 | 开发失败 | 没人跟
"""


def test_what_is_done_is_not_to_be_done(tmp_path: Path) -> None:
    sheets = {"客户登记": ONE_CUSTOMER, "拜访记录": ALL_VISITED, "投诉与反馈记录": ALL_REPLIED}
    report = inbox.understood(tmp_path / "inbox", sheets).report
    assert set(report.reports["next_week"]["why"]) <= {"promise", "cadence", "commitment"}
    assert report.people["owner"].tolist() == ["张伟"]


ALL_VISITED = """
客户编号 | 拜访人 | 拜访日期 | 谈话要点 | 计划拜访日期 | 承诺回复日期 | 回复日期
C001 | 张伟 | 2026-11-19 | 看了现场 | 2026-11-24 | 2026-11-25 | 2026-11-20
"""
ALL_REPLIED = """
客户编号 | 受理人 | 投诉日期 | 投诉内容 | 承诺回复日期 | 回复日期
C001 | 张伟 | 2026-11-18 | 漏水 | 2026-11-24 | 2026-11-19
"""


def test_contacts_that_nobody_dated_are_no_contacts(tmp_path: Path) -> None:
    sheets = {"客户登记": ONE_CUSTOMER, "跟进记录": UNDATED}
    report = inbox.understood(tmp_path / "inbox", sheets).report
    assert report.customers["contacts"].tolist() == [0]
    assert report.reports["daily"].empty


UNDATED = """
客户编号 | 跟进人 | 跟进方式 | 跟进内容
C001 | 张伟 | 电话 | 对方问了三台泵的价格
"""


def test_a_sum_that_misses_a_purchase_says_so(tmp_path: Path, book: Workbook) -> None:
    sheets = {"客户登记": ONE_CUSTOMER, "购买记录": ONE_UNPRICED}
    understood = inbox.understood(tmp_path / "inbox", sheets)
    now = understood.report.reports["month"].set_index(["person", "month"]).loc["张伟", "this"]
    assert (now["purchase"], now["amount"], now["unpriced"]) == (2, 9000, 1)
    other = opened(understood)
    sheet = other["月总结和计划"]
    headings = {cell.value: cell.column for cell in sheet[4]}
    shown = [
        sheet.cell(5, headings[WORDS[f"col_{name}"]]).value for name in ("event_purchase", "amount_bought", "unpriced")
    ]
    assert shown == [2, 9000, 1]
    assert headings[WORDS["col_unpriced"]] == headings[WORDS["col_amount_bought"]] + 1
    checked(other, WORDS)
    assert WORDS["col_unpriced"] not in {cell.value for cell in book["月总结和计划"][4]}


ONE_UNPRICED = """
客户编号 | 销售人员 | 购买日期 | 产品 | 金额
C001 | 张伟 | 2026-11-18 | 离心泵 | 9000
C001 | 张伟 | 2026-11-19 | 备件 |
"""


def test_who_holds_no_customer_stands_last(understood: run.Understood, book: Workbook) -> None:
    report = understood.report
    of = report.people.set_index("owner")["customers"]
    assert of.tolist()[-1] == 0 < of.tolist()[-2]
    by_day = report.reports["by_day"]["person"].unique().tolist()
    assert [of.get(person, 0) > 0 for person in by_day] == sorted((of.get(one, 0) > 0 for one in by_day), reverse=True)
    labels = [book["人员"].cell(row, 1).value for row in range(5, 5 + len(of))]
    assert labels == of.index.tolist()


def test_a_person_has_the_rank_that_was_last_written_down(tmp_path: Path) -> None:
    again = {"人员": inbox.SHEETS["人员"] + "周强 | 二部 |\n"}
    report = inbox.understood(tmp_path / "inbox", inbox.SHEETS | again).report
    assert "visitor_rank" not in set(report.findings["rule"])  # 周强 went, and is 总监 in the row above
    assert "总监" in set(report.reports["visited"]["rank"])


def test_a_phone_beside_a_name_is_told_nowhere(tmp_path: Path) -> None:
    named = {kind: table.replace("张伟", "张伟13900002222") for kind, table in inbox.SHEETS.items()}
    understood = inbox.understood(tmp_path / "inbox", named)
    test_no_report_tells_a_phone_number(understood, opened(understood))
    assert {"张伟139****2222"} == {name for name in understood.report.reports["month"]["person"] if "张伟" in name}
