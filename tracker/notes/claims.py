"""What is said of each subject: raised, denied, settled later; the last word decides."""

import math
import re
from collections.abc import Iterator, Set
from typing import NamedTuple

import pandas as pd

from tracker.clean import numerals
from tracker.clean.passage import Passage, passage
from tracker.notes.clauses import SENTENCE, Clause, asked, boundaries, clause, negations, unreal
from tracker.notes.lexicon import ASKS, LESS, MORE, RAISES, REVERSES, SAYING, Lexicon, Phrase, lexicon
from tracker.settings import Settings

OTHERS, ASIDE = "others", "aside"
REACH = 12  # signs before a phrase in which a word for the past may stand
NEXT = 16  # signs around a clause in which a word may stand that makes a phrase of it an aside
MARKS = "\u2039\u203a"  # around the phrase, in the patterns of asides
SMALL = 1000  # an amount below it that names no unit is in the unit of the other
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff]{3})[ \t\u3000]+(?=[\u4e00-\u9fff]{3})|\t")
Found = tuple[Phrase, re.Match[str]]
COLUMNS = {"subject": "str", "says": "bool", "phrase": "str"}
_COLUMNS = COLUMNS | {"around": "str", "meaning": "str", "sure": "bool"}


class Claim(NamedTuple):
    """One phrase: whether it speaks of now, where it ends and begins, whether it raises the subject, what it is, and
    where its clause is."""

    now: bool
    end: int
    start: int
    says: bool
    phrase: Phrase
    clause: tuple[int, int]


def _weight(claim: Claim) -> tuple[bool, int, int, bool]:
    """The present before the past, then the last word, then the longer phrase."""
    return claim.now, claim.end, -claim.start, claim.says


def read(
    texts: pd.Series, settings: Settings, rivals: Set[str] = frozenset(), own: pd.Series | None = None
) -> pd.DataFrame:
    """Texts → a row for each subject that a text speaks of: record (the text's label in the index), subject, says (True
    raises it, False denies it), phrase (the words that say so, as they stand in the text), around (its clause),
    meaning (of the phrase), sure (nothing else counts: the team added one that says so or knows the name, or two
    numbers were compared). `rivals`: names of other suppliers that the team knows, besides those of the table. `own`:
    whom each text is about, no supplier."""
    words = lexicon(settings, rivals)
    about = named(texts, own, words)
    known = {
        pair: list(_said(*pair, words)) for pair in set(zip(texts, about, strict=True)) if isinstance(pair[0], str)
    }
    rows = [
        (record, *said)
        for record, text, whom in zip(texts.index, texts, about, strict=True)
        if isinstance(text, str)
        for said in known[text, whom]
    ]
    said = pd.DataFrame(rows, columns=["record", *_COLUMNS]).astype(_COLUMNS)
    return said.astype({"record": texts.index.dtype})


def spaced(text: str) -> str:
    """With commas for the blanks that stand between words, place by place."""
    return _SPACED.sub(lambda found: "," * len(found[0]), text)


def opened(text: str) -> Passage:
    """The passage of a text with commas for the blanks between words; its words are those that stand in the text."""
    whole = passage(spaced(text))
    return Passage(text, whole.plain, whole.places)


def named(texts: pd.Series, own: pd.Series | None, words: Lexicon) -> list[str]:
    """Whom each text is about, where that is a name that would count as a supplier's; "" otherwise."""
    if own is None:
        return [""] * len(texts)
    plain = {name: passage(name).plain for name in set(own) if isinstance(name, str)}
    suppliers = {name: text for name, text in plain.items() if words.marked(text) != text}
    return [suppliers.get(name, "") for name in own]


