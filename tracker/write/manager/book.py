"""The workbook as a whole: its sheets in order, its properties, its bytes."""

import datetime
import io
from collections import defaultdict
from collections.abc import Sequence

import pandas as pd
from xlsxwriter import Workbook

from tracker.errors import TrackerError
from tracker.report import MARK, Report
from tracker.settings import Settings
from tracker.write import pages
from tracker.write.look import FONT, SIZE, Look
from tracker.write.manager import (
    actions,
    changes,
    clash,
    coming,
    daily,
    detail,
    funnel,
    key_accounts,
    ledger,
    lists,
    loyalty,
    meeting,
    month,
    outcomes,
    overview,
    people,
    problems,
    rulebook,
    split,
    subsets,
    waiting,
)
from tracker.write.manager.draft import TEAM, Draft, TooLong

SHEETS = {  # colour of the tab → sheets
    "accent": ("overview", "meeting", "changes"),
    "notice": ("actions", "next_week"),
    "good": ("ledger", "overdue", "risk", "funnel", "clash", "waiting", "key_accounts"),
    "remind": ("people", "daily", "month", "outcomes", "loyalty"),
    "muted": ("problems", "rules", "month_rows", "detail"),
}
MOST_ROWS = 1_048_576  # on a sheet
OPTIONS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip
FONTS = {"font_name": FONT, "font_size": SIZE}  # the writer adds to what it is given


def workbooks(report: Report, settings: Settings, most_rows: int = MOST_ROWS) -> dict[str, bytes]:
    """File name → workbook: 客户跟踪周报.xlsx, or where a sheet would be longer than `most_rows` one for each team, and
    for each person of a team that is too long still. The same report and settings give the same bytes."""
    name = settings.words("inputs")["manager_file"]
    return _fitting(name, report, settings, most_rows, ())


def workbook(report: Report, settings: Settings, most_rows: int = MOST_ROWS, parts: Sequence[str] = ()) -> bytes:
    """The manager's workbook; raises TooLong where a sheet would have more than `most_rows`.

    Every figure is counted from the rows it leads to, so the two cannot differ. `parts`: the workbooks of which this is
    one, which its 总览 names.
    """
    target = io.BytesIO()
    book = Workbook(target, {**OPTIONS, "default_format_properties": dict(FONTS)})
    words = settings.words("workbook")
    draft = Draft(book, report, settings, words, Look(book, settings), parts, most_rows)
    book.set_properties(
        {
            "title": words["title"],
            "subject": words.fill("as_of", as_of=report.as_of.isoformat()),
            "author": words["author"],
            "category": words["category"],
            "keywords": words["keywords"],
            "created": datetime.datetime.combine(report.as_of, datetime.time()),
        }
    )
    book.set_custom_property(MARK, report.as_of.isoformat())
    for colour, names in SHEETS.items():
        for name in names:
            draft.sheets[name] = book.add_worksheet(words[f"sheet_{name}"])
            draft.sheets[name].set_tab_color(draft.look.palette[colour])
    _write(draft)
    draft.sheets["overview"].activate()
    book.close()
    return target.getvalue()


def _fitting(name: str, report: Report, settings: Settings, most_rows: int, parts: Sequence[str]) -> dict[str, bytes]:
    try:
        return {name: workbook(report, settings, most_rows, parts)}
    except TooLong as long:
        cut = split.by_team(report)
        cut = cut if len(cut) > 1 else split.by_person(report)
        words = settings.words("workbook")
        if len(cut) == 1:
            raise TrackerError(words.fill("too_long", sheet=long, rows=most_rows)) from long
    base, _, ending = name.rpartition(".")
    named = {group: f"{base}-{pages.file_name(group).removesuffix('.html')}.{ending}" for group in cut}
    files: dict[str, bytes] = {}
    for group, part in cut.items():
        files |= _fitting(named[group], part, settings, most_rows, list(named.values()))
    return files


def _write(draft: Draft) -> None:
    """The rows first, then the figures that lead to them."""
    report, words = draft.report, draft.words
    names = dict(zip(draft.settings.rules.index, draft.settings.rules["name"], strict=True))
    names |= dict(zip(report.coverage["id"], report.coverage["name"], strict=True))
    customers = subsets.ledger(report, names, words["join"])
    ledger.write(draft, customers)
    lists.overdue(draft, subsets.overdue(customers), subsets.review_overdue(customers))
    risks = subsets.risks(report, customers)
    kinds = risks.groupby(["rule", "rule_name"], sort=False).size().sort_values(ascending=False, kind="stable")
    named = pd.DataFrame(kinds.index.to_frame(index=False), columns=["rule", "rule_name"])
    lists.risks(draft, risks, named)
    funnel.write(draft, customers)
    clash.write(draft, customers, report.reports.get("suspected", pd.DataFrame()))
    changes.write(draft, report.changes, customers)
    problems.write(draft)
    rulebook.write(draft)
    actions.write(draft)
    detail.write(draft, customers)
    lists.overdue_by_person(draft)
    _reports(draft)
    people.write(draft)
    overview.write(draft, named)
    meeting.write(draft, named)
    for (figure, group), place in draft.places.items():
        if group == TEAM and f"name_{figure}" in words:
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
