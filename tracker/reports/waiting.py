"""待审核 and 公海预警: who waits for the leader's word, and since when."""

import pandas as pd

from tracker import private
from tracker.assess import ROW, Answers


def pending(answers: Answers, customers: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """The rows that are not audited: person, customer_key, owner, company, audit (waiting, refused), registered, days
    (since the registration, else the sheet's Monday), source, contact, file, sheet, row. By person, longest first."""
    hits = findings[findings["rule"] == "pending_audit"].drop_duplicates("record")
    rows = answers.frames[ROW].loc[hits["record"]].set_axis(hits.index)
    since = rows["registered"].dt.normalize().fillna(hits["since"])
    key = hits["record"].map(customers.set_index("record")["customer_key"])
    found = hits.assign(
        customer_key=key.astype("str").fillna(""),
        person=rows["owner"],
        owner=rows["owner"],
        audit=rows["audit"].mask(rows["audit"] != "refused", "waiting"),
        registered=rows["registered"].dt.normalize(),
        days=(answers.as_of - since).dt.days.astype("Int64"),
        source=private.column(rows["source"]),
        contact=private.column(rows["contact"]),
    )
    names = "person customer_key owner company audit registered days source contact file sheet row"
    return _by_person(found, "days")[names.split()]


def pool(answers: Answers, customers: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """The customers whom nobody has contacted for long: those of `customers`, with person, silent_days, advice (now,
    later) and days_left until they go back to the pool (0 where they should be taken back). By person, longest first.
    """
    hit = findings.loc[findings["rule"] == "pool_due", "customer"]
    rows = customers[customers["record"].isin(hit)]
    held = answers.customers.loc[rows["record"]].set_axis(rows.index)
    found = rows.assign(
        person=rows["owner"],
        silent_days=held["silent_days"],
        advice=held["pool_advice"],
        days_left=held["pool_in"].clip(lower=0),
    )
    return _by_person(found, "silent_days")


def _by_person(rows: pd.DataFrame, days: str) -> pd.DataFrame:
    order = ["person", days, "customer_key", "file", "sheet", "row"]
    up = [True, False, True, True, True, True]
    return rows.sort_values(order, ascending=up, kind="stable").reset_index(drop=True)
