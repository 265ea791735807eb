"""What is private in a cell, and what a report shows instead; the examples are in cases/private.csv."""

import re

import pandas as pd
import pytest
from case_table import cases
from hypothesis import given
from hypothesis import strategies as st

from tracker import private
from tracker.private import numbers, words

HIDDEN = [
    ("13800138000", "138****8000"),
    ("李四13800138000", "李四138****8000"),
    ("打8613800138000", "打138****8000"),
    ("+86 138-0013-8000", "138****8000"),
    ("138 0013 8000 转", "138****8000 转"),
    ("138.0013.8000", "138****8000"),
    ("打１３８００１３８０００", "打138****8000"),
    ("0571-88886666", "****6666"),
    ("0512 6288 1234", "****1234"),
    ("(021)8888 6666", "****6666"),
    ("+86 21 88886666", "****6666"),
    ("座机 88886666", "座机****6666"),
    ("400-8888-888", "****8888"),
    ("400 820 8820", "****8820"),
    ("+852 2345 6789", "****6789"),
    ("138\u200b0013\u20148000", "138****8000"),
    ("138(0013)8000", "138****8000"),
    ("13800138000/13900139000", "138****8000/139****9000"),
    ("1380013800013900139000", "****9000"),
    ("330102199003077777", "****"),
    ("33010219900307777X", "****"),
    ("6222021234567890123", "****0123"),
]
KEPT = [
    "",
    "2026-11-20",
    "20261120",
    "KH-00123",
    "合同 2026110001",
    "预算 120000 元",
    "第 47 周",
    "1380013800",
    "海川 400 设备",
]


@pytest.mark.parametrize(("typed", "shown"), HIDDEN)
def test_hidden(typed: str, shown: str) -> None:
    assert private.masked(typed) == shown


@pytest.mark.parametrize("typed", KEPT)
def test_kept(typed: str) -> None:
    assert private.masked(typed) == typed


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("1380013800", "******3800"),
        ("138 0013 80001", "*** **** *0001"),
        ("1380-0138-00x", "****-**38-00x"),
        ("13800138000", "138****8000"),
        ("13800138000/88886666", "138****8000/****6666"),
    ],
)
def test_a_phone_cell_hides_every_digit_but_the_last_four(typed: str, shown: str) -> None:
    assert private.masked_phone(typed) == shown


@pytest.mark.parametrize("row", cases("private"))
def test_as_typed(row: dict[str, str]) -> None:
    typed, header = row["typed"], row["header"]
    assert private.found(pd.Series([typed]), header).tolist() == [row["expected"]]
    assert private.shown(typed, header) == row["shown"]


def test_a_number_is_checked_as_far_as_excel_keeps_it() -> None:
    """Of a number of 18 digits it keeps 15: what is left cannot be checked, and is hidden all the same."""
    cells = pd.Series([330102900307111, 330102900307111.0, 330102199003071118.0, 1.5, True, None], dtype=object)
    assert private.found(cells, "其他").tolist() == ["identity", "identity", "", "", "", ""]
    assert private.masked(str(int(330102199003071118.0)))[:4] == "****"


BIRTHS = st.dates(pd.Timestamp("1920-01-01").date(), pd.Timestamp("2015-12-31").date())


@given(st.integers(110000, 659999), BIRTHS, st.integers(0, 999), st.sampled_from(["{}", "证件{}", "A{}", "1. {}；"]))
def test_an_identity_number_is_found_and_one_digit_changed_is_not(
    place: int, born: object, order: int, style: str
) -> None:
    first = f"{place}{born:%Y%m%d}{order:03}"
    valid = [first + check for check in numbers.CHECKS if numbers.is_identity(first + check)]
    assert len(valid) == 1
    assert private.code(style.format(valid[0]), "备注") == "identity"
    for at, digit in enumerate(valid[0]):
        wrong = valid[0][:at] + str((int(digit) + 1) % 10 if digit != "X" else 0) + valid[0][at + 1 :]
        assert not numbers.is_identity(wrong)
        assert private.code(style.format(wrong), "备注") != "identity"


@given(
    st.from_regex(re.compile(r"(62|4\d|5[1-5])\d{13,16}", re.ASCII), fullmatch=True), st.sampled_from(["", " ", "-"])
)
def test_a_card_is_found_and_one_digit_changed_is_not(first: str, gap: str) -> None:
    (valid,) = [first + check for check in "0123456789" if numbers.is_card(first + check)]
    typed = gap.join(re.findall(".{1,4}", valid))
    assert private.code(typed, "备注") in ("card", "identity")
    assert private.code(typed, "合同编号") in ("", "identity")
    assert len(re.sub(r"\D", "", private.masked(typed))) == 0
    assert not any(numbers.is_card(valid[:-1] + check) for check in "0123456789" if check != valid[-1])


@given(st.text(st.sampled_from("0123456789Xx -－０１/转A张家住号老婆孩子已婚\n"), max_size=40))
def test_what_is_masked_stays_masked(typed: str) -> None:
    once = private.masked(typed)
    assert private.masked(once) == once
    assert not [spot for spot in numbers.spots(words.plain(once)) if spot.sure] and not words.of_sentence(once)


def test_every_sentence_begins_with_a_word_that_is_looked_for_first() -> None:
    """A text without any of them is not looked at further."""
    for row in cases("private"):
        typed = row.values[0]["typed"]
        assert not words.of_sentence(words.plain(typed)) or not words.harmless(typed)


def test_two_customers_called_by_their_phones_stay_two() -> None:
    names = pd.Series(["13800138000", "13811118000", "海川 2026 13800138000", "青石公司", "青石公司"])
    keys = pd.Series(["13800138000", "13811118000", "海川202613800138000", "青石", "青石"])
    assert private.keys(keys, names) == {
        "13800138000": "138****8000",
        "13811118000": "138****8000#2",
        "海川202613800138000": "海川****8000",
        "青石": "青石",
    }
