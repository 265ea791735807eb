"""The HTML pages: a summary for the team, one for each salesperson; one file each, nothing from a network.

Frames in, text out; the templates of `templates/` hold the shape, `schemas/wording_pages.csv` every word.
"""

import base64
import datetime
import hashlib
import re
import unicodedata
from functools import cache
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tracker import weeks
from tracker.report import Report
from tracker.rules.stage import OPEN
from tracker.settings import Settings
from tracker.shipped import shipped
from tracker.wording import Words, words
from tracker.write.colours import schemes
from tracker.write.page_reports import Row, by_day, loyalty, own, sources
from tracker.write.page_reports import rows as _rows

SHORT_LIST = 5  # how many of one person's actions the summary page shows; the person's own page has all
SOON = ("today", "week")
MOST_LISTED = 100  # lines of one list on a page; the workbook has all
LONGEST_NOTE = 80  # characters of a note in 日报
# What the list of overdue customers already says.
CLOCK_RULES = ("promise_overdue", "cadence_overdue", "care_overdue")
VOCABULARIES = ("stage", "level", "value", "grade", "due_status")
# Names that Windows keeps for itself, and the signs that a file name or a link may not hold.
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
FORBIDDEN = re.compile(r'[<>:"/\\|?*#%&;\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff\ufffe\uffff]')
HASHED = re.compile(r".*-[0-9a-f]{8}")
LONGEST_NAME = 60
SHORT, SHORT_OTHER_YEAR = "date_short", "date_short_other_year"


def index(report: Report, settings: Settings) -> str:
    """The summary page: what a manager reads first. Links to `people/<file_name(owner)>` beside it."""
    context = _context(report, settings)
    clashes, error_files = _clashes(report.findings), _error_files(report.findings)
    customers = context["customers"]
    totals = dict(zip(report.headline["id"], report.headline["count"], strict=True))
    context |= {
        # A figure is the length of the list it leads to; contacts and registrations have none, only a total.
        "headline": {
            "customers": len(customers),
            "open": sum(row["is_open"] for row in customers),
            "high_priority": sum(row["is_high"] for row in customers),
            "overdue": len(context["overdue"]),
            "due_this_week": sum(row["is_soon"] for row in customers),
            "at_risk": len(context["at_risk"]),
            "clash": len(clashes),
            "errors": sum(file["errors"] for file in error_files),
            "contacts_week": totals["contacts_week"],
            "registered_week": totals["registered_week"],
        },
        "search": Markup(_source("search.js")),
        "search_sha256": base64.b64encode(hashlib.sha256(_source("search.js").encode()).digest()).decode(),
        "first": _rows(report.actions.sort_values("rank").head(int(settings.numbers["act_first_count"]))),
        "week_of": _by_owner(report.actions),
        "short_list": SHORT_LIST,
        "people": _rows(report.people),
        "funnel": _rows(report.funnel),
        "by_day": by_day(report),
        **sources(report),
        "loyalty": loyalty(report),
        "clashes": clashes,
        "error_files": error_files,
        "unused": _rows(_unused(report.inputs)),
        "unknown": _rows(report.inputs[report.inputs["unknown"] != ""]),
        "not_judged": _rows(report.coverage[report.coverage["not_judged"] > 0]),
        "rules_off": list(report.coverage.loc[~report.coverage["on"].astype(bool), "name"]),
    }
    return _environment().get_template("index.html").render(context)


def person(report: Report, owner: str, settings: Settings) -> str:
    """The page of one salesperson: what to do this week on top; nothing of anybody else's."""
    mine = Report(
        as_of=report.as_of,
        customers=_of(report.customers, owner),
        findings=_of(report.findings, owner),
        actions=_of(report.actions, owner),
        people=_of(report.people, owner),
        funnel=report.funnel.iloc[:0],
        headline=report.headline.iloc[:0],
        coverage=report.coverage.iloc[:0],
        inputs=report.inputs.iloc[:0],
        calendar_note=report.calendar_note,
        changed_rules=report.changed_rules,
        waivers=report.waivers,
    )
    listed = _listed(mine.findings)
    listed = listed[~listed["rule"].isin(CLOCK_RULES)]
    to_mend = (listed["severity"] == "error") | listed["scope"].isin(["cell", "sheet"])
    context = _context(mine, settings) | {
        "owner": owner,
        "actions": _rows(mine.actions),
        "own": next(iter(_rows(mine.people)), None),
        "errors": _rows(listed[to_mend]),
        "notes": _rows(listed[~to_mend & ~listed["severity"].eq("risk")]),
        "next_week": own(report, "next_week", owner),
        "next_monday": weeks.monday(report.as_of) + datetime.timedelta(days=7),
        "next_sunday": weeks.monday(report.as_of) + datetime.timedelta(days=13),
        "daily": own(report, "daily", owner),
        "longest_note": LONGEST_NOTE,
        "most_listed": MOST_LISTED,
    }
    return _environment().get_template("person.html").render(context)


