"""Whether a text says anything that could be checked: a product, number, date, question, act or fact."""

import re

import pandas as pd

from tracker.clean.passage import passage
from tracker.notes.claims import read
from tracker.notes.lexicon import Lexicon, lexicon
from tracker.settings import Settings

GIVEN = 2  # signs of a given name
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
    """None for a text without a sign; stops as soon as more is left than may be."""
    plain = _NAME.sub("", passage(text).plain)
    if not plain:
        return None if not text.strip() else True
    at = name_ends = 0
    while at < len(plain):
        for length in range(words.longest, 0, -1):
            if plain[at : at + length] in words.empty:
                if plain[at : at + length] in words.surnames:
                    name_ends = at + 1 + GIVEN
                at += length
                break
        else:
            if at >= name_ends or plain[at] in words.counts:
                return False
            at += 1
    return True
