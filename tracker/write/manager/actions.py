"""本周行动: what each person does this week, in order, each person on a new printed page."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from xlsxwriter.format import Format

from tracker.write.look import height, lines, printable
from tracker.write.manager.draft import TOP, Draft

WIDTHS = (7, 6, 34, 10, 14, 20, 17, 40, 42)
HEADINGS = ("done", "order", "company", "contact", "phone_masked", "standing", "due", "reason", "next_step")
MOST_BREAKS = 1000  # Excel takes 1,023


def standing(draft: Draft, row: Mapping[Hashable, Any]) -> str:
    """Stage, grade and priority in one short text."""
    vocabulary = draft.vocabulary
    parts = [vocabulary("stage").get(row["stage"], ""), vocabulary("grade").get(row["grade"], ""),
             vocabulary("level").get(row["priority"], "")]  # fmt: skip
    return draft.words["dot"].join(part for part in parts if part)


def write(draft: Draft) -> None:
    """Writes the sheet: a band for each person, then the person's customers."""
    sheet = draft.start("actions", WIDTHS)
    for number, name in enumerate(HEADINGS):
        sheet.write_string(TOP, number, draft.words[f"col_{name}"], draft.look.head())
    sheet.freeze_panes(TOP + 1, 3)
    sheet.repeat_rows(0, TOP)  # each person's page can be given to him alone
    row, breaks = TOP + 1, []
    draft.fit("actions", row + len(draft.report.actions) + draft.report.actions["owner"].nunique())
    if draft.report.actions.empty:
        sheet.write_string(row, 0, draft.words["nothing"], draft.look(font_color="muted"))
    for owner, own in draft.report.actions.groupby("owner", sort=False):
        breaks.append(row)
        row = _person(draft, row, str(owner), own)
    sheet.data_validation(
        TOP + 1,
        0,
        max(row, TOP + 1),
        0,
        {"validate": "list", "source": [draft.words["box"], draft.words["box_done"]], "show_error": False},
    )
    sheet.set_h_pagebreaks(breaks[1:MOST_BREAKS])


def _person(draft: Draft, row: int, owner: str, own: pd.DataFrame) -> int:
    sheet, look, words = draft.sheets["actions"], draft.look, draft.words
    band = look(bold=True, font_size=11, bg_color="notice_fill", font_color="accent")
    sheet.set_row(row, 26, band)
    late = int((own["due_status"] == "overdue").sum())
    text = words.fill("band", owner=owner or words["nobody"], count=len(own), overdue=late)
    sheet.write_string(row, 0, printable(text), band)
    plain, wrap, middle = look.cell(), look.cell(text_wrap=True), look.cell(align="center")
    apart = look.cell(text_wrap=True, indent=1)
    box = look.cell(align="center", font_size=13, font_color="muted")
    for order, action in enumerate(own.to_dict("records"), 1):
        line = row + order
        company, reason, step = (printable(action[name]) for name in ("company", "reason", "next_step"))
        sheet.write_string(line, 0, words["box"], box)
        sheet.write_number(line, 1, order, middle)
        place = draft.at.get((action["customer_key"], owner))
        draft.link(sheet, line, 2, place, company, look.linked(text_wrap=True) if place else wrap)
        sheet.write_string(line, 3, printable(action["contact"]), wrap)
        sheet.write_string(line, 4, printable(action["phone_masked"]), plain)
        sheet.write_string(line, 5, standing(draft, action), plain)
        text, style = _due(draft, action)
        sheet.write_string(line, 6, text, style)
        sheet.write_string(line, 7, reason, wrap)
        sheet.write_string(line, 8, step, apart)
        texts = {2: company, 3: str(action["contact"]), 7: reason, 8: step}
        sheet.set_row(line, max(24.0, height(max(lines(text, WIDTHS[n]) for n, text in texts.items()))))
    return row + 1 + len(own)


def _due(draft: Draft, action: Mapping[Hashable, Any]) -> tuple[str, Format]:
    status, date = action["due_status"], action["next_due"]
    if status == "overdue" and pd.notna(action["overdue_days"]):
        text = draft.words.fill("overdue_days", mark=draft.look.marks["remind"], days=int(action["overdue_days"]))
        return text, draft.look.cell(bold=True, font_color="remind")
    word = draft.vocabulary("due_status").get(status, "")
    shown = "" if pd.isna(date) else draft.day(date)
    return draft.words.fill("due_on", status=word, date=shown).strip(), draft.look.cell()
