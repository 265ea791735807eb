"""Which cells hold what is private."""

from functools import lru_cache

import pandas as pd

from tracker.private.numbers import spots
from tracker.private.words import harmless, of_header, of_sentence, plain

WHOLE = 10**15  # of a longer number Excel has lost the last digits: it cannot be checked


def found(cells: pd.Series, header: str) -> pd.Series:
    """For each raw cell of a column under `header` what is private in it: identity, card, home, family, marriage,
    health, or "" for nothing. Under a header that asks for such a thing every filled cell is it."""
    known = {key: code(key[1], header) for key in set(zip(map(type, cells), cells, strict=True))}
    codes = [known[key] for key in zip(map(type, cells), cells, strict=True)]
    return pd.Series(codes, index=cells.index, dtype="str")


def code(cell: object, header: str) -> str:
    """What is private in one raw cell under `header`, "" for nothing."""
    asked = of_header(header)
    if isinstance(cell, str):
        if not cell.strip():
            return ""
        return asked or _of_text(cell, header)
    if cell is None or cell != cell or cell is pd.NaT:
        return ""
    if asked:
        return asked
    if isinstance(cell, int | float) and abs(cell) < WHOLE and cell == int(cell):
        return _of_text(str(int(cell)), header)
    return ""


@lru_cache(maxsize=100_000)
def _of_text(text: str, header: str) -> str:
    if harmless(text):
        return ""
    said = plain(text)
    number = next((spot.code for spot in spots(said, header) if spot.sure), "")
    return number or of_sentence(said)
