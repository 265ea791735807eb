"""What is to be done between two days, and why: promises, actions promised, replies, plans, visits, clocks, deals."""

import pandas as pd

from tracker import private
from tracker.assess import Answers
from tracker.reports.log import customer_of
from tracker.settings import Settings
from tracker.standing import COMPLAINT, PLAN, VISIT

WHYS = ("promise", "commitment", "reply", "plan", "visit", "deal", "cadence", "review")
COLUMNS = """
person date why customer_key company owner contact phone_masked stage priority goal resource amount file sheet row
""".split()
PRIVATE = ("company", "contact", "goal", "resource")
ABOUT = ["customer_key", "owner", "contact", "phone_masked", "stage", "priority"]


def due(
    answers: Answers, customers: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp, settings: Settings
) -> pd.DataFrame:
    """COLUMNS, by person, day, why and place: one row for each thing to do from `first` to `last`, both included.

    `why`: a code of WHYS; `goal`: what is to be done, in the words of the sheet; `resource`: what it takes.
    A cadence only counts without a promise, as in the customer's own next_due.
    """
    own = _of_customers(answers, customers, settings)
    records = _of_records(answers, customers)
    found = pd.concat([own, records], ignore_index=True)
    found = found[found["date"].between(first, last)]
    found = found.assign(
        order=found["why"].map({why: place for place, why in enumerate(WHYS)}),
        **{name: private.column(found[name].fillna("").astype("str")) for name in PRIVATE},
    )
    found = found.sort_values(["person", "date", "order", "customer_key", "file", "sheet", "row"], kind="stable")
    return found[COLUMNS].reset_index(drop=True)


def _of_customers(answers: Answers, customers: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """What the customers' own rows and latest contacts call for."""
    held = answers.customers.loc[customers["record"]].set_axis(customers.index)
    nothing = pd.Series("", index=customers.index, dtype="str")
    said = held["last_next_action"].fillna("").astype("str")
    alone = held["promise_due"].isna()
    # an action that a later contact was to bring is told by the promise of the same contact, if it has the same day
    promised = held["commitment_due"].where(held["commitment_due"] != held["promise_due"])
    calls = {
        "promise": (held["promise_due"], said.mask(said == "", customers["next_step"])),
        "commitment": (promised, said),
        "deal": (held["expected_close"].where(held["open"]), nothing),
        "cadence": (held["cadence_due"].where(alone), customers["next_step"]),
        "review": (held["review_due"], nothing + str(settings.shown.rules.at["review_overdue", "next_step"])),
    }
    rows = customers.assign(person=customers["owner"], resource="")
    parts = [
        rows.assign(
            why=why,
            date=day.dt.normalize(),
            goal=goal,
            amount=customers["value_amount"] if why == "deal" else float("nan"),
        )[COLUMNS]
        for why, (day, goal) in calls.items()
    ]
    return pd.concat(parts, ignore_index=True)


def _of_records(answers: Answers, customers: pd.DataFrame) -> pd.DataFrame:
    """Plans, planned visits and replies promised, with the customer that each leads to."""
    plans, visits, complaints = (answers.frames[kind] for kind in (PLAN, VISIT, COMPLAINT))
    parts = [
        plans.assign(why="plan", day=plans["date"], goal=_filled(plans, "goal", "content")),
        visits.assign(why="visit", day=visits["planned_date"], resource=visits["material"])[visits["date"].isna()],
        visits.assign(why="reply", day=visits["reply_due"], goal=_filled(visits, "idea", "content"), resource="")[
            visits["replied"].isna()
        ],
        complaints.assign(why="reply", day=complaints["reply_due"], goal=complaints["content"], resource="")[
            complaints["replied"].isna()
        ],
    ]
    names = ["who", "owner", "why", "day", "goal", "resource", "file", "sheet", "row"]
    asked = pd.concat([part[names] for part in parts]).rename(columns={"owner": "person"})
    known = asked[["person"]].join(customer_of(asked[~asked.index.duplicated()], answers.linked, customers))
    about = customers.set_index(["customer_key", "owner"])[["contact", "phone_masked", "stage", "priority"]]
    asked = asked.assign(
        date=asked["day"].dt.normalize(),
        customer_key=known["customer_key"].fillna("").to_numpy(),
        owner=known["owner"].fillna("").to_numpy(),
        company=known["company"].fillna(asked["who"]).to_numpy(),
        amount=float("nan"),
    )
    asked = asked.join(about, on=["customer_key", "owner"])
    return asked[COLUMNS].fillna(dict.fromkeys(about, ""))


def _filled(records: pd.DataFrame, first: str, other: str) -> pd.Series:
    return records[first].mask(records[first] == "", records[other])
