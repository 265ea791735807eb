"""Money: 10万-20万, 约15万, 20万以内, 两万五, ¥120,000 → a low and a high end in yuan."""

import math
import re
from itertools import repeat

import pandas as pd

from tracker.clean import numerals
from tracker.clean.cells import close_up, once
from tracker.clean.notation import Notation, notation
from tracker.settings import Settings

_COLUMNS = {"low": "float64", "high": "float64", "void": "bool", "problem": "str"}
_UNIT = 1_000  # a scale word from here on makes a number its own unit
_MOBILES, _ROUND = (13e9, 20e9), 1e4
_BIG = 10_000  # … and from here on it shares no other's
Answer = tuple[float, float, bool, str]


def read(cells: pd.Series, *, unit: float | pd.Series, settings: Settings) -> pd.DataFrame:
    """Raw cells → low, high (float yuan; NaN = open end or empty), void (bool: marked as void), problem.

    `unit`: yuan per 1 of a number without unit (10000.0 where the header says 万元), for all or row by row.
    Problems: not_money, negative, low_above_high; both ends are NaN then.
    """
    note = notation(settings)
    units = unit.tolist() if isinstance(unit, pd.Series) else repeat(unit, len(cells))
    return once(cells, lambda cell, factor: _amount(cell, float(factor), note), _COLUMNS, units)


def void(remarks: pd.Series, settings: Settings) -> pd.Series:
    """Whether each remark says that the quote of its row is void (作废, but not 未作废)."""
    return remarks.str.contains(notation(settings).patterns["money_void"]).astype(bool)


def _amount(cell: object, unit: float, note: Notation) -> Answer:
    if cell is None:
        return math.nan, math.nan, False, ""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        # Beyond 1e15 it is an order number, not an amount, and no float holds it exactly.
        number = float(cell) * unit if abs(cell) < 1e15 else math.inf
        return _checked(number, number, False)
    if not isinstance(cell, str):
        return math.nan, math.nan, False, "not_money"
    text, voids = note.patterns["money_void"].subn("", close_up(cell))
    text = text.strip(" ,:;")
    void = voids > 0
    if (void and not text) or note.patterns["money_empty"].fullmatch(text):
        return math.nan, math.nan, void, ""
    if note.patterns["money_negative"].fullmatch(text):
        return math.nan, math.nan, void, "negative"
    text = note.patterns["money_noise"].sub("", text)
    for pattern in note.forms["money"]:
        ends = _ends(found, unit, note) if (found := pattern.fullmatch(text)) else None
        if ends:
            return _checked(*ends, void)
    return math.nan, math.nan, void, "not_money"


def _ends(found: re.Match[str], unit: float, note: Notation) -> tuple[float, float] | None:
    """(low, high) in yuan as the form's groups say, NaN for an open end; None if a number is unreadable."""
    parts = {name: part for name, part in found.groupdict().items() if part}

    def yuan(name: str) -> float | None:
        if name not in parts:
            return math.nan
        value = numerals.amount(parts[name], note)
        bare = f"{name}_yuan" not in parts and not numerals.scale_in(parts[name], note, _UNIT)
        return value * unit if value is not None and bare else value

    if "both" in parts:
        both = yuan("both")
        return None if both is None else (both, both)
    low, high = yuan("low"), yuan("high")
    if low is None or high is None:
        return None
    if "low" in parts and "high" in parts and "low_yuan" not in parts:
        low = _shared(parts["low"], parts["high"], low, note)
    return low, high


def _shared(low_text: str, high_text: str, low: float, note: Notation) -> float:
    """10-20万: the low end takes the high one's unit, as it does in 15-10万, an error; 8000-1万 does not: a number of
    thousands stands for itself. (yuan)

    Of 千万 it takes both words (2-5千万), else the last one (800-1千万)."""
    plain = numerals.amount(low_text, note)
    if plain is None or numerals.scale_in(low_text, note, _BIG):
        return low
    scales = note.words["scale"]
    start = len(high_text)
    while start and scales.get(high_text[start - 1], 0) > 10:
        start -= 1
    for place in sorted({start, len(high_text) - 1}):
        head, tail = high_text[:place], high_text[place:]
        count = numerals.amount(head, note) if tail and tail[-1] in scales else None
        fits = count is not None and (plain <= count or (plain < _UNIT and place == len(high_text) - 1))
        if fits and all(scales.get(word, 0) >= 100 for word in tail):
            return plain * math.prod(scales[word] for word in tail)
    return low


def _checked(low: float, high: float, void: bool) -> Answer:
    problem = ""
    # thirteen billion and more to the yuan are a mobile's digits in the wrong column
    phone = any(_MOBILES[0] <= end < _MOBILES[1] and end % _ROUND for end in (low, high))
    if phone or math.isinf(low) or math.isinf(high) or (math.isnan(low) and math.isnan(high)):
        problem = "not_money"
    elif low < 0 or high < 0:
        problem = "negative"
    elif low > high:
        problem = "low_above_high"
    if problem:
        return math.nan, math.nan, void, problem
    return round(low, 2), round(high, 2), void, ""
