"""Who stands where on one day: whose row holds, what his records say, and every answer to that.

The past is the same computation with an earlier day, over the sheets whose week had begun by then (rulebook section 1).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from tracker import heard, history, link, placed, purchases, renewed, service, visits
from tracker.clean.notation import notation
from tracker.collect import Collected, nothing
from tracker.link import BEFORE_ALL
from tracker.rules import ANSWERS
from tracker.rules.registry import HAS, Columns
from tracker.settings import Settings
from tracker.typed import Typed, records

CUSTOMER, FOLLOWUP, PEOPLE = "customer", "followup", "people"
PURCHASE, COMPLAINT, VISIT, DEVELOPMENT, PLAN, TEAM = "purchase", "complaint", "visit", "development", "plan", "team"
EVENTS = (FOLLOWUP, PURCHASE, COMPLAINT, VISIT)  # the union of all sheets
RECORDS = (*EVENTS, DEVELOPMENT, PLAN, TEAM)
LAST = {
    "record",
    "date",
    "next_follow",
    "trigger",
    "has_next_follow",
    "has_trigger",
    "next_action",
    "has_next_action",
}
RENEWED = {COMPLAINT: ("content",), VISIT: ("goal",)}  # typed again with what came of it
EMPTY = {"b": False, "f": float("nan"), "M": pd.NaT}  # by the kind of a column's dtype; texts are ""


@dataclass(frozen=True)
class Standing:
    """What holds on one day, before any rule judges it.

    `sheets`: those that are read, with week and owner. `rows`: the customer rows that hold; `customers`: those of them
    with a name or number, with every answer. `records`: kind → the records that count; `repeated`: kind → those that
    stand twice in one sheet. `contacts`: the followups, and the visits that no followup tells; a visit with only a
    planned date is none. `linked`: pairs of customer and record, whatever its kind. `keys`: the key of every customer
    row read. `again`: of each record that does not count because it stands elsewhere already, the identical one.
    """

    sheets: pd.DataFrame
    rows: pd.DataFrame
    customers: pd.DataFrame
    records: Mapping[str, pd.DataFrame]
    repeated: Mapping[str, pd.DataFrame]
    contacts: pd.DataFrame
    linked: pd.DataFrame
    keys: pd.Series
    again: pd.Series


def context(settings: Settings, as_of: pd.Timestamp) -> dict[str, Any]:
    """Everything that a rule may ask for by name."""
    cadences = settings.tables["cadences"]
    units = settings.tables["units"].set_index("word")["unit"].to_dict()
    return {
        **settings.numbers,
        "as_of": as_of,
        "workdays": settings.workdays,
        "cadences": {
            (line["clock"], line["key"]): _interval(int(line["number"]), units[line["unit"]])
            for line in cadences.to_dict("records")
        },
        "stage_ranks": settings.ranks("stage"),
        "value_ranks": settings.ranks("value"),
        "cycle_ranks": settings.ranks("cycle"),
        "full_name_words": settings.company_words("full_name"),
        "denials": heard.denials(settings),
        "need_details": settings.tables["need_details"],
    }


def _interval(number: int, unit: str) -> pd.DateOffset:
    return pd.DateOffset(months=number) if unit == "months" else pd.DateOffset(days=number)


def standing(
    collected: Collected,
    week: pd.Series,
    read: Mapping[str, Typed],
    said: pd.DataFrame,
    as_of: pd.Timestamp,
    settings: Settings,
) -> Standing:
    """What holds on `as_of`. `week`: the Monday of each sheet; `read`: the records of each kind, as of that day;
    `said`: what the notes of the records say (heard.records)."""
    sheets = placed.sheets(collected, week, read, as_of, settings)
    customers = placed.records(read[CUSTOMER], sheets, collected, settings)
    customers = customers.join(link.customer_keys(customers))
    customers = customers.join(link.holding(customers, int(settings.numbers["latest_sheet_days"])))
    events, repeated, again = {}, {}, {}
    for kind in RECORDS:
        if len(read[kind].rows):
            counted = _events(read[kind], sheets, customers, collected, settings)
        else:
            counted = _no_events(kind, settings)
        events[kind], repeated[kind], again[kind] = counted
    rows = customers[customers["holds"]]
    held = rows[rows["key"] != ""]
    for kind in (FOLLOWUP, VISIT):
        events[kind] = events[kind].join(visits.ways(events[kind]["method"], settings.tables["contact_ways"]))
    twins = visits.told(events[VISIT], events[FOLLOWUP])
    planned = events[VISIT]["date"].isna() & events[VISIT]["planned_date"].notna()
    contacts = _contacts(events[FOLLOWUP], events[VISIT][twins.isna() & ~planned])
    direct = contacts[contacts["direct"] | (contacts["kind"] == VISIT)]
    untold = contacts[~contacts["direct"] & (contacts["kind"] == FOLLOWUP) & ~contacts["has_method"]]
    events[VISIT] = events[VISIT].assign(
        followed=visits.answered(events[VISIT], direct, twins),
        followed_perhaps=visits.answered(events[VISIT], untold, twins).notna(),
    )
    events[PURCHASE] = events[PURCHASE].assign(
        amount=events[PURCHASE]["amount_low"].fillna(events[PURCHASE]["amount_high"])
    )
    pairs = pd.concat([link.contacts(found, held) for found in events.values()], ignore_index=True)
    held = _with_history(held, customers, events, contacts, pairs, said, read[PEOPLE].rows, as_of, settings)
    team = placed.of_people(read[PEOPLE].rows, "team")
    held["team"] = held["team"].mask(held["team"] == "", held["owner"].map(team).astype("str").fillna(""))
    asked = context(settings, as_of)
    answers = Columns(held)
    for step in ANSWERS:
        answers.answer(step, asked)
    return Standing(
        sheets, rows, answers.frame(), events, repeated, contacts, pairs, customers["key"], pd.concat(again.values())
    )


def _events(
    read: Typed, sheets: pd.DataFrame, customers: pd.DataFrame, collected: Collected, settings: Settings
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """The records of one kind that count, those that stand twice in one sheet, and of the others the identical one."""
    found = placed.records(read, sheets, collected, settings)
    return _counted(found.join(link.record_keys(found, customers)), read, settings)


@lru_cache(maxsize=64)
def _no_events(kind: str, settings: Settings) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """The same of a kind that nobody handed in: the columns, and no row."""
    empty = nothing({kind: list(settings.fields(kind).index)})
    nobody = pd.DataFrame({"customer_id": [], "name": [], "key": []}, dtype="str")
    sheets = empty.sheets.assign(week=empty.sheets["named"], owner="")
    return _events(records(kind, empty, pd.Timestamp(0), settings), sheets, nobody, empty, settings)


def _counted(found: pd.DataFrame, read: Typed, settings: Settings) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """The records that count, those that stand twice in one sheet, and of those that do not count the identical one."""
    if read.kind == DEVELOPMENT:  # a form that is kept up to date: the newest holds, as a customer's row does
        newest = ~link.in_place(found).duplicated(["key", "name", "owner"], keep="last")
        found = found.assign(duplicate_of=pd.array([pd.NA] * len(found), dtype="Int64"), twin="again")
        return found[newest.reindex(found.index)], found.iloc[:0], pd.Series(dtype="int64")
    identity = placed.identity(found, read, settings.fields(read.kind).index)
    same = identity.groupby(identity.columns.tolist(), dropna=False, sort=False).ngroup()
    found = found.join(link.counted(found[[*link.PLACE, *link.SHEET]].assign(same=same), ["same"]))
    counts = found["counts"]
    first = pd.Series(found.index[counts], index=same[counts])
    again = same[~counts].map(first)
    if read.kind == PURCHASE or read.kind in RENEWED:
        counts = counts & ~_renewed(found, same, read)
    return found[counts], found[found["duplicate_of"].notna()], again


def _renewed(found: pd.DataFrame, same: pd.Series, read: Typed) -> pd.Series:
    if read.kind == PURCHASE:
        return renewed.purchases(found, same)
    filled = read.filled.reindex(found.index)
    bits = {name: 1 << place for place, name in enumerate(filled.columns)}
    nothing = pd.Series(0, index=found.index, dtype="int64")
    asked = found.assign(
        filled=sum((filled[name].astype("int64") * bit for name, bit in bits.items()), nothing),
        columns=sum((found[f"{HAS}{name}"].astype("int64") * bit for name, bit in bits.items()), nothing),
    )
    return renewed.events(asked, same, RENEWED[read.kind])


def _contacts(followups: pd.DataFrame, went: pd.DataFrame) -> pd.DataFrame:
    """Followups, and the visits in their form: what only followups have is empty, and absent from their sheets."""
    lacking = {
        name: pd.Series(EMPTY.get(dtype.kind, ""), index=went.index, dtype=dtype)
        for name, dtype in followups.dtypes.items()
        if name not in went
    }
    alike = went.assign(**{str(name): empty for name, empty in lacking.items()})[followups.columns]
    return pd.concat([followups, alike]) if len(alike) else followups


def _with_history(
    held: pd.DataFrame,
    customers: pd.DataFrame,
    events: Mapping[str, pd.DataFrame],
    contacts: pd.DataFrame,
    pairs: pd.DataFrame,
    said: pd.DataFrame,
    people: pd.DataFrame,
    as_of: pd.Timestamp,
    settings: Settings,
) -> pd.DataFrame:
    """The held customers with what their records say of them."""
    numbers = settings.numbers

    def of(records: pd.DataFrame) -> pd.DataFrame:
        return pairs.join(records.drop(columns="key"), on="record", how="inner")

    made = of(contacts)
    dated = history.in_order(made)
    undated = made.loc[made["date"].isna(), "customer"].value_counts()
    bought = purchases.of_customers(
        of(events[PURCHASE]), held, purchases.year_total(events[PURCHASE], as_of, numbers), as_of, numbers
    )
    last = history.latest(dated[["customer", *sorted(LAST)]], held.index)
    held = held.join(history.counts(dated, held.index, as_of, numbers)).join(last).join(bought)
    held["unread_contacts"] = undated.reindex(held.index, fill_value=0)
    held["last_contact"] = held["last_date"].fillna(held["first_contact"])
    held["last_contact_by"] = held["last_date"].isna().map({True: "first_contact", False: "contact"})
    held["promised"] = history.promises(dated, held["next_follow"], last["last_date"])
    held["unanswered"] = history.unanswered(dated, held.index, int(numbers["silent_contacts"]), "none")
    went, complained = of(events[VISIT]), of(events[COMPLAINT])
    held = held.join(history.since(dated, of(events[PURCHASE]), complained, held.index, as_of, numbers))
    held = held.join(service.complaints(complained, held.index, as_of, numbers))
    rated = pd.concat([complained, went], ignore_index=True).assign(week=lambda all: all["week"].fillna(BEFORE_ALL))
    held["satisfaction"] = service.satisfaction(rated, held.index, int(numbers["satisfaction_last"]))
    told = pd.concat([went, made[(made["kind"] == FOLLOWUP) & made["visit"]]]).dropna(subset="date")
    leads = "|".join(settings.tables["rank_words"]["pattern"])
    held["led"] = visits.led(
        told, held.index, placed.of_people(people, "rank"), leads, notation(settings).patterns["choice_split"]
    )
    noted = history.in_order(pd.concat([of(events[FOLLOWUP]), went], ignore_index=True))
    held = held.join(heard.latest(said, noted, held.index, as_of, int(numbers["note_days"])))
    deal = pd.concat([held["signed"], held["last_purchase"]], axis=1).max(axis=1)
    return held.join(history.quotes(history.quoted(held, customers, dated, settings), deal))
