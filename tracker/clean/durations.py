"""Lengths of time as people type them: 45天, 45, 3个月, 一年两个月, 半年 → days."""

import math
import re

import pandas as pd

from tracker.clean import numerals
from tracker.clean.cells import close_up, once
from tracker.clean.notation import Notation, notation
from tracker.settings import Settings

_COLUMNS = {"value": "float64", "problem": "str"}


def read(cells: pd.Series, settings: Settings) -> pd.DataFrame:
    """Raw cells → value (days), problem (not_a_duration). A bare number is days; a month counts 30, a year 365."""
    note, units = notation(settings), settings.tables["duration_units"]
    days = dict(zip(units["word"], units["days"].astype(int), strict=True))
    words = "|".join(sorted(map(re.escape, days), key=len, reverse=True))
    part = re.compile(rf"(.*?)({words})")
    return once(cells, lambda cell: _days(cell, days, part, note), _COLUMNS)


def _days(cell: object, days: dict[str, int], part: re.Pattern[str], note: Notation) -> tuple[float, str]:
    if cell is None:
        return math.nan, ""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return (float(cell), "") if 0 <= cell < 1e5 else (math.nan, "not_a_duration")
    text = close_up(str(cell))
    plain = numerals.amount(text, note)
    if plain is not None:
        return plain, ""
    total, end = 0.0, 0
    for found in part.finditer(text):
        number = numerals.amount(found[1], note) if found[1] else 1.0
        if number is None:
            return math.nan, "not_a_duration"
        total, end = total + number * days[found[2]], found.end()
    return (total, "") if end == len(text) and total else (math.nan, "not_a_duration")
