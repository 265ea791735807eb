"""The phrases of `schemas/phrases.csv`: which of them can be found in a text at all; those are compiled then, once.

A pattern names a piece as `<<name>>`. `~` is the gap between a noun and what is said of it: light words and negators,
which are counted. `…` is any short stretch within the clause. In an aside, ‹ and › stand around the phrase found.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

from tracker.clean.notation import Notation, notation
from tracker.clean.passage import passage
from tracker.errors import TrackerError
from tracker.notes.brands import Known, known, places
from tracker.notes.needs import Branch, Common, Need, branches, either, pairs
from tracker.settings import Settings

PIECE, CONTEXT, MASK, VAGUE = "piece", "context", "mask", "vague"
RAISES, ASKS, DENIES, REVERSES = "raises", "asks", "denies", "reverses"
SETTLES = "settles"  # what was raised before it
LESS, MORE = "less", "more"  # two numbers: raised if the first is less, or more, than the second
SAYING = (RAISES, ASKS, DENIES, LESS, MORE, REVERSES)
BRANDS, RIVALS, COUNT, SURNAME = "brands", "rivals", "count", "surname"
NAMED, RIVAL, REST = "\ue000", "\ue002", "\ue001"  # a name, one that the team knows, in the text that phrases see
FILLER = "\u25a1"  # stands for what is masked
STRETCH = r"(?:[^,;:!?\n\u3002]{0,8}?)"
_NAME = re.compile(r"[^\W\d_]{2,10}")
RARER = 3  # a pair of signs is so much rarer than its rarest sign: 2 ** RARER times
NEEDS = 3  # of what a phrase needs, so many of the least common signs are looked for
Patterns = tuple[re.Pattern[str], ...]
Rows = tuple[tuple[str, str, str, str, bool], ...]


class Phrase(NamedTuple):
    """What a phrase says: of which subject what, its meaning in the table, whether nothing else counts."""

    subject: str
    use: str
    meaning: str
    sure: bool


class Words:
    """Patterns in which pieces are named; each text is compiled when it is first asked for."""

    def __init__(self, pieces: Mapping[str, str]) -> None:
        self.pieces = pieces
        self._known: dict[str, re.Pattern[str]] = {}

    def pattern(self, text: str) -> re.Pattern[str]:
        if text not in self._known:
            whole = text.replace("~", "<<gap>>").replace("\u2026", STRETCH)
            try:
                while "<<" in whole:
                    whole = re.sub(r"<<(\w+)>>", lambda found: self.pieces[found[1]], whole)
                self._known[text] = re.compile(whole)
            except (KeyError, re.error) as error:
                raise TrackerError(f"schemas/phrases.csv: {text}: {error}") from error
        return self._known[text]


class Index:
    """Alternatives of patterns by the signs they need: `within` gives the numbers of those that a text may have."""

    def __init__(self, found: Sequence[Branch], common: Common) -> None:
        self.texts = [branch.text for branch in found]
        self._slots: list[dict[str, int]] = [{} for _ in range(NEEDS)]  # sign → as bits, whose need it is
        self._free = [0] * NEEDS
        for number, branch in enumerate(found):
            least = sorted(branch.needs, key=common)[:NEEDS]
            for n, slot in enumerate(self._slots):
                if n >= len(least):
                    self._free[n] |= 1 << number
                    continue
                for sign in least[n]:
                    slot[sign] = slot.get(sign, 0) | 1 << number

    def within(self, text: str) -> Iterator[int]:
        signs, can = {*text, *pairs(text)}, -1
        for slot, free in zip(self._slots, self._free, strict=True):
            here = free
            for sign in signs & slot.keys():
                here |= slot[sign]
            can &= here
            if not can:
                return
        while can:
            last = can & -can
            can ^= last
            yield last.bit_length() - 1


@dataclass(frozen=True, eq=False)
class Lexicon:
    """phrases: all that says something, and `says`: what; masks: what looks like a phrase and is none; names: of other
    suppliers, `known` as they are, `names` by patterns, `rivals` those that the team knows; uses: subject, use →
    patterns that do not speak themselves; team: subject, use and pattern of what the team added; empty: the words that
    say nothing, and the length of the longest."""

    phrases: Index
    says: tuple[Phrase, ...]
    masks: Index
    names: Index
    known: Known
    rivals: Set[str]
    uses: Mapping[tuple[str, str], tuple[str, ...]]
    team: frozenset[tuple[str, str, str]]
    words: Words
    common: Common
    empty: frozenset[str]
    surnames: frozenset[str]
    counts: frozenset[str]
    longest: int
    numbers: Notation

    @cached_property
    def context(self) -> Mapping[str, re.Pattern[str]]:
        return {use: self.words.pattern(f"<<{use}>>") for (kind, use) in self.uses if kind == CONTEXT}

    def patterns(self, subject: str, use: str) -> Patterns:
        """Those that settle a subject, or tell that a phrase speaks of others or is said aside."""
        return tuple(self.words.pattern(text) for text in self.uses.get((subject, use), ()))

    def settling(self, subject: str) -> Iterator[tuple[re.Pattern[str], bool]]:
        """What settles a subject, and whether the team added it."""
        for text in self.uses.get((subject, SETTLES), ()):
            yield self.words.pattern(text), (subject, SETTLES, text) in self.team

    def masked(self, text: str, own: str = "") -> str:
        """The text without what only looks like a phrase, and with signs for names, place by place."""
        for number in self.masks.within(text):
            text = self.words.pattern(self.masks.texts[number]).sub(lambda hit: FILLER * len(hit[0]), text)
        return self.marked(text, own)

    def marked(self, text: str, own: str = "") -> str:
        """The text with signs for the names of suppliers; a part of `own` is none."""

        def sign(name: str) -> str:
            first = RIVAL if any(rival in name for rival in self.rivals) else NAMED
            return FILLER * len(name) if name in own else first + REST * (len(name) - 1)

        for start, end in list(places(text, self.known)):
            text = text[:start] + sign(text[start:end]) + text[end:]
        for number in self.names.within(text):
            text = self.words.pattern(self.names.texts[number]).sub(lambda hit: sign(hit[0]), text)
        return text

    def found(self, text: str) -> Iterator[tuple[Phrase, re.Match[str]]]:
        """What each phrase in the text says, and its place."""
        for number in self.phrases.within(text):
            for hit in self.words.pattern(self.phrases.texts[number]).finditer(text):
                yield self.says[number], hit


def lexicon(settings: Settings, rivals: Set[str] = frozenset()) -> Lexicon:
    """The lexicon of these settings, with the names of the team's own rivals; the same table is read once."""
    words = _of(settings)
    return _with(words, frozenset(rivals)) if rivals else words


