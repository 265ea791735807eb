"""总览: the week on one page: figures beside last week's, funnel, overdue work, risks, ten customers to act on first,
what could not be judged."""

import pandas as pd

from tracker.write.look import height, lines, printable
from tracker.write.manager import charts, unjudged
from tracker.write.manager.board import GRID, LAST, LEFT, PIXELS, Board
from tracker.write.manager.draft import Draft

SPANS = {"rank": 2, "company": 8, "owner": 2, "standing": 6, "reason": 13, "next_step": 9}
FUNNEL, OVERDUE, RISK = LEFT, LEFT + 12, LEFT + 22  # where the blocks begin
PICTURE = RISK + 9
MOST = 5  # people; 逾期 has all
LEAST = 8  # rows of the blocks
MORE = 3  # columns of the link to all that could not be judged


def write(draft: Draft, kinds: pd.DataFrame) -> None:
    """Writes the sheet; every figure leads to its rows. `kinds`: rule, rule_name of the risks, most frequent first."""
    board, words = Board(draft, "overview"), draft.words
    row = board.cards(board.title(words["title"], words["how_to_read"]))
    if draft.parts:
        said = words.fill("split", count=len(draft.parts), names=words["join"].join(draft.parts))
        board.sheet.write_string(row, LEFT, printable(said), draft.look(font_color="risk", bold=True))
        row += 2
    ends = (
        board.funnel(row, FUNNEL),
        board.overdue(row, OVERDUE, MOST),
        board.risks(row, RISK, 8, kinds),
    )
    end = max(*ends, row + LEAST)
    _picture(board, row, end)
    row = board.first(end + 1, SPANS)
    row = _unjudged(board, row)
    board.sheet.print_area(0, 0, row, LAST)


def _picture(board: Board, row: int, end: int) -> None:
    """The contacts of the last weeks, or where nobody knows them the overdue work."""
    draft, wide, tall = board.draft, (LAST - PICTURE + 1) * PIXELS, round((24 + 17 * (end - row - 1)) * 4 / 3)
    if not any(charts.insert(draft, board.name, name, row, PICTURE, wide, tall) for name in ("weekly", "overdue")):
        text = draft.words.fill("no_chart", title=draft.words["chart_weekly"])
        board.sheet.write_string(row, PICTURE, text, draft.look(font_color="muted"))


def _unjudged(board: Board, row: int) -> int:
    """What could not be judged, and why; each line leads to where it is told in full."""
    draft, sheet, words = board.draft, board.sheet, board.draft.words
    board.heading(row, LEFT, words["unjudged"])
    row += 1
    for text, place in unjudged.reasons(draft):
        style = draft.look(text_wrap=True)
        board.span(row, LEFT, GRID - MORE, style)
        sheet.write_string(row, LEFT, printable(text), style)
        if place:
            more = draft.look(font_size=9, font_color="accent", align="right")
            board.span(row, LAST - MORE + 1, MORE, more)
            draft.link(sheet, row, LAST - MORE + 1, place, words["see_all"], more)
        sheet.set_row(row, height(lines(text, (GRID - MORE) * PIXELS / 7)))
        row += 1
    waived = int(draft.report.findings["waived"].sum())
    for note in (words.fill("waived", count=waived) if waived else "", draft.report.calendar_note):
        if note:
            sheet.write_string(row, LEFT, printable(note), draft.look(font_size=9, font_color="muted"))
            row += 1
    return row
