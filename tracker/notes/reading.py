"""What a note says by its phrases and by its signs together, and whether it says anything at all."""

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence, Set

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracker.clean.passage import Passage
from tracker.notes import claims, signs, vagueness
from tracker.notes.clauses import Clause, asked, boundaries, unreal
from tracker.notes.lexicon import VAGUE, Lexicon, lexicon
from tracker.notes.signs import ALONE, MARGIN, Weights
from tracker.settings import Settings

Flags = NDArray[np.bool_]
LONGEST = 40  # signs that are shown where no phrase was found, if a clause is not longer
_EDGES = re.compile(r"^[,;!?\s\uff0c\uff1b\uff01\uff1f\u3002]+|[,;!?\s\uff0c\uff1b\uff01\uff1f\u3002]+$")


def read(
    texts: pd.Series, settings: Settings, rivals: Set[str] = frozenset(), own: pd.Series | None = None
) -> pd.DataFrame:
    """Texts → a row for each subject that a text speaks of: record (the text's label in the index), subject, says (True
    raises it, False denies it), phrase (the words that say so, as they stand in the text: a phrase, else the clause
    whose signs weigh most). `rivals`, `own`: as for `claims.read`. What `claims` is sure of stays."""
    words, weights = lexicon(settings, rivals), signs.weights(settings)
    kept = np.array([isinstance(text, str) for text in texts], dtype=bool)
    labels, texts = texts.index[kept], texts[kept].reset_index(drop=True)
    own = own[kept].reset_index(drop=True) if own is not None else None
    said = claims.read(texts, settings, rivals, own)
    both = _weighed(texts, claims.named(texts, own, words), words, weights)
    both = both.merge(said, on=["record", "subject"], how="left")
    raised, denied = both["says"].eq(True).to_numpy(), both["says"].eq(False).to_numpy()
    both["says"] = np.where(both["sure"].eq(True), raised, _believed(both, raised, words, weights))
    by_signs = both["says"].to_numpy(dtype=bool) & ~raised
    heard = both[by_signs]
    asked_for = list(zip(heard["text"], heard["whom"], heard["subject"], strict=True))
    known = {one: _clauses(*one, words, weights) for one in set(asked_for)}
    clauses = pd.Series([known[one] for one in asked_for], heard.index, dtype="str")
    both["says"] &= clauses.reindex(both.index) != ""
    both["phrase"] = clauses[clauses != ""].reindex(both.index).fillna(both["phrase"])
    both = both[both["says"] | denied]
    record = pd.Series(labels.take(both["record"].to_numpy()), both.index, name="record")
    return pd.concat([record, both[list(claims.COLUMNS)].astype(claims.COLUMNS)], axis=1)


def _weighed(texts: pd.Series, about: Sequence[str], words: Lexicon, weights: Weights) -> pd.DataFrame:
    """record, text, whom, subject, sum: what the signs of each text add up to for each subject."""
    notes = pd.DataFrame({"record": texts.index, "text": texts.array, "whom": about})
    pairs = notes[["text", "whom"]].drop_duplicates(ignore_index=True)
    sums = pd.DataFrame(_sums(pairs["text"], pairs["whom"], words, weights), columns=list(weights.columns))
    sums = pairs.join(sums.drop(columns=VAGUE)).melt(["text", "whom"], var_name="subject", value_name="sum")
    return notes.merge(sums, on=["text", "whom"])


def _believed(both: pd.DataFrame, raised: Flags, words: Lexicon, weights: Weights) -> Flags:
    """Whether each text raises its subject, with what its phrase weighs. What else a note speaks of does not take a
    phrase back that stands well by itself."""
    by_phrase = weights.by_phrase(both["subject"], both["says"], both["meaning"])
    says: Flags = both["sum"].to_numpy() + by_phrase > np.where(raised, 0.0, MARGIN)
    at = np.flatnonzero(raised & ~says)
    doubted = both.iloc[at]
    column = doubted["subject"].map(weights.columns).to_numpy(dtype=int)
    alone = _sums(doubted["around"], doubted["whom"], words, weights)[np.arange(len(at)), column]
    says[at] = alone + by_phrase[at] > ALONE
    return says


def vague(texts: pd.Series, settings: Settings) -> pd.DataFrame:
    """Texts → vague (boolean, NA for an empty text), phrase (what of it says nothing; "" where it is not vague)."""
    words, weights = lexicon(settings), signs.weights(settings)
    column = weights.columns[VAGUE]
    unique = [text for text in set(texts) if isinstance(text, str) and text.strip()]
    empty = np.array([vagueness.empty(text, words) for text in unique], dtype=bool)
    sums = _sums(unique, [""] * len(unique), words, weights)[:, column]
    maybe = pd.Series(unique, dtype=object)[np.where(empty, sums + weights.raised[column] > 0, sums > MARGIN)]
    spoken = set(read(maybe, settings)["record"])
    known = {text: record not in spoken for record, text in maybe.items()}
    answers = [known.get(text, False) if isinstance(text, str) and text.strip() else None for text in texts]
    phrase = [str(text).strip() if flag else "" for text, flag in zip(texts, answers, strict=True)]
    return pd.DataFrame(
        {"vague": pd.Series(answers, texts.index, "boolean"), "phrase": pd.Series(phrase, texts.index, "str")}
    )


def seen(text: str, whom: str, words: Lexicon) -> tuple[Passage, str]:
    """A text about `whom`, and how the signs see it, place by place."""
    whole = claims.opened(text)
    return whole, signs.seen(words.marked(whole.plain, whom))


def _sums(texts: Iterable[str], about: Iterable[str], words: Lexicon, weights: Weights) -> np.ndarray:
    return signs.totals([seen(*one, words)[1] for one in zip(texts, about, strict=True)], weights)


def _clauses(text: str, whom: str, subject: str, words: Lexicon, weights: Weights) -> str:
    """The clauses of a text, one after the other, whose signs weigh most for a subject, as they stand in the text; ""
    where the one that weighs most is a question, a plan of ours, or of others."""
    whole, plain = seen(text, whom, words)
    weighed = np.concatenate([[0.0], signs.along(plain, subject, weights).cumsum()])
    begins = sorted({*boundaries(whole.plain, words), len(plain)})

    def heaviest(spans: Iterable[tuple[int, int]]) -> tuple[int, int]:
        return max(spans, key=lambda one: weighed[one[1]] - weighed[one[0]])

    clause = heaviest(itertools.pairwise(begins))
    here = Clause(whole.plain, *clause, *clause)
    if asked(here, words) or unreal(here, words):
        return ""
    side_by_side = [clause]
    for n, start in enumerate(begins):
        last = bisect_right(begins, start + LONGEST)
        side_by_side += [(start, end) for end in begins[n + 1 : last]]
    return _EDGES.sub("", whole.words(*heaviest(side_by_side)))
