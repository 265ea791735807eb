"""The Chinese working calendar: what the table says, and what it says of other years."""

from datetime import date, timedelta

import holidays
import pandas as pd
import pytest
from folders import SETTINGS
from hypothesis import given
from hypothesis import strategies as st

from tracker.workdays import Workdays

TABLE = SETTINGS.tables["calendar"]
WORKDAYS = Workdays(TABLE)

ON_OR_AFTER = [
    ("2026-11-20", "2026-11-20"),  # a plain Friday
    ("2026-11-21", "2026-11-23"),
    ("2026-11-22", "2026-11-23"),
    ("2026-10-01", "2026-10-08"),  # 国庆节
    ("2026-10-07", "2026-10-08"),
    ("2026-10-10", "2026-10-10"),  # a Saturday that works
    ("2026-10-11", "2026-10-12"),
    ("2026-02-14", "2026-02-14"),  # a Saturday that works before 春节
    ("2026-02-15", "2026-02-24"),
    ("2026-02-28", "2026-02-28"),
    ("2026-01-01", "2026-01-04"),  # 元旦, and the Sunday that makes up for it
    ("2026-12-31", "2026-12-31"),
    ("2027-01-01", "2027-01-01"),  # not published: Monday to Friday work
    ("2027-05-01", "2027-05-03"),
    ("2019-10-01", "2019-10-01"),
]
AFTER = [
    ("2026-11-19", "2026-11-20"),
    ("2026-11-20", "2026-11-23"),
    ("2026-09-30", "2026-10-08"),
    ("2026-10-09", "2026-10-10"),
    ("2026-10-10", "2026-10-12"),
]


def days(*typed: str | None) -> pd.Series:
    return pd.Series(pd.to_datetime(list(typed)), dtype="datetime64[us]")


@pytest.mark.parametrize(("day", "expected"), ON_OR_AFTER)
def test_a_rest_day_moves_to_the_next_working_day(day: str, expected: str) -> None:
    assert WORKDAYS.on_or_after(days(day)).tolist() == [pd.Timestamp(expected)]


@pytest.mark.parametrize(("day", "expected"), AFTER)
def test_the_next_working_day_is_a_later_day(day: str, expected: str) -> None:
    assert WORKDAYS.after(days(day)).tolist() == [pd.Timestamp(expected)]


def test_no_day_stays_no_day_and_the_index_stays() -> None:
    moved = WORKDAYS.on_or_after(days("2026-11-21", None, "1850-01-01").set_axis([7, 3, 9]))
    assert moved.index.tolist() == [7, 3, 9]
    assert moved.isna().tolist() == [False, True, False]
    assert moved[9] == pd.Timestamp("1850-01-01")  # before all calendars: as it is


@given(st.dates(date(1990, 1, 1), date(2098, 12, 31)))
def test_it_moves_forward_only_and_only_once(day: date) -> None:
    moved = WORKDAYS.on_or_after(days(day.isoformat()))
    assert moved[0] >= pd.Timestamp(day)
    assert WORKDAYS.on_or_after(moved).equals(moved)
    assert (moved[0] - pd.Timestamp(day)).days <= 12


def test_the_years_that_are_not_published_are_named() -> None:
    assert WORKDAYS.published == list(range(2020, 2027))
    assert WORKDAYS.unpublished(days("2026-12-31", "2027-01-04", None), days("2019-01-01")) == [2019, 2027]
    assert WORKDAYS.unpublished(days("2020-01-01", None)) == []


@pytest.mark.parametrize("year", range(2020, 2027))
def test_the_table_is_what_the_holidays_library_says(year: int) -> None:
    """Exactly the days that differ from Monday to Friday, no more and no fewer."""
    china = holidays.China(years=year, language="zh_CN")
    first, last = date(year, 1, 1), date(year, 12, 31)
    every = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    expected = {
        day.isoformat(): "work" if china.is_working_day(day) else "rest"
        for day in every
        if china.is_working_day(day) != (day.weekday() < 5)
    }
    ours = TABLE[TABLE["date"].str.startswith(str(year))]
    assert dict(zip(ours["date"], ours["day"], strict=True)) == expected
