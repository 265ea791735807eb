"""Phones as people type them; the examples are in cases/phones.csv."""

import re

import pandas as pd
import pytest
from case_table import SETTINGS, cases, cell, column
from hypothesis import given
from hypothesis import strategies as st
from raw_cells import columns

from tracker.clean import phones


def one(typed: object) -> tuple[str, str, str]:
    return tuple(phones.read(column(typed), SETTINGS).iloc[0])


@pytest.mark.parametrize("row", cases("phones"))
def test_as_typed(row: dict[str, str]) -> None:
    numbers, masked, problem = one(cell(row))
    assert (numbers or problem, masked) == (row["expected"], row["shown"])
    assert not (numbers and problem)


def test_two_numbers_on_two_lines() -> None:
    assert one("13800138000\n021-88886666") == ("13800138000;02188886666", "138****8000", "")


@pytest.mark.parametrize("cells", [[], [None, "", "　", float("nan"), pd.NA]])
def test_nothing_in_nothing_out(cells: list[object]) -> None:
    got = phones.read(column(*cells), SETTINGS)
    assert list(map(str, got.dtypes)) == ["str"] * 3 and (got == "").all(axis=None)


@given(columns)
def test_never_raises_and_either_reads_or_says_why(cells: list[object]) -> None:
    got = phones.read(column(*cells), SETTINGS)
    assert not ((got["numbers"] != "") & (got["problem"] != "")).any()
    good = got.loc[got["numbers"] != "", "numbers"]
    assert good.str.fullmatch(r"(\+?\d{7,15}(-\d{1,6})?)(;\+?\d{7,15}(-\d{1,6})?)*").all()


@given(columns.filter(len), st.data())
def test_order_and_duplicates_do_not_matter(cells: list[object], data: st.DataObject) -> None:
    order = data.draw(st.lists(st.integers(0, len(cells) - 1), max_size=20))
    whole = phones.read(column(*cells), SETTINGS)
    mixed = phones.read(column(*(cells[place] for place in order)), SETTINGS)
    pd.testing.assert_frame_equal(mixed.reset_index(drop=True), whole.iloc[order].reset_index(drop=True))


MOBILE = st.from_regex(re.compile(r"1[3-9]\d{9}", re.ASCII), fullmatch=True)
LANDLINE = st.from_regex(re.compile(r"0(10|2\d|[3-9]\d\d)[2-9]\d{7}", re.ASCII), fullmatch=True)


@given(
    MOBILE,
    st.sampled_from(["{}", "+86{}", "+86 {}", "86{}", "0086-{}", " {} ", "手机：{}", "{}（微信）"]),
    st.sampled_from(["", " ", "-"]),
)
def test_a_mobile_reads_back_and_its_middle_is_hidden(number: str, style: str, gap: str) -> None:
    typed = style.format(gap.join((number[:3], number[3:7], number[7:])))
    assert one(typed) == (number, f"{number[:3]}****{number[-4:]}", "")


@given(
    LANDLINE,
    st.sampled_from(["", "-", " "]),
    st.sampled_from(["", "-", "转", " ext. "]),
    st.integers(1, 999999),
)
def test_a_landline_reads_back_with_its_extension(number: str, gap: str, ext: str, extension: int) -> None:
    area = number[:-8]
    typed = area + gap + number[-8:] + (f"{ext}{extension}" if ext else "")
    numbers, masked, problem = one(typed)
    assert (numbers, problem) == (number + (f"-{extension}" if ext else ""), "")
    assert masked == "****" + number[-4:]


@given(
    st.lists(MOBILE, min_size=1, max_size=4, unique=True),
    st.sampled_from(["/", "，", ",", "、", ";", " ", "\n", "或"]),
)
def test_several_numbers_read_back_in_order(numbers: list[str], between: str) -> None:
    assert one(between.join(numbers))[0] == ";".join(numbers)
    assert one(between.join([*numbers, "12345"])) == ("", "", "bad_phone")
