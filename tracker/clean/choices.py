"""Enumerations: what people type for a word of `values.csv` → its code."""

import re
from functools import partial

import pandas as pd

from tracker.clean.cells import once, tidy
from tracker.clean.notation import Notation, notation
from tracker.settings import Settings

_COLUMNS = {"value": "str", "problem": "str"}


def read(cells: pd.Series, *, name: str, closed: bool, settings: Settings) -> pd.DataFrame:
    """Raw cells → value (code of list `name`, "" if empty or unknown), problem (not_listed, if `closed`)."""
    note, codes = notation(settings), _codes(settings, name)

    def one(cell: object) -> tuple[str, str]:
        code = _code(cell, codes, note)
        return (code, "") if code or cell is None or not closed else ("", "not_listed")

    return once(cells, one, _COLUMNS)


def read_many(cells: pd.Series, *, name: str, closed: bool, settings: Settings) -> pd.DataFrame:
    """Raw cells with several words each → value (codes joined by ";", each once), problem as in `read`.

    A word nobody listed is left out; if `closed`, it makes the cell a problem and empties it.
    """
    note, codes = notation(settings), _codes(settings, name)
    find = partial(_code, codes=codes, note=note)

    def one(cell: object) -> tuple[str, str]:
        if cell is None or (whole := find(cell)):
            return (whole if cell is not None else ""), ""
        # Brackets first: a remark may hold the same separators as the list.
        bare = note.patterns["choice_bracket"].sub("", cell) if isinstance(cell, str) else ""
        words = note.patterns["choice_split"].split(bare)
        found = [find(word) for word in words if word]
        if closed and not (found and all(found)):
            return "", "not_listed"
        return ";".join(dict.fromkeys(filter(None, found))), ""

    return once(cells, one, _COLUMNS)


def _codes(settings: Settings, name: str) -> dict[str, str]:
    """What may be typed → code; a list's words go before its synonyms, the earlier row before the later."""
    settings.vocabulary(name)  # an unknown list is an error here
    part = settings.values[settings.values["list"] == name]
    words = list(zip(part["word"], part["code"], strict=True))
    typed = [
        (synonym, code) for text, code in zip(part["typed"], part["code"], strict=True) for synonym in text.split("|")
    ]
    return {spelling(word): code for word, code in reversed(words + typed) if word}


def _code(cell: object, codes: dict[str, str], note: Notation) -> str:
    """The code, or ""; a remark in brackets is dropped, and so are brackets around the whole."""
    if isinstance(cell, bool):
        return codes.get(str(cell).casefold()) or codes.get(str(int(cell)), "")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        cell = int(cell)
    if not isinstance(cell, int | float | str) or (isinstance(cell, int) and abs(cell) >= 1e15):
        return ""
    key = spelling(str(cell))
    bracket = note.patterns["choice_bracket"]
    inside = key[1:-1] if bracket.fullmatch(key) else ""
    return codes.get(key) or codes.get(bracket.sub("", key)) or codes.get(inside, "")


def spelling(text: str) -> str:
    """What people type for a value, as it is compared."""
    return re.sub(r"\s", "", str(tidy(text) or "")).casefold()
