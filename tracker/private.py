"""Phone numbers and numbers of people's papers, kept out of every report but the owner's own sheet."""

import re
from functools import cache

import pandas as pd

from tracker.vocabulary import narrow

# full width is read as half width; separators as people type them
MOBILE = re.compile(
    r"(?<!\d)(?:\+?(?:00)?86[-\s.]*)?(1[3-9]\d)[-\s.]*\d(?:[-\s.]*\d){3}[-\s.]*(\d(?:[-\s.]*\d){3})(?!\d)"
)
PAPERS = re.compile(r"(?<![\dA-Za-z])(?:\d{14}|\d{11,15})(\d{3}[\dXx])(?![\dA-Za-z])")
LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[-\s)]*[2-9]\d{2,3}[-\s]?(\d{4})(?!\d)")
DIGIT = re.compile(r"\d(?=(?:\D*\d){4})")


@cache
def masked(text: str) -> str:
    """A text with its phone numbers as 138****1234, landlines and long numbers as ****1234; others as it stands."""
    plain = narrow(text)
    hidden = LANDLINE.sub(r"****\1", PAPERS.sub(r"****\1", MOBILE.sub(r"\1****\2", plain)))
    return text if hidden == plain else hidden


@cache
def masked_phone(text: str) -> str:
    """What a phone cell says: a whole number as 138****1234, else every digit but the last four hidden."""
    hidden = masked(text)
    return hidden if hidden != text else DIGIT.sub("*", narrow(text))


def column(texts: pd.Series) -> pd.Series:
    """A column of texts, masked."""
    return texts.map({text: masked(text) for text in texts.unique()}).astype("str")
