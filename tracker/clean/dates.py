"""Dates: real ones, Excel serials, and what people type (2026年3月10日, 3/10, 下周三, 月底, 下午3点, Q1)."""

import math
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import repeat

import pandas as pd

from tracker.clean.cells import close_up, once
from tracker.clean.date_forms import Written, resolved, written
from tracker.clean.notation import notation
from tracker.settings import Settings

_COLUMNS = {"value": "datetime64[us]", "problem": "str"}
_BASE_1900, _BASE_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
# A number outside these years is more likely an amount or a count than a day.
_EARLIEST, _LATEST = datetime(1990, 1, 1), datetime(2100, 1, 1)
Answer = tuple[datetime | None, str]


def read(
    cells: pd.Series,
    *,
    anchor: pd.Series,
    forward: bool,
    period_end: bool,
    epoch_1904: bool | pd.Series,
    settings: Settings,
) -> pd.DataFrame:
    """Raw cells → value (datetime64[us], NaT when empty or unreadable), problem (a code, "" when fine).

    `anchor`: the day a date without year, or a 下周三, is counted from, row by row; NaT where there is none.
    `forward`: without year, the earliest day not before the anchor's; else the latest not after it.
    `period_end`: 12月, 年底, Q1 … are their last day (need dates); else they are `period_not_day`.
    `epoch_1904`: the workbook's numbers count from 1904; numbers kept as text count from 1900 always.
    Problems: not_a_date, no_such_day, no_year_known, no_anchor (下周三 without one), period_not_day,
    wrong_weekday (3月10日 周三 on a Tuesday), number_not_date.
    """
    note = notation(settings)

    @cache
    def said(text: str) -> Written | None:
        return written(text, note)

    def one(cell: object, day: object, from_1904: bool) -> Answer:
        if cell is None:
            return None, ""
        if isinstance(cell, datetime):
            return _plain(cell), ""
        if isinstance(cell, date):
            return datetime.combine(cell, time()), ""
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            number, text = float(cell) if abs(cell) < 1e9 else math.inf, _digits(cell)
        elif isinstance(cell, str):
            number, text, from_1904 = math.nan, close_up(cell), False
            if note.patterns["number_text"].fullmatch(text):
                number = float(text)
        else:
            return None, "not_a_date"
        if form := said(text):
            return resolved(form, day if isinstance(day, date) else None, forward, period_end)
        return (None, "not_a_date") if math.isnan(number) else _serial(number, from_1904)

    days = anchor.to_numpy(dtype="datetime64[D]").tolist()
    epochs = epoch_1904.tolist() if isinstance(epoch_1904, pd.Series) else repeat(epoch_1904, len(cells))
    return once(cells, one, _COLUMNS, days, epochs)


def _plain(moment: datetime) -> datetime:
    """Without zone and without pandas' own class, so that all moments are of one kind."""
    return datetime.combine(moment.date(), moment.time())


def _digits(number: float) -> str:
    """20260310 or 20260310.0 as its eight digits; "" for any other number."""
    return str(int(number)) if 1e7 <= number < 1e8 and number == int(number) else ""


def _serial(number: float, from_1904: bool) -> Answer:
    """Days since the system's first day, to the second."""
    if not 0 < number < 1e5:
        return None, "number_not_date"
    moment = (_BASE_1904 if from_1904 else _BASE_1900) + timedelta(seconds=round(number * 86400))
    return (moment, "") if _EARLIEST <= moment < _LATEST else (None, "number_not_date")
