"""Where a phrase stands: its clause, what negates it, whether it is only supposed, asked, planned, or of others."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from tracker.notes.lexicon import Lexicon

_STOP = re.compile(r"[,;!?\n\u3002]|(?<!\d)[.](?!\d)|(?<=\d)[.](?=\s|$)")
SENTENCE = re.compile(r"[;!\n\u3002]")
FAR = 40  # signs: no clause is longer
REACH = 18  # signs before a phrase in which a negator may stand


@dataclass(frozen=True)
class Clause:
    """A phrase at `start` to `end` of the text, in the clause at `left` to `right`."""

    text: str
    start: int
    end: int
    left: int
    right: int

    @property
    def before(self) -> str:
        return self.text[self.left : self.start]

    @property
    def after(self) -> str:
        return self.text[self.end : self.right]


def boundaries(text: str, words: Lexicon) -> list[int]:
    """The places at which a clause begins."""
    stops = [found.end() for found in _STOP.finditer(text)]
    joins = [found.start() for found in words.context["join"].finditer(text)]
    return sorted({0, *stops, *joins})


def clause(text: str, begins: list[int], span: tuple[int, int]) -> Clause:
    """The clause in which a phrase stands, which may reach over several."""
    start, end = span
    left = begins[bisect_right(begins, start) - 1]
    after = bisect_left(begins, end)
    right = begins[after] if after < len(begins) else len(text)
    return Clause(text, start, end, max(left, start - FAR), min(right, end + FAR))


def negations(here: Clause, inner: str, words: Lexicon) -> tuple[int, int]:
    """How many negators bear on the phrase, and where the first of them begins."""
    negator, count, start = words.context["negator"], 0, here.start
    near = here.before[-REACH:]
    for cut in range(len(near)):
        if words.context["prefix"].match(near, cut) and (found := list(negator.finditer(near, cut))):
            count, start = len(found), here.start - len(near) + found[0].start()
            break
    return count + len(negator.findall(inner)), start


def unreal(here: Clause, words: Lexicon) -> bool:
    """Only supposed or planned by ourselves, or of other people's affairs."""
    context = words.context
    earlier = SENTENCE.split(here.text[max(0, here.start - 3 * FAR) : here.start])[-1]
    supposed = context["supposes"].search(here.text, here.left, here.end) or context["supposes_after"].match(here.after)
    return bool(
        (supposed and not context["speaks"].search(earlier))
        or context["plans"].search(earlier)
        or context["ours"].search(here.before)
        or context["theirs"].search(here.text, here.left, here.end)
    )


def asked(here: Clause, words: Lexicon) -> bool:
    """Part of a question, or of what is yet to be found out."""
    question = here.text[here.right - 1 : here.right] == "?" or here.text[here.right : here.right + 1] == "?"
    return bool(
        question
        or words.context["asks"].search(here.text, here.left, here.end)
        or words.context["asks_after"].search(here.after)
    )
