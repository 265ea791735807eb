"""The words of what is private, from schemas/private_words.csv: the house's own, for no team can agree it away."""

import csv
import re
from collections.abc import Mapping
from functools import cache

from tracker.shipped import shipped
from tracker.vocabulary import BRACKET, compared, narrow

SEVEN_DIGITS = re.compile(r"\d(?:\D{0,3}\d){6}")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
DASH = re.compile("[\u2010-\u2015\u2212\u2500]")


def plain(text: str) -> str:
    """A text in half width, its dashes alike, without the signs that nobody sees."""
    return DASH.sub("-", INVISIBLE.sub("", narrow(text)))


def harmless(text: str) -> bool:
    """Whether a text as it was typed holds neither so many digits nor any word that can be private: most do not."""
    return not SEVEN_DIGITS.search(text) and not pattern("cell_hint").search(text)


@cache
def listed(use: str) -> Mapping[str, str]:
    """word → code of one use, in the order of the table."""
    with (shipped("schemas") / "private_words.csv").open(encoding="utf-8", newline="") as table:
        return {row["word"]: row["code"] for row in csv.DictReader(table) if row["use"] == use}


@cache
def pattern(use: str) -> re.Pattern[str]:
    """Any word of one use, as the text of a pattern where it is one (cell), else as it stands."""
    words = listed(use) if use == "cell" else map(re.escape, listed(use))
    return re.compile("|".join(words), re.IGNORECASE)


@cache
def of_header(header: str) -> str:
    """What a header asks for: the code of what is private, "" for none. What stands in brackets is a remark."""
    said = compared(BRACKET.sub("", narrow(header))) or compared(header)
    if any(word in said for word in listed("harmless")):
        return ""
    whole = listed("column_is").get(said, "")
    return whole or next((code for word, code in listed("column").items() if word in said), "")


def of_sentence(text: str) -> str:
    """What a plain text tells of somebody's home, family, marriage or health; "" for nothing."""
    if not pattern("cell").search(text):
        return ""
    return next(code for one, code in listed("cell").items() if re.search(one, text, re.IGNORECASE))
