"""Whether a text says anything at all that could be checked: a product, number, date, question, act or fact."""

import re

import pandas as pd

from tracker.clean.passage import passage
from tracker.notes.claims import read
from tracker.notes.lexicon import Lexicon, lexicon
from tracker.settings import Settings

GIVEN = 2  # signs of a given name
LONG = 48  # signs: whoever writes more says something
_NAME = re.compile(r"\s|[^\w\u4e00-\u9fff]|_")


def vague(texts: pd.Series, settings: Settings) -> pd.DataFrame:
    """Texts → vague (boolean, NA for an empty text), phrase (what of it says nothing; "" where it is not vague)."""
    words = lexicon(settings)
    known = {text: _vague(text, words) for text in set(texts) if isinstance(text, str)}
    speaks = set(read(pd.Series([text for text, empty in known.items() if empty], dtype=object), settings)["record"])
    says = dict(zip((text for text, empty in known.items() if empty), range(len(known)), strict=False))
    answers = [(known[text] and says.get(text) not in speaks if isinstance(text, str) else None) for text in texts]
    flags = pd.Series(answers, index=texts.index, dtype="boolean")
    phrase = [str(text).strip() if flag is True else "" for text, flag in zip(texts, answers, strict=True)]
    return pd.DataFrame({"vague": flags, "phrase": pd.Series(phrase, index=texts.index, dtype="str")})


def _vague(text: str, words: Lexicon) -> bool | None:
    """None for a text without a sign. Whether the words that say nothing, and names, make up the whole text in one way
    or another; `open_ends` are the places up to which they do."""
    plain = _NAME.sub("", passage(text[: 3 * LONG]).plain)
    if not plain:
        return None if not text.strip() else True
    if len(plain) > LONG:
        return False
    open_ends, furthest = {0}, len(plain)
    for at in range(furthest):
        if at not in open_ends:
            continue
        for end in range(at + 1, min(at + words.longest, furthest) + 1):
            word = plain[at:end]
            if word in words.empty:
                open_ends.add(end)
            if word in words.surnames:
                given = next((n for n in range(GIVEN) if plain[end + n : end + n + 1] in words.counts), GIVEN)
                open_ends.update(range(end, min(end + given, furthest) + 1))
        open_ends.discard(at)
        if not open_ends:
            return False
    return furthest in open_ends
