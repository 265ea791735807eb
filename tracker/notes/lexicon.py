"""The phrases of `schemas/phrases.csv`, compiled once.

A pattern names a piece as `<<name>>`. `~` is the gap between a noun and what is said of it: light words and negators,
which are counted. `…` is any short stretch within the clause.
"""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from functools import lru_cache

from tracker.clean.notation import Notation, notation
from tracker.errors import TrackerError
from tracker.notes.openers import openers
from tracker.settings import Settings

PIECE, CONTEXT, MASK, VAGUE = "piece", "context", "mask", "vague"
BRANDS = "brands"  # the piece of names: a name is these signs in the text that the phrases see
NAMED, REST = "\ue000", "\ue001"
STRETCH = r"(?:[^,;:!?\n\u3002]{0,8}?)"
Patterns = tuple[re.Pattern[str], ...]
Rows = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """subjects: subject → use (raises, asks, denies, settles) → patterns; context: use → pattern; masks: what looks
    like a phrase and is none; empty: the words that say nothing, and the length of the longest."""

    subjects: Mapping[str, Mapping[str, Patterns]]
    context: Mapping[str, re.Pattern[str]]
    masks: re.Pattern[str]
    brands: re.Pattern[str]
    empty: frozenset[str]
    surnames: frozenset[str]
    counts: frozenset[str]
    longest: int
    numbers: Notation


def lexicon(settings: Settings, rivals: Set[str] = frozenset()) -> Lexicon:
    """The lexicon of these settings, with the names of the team's own rivals; the same table is compiled once."""
    table = settings.tables["phrases"]
    words = _compiled(tuple(zip(table["subject"], table["use"], table["pattern"], strict=True)), notation(settings))
    return replace(words, brands=_names(words.brands.pattern, frozenset(rivals))) if rivals else words


@lru_cache(maxsize=8)
def _names(known: str, rivals: Set[str]) -> re.Pattern[str]:
    return re.compile("|".join([*sorted(map(re.escape, rivals), key=len, reverse=True), known]))


@lru_cache(maxsize=8)
def _compiled(rows: Rows, numbers: Notation) -> Lexicon:
    grouped: dict[str, dict[str, list[str]]] = {}
    for subject, use, pattern in rows:
        grouped.setdefault(subject, {}).setdefault(use, []).append(pattern)
    empty = {
        use: frozenset(word for row in listed for word in row.split("|")) for use, listed in grouped.pop(VAGUE).items()
    }
    words = frozenset[str]().union(*(listed for use, listed in empty.items() if use != "count"))
    pieces = {use: f"(?:{'|'.join(patterns)})" for use, patterns in grouped.pop(PIECE).items()}
    brands, pieces[BRANDS] = re.compile(pieces[BRANDS]), f"(?:{NAMED}{REST}*)"
    context = {use: f"(?:{'|'.join(patterns)})" for use, patterns in grouped.pop(CONTEXT).items()}
    pieces |= context
    pieces["gap"] = f"((?:{context['negator']}|{context['light']}){{0,5}}?)"
    pieces["prefix"] = f"(?:{context['negator']}|{context['light']}){{1,8}}$"
    context |= {"prefix": pieces["prefix"]}

    def whole(name: str, pattern: str) -> str:
        text = pattern.replace("~", "<<gap>>").replace("\u2026", STRETCH)
        try:
            for _ in range(4):
                text = re.sub(r"<<(\w+)>>", lambda found: pieces[found[1]], text)
        except (KeyError, re.error) as error:
            raise TrackerError(f"schemas/phrases.csv, {name}: {pattern}: {error}") from error
        return f"(?:{text})"

    def one(name: str, patterns: list[str]) -> re.Pattern[str]:
        return re.compile("|".join(whole(name, pattern) for pattern in patterns))

    def several(name: str, patterns: list[str]) -> Patterns:
        """Those that begin with a known sign in one, each tried only at its own signs; the others in another."""
        begun, loose, signs = list[str](), list[str](), set[str]()
        for text in (whole(name, pattern) for pattern in patterns):
            first = openers(text)
            (loose if first is None else begun).append(text if first is None else f"(?={_one_of(first)}){text}")
            signs |= first or set()
        known = [f"(?={_one_of(signs)})(?:{'|'.join(begun)})"] if begun else []
        return tuple(re.compile(text) for text in (*known, *(["|".join(loose)] if loose else [])))

    masks = one(MASK, [pattern for patterns in grouped.pop(MASK).values() for pattern in patterns])
    return Lexicon(
        {
            subject: {use: several(f"{subject} {use}", p) for use, p in uses.items()}
            for subject, uses in grouped.items()
        },
        {use: one(use, [pattern]) for use, pattern in context.items()},
        masks,
        brands,
        words,
        empty["surname"],
        empty["count"],
        max(map(len, words), default=0),
        numbers,
    )


def _one_of(signs: Set[str]) -> str:
    return f"[{re.escape(''.join(sorted(signs)))}]"
