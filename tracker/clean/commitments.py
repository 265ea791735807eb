"""Dates promised in a sentence: 3月10日前发送对比表, 下周三拜访, 三天内回复 (rulebook section 6, commitment_overdue).

The sentence is searched for words that can only be a date; these alone go to the date reader. Steps that no date cell
has (三天内, 本周内, 25号前) are counted here.
"""

import re
from collections.abc import Callable, Iterator

import pandas as pd

from tracker.clean import dates, numerals
from tracker.clean.notation import Notation, notation
from tracker.clean.passage import passage
from tracker.settings import Settings

DATE, WEEKDAY = "date", "weekday"
HALF_MONTH = 15  # days
HALF = 0.5
Found = tuple[int, str, str, str, float]


def read(texts: pd.Series, anchor: pd.Series, settings: Settings) -> pd.DataFrame:
    """Texts, and the day each was written → due (the earliest date that the text names, NaT if none), phrase (the words
    that say so, as they stand in the text, "" if none). A date before the day of writing is no promise."""
    note = notation(settings)
    index = pd.RangeIndex(len(texts))
    known = {text: list(_found(text, note)) for text in set(texts) if isinstance(text, str)}
    rows = [(at, *found) for at, text in enumerate(texts) if isinstance(text, str) for found in known[text]]
    said = pd.DataFrame(rows, columns=["at", *_FOUND]).astype(_FOUND)
    written = (
        pd.Series(anchor.to_numpy(), index=index)
        .astype("datetime64[us]")
        .take(said["at"].to_numpy())
        .set_axis(said.index)
    )
    today = written.dt.normalize()
    said["due"] = _due(said, today, settings)
    said = said[said["due"].notna() & ~(said["due"] < today)]
    first = said.sort_values(["at", "due", "place"]).drop_duplicates("at").set_index("at")
    due = first["due"].reindex(index).set_axis(texts.index)
    return pd.DataFrame({"due": due, "phrase": first["phrase"].reindex(index, fill_value="").set_axis(texts.index)})


def _found(text: str, note: Notation) -> Iterator[Found]:
    """Each date in one text: its place, the date's words, these with 前, what it counts and how many.

    Of two that overlap the one that begins first is meant.
    """
    whole = passage(text)
    spans = []
    for pattern in note.forms["due"]:
        spans += [(*found.span("words"), _kind(found), 0.0) for found in pattern.finditer(whole.plain)]
    for pattern in note.forms["step"]:
        spans += [_step(found, note) for found in pattern.finditer(whole.plain)]
    reached = 0
    for start, end, unit, count in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= reached:
            reached = end
            if note.patterns["due_done"].match(whole.plain, end):
                continue
            tail = note.patterns["due_tail"].match(whole.plain, end)
            yield start, whole.words(start, end), whole.words(start, tail.end() if tail else end), unit, count


def _kind(found: re.Match[str]) -> str:
    said = found.groupdict()
    return WEEKDAY if said.get("weekday") and not said.get("weeks") else DATE


def _step(found: re.Match[str], note: Notation) -> tuple[int, int, str, float]:
    """Where it stands, what it counts (days, weeks …) and how many."""
    said = found.groupdict()
    unit = next(unit for unit in _STEPS if said.get(unit))
    if unit == "evening":
        count: float = note.words["part_days"][said["part_day"]]
    elif unit == "week_end":
        count = note.words["weeks"].get(said["week"] or said["in_week"], 0)
    else:
        count = _count(said.get("day") or said["count"], note)
    return (*found.span(unit), unit, count)


def _count(text: str, note: Notation) -> float:
    """The number; of 两三 the later; 半 is what else the pattern lets through."""
    for part in (text, text[-1]):
        if (number := numerals.amount(part, note)) is not None:
            return number
    return HALF


def _due(said: pd.DataFrame, today: pd.Series, settings: Settings) -> pd.Series:
    weekday = said["unit"] == WEEKDAY
    dated = weekday | (said["unit"] == DATE)
    words = said["words"].where(dated, "").astype(object)
    due = dates.read(words, anchor=today, forward=True, period_end=True, epoch_1904=False, settings=settings)["value"]
    # a weekday alone is the next one: 周三 said on a Friday
    due = due.mask(weekday & (due < today), due + pd.Timedelta(weeks=1))
    for unit, step in _STEPS.items():
        here = (said["unit"] == unit) & today.notna()
        if here.any():
            due = due.where(~here, step(today.where(here), said["count"].where(here, 0), settings))
    return due


def _days(today: pd.Series, count: pd.Series, settings: Settings) -> pd.Series:
    later: pd.Series = today + pd.to_timedelta(count.round().astype(int), unit="D").astype("timedelta64[us]")
    return later


def _hours(today: pd.Series, count: pd.Series, settings: Settings) -> pd.Series:
    return _days(today, -(-count // 24), settings)


def _weeks(today: pd.Series, count: pd.Series, settings: Settings) -> pd.Series:
    return _days(today, count * 7, settings)


def _months(today: pd.Series, count: pd.Series, settings: Settings) -> pd.Series:
    later = today.copy()
    for months in set(count):
        step = pd.DateOffset(months=int(months)) if months >= 1 else pd.Timedelta(days=HALF_MONTH)
        later = later.mask(count == months, today + step)
    return later


def _workdays(today: pd.Series, count: pd.Series, settings: Settings) -> pd.Series:
    calendar, day = settings.workdays, today
    for step in range(int(count.max())):
        day = day.where(count <= step, calendar.after(day))
    return day


def _week_end(today: pd.Series, count: pd.Series, settings: Settings) -> pd.Series:
    return _days(today, count * 7 + 6 - today.dt.day_of_week.fillna(0), settings)


def _day_of_month(today: pd.Series, count: pd.Series, settings: Settings) -> pd.Series:
    """The next such day; NaT where that month has none."""
    passed = (today.dt.day > count).fillna(False)
    first = (today - pd.to_timedelta(today.dt.day.fillna(1) - 1, unit="D")).where(today.notna())
    first = first.mask(passed, first + pd.DateOffset(months=1))
    day = first + pd.to_timedelta(count - 1, unit="D")
    next_one: pd.Series = day.where(day.dt.month == first.dt.month)
    return next_one


_FOUND = {"place": "int64", "words": "str", "phrase": "str", "unit": "str", "count": "float64"}
_STEPS: dict[str, Callable[[pd.Series, pd.Series, Settings], pd.Series]] = {
    "days": _days,
    "workdays": _workdays,
    "hours": _hours,
    "weeks": _weeks,
    "months": _months,
    "week_end": _week_end,
    "evening": _days,
    "day_of_month": _day_of_month,
}
