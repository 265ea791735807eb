"""Frames into what a template can print: plain rows, numbers and dates as people say them."""

import datetime
from typing import Any

import pandas as pd

from tracker.wording import Words

Row = dict[str, Any]
OTHER_YEAR = "_other_year"  # the name of a short form that says its year


def rows(frame: pd.DataFrame) -> list[Row]:
    """One dict per row, and None for whatever is missing, so that no NaN, NaT or NA reaches a page."""
    columns = [
        [None if missing else value for value, missing in zip(column.tolist(), column.isna(), strict=True)]
        for _, column in frame.items()
    ]
    names = list(map(str, frame.columns))
    return [dict(zip(names, line, strict=True)) for line in zip(*columns, strict=True)]


def grouped(rows: list[Row], *names: str) -> dict[tuple[Any, ...], list[Row]]:
    """The rows by what they hold under `names`, in the order they come."""
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in names), []).append(row)
    return groups


def listed(findings: pd.DataFrame) -> pd.DataFrame:
    """The findings that a report lists."""
    return findings[findings["listed"].astype(bool)]


class Dates:
    """Dates as people say them, in the wording's order; nothing for a date that is not there. A short one says its
    year where that is not the report's."""

    def __init__(self, wording: Words, year: int) -> None:
        self._words, self._year = wording, year
        self._said: dict[tuple[str, datetime.date], str] = {}

    def __call__(self, form: str, date: datetime.date | None) -> str:
        """The date in a form of the wording: `date_short` and the like."""
        if date is None:
            return ""
        if (form, date) not in self._said:
            self._said[form, date] = self._say(form, date)
        return self._said[form, date]

    def _say(self, form: str, date: datetime.date) -> str:
        if date.year != self._year and form + OTHER_YEAR in self._words:
            form += OTHER_YEAR
        weekday = self._words["weekdays"].split()[date.weekday()]
        return self._words.fill(form, year=date.year, month=date.month, day=date.day, weekday=weekday)


def thousands(number: float | None) -> str:
    """A count with its thousands apart; nothing for none."""
    return "" if number is None else f"{number:,.0f}"


def percent(share: float | None) -> str:
    """A share in hundredths, without the sign; nothing for none."""
    return "" if share is None else f"{share * 100:.0f}"
