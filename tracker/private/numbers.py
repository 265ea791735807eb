"""Identity numbers and bank cards in a text: where they stand and whether they are valid.

An identity number has 18 digits (the last may be X) with a date of birth and a check digit (GB 11643), an old one 15
with a date of birth; a card has 16 to 19, begins as cards do, and its check digit is right (Luhn).
"""

import datetime
import re
from collections.abc import Iterator
from typing import NamedTuple

from tracker.private.words import pattern

IDENTITY, CARD, NUMBER = "identity", "card", "number"
ENOUGH = re.compile(r"\d(?:[-\s._]{0,3}\d){13}", re.ASCII)
RUN = re.compile(r"\d+(?:[-\s._]{1,3}\d+)*[Xx]?(?![0-9A-Za-z])|\d+(?:[-\s._]{1,3}\d+)*", re.ASCII)
GROUP = re.compile(r"\d+[Xx]?", re.ASCII)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
OLD, NEW = 15, 18
CARDS = (16, 19)
CARD_BEGINS = re.compile(r"62|81|60|3[568]|4|5[1-5]|955[89]", re.ASCII)
PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]", re.ASCII)
LABEL = 12  # signs in front of a number that may say what it is


class Spot(NamedTuple):
    """Where a number stands in its text, what it is, and whether its check digit says so too."""

    start: int
    end: int
    code: str
    sure: bool


def spots(text: str, header: str = "") -> list[Spot]:
    """The identity numbers and cards of a plain text, and the long numbers that only look like one, left to right.

    What stands under, or right behind, a word like 合同 or 订单 is no card and no old identity number.
    """
    if not ENOUGH.search(text):
        return []
    excused = bool(pattern("not_card").search(header))
    found: list[Spot] = []
    for run in RUN.finditer(text):
        if len(run[0]) < OLD:
            continue
        excused_here = excused or bool(pattern("not_card").search(text[max(0, run.start() - LABEL) : run.start()]))
        found += _best(list(_windows(text, run, excused_here)))
    return found


def is_identity(digits: str) -> bool:
    """Whether 18 signs are an identity number: a date of birth and the right check digit."""
    return _born(digits) and CHECKS[sum(map(_product, digits[:17], WEIGHTS)) % 11] == digits[17].upper()


def is_card(digits: str) -> bool:
    """Whether digits are a bank card's: as many, beginning as cards do, the check digit right."""
    if not CARDS[0] <= len(digits) <= CARDS[1] or not digits.isdecimal() or not CARD_BEGINS.match(digits):
        return False
    doubled = (2 * int(digit) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(number - 9 * (number > 9) for number in doubled)) % 10 == 0


def _windows(text: str, run: re.Match[str], excused: bool) -> Iterator[Spot]:
    """Every stretch of whole groups of a run of digits that may be one number."""
    groups = [(run.start() + one.start(), run.start() + one.end()) for one in GROUP.finditer(run[0])]
    for first, (start, _) in enumerate(groups):
        digits, lengths = "", list[int]()
        for begin, end in groups[first:]:
            digits += text[begin:end]
            lengths.append(end - begin)
            if len(digits) > CARDS[1]:
                break
            one = _code(digits, lengths, text[:start], excused)
            if one:
                yield Spot(start, end, *one)


def _code(digits: str, lengths: list[int], before: str, excused: bool) -> tuple[str, bool] | None:
    """What a number is, and whether that is sure; None where it is too short or too long for anything."""
    if len(digits) == NEW and digits[:17].isdecimal() and _born(digits):
        return IDENTITY, is_identity(digits)
    apart = not before or not before[-1].isascii() or not before[-1].isalpha()
    if not digits.isdecimal() or not apart:
        return None
    if not excused and len(lengths) == 1 and _is_old(digits):
        return IDENTITY, True
    if not excused and is_card(digits) and all(length in (4, 6) for length in lengths[:-1]):
        return CARD, True
    return (NUMBER, False) if len(lengths) == 1 and OLD <= len(digits) <= CARDS[1] else None


def _best(found: list[Spot]) -> list[Spot]:
    """Of spots that overlap the surest and longest, left to right."""
    kept: list[Spot] = []
    for spot in sorted(found, key=lambda one: (not one.sure, one.code == NUMBER, one.start - one.end, one.start)):
        if all(spot.end <= other.start or other.end <= spot.start for other in kept):
            kept.append(spot)
    return sorted(kept)


def _born(digits: str) -> bool:
    return digits[6:8] in ("19", "20") and _is_day(digits[6:14])


def _is_old(digits: str) -> bool:
    return len(digits) == OLD and bool(PROVINCE.match(digits)) and _is_day("19" + digits[6:12])


def _is_day(digits: str) -> bool:
    try:
        datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True


def _product(digit: str, weight: int) -> int:
    return int(digit) * weight