def file_name(owner: str) -> str:
    """The file name of an owner's page: safe on every system, and another one for every other owner.

    A name that had to be changed, or could meet another one on a disk that ignores case, gets a short hash.
    """
    if not owner:
        return f"{_nobody()}.html"
    plain = unicodedata.normalize("NFC", FORBIDDEN.sub("_", owner)).strip(" .")[:LONGEST_NAME].rstrip(" .")
    usual = plain == owner == owner.title()  # of all ways to write one name, this one goes without a hash
    taken = RESERVED.fullmatch(plain) or HASHED.fullmatch(plain) or plain == _nobody()
    if usual and not taken:
        return f"{plain}.html"
    digest = hashlib.sha256(owner.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{RESERVED.sub('_', plain) or '_'}-{digest}.html"


def _context(report: Report, settings: Settings) -> dict[str, Any]:
    """What both pages show: the frames that mean the same on each, the words and the colours."""
    wording = settings.words("pages")
    monday = weeks.monday(report.as_of)
    customers = _by_urgency(report.customers, settings).assign(
        is_open=report.customers["stage"].isin(OPEN),
        is_high=report.customers["priority"] == "high",
        is_soon=report.customers["due_status"].isin(SOON),
    )
    return {
        "w": wording,
        "names": {name: settings.vocabulary(name) for name in VOCABULARIES},
        "rule_names": dict(settings.rules["name"]),
        "marks": settings.marks,
        "schemes": schemes(settings.palette),
        "numbers": settings.numbers,
        "dates": _Dates(wording, report.as_of.year),
        "file_name": file_name,
        "as_of": report.as_of,
        "monday": monday,
        "sunday": monday + datetime.timedelta(days=6),
        "calendar_note": report.calendar_note,
        "changed_rules": len(report.changed_rules),
        "customers": _rows(customers),
        "overdue": _rows(customers[customers["due_status"] == "overdue"]),
        "at_risk": _at_risk(customers, report.findings),
        "older": int((~report.findings["listed"].astype(bool) & ~report.findings["waived"].astype(bool)).sum()),
        "waived": int(report.findings["waived"].sum()),
    }


class _Dates:
    """Dates as people say them, in the wording's order; nothing for a date that is not there. A short one says its
    year where that is not the report's."""

    def __init__(self, wording: Words, year: int) -> None:
        self._words, self._year = wording, year

    def __call__(self, form: str, date: datetime.date | None) -> str:
        if date is None:
            return ""
        if form == SHORT and date.year != self._year:
            form = SHORT_OTHER_YEAR
        weekday = self._words["weekdays"].split()[date.weekday()]
        return self._words.fill(form, year=date.year, month=date.month, day=date.day, weekday=weekday)


def _unused(inputs: pd.DataFrame) -> pd.DataFrame:
    """Sheets that were not used, and whole files that were passed over."""
    passed_over = (inputs["status"] == "skipped") & (inputs["sheet"] == "")
    return inputs[passed_over | ~inputs["status"].isin(["used", "skipped"])]


def _of(frame: pd.DataFrame, owner: str) -> pd.DataFrame:
    return frame[frame["owner"] == owner].reset_index(drop=True)


def _listed(findings: pd.DataFrame) -> pd.DataFrame:
    return findings[findings["listed"].astype(bool)]


def _by_urgency(customers: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Overdue first and longest, then by date, then by score; the index stays, for columns to be added."""
    rank = customers["due_status"].map(settings.ranks("due_status"))
    order = pd.DataFrame({"due": -rank, "date": customers["next_due"], "score": -customers["priority_score"]})
    return customers.loc[order.sort_values(["due", "date", "score"], kind="stable").index]


def _by_owner(frame: pd.DataFrame) -> dict[str, list[Row]]:
    return {str(owner): _rows(part) for owner, part in frame.groupby("owner", sort=False)}


def _at_risk(customers: pd.DataFrame, findings: pd.DataFrame) -> list[Row]:
    """The customers with a risk, each with `found`: its risk findings as rows."""
    risks = _rows(_listed(findings[findings["severity"] == "risk"]))
    found = _grouped(risks, "customer_key", "owner")
    return [
        row | {"found": found.get((row["customer_key"], row["owner"]), [])}
        for row in _rows(customers[customers["risks"] != ""])
    ]


def _grouped(rows: list[Row], *names: str) -> dict[tuple[Any, ...], list[Row]]:
    """The rows by what they hold under `names`, in the order they come."""
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in names), []).append(row)
    return groups


def _clashes(findings: pd.DataFrame) -> list[Row]:
    """One row per customer that several people registered: company, owners (list), places (rows)."""
    clashes = _listed(findings[findings["rule"] == "clash"])
    return [
        {"company": part["company"].iloc[0], "owners": list(part["owner"].unique()), "places": _rows(part)}
        for _, part in clashes.groupby("customer_key", sort=False)
    ]


def _error_files(findings: pd.DataFrame) -> list[Row]:
    """One row per file with errors: file, errors, others (counts), groups (by sheet, rule and column)."""
    listed = _listed(findings)
    errors = listed[listed["severity"] == "error"]
    others = listed[listed["severity"] != "error"]["file"].value_counts()
    return [
        {
            "file": file,
            "errors": len(part),
            "others": int(others.get(file, 0)),
            "groups": [
                {"sheet": sheet, "rule_name": name, "column": column, "cells": cells}
                for (sheet, name, column), cells in _grouped(_rows(part), "sheet", "rule_name", "column").items()
            ],
        }
        for file, part in errors.groupby("file")
    ]


def _thousands(number: float | None) -> str:
    return "" if number is None else f"{number:,.0f}"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share * 100:.0f}"


def _shown(value: Any) -> Any:
    """What a template prints: nothing for what is missing (an undefined name still raises)."""
    return "" if value is None else value


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(shipped("templates"), encoding="utf-8"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters.update(thousands=_thousands, percent=_percent)
    return environment


@cache
def _source(template: str) -> str:
    """A template's own text, for what goes into the page as it is."""
    return (shipped("templates") / template).read_text(encoding="utf-8")


def _nobody() -> str:
    """The word for customers without an owner: always the Chinese one, so that a file has one name."""
    return words("pages", "zh")["nobody"]
