"""Which field a header names: exactly, as normalised, or by likeness, with how sure that is.

In Chinese the last word says what a thing is: 客户联系人电话 is a 电话. What stands before it may be harmless (客户,
主要) or turn its meaning (上次, 竞争对手): both are lists of words. A likeness is only taken where the values agree.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import pandas as pd

from tracker.clean import choices, dates, money, numbers, phones, text
from tracker.settings import Settings
from tracker.vocabulary import BRACKET, INSTRUCTION, Vocabulary, Word, compared, narrow

EXACT, NORMALISED, UNBRACKETED = 1.0, 0.97, 0.93
PLAIN, TYPO, PIECE = 0.92, 0.82, 0.03
ODD_FRONT, OTHER_FIELD, OTHER_SIGN, ODD_END = 0.65, 0.6, 0.6, 0.55
OURS = frozenset({"owner", "team", "helper"})  # a customer's 负责人 is not ours
TOGETHER = re.compile(r"[/\u3001&|]|\u548c|\u53ca|\u4e0e")
SHORTEST, SHORTEST_TYPO, SHORTEST_ASCII = 2, 4, 6
SAMPLE = 20
SOME_DAY = pd.Timestamp("2020-01-01")  # for 下周三; which day it is then, nobody asks
UNIT_OF_MEASURE = 2  # a company's name is longer than 袋


class Claim(NamedTuple):
    """One field that a header may name. `rank`: 0 own name, 1 synonym, 2 likeness; `sure`: 0 to 1."""

    field: str
    rank: int
    sure: float
    doubtful: bool = False

    @property
    def strength(self) -> tuple[int, bool]:
        """What comes first of two that claim the same; a word that can mean something else yields."""
        return self.rank, self.doubtful


@dataclass(frozen=True)
class Matcher:
    """Claims of headers, each text looked at once for each kind."""

    vocabulary: Vocabulary

    def __post_init__(self) -> None:
        object.__setattr__(self, "exact", cache(self.exact))
        object.__setattr__(self, "near", cache(self.near))

    def exact(self, kind: str, header: str) -> tuple[Claim, ...]:
        """The field that a header names in so many words; two where it joins the words of two fields; else none."""
        words, plain = self.vocabulary.headers[kind], narrow(header).strip()
        word = words.get(compared(plain))
        if word and word.typed == plain:
            return (_claim(word, EXACT),)
        before = BRACKET.sub("", plain).strip()
        parts = [words.get(compared(part)) for part in TOGETHER.split(before)]
        bare, whole = words.get(self.vocabulary.bare(plain)), words.get(compared(before))
        if len(parts) > 1 and all(parts) and not (whole and whole.typed == before):  # one name with an "and" in it
            fields = {part.field: part for part in parts if part}
            return tuple(_claim(part, NORMALISED) for part in fields.values())
        if word:
            return (_claim(word, NORMALISED),)
        return (_claim(bare, UNBRACKETED),) if bare and not self._turned(plain, bare.doubtful) else ()

    def near(self, kind: str, header: str) -> tuple[Claim, ...]:
        """The fields that a header is like, best first, one claim each."""
        plain, best = self.vocabulary.bare(header), dict[str, float]()
        turned = self._turned(narrow(header))
        words = self.vocabulary.headers[kind]
        for typed, word in words.items():
            sure = self._likeness(plain, typed, word, words, kind)
            if sure > best.get(word.field, 0):
                best[word.field] = min(sure, ODD_FRONT) if turned else sure
        claims = [Claim(field, 2, round(sure, 2)) for field, sure in best.items()]
        return tuple(sorted(claims, key=lambda claim: (-claim.sure, claim.field)))

    def _turned(self, plain: str, doubtful: bool = False) -> bool:
        """Whether what stands in brackets turns the meaning: 跟进时间(计划); of a doubtful word all does: 单位(个)."""
        brackets = "".join(BRACKET.findall(plain))
        if doubtful and brackets and not any(word in brackets for word in self.vocabulary.listed(INSTRUCTION)):
            return True
        return any(word in brackets for word in self.vocabulary.listed("turn") if len(word) > 1)

    def _likeness(self, plain: str, typed: str, word: Word, words: dict[str, Word], kind: str) -> float:
        shortest = SHORTEST_ASCII if typed.isascii() else SHORTEST
        if len(typed) < shortest or not plain or typed in self.vocabulary.listed("front_customer"):
            return 0
        at = plain.rfind(typed)
        if at >= 0 and typed != plain:
            ours = word.field in OURS or kind == "people"
            return self._decorated(plain[:at], plain[at + len(typed) :], word, words, ours)
        shortest = SHORTEST_ASCII if typed.isascii() else SHORTEST_TYPO
        return self._typo(plain, typed) if len(typed) >= shortest else 0

    def _decorated(self, front: str, behind: str, word: Word, words: dict[str, Word], ours: bool) -> float:
        """How sure a known word is with something in front of it and behind."""
        if any(front.endswith(turn) or front.startswith(turn) for turn in self.vocabulary.listed("turn")):
            return 0
        if behind and self._peeled(behind, ("behind",)) is None:
            return 0 if self._names(behind, words, word.field) else ODD_END if len(behind) <= SHORTEST else 0
        allowed = ("front", "front_ours" if ours else "front_customer")
        pieces = self._peeled(front, allowed)
        if pieces is None:
            return OTHER_FIELD if self._names(front, words, word.field) else ODD_FRONT
        return PLAIN - PIECE * (pieces + bool(behind) - 1)

    def _names(self, part: str, words: dict[str, Word], field: str) -> bool:
        """Whether another field is spoken of in a part of a header."""
        return any(len(typed) >= SHORTEST and typed in part and word.field != field for typed, word in words.items())

    def _peeled(self, part: str, uses: Sequence[str]) -> int | None:
        """Of how many harmless words a part is made, None if there is something else in it."""
        harmless, pieces = [word for use in uses for word in self.vocabulary.listed(use)], 0
        while part:
            word = next((word for word in harmless if part.startswith(word)), "")
            if not word:
                return None
            part, pieces = part[len(word) :], pieces + 1
        return pieces

    def _typo(self, plain: str, typed: str) -> float:
        """How sure it is that a header is a known word with one sign wrong."""
        if abs(len(plain) - len(typed)) > 1 or plain == typed or len(set(plain) ^ set(typed)) > 2:
            return 0
        start = next((at for at, (a, b) in enumerate(zip(plain, typed, strict=False)) if a != b), len(typed))
        rest, rest_typed = plain[start:], typed[start:]
        turns = self.vocabulary.listed("turn")
        if len(plain) == len(typed):
            if rest[2:] == rest_typed[2:] and rest[:2] == rest_typed[1::-1]:
                return TYPO
            if rest[1:] != rest_typed[1:]:
                return 0
            if {rest[:1] + rest_typed[:1], rest_typed[:1] + rest[:1]} & set(self.vocabulary.listed("confused")):
                return TYPO
            return 0 if rest[:1] in turns or rest_typed[:1] in turns else OTHER_SIGN
        if len(plain) < len(typed):
            return TYPO if rest == rest_typed[1:] and rest_typed[:1] not in turns and start else 0
        doubled = start > 0 and rest[:1] in (plain[start - 1], *self.vocabulary.listed("filler"))
        return TYPO if rest[1:] == rest_typed and doubled else 0


@lru_cache(maxsize=1)
def matcher(vocabulary: Vocabulary) -> Matcher:
    """The matcher of a vocabulary, which remembers every header of the run."""
    return Matcher(vocabulary)


def fits(values: Sequence[object], kind: str, field: str, settings: Settings) -> bool:
    """Whether the values of a column may be those of a field: at least half of a sample; nothing contradicts."""
    shown = [value for value in values if text.shown(value)][:SAMPLE]
    if not shown:
        return True
    return 2 * sum(_fitting(pd.Series(shown, dtype=object), kind, field, settings)) >= len(shown)


def _fitting(cells: pd.Series, kind: str, field: str, settings: Settings) -> list[bool]:
    about = settings.fields(kind).loc[field]
    sort = str(about["type"])
    if sort in ("date", "datetime"):
        anchor = pd.Series(SOME_DAY, index=cells.index)
        read = dates.read(cells, anchor=anchor, forward=False, period_end=False, epoch_1904=False, settings=settings)
        return list((read["problem"] == "") & read["value"].notna())
    if sort == "phone":
        return list(phones.read(cells, settings)["problem"] == "")
    if sort == "money":
        return list(money.read(cells, unit=1.0, settings=settings)["problem"] == "")
    if sort in ("number", "percent"):
        reader = numbers.read if sort == "number" else numbers.read_percent
        return list(reader(cells, settings)["problem"] == "")
    if sort != "text":
        name = str(settings.tables["types"].set_index("type").at[sort, "list"])
        return list(choices.read(cells, name=name, closed=True, settings=settings)["problem"] == "")
    plain = [text.shown(cell) for cell in cells]
    if field == "customer_id":
        # 1, 2, 3 … number the rows of a sheet, not the customers
        return [plain != [str(number) for number in range(1, len(plain) + 1)]] * len(plain)
    shortest = UNIT_OF_MEASURE if field == "company" else 1
    return [
        isinstance(cell, str) and len(one) >= shortest and sum(map(str.isdigit, one)) * 2 < len(one)
        for cell, one in zip(cells, plain, strict=True)
    ]


def _claim(word: Word, sure: float) -> Claim:
    return Claim(word.field, word.rank, sure, word.doubtful)
