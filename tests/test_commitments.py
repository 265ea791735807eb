"""Promises with a date in 下一步行动; the examples are in cases/commitments.csv."""

import datetime

import pandas as pd
import pytest
from case_table import SETTINGS, cases
from hypothesis import given
from hypothesis import strategies as st
from raw_cells import days

from tracker.clean import commitments

FRIDAY = pd.Timestamp("2026-03-06")


def read(texts: list[object], anchors: list[object]) -> pd.DataFrame:
    index = range(5, 5 + len(texts))
    anchor = pd.Series(anchors, index=index, dtype="datetime64[us]")
    return commitments.read(pd.Series(texts, index=index, dtype=object), anchor, SETTINGS)


@pytest.mark.parametrize("row", cases("commitments"))
def test_as_typed(row: dict[str, str]) -> None:
    got = read([row["typed"]], [pd.Timestamp(row["anchor"]) if row["anchor"] else pd.NaT])
    assert list(got.index) == [5]
    due, phrase = got.iloc[0]
    assert phrase == row["phrase"]
    assert (due == pd.Timestamp(row["due"])) if row["due"] else pd.isna(due)


def test_each_row_has_its_own_day() -> None:
    got = read(["明天回复", "明天回复", "明天回复"], ["2026-03-06", "2026-12-31", None])
    assert list(got["due"].dt.strftime("%Y-%m-%d")[:2]) == ["2026-03-07", "2027-01-01"]
    assert list(got["phrase"]) == ["明天", "明天", ""]


@pytest.mark.parametrize("texts", [[], [None, "", 5, float("nan"), pd.NaT, FRIDAY]])
def test_nothing_in_nothing_out(texts: list[object]) -> None:
    got = read(texts, [FRIDAY] * len(texts))
    assert got["due"].dtype == "datetime64[us]" and got["phrase"].dtype == "str"
    assert got["due"].isna().all() and (got["phrase"] == "").all()


PIECES = [
    "3月10日",
    "3/10",
    "前",
    "之前",
    "下周三",
    "十天内",
    "半",
    "个月后",
    "99",
    "年底",
    "25号",
    "发",
    " ",
    "\n",
    "２",
    "，",
    "𠮷",
]
texts = st.one_of(st.text(max_size=30), st.lists(st.sampled_from(PIECES), max_size=8).map("".join))


@given(st.lists(st.tuples(texts, days), max_size=6))
def test_never_raises_and_never_lies_before_the_day_of_writing(rows: list[tuple[str, datetime.date]]) -> None:
    got = read([text for text, _ in rows], [day for _, day in rows])
    for (text, day), (due, phrase) in zip(rows, got.itertuples(index=False), strict=True):
        assert pd.isna(due) == (phrase == "")
        assert phrase in text
        assert pd.isna(due) or due >= pd.Timestamp(day)
