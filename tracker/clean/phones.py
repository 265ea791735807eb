"""Phones: mobile, landline with extension, 400, abroad, several in a cell → digits, and a masked form."""

import re

import pandas as pd

from tracker.clean.cells import once
from tracker.clean.notation import Notation, notation
from tracker.settings import Settings

_COLUMNS = {"numbers": "str", "masked": "str", "problem": "str"}
_NOT_DIGIT = re.compile(r"[^\d+]", re.ASCII)
_FLOAT_TEXT = re.compile(r"(\d+)\.0+", re.ASCII)
_MOBILE = re.compile(r"1\d{10}", re.ASCII)


def read(cells: pd.Series, settings: Settings) -> pd.DataFrame:
    """Raw cells → numbers (digits, joined by ";", an extension behind "-"), masked (the first), problem.

    Problems: bad_phone, phone_rounded (1.38E+10), phone_masked (138****1234); numbers and masked are "" then.
    """
    note = notation(settings)
    return once(cells, lambda cell: _numbers(cell, note), _COLUMNS)


def _numbers(cell: object, note: Notation) -> tuple[str, str, str]:
    if cell is None:
        return "", "", ""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        cell = str(int(cell)) if 0 < cell < 1e15 and cell == int(cell) else None
    if not isinstance(cell, str):
        return "", "", "bad_phone"
    text = _FLOAT_TEXT.sub(r"\1", cell.casefold())
    text = note.patterns["phone_remark"].sub(" ", text)
    numbers: dict[str, None] = {}  # a set that keeps its order: the same number twice counts once
    for part in note.patterns["phone_split"].split(text):
        found = _in_part(part.strip(" .:"), note)
        if isinstance(found, str):
            return "", "", found
        numbers |= dict.fromkeys(found)
    first = next(iter(numbers), None)
    return (";".join(numbers), _masked(first), "") if first else ("", "", "bad_phone")


def _in_part(part: str, note: Notation) -> list[str] | str:
    """The numbers of a part, which only spaces separate; or the problem."""
    for problem in ("phone_rounded", "phone_masked"):
        if note.patterns[problem].fullmatch(part):
            return problem
    numbers, place = [], 0
    while place < len(part):
        found = next(filter(None, (form.match(part, place) for form in note.forms["phone"])), None)
        if not found:
            return "bad_phone"
        numbers.append(_plain(found))
        place = found.end() + 1
    return numbers


def _plain(found: re.Match[str]) -> str:
    """The digits of one number: area with its 0, + kept for abroad, -extension."""
    parts = {name: _NOT_DIGIT.sub("", part) for name, part in found.groupdict().items() if part}
    if "area" in parts:
        parts["number"] = "0" + parts["area"].removeprefix("0") + parts["number"]
    number = parts.get("mobile") or parts.get("abroad") or parts["number"]
    return number + ("-" + parts["ext"] if "ext" in parts else "")


def _masked(number: str) -> str:
    main = number.partition("-")[0]
    return (main[:3] if _MOBILE.fullmatch(main) else "") + "****" + main[-4:]
