"""What is wrong in the rules workbook, said in one go: sheet, cell, what is there, what is allowed."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from tracker.references import letters
from tracker.settings import Settings
from tracker.wording import Words

FEW = 12  # so many words are all listed; of more the nearest are named


class Wrong(NamedTuple):
    """One mistake: the sheet, the cell (row and column from 1, row 0 for the whole sheet), a wording key, what is
    there, what is allowed."""

    sheet: str
    row: int
    column: int
    key: str
    there: str
    allowed: Sequence[str]


def near(there: str, allowed: Iterable[str]) -> list[str]:
    """What may have been meant, the nearest first."""
    return get_close_matches(there, list(dict.fromkeys(allowed)), n=3, cutoff=0.4)


def told(path: Path, wrong: Sequence[Wrong], order: Sequence[str], settings: Settings) -> str:
    """All of it as text, in the order of the sheets and cells."""
    words = settings.words("team_rules")
    wrong = sorted(set(wrong), key=lambda one: (order.index(one.sheet), one.row, one.column))
    return "\n  ".join([words.fill("wrong", file=path, count=len(wrong)), *(_line(one, words) for one in wrong)])


def _line(one: Wrong, words: Words) -> str:
    key, allowed = one.key, one.allowed
    if len(allowed) > FEW and (nearest := near(one.there, allowed)):
        key, allowed = "near", nearest
    cell = f"{letters(one.column)}{one.row}" if one.row else ""
    return words.fill(key, sheet=one.sheet, cell=cell, there=one.there, allowed=words["list"].join(allowed))
