"""复购, 转介绍 and 满意度: who bought again, who sent others, who is content, whose complaint is open."""

import pandas as pd

from tracker import private
from tracker.assess import Answers
from tracker.reports.log import customer_of
from tracker.service import last_ratings
from tracker.settings import Settings
from tracker.standing import COMPLAINT, VISIT

AGAIN = 2  # purchases that make a 复购 [001 四]
GROUPS = ("again", "once", "referrer")


def buyers(answers: Answers, customers: pd.DataFrame) -> pd.DataFrame:
    """The customers with a purchase in the loyalty months or a 转介绍数, with person, group (of GROUPS), referrals,
    last_purchase, year_amount. By person, group, most purchases first."""
    held = answers.customers.loc[customers["record"]].set_axis(customers.index)
    bought = customers["loyalty"]
    group = (bought >= AGAIN).map({True: "again", False: "once"}).mask(bought == 0, "referrer")
    rows = customers.assign(
        person=customers["owner"],
        group=group.astype("str"),
        referrals=held["referrals"],
        last_purchase=held["last_purchase"],
        year_amount=held["year_amount"],
        fewer=-bought,
    )
    rows = rows[(bought > 0) | (rows["referrals"] > 0)]
    order = rows["group"].map({each: place for place, each in enumerate(GROUPS)})
    rows = rows.assign(order=order).sort_values(["person", "order", "fewer", "customer_key"], kind="stable")
    return rows.drop(columns=["order", "fewer"]).reset_index(drop=True)


def repeat_rate(rows: pd.DataFrame) -> pd.DataFrame:
    """person, buyers, again, rate (again ÷ buyers, NaN without buyers), referrers, referrals. `rows`: those of
    `buyers`."""
    of = rows["person"]
    table = pd.DataFrame(
        {
            "buyers": (rows["loyalty"] > 0).groupby(of).sum(),
            "again": (rows["group"] == "again").groupby(of).sum(),
            "referrers": (rows["referrals"] > 0).groupby(of).sum(),
        }
    ).astype("int64")
    table["rate"] = table["again"] / table["buyers"].mask(table["buyers"] == 0)
    table["referrals"] = rows["referrals"].groupby(of).sum()
    return table.rename_axis("person").reset_index()


def rated(answers: Answers, customers: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """The customers with a 满意度, with person, satisfaction (the mean of the last ones), ratings (these, the latest
    first, joined by ` / `), rated_on (the latest). By person, the least content first."""
    last = int(settings.numbers["satisfaction_last"])
    given = pd.concat([answers.frames[kind] for kind in (COMPLAINT, VISIT)])
    pairs = answers.linked.join(given[["date", "satisfaction", "week", "table", "row"]], on="record", how="inner")
    pairs = last_ratings(pairs, last).iloc[::-1]
    said = pairs["satisfaction"].map("{:g}".format).groupby(pairs["customer"]).agg(" / ".join)
    latest = pairs.groupby("customer")["date"].max().dt.normalize()
    rows = customers.assign(
        person=customers["owner"],
        ratings=said.reindex(customers["record"]).astype("str").fillna("").to_numpy(),
        rated_on=latest.reindex(customers["record"]).to_numpy(),
    )
    rows = rows[rows["satisfaction"].notna()]
    return rows.sort_values(["person", "satisfaction", "customer_key"], kind="stable").reset_index(drop=True)


def open_complaints(answers: Answers, customers: pd.DataFrame) -> pd.DataFrame:
    """The complaints that are not closed: person, customer_key, owner, company, date, days, content, answered, promised
    (the day to reply by), handling, file, sheet, row. By person, the oldest first."""
    found = answers.frames[COMPLAINT]
    found = found[found["closed"].isna() & found["date"].notna()].rename(columns={"owner": "person"})
    whose = customer_of(found, answers.linked, customers)
    rows = found.assign(
        customer_key=whose["customer_key"].fillna(""),
        owner=whose["owner"].fillna(""),
        company=private.column(whose["company"].fillna(found["who"]).astype("str")),
        date=found["date"].dt.normalize(),
        days=(answers.as_of - found["date"].dt.normalize()).dt.days.astype("Int64"),
        content=private.column(found["content"]),
        handling=private.column(found["handling"]),
        promised=found["reply_due"].where(found["replied"].isna()),
    ).sort_values(["person", "date", "customer_key", "file", "sheet", "row"], kind="stable")
    names = "person customer_key owner company date days content answered promised handling file sheet row"
    return rows[names.split()].reset_index(drop=True)


def contentment(rows: pd.DataFrame, complaints: pd.DataFrame) -> pd.DataFrame:
    """person, rated (customers), mean (of their satisfaction, NaN for none), complaints (open). `rows`: those of
    `rated`; `complaints`: those of `open_complaints`."""
    of = rows.groupby("person")["satisfaction"].agg(["size", "mean"])
    waiting = complaints["person"].value_counts()
    persons = sorted({*of.index, *waiting.index})
    table = of.reindex(persons).rename(columns={"size": "rated"})
    table["complaints"] = waiting.reindex(persons, fill_value=0).astype("int64")
    table["rated"] = table["rated"].fillna(0).astype("int64")
    return table.rename_axis("person").reset_index()
