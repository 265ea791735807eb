"""总览: the week on two pages: figures, ten customers to act on first, charts, what could not be judged."""

import datetime

import pandas as pd
from xlsxwriter.format import Format

from tracker import weeks
from tracker.write.manager import actions, charts, people, unjudged
from tracker.write.manager.draft import TEAM, Draft
from tracker.write.manager.look import height, lines, page, printable, widths

LEFT = 1  # column A is the margin
GRID, CELL, PIXELS = 30, 5.0, 40  # the sheet is a grid of 30 narrow columns; everything spans some of them
LAST = LEFT + GRID - 1
CARDS = {  # figure → the palette colour whose mark stands with it
    "customers": "",
    "open": "",
    "high_priority": "",
    "overdue": "remind",
    "due_this_week": "notice",
    "at_risk": "risk",
    "clash": "remind",
    "errors": "error",
    "contacts_week": "",
    "registered_week": "",
}
SUMMED = ("contacts_week",)  # contacts have no rows here: they lead to each person's number
A_ROW = 5  # cards
SPANS = {"rank": 1, "company": 7, "owner": 2, "standing": 4, "reason": 8, "next_step": 8}
CHART_ROWS = 10
TEAMS_NAMED = 3  # more team names than this do not fit beside the date


def write(draft: Draft, ledger: pd.DataFrame) -> None:
    """Writes the sheet; every figure leads to its rows."""
    sheet = draft.sheets["overview"]
    page(sheet, draft.words.fill("footer", as_of=draft.report.as_of.isoformat()))
    widths(sheet, [2.0, *[CELL] * GRID])
    sheet.set_default_row(21)
    _title(draft, ledger)
    row = 4
    for start in range(0, len(CARDS), A_ROW):
        row = _cards(draft, row, list(CARDS)[start : start + A_ROW])
    row = _first(draft, row)
    sheet.set_h_pagebreaks([row])
    row = _pictures(draft, row)
    row = _unjudged(draft, row)
    sheet.print_area(0, 0, row, LAST)


def _span(draft: Draft, row: int, column: int, columns: int, style: Format) -> None:
    """Cells that act as one; what they say is written into the first."""
    sheet = draft.sheets["overview"]
    if columns > 1:
        sheet.merge_range(row, column, row, column + columns - 1, "", style)


def _title(draft: Draft, ledger: pd.DataFrame) -> None:
    sheet, words, look, as_of = draft.sheets["overview"], draft.words, draft.look, draft.report.as_of
    for row, tall in enumerate((6, 36, 22, 10)):
        sheet.set_row(row, tall)
    sheet.write_string(1, LEFT, words["title"], look(font_size=22, bold=True, font_color="accent"))
    monday = weeks.monday(as_of)
    sunday = monday + datetime.timedelta(days=6)
    teams = sorted({team for team in ledger["team"] if team})
    team = words["join"].join(teams[:TEAMS_NAMED]) if teams else words["team"]
    if len(teams) > TEAMS_NAMED:
        team = words.fill("teams", names=team, count=len(teams))
    year, week, _ = as_of.isocalendar()
    text = words.fill(
        "subtitle",
        team=team,
        as_of=as_of.isoformat(),
        year=year,
        week=week,
        monday=monday.strftime("%m-%d"),
        sunday=sunday.strftime("%m-%d"),
    )
    sheet.write_string(2, LEFT, printable(text), look(font_size=11, font_color="muted"))
    sheet.write_string(2, LAST, words["how_to_read"], look(font_size=9, font_color="muted", align="right"))
    for column in range(LEFT, LAST + 1):
        sheet.write_blank(3, column, None, look(top=2, top_color="accent"))


def _cards(draft: Draft, row: int, figures: list[str]) -> int:
    sheet, words, look = draft.sheets["overview"], draft.words, draft.look
    for line, tall in enumerate((22, 34, 20, 8)):
        sheet.set_row(row + line, tall)
    wide = GRID // A_ROW
    for number, figure in enumerate(figures):
        tone = CARDS[figure]
        column = LEFT + wide * number
        place = draft.places.get((figure, TEAM))
        count = people.headline(draft, figure) if figure in SUMMED else place.count if place else 0
        mark = f"{look.marks[tone]} " if tone and count else ""
        base = {"bg_color": "band", "align": "left", "indent": 1, "left": 5, "left_color": "paper"}
        label = look(**base, font_color=tone if mark else "muted", bold=bool(mark))
        value = look(**base, font_size=22, bold=True, num_format="#,##0", font_color="accent" if count else "muted")
        small = look(**base, font_size=9, font_color="muted")
        for line, style in enumerate((label, value, small)):
            _span(draft, row + line, column, wide, style)
        sheet.write_string(row, column, mark + words[f"card_{figure}"], label)
        tip = words["tip_summed" if figure in SUMMED else "tip_rows"] if place else ""
        draft.link(sheet, row + 1, column, place, count, value, tip)
        sheet.write_string(row + 2, column, words[f"about_{figure}"], small)
    return row + 4


