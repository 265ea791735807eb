"""下周清单: what each person has to do next week, by day; each person on a new printed page."""

import pandas as pd

from tracker.write.look import height, lines, printable
from tracker.write.manager import actions
from tracker.write.manager.draft import TOP, Draft

WIDTHS = (7, 16, 9, 34, 12, 14, 20, 48, 30)
HEADINGS = ("done", "date", "why_word", "company", "contact", "phone_masked", "standing_short", "goal", "resource")


def write(draft: Draft, due: pd.DataFrame) -> None:
    """Writes the sheet: a band for each person, then the person's days."""
    words = draft.words
    sheet = draft.start("next_week", WIDTHS)
    for number, name in enumerate(HEADINGS):
        sheet.write_string(TOP, number, words[f"col_{name}"], draft.look.head())
    sheet.freeze_panes(TOP + 1, 4)
    sheet.repeat_rows(0, TOP)
    row, breaks = TOP + 1, []
    if due.empty:
        sheet.write_string(row, 0, words["none_next_week"], draft.look(font_color="muted"))
        return
    draft.fit("next_week", row + len(due) + due["person"].nunique())
    for person, own in due.groupby("person", sort=False):
        breaks.append(row)
        row = _person(draft, row, str(person), own)
    choices = {"validate": "list", "source": [words["box"], words["box_done"]], "show_error": False}
    sheet.data_validation(TOP + 1, 0, row, 0, choices)
    sheet.set_h_pagebreaks(breaks[1 : actions.MOST_BREAKS])


def _person(draft: Draft, row: int, person: str, own: pd.DataFrame) -> int:
    sheet, look, words = draft.sheets["next_week"], draft.look, draft.words
    band = look(bold=True, font_size=11, bg_color="notice_fill", font_color="accent")
    sheet.set_row(row, 26, band)
    houses = own["customer_key"].mask(own["customer_key"] == "", own["company"]).nunique()
    text = words.fill("band_next_week", person=person or words["nobody"], count=len(own), houses=houses)
    sheet.write_string(row, 0, printable(text), band)
    plain, wrap, middle = look.cell(), look.cell(text_wrap=True), look.cell(align="center")
    box = look.cell(align="center", font_size=13, font_color="muted")
    weekdays = words["weekdays"].split()
    for line, item in enumerate(own.to_dict("records"), row + 1):
        company, goal, resource = (printable(item[name]) for name in ("company", "goal", "resource"))
        day = item["date"]
        sheet.write_string(line, 0, words["box"], box)
        sheet.write_string(line, 1, f"{draft.day(day)} {weekdays[day.weekday()]}", plain)
        sheet.write_string(line, 2, words[f"why_{item['why']}"], middle)
        place = draft.at.get((item["customer_key"], item["owner"]))
        draft.link(sheet, line, 3, place, company, look.linked(text_wrap=True) if place else wrap)
        sheet.write_string(line, 4, printable(item["contact"]), wrap)
        sheet.write_string(line, 5, printable(item["phone_masked"]), plain)
        sheet.write_string(line, 6, _standing(draft, item["stage"], item["priority"]), plain)
        sheet.write_string(line, 7, goal, wrap)
        sheet.write_string(line, 8, resource, wrap)
        texts = {3: company, 4: str(item["contact"]), 7: goal, 8: resource}
        sheet.set_row(line, max(22.0, height(max(lines(text, WIDTHS[n]) for n, text in texts.items()))))
    return row + 1 + len(own)


def _standing(draft: Draft, stage: str, priority: str) -> str:
    words = [draft.vocabulary("stage").get(stage, ""), draft.vocabulary("level").get(priority, "")]
    return draft.words["dot"].join(word for word in words if word)
