"""Who is to be acted on this week, why, and what comes next: one row a customer."""

import pandas as pd

from tracker.settings import Settings

COLUMNS = """
owner customer_key company contact phone_masked stage grade priority priority_score
due_status next_due overdue_days reason next_step risks file sheet row rank
""".split()
DUE = ("overdue", "today", "week")
CADENCE = ("cadence_overdue", "care_overdue")
COMMITMENT = "commitment_overdue"
REFUSED = "stopped_after_refusal"
REASONS_TOLD = 2


def actions(customers: pd.DataFrame, findings: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """COLUMNS, sorted by owner and then by rank: who is due this week, or has a finding that calls for action.

    rank (1 = first of the whole team): by priority, then overdue before due, then score, then days overdue.
    """
    words = settings.words("findings")
    urgency = settings.rules["urgency"]
    calling = findings[(findings["customer"] >= 0) & findings["rule"].map(urgency).notna()]
    calling = calling.assign(urgency=calling["rule"].map(urgency)).sort_values(
        ["customer", "done", "urgency"], kind="stable"
    )
    # what was agreed with who has left since is no work of this week; the finding stays in the lists
    lost = calling["customer"].isin(customers.loc[customers["stage"] == "lost", "record"])
    calling = calling[~(lost & (calling["rule"] == COMMITMENT))]
    promised = calling.loc[calling["rule"] == "promise_overdue", "customer"]
    # a broken promise says it all: that the cadence is overdue too adds nothing
    calling = calling[~(calling["rule"].isin(CADENCE) & calling["customer"].isin(promised))]
    # that somebody said no changes how one calls, whatever else there is
    first = (calling.groupby("customer").cumcount() < REASONS_TOLD) | (calling["rule"] == REFUSED)
    told = calling[first].groupby("customer")["message"].agg(words["and"].join)
    due = customers["due_status"].isin(DUE)
    chosen = customers[due | customers["record"].isin(told.index)]
    unread = [words.fill("and_unread", number=number) if number else "" for number in chosen["unread_contacts"]]
    by_promise = chosen["promise_due"].notna()
    planned = [
        words.fill("due.promise" if is_promise else "due.cadence", date=day.date()) if day is not pd.NaT else ""
        for is_promise, day in zip(by_promise, chosen["next_due"], strict=True)
    ]
    result = chosen.assign(
        reason=[
            told.get(record, plan) + remark
            for record, plan, remark in zip(chosen["record"], planned, unread, strict=True)
        ],
        by_priority=chosen["priority"].map(settings.ranks("level")),
        by_due=chosen["due_status"].map(settings.ranks("due_status")),
        by_days=chosen["overdue_days"].fillna(0),
    ).sort_values(
        ["by_priority", "by_due", "priority_score", "by_days", "customer_key", "owner"],
        ascending=[False, False, False, False, True, True],
        kind="stable",
    )
    result["rank"] = range(1, len(result) + 1)
    return result.sort_values(["owner", "rank"], kind="stable")[COLUMNS].reset_index(drop=True)
