"""Numbers as written in Arabic, in Chinese, or in both: 1.5亿, 二十五万, 两万五, 1万2千, 20w."""

import math
import re
from collections.abc import Iterator

from tracker.clean.notation import Notation

_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.?\d+", re.ASCII)
Token = tuple[str, float, int]


def whole(text: str, note: Notation) -> int | None:
    """The whole number, or None."""
    value = amount(text, note)
    return int(value) if value is not None and value.is_integer() else None


def amount(text: str, note: Notation) -> float | None:
    """The number, or None if `text` is not one number (三五万, 12,00, 1万亿2)."""
    if text.isascii() and text.isdigit():  # most numbers are just that
        return float(text)
    tokens = list(_tokens(text, note))
    if not tokens or None in tokens:
        return None
    return _value([token for token in tokens if token is not None])


def scale_in(text: str, note: Notation, least: int) -> bool:
    """Does a scale word of at least `least` stand in the text?"""
    scales = note.words["scale"]
    return any(scales.get(sign, 0) >= least for sign in text)


def _tokens(text: str, note: Notation) -> Iterator[Token | None]:
    """(kind, value, digits written): kind is number, zero or scale; None for what is none of them."""
    place = 0
    while place < len(text):
        sign = text[place]
        if found := _DIGITS.match(text, place):
            yield "number", float(found[0].replace(",", "")), len(found[0])
            place = found.end()
            continue
        place += 1
        if sign in note.words["scale"]:
            yield "scale", float(note.words["scale"][sign]), 0
        elif sign in note.words["digit"]:
            value = float(note.words["digit"][sign])
            yield "number" if value else "zero", value, 1
        else:
            yield None


def _value(tokens: list[Token]) -> float | None:
    numbers = [value for kind, value, _ in tokens if kind == "number"]
    if len(numbers) > 1 and not all(float(value).is_integer() for value in numbers):
        return None  # a fraction stands alone
    value = 0.0 if tokens == [("zero", 0, 1)] else _read(tokens, False, None)
    return round(value, 8) if value is not None and math.isfinite(value) else None


def _read(tokens: list[Token], opened: bool, leaning: float | None) -> float | None:
    """The value of what stands left and right of 亿, then of 万; `opened`: something stands further left."""
    for big in (100_000_000, 10_000):
        places = [place for place, (kind, value, _) in enumerate(tokens) if kind == "scale" and value == big]
        if len(places) > 1:
            return None
        if places:
            left = _read(tokens[: places[0]], opened, None)
            right = _read(tokens[places[0] + 1 :], True, big)
            return left * big + right if left and right is not None and right < big else None
    return _section(tokens, opened, leaning)


def _section(tokens: list[Token], opened: bool, leaning: float | None) -> float | None:
    """千, 百 and 十 in falling order, and what is left; a last digit leans on the scale before it: 两万五."""
    total, small, last = 0.0, 10_000.0, leaning
    pending: tuple[float, int] | None = None
    gap = False
    for kind, value, length in tokens:
        if kind == "number":
            if pending:
                return None
            pending = value, length
        elif kind == "zero":
            if pending or gap or not (opened or total):
                return None
            gap = True
        else:
            if value >= small or (pending is None and (value != 10 or total)):
                return None
            total += (pending[0] if pending else 1) * value
            pending, last, small, gap = None, value, value, False
    if pending is None:
        return None if gap or not (tokens or opened) else total
    rest, length = pending
    if last is None or (gap and rest < last):
        return total + rest
    if gap or not rest.is_integer():
        return None
    if length == 1:
        return total + rest * last / 10
    return total + rest if length == round(math.log10(last)) else None
