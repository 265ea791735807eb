"""Texts as reports may show them: phones as 138****1234, numbers of papers, cards and private sentences not."""

import re
from collections import Counter
from functools import cache

import pandas as pd

from tracker.private.numbers import NUMBER, spots
from tracker.private.words import harmless, listed, of_header, of_sentence, pattern, plain

S = r"[-\s.()\u00b7_]{0,3}"  # how people part the digits of a number
_FOUR = rf"\d(?:{S}\d){{3}}"
_AREA = r"(?:10|2\d|[3-9]\d\d)"
MOBILE = re.compile(
    rf"(?<!\d)(?:\(\+?86\){S}|\+?(?:00)?86{S})?(1{S}[3-9]{S}\d){S}{_FOUR}{S}({_FOUR})(?!\d)|(?<!\d)(?:1[3-9]\d{{9}}){{2,}}(?!\d)",
    re.ASCII,
)
SERVICE = re.compile(rf"(?<!\d)[48]00(?!0{{5}})(?:{S}\d){{3}}{S}({_FOUR})(?!\d)", re.ASCII)
LANDLINE = re.compile(
    rf"(?<!\d)(?:\(0{_AREA}\)|(?:\+|00)86{S}0?{_AREA}|0{_AREA}){S}[2-9](?:{S}\d){{2,3}}{S}({_FOUR})(?!\d)", re.ASCII
)
ABROAD = re.compile(
    rf"(?<![\d+])(?:(?:\+|00)\d{{1,3}}[-\s(]{S}\d(?:{S}\d){{1,9}}{S}|\+\d{{6,11}})({_FOUR})(?!\d)", re.ASCII
)
LOCAL = r"\W{0,3}[2-9]\d{2,3}[-\s]?(\d{4})(?!\d)"  # without its area a number is a phone only where a word says so
ANY_DIGITS = re.compile(r"\d(?=(?:\D*\d){4})")
LONG = re.compile(r"(?<![\d*])\d[-\d\s]{2,}(\d{4})(?!\d)", re.ASCII)
KEY_DIGITS = re.compile(r"\d{3,}(?=\d{4})")
NOT_DIGIT = re.compile(r"\D")


@cache
def masked(text: str, header: str = "") -> str:
    """A text with its phones as 138****1234, others as ****1234; numbers of papers and cards hidden whole, and the
    whole of a text that tells of somebody's home, family, marriage or health; else as it stands."""
    if harmless(text):
        return text
    said = plain(text)
    private = of_sentence(said)
    if private:
        return _instead(private)
    hidden = said
    for spot in reversed(spots(said, header)):
        tail = said[spot.end - 4 : spot.end] if spot.code == NUMBER else ""
        there = "****" + tail if not spot.sure else _instead(spot.code)
        hidden = hidden[: spot.start] + there + hidden[spot.end :]
    for phone in (MOBILE, SERVICE, LANDLINE, ABROAD, _local()):
        hidden = phone.sub(_last_four, hidden)
    return text if hidden == said else hidden


@cache
def masked_phone(text: str) -> str:
    """What a phone cell says: each whole number masked, and of every other digit but the last four."""
    hidden = masked(text)
    return LONG.sub(r"****\1", hidden) if hidden != text else ANY_DIGITS.sub("*", plain(text))


@cache
def shown(text: str, header: str) -> str:
    """What a cell under `header` may show in a report: its text masked, or only what kind of thing it is."""
    asked = of_header(header) if text else ""
    return _instead(asked) if asked else masked(text, header)


def column(texts: pd.Series) -> pd.Series:
    """A column of texts, masked."""
    return texts.map({text: masked(text) for text in texts.unique()}).astype("str")


def places(frame: pd.DataFrame, *names: str) -> pd.DataFrame:
    """A frame with these columns masked: names of files, sheets and people, which lead back to them until they are
    shown."""
    return frame.assign(**{name: column(frame[name]) for name in names})


def keys(of: pd.Series, names: pd.Series) -> dict[str, str]:
    """The key of each customer → the key as reports show it: masked; different ones stay different: 138****1234#2.

    A key made of a name has no blanks: a phone runs on there with the digits that stood beside it.
    """
    shown: dict[str, str] = {}
    for key, name in sorted({*zip(of, names, strict=True)}):
        if key not in shown:
            shown[key] = _key(key, name)
    again = Counter[str]()
    for key, hidden in shown.items():
        again[hidden] += 1
        shown[key] = f"{hidden}#{again[hidden]}" if again[hidden] > 1 else hidden
    return shown


def _key(key: str, name: str) -> str:
    hidden, digits = masked(key), NOT_DIGIT.sub("", key)
    if digits and masked(name) != name and digits in NOT_DIGIT.sub("", plain(name)):
        return KEY_DIGITS.sub("****", hidden)
    return hidden


def _instead(private: str) -> str:
    """What stands instead of a thing that is private."""
    return next(word for word, held in listed("shown").items() if held == private)


@cache
def _local() -> re.Pattern[str]:
    return re.compile(f"(?:{pattern('phone_label').pattern}){LOCAL}", re.IGNORECASE | re.ASCII)


def _last_four(phone: re.Match[str]) -> str:
    """The last four digits, in front of them the first three of a mobile; a label stays."""
    groups = [NOT_DIGIT.sub("", group or "") for group in phone.groups()]
    if not any(groups):
        return "****" + phone[0][-4:]
    if phone.re is _local():
        label = pattern("phone_label").match(phone[0])
        return (label[0] if label else "") + "****" + groups[-1]
    return "****".join(groups) if len(groups) > 1 else "****" + groups[0]
