"""The list of customers, which is filtered and sorted in the browser, and what each of them opens to."""

from typing import Any

import pandas as pd

from tracker.report import Report
from tracker.rules.stage import OPEN
from tracker.settings import Settings
from tracker.write.pages.names import places
from tracker.write.pages.reports import named
from tracker.write.pages.rows import Row, grouped, listed, rows

SOON = ("today", "week")
CLOCKS = ("promise", "cadence", "review")
# A letter a fact, so that 2,000 rows stay small: a row's class is these letters, a view shows the rows with one.
DUE = {"overdue": "l", "today": "t", "week": "w", "later": "a", "none": "n"}
VIEWS = {"open": "o", "high_priority": "h", "overdue": "l", "due_this_week": "d", "at_risk": "r"}
LINES = 2200  # how much fits on a person's page: a customer takes one line,
LINES_OPENED = 15  # and as many more with what he opens to


def by_urgency(customers: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Overdue first and longest, then by date, then by score."""
    rank = customers["due_status"].map(settings.ranks("due_status"))
    order = pd.DataFrame({"due": -rank, "date": customers["next_due"], "score": -customers["priority_score"]})
    return customers.loc[order.sort_values(["due", "date", "score"], kind="stable").index]


def listed_customers(report: Report, settings: Settings) -> list[Row]:
    """The customers by urgency, each with `place` (its id on the owner's page) and `facts` (its letters)."""
    place = pd.Series(places(report.customers).values(), index=report.customers.index, dtype="str")
    ordered = by_urgency(report.customers.assign(place=place), settings)
    told = [
        _letters(*facts)
        for facts in zip(
            *(ordered[name].tolist() for name in ("stage", "priority", "due_status", "risks")), strict=True
        )
    ]
    return rows(ordered.assign(facts=told))


def counts(listed: list[Row]) -> dict[str, int]:
    """How many customers each view shows."""
    return {"customers": len(listed)} | {
        view: sum(letter in row["facts"] for row in listed) for view, letter in VIEWS.items()
    }


def choices(listed: list[Row], settings: Settings) -> dict[str, list[str]]:
    """What each filter offers: the codes of its column that occur, in the order of the vocabulary; people and risks
    by what they are called."""
    vocabularies = {"stage": "stage", "grade": "grade", "priority": "level", "due_status": "due_status"}
    held = {column: {row[column] for row in listed} for column in (*vocabularies, "owner")}
    known = {
        column: [code for code in settings.vocabulary(name) if code in held[column]]
        for column, name in vocabularies.items()
    }
    risks = {rule for row in listed for rule in row["risks"].split(";")}
    return known | {"owner": sorted(held["owner"]), "risks": [rule for rule in settings.rules.index if rule in risks]}


def risk_kinds(listed: list[Row]) -> dict[str, int]:
    """How many customers each risk rule speaks of, most first."""
    found = pd.Series([rule for row in listed for rule in row["risks"].split(";") if rule], dtype="str")
    return {str(rule): int(number) for rule, number in found.value_counts(sort=True).items()}


def opened(customers: list[Row], report: Report, owner: str) -> list[Row]:
    """The same rows with `clocks`, `found` (risks) and `recent` (his last contacts); on a page that would grow too
    big only the most urgent have them, the others `None`."""
    fits = max(0, (LINES - len(customers)) // LINES_OPENED)
    risks = grouped(rows(listed(report.findings[report.findings["severity"] == "risk"])), "customer_key", "owner")
    told = named(report, "recent")
    told = told[told["owner"] == owner] if len(told) else told
    contacts = grouped(rows(told), "customer_key")
    return [
        row | _inside(row, risks, contacts) if n < fits else row | {"clocks": None} for n, row in enumerate(customers)
    ]


def _inside(row: Row, risks: dict[tuple[Any, ...], list[Row]], contacts: dict[tuple[Any, ...], list[Row]]) -> Row:
    key, owner = row["customer_key"], row["owner"]
    clocks = [
        {"name": clock, "due": row[f"{clock}_due"], "late": row[f"{clock}_overdue_days"] or 0}
        for clock in CLOCKS
        if row[f"{clock}_due"] is not None
    ]
    return {"clocks": clocks, "found": risks.get((key, owner), []), "recent": contacts.get((key,), [])}


def _letters(stage: str, priority: str, due_status: str, risks: str) -> str:
    return (
        ("o" if stage in OPEN else "")
        + ("h" if priority == "high" else "")
        + DUE[due_status]
        + ("d" if due_status in SOON else "")
        + ("r" if risks else "")
    )
