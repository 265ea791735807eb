"""The pages: every number is the rows it leads to, nothing leaves the file, nothing of a sheet is markup."""

import base64
import dataclasses
import hashlib
import html
import re
import shutil
import subprocess
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import page_frames as frames
import pytest

from tracker.report import Report
from tracker.settings import shipped_settings
from tracker.shipped import shipped
from tracker.write import pages
from tracker.write.colours import ENOUGH, TONES, contrast, schemes

SETTINGS = shipped_settings()
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""
PHONE = 360


class Page(HTMLParser):
    """What a test asks of a page: its figures, the rows under each id, its links, its text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.figures: dict[str, tuple[str, int]] = {}  # id → where it leads, its number
        self.rows: Counter[str] = Counter()  # id of a section or block → body rows in it, group heads aside
        self.marked: Counter[str] = Counter()  # class of a row of the customer list → rows
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
        elif tag in ("script", "style"):
            self._quiet = tag
        elif tag == "ul":
            self._list = given.get("class", "")
        elif tag == "li" and self._list == "cells":
            self.cells.update(block for block in self._blocks if block)
        elif tag == "tr" and self._part == "tbody" and "group" not in classes:
            self.rows.update(block for block in self._blocks if block)
            if "customers" in self._blocks:
                self.marked.update(classes)
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


@pytest.mark.parametrize("report", [frames.team(), frames.team(7, 1), frames.nothing()])
def test_each_figure_is_the_number_of_rows_it_leads_to(report: Report) -> None:
    page = index(report)
    counted = {
        "customers": page.rows["customers"],
        "open": page.marked["o"],
        "high_priority": page.marked["h"],
        "due_this_week": page.marked["d"],
        "overdue": page.rows["overdue"],
        "at_risk": page.rows["at_risk"],
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
    for report in (frames.team(), frames.nothing()):
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
    assert {link for link in index(report).links if link.startswith("people/")} == wanted


def test_text_of_a_sheet_is_never_markup() -> None:
    nasty = "<script>alert(1)</script>\"'&<img src=x>"
    report = frames.one(owner=nasty, company=nasty, contact=nasty, next_step=nasty, due_status="overdue")
    findings = report.findings.assign(message=nasty, cell="", file=nasty, column=nasty)
    report = dataclasses.replace(report, findings=findings)
    for source, scripts in zip(every_page(report), (1, 0), strict=True):
        page = Page(source)
        assert page.tags["script"] == scripts
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
        assert page.rows["overdue"] == (own["due_status"] == "overdue").sum()


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
    for source in every_page(report) + every_page(frames.team()):
        assert not re.search(r"\b(nan|NaN|NaT|None|NA|null)\b", Page(source).text)


def test_two_thousand_customers_stay_under_500_kb() -> None:
    report = frames.team(2000, 25)
    assert len(pages.index(report, SETTINGS).encode()) < 500_000
    assert len(pages.person(report, report.people["owner"].iloc[0], SETTINGS).encode()) < 500_000


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
    for source in every_page(frames.team()):
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


def in_chromium(source: str, question: str, tmp_path: Path) -> int:
    """What `question`, a script's expression about the page's `document`, comes to on a phone."""
    phone = f'<iframe style="width:{PHONE}px;height:800px;border:0" srcdoc="{html.escape(source)}"></iframe>'
    answer = f"(document => {question})(document.querySelector('iframe').contentDocument)"
    script = f"<script>onload = () => {{ document.title = {answer} }}</script>"
    page = tmp_path / "phone.html"
    page.write_text(f'<meta charset="utf-8"><title></title>{phone}{script}', encoding="utf-8")
    quiet = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync"
    quiet += " --disable-background-networking --disable-component-update --dump-dom"
    command = [CHROMIUM, *quiet.split(), f"--user-data-dir={tmp_path / 'profile'}", page.as_uri()]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=True)
    found = re.search(r"<title>(\d+)</title>", done.stdout)
    assert found is not None
    return int(found[1])


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium here")
def test_a_phone_need_not_scroll_sideways(tmp_path: Path) -> None:
    name = "Wolfeschlegelsteinhausenbergerdorff" * 3
    long = frames.one(company=name, file="很长的文件夹/" * 9 + "客户.xlsx", due_status="overdue")
    team = frames.team()
    for source in [*every_page(team)[:2], *every_page(long), *every_page(frames.nothing())]:
        assert in_chromium(source, "document.documentElement.scrollWidth", tmp_path) <= PHONE


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium here")
def test_the_search_box_keeps_the_rows_of_one_owner(tmp_path: Path) -> None:
    report = frames.team()
    question = """{
        const box = document.getElementById("search");
        box.value = "张伟";
        box.dispatchEvent(new Event("input"));
        const rows = [...document.querySelectorAll(".t-customers tbody tr")];
        return rows.filter(row => row.getClientRects().length).length;
    }"""
    held = int((report.customers["owner"] == "张伟").sum())
    assert in_chromium(pages.index(report, SETTINGS), question, tmp_path) == held
