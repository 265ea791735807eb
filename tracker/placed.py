"""The typed records of the sheets that are read: where each stands, whose it is, under which names it is compared."""

from collections.abc import Mapping

import pandas as pd

from tracker import link, weeks
from tracker.collect import Collected
from tracker.rules.registry import HAS
from tracker.settings import Settings
from tracker.typed import Typed

CUSTOMER, PEOPLE = "customer", "people"
CONTACT_WAYS = ("phone", "mobile", "email", "wechat")
FORMS = ("development",)  # of which every field is to be filled
PLANNED = ("plan",)  # whose date is still to come
NAMED = ("customer_id", "company")
OWNED = ("customer", "followup", "visit", "purchase", "development", "plan")  # whose person is a salesperson
DATED = {"customer": "registered", "followup": "date", "visit": "date"}  # what tells the week of a workbook


def week_of_sheets(collected: Collected, read: Mapping[str, Typed]) -> pd.Series:
    """The Monday of each sheet's week: what its names say, else the latest contact or registration in its workbook."""
    dated = [read[kind].rows[["table", field]] for kind, field in DATED.items()]
    days = pd.concat([part.set_axis(["table", "day"], axis=1) for part in dated], ignore_index=True)
    latest = days["day"].groupby(days["table"].map(collected.sheets["file"])).max().dt.normalize()
    derived = latest.reindex(collected.sheets["file"]).set_axis(collected.sheets.index)
    derived = derived - pd.to_timedelta(derived.dt.day_of_week, unit="D")
    return collected.sheets["named"].fillna(derived).astype("datetime64[us]").rename("week")


def sheets(
    collected: Collected, week: pd.Series, read: Mapping[str, Typed], as_of: pd.Timestamp, settings: Settings
) -> pd.DataFrame:
    """The sheets whose week has begun by `as_of`, with week and owner."""
    known = collected.sheets.assign(week=week)
    known = known[~(known["week"] > as_of)]
    return known.assign(owner=_owners(known, read, settings))


def _owners(known: pd.DataFrame, read: Mapping[str, Typed], settings: Settings) -> list[str]:
    """Whose sheet each is, by the names that stand in some sheet (rulebook section 2, Owner)."""
    owned = pd.concat([read[kind].rows[["table", "owner"]] for kind in OWNED])
    people = read[PEOPLE].rows["name"]
    names = pd.concat([owned.loc[owned["table"].isin(known.index), "owner"], people]).unique()
    patterns = settings.tables["week_patterns"]
    folders = [file.split("/")[:-1] for file in known["file"]]
    places = [
        [*title.split("\n"), sheet, file.rsplit("/", 1)[-1], *reversed(above)]
        for title, sheet, file, above in zip(known["title"], known["sheet"], known["file"], folders, strict=True)
    ]
    first = [above[0] if above and weeks.named(above[:1], patterns) is None else "" for above in folders]
    return [owner or folder for owner, folder in zip(link.owners(places, names), first, strict=True)]


def records(read: Typed, known: pd.DataFrame, collected: Collected, settings: Settings) -> pd.DataFrame:
    """The typed records of the sheets that are read, with kind, place, owner, names as compared, and has_<field>."""
    rows = read.rows[read.rows["table"].isin(known.index)]
    about = known[["file", "sheet", "week", "owner"]].reindex(rows["table"]).set_axis(rows.index)
    nothing = pd.Series("", index=rows.index, dtype="str")
    company, number = (rows.get(name, nothing) for name in ("company", "customer_id"))
    has = {f"{HAS}{field}": collected.has(rows["table"], field) for field in settings.fields(read.kind).index}
    asked = read.filled.columns if read.kind in FORMS else read.filled.columns.intersection(list(CONTACT_WAYS))
    filled = {f"filled_{name}": read.filled[name].reindex(rows.index) for name in asked}
    undated = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us]")
    own = undated if read.kind in PLANNED else rows.get("date", undated)
    return rows.assign(
        kind=read.kind,
        file=about["file"],
        sheet=about["sheet"],
        week=about["week"],
        person_typed=rows["owner"],
        owner=rows["owner"].mask(rows["owner"] == "", about["owner"]).astype("str"),
        company=company,
        customer_id=link.ids(number),
        name=link.names(company, settings.company_words("suffix"), settings.company_words("stays")),
        who=company.mask(company == "", number),
        day=own.dt.normalize().fillna(about["week"]),
        **has,
        **filled,
    )


def identity(records: pd.DataFrame, read: Typed, fields: pd.Index) -> pd.DataFrame:
    """The columns that make two records the same: the customer and everything known of it; cells that could not be
    read as they are typed, so that none is passed over."""
    unread = read.problems["field"] + "=" + read.problems["shown"]
    typed = unread.groupby(read.problems["record"]).agg(";".join)
    unlinked = records["key"] == ""
    known = [name for name in records.columns if name.split("_low")[0].split("_high")[0] in fields]
    same = records[[name for name in known if name not in NAMED]].add_prefix("same_")
    return same.assign(
        same_unread=typed.reindex(records.index).astype("str").fillna(""),
        same_key=records["key"],
        same_number=records["customer_id"].where(unlinked, ""),
        same_name=records["name"].where(unlinked, ""),
    )


def of_people(people: pd.DataFrame, field: str) -> pd.Series:
    """What the people sheets last say of each name; "" for who is listed without it."""
    named = people[people["name"] != ""]
    said: pd.Series = named[field].where(named[field] != "").groupby(named["name"]).last()
    return said.astype("str").fillna("")
