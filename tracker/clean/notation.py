"""How people write: the patterns and words of `schemas/`, compiled once for all readers.

A pattern may name another row, or a kind of words, as `<<name>>`; it is replaced before compiling.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from tracker.errors import TrackerError
from tracker.settings import Settings

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, eq=False)
class Notation:
    """patterns: name → compiled; forms: `date` → its `date_form_…` patterns, in the table's order;
    words: kind → word → number; parts: (word for a part of the day, from hour, to hour, hours to add)."""

    patterns: Mapping[str, re.Pattern[str]]
    forms: Mapping[str, tuple[re.Pattern[str], ...]]
    words: Mapping[str, Mapping[str, int]]
    parts: tuple[tuple[str, int, int, int], ...]


@lru_cache(maxsize=8)
def notation(settings: Settings) -> Notation:
    """The notation of these settings; the same tables are compiled once."""
    return _compiled(
        _rows(settings.tables["patterns"], "name", "pattern"),
        _rows(settings.tables["number_words"], "kind", "word", "value"),
        _rows(settings.tables["date_words"], "kind", "word", "value"),
        _rows(settings.tables["day_parts"], "word", "from_hour", "to_hour", "add"),
    )


def _rows(table: pd.DataFrame, *columns: str) -> Rows:
    return tuple(zip(*(table[column] for column in columns), strict=True))


@lru_cache(maxsize=8)
def _compiled(patterns: Rows, numbers: Rows, dates: Rows, parts: Rows) -> Notation:
    words: dict[str, dict[str, int]] = {}
    for kind, word, value in (*numbers, *dates):
        words.setdefault(kind, {})[word] = int(value)
    pieces = {kind: _any_of(words[kind]) for kind in words}
    pieces["number_word"] = _any_of([word for _, word, _ in numbers])
    pieces["part"] = _any_of([row[0] for row in parts])
    pieces |= {name: f"(?:{pattern})" for name, pattern in patterns}
    compiled = {name: _pattern(name, pieces) for name, _ in patterns}
    forms: dict[str, tuple[re.Pattern[str], ...]] = {}
    for name in compiled:
        kind, is_form, _ = name.partition("_form")
        if is_form:
            forms[kind] = (*forms.get(kind, ()), compiled[name])
    hours = tuple((word, int(low), int(high), int(add)) for word, low, high, add in parts)
    return Notation(compiled, forms, words, hours)


def _pattern(name: str, pieces: Mapping[str, str]) -> re.Pattern[str]:
    text = pieces[name]
    try:
        for _ in range(5):  # a row may name a row that names a row; a circle ends here too
            text, count = re.subn(r"<<(\w+)>>", lambda found: pieces[found[1]], text)
            if not count:
                return re.compile(text, re.ASCII)
    except (KeyError, re.error) as error:
        raise TrackerError(f"schemas/patterns.csv, {name}: {error}") from error
    raise TrackerError(f"schemas/patterns.csv, {name}: refers to itself")


def _any_of(words: Iterable[str]) -> str:
    """One of the words, the longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True)) + ")"
