"""What the pages show of the reports: frames in, plain rows out."""

from typing import Any

import pandas as pd

from tracker.report import Report
from tracker.write.pages.rows import Row, rows

SOURCES_SHOWN = 10  # the workbook has all
COUNTS, MEANS = ("buyers", "again", "referrals", "rated", "complaints"), ("rate", "mean")


def own(report: Report, name: str, owner: str) -> list[Row]:
    """The rows of a report that are one person's."""
    frame = named(report, name)
    return rows(frame[frame["person"] == owner]) if len(frame) else []


def by_day(report: Report) -> dict[str, Any]:
    """`days`, `totals`, and `rows`: the contacts of each day of each person who made some; {} where nobody did."""
    counts = named(report, "by_day")
    if counts.empty or not counts["contacts"].any():
        return {}
    table = counts.pivot(index="person", columns="day", values="contacts")
    busy = [{"person": person, "counts": list(map(int, line))} for person, *line in table.itertuples() if any(line)]
    return {"days": list(table.columns), "rows": busy, "totals": list(map(int, table.sum()))}


def sources(report: Report) -> dict[str, Any]:
    """`sources`: those with most customers, none where nobody wrote any; `more_sources`: how many are left."""
    found = named(report, "sources")
    if found.empty or not (found["source"] != "").any():
        return {"sources": [], "more_sources": 0}
    return {"sources": rows(found.head(SOURCES_SHOWN)), "more_sources": max(0, len(found) - SOURCES_SHOWN)}


def loyalty(report: Report) -> list[Row]:
    """One row for each person with buyers, ratings or open complaints."""
    parts = [named(report, name) for name in ("repeat_rate", "contentment")]
    known = [part.set_index("person") for part in parts if len(part)]
    if not known:
        return []
    table = pd.concat(known, axis=1).sort_index().rename_axis("person").reset_index()
    return rows(table.reindex(columns=["person", *COUNTS, *MEANS]).fillna(dict.fromkeys(COUNTS, 0)))


def named(report: Report, name: str) -> pd.DataFrame:
    """One of the reports by name, without rows where there is none."""
    return report.reports.get(name, pd.DataFrame())
