"""The week a name speaks of: `2026-W47`, `2026年第47周`, or a date in it."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from typing import TypeVar

import pandas as pd

Day = TypeVar("Day", dt.date, pd.Timestamp)


def monday(day: Day) -> Day:
    """The Monday of the week that a day lies in."""
    return day - dt.timedelta(days=day.weekday())


def named(names: Iterable[str], patterns: pd.DataFrame) -> dt.date | None:
    """The Monday of the week that the first of `names` to name one speaks of; of several in one name the last counts.

    `names` come nearest first (sheet, file, folders upwards); `patterns` is the table week_patterns.
    """
    compiled = [re.compile(pattern) for pattern in patterns["pattern"]]
    for name in names:
        text = unicodedata.normalize("NFKC", name)
        found = sorted(
            (match.start(), week)
            for pattern in compiled
            for match in pattern.finditer(text)
            if (week := _of_parts(match.groupdict())) is not None
        )
        if found:
            return found[-1][1]
    return None


def _of_parts(parts: dict[str, str | None]) -> dt.date | None:
    try:
        if parts.get("week"):
            return dt.date.fromisocalendar(int(parts["year"] or 0), int(parts["week"] or 0), 1)
        day = dt.date(int(parts["year"] or 0), int(parts["month"] or 0), int(parts["day"] or 0))
    except ValueError:
        return None
    return monday(day)
