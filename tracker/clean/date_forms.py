"""One typed date → what it says (`Written`) → a moment, counted from an anchor where it must be."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tracker.clean import numerals
from tracker.clean.notation import Notation


@dataclass(frozen=True)
class Written:
    """What the cell says, None where it does not; `years`, `months`, `weeks`, `days` step from the anchor."""

    year: int | None = None
    years: int | None = None
    month: int | None = None
    months: int | None = None
    day: int | None = None  # not said beside a month: its last day
    weeks: int | None = None
    weekday: int | None = None
    days: int | None = None
    clock: time = time()
    said: frozenset[int] = frozenset()  # weekdays written beside the date
    month_end: bool = False
    period: bool = False

    @property
    def relative(self) -> bool:
        """Only means something beside the day it was written."""
        return (self.years, self.months, self.weekday, self.days) != (None, None, None, None)


def written(text: str, note: Notation) -> Written | None:
    """What `text` (tidy, closed up) says, or None if it is not written as a date."""
    for pattern in note.forms["date"]:
        found = pattern.match(text)
        tail = note.patterns["date_tail"].fullmatch(text, found.end()) if found else None
        clock = _clock(tail, note) if tail else None
        if found and tail and clock is not None:
            beside = {tail["said"], tail["said_after"]} - {None}
            return _said(found, note, clock, frozenset(note.words["weekday"][word] for word in beside))
    for pattern in note.forms["period"]:
        if found := pattern.fullmatch(text):
            return _said(found, note, period=True)
    return None


def _said(
    found: re.Match[str],
    note: Notation,
    clock: time = time(),
    said: frozenset[int] = frozenset(),
    period: bool = False,
) -> Written:
    parts = {name: part for name, part in found.groupdict().items() if part is not None}

    def word(kind: str) -> int | None:
        return note.words[kind][parts[kind]] if kind in parts else None

    def number(name: str) -> int | None:
        # What is no number is a month or day that does not exist.
        return (numerals.whole(parts[name], note) or 0) if name in parts else None

    year = number("year") if "year" in parts else number("year_bare")
    quarter = number("quarter") if "quarter" in parts else number("q")
    month = number("month") if "month" in parts else quarter * 3 if quarter else word("half")
    months, weekday, days = word("months"), word("weekday"), word("days")
    if month is None and months is None and weekday is None and days is None:
        months, month = (0, None) if "end" in parts else (None, 12)
    return Written(
        year=2000 + year if year is not None and year < 100 else year,
        years=word("years"),
        month=month,
        months=months,
        day=number("day"),
        weeks=word("weeks"),
        weekday=weekday,
        days=days,
        clock=clock,
        said=said,
        month_end="end" in parts,
        period=period,
    )


def _clock(tail: re.Match[str], note: Notation) -> time | None:
    """The time in the tail; 00:00 if it names none; None if there is no such time (25:00, 晚上3点)."""
    if tail["hour"] is None:
        return time()
    hour = numerals.whole(tail["hour"], note)
    minute = 30 if tail["half"] else numerals.whole(tail["minute"] or tail["minute_cn"] or "0", note)
    second = int(tail["second"] or 0)
    named = {tail["part"], tail["part_after"]} - {None}
    if hour is None or minute is None or len(named) > 1:
        return None
    for part in named:
        fits = [add for word, low, high, add in note.parts if word == part and low <= hour <= high]
        if not fits:
            return None
        hour += fits[0]
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def resolved(said: Written, anchor: date | None, forward: bool, period_end: bool) -> tuple[datetime | None, str]:
    """(moment, "") or (None, problem)."""
    if said.period and not period_end:
        return None, "period_not_day"
    if said.month_end and not (forward or period_end):
        return None, "period_not_day"
    if said.relative and not forward:
        return None, "not_a_date"
    try:
        if said.month is not None and said.day is not None:
            date(2000 if said.year is None else said.year, said.month, said.day)
        if said.relative and anchor is None:
            return None, "no_anchor"
        if said.year is None and anchor is None:
            return None, "no_year_known"
        day = _day(said, anchor or date.min, forward)
    except (ValueError, OverflowError):
        return None, "no_such_day"
    if said.said - {day.isoweekday()}:
        return None, "wrong_weekday"
    return datetime.combine(day, said.clock), ""


def _day(said: Written, anchor: date, forward: bool) -> date:
    if said.days is not None:
        return anchor + timedelta(days=said.days)
    if said.weekday is not None:
        monday = anchor - timedelta(days=anchor.weekday())
        return monday + timedelta(weeks=said.weeks or 0, days=said.weekday - 1)
    year, month = said.year if said.year is not None else anchor.year, said.month or 0
    if said.months is not None:
        year, month = divmod(anchor.year * 12 + anchor.month - 1 + said.months, 12)
        month += 1
    elif said.years is not None:
        year += said.years
    elif said.year is None:
        here = (month, _last(year, month) if said.day is None else said.day)
        today = (anchor.month, anchor.day)
        year += (here < today) if forward else -(here > today)
    return date(year, month, _last(year, month) if said.day is None else said.day)


def _last(year: int, month: int) -> int:
    return monthrange(year, month)[1]
