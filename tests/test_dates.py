"""Dates as people type them; the examples are in cases/dates.csv."""

import datetime
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from case_table import SETTINGS, cases, cell, column
from hypothesis import given
from hypothesis import strategies as st
from raw_cells import columns, days

from tracker.clean import dates

FIELDS = {
    "past": {"forward": False, "period_end": False},
    "next": {"forward": True, "period_end": False},
    "need": {"forward": True, "period_end": True},
}
FIELD = st.sampled_from(sorted(FIELDS))


def read(cells: list[object], anchors: list[object], field: str, epoch_1904: bool = False) -> pd.DataFrame:
    raw = column(*cells)
    anchor = pd.Series(anchors, index=raw.index, dtype="datetime64[us]")
    return dates.read(raw, anchor=anchor, epoch_1904=epoch_1904, settings=SETTINGS, **FIELDS[field])


def one(typed: object, anchor: object, field: str) -> tuple[Any, str]:
    got = read([typed], [anchor], field).iloc[0]
    return (None if pd.isna(got["value"]) else got["value"].to_pydatetime()), got["problem"]


@pytest.mark.parametrize("row", cases("dates"))
def test_as_typed(row: dict[str, str]) -> None:
    anchor = pd.Timestamp(row["anchor"]) if row["anchor"] else pd.NaT
    got = read([cell(row)], [anchor], row["field"], row["cell"].endswith("1904"))
    assert list(got.index) == [5]
    value, problem = got.iloc[0]
    if row["expected"][:1].isdigit():
        assert (value, problem) == (pd.Timestamp(row["expected"]), "")
    else:
        assert pd.isna(value) and problem == row["expected"]


def test_each_row_has_its_own_anchor_and_its_own_system() -> None:
    raw = column("3月10日", "3月10日", 44629.0, 44629.0, "")
    anchor = pd.Series(["2026-03-15", "2026-03-01", None, None, None], index=raw.index, dtype="datetime64[us]")
    from_1904 = pd.Series([False, False, True, False, False], index=raw.index)
    got = dates.read(raw, anchor=anchor, forward=False, period_end=False, epoch_1904=from_1904, settings=SETTINGS)
    days_read = ["2026-03-10", "2025-03-10", "2026-03-10", "2022-03-09"]
    assert list(got["value"].dt.strftime("%Y-%m-%d")[:4]) == days_read
    assert list(got["problem"]) == [""] * 5


def test_equal_but_different_cells_are_told_apart() -> None:
    got = read([1, 1.0, True, "1"], [pd.NaT] * 4, "past")
    assert list(got["problem"]) == ["number_not_date", "number_not_date", "not_a_date", "number_not_date"]


@pytest.mark.parametrize("cells", [[], [None, "", "　", float("nan"), pd.NaT, pd.NA]])
def test_nothing_in_nothing_out(cells: list[object]) -> None:
    got = read(cells, [pd.NaT] * len(cells), "past")
    assert got["value"].dtype == "datetime64[us]" and got["problem"].dtype == "str"
    assert got["value"].isna().all() and (got["problem"] == "").all()


@given(columns, days, FIELD)
def test_never_raises_and_either_reads_or_says_why(cells: list[object], day: datetime.date, field: str) -> None:
    got = read(cells, [day] * len(cells), field)
    assert not (got["value"].notna() & (got["problem"] != "")).any()


@given(
    st.lists(st.tuples(st.sampled_from(["3/10", "月底", 46091.0, "周五", "", "x"]), days), min_size=1),
    st.data(),
)
def test_order_and_duplicates_do_not_matter(rows: list[tuple[object, datetime.date]], data: st.DataObject) -> None:
    order = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=20))
    whole = read([typed for typed, _ in rows], [day for _, day in rows], "next")
    mixed = read([rows[place][0] for place in order], [rows[place][1] for place in order], "next")
    pd.testing.assert_frame_equal(mixed.reset_index(drop=True), whole.iloc[order].reset_index(drop=True))


