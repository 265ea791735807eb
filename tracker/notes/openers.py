"""The signs with which a pattern can begin: it is tried only where one of them stands, which is most of the speed."""

from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_EMPTY = ""  # stands in the set where the pattern can match nothing, and what follows begins it
_LARGEST = 200  # signs in a range that are listed


def openers(pattern: str) -> frozenset[str] | None:
    """The first signs of what `pattern` matches; None if it can begin with any."""
    found = _sequence(parser.parse(pattern))
    return None if found is None or _EMPTY in found else frozenset(found)


def _sequence(items: Any) -> set[str] | None:
    signs: set[str] = set()
    for code, value in items:
        first = _first(code, value)
        if first is None:
            return None
        signs |= first - {_EMPTY}
        if _EMPTY not in first:
            return signs
    return signs | {_EMPTY}


def _first(code: Any, value: Any) -> set[str] | None:
    if code is codes.LITERAL:
        return {chr(value)}
    if code in (codes.ASSERT, codes.ASSERT_NOT, codes.AT):
        return {_EMPTY}
    if code is codes.SUBPATTERN:
        return _sequence(value[-1])
    if code is codes.BRANCH:
        parts = [_sequence(part) for part in value[1]]
        return None if None in parts else set().union(*(part for part in parts if part is not None))
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
        part = _sequence(value[2])
        return part if part is None or value[0] else part | {_EMPTY}
    if code is codes.IN:
        return _class(value)
    return None


def _class(members: Any) -> set[str] | None:
    signs: set[str] = set()
    for code, value in members:
        if code is codes.LITERAL:
            signs.add(chr(value))
        elif code is codes.RANGE and value[1] - value[0] < _LARGEST:
            signs |= {chr(sign) for sign in range(value[0], value[1] + 1)}
        elif code is codes.CATEGORY and value is codes.CATEGORY_DIGIT:
            signs |= set("0123456789")
        else:
            return None
    return signs
