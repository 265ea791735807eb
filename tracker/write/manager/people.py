"""人员: one row a person and one for the team; each count leads to the rows it counts."""

import pandas as pd

from tracker.write.manager import daily
from tracker.write.manager.draft import TEAM, Draft
from tracker.write.manager.look import printable

COUNTED = {  # heading group → figures with rows of their own in this workbook
    "held": (
        "customers",
        "open",
        "closing",
        "hot",
        "interested",
        "prospect",
        "won",
        "lost",
        "high_priority",
        "registered_week",
    ),
    "late": ("overdue", "promise_overdue", "cadence_overdue", "review_overdue"),
    "trouble": ("at_risk", "errors"),
}
LOGGED = ("contacts_week", "contacts_last_week", "contacts_total")
RATES = ("timely_rate", "complete_rate")
GROUPS = (("held", COUNTED["held"]), ("late", COUNTED["late"]), ("trouble", COUNTED["trouble"]),
          ("log", LOGGED), ("rate", RATES))  # fmt: skip
COLUMNS = tuple(name for _, names in GROUPS for name in names)
TOP = 3


def write(draft: Draft) -> None:
    """Writes the sheet; what has no rows in this workbook (contacts, rates) is a plain number."""
    words, look, people = draft.words, draft.look, draft.report.people
    sheet = draft.start("people", [14, *[8.5] * len(COLUMNS)])
    column = 1
    sheet.write_blank(2, 0, None, look(bg_color="band"))
    for name, members in GROUPS:
        style = look(bold=True, align="center", font_color="accent", bg_color="band", left=1, left_color="paper")
        sheet.merge_range(2, column, 2, column + len(members) - 1, words[f"group_{name}"], style)
        column += len(members)
    sheet.set_row(TOP, 36)
    sheet.write_string(TOP, 0, words["col_owner"], look.head())
    for number, name in enumerate(COLUMNS, 1):
        sheet.write_string(TOP, number, words[f"col_{name}"], look.head(align="right"))
    row = TOP + 1
    for row, person in enumerate(people.to_dict("records"), TOP + 1):
        sheet.write_string(row, 0, printable(person["owner"]) or words["nobody"], look.cell(bold=True))
        _counts(draft, row, person["owner"])
        for name in LOGGED:
            _number(draft, row, name, person[name], "#,##0")
        for name in RATES:
            _number(draft, row, name, person[name], "0%")
    if people.empty:
        sheet.write_string(row, 0, words["nothing"], look(font_color="muted"))
    else:
        row += 1
        _team(draft, row)
        draft.record("contacts_week", "people", TOP + 1, 1 + COLUMNS.index("contacts_week"), people["owner"])
    daily.by_day(draft, row + 2, draft.report.reports.get("by_day", pd.DataFrame()))
    sheet.freeze_panes(TOP + 1, 1)
    sheet.repeat_rows(2, TOP)


def _counts(draft: Draft, row: int, group: str, **style: object) -> None:
    sheet = draft.sheets["people"]
    for number, name in enumerate(COLUMNS, 1):
        if name not in LOGGED + RATES:
            some = (name, group) in draft.places
            colour = "accent" if some else "muted"
            draft.figure(sheet, row, number, name, group, draft.look.cell(font_color=colour, **style))


def _team(draft: Draft, row: int) -> None:
    bold = {"bold": True, "top": 2, "top_color": "accent", "bottom": 0, "bottom_color": "line"}
    sheet = draft.sheets["people"]
    for number in range(len(COLUMNS) + 1):
        sheet.write_blank(row, number, None, draft.look.cell(**bold))
    sheet.write_string(row, 0, draft.words["team"], draft.look.cell(**bold))
    _counts(draft, row, TEAM, **bold)
    # Not the sum: a contact of a customer that two people registered counts for both, but once for the team.
    _number(draft, row, "contacts_week", headline(draft, "contacts_week"), "#,##0", **bold)


def headline(draft: Draft, name: str) -> int:
    """The team's count of something that has no rows in this workbook."""
    found = draft.report.headline
    return int(found.loc[found["id"] == name, "count"].sum())


def _number(draft: Draft, row: int, name: str, value: object, form: str, **style: object) -> None:
    sheet, column = draft.sheets["people"], 1 + COLUMNS.index(name)
    cell = draft.look.cell(num_format=form, **style)
    if pd.isna(value):  # type: ignore[call-overload]
        sheet.write_blank(row, column, None, cell)
    else:
        sheet.write_number(row, column, float(value), cell)  # type: ignore[arg-type]