@lru_cache(maxsize=8)
def _of(settings: Settings) -> Lexicon:
    table = settings.tables["phrases"]
    team = table["source"] == settings.rules_file
    rows = tuple(zip(*(table[column] for column in ("subject", "use", "pattern", "meaning")), team, strict=True))
    return _read(rows, tuple(settings.tables["brand_names"]["name"]), notation(settings))


def names(cells: Iterable[str], settings: Settings) -> frozenset[str]:
    """Of short texts those that can be looked for as a name: letters only, none that begins as other words do."""
    words = lexicon(settings)
    other = words.words.pattern("<<notname>>")
    plain = {passage(cell).plain for cell in cells}
    return frozenset(
        name for name in plain if _NAME.fullmatch(name) and not other.match(name) and name not in words.empty
    )


@lru_cache(maxsize=8)
def _with(words: Lexicon, rivals: Set[str]) -> Lexicon:
    return replace(words, known=known(rivals, words.known), rivals=rivals)


@lru_cache(maxsize=8)
def _read(rows: Rows, brands: tuple[str, ...], numbers: Notation) -> Lexicon:
    grouped: dict[str, dict[str, list[str]]] = {}
    for subject, use, pattern, *_ in rows:
        grouped.setdefault(subject, {}).setdefault(use, []).append(pattern)
    about = {row[:3]: row[3:] for row in rows}
    empty = {
        use: frozenset(word for row in listed for word in row.split("|")) for use, listed in grouped.pop(VAGUE).items()
    }
    nothing = frozenset[str]().union(*(listed for use, listed in empty.items() if use != COUNT))
    pieces = {use: f"(?:{'|'.join(patterns)})" for use, patterns in grouped.pop(PIECE).items()}
    context = grouped.pop(CONTEXT)
    pieces |= {use: f"(?:{'|'.join(patterns)})" for use, patterns in context.items()}
    names, pieces[BRANDS] = pieces[BRANDS][3:-1], f"(?:[{NAMED}{RIVAL}]{REST}*)"
    pieces[RIVALS] = f"(?:{RIVAL}{REST}*)"
    pieces["gap"] = f"((?:{pieces['negator']}|{pieces['light']}){{0,5}}?)"
    pieces["prefix"] = f"(?:{pieces['negator']}|{pieces['light']}){{1,8}}$"
    uses = {(CONTEXT, use): tuple[str, ...]() for use in (*context, "prefix")}
    masks = "|".join(pattern for patterns in grouped.pop(MASK).values() for pattern in patterns)
    times = Counter("".join(pattern for _, _, pattern, *_ in rows))

    @cache
    def common(need: Need) -> float:
        return sum(min(times[sign] for sign in signs) / float(len(signs) ** RARER) for signs in need)

    needs: dict[str, Need] = {}
    for name, text in pieces.items():  # a piece is written after those that it names, or needs nothing of them
        needs[name] = either(branches(text[3:-1], needs, common), common) if name not in ("gap", "prefix") else Need()
    phrases: list[Branch] = []
    says: list[Phrase] = []
    for subject, by_use in grouped.items():
        for use, patterns in by_use.items():
            if use not in SAYING:
                uses[subject, use] = tuple(patterns)
                continue
            for pattern in patterns:
                found = branches(pattern, needs, common)
                phrases += found
                meaning, team = about[subject, use, pattern]
                # a name that the team wrote down itself needs no other sign
                sure = team or use in (LESS, MORE) or f"<<{RIVALS}>>" in pattern
                says += [Phrase(subject, use, meaning, sure)] * len(found)
    return Lexicon(
        Index(phrases, common),
        tuple(says),
        Index(branches(masks, needs, common), common),
        Index(branches(names, needs, common), common),
        known(brands),
        frozenset(),
        uses,
        frozenset(row[:3] for row in rows if row[4]),
        Words(pieces),
        common,
        nothing,
        empty[SURNAME],
        empty[COUNT],
        max(map(len, nothing), default=0),
        numbers,
    )
