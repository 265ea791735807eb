"""The workbook as a whole: its sheets in order, its properties, its bytes."""

import datetime
import io
from collections import defaultdict

import pandas as pd
from xlsxwriter import Workbook

from tracker.report import MARK, Report
from tracker.settings import Settings
from tracker.write.manager import (
    actions,
    coming,
    daily,
    detail,
    key_accounts,
    ledger,
    lists,
    loyalty,
    month,
    outcomes,
    overview,
    people,
    problems,
    rulebook,
    subsets,
    waiting,
)
from tracker.write.manager.draft import TEAM, Draft
from tracker.write.manager.look import FONT, SIZE, Look

SHEETS = (
    *("overview", "actions", "next_week", "daily", "month", "month_rows", "ledger", "overdue", "risk", "waiting"),
    *("outcomes", "loyalty", "key_accounts", "people", "problems", "rules", "detail"),
)
OPTIONS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip
FONTS = {"font_name": FONT, "font_size": SIZE}  # the writer adds to what it is given


def workbook(report: Report, settings: Settings) -> bytes:
    """The manager's workbook 客户跟踪周报.xlsx; the same report and settings give the same bytes.

    Every figure on 总览 and 人员 is counted from the rows it leads to, so the two cannot differ.
    """
    target = io.BytesIO()
    with Workbook(target, {**OPTIONS, "default_format_properties": dict(FONTS)}) as book:
        words = settings.words("workbook")
        draft = Draft(book, report, settings, words, Look(book, settings))
        book.set_properties(
            {
                "title": words["title"],
                "subject": words.fill("as_of", as_of=report.as_of.isoformat()),
                "author": words["author"],
                "created": datetime.datetime.combine(report.as_of, datetime.time()),
            }
        )
        book.set_custom_property(MARK, report.as_of.isoformat())
        for name in SHEETS:
            draft.sheets[name] = book.add_worksheet(words[f"sheet_{name}"])
        _write(draft)
        draft.sheets["overview"].activate()
    return target.getvalue()


def _write(draft: Draft) -> None:
    """The rows first, then the figures that lead to them."""
    report, words = draft.report, draft.words
    names = dict(zip(draft.settings.rules.index, draft.settings.rules["name"], strict=True))
    names |= dict(zip(report.coverage["id"], report.coverage["name"], strict=True))
    customers = subsets.ledger(report, names, words["join"])
    ledger.write(draft, customers)
    lists.overdue(draft, subsets.overdue(customers), subsets.review_overdue(customers))
    risks = subsets.risks(report, customers)
    lists.risks(draft, risks)
    problems.write(draft)
    rulebook.write(draft)
    actions.write(draft)
    kinds = risks.groupby(["rule", "rule_name"], sort=False).size().sort_values(ascending=False, kind="stable")
    detail.write(draft, customers, pd.DataFrame(kinds.index.to_frame(index=False)))
    _reports(draft)
    people.write(draft)
    overview.write(draft, customers)
    for (figure, group), place in draft.places.items():
        if group == TEAM:
            draft.book.define_name(
                words.fill("name_rows", figure=words[f"name_{figure}"]), f"={_absolute(place.cells)}"
            )


def _reports(draft: Draft) -> None:
    """The sheets of the team's other reports."""
    of = defaultdict(pd.DataFrame, draft.report.reports)  # a report that is not there is an empty one
    coming.write(draft, of["next_week"])
    daily.write(draft, of["daily"])
    month.rows(draft, of["months"], of["planned"])
    month.write(draft, of["month"], of["plan"])
    waiting.write(draft, of["pending"], of["pool"])
    outcomes.write(draft, of["sources"], of["by_source"], of["by_reason"], of["reasons"])
    loyalty.write(draft, of["repeat_rate"], of["buyers"], of["contentment"], of["rated"], of["complaints"])
    key_accounts.write(draft, of["key_accounts"], of["visited"])


def _absolute(cells: str) -> str:
    sheet, _, part = cells.rpartition("!")
    ends = part.split(":")
    return f"{sheet}!" + ":".join(
        f"${end.rstrip('0123456789')}${end.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}" for end in ends
    )
