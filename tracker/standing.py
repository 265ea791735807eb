"""Who stands where on one day: whose row holds, what his contacts say, and every answer to that.

The past is the same computation with an earlier day, over the sheets whose week had begun by then (rulebook section 1).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tracker import history, link, weeks
from tracker.clean import money
from tracker.collect import Collected
from tracker.link import BEFORE_ALL
from tracker.rules import ANSWERS
from tracker.rules.registry import HAS, Step
from tracker.settings import Settings
from tracker.typed import Typed
from tracker.workdays import Workdays

CUSTOMER, FOLLOWUP, PEOPLE = "customer", "followup", "people"
CONTACT_WAYS = ("phone", "mobile", "email", "wechat")
LAST = {"record", "date", "next_follow", "trigger", "has_next_follow", "has_trigger"}


@dataclass(frozen=True)
class Standing:
    """What holds on one day, before any rule judges it.

    `sheets`: those that are read, with week and owner. `rows`: the customer rows that hold; `customers`: those of them
    with a name or number, with every answer. `records`: the followups that count; `repeated`: those that stand twice
    in one sheet. `contacts`: pairs of customer and contact, in time order. `keys`: the key of every customer row read.
    """

    sheets: pd.DataFrame
    rows: pd.DataFrame
    customers: pd.DataFrame
    records: pd.DataFrame
    repeated: pd.DataFrame
    contacts: pd.DataFrame
    keys: pd.Series


def context(settings: Settings, as_of: pd.Timestamp) -> dict[str, Any]:
    """Everything that a rule may ask for by name."""
    cadences = settings.tables["cadences"]
    units = settings.tables["units"].set_index("word")["unit"].to_dict()
    words = settings.tables["company_words"]
    return {
        **settings.numbers,
        "as_of": as_of,
        "workdays": Workdays(settings.tables["calendar"]),
        "cadences": {
            (line["clock"], line["key"]): _interval(int(line["number"]), units[line["unit"]])
            for line in cadences.to_dict("records")
        },
        "stage_ranks": settings.ranks("stage"),
        "value_ranks": settings.ranks("value"),
        "cycle_ranks": settings.ranks("cycle"),
        "full_name_words": _words(words, "full_name"),
    }


def _interval(number: int, unit: str) -> pd.DateOffset:
    return pd.DateOffset(months=number) if unit == "months" else pd.DateOffset(days=number)


def week_of_sheets(collected: Collected, read: Mapping[str, Typed]) -> pd.Series:
    """The Monday of each sheet's week: what its names say, else the latest contact or registration in its workbook."""
    dated = [read[CUSTOMER].rows[["table", "registered"]], read[FOLLOWUP].rows[["table", "date"]]]
    days = pd.concat([part.set_axis(["table", "day"], axis=1) for part in dated], ignore_index=True)
    latest = days["day"].groupby(days["table"].map(collected.sheets["file"])).max().dt.normalize()
    derived = latest.reindex(collected.sheets["file"]).set_axis(collected.sheets.index)
    derived = derived - pd.to_timedelta(derived.dt.day_of_week, unit="D")
    return collected.sheets["named"].fillna(derived).astype("datetime64[us]").rename("week")


def standing(
    collected: Collected, week: pd.Series, read: Mapping[str, Typed], as_of: pd.Timestamp, settings: Settings
) -> Standing:
    """What holds on `as_of`. `week`: the Monday of each sheet; `read`: the records of each kind, as of that day."""
    sheets = collected.sheets.assign(week=week)
    sheets = sheets[~(sheets["week"] > as_of)]
    sheets = sheets.assign(owner=_owners(sheets, read, settings))
    customers, records = (_placed(read[kind], sheets, collected, settings) for kind in (CUSTOMER, FOLLOWUP))
    customers = customers.join(link.customer_keys(customers))
    customers = customers.join(link.holding(customers, int(settings.numbers["latest_sheet_days"])))
    records = records.join(link.record_keys(records, customers))
    identity = _identity(records, read[FOLLOWUP], settings.fields(FOLLOWUP).index)
    records = records.join(link.counted(records.join(identity), identity.columns.tolist()))
    first_shown = _first_shown(customers)
    repeated = records[records["duplicate_of"].notna()]
    rows, records = customers[customers["holds"]], records[records["counts"]]
    held = rows[rows["key"] != ""]
    pairs = link.contacts(records, held)
    linked = pairs.join(records.drop(columns="key"), on="record")
    contacts = history.in_order(linked)
    held = _with_history(held, contacts, first_shown, as_of, settings)
    undated = linked.loc[linked["date"].isna(), "customer"].value_counts()
    held["unread_contacts"] = undated.reindex(held.index, fill_value=0)
    asked = context(settings, as_of)
    held["team"] = held["team"].mask(held["team"] == "", _teams(read[PEOPLE].rows, held["owner"]))
    for step in ANSWERS:
        held = with_answer(held, step, asked)
    return Standing(sheets, rows, held, records, repeated, contacts, customers["key"])


