"""漏斗: how many stand at each stage and got there, beside last week; grades; the customers of each."""

import pandas as pd

from tracker.summary import FUNNEL
from tracker.write.manager import board, charts, parts, subsets
from tracker.write.manager.block import NEXT_STEP, WHO, Column
from tracker.write.manager.draft import TEAM, TOP, Draft
from tracker.write.manager.parts import Figure, Line, Number

COLUMNS = (
    *WHO,
    Column("priority_score", 12, "score"),
    Column("next_due", 12, "date"),
    NEXT_STEP,
)
SIDE = 7  # the column where the charts begin
TALL = 28  # pixels of a row


def write(draft: Draft, ledger: pd.DataFrame) -> None:
    """Writes the counts, their charts and the lists; every count leads to its rows."""
    words, vocabulary = draft.words, draft.vocabulary
    sheet = draft.start("funnel", [column.width for column in COLUMNS])
    top = TOP + len(FUNNEL) + 4 + len(subsets.GRADES) + 4
    stages = subsets.by_stage(ledger)
    after = parts.listed(draft, "funnel", top, "stage", stages, COLUMNS)
    _record(draft, top + 2, stages)
    grades = subsets.by_grade(ledger)
    parts.listed(draft, "funnel", after, "grade", grades, COLUMNS)
    draft.record("grade", "funnel", after + 2, 0, grades["grade"])

    draft.section(sheet, TOP, words["chart_funnel"])
    names = ("stage", "count", "before", "change", "reached", "conversion")
    rows: list[Line] = [
        (
            vocabulary("stage")[stage],
            [
                Figure(stage, TEAM),
                Number(before),
                Number(change, board.CHANGE),
                Figure(f"reached_{stage}", TEAM),
                rate,
            ],
        )
        for stage, before, change, rate in board.funnel(draft)
    ]
    row = parts.grid(draft, "funnel", TOP + 1, [words[f"col_{name}"] for name in names], rows)
    board.lost_beside(draft, "funnel", row - 1, 0)
    charts.draw(draft, "funnel", "funnel", TOP + 1, rows)
    draft.section(sheet, row + 1, words["chart_grade"])
    lines: list[Line] = [(vocabulary("grade")[grade], [Figure("grade", grade)]) for grade in subsets.GRADES]
    parts.grid(draft, "funnel", row + 2, [words["col_grade"], words["col_count"]], lines)
    charts.draw(draft, "grade", "funnel", row + 2, lines)
    tall = (len(FUNNEL) + 2) * TALL
    charts.insert(draft, "funnel", "funnel", TOP, SIDE, 400, tall)
    charts.insert(draft, "funnel", "grade", row + 1, SIDE, 400, tall)


def _record(draft: Draft, first: int, rows: pd.DataFrame) -> None:
    """Where each stage, all from a stage on, and the open ones stand: the list is in the order of the stages."""
    stage = rows["stage"]
    everybody = pd.Series(TEAM, index=rows.index)
    draft.record("open", "funnel", first, 0, everybody.where(rows["open"]))
    for number, name in enumerate(FUNNEL):
        draft.record(name, "funnel", first, 0, everybody.where(stage == name))
        draft.record(f"reached_{name}", "funnel", first, 0, everybody.where(stage.isin(FUNNEL[number:])))
    draft.record("lost", "funnel", first, 0, everybody.where(stage == "lost"))
