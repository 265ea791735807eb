"""The pages: one for the team, one for each salesperson; one file each, nothing from a network.

Frames in, text out; the templates of `templates/` hold the shape, `schemas/wording_pages.csv` every word.
"""

import datetime
from typing import Any

import pandas as pd
from markupsafe import Markup

from tracker import weeks
from tracker.report import Report
from tracker.settings import Settings
from tracker.write.colours import schemes
from tracker.write.pages import changes, customers, problems, reports
from tracker.write.pages.names import file_name, link, places
from tracker.write.pages.rows import Dates, listed, rows
from tracker.write.pages.templates import Templates, of_workspace, shipped_templates

__all__ = ["Templates", "file_name", "index", "of_workspace", "person"]

SHORT_LIST = 3  # how many of one person's actions the summary page shows; the person's own page has all
MOST_LISTED = 100  # lines of one list on a page; the workbook has all
LONGEST_NOTE = 80  # characters of a note in 日报
LONGEST_TOLD = 60  # of a contact that a customer opens to
VOCABULARIES = ("stage", "level", "value", "grade", "due_status")
# What the clocks of each customer already say.
CLOCK_RULES = ("promise_overdue", "cadence_overdue", "care_overdue")
SCRIPT = "list.js"


def index(report: Report, settings: Settings, templates: Templates | None = None) -> str:
    """The summary page: what a manager reads first. Links to `people/<file_name(owner)>` beside it."""
    templates = templates or shipped_templates()
    links = {key: f"{link(key[1])}#{place}" for key, place in places(report.customers).items()}
    context = _context(report, settings, templates, links)
    clashes, error_files = problems.clashes(report.findings), problems.error_files(report.findings)
    totals = dict(zip(report.headline["id"], report.headline["count"], strict=True))
    shown = context["shown"] | {"clash": len(clashes), "errors": sum(file["errors"] for file in error_files)}
    context |= {
        # A figure is the length of the list it leads to; contacts and registrations have none, only a total.
        "headline": {name: shown.get(name, total) for name, total in totals.items()},
        "before": changes.compared(report.headline, context["w"]),
        "changed": changes.changed(report, links, settings),
        "flow": changes.flow(report),
        "weekly": changes.weekly(report),
        "first": rows(report.actions.sort_values("rank").head(int(settings.numbers["act_first_count"]))),
        "week_of": {str(owner): rows(part) for owner, part in report.actions.groupby("owner", sort=False)},
        "short_list": SHORT_LIST,
        "people": rows(report.people),
        "funnel": rows(report.funnel),
        "funnel_before": "before" in report.funnel and bool(report.funnel["before"].notna().any()),
        "risk_kinds": customers.risk_kinds(context["customers"]),
        "by_day": reports.by_day(report),
        **reports.sources(report),
        "loyalty": reports.loyalty(report),
        "clashes": clashes,
        "houses": int(report.customers["customer_key"].nunique()),
        "likely_pairs": problems.likely_pairs(reports.named(report, "suspected"), report.findings),
        "error_files": error_files,
        "unused": problems.unused(report.inputs),
        "unknown": rows(report.inputs[report.inputs["unknown"] != ""]),
        "not_judged": rows(report.coverage[report.coverage["not_judged"] > 0]),
        "rules_off": list(report.coverage.loc[~report.coverage["on"].astype(bool), "name"]),
    }
    return templates.render("index.html", context)


def person(report: Report, owner: str, settings: Settings, templates: Templates | None = None) -> str:
    """The page of one salesperson: what to do this week on top; nothing of anybody else's."""
    templates = templates or shipped_templates()
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
        changes=_of(report.changes, owner),
        weekly=_of(report.weekly, owner),
    )
    found = listed(mine.findings)
    found = found[~found["rule"].isin(CLOCK_RULES)]
    to_mend = (found["severity"] == "error") | found["scope"].isin(["cell", "sheet"])
    links = {key: f"#{place}" for key, place in places(mine.customers).items()}
    context = _context(mine, settings, templates, links)
    context |= {
        "owner": owner,
        "customers": customers.opened(context["customers"], report, owner),
        "actions": rows(mine.actions),
        "own": next(iter(rows(mine.people)), None),
        "errors": rows(found[to_mend]),
        "notes": rows(found[~to_mend & ~found["severity"].eq("risk")]),
        "changed": changes.changed(mine, links, settings),
        "weekly": changes.weekly(mine),
        "next_week": reports.own(report, "next_week", owner),
        "next_monday": weeks.monday(report.as_of) + datetime.timedelta(days=7),
        "next_sunday": weeks.monday(report.as_of) + datetime.timedelta(days=13),
        "daily": reports.own(report, "daily", owner),
    }
    return templates.render("person.html", context)


def _context(
    report: Report, settings: Settings, templates: Templates, links: dict[tuple[str, str], str]
) -> dict[str, Any]:
    """What both pages show: the customers, the words and the colours. `links`: where each customer stands."""
    wording = settings.words("pages")
    monday = weeks.monday(report.as_of)
    held = customers.listed_customers(report, settings)
    return {
        "w": wording,
        "names": {name: settings.vocabulary(name) for name in VOCABULARIES},
        "rule_names": dict(settings.rules["name"]),
        "marks": settings.marks,
        "schemes": schemes(settings.palette),
        "numbers": settings.numbers,
        "dates": Dates(wording, report.as_of.year),
        "page_of": link,
        "links": links,
        "script": Markup(templates.source(SCRIPT)),
        "script_sha256": templates.digest(SCRIPT),
        "as_of": report.as_of,
        "monday": monday,
        "sunday": monday + datetime.timedelta(days=6),
        "calendar_note": report.calendar_note,
        "changed_rules": len(report.changed_rules),
        "most_listed": MOST_LISTED,
        "longest_note": LONGEST_NOTE,
        "longest_told": LONGEST_TOLD,
        "customers": held,
        "shown": customers.counts(held),
        "views": customers.VIEWS,
        "choices": customers.choices(held, settings),
        "letters": customers.DUE,
        **problems.counted(report.findings),
    }


def _of(frame: pd.DataFrame, owner: str) -> pd.DataFrame:
    return frame[frame["owner"] == owner].reset_index(drop=True)
