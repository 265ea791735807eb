"""What a run found, as the writers get it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True)
class Report:
    """All answers of one run as sorted frames; enumerations are codes of `schemas/values.csv`."""

    as_of: datetime.date
    customers: pd.DataFrame
    findings: pd.DataFrame
    actions: pd.DataFrame
    people: pd.DataFrame
    funnel: pd.DataFrame
    headline: pd.DataFrame
    coverage: pd.DataFrame
    inputs: pd.DataFrame
    calendar_note: str
    changed_rules: int
    reports: Mapping[str, pd.DataFrame] = field(default_factory=dict)  # by name: tracker.reports
