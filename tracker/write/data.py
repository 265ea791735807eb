"""data/customers.csv, data/findings.csv and data/run.json, for other people's scripts (spec: outputs)."""

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from tracker.report import Report
from tracker.settings import Settings
from tracker.summary import CUSTOMER_COLUMNS

CUSTOMER_LISTS = {
    **{"stage": "stage", "stage_declared": "stage", "need_priority": "level", "grade": "grade", "value": "value"},
    **{"cycle": "cycle", "priority": "level", "due_status": "due_status"},
}
FINDING_COLUMNS = [
    *("rule", "severity", "since", "customer_key", "company", "owner", "file", "sheet", "row", "column", "cell"),
    *("value", "message", "next_step", "source"),
]
RUNS = "=+-@"
BOM = "\ufeff"


def customers(report: Report, settings: Settings) -> bytes:
    """customers.csv: enumerations as the words of the rulebook, dates ISO, UTF-8 with BOM."""
    frame = _worded(report.customers[CUSTOMER_COLUMNS], CUSTOMER_LISTS, settings)
    shown = {str(code == "true"): word for code, word in settings.vocabulary("yesno_shown").items()}
    frame["budget_short"] = report.customers["budget_short"].astype("object").map(lambda flag: "" if pd.isna(flag) else shown[str(bool(flag))])
    score = report.customers["priority_score"]
    frame["priority_score"] = score.map(lambda points: "" if pd.isna(points) else f"{points:.2f}")
    return _csv(frame)


def findings(report: Report, settings: Settings) -> bytes:
    """findings.csv: one row a finding, UTF-8 with BOM."""
    return _csv(_worded(report.findings[FINDING_COLUMNS], {"severity": "severity"}, settings))


def run(about: Mapping[str, Any]) -> bytes:
    """run.json as bytes."""
    return (json.dumps(about, ensure_ascii=False, indent=1, sort_keys=False) + "\n").encode()


def _worded(frame: pd.DataFrame, lists: Mapping[str, str], settings: Settings) -> pd.DataFrame:
    worded = {name: frame[name].map(settings.vocabulary(of)).fillna("") for name, of in lists.items()}
    return frame.assign(**worded)


def _csv(frame: pd.DataFrame) -> bytes:
    text = frame.assign(**{name: _plain(frame[name]) for name in frame})
    return (BOM + text.to_csv(index=False, lineterminator="\r\n")).encode()


def _plain(values: pd.Series) -> pd.Series:
    """A column as text: dates ISO, whole numbers without .0; text that a spreadsheet would run gets a leading '."""
    if pd.api.types.is_datetime64_any_dtype(values):
        return values.dt.strftime("%Y-%m-%d").fillna("")
    if pd.api.types.is_numeric_dtype(values):
        return values.astype("object").map(lambda number: "" if pd.isna(number) else _number(number))
    return values.astype("str").map(lambda text: f"'{text}" if text[:1] and (text[0] in RUNS or ord(text[0]) < 32) else text)


def _number(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else repr(round(float(number), 6))
