"""The same team with a past: last week's numbers, what has changed, the weeks, and the last contacts of everybody."""

import dataclasses
import random

import pandas as pd
from page_frames import AS_OF, MONDAY

from tracker.report import CHANGES, FLOW, WEEKLY, Report

NOTE = "客户对二期产线的节拍表示关注，并询问了具体的应用案例，说要报集团审批，希望下周看到三种配置的报价和交期，"
STEPS = ["prospect", "interested", "hot", "closing", "won"]


def compared(report: Report, contacts: int = 5) -> Report:
    """The report as it is in a week that has one before it; each customer with so many contacts, their notes long."""
    dice = random.Random(7)
    headline, funnel = (
        frame.assign(before=pd.array([max(0, n + dice.randint(-3, 3)) for n in frame[count]], dtype="Int64"))
        for frame, count in ((report.headline, "count"), (report.funnel, "customers"))
    )
    stages = report.customers["stage"].value_counts()
    flow = [(stage, int(stages.get(stage, 0)), 2, 2, int(stages.get(stage, 0))) for stage in [*STEPS, "lost"]]
    flow.append(("all", len(report.customers), 3, 3, len(report.customers)))
    weeks = [
        (owner, pd.Timestamp(MONDAY) - pd.Timedelta(weeks=7 - week), 4 + dice.randint(0, 9), dice.randint(0, 2))
        for owner in report.people["owner"]
        for week in range(8)
    ]
    return dataclasses.replace(
        report,
        headline=headline,
        funnel=funnel,
        changes=_changes(report.customers),
        flow=pd.DataFrame(flow, columns=FLOW).astype(dict.fromkeys(FLOW[1:], "Int64")),
        weekly=pd.DataFrame(weeks, columns=WEEKLY),
        reports={**report.reports, "recent": _recent(report.customers, contacts)},
    )


def _changes(customers: pd.DataFrame) -> pd.DataFrame:
    """A change of every kind, and of new customers more than are listed."""
    values = {
        "new": ("", "prospect"),
        "advanced": ("prospect", "hot"),
        "fell_back": ("closing", "interested"),
        "newly_overdue": ("week", "overdue"),
        "cured": ("overdue", "later"),
        "grade": ("B", "A"),
        "owner": ("王芳", "张伟"),
        "amount": ("80000", "260000"),
        "vanished": ("prospect", ""),
    }
    parts = [
        customers.iloc[start : start + (14 if change == "new" else 3)].assign(change=change, before=before, after=after)
        for start, (change, (before, after)) in enumerate(values.items())
    ]
    return pd.concat(parts)[CHANGES].reset_index(drop=True)


def _recent(customers: pd.DataFrame, contacts: int) -> pd.DataFrame:
    names = ["customer_key", "owner", "company", "file", "sheet", "row"]
    parts = [
        customers[names].assign(
            person=customers["owner"],
            day=pd.Timestamp(AS_OF) - pd.Timedelta(days=3 + 6 * back),
            event="visit" if back == 1 else "followup",
            method="电话",
            content=NOTE * 2,
            feedback="",
        )
        for back in range(contacts)
    ]
    return pd.concat(parts).sort_values(["customer_key", "owner"], kind="stable").reset_index(drop=True)
