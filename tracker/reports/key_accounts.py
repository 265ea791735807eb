"""大客户一览: the fields of 大客户开发记录表 beside what the log says, who went, who serves, who confirmed."""

import pandas as pd

from tracker import placed, private
from tracker.assess import CONTACT, Answers
from tracker.clean.notation import notation
from tracker.reports.log import customer_of
from tracker.settings import Settings
from tracker.standing import DEVELOPMENT, TEAM, VISIT

FORM = """
decider contact_form situation started planner executor progress competitor plan form_remark outcome contacts_typed
duration_typed reason
""".split()
ROLES = {"manager": "manager", "sales": "person_typed", "support": "support"}


def key_accounts(answers: Answers, customers: pd.DataFrame) -> pd.DataFrame:
    """One row for each customer who is a 大客户 and for each development form, by person and customer.

    Columns: those of `customers`, person (the form's, else the owner), FORM (what the form says), contacts_counted and
    duration (days, from the log), confirmed (as typed), unconfirmed, the names of ROLES of the service team, has_form,
    is_key.
    """
    forms = answers.frames[DEVELOPMENT].rename(
        columns={"owner": "person", "contact": "contact_form", "remark": "form_remark", "contacts": "contacts_counted"}
    )
    whose = customer_of(forms, answers.linked, customers)
    forms = forms.assign(
        customer_key=whose["customer_key"].fillna("").astype("str"),
        owner=whose["owner"].fillna("").astype("str"),
        form_company=whose["company"].fillna(forms["who"]).astype("str"),
    )
    held = answers.customers.loc[customers["record"]].set_axis(customers.index)
    known = customers.assign(
        is_key=held["key_account"] == "yes",
        confirmed=private.column(held["confirmed"]),
        unconfirmed=held["key_account_unconfirmed_hit"].fillna(False).astype(bool),
        key=held["key"],
        contacts_log=held["contacts"],
    )
    about = ["customer_key", "owner", "form_company", "person", *FORM, "contacts_counted", "duration", "file", "sheet"]
    told = forms[[*about, "row"]].rename(columns={name: f"form_{name}" for name in ("file", "sheet", "row")})
    with_form = (
        known[["customer_key", "owner"]]
        .apply(tuple, axis=1)
        .isin(set(zip(told["customer_key"], told["owner"], strict=True)))
    )
    rows = known[known["is_key"] | with_form].merge(told, on=["customer_key", "owner"], how="outer")
    rows["has_form"] = rows["form_file"].notna()
    rows["company"] = rows["company"].fillna(rows["form_company"])
    rows["person"] = rows["person"].fillna(rows["owner"])
    rows["contacts_counted"] = rows["contacts_counted"].fillna(rows["contacts_log"].astype("Float64"))
    for flag in ("is_key", "unconfirmed"):
        rows[flag] = rows[flag].fillna(False).astype(bool)
    texts = [str(name) for name in rows if pd.api.types.is_string_dtype(rows[name])]
    rows[texts] = rows[texts].fillna("")
    served = _served(answers)
    for role in ROLES:
        rows[role] = served[role].reindex(rows["key"]).astype("str").fillna("").to_numpy()
    for name in ("company", *FORM, *ROLES):
        if name in texts or name in ROLES:
            rows[name] = private.column(rows[name])
    return rows.sort_values(["person", "customer_key", "company"], kind="stable").reset_index(drop=True)


def _served(answers: Answers) -> pd.DataFrame:
    """Of each key the names of its service team, joined by `;`."""
    teams = answers.frames[TEAM]
    teams = teams[teams["key"] != ""].sort_values(["week", "file", "sheet", "row"], kind="stable", na_position="first")

    def names(column: str) -> pd.Series:
        filled = teams[teams[column] != ""].drop_duplicates(["key", column])
        joined: pd.Series = filled.groupby("key")[column].agg(";".join)
        return joined

    return pd.DataFrame({role: names(column) for role, column in ROLES.items()}, dtype="str")


def visited(
    answers: Answers, customers: pd.DataFrame, rows: pd.DataFrame, people: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    """customer_key, owner, rank ("" where the people sheet does not say), visits: who went to the key accounts of
    `rows`, by rank. A visit by two counts for the rank of each. `people`: name and rank of the people sheets."""
    contacts = answers.frames[CONTACT]
    went = contacts[(contacts["kind"] == VISIT) | contacts["visit"]].rename(columns={"owner": "person"})
    went = went[went["date"].notna()]
    whose = went[["person"]].join(customer_of(went, answers.linked, customers)[["customer_key", "owner"]])
    whose = whose.merge(rows[["customer_key", "owner"]].drop_duplicates(), on=["customer_key", "owner"])
    rank = placed.of_people(people, "rank")
    names = whose.assign(name=whose["person"].map(notation(settings).patterns["choice_split"].split)).explode("name")
    ranked = names.assign(rank=private.column(names["name"].map(rank).astype("str").fillna("")))
    count = ranked.groupby(["customer_key", "owner", "rank"]).size().astype("int64").rename("visits").reset_index()
    return count.sort_values(["customer_key", "owner", "visits", "rank"], ascending=[True, True, False, True])
