"""Numbers and shares as people type them; the examples are in cases/numbers.csv."""

import math

import pandas as pd
import pytest
from case_table import SETTINGS, cases, cell, column
from hypothesis import given
from hypothesis import strategies as st
from raw_cells import columns

from tracker.clean import numbers

READERS = {"number": numbers.read, "percent": numbers.read_percent}
READER = st.sampled_from(sorted(READERS))


@pytest.mark.parametrize("row", cases("numbers"))
def test_as_typed(row: dict[str, str]) -> None:
    value, problem = READERS[row["field"]](column(cell(row)), SETTINGS).iloc[0]
    assert problem == (row["expected"] if row["expected"][:1].isalpha() else "")
    assert math.isnan(value) if problem or not row["expected"] else value == float(row["expected"])


@pytest.mark.parametrize("cells", [[], [None, "", "　", float("nan"), pd.NA]])
@pytest.mark.parametrize("field", READERS)
def test_nothing_in_nothing_out(cells: list[object], field: str) -> None:
    got = READERS[field](column(*cells), SETTINGS)
    assert list(map(str, got.dtypes)) == ["float64", "str"]
    assert got["value"].isna().all() and (got["problem"] == "").all()


@given(columns, READER)
def test_never_raises_and_either_reads_or_says_why(cells: list[object], field: str) -> None:
    got = READERS[field](column(*cells), SETTINGS)
    assert not (got["value"].notna() & (got["problem"] != "")).any()
    assert field == "number" or got["value"].dropna().between(0, 1).all()


@given(columns.filter(len), READER, st.data())
def test_order_and_duplicates_do_not_matter(cells: list[object], field: str, data: st.DataObject) -> None:
    order = data.draw(st.lists(st.integers(0, len(cells) - 1), max_size=20))
    whole = READERS[field](column(*cells), SETTINGS)
    mixed = READERS[field](column(*(cells[place] for place in order)), SETTINGS)
    pd.testing.assert_frame_equal(mixed.reset_index(drop=True), whole.iloc[order].reset_index(drop=True))


@given(st.integers(-(10**9), 10**9), st.sampled_from(["{}", "{:,}", "{}.0", " {} ", "{}次"]))
def test_a_number_reads_back(number: int, style: str) -> None:
    assert tuple(numbers.read(column(style.format(number)), SETTINGS).iloc[0]) == (number, "")


@given(st.integers(0, 1000), st.sampled_from(["{:.1f}%", "{:.1f} ％", "百分之{:.1f}", "{:.1f}个点"]))
def test_a_share_reads_back(tenths: int, style: str) -> None:
    value, problem = numbers.read_percent(column(style.format(tenths / 10)), SETTINGS).iloc[0]
    assert problem == "" and value == pytest.approx(tenths / 1000)
