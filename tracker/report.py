"""What a run found, as the writers get it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

MARK = "tracker.report"  # a property of the manager's workbook, which is no sheet to be read
CHANGES = "change customer_key owner company before after file sheet row".split()
FLOW = "stage opening came left closing".split()
WEEKLY = "owner monday contacts registered".split()


@dataclass(frozen=True)
class Report:
    """All answers of one run as sorted frames; enumerations are codes of `schemas/values.csv`.

    `changed_rules`: the defaults that the team changed, a line each; `waivers`: the findings that it does not want to
    see, and what has become of each waiver. `headline` and `funnel` have `before`, the count of a week ago, NA where no
    sheet is that old. `changes`: what is otherwise than a week ago, one row a change of a customer (`before`, `after`
    are codes, names or plain numbers as text); `flow`: opening + came − left = closing, a row for each stage and one
    for all (stage "all"); `weekly`: contacts and registrations of each person in each of the last weeks.
    `inbox`: the way from the folder of the reports to the inbox, with `/` at its end, "" where nobody knows it.
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
    changes: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=CHANGES))
    flow: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=FLOW))
    weekly: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=WEEKLY))
    inbox: str = ""
    reports: Mapping[str, pd.DataFrame] = field(default_factory=dict)  # by name: tracker.reports
