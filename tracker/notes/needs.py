"""What a text must have for a pattern to be found in it: read off the pattern without compiling it.

A need is a set of signs, or pairs of signs, of which one stands in whatever the pattern matches. Reads as much of the
language of patterns as `schemas/phrases.csv` needs; a part that it cannot tell needs nothing.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

_LARGEST = 80  # signs in a range that are listed
_DIGITS = frozenset("0123456789")
_PARTS = re.compile(
    r"\((?:\?:)?(?P<words>[^\\()\[<~\u2026.^$?*+{]+)\)|(?P<around>\(\?<?[=!])|(?P<open>\((?:\?:|\?P<\w+>)?(?!\?))|(?P<close>\))|(?P<bar>\|)|<<(?P<piece>\w+)>>"
    r"|(?P<signs>\[\^?\]?(?:\\.|[^\]\\])*\])|(?P<void>[~\u2026.^$]|\\[bBwWsSD1-9])|(?P<run>(?:\\\W|[^\\()|\[<~\u2026.^$?*+{])+)"
    r"|(?P<digit>\\d)|(?P<other>.)",
    re.DOTALL,
)
_REPEATS = frozenset("?*+{")
_TIMES = re.compile(r"(?:(?P<none>[?*]|\{0?,\d*\}|\{0\})|\+|\{\d+,?\d*\})[?+]?")
_RANGES = re.compile(r"(\\.|[^\\])-(\\.|[^\\])|(\\.|[^\\])", re.DOTALL)
Need = frozenset[str]
Common = Callable[[Need], float]  # how common the signs of a need are: the least common tells most


class Branch(NamedTuple):
    """One of the alternatives of a pattern: its text, and what it needs."""

    text: str
    needs: list[Need]


def branches(pattern: str, pieces: Mapping[str, Need], common: Common) -> list[Branch]:
    """The alternatives of a pattern. `pieces`: what each named piece needs."""
    return _group(pattern, 0, pieces, common)[0]


def pairs(text: str) -> list[str]:
    """Each two signs that follow each other; of a single sign itself."""
    return [text[at : at + 2] for at in range(len(text) - 1)] or list(text)


def _told(run: str, common: Common) -> list[Need]:
    """The least common pair of a run of plain signs."""
    return [min(map(_one, pairs(run)), key=common)] if run else []


def either(found: Sequence[Branch], common: Common) -> Need:
    """What is needed if any of the alternatives will do; empty if one of them needs nothing."""
    if not all(branch.needs for branch in found):
        return frozenset()
    return frozenset[str]().union(*(min(branch.needs, key=common) for branch in found))


def _group(pattern: str, at: int, pieces: Mapping[str, Need], common: Common) -> tuple[list[Branch], int]:
    """The alternatives of the group that begins at `at`, and where it ends."""
    found: list[Branch] = []
    needs: list[Need] = []
    begin = at
    while part := _PARTS.match(pattern, at):
        kind, at = part.lastgroup, part.end()
        if kind in ("bar", "close"):
            found.append(Branch(pattern[begin : part.start()], needs))
            needs, begin = [], at
            if kind == "close":
                return found, at
            continue
        parts = [frozenset[str]()]
        if kind == "words":
            parts = [_any_of(part["words"], common)]
        elif kind in ("open", "around"):
            inner, at = _group(pattern, at, pieces, common)
            if kind == "open":
                parts = inner[0].needs if len(inner) == 1 else [either(inner, common)]
        elif kind == "piece":
            parts = [pieces.get(part["piece"], frozenset())]
        elif kind == "signs":
            parts = [_class(part[0][1:-1])]
        elif kind == "digit":
            parts = [_DIGITS]
        elif kind == "run":
            parts = _told(part[0].replace("\\", ""), common)
        if pattern[at : at + 1] in _REPEATS and (times := _TIMES.match(pattern, at)):
            at = times.end()
            if times["none"]:
                parts = _told(part[0].replace("\\", "")[:-1], common) if kind == "run" else []
        needs += filter(None, parts)
    found.append(Branch(pattern[begin:at], needs))
    return found, at


@cache
def _one(sign: str) -> Need:
    return frozenset((sign,))


@cache
def _any_of(words: str, common: Common) -> Need:
    """The least common pair of each word; nothing if a word is empty."""
    alternatives = words.split("|")
    return frozenset[str]().union(*(_told(word, common)[0] for word in alternatives if all(alternatives)))


@cache
def _class(text: str) -> Need:
    if text.startswith("^"):
        return frozenset()
    signs = set[str]()
    for first, last, one in _RANGES.findall(text):
        if one == r"\d":
            signs |= _DIGITS
        elif one:
            if one[0] == "\\" and one[1].isalnum():
                return frozenset()
            signs.add(one[-1])
        elif ord(last[-1]) - ord(first[-1]) < _LARGEST and "\\u" not in text:
            signs |= set(map(chr, range(ord(first[-1]), ord(last[-1]) + 1)))
        else:
            return frozenset()
    return frozenset(signs)
