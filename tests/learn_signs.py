"""Learns `schemas/note_signs.csv` from the labelled notes: `python tests/learn_signs.py` (needs the extra `learn`).

For each subject a logistic regression over the runs of one to four signs of `notes_building.csv` and
`notes_learning.csv`. What a found phrase weighs beside them is learnt on `notes_learning.csv` alone, whose notes no
phrase was made from, with sums of runs that were learnt without the note. The judging half is not read.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from tracker import notes
from tracker.notes import vagueness
from tracker.notes.lexicon import VAGUE, lexicon
from tracker.notes.reading import seen
from tracker.notes.signs import ALWAYS, DENIED, EDGE, LONGEST, PHRASE, RAISED
from tracker.settings import Settings, shipped_settings

HERE = Path(__file__).parent
TABLE = HERE.parent / "schemas" / "note_signs.csv"
SUBJECTS = ("budget_short", "complex_decision", "competitor", "refusal", "ending", "price_objection", VAGUE)
FOLDS = 5
LEAST = 2  # notes in which a run must stand
KEPT = 4_000  # runs of a subject: those that weigh most
SHARED = 0.5  # below one: what a phrase weighs is rather that of all phrases of its subject
LOG = 2.0  # what a note of a month's log counts beside one of a list made for the subjects
Matrix = np.ndarray


def labelled(name: str) -> pd.DataFrame:
    """The labelled notes of one of the files beside this one."""
    return pd.read_csv(HERE / name, dtype=str, keep_default_na=False, encoding="utf-8-sig")


def runs(text: str) -> Iterator[str]:
    """The runs of signs of a text."""
    whole = EDGE + text + EDGE
    for length in range(1, LONGEST + 1):
        yield from (run for at in range(len(whole) - length + 1) if (run := whole[at : at + length]) != EDGE)


def phrases(texts: pd.Series, subject: str, settings: Settings) -> pd.DataFrame:
    """For each text: whether a phrase raises the subject, whether one denies it, and which phrase raises it."""
    if subject == VAGUE:
        words = lexicon(settings)
        return pd.DataFrame({RAISED: [float(vagueness.empty(text, words)) for text in texts], DENIED: 0.0})
    said = notes.by_phrases(texts, settings)
    said = said[said["subject"] == subject].set_index("record").reindex(texts.index)
    which = pd.get_dummies((PHRASE + said["meaning"]).where(said["says"].eq(True)), dtype=float) * SHARED
    return pd.concat(
        [said["says"].eq(True).rename(RAISED) * 1.0, said["says"].eq(False).rename(DENIED) * 1.0, which], axis=1
    )


def learn(building: pd.DataFrame, learning: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Labelled notes → the table: run, and what it weighs for each subject."""
    every = pd.concat([building, learning], ignore_index=True).drop_duplicates("note", ignore_index=True)
    fresh = (~every["note"].isin(building["note"])).to_numpy()
    weight = np.where(every["kind"] == "log", LOG, 1.0)
    words = lexicon(settings)
    count = CountVectorizer(analyzer=runs, min_df=LEAST, binary=True)
    found = count.fit_transform([seen(text, "", words)[1] for text in every["note"]]).astype(float).tocsr()
    fold = np.random.default_rng(0).integers(0, FOLDS, len(every))
    names, columns = count.get_feature_names_out(), {}
    for subject in SUBJECTS:
        meant = (every[subject] == "y").to_numpy()
        sums = np.zeros(len(every))
        for number in range(FOLDS):
            apart = fresh & (fold == number)
            sums[apart] = _fitted(found[~apart], meant[~apart]).decision_function(found[apart])
        found_phrases = phrases(every["note"], subject, settings)
        beside = np.column_stack([sums, found_phrases])[fresh]
        both = LogisticRegression(C=3).fit(beside, meant[fresh], sample_weight=weight[fresh])
        share, by_phrase = both.coef_[0][0], pd.Series(both.coef_[0][1:], found_phrases.columns)
        by_phrase.iloc[2:] *= SHARED
        whole = _fitted(found, meant)
        weighed = pd.Series(share * whole.coef_[0], index=names)
        most = weighed.abs().sort_values(ascending=False, kind="stable").index[:KEPT]
        always = pd.Series({ALWAYS: both.intercept_[0] + share * whole.intercept_[0]})
        column = pd.concat([always, by_phrase, weighed[most]]).round(2)
        columns[subject] = column[(column != 0) | column.index.isin([ALWAYS, RAISED, DENIED])]
    table = pd.DataFrame(columns)
    table = pd.concat([table.loc[[ALWAYS, RAISED, DENIED]], table.drop([ALWAYS, RAISED, DENIED]).sort_index()])
    return table.rename_axis("run").reset_index()


def _fitted(found: Matrix, meant: Matrix) -> LogisticRegression:
    return LogisticRegression(C=1.0, solver="liblinear", max_iter=3000, random_state=0).fit(found, meant)


if __name__ == "__main__":
    made = learn(labelled("notes_building.csv"), labelled("notes_learning.csv"), shipped_settings())
    made.to_csv(TABLE, index=False, lineterminator="\n", float_format="%.2f", quoting=csv.QUOTE_MINIMAL)
    print(f"{len(made)} runs")