def _said(text: str, own: str, words: Lexicon) -> Iterator[tuple[str, bool, str, str, str, bool]]:
    """(subject, says, phrase, around, meaning, sure) for each subject of one text about `own`."""
    whole = opened(text)
    plain = words.masked(whole.plain, own)
    found: dict[str, list[Found]] = {}
    for one in words.found(plain):
        found.setdefault(one[0].subject, []).append(one)
    begins = boundaries(plain, words) if found else []
    for subject, hits in found.items():
        hits.sort(key=lambda one: SAYING.index(one[0].use))  # what reverses comes after what it reverses
        claims = list(_claims(hits, subject, words, begins))
        if claims:
            last = max(claims, key=_weight)
            said, around = whole.words(last.start, last.end), whole.words(*last.clause)
            sure = any(one.phrase.sure for one in claims if one.says == last.says)
            yield subject, last.says, said, around, last.phrase.meaning, sure


def _claims(found: list[Found], subject: str, words: Lexicon, begins: list[int]) -> Iterator[Claim]:
    """What the phrases found say, without those that say nothing where they stand; then what settles it."""
    raised = None
    others, asides = words.patterns(subject, OTHERS), words.patterns(subject, ASIDE)
    for phrase, hit in found:
        use = phrase.use
        here = clause(hit.string, begins, hit.span())
        if unreal(here, words) or (use != ASKS and asked(here, words)):
            continue
        if use == REVERSES and not (raised and raised.end <= hit.start()):
            continue
        if any(pattern.search(here.before) for pattern in others):
            continue
        framed = _framed(here)
        if use != REVERSES and any(pattern.search(framed) for pattern in asides):
            continue
        if use in (LESS, MORE):
            first, second = _amounts([text for text in hit.groups() if text], words)
            if math.isnan(first + second):
                continue
            says, start = (first < second if use == LESS else first > second), hit.start()
        else:
            count, start = negations(here, "".join(filter(None, hit.groups())), words)
            off = words.context["off"].match(here.after) is not None
            says = (use in (RAISES, ASKS)) ^ (count % 2 == 1) ^ off
        now = not words.context["past"].search(here.before[-REACH:])
        claim = Claim(now, hit.end(), start, says, phrase, (here.left, here.right))
        yield claim
        if says:
            raised = max(raised, claim, key=_weight) if raised else claim
    if raised:
        yield from _settled(raised, found[0][-1].string, subject, words, begins)


def _framed(here: Clause) -> str:
    """The phrase between two marks, with what stands around it in the sentence."""
    before = SENTENCE.split(here.text[max(0, here.left - NEXT) : here.start])[-1]
    after = SENTENCE.split(here.text[here.end : here.right + NEXT])[0]
    return f"{before}{MARKS[0]}{here.text[here.start : here.end]}{MARKS[1]}{after}"


def _settled(raised: Claim, text: str, subject: str, words: Lexicon, begins: list[int]) -> Iterator[Claim]:
    """A later clause that only says: accepted, solved, approved. It speaks of what was raised before."""
    for pattern, team in words.settling(subject):
        for hit in pattern.finditer(text, raised.end):
            here = clause(text, begins, hit.span())
            alone = not here.before or words.context["prefix"].fullmatch(here.before)
            if here.left < raised.end or not alone or unreal(here, words) or asked(here, words):
                continue
            if negations(here, "", words)[0] % 2 == 0:
                settled = raised.phrase._replace(sure=team)
                yield Claim(True, hit.end(), raised.start, False, settled, (here.left, here.right))


def _amounts(texts: list[str], words: Lexicon) -> list[float]:
    """The amounts of money as written: 30万, 42 and 300000 alike; NaN for what is none."""
    scales, digits = words.numbers.words["scale"], words.numbers.words["digit"]
    plain = ["".join(sign for sign in text if sign.isascii() or sign in scales or sign in digits) for text in texts]
    units = [text[-1] for text in plain if text[-1:] in scales]

    def amount(text: str) -> float:
        value = numerals.amount(text, words.numbers) or math.nan
        shared = units and value < SMALL and text[-1] not in scales
        return value * scales[units[0]] if shared else value

    return [amount(text) for text in plain]
