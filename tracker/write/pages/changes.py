"""What is otherwise than last week, and how the weeks went: sentences and points for the pages."""

from typing import Any

import pandas as pd

from tracker.changes import ALL, LISTS
from tracker.report import Report
from tracker.settings import Settings
from tracker.wording import Words
from tracker.write.pages.rows import Row, rows, thousands

GOOD, BAD = ("new", "advanced", "cured"), ("fell_back", "newly_overdue", "vanished")
KINDS = (*GOOD, *BAD, "grade", "owner", "amount")
LISTED = 5  # customers of one kind of change; the workbook has all


def compared(counts: pd.DataFrame, wording: Words) -> dict[str, str]:
    """id → last week's number in words; only those that are known. In: id, count, before."""
    if "before" not in counts:
        return {}
    known = counts[counts["before"].notna()]
    return {
        name: _said(int(count), int(before), wording)
        for name, count, before in zip(known["id"], known["count"], known["before"], strict=True)
    }


def changed(report: Report, links: dict[tuple[str, str], str], settings: Settings) -> list[Row]:
    """One row a kind of change that occurs: kind, tone, count, customers (the first LISTED, with `link`), rest."""
    by_kind = dict(list(report.changes.groupby("change"))) if len(report.changes) else {}
    return [
        {
            "kind": kind,
            "tone": "good" if kind in GOOD else "remind" if kind in BAD else "notice",
            "count": len(by_kind[kind]),
            "customers": [
                row
                | {
                    "link": links.get((row["customer_key"], row["owner"])),
                    "before": _shown(kind, row["before"], settings),
                    "after": _shown(kind, row["after"], settings),
                }
                for row in rows(by_kind[kind].head(LISTED))
            ],
            "rest": max(0, len(by_kind[kind]) - LISTED),
        }
        for kind in KINDS
        if kind in by_kind
    ]


def flow(report: Report) -> dict[str, list[Row]]:
    """`stages` and `all`: opening + came − left = closing; {} where nothing is a week old."""
    known = report.flow[report.flow["opening"].notna()]
    if known.empty:
        return {}
    return {"stages": rows(known[known["stage"] != ALL]), "all": rows(known[known["stage"] == ALL])}


def weekly(report: Report) -> list[Row]:
    """monday, contacts, registered of each of the last weeks; [] where nobody did anything."""
    if report.weekly.empty:
        return []
    weeks: pd.DataFrame = report.weekly.groupby("monday")[["contacts", "registered"]].sum().reset_index()
    return rows(weeks) if weeks["contacts"].any() and len(weeks) > 1 else []


def _said(count: int, before: int, wording: Words) -> str:
    if count == before:
        return wording["before_same"]
    key = "before_more" if count > before else "before_less"
    return wording.fill(key, before=thousands(before), n=thousands(abs(count - before)))


def _shown(kind: str, value: Any, settings: Settings) -> str:
    """A value of a change as people read it."""
    if not value:
        return ""
    if kind == "amount":
        return thousands(float(value))
    return settings.vocabulary(LISTS[kind])[value] if kind in LISTS else str(value)
