"""What a run found, as the writers get it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

MARK = "tracker.report"  # a property of the manager's workbook, which is no sheet to be read


@dataclass(frozen=True)
class Report:
    """All answers of one run as sorted frames; enumerations are codes of `schemas/values.csv`.

    `changed_rules`: the defaults that the team changed, a line each; `waivers`: the findings that it does not want to
    see, and what has become of each waiver.
    """

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
    changed_rules: tuple[str, ...]
    waivers: pd.DataFrame
    reports: Mapping[str, pd.DataFrame] = field(default_factory=dict)  # by name: tracker.reports
