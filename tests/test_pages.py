"""The pages: every number is the rows it leads to, nothing leaves the file, nothing of a sheet is markup."""

import base64
import dataclasses
import hashlib
import random
import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any

import page_frames as frames
import page_weeks
import pandas as pd
import pytest

from tracker.report import Report
from tracker.settings import shipped_settings
from tracker.shipped import shipped
from tracker.write import pages
from tracker.write.colours import ENOUGH, TONES, contrast, schemes
from tracker.write.pages.rows import Dates

SETTINGS = shipped_settings()
REPORTS = [frames.team(), frames.team(7, 1), page_weeks.compared(frames.team()), frames.nothing()]


class Page(HTMLParser):
    """What a test asks of a page: its figures, the rows under each id, its links, its text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.figures: dict[str, tuple[str, int]] = {}  # id → where it leads, its number
        self.rows: Counter[str] = Counter()  # id of a section or block → body rows in it, group heads aside
        self.marked: Counter[str] = Counter()  # letter of the customer list → its rows with it
        self.cells: Counter[str] = Counter()  # id → cells listed in it
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.totals: list[str] = []
        self._blocks: list[str] = []
        self._figure = self._part = self._list = self._quiet = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        classes = given.get("class", "").split()
        self.tags[tag] += 1
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given[name] for name in ("href", "src", "action", "data") if name in given]
        if tag in ("section", "div"):
            self._blocks.append(given.get("id", ""))
        elif tag in ("thead", "tbody", "tfoot"):
            self._part = tag
            if "customers" in self._blocks:
                self.marked.update("".join(classes))
        elif tag in ("script", "style"):
            self._quiet = tag
        elif tag == "ul":
            self._list = given.get("class", "")
        elif tag == "li" and self._list == "cells":
            self.cells.update(block for block in self._blocks if block)
        elif tag == "tr" and self._part == "tbody" and not {"group", "in"} & set(classes):
            self.rows.update(block for block in self._blocks if block)
            if "customers" in self._blocks:
                self.marked.update("".join(classes))
        elif tag == "td" and self._part == "tfoot":
            self.totals.append("")
        if "data-figure" in given:
            self._figure = given["data-figure"]
            self.figures[self._figure] = (given["href"], -1)
        elif tag == "b" and self._figure:
            self._part = "figure"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("section", "div"):
            self._blocks.pop()
        elif tag in ("script", "style"):
            self._quiet = ""
        elif tag == "a":
            self._figure = ""
        elif tag in ("b", "tbody", "thead", "tfoot"):
            self._part = ""

    def handle_data(self, data: str) -> None:
        if self._quiet:
            return
        self.text += data
        if self._part == "figure":
            self.figures[self._figure] = (self.figures[self._figure][0], int(data.replace(",", "")))
        elif self._part == "tfoot" and self.totals:
            self.totals[-1] += data.strip()


def index(report: Report) -> Page:
    return Page(pages.index(report, SETTINGS))


def every_page(report: Report) -> list[str]:
    return [pages.index(report, SETTINGS)] + [pages.person(report, owner, SETTINGS) for owner in report.people["owner"]]


def test_the_page_says_where_to_correct_what_the_copy_says() -> None:
    said = SETTINGS.words("pages")["mine_errors_lead"]
    copy = SETTINGS.words("annotated")["how_to_read"]
    assert said in pages.person(frames.team(), frames.team().people["owner"].iloc[0], SETTINGS)
    for words in ("顶替原来那份（同一个文件夹、同一个名字）", "不要另抄进下周的表：两份文件里写得不一样，会算成两条。"):
        assert words in said and words in copy


@pytest.mark.parametrize("report", REPORTS)
def test_each_figure_is_the_number_of_rows_it_leads_to(report: Report) -> None:
    page = index(report)
    counted = {
        "customers": page.rows["customers"],
        "open": page.marked["o"],
        "high_priority": page.marked["h"],
        "due_this_week": page.marked["d"],
        "overdue": page.marked["l"],
        "at_risk": page.marked["r"],
        "clash": page.rows["clash"],
        "errors": page.cells["errors"],
    }
    assert {name: number for name, (_, number) in page.figures.items() if name in counted} == counted
    assert all(leads == f"#{name}" for name, (leads, _) in page.figures.items() if name in counted)


def test_the_figures_are_those_of_the_headline() -> None:
    headline = frames.team().headline
    wanted = dict(zip(headline["id"], headline["count"], strict=True))
    assert {name: number for name, (_, number) in index(frames.team()).figures.items()} == wanted


def test_the_figures_of_contacts_are_totals_of_the_people_table() -> None:
    page = index(frames.team())
    columns = re.search(r'"t-people": \[(.*?)\]', (shipped("templates") / "index.html").read_text(encoding="utf-8"))
    assert columns is not None
    names = [name.strip('" ') for name in columns[1].split(",")][1:]
    totals = dict(zip(names, page.totals, strict=True))
    for name in ("contacts_week", "registered_week"):
        leads, number = page.figures[name]
        assert (leads, str(number)) == ("#people", totals[name])


def test_the_team_of_the_fixture_shows_every_kind_of_row() -> None:
    assert all(number > 0 for _, number in index(frames.team(100)).figures.values())


def test_a_link_within_a_page_finds_its_place_and_no_id_is_given_twice() -> None:
    for report in (frames.team(), page_weeks.compared(frames.team()), frames.nothing()):
        for source in every_page(report):
            page = Page(source)
            assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
            assert len(page.ids) == len(set(page.ids))


def test_nothing_comes_from_a_network() -> None:
    for source in every_page(frames.team()):
        beside = re.compile(r"#|people/|\.\./|data:,$|客户跟踪周报\.xlsx$")
        assert [link for link in Page(source).links if not beside.match(link)] == []
        assert not re.search(r"https?:|//[a-z]|@import|url\(", source)
        assert "default-src 'none'" in source


def test_links_lead_to_the_page_of_each_person() -> None:
    report = frames.team(20, 3)
    wanted = {f"people/{pages.file_name(owner)}" for owner in report.people["owner"]}
    assert {link.split("#")[0] for link in index(report).links if link.startswith("people/")} == wanted


def test_text_of_a_sheet_is_never_markup() -> None:
    nasty = "<script>alert(1)</script>\"'&<img src=x>"
    report = frames.one(owner=nasty, company=nasty, contact=nasty, next_step=nasty, due_status="overdue")
    findings = report.findings.assign(message=nasty, cell="", file=nasty, column=nasty)
    report = dataclasses.replace(report, findings=findings)
    for source in every_page(report):
        page = Page(source)
        assert page.tags["script"] == 1
        assert page.tags["img"] == 0
        assert nasty in page.text
    assert not {'"', "<", "/"} & set(pages.file_name(nasty))


def test_the_script_is_the_one_its_policy_allows() -> None:
    source = pages.index(frames.team(), SETTINGS)
    script = source.split("<script>")[1].split("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in source


def test_a_person_sees_nothing_of_the_others() -> None:
    report = frames.team(60, 5)
    for owner in report.people["owner"]:
        own = report.customers[report.customers["owner"] == owner]
        others = report.customers[report.customers["owner"] != owner]
        page = Page(pages.person(report, owner, SETTINGS))
        assert all(company in page.text for company in own["company"])
        assert not [name for name in set(others["company"]) - set(own["company"]) if name in page.text]
        assert not [phone for phone in others["phone_masked"] if phone in page.text]
        assert page.rows["customers"] == len(own)
        assert page.marked["l"] == (own["due_status"] == "overdue").sum()


def test_a_problem_is_told_with_its_file_sheet_cell_and_remedy() -> None:
    report = frames.one(owner="张伟")
    text = Page(pages.person(report, "张伟", SETTINGS)).text
    finding = report.findings.iloc[0]
    for part in ("file", "sheet", "cell", "column", "message", "next_step"):
        assert finding[part] in text


def test_what_is_missing_is_never_printed_as_nan() -> None:
    dates: dict[str, Any] = dict.fromkeys(["last_contact", "next_due", "promise_due", "cadence_due"])
    report = frames.one(due_status="none", stage="lost", priority="", value="", row=None, priority_score=None, **dates)
    people = report.people.assign(timely_rate=None, complete_rate=float("nan"))
    report = dataclasses.replace(report, people=people, findings=report.findings.assign(message=None))
    for source in every_page(report) + every_page(page_weeks.compared(frames.team())):
        assert not re.search(r"\b(nan|NaN|NaT|None|NA|null)\b", Page(source).text)


@pytest.mark.parametrize("owners", [25, 1])
def test_two_thousand_customers_stay_under_500_kb(owners: int) -> None:
    report = page_weeks.compared(frames.team(2000, owners))
    assert len(pages.index(report, SETTINGS).encode()) < 500_000
    assert len(pages.person(report, report.people["owner"].iloc[0], SETTINGS).encode()) < 500_000


@pytest.mark.parametrize("held", [100, 150, 500, 1000])
def test_a_page_never_outgrows_500_kb_by_what_its_customers_open_to(held: int) -> None:
    report = page_weeks.compared(frames.team(held, 1))
    assert len(pages.person(report, "张伟", SETTINGS).encode()) < 500_000


def test_a_row_of_the_summary_page_leads_to_the_customer_on_his_owners_page() -> None:
    report = frames.team(40, 4)
    links = {link for link in index(report).links if "#c" in link and link.startswith("people/")}
    for owner in report.people["owner"]:
        ids = set(Page(pages.person(report, owner, SETTINGS)).ids)
        led = {link.split("#")[1] for link in links if link.startswith(f"people/{owner}.html")}
        assert len(led) == (report.customers["owner"] == owner).sum()
        assert led <= ids


def test_a_customer_opens_to_his_clocks_contacts_risks_and_the_place_of_his_row() -> None:
    report = page_weeks.compared(frames.one(risks="stalled", promise_due=frames.MONDAY, promise_overdue_days=2))
    risk = frames._risk(report.customers.iloc[0].to_dict(), "stalled")
    findings = pd.concat([report.findings, frames._frame([risk], frames.FINDING_COLUMNS)])
    source = pages.person(dataclasses.replace(report, findings=findings), "张伟", SETTINGS)
    inside = Page(source.split("<details><summary>")[1].split("</details>")[0]).text
    told = ["约定 周一 11月16日", "逾期 2 天", *frames.RISKS["stalled"], "11月15日", "电话", page_weeks.NOTE[:50]]
    row = report.customers.iloc[0]
    for part in [*told, row["stage_evidence"], row["file"], row["sheet"], f"第 {row['row']} 行"]:
        assert part in inside


def test_a_contact_shows_the_beginning_of_its_note_only() -> None:
    source = pages.person(page_weeks.compared(frames.one()), "张伟", SETTINGS)
    assert page_weeks.NOTE[:50] in source
    assert page_weeks.NOTE * 2 not in source


def test_last_weeks_number_stands_beside_each_figure() -> None:
    report = frames.team()
    headline = report.headline.assign(before=pd.array([60, 40, 13, *[pd.NA] * 7], dtype="Int64"))
    text = index(dataclasses.replace(report, headline=headline)).text
    assert text.count("上周 40，多 7") == 1  # 47 open customers
    assert text.count("与上周相同") == 2
    assert "一周前的表格" not in text


def test_what_has_changed_is_listed_by_kind() -> None:
    report = page_weeks.compared(frames.team())
    page = index(report)
    words = SETTINGS.words("pages")
    for kind in report.changes["change"].unique():
        assert words[f"change_{kind}"] in page.text
    for part in ("潜在客户 → 高意向客户", "80,000 → 260,000", "王芳 → 张伟", "B → A", "还有 9 家，在工作簿里。"):
        assert part in page.text
    assert "一周前 60 家，新来 3 家，离开 3 家，现在 60 家。" in page.text
    assert page.tags["polyline"] == 1


def test_without_a_week_before_the_page_says_so() -> None:
    report = frames.team()
    words = SETTINGS.words("pages")
    assert words["changes_unknown"] in index(report).text
    known = report.headline.assign(before=report.headline["count"].astype("Int64"))
    assert words["changes_none"] in index(dataclasses.replace(report, headline=known)).text
    assert index(report).tags["polyline"] == 0


def test_a_short_date_of_another_year_says_its_year() -> None:
    next_year = pd.Timestamp("2027-02-18")
    report = frames.one(due_status="later", next_due=next_year, promise_due=next_year, last_contact=frames.MONDAY)
    for text in (Page(source).text for source in every_page(report)):
        assert "2027年2月18日" in text
        assert not re.search("(?<!2027年)2月18日", text)
    dates = Dates(SETTINGS.words("pages"), 2026)
    assert [dates(f"date_{form}", next_year) for form in ("week", "day", "tiny")] == [
        "周四 2027年2月18日",
        "2027 2/18 周四",
        "2027 2/18",
    ]


def test_an_old_error_is_still_to_be_mended() -> None:
    words, report = SETTINGS.words("pages"), frames.one()
    assert words["mine_errors_none"] not in Page(pages.person(report, "张伟", SETTINGS)).text
    old = dataclasses.replace(report, findings=report.findings.assign(listed=False))
    for text in (Page(source).text for source in every_page(old)):
        assert "另有 1 条早于 14 天的记录问题，其中要改的 1 处，只计数，不逐条列出。" in text
        assert words["mine_errors_none"] not in text
        assert words["errors_none"] not in text
    assert "还有 1 处早于 14 天的错误也要改，标在批注副本里。" in Page(pages.person(old, "张伟", SETTINGS)).text
    assert "最近 14 天的记录里没有发现错误。" in index(old).text
    waived = dataclasses.replace(report, findings=report.findings.assign(listed=False, waived=True))
    assert f"✔ {words['mine_errors_none']}" in Page(pages.person(waived, "张伟", SETTINGS)).text
    assert f"✔ {words['errors_none']}" in index(waived).text


def test_a_clash_is_a_row_for_each_owner_and_the_page_says_so() -> None:
    assert "撞单的客户按负责人各算一行：60 行是 59 家。" in index(frames.team(60)).text
    assert "各算一行" not in index(frames.team(60, 1)).text


def test_customers_of_different_owners_that_may_be_one_stand_below_the_clashes() -> None:
    other_of = {"华信科技": "北京华信科技", "北京华信科技": "华信科技", "东昇物流": "金陵食品"}
    owners = ["张伟", "王芳", "李娜"]
    held = [
        frames._customer(random.Random(1), n, owner) | {"company": company}
        for n, (company, owner) in enumerate(zip(other_of, owners, strict=True))
    ]
    findings = [
        frames._finding(row, "likely_same", "notice", message=f"与“{other_of[row['company']]}”可能是同一个客户")
        for row in held
    ]
    report = frames.report(
        frames._frame(held, frames.CUSTOMER_COLUMNS), frames._frame(findings, frames.FINDING_COLUMNS), owners
    )
    pair = report.customers[report.customers["company"].isin(["华信科技", "北京华信科技"])].assign(pair=1)
    report = dataclasses.replace(report, reports={**report.reports, "suspected": pair})
    said = " ".join(index(report).text.split())
    assert "✔ 没有撞单。 但有 1 对客户疑似同一家，登记在不同人名下：" in said
    assert f"华信科技 {owners[0]} · 北京华信科技 {owners[1]}与“北京华信科技”可能是同一个客户" in said
    of_one = report.findings.assign(owner=owners[0])
    nobody = {**report.reports, "suspected": pair.iloc[:0]}
    assert "疑似同一家" not in index(dataclasses.replace(report, findings=of_one, reports=nobody)).text


def test_a_later_date_in_the_list_of_actions_is_not_its_deadline() -> None:
    report = frames.one(due_status="overdue", overdue_days=3)
    later = report.actions.assign(due_status="later", next_due=pd.Timestamp("2026-11-25"))
    for source in every_page(dataclasses.replace(report, actions=later)):
        assert "下次 11月25日" in Page(source).text
    text = Page(pages.person(report, "张伟", SETTINGS)).text
    assert "要处理的客户 1 家" in text
    assert "有 1 家客户要处理，1 家已经逾期" in text


def test_the_lost_stand_below_the_funnel() -> None:
    lost = (frames.team().customers["stage"] == "lost").sum()
    assert f"另有流失 {lost} 家，不在漏斗里。" in index(frames.team()).text
    assert "不在漏斗里" not in index(frames.one(stage="hot")).text


def test_without_any_contact_the_last_one_is_the_first() -> None:
    met = pd.Timestamp("2026-08-01")
    assert "首次接触 8月1日" in Page(pages.person(frames.one(contacts=0, last_contact=met), "张伟", SETTINGS)).text
    assert "首次接触" not in Page(pages.person(frames.one(contacts=1, last_contact=met), "张伟", SETTINGS)).text


def test_an_empty_inbox_is_said_in_words() -> None:
    page = index(frames.nothing())
    assert SETTINGS.words("pages")["customers_none"] in page.text
    assert page.tags["main"] == page.tags["h1"] == 1
    person = Page(pages.person(frames.nothing(), "张伟", SETTINGS))
    assert SETTINGS.words("pages")["summary_none"] in person.text


def test_customers_without_an_owner_have_a_page_too() -> None:
    report = frames.one(owner="", due_status="overdue")
    assert SETTINGS.words("pages")["greeting_nobody"] in Page(pages.person(report, "", SETTINGS)).text
    assert f"people/{SETTINGS.words('pages')['nobody']}.html" in index(report).links


def test_the_same_report_is_the_same_page() -> None:
    assert every_page(frames.team()) == every_page(frames.team())


def test_a_page_can_be_heard_as_well_as_seen() -> None:
    for source in every_page(page_weeks.compared(frames.team())):
        page = Page(source)
        assert page.tags["caption"] == page.tags["table"] > 0
        assert page.tags["main"] == page.tags["h1"] == page.tags["footer"] == 1
        assert len(re.findall(r"<th\b", source)) == len(re.findall(r"<th [^>]*scope=", source))
        assert source.count("<svg") == source.count('aria-hidden="true" focusable="false"')


def test_column_labels_can_stand_in_a_style_sheet() -> None:
    words = SETTINGS.words("pages")
    assert [key for key in words if key.startswith("col_") and re.search(r'["\\<&\n]', words[key])] == []


def test_every_colour_can_be_read_on_its_ground() -> None:
    for scheme in schemes(SETTINGS.palette).values():
        pairs = [("ink", "paper"), ("muted", "paper"), ("muted", "band"), ("accent", "paper")]
        pairs += [(tone, f"{tone}_fill") for tone in TONES] + [("ink", f"{tone}_fill") for tone in TONES]
        assert [pair for pair in pairs if contrast(scheme[pair[0]], scheme[pair[1]]) < ENOUGH] == []


def test_file_names_are_plain_where_they_can_be() -> None:
    assert pages.file_name("张伟") == "张伟.html"
    assert pages.file_name("Li Lei") == "Li Lei.html"
    assert pages.file_name("") == "未分配.html"


def test_file_names_are_safe_and_unique_even_where_case_is_ignored() -> None:
    owners = [
        "",
        "未分配",
        "张伟",
        " 张伟",
        "张伟.",
        "张/伟",
        "张\\伟",
        "张:伟",
        "\u202e张伟",
        "张伟-0123abcd",
        "..",
        ".",
    ]
    owners += [
        "Tom",
        "tom",
        "TOM",
        "CON",
        "con",
        "Con",
        "Nul.Txt",
        "a" * 300,
        "a" * 301,
        "É",
        "E\u0301",
        "😀",
        "A#b?c&d;%",
    ]
    names = [pages.file_name(owner) for owner in owners]
    assert len({name.casefold() for name in names}) == len(owners)
    for name in names:
        assert not re.search(r'[<>:"/\\|?*#%&;\x00-\x1f]', name)
        assert not re.fullmatch(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", name, re.IGNORECASE)
        assert name.strip(" .") == name
        assert len(name.encode()) < 255
