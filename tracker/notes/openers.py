"""The signs with which a pattern can begin: it is tried only where one of them stands, which is most of the speed.

Reads as much of the language of patterns as `schemas/phrases.csv` needs; what it cannot tell may begin with any sign.
"""

import re

_EMPTY = ""  # stands in the set where a part can match nothing, and what follows begins it
_ANY = None  # any sign
_LARGEST = 200  # signs in a range that are listed
_DIGITS = frozenset("0123456789")
_PARTS = re.compile(
    r"(?P<around>\(\?<?[=!])|(?P<open>\((?:\?:|\?P<\w+>)?(?!\?))|(?P<close>\))|(?P<bar>\|)"
    r"|(?P<signs>\[\^?\]?(?:\\.|[^\]\\])*\])|(?P<edge>\^|\$|\\[bB])|(?P<one>\\.|.)",
    re.DOTALL,
)
_TIMES = re.compile(r"(?P<none>[?*]|\{0?,)?(?:[?*+]|[\d,]*\})?\??")
_RANGES = re.compile(r"(\\.|[^\\])-(\\.|[^\\])|(\\.|[^\\])", re.DOTALL)
Signs = frozenset[str] | None


def openers(pattern: str) -> frozenset[str] | None:
    """The first signs of what `pattern` matches; None if it can begin with any."""
    found, _ = _branches(pattern, 0)
    return None if found is None or _EMPTY in found else found


def _branches(pattern: str, at: int) -> tuple[Signs, int]:
    """The first signs of a group that begins at `at`, and where it ends."""
    whole: Signs = frozenset()
    branch: Signs = frozenset({_EMPTY})
    while found := _PARTS.match(pattern, at):
        kind, at = found.lastgroup, found.end()
        if kind in ("bar", "close"):
            whole, branch = _either(whole, branch), frozenset({_EMPTY})
            if kind == "close":
                return whole, at
            continue
        first: Signs = frozenset({_EMPTY})
        if kind in ("open", "around"):
            first, at = _branches(pattern, at)
            first = frozenset({_EMPTY}) if kind == "around" else first
        elif kind == "signs":
            first = _class(found[0][1:-1])
        elif kind == "one":
            first = _sign(found[0])
        times = _TIMES.match(pattern, at)
        if times:
            at = times.end()
            first = _either(first, frozenset({_EMPTY})) if times["none"] else first
        if branch is not None and _EMPTY in branch:
            branch = _either(branch - {_EMPTY}, first)
    return _either(whole, branch), at


def _either(one: Signs, other: Signs) -> Signs:
    return None if one is None or other is None else one | other


def _sign(text: str) -> Signs:
    if text == r"\d":
        return _DIGITS
    return _ANY if text == "." or (text[0] == "\\" and text[1].isalnum()) else frozenset(text[-1])


def _class(text: str) -> Signs:
    if text.startswith("^"):
        return _ANY
    signs: Signs = frozenset()
    for first, last, one in _RANGES.findall(text):
        if one:
            signs = _either(signs, _sign(one) if one != "." else frozenset("."))
        elif ord(last[-1]) - ord(first[-1]) < _LARGEST:
            signs = _either(signs, frozenset(map(chr, range(ord(first[-1]), ord(last[-1]) + 1))))
        else:
            return _ANY
    return signs