WRITTEN: dict[str, Callable[[datetime.date], object]] = {
    "cn": lambda d: f"{d.year}年{d.month}月{d.day}日",
    "cn_hao": lambda d: f"{d.year}年{d.month}月{d.day}号",
    "cn_spaced": lambda d: f"{d.year} 年 {d.month:02d} 月 {d.day:02d} 日",
    "short_year": lambda d: f"{d.year % 100:02d}年{d.month}月{d.day}日" if d.year >= 2000 else d.isoformat(),
    "dots": lambda d: f"{d.year}.{d.month}.{d.day}",
    "slashes": lambda d: f"{d.year}/{d.month}/{d.day}",
    "dashes": lambda d: f"{d.year}-{d.month}-{d.day}",
    "iso": lambda d: d.isoformat(),
    "digits": lambda d: f"{d:%Y%m%d}",
    "digits_number": lambda d: float(f"{d:%Y%m%d}"),
    "serial": lambda d: float((d - datetime.date(1899, 12, 30)).days),
    "serial_text": lambda d: str((d - datetime.date(1899, 12, 30)).days),
    "weekday": lambda d: f"{d.isoformat()}（周{'一二三四五六日'[d.weekday()]}）",
    "wide": lambda d: d.isoformat().translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    "date": lambda d: d,
    "datetime": lambda d: datetime.datetime.combine(d, datetime.time()),
}


@given(days, st.sampled_from(sorted(WRITTEN)), FIELD)
def test_a_full_date_reads_back(day: datetime.date, style: str, field: str) -> None:
    expected = datetime.datetime.combine(day, datetime.time())
    assert one(WRITTEN[style](day), pd.NaT, field) == (expected, "")


CLOCKS: dict[str, Callable[[datetime.time], str]] = {
    "colon": lambda t: f" {t.hour}:{t.minute:02d}",
    "seconds": lambda t: f" {t.hour:02d}:{t.minute:02d}:00",
    "t": lambda t: f"T{t.hour:02d}:{t.minute:02d}:00",
    "dian": lambda t: f" {t.hour}点{t.minute}分",
    "part": lambda t: (
        f" {'上午' if t.hour < 12 else '下午'}{t.hour if t.hour <= 12 else t.hour - 12}点{t.minute:02d}分"
    ),
}


@given(days, st.times(), st.sampled_from(sorted(CLOCKS)))
def test_a_time_reads_back(day: datetime.date, clock: datetime.time, style: str) -> None:
    minute = clock.replace(second=0, microsecond=0)
    typed = day.isoformat() + CLOCKS[style](minute)
    assert one(typed, pd.NaT, "past") == (datetime.datetime.combine(day, minute), "")


@given(
    days,
    days,
    st.sampled_from(["{m}月{d}日", "{m}月{d}号", "{m}/{d}", "{m}-{d}", "{m}.{d}", "{m}月{d}日 下午3点"]),
    FIELD,
)
def test_without_year_it_lands_on_the_right_side_of_the_anchor_within_a_year(
    day: datetime.date, anchor: datetime.date, style: str, field: str
) -> None:
    value, problem = one(style.format(m=day.month, d=day.day), anchor, field)
    if value is None:
        assert (day.month, day.day, problem) == (2, 29, "no_such_day")
        return
    away = (value.date() - anchor).days
    assert 0 <= (away if FIELDS[field]["forward"] else -away) < 366
    assert (value.month, value.day) == (day.month, day.day)


@given(days, st.sampled_from(["12月", "2月", "Q1", "三季度", "上半年", "年底", "月底"]))
def test_a_period_is_its_last_day_and_not_over(anchor: datetime.date, typed: str) -> None:
    value, problem = one(typed, anchor, "need")
    assert problem == "" and (value + datetime.timedelta(days=1)).day == 1
    assert 0 <= (value.date() - anchor).days < 366


@given(days, st.integers(1, 7), st.sampled_from([("", 0), ("本", 0), ("下", 1), ("下下", 2)]))
def test_a_weekday_is_in_the_week_it_names(anchor: datetime.date, weekday: int, word: tuple[str, int]) -> None:
    value, problem = one(f"{word[0]}周{'一二三四五六日'[weekday - 1]}", anchor, "next")
    monday = anchor - datetime.timedelta(days=anchor.weekday())
    assert problem == "" and (value.date() - monday).days == 7 * word[1] + weekday - 1
