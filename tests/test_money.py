"""Money as people type it; the examples are in cases/money.csv."""

import math
from collections.abc import Callable

import pandas as pd
import pytest
from case_table import SETTINGS, cases, column
from hypothesis import given
from hypothesis import strategies as st
from raw_cells import columns

from tracker.clean import money


def one(typed: object, unit: float = 1.0) -> tuple[float, float, bool, str]:
    return tuple(money.read(column(typed), unit=unit, settings=SETTINGS).iloc[0])


def shown(low: float, high: float, void: bool, problem: str) -> str:
    """The answer as the case table writes it: 1~2, ~2, 1~, 1, void, problem."""
    ends = ["" if math.isnan(end) else f"{end:.10g}" for end in (low, high)]
    span = ends[0] if ends[0] == ends[1] else "~".join(ends)
    return " ".join(filter(None, [span, problem, "void" if void else ""]))


@pytest.mark.parametrize("row", cases("money"))
def test_as_typed(row: dict[str, str]) -> None:
    assert shown(*one(row["typed"], float(row["unit"]))) == row["expected"]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (12, "12"),
        (1.1, "1.1"),
        (0, "0"),
        (-3.5, "negative"),
        (True, "not_money"),
        (math.inf, "not_money"),
        (10**400, "not_money"),
        (pd.Timestamp("2026-10-20"), "not_money"),  # 10-20, made a date by Excel
    ],
)
def test_cells_that_are_no_text(cell: object, expected: str) -> None:
    assert shown(*one(cell)) == expected


def test_each_row_has_its_own_unit() -> None:
    raw = column(15, 15, "15", "15万")
    unit = pd.Series([1.0, 10000.0, 10000.0, 10000.0], index=raw.index)
    assert list(money.read(raw, unit=unit, settings=SETTINGS)["low"]) == [15, 150000, 150000, 150000]


@pytest.mark.parametrize("cells", [[], [None, "", "　", float("nan"), pd.NA]])
def test_nothing_in_nothing_out(cells: list[object]) -> None:
    got = money.read(column(*cells), unit=1.0, settings=SETTINGS)
    assert list(map(str, got.dtypes)) == ["float64", "float64", "bool", "str"]
    assert got["low"].isna().all() and not got["void"].any() and (got["problem"] == "").all()


@given(columns, st.sampled_from([1.0, 10000.0]))
def test_never_raises_and_either_reads_or_says_why(cells: list[object], unit: float) -> None:
    got = money.read(column(*cells), unit=unit, settings=SETTINGS)
    known = got["low"].notna() | got["high"].notna()
    assert not (known & (got["problem"] != "")).any()
    assert not (got["low"] > got["high"]).any() and not (got[["low", "high"]] < 0).any(axis=None)


@given(columns.filter(len), st.data())
def test_order_and_duplicates_do_not_matter(cells: list[object], data: st.DataObject) -> None:
    order = data.draw(st.lists(st.integers(0, len(cells) - 1), max_size=20))
    whole = money.read(column(*cells), unit=1.0, settings=SETTINGS)
    mixed = money.read(column(*(cells[place] for place in order)), unit=1.0, settings=SETTINGS)
    pd.testing.assert_frame_equal(mixed.reset_index(drop=True), whole.iloc[order].reset_index(drop=True))


def chinese(number: int) -> str:
    """1 … 99,999,999 in words, as a cheque has it."""
    if number >= 10_000:
        rest = number % 10_000
        words = chinese(rest) if rest else ""
        return chinese(number // 10_000) + "万" + ("零" if 0 < rest < 1000 else "") + words
    words = ""
    for scale, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // scale % 10
        if digit:
            words += "零一二三四五六七八九"[digit] + word
        elif words and number % scale:
            words += "" if words.endswith("零") else "零"
    return words


NOTATIONS: dict[str, Callable[[int], object]] = {
    "digits": str,
    "commas": lambda yuan: f"{yuan:,}",
    "yen_sign": lambda yuan: f"¥{yuan:,}",
    "yuan": lambda yuan: f"{yuan}元",
    "wan": lambda yuan: f"{yuan / 10_000:.4f}万",
    "w": lambda yuan: f"{yuan / 10_000:.4f}w",
    "k": lambda yuan: f"{yuan / 1_000:.3f}k",
    "yi": lambda yuan: f"{yuan / 100_000_000:.8f}亿",
    "wan_and_rest": lambda yuan: (
        f"{yuan // 10_000}万{yuan % 10_000}元" if yuan > 10_000 and yuan % 10_000 > 999 else str(yuan)
    ),
    "words": chinese,
    "about": lambda yuan: f"约{yuan}元左右",
    "rmb": lambda yuan: f"RMB {yuan}",
    "number": float,
}
AMOUNT = st.integers(1, 99_999_999)


@given(AMOUNT, st.sampled_from(sorted(NOTATIONS)))
def test_an_amount_reads_back(yuan: int, notation: str) -> None:
    assert one(NOTATIONS[notation](yuan)) == (yuan, yuan, False, "")


@given(
    AMOUNT,
    AMOUNT,
    st.sampled_from(["commas", "yuan", "wan", "words"]),
    st.sampled_from(["-", "~", "到", "至"]),
)
def test_a_range_reads_back_or_is_the_wrong_way_round(low: int, high: int, notation: str, between: str) -> None:
    write = NOTATIONS[notation]
    low_end, high_end, _, problem = one(f"{write(low)}元{between}{write(high)}元".replace("元元", "元"))
    if low <= high:
        assert (low_end, high_end, problem) == (low, high, "")
    else:
        assert math.isnan(low_end) and math.isnan(high_end) and problem == "low_above_high"


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from("千万亿"))
def test_the_low_end_shares_the_unit_of_the_high_end(low: int, more: int, unit: str) -> None:
    scale = {"千": 1e3, "万": 1e4, "亿": 1e8}[unit]
    assert one(f"{low}-{low + more}{unit}") == (low * scale, (low + more) * scale, False, "")
