"""The weights of the runs are what is learnt from the labelled notes, and nothing else."""

import pandas as pd
import pytest

pytest.importorskip("sklearn", reason="the extra `learn` is not installed")

from learn_signs import SUBJECTS, labelled, learn

from tracker.settings import shipped_settings

NEAR = 0.05  # libraries of other versions end a little elsewhere


def test_the_table_is_what_the_notes_teach() -> None:
    settings = shipped_settings()
    made = learn(labelled("notes_building.csv"), labelled("notes_learning.csv"), settings).set_index("run")
    shipped = settings.tables["note_signs"].set_index("run").replace("", "0").astype("float64")
    assert list(made.columns) == list(shipped.columns) == list(SUBJECTS)
    apart = (made.reindex(shipped.index).fillna(0.0) - shipped).abs()
    assert (apart > NEAR).to_numpy().mean() < NEAR / 10
    assert len(made.index.symmetric_difference(shipped.index)) < len(shipped) * NEAR


def test_a_run_weighs_for_the_subject_it_stands_with() -> None:
    said = {"budget_short": ["没钱", "没有钱了", "说没钱", "账上没钱"], "": ["送样", "送了样品", "说送样", "下周送样"]}
    said |= {subject: [f"别的话{subject}"] for subject in SUBJECTS[1:]}  # no subject without a note
    rows = [
        {"kind": "mixed", "note": f"{text}{number}", **{each: "y" if each == subject else "" for each in SUBJECTS}}
        for subject, texts in said.items()
        for text in texts
        for number in range(6)
    ]
    notes = pd.DataFrame(rows)
    table = learn(notes.iloc[:0], notes, shipped_settings()).set_index("run")
    assert table.at["没钱", "budget_short"] > 0 > table.at["送样", "budget_short"]
