"""A week that is too long for the rows of Excel: the same report, cut into one for each team, or each person of one."""

from dataclasses import replace

import pandas as pd

from tracker import summary
from tracker.report import Report
from tracker.reports import outcomes


def by_team(report: Report) -> dict[str, Report]:
    """A report for each team; every person is in one of them, with all that is his."""
    customers = report.customers
    named = customers.groupby("owner")["team"].agg(lambda teams: teams.value_counts(sort=True).index[0])
    return _cut(report, {person: str(named.get(person, "")) for person in _everybody(report)})


def by_person(report: Report) -> dict[str, Report]:
    """A report for each person."""
    return _cut(report, {person: person for person in _everybody(report)})


def _everybody(report: Report) -> list[str]:
    return sorted({*report.people["owner"], *report.customers["owner"]})


def _cut(report: Report, groups: dict[str, str]) -> dict[str, Report]:
    """A report for each group of people. What belongs to nobody known stands in the first, so that nothing is lost."""
    found = {}
    for number, group in enumerate(sorted(set(groups.values()))):
        others = {person for person, of in groups.items() if of != group}
        mine = {person for person, of in groups.items() if of == group}
        found[group] = _part(report, others if number == 0 else mine, number == 0)
    return found


def _part(report: Report, people: set[str], without: bool) -> Report:
    """The rows of these people, or those of everybody else; last week is known of the whole team only."""

    def own(frame: pd.DataFrame) -> pd.DataFrame:
        whose = next((name for name in ("person", "owner") if name in frame), "")
        return frame[frame[whose].isin(people) ^ without].reset_index(drop=True) if whose else frame

    customers = own(report.customers)
    reports = {name: own(frame) for name, frame in report.reports.items()}
    if len(reports.get("by_source", ())):
        reports["sources"] = outcomes.sources(reports["by_source"])
    if len(reports.get("reasons", ())):
        reports["by_reason"] = outcomes.by_reason(reports["reasons"])
    return replace(
        report,
        customers=customers,
        findings=own(report.findings.drop(columns="person", errors="ignore")),
        actions=own(report.actions),
        people=own(report.people),
        funnel=summary.funnel(customers, None),
        headline=report.headline.assign(before=pd.array([pd.NA] * len(report.headline), dtype="Int64")),
        changes=own(report.changes),
        flow=report.flow.iloc[:0],
        weekly=own(report.weekly),
        reports=reports,
    )
