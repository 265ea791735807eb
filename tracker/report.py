"""What a run found, as the writers get it."""

import datetime
from dataclasses import dataclass

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
