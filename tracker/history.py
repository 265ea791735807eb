"""What the records say of each customer: one row a customer, counted from his contacts and quotes.

`contacts`: one row for each pair of a held customer and a contact of his, in time order (a date only is 00:00; on one
moment the later place is the later one): customer, record, date, next_follow, trigger, response, quote …
"""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracker.clean import money
from tracker.link import BEFORE_ALL
from tracker.settings import Settings

DAY = pd.Timedelta(days=1)
Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]


def in_order(contacts: pd.DataFrame) -> pd.DataFrame:
    """The dated contacts, by customer and moment."""
    dated = contacts.assign(week=contacts["week"].fillna(BEFORE_ALL))[contacts["date"].notna()]
    return dated.sort_values(["customer", "date", "week", "table", "row"], kind="stable").reset_index(drop=True)


def counts(
    contacts: pd.DataFrame, customers: pd.Index, as_of: pd.Timestamp, numbers: Mapping[str, float]
) -> pd.DataFrame:
    """How often: contacts (all), first_date (the first one's), recent_contacts (last over_contact_days),
    contacts_recent and contacts_before (the drop window and the one before it), over_since (when the over-contact
    that lasts began)."""
    age = (as_of - contacts["date"].dt.normalize()).dt.days
    window, close = int(numbers["drop_window_days"]), int(numbers["over_contact_days"])

    def number(chosen: pd.Series) -> pd.Series:
        counted: pd.Series = contacts.loc[chosen, "customer"].value_counts().reindex(customers, fill_value=0)
        return counted.astype("int64")

    return pd.DataFrame(
        {
            "contacts": number(age >= 0),
            "first_date": contacts.groupby("customer")["date"].min().reindex(customers),
            "recent_contacts": number(age < close),
            "contacts_recent": number(age < window),
            "contacts_before": number((age >= window) & (age < 2 * window)),
            "over_since": _over_since(contacts, close, int(numbers["over_contact_times"])).reindex(customers),
        }
    )


def _over_since(contacts: pd.DataFrame, days: int, times: int) -> pd.Series:
    """The first day of the last unbroken run of days on each of which more than `times` contacts lie in the `days` up
    to it. Each contact with `times` before it in the window starts such a stretch, which ends as the first leaves."""
    day = contacts["date"].dt.normalize()
    earlier = day.groupby(contacts["customer"])
    ends = earlier.shift(times) + pd.Timedelta(days=days - 1)
    stretch = pd.DataFrame({"customer": contacts["customer"], "starts": day, "ends": ends})[ends >= day]
    of = stretch.groupby("customer")
    broken = ~(stretch["starts"] <= of["ends"].shift(1) + DAY)
    run = broken.groupby(stretch["customer"]).cumsum()
    last = stretch[run == run.groupby(stretch["customer"]).transform("max")]
    began: pd.Series = last.groupby("customer")["starts"].first()
    return began


def began(
    events: pd.DataFrame, customers: pd.Index, as_of: pd.Timestamp, days: int, holds: Callable[[Counts, Counts], Flags]
) -> pd.Series:
    """Since when a rule on the number of events has held without a break up to `as_of`; NaT where it does not hold now.

    `holds` says, of the number in the last `days` and in those before, whether it does; `events`: customer, date.
    """
    day = ((events["date"].dt.normalize() - as_of).dt.days).to_numpy()
    code = customers.get_indexer(pd.Index(events["customer"]))
    span = 2 * days  # as far back as an event of today's windows can reach
    width = 2 * span + 2 * days
    own = (code >= 0) & (day > -width)
    number = np.zeros((len(customers), width + 1), dtype=np.int64)
    np.add.at(number, (code[own], day[own] + width), 1)
    total = np.concatenate([np.zeros((len(customers), 1), dtype=np.int64), number.cumsum(axis=1)], axis=1)
    last = np.arange(width - span, width + 1) + 1  # one past the day, for each day looked at
    recent = total[:, last] - total[:, last - days]
    before = total[:, last - days] - total[:, last - 2 * days]
    broken = ~holds(recent, before)
    since = span - np.argmax(broken[:, ::-1], axis=1) + 1
    since = np.where(broken.any(axis=1), since, 0)
    first = pd.Series(as_of + pd.to_timedelta(since - span, unit="D"), index=customers).astype("datetime64[us]")
    return first.mask(broken[:, -1])


