"""What the signs of a note add up to: a second reader beside the phrases, for what nobody wrote a phrase for.

`note_signs.csv` weighs runs of up to four signs for each subject; the weights are learnt from labelled notes
(tests/learn_signs.py). A phrase found is one weight more. A sum above zero raises the subject, above a margin without
a phrase: so a note is heard that says it in words of its own, and a phrase is not believed in the wrong company.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from tracker.notes.lexicon import NAMED, REST, RIVAL
from tracker.settings import Settings

EDGE = "\u00b6"  # stands before and behind each text
LONGEST = 4  # signs of a run
MARGIN = 0.5  # above zero, for runs without a phrase
ALONE = 1.0  # above zero, for the clause of a phrase where the whole note speaks against it
ALWAYS, RAISED, DENIED, PHRASE = "(always)", "(phrase raises)", "(phrase denies)", "(phrase) "
_WIDTH = 16  # bits of a sign
_PORTION = 500_000  # signs weighed at once, or one text
_RARE = re.compile(r"[^\u0000-\uffff]")
_OTHER = "\u25a3"  # stands for every sign that a number of so many bits has no room for
_SEEN = str.maketrans(
    {NAMED: "\u25c6", RIVAL: "\u25c6", REST: "\u25c7", "\n": ",", "\r": ","} | dict.fromkeys("123456789", "0")
)


class Weights(NamedTuple):
    """columns: subject → column; runs: the runs as sorted numbers; rows: runs × subjects; always: what is added to
    every text; raised, denied: for a phrase that does so; phrases: beside it for a phrase by its meaning."""

    columns: Mapping[str, int]
    runs: np.ndarray
    rows: np.ndarray
    always: np.ndarray
    raised: np.ndarray
    denied: np.ndarray
    phrases: pd.DataFrame

    def by_phrase(self, subjects: pd.Series, says: pd.Series, meanings: pd.Series) -> np.ndarray:
        """What the phrase found of each subject (NA: none) weighs."""
        column = subjects.map(self.columns).to_numpy(dtype=int)
        row = self.phrases.index.get_indexer(pd.Index(meanings))
        own = np.where(row < 0, 0.0, self.phrases.to_numpy()[row, column])
        return np.select([says.eq(True), says.eq(False)], [self.raised[column] + own, self.denied[column]], 0.0)


@lru_cache(maxsize=8)
def weights(settings: Settings) -> Weights:
    """The weights of `note_signs.csv`, read once for the same settings."""
    table = settings.tables["note_signs"].set_index("run").replace("", "0").astype("float64")
    always, raised, denied = (table.loc[name].to_numpy(dtype=float) for name in (ALWAYS, RAISED, DENIED))
    phrase = table.index.str.startswith(PHRASE)
    phrases = table[phrase].rename(index=lambda name: name.removeprefix(PHRASE))
    table = table[~phrase].drop(index=[ALWAYS, RAISED, DENIED])
    keys = np.array([_key(run) for run in table.index], dtype=np.uint64)
    order = np.argsort(keys)
    columns = {subject: column for column, subject in enumerate(table.columns)}
    return Weights(columns, keys[order], table.to_numpy()[order], always, raised, denied, phrases)


def seen(plain: str) -> str:
    """A plain text with its names marked, place by place as the runs see it: one sign for all digits, one for names."""
    return _RARE.sub(_OTHER, plain).translate(_SEEN)


def totals(texts: Sequence[str], weights: Weights) -> np.ndarray:
    """Texts as the runs see them → texts × subjects: what the runs of each add up to, each run counted once, with what
    every text has."""
    sums = np.tile(weights.always, (len(texts), 1))
    portion = np.cumsum([len(text) + 1 for text in texts]) // _PORTION
    for number in np.unique(portion):
        first, last = np.searchsorted(portion, [number, number + 1])
        text, run, _ = _found(texts[first:last], weights)
        text, run = np.divmod(np.unique(text * len(weights.runs) + run), len(weights.runs))
        for column in weights.columns.values():
            added = np.bincount(text, weights.rows[run, column], minlength=last - first)
            sums[first:last, column] += added
    return sums


def along(text: str, subject: str, weights: Weights) -> np.ndarray:
    """For each sign of one text what the runs that begin there weigh for a subject."""
    _, run, place = _found([text], weights)
    at = (place - 1).clip(0, len(text) - 1)  # the edge before it is place 0
    return np.bincount(at, weights.rows[run, weights.columns[subject]], minlength=len(text))


def _found(texts: Sequence[str], weights: Weights) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The runs found: number of the text, number of the run, place among all signs."""
    whole = EDGE + EDGE.join(texts) + EDGE
    codes = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    of = np.repeat(np.arange(len(texts) + 1), [*(len(text) + 1 for text in texts), 1])
    found = []
    keys = np.zeros(len(codes), dtype=np.uint64)
    for length in range(1, LONGEST + 1):
        keys = (keys[: len(codes) - length + 1] << np.uint64(_WIDTH)) | codes[length - 1 :]
        run = np.searchsorted(weights.runs, keys)
        place = np.flatnonzero(weights.runs[run.clip(max=len(weights.runs) - 1)] == keys)
        found.append((of[place], run[place], place))
    text, run, place = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return text, run, place


def _key(run: str) -> int:
    number = 0
    for sign in run:
        number = number << _WIDTH | ord(sign)
    return number
