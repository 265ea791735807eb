"""What happened, one row each: contacts, registrations, deals, purchases, complaints, losses.

日报, 周报 and 月总结 are cut from this one log, so that they cannot differ.
"""

from typing import Any

import pandas as pd

from tracker import private
from tracker.assess import CONTACT, Answers
from tracker.standing import COMPLAINT, PURCHASE, VISIT

CONTACTS = ("followup", "visit")
EVENTS = (*CONTACTS, "registered", "won", "purchase", "complaint", "lost")
COLUMNS = """
person day moment event customer_key company owner method content feedback next_step next_follow amount file sheet row
record
""".split()
PRIVATE = ("company", "method", "content", "feedback", "next_step")
NOTHING: dict[str, Any] = {"next_follow": pd.NaT, "amount": float("nan")}


def log(answers: Answers, customers: pd.DataFrame) -> pd.DataFrame:
    """COLUMNS, by day, person, event, time and place. `person`: who did it; `owner`: whose row of the customer it leads
    to, "" with an empty customer_key where the customer is nobody's; private text masked."""
    frames = answers.frames
    contacts, visits = frames[CONTACT], frames[VISIT]
    went = (contacts["kind"] == VISIT) | contacts["visit"]
    told = contacts.assign(
        event=went.map({True: "visit", False: "followup"}),
        feedback=contacts["feedback"].mask(contacts["kind"] == VISIT, visits["idea"].reindex(contacts.index)),
        next_step=contacts["next_action"].mask(contacts["kind"] == VISIT, visits["advice"].reindex(contacts.index)),
    )
    bought = frames[PURCHASE]
    number = bought["quantity"].map("{:g}".format, na_action="ignore").astype("str").fillna("")
    bought = bought.assign(
        event="purchase", content=bought["product"].mask(number != "", bought["product"] + " × " + number)
    )
    complained = frames[COMPLAINT].assign(event="complaint", feedback="", next_step=frames[COMPLAINT]["handling"])
    records = pd.concat([_plain(part) for part in (told, bought, complained)])
    records = records.join(customer_of(records, answers.linked, customers))
    records["company"] = records["company"].fillna(records["typed"])
    found = pd.concat([records.drop(columns="typed"), _of_customers(answers, customers)]).fillna(
        {"customer_key": "", "owner": ""}
    )
    found = found[found["moment"].notna()]
    found = found.assign(
        day=found["moment"].dt.normalize(),
        record=found.index,
        order=found["event"].map({event: place for place, event in enumerate(EVENTS)}),
        **{name: private.column(found[name]) for name in PRIVATE},
    )
    found = found.sort_values(["day", "person", "order", "moment", "file", "sheet", "row"], kind="stable")
    return found[COLUMNS].reset_index(drop=True)


def customer_of(records: pd.DataFrame, linked: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """customer_key, owner, company of the customer row that each record leads to: under 撞单 that of its person, else
    the first. In: `person`, index record. Out: index of `records`, NaN where it belongs to nobody."""
    rows = customers[["record", "customer_key", "owner", "company"]].rename(columns={"record": "customer"})
    pairs = linked.merge(rows, on="customer")
    person = records["person"].reindex(pairs["record"]).to_numpy()
    own = pairs.assign(others=pairs["owner"].to_numpy() != person).sort_values(
        ["others", "customer_key", "owner"], kind="stable"
    )
    first = own.drop_duplicates("record").set_index("record")
    return first[["customer_key", "owner", "company"]].reindex(records.index)


def _plain(records: pd.DataFrame) -> pd.DataFrame:
    """The records under the names of the log; what their kind has not is empty."""
    lacking: dict[str, Any] = {name: NOTHING.get(name, "") for name in ("method", "feedback", "next_step", *NOTHING)}
    renamed = records.rename(columns={"date": "moment", "owner": "person"}).assign(typed=records["who"])
    filled = renamed.assign(**{name: value for name, value in lacking.items() if name not in renamed})
    wanted = ["person", "moment", "event", "typed", "content", *lacking, "file", "sheet", "row"]
    return filled[wanted].astype({"next_follow": "datetime64[us]", "amount": "float64"})


def _of_customers(answers: Answers, customers: pd.DataFrame) -> pd.DataFrame:
    """Registrations, deals and losses: they stand in the customer's own row."""
    held = answers.customers.loc[customers["record"]]
    rows = customers.set_index("record").assign(
        need=held["need"], signed_on=held["deal"], ended=held["ended"], person=customers["owner"].to_numpy()
    )
    days = {
        "registered": rows["registered"],
        "won": rows["signed_on"].where(rows["stage"] == "won"),
        "lost": rows["ended"].where(rows["stage"] == "lost"),
    }
    parts = [
        rows.assign(
            event=event,
            moment=moment,
            method=rows["source"] if event == "registered" else "",
            content=rows["need"] if event == "registered" else "",
            feedback="",
            next_step="",
            **NOTHING,
        )
        for event, moment in days.items()
    ]
    names = ["customer_key", "company", "owner", "person", "event", "moment", "method", "content", "feedback"]
    names += ["next_step", "next_follow", "amount", "file", "sheet", "row"]
    return pd.concat([part[names] for part in parts]).astype({"next_follow": "datetime64[us]"})