def since(
    contacts: pd.DataFrame,
    bought: pd.DataFrame,
    complained: pd.DataFrame,
    customers: pd.Index,
    as_of: pd.Timestamp,
    numbers: Mapping[str, float],
) -> pd.DataFrame:
    """contacts_dropped, purchases_dropped, complaints_risen: since when, of each customer; see began."""

    def drop(share: float, least: float) -> Callable[[Counts, Counts], Flags]:
        return lambda recent, before: (recent <= share * before) & (before >= least)

    rise = numbers["complaint_rise_times"]
    fewer = drop(numbers["drop_share"], numbers["drop_min_before"])
    less = drop(numbers["purchase_drop_share"], numbers["purchase_min_before"])
    windows = (int(numbers[f"{name}_window_days"]) for name in ("drop", "purchase", "complaint"))
    contact, purchase, complaint = windows
    return pd.DataFrame(
        {
            "contacts_dropped": began(contacts, customers, as_of, contact, fewer),
            "purchases_dropped": began(bought[bought["date"].notna()], customers, as_of, purchase, less),
            "complaints_risen": began(
                complained[complained["date"].notna()],
                customers,
                as_of,
                complaint,
                lambda recent, before: (recent >= rise) & (recent > before),
            ),
        },
        index=customers,
    )


def latest(contacts: pd.DataFrame, customers: pd.Index) -> pd.DataFrame:
    """The latest contact of each customer, its columns prefixed by last_ (NaN, NaT for nobody's)."""
    last = contacts.drop_duplicates("customer", keep="last").set_index("customer").add_prefix("last_")
    return last.reindex(customers)


def promises(contacts: pd.DataFrame, own: pd.Series, last_date: pd.Series) -> pd.Series:
    """The promised next contact of each customer (rulebook section 5, three clocks).

    That of the latest contact; else of the latest earlier one whose promise lies after the latest contact; else
    `own`, the customer row's, if it lies after the latest contact.
    """
    promised = contacts[contacts["next_follow"].notna()]
    last_of_his = last_date.reindex(promised["customer"]).set_axis(promised.index)
    is_last = ~contacts["customer"].duplicated(keep="last").reindex(promised.index)
    standing = promised[is_last | (promised["next_follow"] > last_of_his)]
    by_contact = standing.drop_duplicates("customer", keep="last").set_index("customer")["next_follow"]
    after_last = last_date.isna() | (own > last_date)
    promised_day: pd.Series = by_contact.reindex(own.index).fillna(own.where(after_last)).dt.normalize()
    return promised_day


def unanswered(contacts: pd.DataFrame, customers: pd.Index, number: int, silence: str) -> pd.Series:
    """Whether each of the last `number` contacts was met with `silence` (Kleene: an empty answer is unknown);
    False for a customer with fewer contacts."""
    last = contacts.groupby("customer").tail(number)
    of, given = last["customer"], last["response"]
    spoke = ((given != silence) & (given != "")).groupby(of).any().astype("boolean")
    empty = (given == "").groupby(of).any().astype("boolean")
    silent = (~spoke).mask(~spoke & empty, pd.NA).mask(of.groupby(of).size() < number, False)
    unknown = silent.index[silent.isna()]
    return silent.reindex(customers).fillna(False).mask(customers.isin(unknown), pd.NA)


def quoted(held: pd.DataFrame, customers: pd.DataFrame, contacts: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """The quotes of each customer in time order, as `quotes` takes them: those of his contacts, and of his own row,
    dated by the Monday of the first week whose row of that customer shows it."""
    week = customers["week"].fillna(BEFORE_ALL)
    shown = [customers["key"], customers["quote_low"], customers["quote_high"]]
    first_shown = week.groupby(shown, dropna=False).transform("min")
    own = held.assign(customer=held.index, date=first_shown.reindex(held.index))
    asked = pd.concat([own, contacts], ignore_index=True)
    events = asked[["customer", "date", "file", "sheet", "row"]].assign(
        amount=asked["quote_low"].fillna(asked["quote_high"]),
        void=asked["quote_void"].astype(bool)
        | (asked["quote_status"] == "void")
        | money.void(asked["remark"], settings),
    )
    return events.sort_values(["customer", "date"], kind="stable")


def quotes(events: pd.DataFrame, closing: pd.Series) -> pd.DataFrame:
    """The open quotes of each customer: quote (the last) and where it stands, lowest_quote; NaN without one.

    `events`: customer, date, amount, void, file, sheet, row, in time order. `closing`: the customer's last 签约; an
    older quote is closed.
    """
    ended = closing.reindex(events["customer"]).set_axis(events.index)
    still_open = events[~events["void"] & events["amount"].notna() & ~(events["date"].dt.normalize() < ended)]
    last = still_open.drop_duplicates("customer", keep="last").set_index("customer")
    lowest = still_open.groupby("customer")["amount"].min()
    found: pd.DataFrame = last[["amount", "file", "sheet", "row"]].set_axis(
        ["quote", "quote_file", "quote_sheet", "quote_row"], axis=1
    )
    return found.assign(lowest_quote=lowest).reindex(closing.index)
