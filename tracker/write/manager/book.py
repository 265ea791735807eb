"""The workbook as a whole: its sheets in order, its properties, its bytes."""

import datetime
import io

import pandas as pd
from xlsxwriter import Workbook

from tracker.report import Report
from tracker.settings import Settings
from tracker.write.manager import (
    actions,
    detail,
    ledger,
    lists,
    overview,
    people,
    problems,
    rulebook,
    subsets,
)
from tracker.write.manager.draft import TEAM, Draft
from tracker.write.manager.look import FONT, SIZE, Look

SHEETS = ("overview", "actions", "ledger", "overdue", "risk", "people", "problems", "rules", "detail")
OPTIONS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    "default_format_properties": {"font_name": FONT, "font_size": SIZE},
}  # fmt: skip


def workbook(report: Report, settings: Settings) -> bytes:
    """The manager's workbook 客户跟踪周报.xlsx; the same report and settings give the same bytes.

    Every figure on 总览 and 人员 is counted from the rows it leads to, so the two cannot differ.
    """
    target = io.BytesIO()
    with Workbook(target, OPTIONS) as book:
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
    people.write(draft)
    overview.write(draft, customers)
    for (figure, group), place in draft.places.items():
        if group == TEAM:
            draft.book.define_name(
                words.fill("name_rows", figure=words[f"name_{figure}"]), f"={_absolute(place.cells)}"
            )


def _absolute(cells: str) -> str:
    sheet, _, part = cells.rpartition("!")
    ends = part.split(":")
    return f"{sheet}!" + ":".join(
        f"${end.rstrip('0123456789')}${end.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}" for end in ends
    )
