"""What the manager reads on a phone: the week's figures, who is behind, whom to act on first."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate

from tracker.send.published import Published
from tracker.settings import Settings
from tracker.wording import SOURCE, Words
from tracker.write.data import typed

FIGURES = ("customers", "overdue", "at_risk", "errors")
MOST_PEOPLE = 12
LONGEST_NAME = 30
WIDEST_REASON = 120  # in Latin letters; a Chinese sign is as wide as two
CLAUSE_END = re.compile(r"[\uff0c\uff1b\u3002]|[.;](?=\s)")
NO_END = re.compile(r"[\s.;\uff0c\uff1b\u3002]+$")  # what does not stand before …
OPENING, CLOSING = re.compile(r"[(\uff08\u201c\u300a]"), re.compile(r"[)\uff09\u201d\u300b]")
WITHIN_WORD = re.compile(r"(?<=[!-~])(?=[!-~])")
# what makes a mention, a tag, a link, a face or an entity in some chat, and the wide form that only looks like it
MARKUP = str.maketrans({sign: chr(ord(sign) + 0xFEE0) for sign in "<>@[]&`\\"})
# where a chat would find an address: before a letter, not in 3.5
DOTS = re.compile(r"(?<=[0-9A-Za-z_-])\.(?=[A-Za-z])|:(?=//)")
INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


@dataclass(frozen=True)
class Digest:
    """`title` stands over each part that is sent, and holds the word that a robot may insist on."""

    title: str
    lines: tuple[str, ...]


def digest(report: Published, settings: Settings) -> Digest:
    """The headline of a published report in a few lines."""
    words = settings.words("digest")
    weekday = words["weekdays"].split()[report.day.weekday()]
    lines = [words["list_figures"].join(_figures(report, words))]
    behind = _behind(report, settings)
    if behind:
        lines += ["", words.fill("behind", people=words["list"].join(_people(behind, words)))]
    actions = report.about.get("actions", [])
    lines += ["", words.fill("to_act", count=len(actions)) if actions else words["nothing_to_act"]]
    for number, action in enumerate(actions, start=1):
        company, owner = inert(action["company"], LONGEST_NAME), inert(action["owner"], LONGEST_NAME)
        reason = told(inert(action["reason"]), WIDEST_REASON)
        lines.append(
            words.fill("action", number=number, company=company, owner=owner or words["nobody"], reason=reason)
        )
    if actions and (lang := report.about.get("lang", SOURCE)) != settings.lang:  # the reasons are the report's own
        lines += ["", words[f"report_in.{lang}"]]
    lines += ["", words.fill("where", folder=report.folder.name)]
    return Digest(words.fill("title", day=report.day, weekday=weekday), tuple(lines))


def inert(text: str, longest: int | None = None) -> str:
    """Somebody's text as one line that no chat takes for anything but text; what is too long ends in …"""
    seen = "".join(sign for sign in " ".join(text.split()) if unicodedata.category(sign) not in INVISIBLE)
    seen = DOTS.sub(lambda found: chr(ord(found[0]) + 0xFEE0), seen).translate(MARKUP)
    return seen if longest is None or len(seen) <= longest else seen[: longest - 1].rstrip() + "…"


def told(text: str, widest: int) -> str:
    """The whole clauses of a text that fit; where the first is too long, its whole words and …"""
    fits = _that_fit(text, widest)
    if fits == len(text):
        return text
    ends = [found.start() for found in CLAUSE_END.finditer(text, 0, fits + 2) if found.start() <= fits]
    whole = [end for end in ends if _closed(text[:end])]
    if whole:
        return text[: whole[-1]]
    within = {found.start() for found in WITHIN_WORD.finditer(text)}
    last = next((end for end in range(fits - 1, 0, -1) if end not in within), fits - 1)
    return NO_END.sub("", text[:last]) + "…"


def _that_fit(text: str, widest: int) -> int:
    """How many signs of a text are no wider than that."""
    widths = accumulate(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
    return sum(width <= widest for width in widths)


def _closed(text: str) -> bool:
    """Whether what is opened in a text, a bracket or a quotation, is closed in it."""
    return len(OPENING.findall(text)) == len(CLOSING.findall(text))


def _figures(report: Published, words: Words) -> list[str]:
    totals = report.about["totals"]
    before = totals.get("before") or {}
    return [
        words.fill(f"{name}.before", count=totals[name], before=before[name])
        if before.get(name) is not None
        else words.fill(name, count=totals[name])
        for name in FIGURES
        if name in totals
    ]


def _behind(report: Published, settings: Settings) -> list[tuple[str, int]]:
    """(owner, overdue customers), most first."""
    overdue = settings.vocabulary("due_status")["overdue"]
    number = Counter(typed(row["owner"]) for row in report.customers if row.get("due_status") == overdue)
    return sorted(number.items(), key=lambda one: (-one[1], one[0]))


def _people(behind: list[tuple[str, int]], words: Words) -> list[str]:
    told, others = behind[:MOST_PEOPLE], behind[MOST_PEOPLE:]
    said = [
        words.fill("person", owner=inert(owner, LONGEST_NAME) or words["nobody"], count=count) for owner, count in told
    ]
    if others:
        said.append(words.fill("other_people", people=len(others), count=sum(count for _, count in others)))
    return said
