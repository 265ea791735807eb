"""Phone numbers and papers never leave the owner's sheet whole; what only looks like one stays."""

import pytest

from tracker import private

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
    ],
)
def test_a_phone_cell_hides_every_digit_but_the_last_four(typed: str, shown: str) -> None:
    assert private.masked_phone(typed) == shown
