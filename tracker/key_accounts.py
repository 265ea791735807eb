"""大客户: what the log says beside the development form, and who serves."""

import pandas as pd

from tracker.rules.registry import HAS

# the form of seed 004, but for its remarks; the reason is asked for at the end
FORM = """
owner decider contact situation started planner executor progress competitor plan outcome contacts_typed duration_typed
""".split()
ROLES = {"manager": "manager", "owner": "person_typed", "support": "support"}  # role → its column


def development(forms: pd.DataFrame, customers: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """The development forms with what the log says of their customer: contacts, duration (days from the first contact
    to the deal or the end, else to `as_of`), settled (won or lost); lacks (the fields of the form that are empty,
    joined by `;`) and form_whole (whether the sheet has all of them)."""
    of = customers.assign(
        began=pd.concat([customers["first_contact"], customers["first_date"]], axis=1).min(axis=1).dt.normalize()
    )
    ended = of["ended"].where(of["stage"] == "lost").fillna(of["deal"].where(of["stage"] == "won")).fillna(as_of)
    days = (ended - of["began"]).dt.days
    of["duration"] = days.where(days >= 0).astype("Float64")
    of["settled"] = of["stage"].isin(["won", "lost"])
    # of two owners' rows the form's own, else the first
    mine = of.drop_duplicates(["key", "owner"]).set_index(["key", "owner"])[["contacts", "duration", "settled"]]
    anyones = of.drop_duplicates("key").set_index("key")[["contacts", "duration", "settled"]]
    own = mine.reindex(pd.MultiIndex.from_frame(forms[["key", "owner"]])).set_axis(forms.index)
    known = anyones.reindex(forms["key"]).set_axis(forms.index)
    facts = {name: own[name].fillna(known[name]) for name in known}
    settled = facts["settled"].fillna(False).astype(bool)
    lacks, whole = pd.Series("", index=forms.index, dtype="str"), pd.Series(True, index=forms.index)
    for name in (*FORM, "reason"):
        asked = settled | (name != "reason")
        empty = ~forms[f"filled_{name}"]
        lacks = lacks.mask(asked & empty & forms[f"{HAS}{name}"], lacks + ";" + name)
        whole &= ~asked | forms[f"{HAS}{name}"]
    return forms.assign(
        lacks=lacks.str.removeprefix(";"),
        form_whole=whole,
        contacts=facts["contacts"].astype("Float64"),
        duration=facts["duration"].astype("Float64"),
        settled=settled,
    )


def team_lacks(customers: pd.DataFrame, teams: pd.DataFrame) -> pd.Series:
    """The roles that nobody has in each customer's service team, joined by `;`; NA where no team sheet is there.

    `teams`: key, and the columns of ROLES with the names."""
    if teams.empty:
        return pd.Series(pd.NA, index=customers.index, dtype="str")
    lacks, known = pd.Series("", index=customers.index, dtype="str"), pd.Series(True, index=customers.index)
    for role, names in ROLES.items():
        there = teams[f"{HAS}{role}"]
        filled = customers["key"].isin(teams.loc[teams[names] != "", "key"])
        unasked = customers["key"].isin(teams["key"]) & ~customers["key"].isin(teams.loc[there, "key"])
        lacks = lacks.mask(~filled & ~unasked, lacks + ";" + role)
        known &= ~unasked
    return lacks.str.removeprefix(";").where(known | (lacks != ""))
