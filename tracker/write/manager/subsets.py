"""Which customers each figure counts: the ledger in its order, and the lists cut from it."""

import pandas as pd

from tracker import weeks
from tracker.report import Report
from tracker.reports.log import CONTACTS

OPEN = ("closing", "hot", "interested", "prospect")  # in the ledger's order
STAGES = (*OPEN, "won", "lost")
STEPS = (*OPEN[::-1], "won", "lost")  # as customers go through them
GRADES = ("A", "B", "C", "D", "pending")
DUE_SOON = ("today", "week")


def ledger(report: Report, rule_names: dict[str, str], joiner: str) -> pd.DataFrame:
    """The customers by owner, then stage (open ones first), then score.

    Adds: number (1…), open (bool), overdue_days (Int64, of next_due; NA when not overdue), late_by (promise,
    cadence or ""), review_days (Int64, NA when not overdue), risk_words (rule names).
    """
    customers = report.customers
    owners = {owner: place for place, owner in enumerate(report.people["owner"])}
    order = pd.DataFrame(
        {
            "owner": customers["owner"].map(owners).fillna(len(owners)).astype(int),
            "name": customers["owner"],
            "stage": customers["stage"].map({stage: place for place, stage in enumerate(STAGES)}),
            "score": -customers["priority_score"].astype("Float64"),
            "key": customers["customer_key"],
        }
    ).sort_values(["owner", "name", "stage", "score", "key"], kind="stable")
    sorted_ = customers.loc[order.index].reset_index(drop=True)
    overdue = sorted_["due_status"] == "overdue"
    review = sorted_["review_overdue_days"].astype("Int64")
    promised = pd.to_datetime(sorted_["promise_due"]).notna()
    return sorted_.assign(
        number=range(1, len(sorted_) + 1),
        open=sorted_["stage"].isin(OPEN),
        overdue_days=sorted_["overdue_days"].where(overdue),
        late_by=promised.map({True: "promise", False: "cadence"}).astype("str").where(overdue, ""),
        review_days=review.where(review > 0),
        risk_words=[joiner.join(rule_names.get(rule, rule) for rule in risks.split(";") if rule)
                    for risks in sorted_["risks"]],
    )  # fmt: skip


def lists(report: Report, ledger: pd.DataFrame) -> dict[str, tuple[pd.DataFrame, str]]:
    """The lists behind figures that have no sheet of their own: name → (rows, column that groups them)."""
    monday = weeks.monday(pd.Timestamp(report.as_of))
    return {
        "high_priority": (ledger[ledger["priority"] == "high"], "owner"),
        "due_this_week": (
            ledger[ledger["due_status"].isin(DUE_SOON)].sort_values("next_due", kind="stable"),
            "",
        ),
        "at_risk": (ledger[ledger["risks"] != ""], "owner"),
        "promise_overdue": (ledger[ledger["late_by"] == "promise"], ""),
        "cadence_overdue": (ledger[ledger["late_by"] == "cadence"], ""),
        "registered_week": (ledger[pd.to_datetime(ledger["registered"]) >= monday], "owner"),
    }


def by_stage(ledger: pd.DataFrame) -> pd.DataFrame:
    """The customers by stage, as they go through them."""
    return _by(ledger, "stage", STEPS)


def by_grade(ledger: pd.DataFrame) -> pd.DataFrame:
    """The open customers by grade."""
    return _by(ledger[ledger["open"]], "grade", GRADES)


def contacts(report: Report) -> pd.DataFrame:
    """The contacts of this week and the last, with `week` (contacts_week, contacts_last_week): this week's first, by
    person and day."""
    log = report.reports.get("months", pd.DataFrame())
    if log.empty:
        return log
    monday = weeks.monday(pd.Timestamp(report.as_of))
    rows = log[log["event"].isin(CONTACTS) & (log["day"] >= monday - pd.Timedelta(days=7))]
    now = rows["day"] >= monday
    rows = rows.assign(week=now.map({True: "contacts_week", False: "contacts_last_week"}).astype("str"), _last=~now)
    rows = rows.sort_values(["_last", "person", "day", "moment", "file", "sheet", "row"], kind="stable")
    return rows.reset_index(drop=True)


def overdue(ledger: pd.DataFrame) -> pd.DataFrame:
    """One row per customer whose next contact is overdue: by owner, promises first, then the oldest first."""
    late = ledger[ledger["due_status"] == "overdue"]
    return _per_owner(late.assign(_kind=late["late_by"] != "promise"), ["_kind", "overdue_days"], [True, False])


def review_overdue(ledger: pd.DataFrame) -> pd.DataFrame:
    """One row per customer whose review is overdue: by owner, the oldest first."""
    return _per_owner(ledger[ledger["review_days"].notna()], ["review_days"], [False])


def risks(report: Report, ledger: pd.DataFrame) -> pd.DataFrame:
    """One row per listed risk finding, by rule in rulebook order, then owner and customer.

    Adds, from the ledger, stage, grade, priority, score.
    """
    found = report.findings
    found = found[(found["severity"] == "risk") & found["listed"].astype(bool)]
    rules = {rule: place for place, rule in enumerate(report.coverage["id"])}
    order = found["rule"].map(rules).fillna(len(rules))
    found = found.assign(_rule=order)
    found = found.sort_values(["_rule", "rule", "owner", "company", "file", "sheet", "row"], kind="stable")
    about = ledger[["customer_key", "owner", "stage", "grade", "priority", "priority_score"]]
    return found.merge(about, on=["customer_key", "owner"], how="left", validate="many_to_one").reset_index(drop=True)


def problems(report: Report) -> tuple[pd.DataFrame, pd.DataFrame, int, int]:
    """Listed errors; listed reminders and notices; how many are too old to be listed, and how many of these are errors.

    Both are sorted by place. Risks and overdue customers have sheets of their own.
    """
    found = report.findings
    elsewhere = (found["severity"] == "risk") | found["rule"].isin(
        ["promise_overdue", "cadence_overdue", "care_overdue", "review_overdue"]
    )
    listed = found["listed"].astype(bool)
    found = found.assign(place=found["cell"].where(found["cell"] != "", found["row"].astype("str").replace("<NA>", "")))
    here = found[listed & ~elsewhere].sort_values(["file", "sheet", "row", "cell", "rule"], kind="stable")
    wrong = here["severity"] == "error"
    old = ~listed & ~found["waived"] & ~elsewhere
    return (
        here[wrong].reset_index(drop=True),
        here[~wrong].reset_index(drop=True),
        int(old.sum()),
        int((old & (found["severity"] == "error")).sum()),
    )


def _by(frame: pd.DataFrame, column: str, order: tuple[str, ...]) -> pd.DataFrame:
    place = frame[column].map({value: number for number, value in enumerate(order)})
    return frame.assign(_place=place).sort_values("_place", kind="stable").reset_index(drop=True)


def _per_owner(frame: pd.DataFrame, columns: list[str], ascending: list[bool]) -> pd.DataFrame:
    # The ledger's order of owners is the order of their first rows.
    owners = {owner: place for place, owner in enumerate(frame["owner"].unique())}
    frame = frame.assign(_owner=frame["owner"].map(owners))
    return frame.sort_values(["_owner", *columns], ascending=[True, *ascending], kind="stable").reset_index(drop=True)
