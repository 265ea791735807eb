"""周会一页: what Monday's meeting goes through, on one printed page, with room for what it decides."""

import pandas as pd

from tracker.write.manager.board import LAST, LEFT, Board
from tracker.write.manager.changes import KINDS
from tracker.write.manager.draft import TEAM, Draft, Place
from tracker.write.manager.parts import Cell, Figure, Number

SPANS = {"rank": 2, "company": 7, "owner": 2, "standing": 5, "reason": 10, "next_step": 8, "decided": 6}
FLOW, CHANGES, PEOPLE = LEFT, LEFT + 12, LEFT + 22
MOST = 8  # people
FLOWS = ("opening", "came", "left", "closing")


def write(draft: Draft, kinds: pd.DataFrame) -> None:
    """Writes the sheet. `kinds`: rule, rule_name of the risks, most frequent first."""
    board, words = Board(draft, "meeting"), draft.words
    back = draft.look(font_color="accent", font_size=9, align="right")
    row = board.title(words["sheet_meeting"], words["note_meeting"])
    draft.link(board.sheet, 1, LAST, Place(words["sheet_overview"], 0, 0, 0), words["back"], back)
    row = board.cards(row)
    ends = [
        board.funnel(row, LEFT),
        board.risks(row, CHANGES, 9, kinds),
        board.overdue(row, PEOPLE, MOST, ("errors", "reminders")),
    ]
    row = max(*ends) + 1
    end = max(_flow(board, row), _changes(board, row))
    row = board.first(end + 1, SPANS)
    board.sheet.print_area(0, 0, row, LAST)


def _flow(board: Board, row: int) -> int:
    """Opening + came − left = closing, stage by stage."""
    draft, words = board.draft, board.draft.words
    board.heading(row, FLOW, words["block_flow"])
    flow = draft.report.flow
    stages = draft.vocabulary("stage")
    rows: list[list[Cell]] = [
        [stages.get(line["stage"], words["flow_all"]), *(Number(line[name]) for name in FLOWS)]
        for line in flow.to_dict("records")
    ]
    whole = int((flow["stage"] == "all").any())
    heads = [(words["col_stage"], 3), *((words[f"flow_{name}"], 2) for name in FLOWS)]
    return board.table(row + 1, FLOW, heads, rows or [[words["no_past"], *("" for _ in FLOWS)]], totals=whole)


def _changes(board: Board, row: int) -> int:
    """How many of each kind of change, in two columns of kinds."""
    draft, words = board.draft, board.draft.words
    board.heading(row, CHANGES, words["block_changes"])
    half = -(-len(KINDS) // 2)
    ends = []
    for column, kinds in ((CHANGES, KINDS[:half]), (PEOPLE, KINDS[half:])):
        rows: list[list[Cell]] = [[words[f"change_{kind}"], Figure("change", kind)] for kind in kinds]
        heads = [(words["col_change_word"], 6), (words["col_count"], 3)]
        ends.append(board.table(row + 1, column, heads, rows))
    if (("change", TEAM)) not in draft.places:
        board.sheet.write_string(row, PEOPLE, words["no_changes"], draft.look(font_color="muted"))
    return max(ends)