def _heading(draft: Draft, row: int, text: str) -> int:
    draft.sheets["overview"].set_row(row, 28)
    draft.sheets["overview"].write_string(row, LEFT, text, draft.look(font_size=13, bold=True, font_color="accent"))
    return row + 1


def _first(draft: Draft, row: int) -> int:
    sheet, words, look = draft.sheets["overview"], draft.words, draft.look
    urgent = draft.report.actions.sort_values("rank", kind="stable").head(
        int(draft.settings.numbers["act_first_count"])
    )
    row = _heading(draft, row, words.fill("act_first", count=len(urgent)) if len(urgent) else words["act_none"])
    if urgent.empty:
        return row + 1
    starts = dict(zip(SPANS, pd.Series(SPANS).cumsum().sub(pd.Series(SPANS)).add(LEFT), strict=True))
    for name, span in SPANS.items():
        head = look.head(align="center") if name == "rank" else look.head()
        _span(draft, row, starts[name], span, head)
        sheet.write_string(row, starts[name], words["col_order" if name == "rank" else f"col_{name}"], head)
    wrap = look.cell(text_wrap=True)
    number = look.cell(align="center", bold=True, font_color="accent")
    linked = look.linked(text_wrap=True, bold=True)
    for at, action in enumerate(urgent.to_dict("records"), row + 1):
        place = draft.at.get((action["customer_key"], action["owner"]))
        texts = {name: printable(action[name]) for name in ("company", "reason", "next_step")}
        texts |= {
            "owner": printable(action["owner"]) or words["nobody"],
            "standing": actions.standing(draft, action),
        }
        sheet.write_number(at, starts["rank"], int(action["rank"]), number)
        for name, text in texts.items():
            style = linked if name == "company" and place else wrap
            _span(draft, at, starts[name], SPANS[name], style)
            draft.link(sheet, at, starts[name], place if name == "company" else None, text, style)
        most = max(lines(text, SPANS[name] * PIXELS / 7) for name, text in texts.items())
        sheet.set_row(at, max(25.0, height(most)))
    return row + len(urgent) + 2


def _pictures(draft: Draft, row: int) -> int:
    sheet, words = draft.sheets["overview"], draft.words
    row = _heading(draft, row, words["pictures"])
    half = GRID // 2
    for pair in (("funnel", "overdue"), ("risk", "grade")):
        for column, name in zip((LEFT, LEFT + half), pair, strict=True):
            small = draft.look(font_size=9, font_color="accent")
            if charts.insert(draft, name, row, column, half * PIXELS - 12, CHART_ROWS * 28 - 8):
                draft.link(sheet, row + CHART_ROWS, column, draft.places["chart", name], words["chart_rows"], small)
            else:
                text = words.fill("no_chart", title=words[f"chart_{name}"])
                sheet.write_string(row, column, text, draft.look(font_color="muted"))
        row += CHART_ROWS + 1
    return row


def _unjudged(draft: Draft, row: int) -> int:
    """What could not be judged, and why; each line leads to where it is told in full."""
    sheet, words = draft.sheets["overview"], draft.words
    row = _heading(draft, row, words["unjudged"])
    for text, place in unjudged.reasons(draft):
        style = draft.look(text_wrap=True)
        _span(draft, row, LEFT, GRID - 3, style)
        sheet.write_string(row, LEFT, printable(text), style)
        if place:
            more = draft.look(font_size=9, font_color="accent", align="right")
            _span(draft, row, LAST - 2, 3, more)
            draft.link(sheet, row, LAST - 2, place, words["see_all"], more)
        sheet.set_row(row, height(lines(text, (GRID - 3) * PIXELS / 7)))
        row += 1
    waived = int(draft.report.findings["waived"].sum())
    for note in (words.fill("waived", count=waived) if waived else "", draft.report.calendar_note):
        if note:
            sheet.write_string(row, LEFT, printable(note), draft.look(font_size=9, font_color="muted"))
            row += 1
    return row
