"""The reports of the seeds: 日报, 月总结和计划, 下周清单, 待审核, 公海, 来源渠道, 成败, 复购, 满意度, 大客户."""

from dataclasses import replace

import pandas as pd

from tracker import private, weeks
from tracker.assess import Answers
from tracker.reports import daily, due, key_accounts, log, loyalty, month, outcomes, recent, suspected, waiting
from tracker.settings import Settings

__all__ = ["reports"]


def reports(
    answers: Answers, customers: pd.DataFrame, findings: pd.DataFrame, people: pd.DataFrame, settings: Settings
) -> dict[str, pd.DataFrame]:
    """Every report by name, as sorted frames of codes; a count is the number of rows of the frame that it is cut from.

    `customers`: those of the summary; `people`: the records of the people sheets.
    """
    as_of = answers.as_of
    # persons are compared with the owners of `customers`, whose names are masked
    frames = {name: private.places(frame, "owner") for name, frame in answers.frames.items()}
    answers, people = replace(answers, frames=frames), private.places(people, "name")
    happened = log.log(answers, customers)
    monday = weeks.monday(as_of) + pd.Timedelta(days=7)
    next_week = due.due(answers, customers, monday, monday + pd.Timedelta(days=6), settings)
    *_, first, last = month.first_days(as_of)
    next_month = due.due(answers, customers, first, last, settings)
    days, months = daily.daily(happened, as_of), month.happened(happened, as_of)
    held = set(customers["owner"])
    persons = sorted({*held, *days["person"], *months["person"]})
    planners = sorted({*persons, *next_month["person"]})
    by_source = outcomes.by_source(answers, customers, settings)
    reasons = outcomes.reasons(answers, customers, settings)
    buyers = loyalty.buyers(answers, customers)
    rated, complaints = loyalty.rated(answers, customers, settings), loyalty.open_complaints(answers, customers)
    accounts = key_accounts.key_accounts(answers, customers)
    overdue = customers.loc[customers["due_status"] == "overdue", "owner"].value_counts()
    return {
        "daily": days,
        "by_day": daily.by_day(days, sorted(persons, key=lambda person: person not in held), as_of),
        "recent": recent.recent(happened),
        "next_week": next_week,
        "months": months,
        "month": month.summary(months, persons, overdue.reindex(persons, fill_value=0)),
        "plan": month.plan(next_month, planners),
        "planned": month.planned(next_month),
        "pending": waiting.pending(answers, customers, findings),
        "pool": waiting.pool(answers, customers, findings),
        "suspected": suspected.suspected(answers, customers, findings),
        "sources": outcomes.sources(by_source),
        "by_source": by_source,
        "reasons": reasons,
        "by_reason": outcomes.by_reason(reasons),
        "buyers": buyers,
        "repeat_rate": loyalty.repeat_rate(buyers),
        "rated": rated,
        "complaints": complaints,
        "contentment": loyalty.contentment(rated, complaints),
        "key_accounts": accounts,
        "visited": key_accounts.visited(answers, customers, accounts, people, settings),
    }
