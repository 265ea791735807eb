"""A company's name in its parts: region, brand, industry, legal form and branch (行政区划、字号、行业、组织形式、分支).

Listed words first (`schemas/`: regions, zones, industry_words, legal_forms, company_words); words that nobody listed
by where they stand: a region by its ending or its brackets, an industry between brand and legal form.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from tracker.lexicon import Lexicon
from tracker.regions import BETWEEN, Regions
from tracker.settings import Settings

BRACKETS = re.compile(r"[(\[{<\u3008\u300a\u3010\u3014\u3016](.*?)[)\]}>\u3009\u300b\u3011\u3015\u3017]")
BETWEEN_LATIN = re.compile(r"(?<=[a-z0-9])[\W_]+(?=[a-z0-9])")
OTHER_NOISE = re.compile(r"(?<![a-z0-9])[\W_]+|[\W_]+(?![a-z0-9])")
LATIN = re.compile(r"[a-z0-9][a-z0-9 ]*")
GROUP = "group"
FIRM = frozenset({"company", GROUP, "partnership", "sole"})
# whose names hold a line of business; the name of a hospital or an office is one whole
TRADING = FIRM | {"", "shop", "plant", "cooperative"}
LONGEST = 120  # a longer text is a note in the wrong column


class Parts(NamedTuple):
    """One name in its parts, each "" where the name has none."""

    region: str
    brand: str
    industry: str
    legal: str
    branch: str


def parts(names: pd.Series, settings: Settings) -> pd.DataFrame:
    """Names as typed → region (its places joined by "/"), brand, industry, legal, branch; index of `names`."""
    return known(settings).parts(names)


@lru_cache(maxsize=8)
def known(settings: Settings) -> "Names":
    """The words of these settings made ready, once."""
    return Names(settings)


class Names:
    """The words of company names made ready, and the reading of one name."""

    def __init__(self, settings: Settings) -> None:
        tables = settings.tables
        industries, legal = tables["industry_words"], tables["legal_forms"]
        self.regions = Regions(settings)
        self._fold = str.maketrans(
            dict(zip(tables["traditional"]["typed"], tables["traditional"]["read_as"], strict=True))
        )
        self._same_as = {
            word: same_as or word for word, same_as in zip(industries["word"], industries["same_as"], strict=True)
        }
        self._industries = Lexicon(self._same_as)
        self._kinds: dict[str, str] = dict(zip(legal["word"], legal["kind"], strict=True))
        self._legal = Lexicon(self._kinds)
        # 公司 or 集团 in the middle: what follows is a branch
        self._pivots = [word for word, kind in self._kinds.items() if kind in ("company", GROUP) and len(word) == 2]
        self._branches = Lexicon(settings.company_words("branch"))
        self._brand_signs = set(settings.company_words("brand_sign"))
        self._industry_ends = set(settings.company_words("industry_end"))

    def parts(self, names: pd.Series) -> pd.DataFrame:
        """The parts of names as typed, each different one read once; index of `names`."""
        codes, unique = pd.factorize(names.fillna("").astype("str"))
        columns = zip(*map(self.read, unique), strict=True) if len(unique) else ((),) * len(Parts._fields)
        table = {name: pd.Series(list(part), dtype="str") for name, part in zip(Parts._fields, columns, strict=True)}
        return pd.DataFrame(table).take(codes).set_axis(names.index)

    def read(self, name: str) -> Parts:
        """The parts of one name as typed."""
        text, places, branch = self._out_of_brackets(self.plain(name[:LONGEST]))
        front, body = self.regions.front(text, least=2)
        head, legal, behind = self._around_legal(body)
        if after := self.regions.whole(behind):  # 华信科技有限公司 苏州
            places = places + after
        else:
            branch = self._branch(behind) + branch
        if not places:
            place, head = self.regions.back(head, least=2 if head[:1].isascii() else 4)
            places = [place] if place else []
        kind = self.kind(legal)
        brand, industry = self._brand(head, kind)
        if front and len(brand) < 2:  # 苏州大学, 南京港公司: the place is the brand
            brand = front.pop() + brand
        elif front and kind in TRADING and brand in self._industries:  # 苏州物流公司
            brand, industry = front.pop(), head
        if not brand:
            brand, legal = (text or branch), ""
        region = BETWEEN.join(dict.fromkeys([*front, *places]))
        return Parts(region, brand.replace(" ", ""), industry.replace(" ", ""), legal, branch)

    def plain(self, text: str) -> str:
        """A text in half width, lower case and simplified signs."""
        return unicodedata.normalize("NFKC", text).casefold().translate(self._fold)

    def kind(self, legal: str) -> str:
        """The kind of a legal form, of 银行股份有限公司 that of 银行; "" without one."""
        size = 0 if legal in self._kinds else self._legal.front(legal)
        return self._kinds.get(legal[:size] or legal, "")

    def industry_as_compared(self, industry: str) -> str:
        """An industry with each of its listed words replaced by the one that says the same."""
        left, words = self._industry(industry, least=0)
        return left + "".join(self._same_as[word] for word in words)

    def may_be_brand(self, text: str) -> bool:
        """Whether all signs of a text are such as brands are made of (恒通, not 鼹磨)."""
        return set(text) <= self._brand_signs

    def _out_of_brackets(self, text: str) -> tuple[str, list[str], str]:
        """A name without brackets and noise, the places that stood in them, the branch that did."""
        places: list[str] = []
        branches: list[str] = []
        end = len(text.rstrip())

        def outside(found: re.Match[str]) -> str:
            inside, last = _quiet(found[1]), found.end() >= end
            if inside in self._legal:  # (集团), (有限合伙)
                return "" if last else inside
            if region := self.regions.whole(inside):
                places.extend(region)
            elif self._branches.back(inside) or (last and self._kinds.get(inside[-1:]) == "shop"):
                branches.append(self._branch(inside))
            elif not last and found.start() and 2 <= len(inside) <= 4 and not inside.isascii():
                places.append(inside)  # 华信科技(千灯)有限公司: what stands there is a place
            return ""

        return _quiet(BRACKETS.sub(outside, text)), places, "".join(branches)

    def _around_legal(self, body: str) -> tuple[str, str, str]:
        """What stands before the legal form, the form, and what stands behind it."""
        behind = ""
        ends_in_branch = bool(self._branches.back(body))
        if ends_in_branch or self.kind(body[len(body) - self._legal.back(body) :]) not in FIRM:
            cut = max((self._after(body, pivot) for pivot in self._pivots), default=0)
            if cut:
                body, behind = body[:cut], body[cut:]
            elif ends_in_branch:
                body, behind = self._branch_at_end(body)
        size = self._legal.back(body)
        if size == 1 and len(body) < 3:  # 张行, 李所: a sign alone makes no form of a name so short
            size = 0
        elif size == 2 and body[-1] in self._legal and self._industries.back(body[:-1], least=2):  # 化工 厂
            size = 1
        head, legal = body[: len(body) - size].rstrip(), body[len(body) - size :]
        inner = self._legal.back(head, least=1)
        if inner > 1 and self._kinds[head[-inner:]] not in TRADING:
            head, legal = head[:-inner], head[-inner:] + legal
        for group in self._pivots:
            if self._kinds[group] == GROUP and (place := head.find(group, 2)) > 0:
                return head[:place], group, head[place + len(group) :] + legal + behind
        return head, legal, behind

    def _after(self, body: str, pivot: str) -> int:
        """Where the last `pivot` in the middle of a name ends, 0 for none; 分公司 holds none."""
        place = body.rfind(pivot)
        while place > 0 and body[place - 1 : place + len(pivot)] in self._branches:
            place = body.rfind(pivot, 0, place)
        return place + len(pivot) if place > 0 else 0

    def _branch_at_end(self, body: str) -> tuple[str, str]:
        """华信科技昆山分公司: the name before the place of the branch, and the branch."""
        size = self._branches.back(body)
        before, word = body[:-size], body[-size:]
        place, head = self.regions.back(before, least=2)
        if place:
            return head, place + word
        for cut in range(len(before), max(len(before) - 5, 3), -1):
            if self._industries.back(before[:cut], least=2):
                return before[:cut], before[cut:] + word
        return before, word

    def _branch(self, text: str) -> str:
        """A branch as compared: its last place in short."""
        places, rest = self.regions.front(text, least=1)
        return "".join(places[-1:]) + rest

    def _brand(self, head: str, kind: str) -> tuple[str, str]:
        """Brand and industry: listed words from the end; in longer names the brand is two signs."""
        if kind not in TRADING:
            return head, ""
        left, words = self._industry(head, least=2, shapes=bool(kind))
        size = len(left)
        latin = LATIN.match(left)
        if latin and latin.end() > 1:
            size = latin.end() if latin.end() < len(left) - 1 else len(left)
        elif (len(left) > 4 and (words or kind in FIRM)) or (len(left) == 4 and not words and kind in FIRM):
            size = len(left) if self.may_be_brand(left[2:]) else 2
        return left[:size].strip(), head[size:].strip()

    def _industry(self, text: str, least: int, shapes: bool = False) -> tuple[str, list[str]]:
        """A text without the words of its industry at the end, and these. `shapes`: also unlisted 绳业."""
        words: list[str] = []
        while True:
            size = self._industries.back(text, least)
            if not size and shapes and text[-1:] in self._industry_ends and len(text) - 2 >= max(least, 2):
                size = 2
            if not size:
                return text, words[::-1]
            words.append(text[-size:])
            text = text[:-size].rstrip()


def _quiet(text: str) -> str:
    """Letters and digits only, one space between Latin words."""
    return OTHER_NOISE.sub("", BETWEEN_LATIN.sub(" ", text))
