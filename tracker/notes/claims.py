"""What is said of each subject: raised, denied, settled later; the last word decides."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from tracker.clean.passage import Passage, passage
from tracker.notes.clauses import asked, boundaries, clause, negations, unreal
from tracker.notes.lexicon import Lexicon, Patterns, lexicon
from tracker.settings import Settings

RAISES, ASKS, DENIES, REVERSES = "raises", "asks", "denies", "reverses"
SETTLES, OTHERS = "settles", "others"
REACH = 12  # signs before a phrase in which a word for the past may stand
FILLER = "\u25a1"
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff]{2})[ \t\u3000]+(?=[\u4e00-\u9fff]{2})|\t")
_COLUMNS = {"subject": "str", "says": "bool", "phrase": "str"}


class Claim(NamedTuple):
    """One phrase: whether it speaks of the past, where it ends, what it says, its words."""

    now: bool
    end: int
    start: int
    says: bool


def read(texts: pd.Series, settings: Settings) -> pd.DataFrame:
    """Texts → a row for each subject that a text speaks of: record (the text's label in the index), subject, says (True
    raises it, False denies it), phrase (the words that say so, as they stand in the text)."""
    words = lexicon(settings)
    known = {text: list(_said(text, words)) for text in set(texts) if isinstance(text, str)}
    rows = [
        (record, *said)
        for record, text in zip(texts.index, texts, strict=True)
        if isinstance(text, str)
        for said in known[text]
    ]
    said = pd.DataFrame(rows, columns=["record", *_COLUMNS]).astype(_COLUMNS)
    return said.astype({"record": texts.index.dtype})


def spaced(text: str) -> str:
    """With commas for the blanks that stand between words, place by place."""
    return _SPACED.sub(lambda found: "," * len(found[0]), text)


def _said(text: str, words: Lexicon) -> Iterator[tuple[str, bool, str]]:
    """(subject, says, phrase) for each subject of one text."""
    whole = passage(spaced(text))
    plain = words.masks.sub(lambda found: FILLER * len(found[0]), whole.plain)
    begins: list[int] = []
    for subject, uses in words.subjects.items():
        claims = list(_claims(plain, uses, words, begins))
        if claims:
            last = max(claims)
            yield subject, last.says, Passage(text, whole.plain, whole.places).words(last.start, last.end)


def _claims(text: str, uses: Mapping[str, Patterns], words: Lexicon, begins: list[int]) -> Iterator[Claim]:
    raised = None
    for use in (RAISES, ASKS, DENIES, REVERSES):
        for found in _all(uses, use, text):
            if not begins:
                begins += boundaries(text, words)
            here = clause(text, begins, found.span())
            if unreal(here, words) or (use != ASKS and asked(here, words)):
                continue
            if use == REVERSES and not (raised and raised.end <= found.start()):
                continue
            if any(pattern.search(here.before) for pattern in uses.get(OTHERS, ())):
                continue
            count, start = negations(here, "".join(filter(None, found.groups())), words)
            off = bool(words.context["off"].match(here.after))
            says = (use in (RAISES, ASKS)) ^ (count % 2 == 1) ^ off
            now = not words.context["past"].search(here.before[-REACH:])
            claim = Claim(now, found.end(), start, says)
            yield claim
            if says:
                raised = max(raised, claim) if raised else claim
    if raised:
        for found in _all(uses, SETTLES, text, raised.end):
            here = clause(text, begins, found.span())
            alone = not here.before or words.context["prefix"].fullmatch(here.before)
            if here.left >= raised.end and alone and not unreal(here, words) and not asked(here, words):
                count, _ = negations(here, "", words)
                if count % 2 == 0:
                    yield Claim(True, found.end(), raised.start, False)


def _all(uses: Mapping[str, Patterns], use: str, text: str, start: int = 0) -> Iterator[re.Match[str]]:
    for pattern in uses.get(use, ()):
        yield from pattern.finditer(text, start)
