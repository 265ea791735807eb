"""Plain numbers (12, 1,200, 12次) and shares (30%, 0.3, 三成)."""

import math
import re

import pandas as pd

from tracker.clean import numerals
from tracker.clean.cells import close_up, once
from tracker.clean.notation import Notation, notation
from tracker.settings import Settings

_COLUMNS = {"value": "float64", "problem": "str"}
_SHARES = {"percent": 100, "percent_cn": 100, "tenths": 10}
Answer = tuple[float, str]


def read(cells: pd.Series, settings: Settings) -> pd.DataFrame:
    """Raw cells → value (float), problem (not_a_number)."""
    note = notation(settings)
    return once(cells, lambda cell: _number(cell, note), _COLUMNS)


def read_percent(cells: pd.Series, settings: Settings) -> pd.DataFrame:
    """Raw cells → value (float, 0.3 for 30 %), problem (not_a_number; out_of_range: below 0 or above 100 %).

    A bare number above 1 means per cent: 30 is 0.3, and 1 is 100 %.
    """
    note = notation(settings)
    return once(cells, lambda cell: _percent(cell, note), _COLUMNS)


def _number(cell: object, note: Notation) -> Answer:
    if cell is None:
        return math.nan, ""
    value = _typed(cell)
    if isinstance(cell, str) and (found := note.patterns["number_form"].fullmatch(close_up(cell))):
        value = _signed(found, "number", note)
    return (value, "") if value is not None and math.isfinite(value) else (math.nan, "not_a_number")


def _percent(cell: object, note: Notation) -> Answer:
    if cell is None:
        return math.nan, ""
    value = _typed(cell)
    share = None if value is None else value / 100 if value > 1 else value
    if isinstance(cell, str) and (found := note.patterns["percent_form"].fullmatch(close_up(cell))):
        share = _share(found, note)
    if share is None or not math.isfinite(share):
        return math.nan, "not_a_number"
    return (round(share, 8), "") if 0 <= share <= 1 else (math.nan, "out_of_range")


def _share(found: re.Match[str], note: Notation) -> float | None:
    name = next(name for name in (*_SHARES, "plain") if found[name])
    value = _signed(found, name, note)
    if value is None:
        return None
    if name == "plain":
        return value / 100 if value > 1 else value
    more = numerals.amount(found["hundredths"], note) if found["hundredths"] else 0.0
    return None if more is None else value / _SHARES[name] + more / 100


def _typed(cell: object) -> float | None:
    """A cell that is a number; what is too large for a float's whole numbers counts as none."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell) if abs(cell) < 1e15 else math.inf
    return None


def _signed(found: re.Match[str], name: str, note: Notation) -> float | None:
    value = numerals.amount(found[name], note)
    return -value if value is not None and found["sign"] == "-" else value
