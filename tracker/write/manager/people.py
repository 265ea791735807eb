"""人员: one row a person and one for the team, each count leading to its rows; below, the contacts by day and week."""

from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_range_abs

from tracker.write.manager import charts, daily, parts
from tracker.write.manager.draft import TEAM, TOP, Draft, Drawn
from tracker.write.manager.parts import Cell, Figure, Line, Number

HELD = ("customers", "open", "closing", "hot", "interested", "prospect", "won", "lost", "high_priority",
        "registered_week")  # fmt: skip
GROUPS = {  # heading → figures
    "held": HELD,
    "late": ("overdue", "promise_overdue", "cadence_overdue", "review_overdue"),
    "trouble": ("at_risk", "errors"),
    "log": ("contacts_weeks", "contacts_week", "contacts_last_week", "contacts_change"),
    "rate": ("timely_rate", "complete_rate", "won_rate"),
}
COLUMNS = tuple(name for names in GROUPS.values() for name in names)
AT = {name: number for number, name in enumerate(COLUMNS, 1)}
WIDE = {"contacts_weeks": 16.0}
# the bars and icons of the next column begin at its left edge, where these figures would touch them
BESIDE = frozenset(AT[name] for name in ("errors", "contacts_last_week", "contacts_change", "timely_rate"))
HEAD = TOP + 1


def write(draft: Draft) -> None:
    """Writes the sheet; a rate leads to the rows it is worked out from, where it has some."""
    words, look, people = draft.words, draft.look, draft.report.people
    sheet = draft.start("people", [14, *[WIDE.get(name, 8.5) for name in COLUMNS]])
    sheet.write_blank(TOP, 0, None, look(bg_color="band"))
    for name, members in GROUPS.items():
        style = look(bold=True, align="center", font_color="accent", bg_color="band", left=1, left_color="paper")
        sheet.merge_range(TOP, AT[members[0]], TOP, AT[members[-1]], words[f"group_{name}"], style)
    rows: list[Line] = [
        (person["owner"] or words["nobody"], _cells(person["owner"], person)) for person in people.to_dict("records")
    ]
    if rows:
        rows.append((words["team"], _cells(TEAM, {})))
    headings = [words["col_owner"], *(words[f"col_{name}"] for name in COLUMNS)]
    row = parts.grid(draft, "people", HEAD, headings, rows, totals=1, apart=BESIDE)
    sheet.set_row(HEAD, 36)
    if not rows:
        sheet.write_string(HEAD + 1, 0, words["nothing"], look(font_color="muted"))
    _icons(draft, len(people))
    row = daily.by_day(draft, row, draft.report.reports.get("by_day", pd.DataFrame()))
    _weeks(draft, row)
    sheet.freeze_panes(HEAD + 1, 1)
    sheet.repeat_rows(TOP, HEAD)


def _cells(group: str, person: dict[Any, Any]) -> list[Cell]:
    """The figures of one person, or of the team (which has no rates of its own)."""
    made = [person.get(name, pd.NA) for name in ("contacts_week", "contacts_last_week")]
    held = person.get("customers", 0)
    of: dict[str, Cell] = {
        "contacts_change": Number(made[0] - made[1], "+#,##0;-#,##0;0"),
        "contacts_weeks": "",
        "timely_rate": Number(person.get("timely_rate"), "0%"),
        "complete_rate": Number(person.get("complete_rate"), "0%", Figure("customers", group)),
        "won_rate": Number(person["won"] / held if held else pd.NA, "0%", Figure("won", group)),
    }
    return [of.get(name, Figure(name, group)) for name in COLUMNS]


def _icons(draft: Draft, count: int) -> None:
    """Arrows beside the change of the contacts, quarters beside the rates: shapes, without a colour."""
    sheet, first, last = draft.sheets["people"], HEAD + 1, HEAD + count
    if not count:
        return
    at = AT["contacts_change"]
    arrows = [{"criteria": ">=", "type": "number", "value": value} for value in (1, 0)]
    sheet.conditional_format(first, at, last, at, {"type": "icon_set", "icon_style": "3_arrows_gray", "icons": arrows})
    quarters = [{"criteria": ">=", "type": "number", "value": value} for value in (0.95, 0.75, 0.5, 0.25)]
    for name in ("timely_rate", "complete_rate"):
        at = AT[name]
        sheet.conditional_format(
            first, at, last, at, {"type": "icon_set", "icon_style": "5_quarters", "icons": quarters}
        )
    bar = {"type": "data_bar", "bar_color": draft.look.palette["remind_fill"], "bar_solid": True}
    at = AT["overdue"]
    sheet.conditional_format(first, at, last, at, bar | {"min_type": "num", "min_value": 0})


def _weeks(draft: Draft, row: int) -> None:
    """The contacts of each person in each of the last weeks, small bars of them beside his figures, a chart."""
    weekly, words, sheet = draft.report.weekly, draft.words, draft.sheets["people"]
    if weekly.empty:
        return
    table = weekly.pivot_table(index="owner", columns="monday", values="contacts", aggfunc="sum", fill_value=0)
    owners = [owner for owner in draft.report.people["owner"] if owner in table.index]
    draft.section(sheet, row, words.fill("section_weeks", count=len(table.columns)))
    headings = [words["col_person"], *(draft.day(pd.Timestamp(day)) for day in table.columns)]
    rows: list[Line] = [(owner or words["nobody"], [Number(value) for value in table.loc[owner]]) for owner in owners]
    rows.append((words["all"], [Number(value) for value in table.loc[owners].sum()]))
    parts.grid(draft, "people", row + 1, headings, rows, totals=1)
    title, wide = words["sheet_people"], len(table.columns)
    palette = draft.look.palette
    bars = {"type": "column", "min": 0, "series_color": palette["notice"], "last_point": True}
    # one scale for everybody, with some air above the highest
    bars |= {"last_color": palette["accent"], "max": 1 + 1.2 * float(table.to_numpy().max())}
    at = {owner: HEAD + 1 + number for number, owner in enumerate(draft.report.people["owner"])}
    shown = {owner: number for number, owner in enumerate(owners, row + 2)}
    for owner, number in shown.items():
        cells = f"'{title}'!{xl_range_abs(number, 1, number, wide)}"
        sheet.add_sparkline(at[owner], AT["contacts_weeks"], bars | {"range": cells})
    total = row + 2 + len(owners)
    if table.loc[owners].to_numpy().sum():
        cells = f"'{title}'!{xl_range_abs(total, 1, total, wide)}"
        own = {"range": cells, "max": 1 + 1.2 * float(table.loc[owners].sum().max())}
        sheet.add_sparkline(HEAD + 1 + len(at), AT["contacts_weeks"], bars | own)
        labels, values = (title, row + 1, 1, row + 1, wide), (title, total, 1, total, wide)
        draft.drawn["weekly"] = Drawn(labels, [((title, total, 0), values, "accent")])
        charts.insert(draft, "people", "weekly", row, 11, 620, 8 * 28)
