"""Enumerations as people type them; the examples are in cases/choices.csv (list+: several in one cell)."""

import pandas as pd
import pytest
from case_table import SETTINGS, cases, cell, column
from hypothesis import given
from hypothesis import strategies as st
from raw_cells import columns

from tracker.clean import choices
from tracker.errors import TrackerError

TYPES = SETTINGS.tables["types"]
CLOSED = {name: closed == "y" for name, closed in zip(TYPES["list"], TYPES["closed"], strict=True) if name}
LIST = st.sampled_from(sorted(CLOSED))


@pytest.mark.parametrize("row", cases("choices"))
def test_as_typed(row: dict[str, str]) -> None:
    name = row["list"].rstrip("+")
    read = choices.read_many if row["list"].endswith("+") else choices.read
    value, problem = read(column(cell(row)), name=name, closed=CLOSED[name], settings=SETTINGS).iloc[0]
    assert (value or problem) == row["expected"]
    assert problem in ("", "not_listed") and not (value and problem)


@pytest.mark.parametrize("name", sorted(CLOSED))
def test_every_listed_word_reads_as_its_own_code_and_no_other(name: str) -> None:
    part = SETTINGS.values[SETTINGS.values["list"] == name]
    typed = [
        (word, code)
        for word, synonyms, code in zip(part["word"], part["typed"], part["code"], strict=True)
        for word in (word, *filter(None, synonyms.split("|")))
    ]
    got = choices.read(column(*(word for word, _ in typed)), name=name, closed=True, settings=SETTINGS)
    assert list(got["value"]) == [code for _, code in typed]


def test_several_in_a_closed_list_are_all_known_or_a_problem() -> None:
    raw = column("预算不足、竞争对手", "预算不足、交期紧", "")
    got = choices.read_many(raw, name="risk_tag", closed=True, settings=SETTINGS)
    assert list(got["value"]) == ["budget_short;competitor", "", ""]
    assert list(got["problem"]) == ["", "not_listed", ""]


def test_a_list_nobody_defined_is_an_error_of_the_program() -> None:
    with pytest.raises(TrackerError, match="no list colour"):
        choices.read(column("红"), name="colour", closed=True, settings=SETTINGS)


@pytest.mark.parametrize("cells", [[], [None, "", "　", float("nan"), pd.NA]])
def test_nothing_in_nothing_out(cells: list[object]) -> None:
    for read in (choices.read, choices.read_many):
        got = read(column(*cells), name="stage", closed=True, settings=SETTINGS)
        assert list(map(str, got.dtypes)) == ["str", "str"] and (got == "").all(axis=None)


@given(columns, LIST, st.booleans())
def test_never_raises_and_gives_only_listed_codes(cells: list[object], name: str, closed: bool) -> None:
    codes = set(SETTINGS.vocabulary(name))
    one = choices.read(column(*cells), name=name, closed=closed, settings=SETTINGS)
    many = choices.read_many(column(*cells), name=name, closed=closed, settings=SETTINGS)
    assert set(one["value"]) <= codes | {""}
    assert set(many["value"].str.split(";").explode().dropna()) <= codes | {""}
    for got in (one, many):
        assert not ((got["value"] != "") & (got["problem"] != "")).any()
        assert closed or (got["problem"] == "").all()


@given(columns.filter(len), LIST, st.data())
def test_order_and_duplicates_do_not_matter(cells: list[object], name: str, data: st.DataObject) -> None:
    order = data.draw(st.lists(st.integers(0, len(cells) - 1), max_size=20))
    whole = choices.read(column(*cells), name=name, closed=True, settings=SETTINGS)
    mixed = choices.read(column(*(cells[place] for place in order)), name=name, closed=True, settings=SETTINGS)
    pd.testing.assert_frame_equal(mixed.reset_index(drop=True), whole.iloc[order].reset_index(drop=True))