def _owners(sheets: pd.DataFrame, read: Mapping[str, Typed], settings: Settings) -> list[str]:
    """Whose sheet each is, by the names that stand in some sheet (rulebook section 2, Owner)."""
    known = pd.concat([read[CUSTOMER].rows[["table", "owner"]], read[FOLLOWUP].rows[["table", "owner"]]])
    people = read[PEOPLE].rows["name"]
    names = pd.concat([known.loc[known["table"].isin(sheets.index), "owner"], people]).unique()
    patterns = settings.tables["week_patterns"]
    folders = [file.split("/")[:-1] for file in sheets["file"]]
    places = [
        [*title.split("\n"), sheet, file.rsplit("/", 1)[-1], *reversed(above)]
        for title, sheet, file, above in zip(sheets["title"], sheets["sheet"], sheets["file"], folders, strict=True)
    ]
    first = [above[0] if above and weeks.named(above[:1], patterns) is None else "" for above in folders]
    return [owner or folder for owner, folder in zip(link.owners(places, names), first, strict=True)]


def _placed(read: Typed, sheets: pd.DataFrame, collected: Collected, settings: Settings) -> pd.DataFrame:
    """The typed records of the sheets that are read, with place, owner, names as compared, and has_<field>."""
    rows = read.rows[read.rows["table"].isin(sheets.index)]
    about = sheets[["file", "sheet", "week", "owner"]].reindex(rows["table"]).set_axis(rows.index)
    words = settings.tables["company_words"]
    company = rows["company"]
    has = {f"{HAS}{field}": collected.has(rows["table"], field) for field in settings.fields(read.kind).index}
    filled = {f"filled_{way}": read.filled[way].reindex(rows.index) for way in CONTACT_WAYS if way in read.filled}
    own = rows["date"] if "date" in rows else pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us]")
    return rows.assign(
        file=about["file"],
        sheet=about["sheet"],
        week=about["week"],
        owner=rows["owner"].mask(rows["owner"] == "", about["owner"]).astype("str"),
        customer_id=link.ids(rows["customer_id"]),
        name=link.names(company, _words(words, "suffix"), _words(words, "stays")),
        who=company.mask(company == "", rows["customer_id"]),
        day=own.dt.normalize().fillna(about["week"]),
        **has,
        **filled,
    )


def _teams(people: pd.DataFrame, owners: pd.Series) -> pd.Series:
    """The team that the people sheet gives each owner, "" for none."""
    team = people[people["team"] != ""].drop_duplicates("name", keep="last").set_index("name")["team"]
    return pd.Series([team.get(owner, "") for owner in owners], index=owners.index, dtype="str")


def _words(table: pd.DataFrame, use: str) -> tuple[str, ...]:
    return tuple(table.loc[table["use"] == use, "word"])


def _identity(records: pd.DataFrame, read: Typed, fields: pd.Index) -> pd.DataFrame:
    """The columns that make two records the same: the customer and everything known of it; cells that could not be
    read as they are typed, so that none is passed over."""
    unread = read.problems["field"] + "=" + read.problems["shown"]
    typed = unread.groupby(read.problems["record"]).agg(";".join)
    unlinked = records["key"] == ""
    known = [name for name in records.columns if name.split("_low")[0].split("_high")[0] in fields]
    same = records[[name for name in known if name not in ("customer_id", "company")]].add_prefix("same_")
    return same.assign(
        same_unread=typed.reindex(records.index).astype("str").fillna(""),
        same_key=records["key"],
        same_number=records["customer_id"].where(unlinked, ""),
        same_name=records["name"].where(unlinked, ""),
    )


def _first_shown(customers: pd.DataFrame) -> pd.Series:
    """For each customer row: the Monday of the first week whose row of that customer shows its quote."""
    week = customers["week"].fillna(BEFORE_ALL)
    shown = [customers["key"], customers["quote_low"], customers["quote_high"]]
    return week.groupby(shown, dropna=False).transform("min")


def _with_history(
    held: pd.DataFrame,
    contacts: pd.DataFrame,
    first_shown: pd.Series,
    as_of: pd.Timestamp,
    settings: Settings,
) -> pd.DataFrame:
    numbers = settings.numbers
    own = held.assign(customer=held.index, date=first_shown.reindex(held.index))
    asked = pd.concat([own, contacts], ignore_index=True)
    events = asked[["customer", "date", "file", "sheet", "row"]].assign(
        amount=asked["quote_low"].fillna(asked["quote_high"]),
        void=asked["quote_void"].astype(bool)
        | (asked["quote_status"] == "void")
        | money.void(asked["remark"], settings),
    )
    events = events.sort_values(["customer", "date"], kind="stable")
    last = history.latest(contacts[["customer", *sorted(LAST)]], held.index)
    result = held.join(history.counts(contacts, held.index, as_of, numbers)).join(last)
    result["last_contact"] = result["last_date"].fillna(result["first_contact"])
    result["last_contact_by"] = result["last_date"].isna().map({True: "first_contact", False: "contact"})
    result["promised"] = history.promises(contacts, held["next_follow"], last["last_date"])
    result["unanswered"] = history.unanswered(contacts, held.index, int(numbers["silent_contacts"]), "none")
    return result.join(history.quotes(events, held["signed"]))


def with_answer(frame: pd.DataFrame, step: Step, asked: Mapping[str, Any]) -> pd.DataFrame:
    """The frame with the step's answer: a Series under the step's name, a frame under its own columns."""
    answer = step.of(frame, asked)
    named = answer.to_frame(step.id) if isinstance(answer, pd.Series) else answer
    return frame.assign(**{str(name): named[name] for name in named})
