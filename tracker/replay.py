"""The week as reports show it, and the one before: the same computation 7 days earlier (rulebook sections 1 and 8)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from tracker import assess, changes, cite, past, summary, waivers
from tracker.collect import Collected
from tracker.settings import Settings
from tracker.typed import Typed

COUNTED = ("error", "risk")  # the findings that a key figure counts


@dataclass(frozen=True)
class Week:
    """What holds on one day, as reports show it: `findings` (waived ones too, under 撞单 once for each owner),
    `customers`, and the key `figures` by id."""

    answers: assess.Answers
    findings: pd.DataFrame
    customers: pd.DataFrame
    figures: pd.Series


def week(answers: assess.Answers, collected: Collected, settings: Settings) -> Week:
    """What holds on the day of the answers."""
    found = cite.findings(answers, collected, settings)
    old = (answers.as_of - found["since"]).dt.days >= settings.numbers["recent_days"]
    # what is open stays listed, however long it is
    found = found.assign(listed=(found["scope"] != "record") | ~old | (found["severity"] == "risk"))
    found = waivers.applied(found, answers.customers, settings, answers.as_of)
    customers = summary.customers(answers, found, settings)
    return Week(answers, found, customers, summary.headline(answers, customers, once(found)))


def week_ago(
    answers: assess.Answers, inbox: assess.Inbox, read: Mapping[str, Typed], settings: Settings
) -> Week | None:
    """The same computation 7 days earlier; None where no customer stands in a sheet that old."""
    day = answers.as_of - changes.WEEK
    if not past.stood(read, inbox.week, day):
        return None
    then = assess.answers(inbox, past.records(read, inbox.collected, day, settings), day, settings)
    counted = {rule for rule, severity in settings.rules["severity"].items() if severity in COUNTED}
    then = replace(then, verdicts=tuple(verdict for verdict in then.verdicts if verdict.rule.id in counted))
    before = week(then, inbox.collected, settings)
    if before.customers.empty:
        return None
    # by today's key, for a customer may have got his number since
    keys = answers.keys.reindex(before.customers["record"]).array
    return replace(before, customers=before.customers.assign(key=keys))


def once(found: pd.DataFrame) -> pd.DataFrame:
    """A contact that counts for both owners of a clash is one record, and one finding."""
    return found.drop_duplicates(["rule", "file", "sheet", "row", "column", "cell"], ignore_index=True)


def headline(now: Week, then: Week | None) -> pd.DataFrame:
    """id, count, before: the key figures beside those of a week ago, NA where there are none."""
    before = pd.Series(None if then is None else then.figures, index=now.figures.index, dtype="Int64")
    return pd.DataFrame({"count": now.figures, "before": before}).reset_index()
