"""data/customers.csv, data/findings.csv and data/run.json, for other people's scripts (spec: outputs)."""

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from tracker import private
from tracker.report import Report
from tracker.settings import Settings
from tracker.summary import CUSTOMER_COLUMNS

CUSTOMER_LISTS = {
    "stage": "stage",
    "stage_declared": "stage",
    "need_priority": "level",
    "grade": "grade",
    "value": "value",
    "tier": "tier",
    "cycle": "cycle",
    "priority": "level",
    "due_status": "due_status",
}
FINDING_COLUMNS = [
    *(
        "rule",
        "severity",
        "since",
        "customer_key",
        "company",
        "owner",
        "file",
        "sheet",
        "row",
        "column",
        "cell",
    ),
    *("value", "message", "next_step", "source"),
]
ACTED_ON = ["customer_key", "company", "owner", "reason", "next_step"]
MOST_ACTIONS = 10
RUNS = "=+-@"
BOM = "\ufeff"


def customers(report: Report, settings: Settings) -> bytes:
    """customers.csv: enumerations as the words of the rulebook, dates ISO, UTF-8 with BOM. What the team waived is so
    all the same, and stands here."""
    facts = report.customers.assign(risks=report.customers["risks_found"], next_step=report.customers["step_found"])
    frame = _worded(private.places(facts, "sheet")[CUSTOMER_COLUMNS], CUSTOMER_LISTS, settings)
    said = settings.vocabulary("yesno_shown")
    short, score = report.customers["budget_short"], report.customers["priority_score"]
    frame["budget_short"] = ["" if pd.isna(flag) else said["true" if flag else "false"] for flag in short]
    frame["priority_score"] = ["" if pd.isna(points) else f"{points:.2f}" for points in score]
    return _csv(frame)


def findings(report: Report, settings: Settings) -> bytes:
    """findings.csv: one row a finding, UTF-8 with BOM. Its owner is that of the record it is cited at."""
    found = private.places(report.findings, "sheet").assign(owner=report.findings["person"])
    return _csv(_worded(found[FINDING_COLUMNS], {"severity": "severity"}, settings))


def waivers(report: Report) -> list[dict[str, Any]]:
    """The team's waivers, as run.json has them."""
    shown = report.waivers.assign(until=report.waivers["until"].dt.strftime("%Y-%m-%d"))
    columns = ["rule", "customer", "reason", "who", "until", "expired", "findings"]
    return [{str(name): value for name, value in line.items()} for line in shown[columns].to_dict("records")]


def before(report: Report) -> dict[str, int | None]:
    """The key figures of a week ago by id, None where no sheet is that old."""
    figures = zip(report.headline["id"], report.headline["before"], strict=True)
    return {name: None if pd.isna(number) else int(number) for name, number in figures}


def actions(report: Report) -> list[dict[str, str]]:
    """Whom to act on first, most urgent first, as run.json has them."""
    first = report.actions.sort_values("rank").head(MOST_ACTIONS)
    return [{str(name): str(value) for name, value in line.items()} for line in first[ACTED_ON].to_dict("records")]


def run(about: Mapping[str, Any]) -> bytes:
    """run.json as bytes."""
    return (json.dumps(about, ensure_ascii=False, indent=1, sort_keys=False) + "\n").encode()


def _worded(frame: pd.DataFrame, lists: Mapping[str, str], settings: Settings) -> pd.DataFrame:
    vocabularies = {name: settings.vocabulary(of) for name, of in lists.items()}
    return frame.assign(**{name: [words.get(code, "") for code in frame[name]] for name, words in vocabularies.items()})


def _csv(frame: pd.DataFrame) -> bytes:
    text = pd.DataFrame({name: _plain(frame[name]) for name in frame})
    return (BOM + text.to_csv(index=False, lineterminator="\r\n")).encode()


def _plain(values: pd.Series) -> pd.Series:
    """A column as text: dates ISO, whole numbers without .0; what a spreadsheet would run gets a leading '."""
    if pd.api.types.is_datetime64_any_dtype(values):
        dates: pd.Series = values.dt.strftime("%Y-%m-%d").fillna("")
        return dates
    if pd.api.types.is_numeric_dtype(values):
        return values.astype("object").map(lambda number: "" if pd.isna(number) else _number(number))
    return values.astype("str").map(_inert)


def _inert(text: str) -> str:
    return f"'{text}" if text and (text[0] in RUNS or text[0] < " ") else text


def typed(cell: str) -> str:
    """A cell of these files as it was typed: without the ' that keeps a spreadsheet from running it."""
    return cell[1:] if cell.startswith("'") and _inert(cell[1:]) == cell else cell


def _number(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else repr(round(float(number), 6))
