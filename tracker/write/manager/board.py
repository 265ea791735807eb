"""A page of blocks on a fine grid: cards of figures, small tables beside each other, the customers to act on first.

总览 and 周会一页 are made of them.
"""

import datetime
from collections.abc import Sequence
from typing import Any

import pandas as pd
from xlsxwriter.format import Format

from tracker import weeks
from tracker.summary import FUNNEL
from tracker.write.look import height, lines, page, printable, widths
from tracker.write.manager import actions, parts
from tracker.write.manager.draft import TEAM, Draft
from tracker.write.manager.parts import Cell, Figure, Number

LEFT = 1  # column A is the margin
GRID, CELL, PIXELS = 40, 4.43, 36  # narrow columns; everything spans some of them
LAST = LEFT + GRID - 1
TALL = 18.0  # points of a row
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
WIDE = GRID // len(CARDS)
TEAMS_NAMED = 3  # more team names than this do not fit beside the date
LATE = ("promise_overdue", "cadence_overdue", "review_overdue")
APART = ("next_step", "decided")  # these follow a column of long texts
CHANGE = "▲ #,##0;▼ #,##0;—"
Head = tuple[str, int]  # what a heading says, how many columns it spans


class Board:
    """One such sheet while it is being written."""

    def __init__(self, draft: Draft, name: str) -> None:
        self.draft, self.name, self.sheet = draft, name, draft.sheets[name]
        page(self.sheet, draft.words.fill("footer", as_of=draft.report.as_of.isoformat()))
        self.sheet.fit_to_pages(1, 1)
        self.sheet.center_horizontally()
        widths(self.sheet, [2.0, *[CELL] * GRID])
        self.sheet.set_default_row(TALL)

    def span(self, row: int, column: int, columns: int, style: Format) -> None:
        """Cells that act as one; what they say is written into the first."""
        if columns > 1:
            self.sheet.merge_range(row, column, row, column + columns - 1, "", style)

    def title(self, text: str, note: str) -> int:
        """The title, whose week it is, and a note to the right; returns the next row."""
        look, words, as_of = self.draft.look, self.draft.words, self.draft.report.as_of
        for row, tall in enumerate((6, 30, 20, 6)):
            self.sheet.set_row(row, tall)
        self.sheet.write_string(1, LEFT, text, look(font_size=20, bold=True, font_color="accent"))
        monday = weeks.monday(as_of)
        year, week, _ = as_of.isocalendar()
        said = words.fill(
            "subtitle",
            team=self._team(),
            as_of=as_of.isoformat(),
            year=year,
            week=week,
            monday=self.draft.day(monday),
            sunday=self.draft.day(monday + datetime.timedelta(days=6)),
        )
        self.sheet.write_string(2, LEFT, printable(said), look(font_size=11, font_color="muted"))
        self.sheet.write_string(2, LAST, note, look(font_size=9, font_color="muted", align="right"))
        for column in range(LEFT, LAST + 1):
            self.sheet.write_blank(3, column, None, look(top=2, top_color="accent"))
        return 4

    def _team(self) -> str:
        words = self.draft.words
        teams = sorted({team for team in self.draft.report.customers["team"] if team})
        named = words["join"].join(teams[:TEAMS_NAMED]) if teams else words["team"]
        return words.fill("teams", names=named, count=len(teams)) if len(teams) > TEAMS_NAMED else named

    def cards(self, row: int) -> int:
        """The ten key figures with last week's below each; returns the next row."""
        words, look = self.draft.words, self.draft.look
        before = dict(zip(self.draft.report.headline["id"], self.draft.report.headline["before"], strict=True))
        for line, tall in enumerate((20, 30, 18, 8)):
            self.sheet.set_row(row + line, tall)
        for number, (figure, tone) in enumerate(CARDS.items()):
            column = LEFT + WIDE * number
            place = self.draft.places.get((figure, TEAM))
            count = place.count if place else 0
            mark = f"{look.marks[tone]} " if tone and count else ""
            base = {"bg_color": "band", "align": "left", "indent": 1, "left": 5, "left_color": "paper"}
            said, colour = self._last_week(figure, count, before.get(figure))
            label = look(**base, font_color=tone if mark else "muted", bold=bool(mark))
            value = look(**base, font_size=20, bold=True, num_format="#,##0", font_color="accent" if count else "muted")
            small = look(**base, font_size=9, font_color=colour)
            for line, style in enumerate((label, value, small)):
                self.span(row + line, column, WIDE, style)
            self.sheet.write_string(row, column, mark + words[f"card_{figure}"], label)
            tip = words.fill("tip_card", about=words[f"about_{figure}"], rows=words["tip_rows"])
            self.draft.link(self.sheet, row + 1, column, place, count, value, tip if place else "")
            self.sheet.write_string(row + 2, column, said, small)
        several = self._several()
        if several:
            self.sheet.set_row(row + 3, 20)
            self.sheet.write_string(row + 3, LEFT, several, look(font_size=9, font_color="muted"))
        return row + 4

    def _several(self) -> str:
        """That a customer whom several people have stands once for each, "" where there is none."""
        customers = self.draft.report.customers
        more = int(customers.loc[customers["clash"], "customer_key"].duplicated().sum())
        rows = len(customers)
        return self.draft.words.fill("clash_rows", rows=rows, houses=rows - more) if more else ""

    def _registered_again(self) -> int:
        """How many of this week's new rows are of customers whom somebody else had before: clashes."""
        place = ["customer_key", "owner"]
        changes, customers = self.draft.report.changes, self.draft.report.customers
        new = pd.MultiIndex.from_frame(changes.loc[changes["change"] == "new", place])
        rows = pd.MultiIndex.from_frame(customers[place])
        held = customers.loc[~rows.isin(new) & customers["clash"], "customer_key"]
        return int(new.get_level_values(0).isin(held).sum())

    def _last_week(self, figure: str, now: int, before: Any) -> tuple[str, str]:
        """Last week's count in words, with a sign, and the palette colour of better or worse."""
        words = self.draft.words
        if before is None or pd.isna(before):
            return words["before_none"], "muted"
        more = now - int(before)
        if not more:
            return words.fill("before_same", before=int(before)), "muted"
        table = self.draft.settings.tables["headline"]
        better = dict(zip(table["id"], table["better"], strict=True)).get(figure, "")
        if figure == "customers" and 0 < more <= self._registered_again():
            better = ""  # a house that another has already is no customer more
        way = "more" if more > 0 else "fewer"
        kind = "" if not better else "_better" if way == better else "_worse"
        said = words.fill(f"before_{way}{kind}", before=int(before), count=abs(more))
        return said, {"_better": "good", "_worse": "risk"}.get(kind, "muted")

    def heading(self, row: int, column: int, text: str) -> None:
        """The heading of a block."""
        self.sheet.set_row(row, 24)
        self.sheet.write_string(row, column, text, self.draft.look(font_size=11, bold=True, font_color="accent"))

    def table(
        self,
        row: int,
        column: int,
        heads: Sequence[Head],
        rows: Sequence[Sequence[Cell]],
        totals: int = 0,
        bars: Sequence[int] = (),
    ) -> int:
        """Headings and lines; the first cell of each is its label, the last `totals` are the team's. `bars`: the
        columns whose numbers have a bar behind them. Returns the first free row."""
        starts = [column + sum(span for _, span in heads[:number]) for number in range(len(heads))]
        for number, (text, span) in enumerate(heads):
            style = self.draft.look.head(**({"align": "right"} if number else {}))
            self.span(row, starts[number], span, style)
            self.sheet.write_string(row, starts[number], text, style)
        for line, cells in enumerate(rows, 1):
            total: dict[str, Any] = {"bold": True} if line > len(rows) - totals else {}
            for number, cell in enumerate(cells):
                side = {"align": "left" if number == 0 else "right"}
                parts.put(self.draft, self.name, row + line, starts[number], cell, heads[number][1], **side, **total)
        bar = {"type": "data_bar", "bar_color": self.draft.look.palette["notice_fill"], "bar_solid": True}
        for number in bars if len(rows) > totals else ():
            end = starts[number] + heads[number][1] - 1
            self.sheet.conditional_format(
                row + 1, starts[number], row + len(rows) - totals, end, bar | {"min_type": "num", "min_value": 0}
            )
        return row + 1 + len(rows)

    def funnel(self, row: int, column: int) -> int:
        """Each stage with last week's count and how many of the stage before got there: 11 columns."""
        words, stages = self.draft.words, self.draft.vocabulary("stage")
        self.heading(row, column, words["block_funnel"])
        heads = [
            (words["col_stage"], 3),
            *((words[f"col_{name}"], 2) for name in ("count", "before", "change", "conversion")),
        ]
        row = self.table(
            row + 1,
            column,
            heads,
            [
                [stages[stage], Figure(stage, TEAM), Number(before), Number(change, CHANGE), rate]
                for stage, before, change, rate in funnel(self.draft)
            ],
            bars=[1],
        )
        lost_beside(self.draft, self.name, row, column)
        return row + 1

    def overdue(self, row: int, column: int, most: int, more: Sequence[str] = ()) -> int:
        """The people with overdue work, most first, promise, cadence and review apart: 9 columns, and 2 for each of
        the figures `more`."""
        draft, words = self.draft, self.draft.words
        self.heading(row, column, words["block_overdue"])
        names = [*LATE, *more]
        people = latest(draft, names)
        heads = [(words["col_owner"], 3), *((words[f"short_{name}"], 2) for name in names)]
        rows: list[list[Cell]] = [
            [owner or words["nobody"], *(Figure(name, owner) for name in names)] for owner in people[:most]
        ]
        if len(people) > most:
            rows.append([words.fill("others", count=len(people) - most), *("" for _ in names)])
        return self.table(
            row + 1, column, heads, [*rows, [words["team"], *(Figure(name, TEAM) for name in names)]], totals=1
        )

    def risks(self, row: int, column: int, span: int, kinds: pd.DataFrame) -> int:
        """How many customers have each kind of risk: `span` columns. `kinds`: rule, rule_name, most frequent first."""
        words = self.draft.words
        self.heading(row, column, words["block_risk"])
        rows: list[list[Cell]] = [[name, Figure("risk", rule)] for rule, name in kinds.itertuples(index=False)]
        if not rows:
            rows = [[words["nothing"], ""]]
        return self.table(
            row + 1, column, [(words["col_risk_name"], span - 3), (words["col_count"], 3)], rows, bars=[1]
        )

    def first(self, row: int, spans: dict[str, int]) -> int:
        """The customers to act on first. `spans`: column → how many columns of the grid."""
        draft, words, look = self.draft, self.draft.words, self.draft.look
        urgent = draft.report.actions.sort_values("rank", kind="stable")
        urgent = urgent.head(int(draft.settings.numbers["act_first_count"]))
        some = len(urgent) > 0
        self.heading(row, LEFT, words.fill("act_first", count=len(urgent)) if some else words["act_none"])
        if not some:
            return row + 2
        starts = dict(zip(spans, pd.Series(spans).cumsum().sub(pd.Series(spans)).add(LEFT), strict=True))
        for name, span in spans.items():
            head = look.head(**({"align": "center"} if name == "rank" else {"indent": 1} if name in APART else {}))
            self.span(row + 1, starts[name], span, head)
            self.sheet.write_string(row + 1, starts[name], words[f"col_{name}"], head)
        wrap, apart = look.cell(text_wrap=True), look.cell(text_wrap=True, indent=1)
        number = look.cell(align="center", bold=True, font_color="accent")
        linked = look.linked(text_wrap=True, bold=True)
        for at, action in enumerate(urgent.to_dict("records"), row + 2):
            place = draft.at.get((action["customer_key"], action["owner"]))
            texts = {name: printable(action[name]) for name in ("company", "reason", "next_step")}
            texts |= {
                "owner": printable(action["owner"]) or words["nobody"],
                "standing": actions.standing(draft, action),
            }
            texts |= dict.fromkeys(spans.keys() - texts.keys() - {"rank"}, "")
            self.span(at, starts["rank"], spans["rank"], number)
            self.sheet.write_number(at, starts["rank"], int(action["rank"]), number)
            for name, text in texts.items():
                style = linked if name == "company" and place else apart if name in APART else wrap
                self.span(at, starts[name], spans[name], style)
                draft.link(self.sheet, at, starts[name], place if name == "company" else None, text, style)
            most = max(lines(text, spans[name] * PIXELS / 7) for name, text in texts.items())
            self.sheet.set_row(at, max(22.0, height(most)))
        return row + len(urgent) + 3


def latest(draft: Draft, names: Sequence[str] = LATE) -> list[str]:
    """The people with rows of these figures, most first."""

    def count(owner: str) -> int:
        return sum(place.count for name in names if (place := draft.places.get((name, owner))))

    return sorted((owner for owner in draft.report.people["owner"] if count(owner)), key=lambda owner: -count(owner))


def lost_beside(draft: Draft, name: str, row: int, column: int) -> None:
    """How many were lost, who stand in no funnel: with them its numbers add up to all customers."""
    place = draft.places.get(("lost", TEAM))
    if place:
        said, style = draft.words.fill("lost_beside", count=place.count), draft.look(font_size=9, font_color="muted")
        draft.link(draft.sheets[name], row, column, place, said, style, draft.words["tip_rows"])


def funnel(draft: Draft) -> list[tuple[str, Any, Any, Number]]:
    """Of each stage last week's count, the change since then, and the share of the stage before that got there."""
    table = draft.report.funnel.set_index("stage")
    found = []
    for stage in FUNNEL:
        now, before = table["customers"].get(stage, 0), table["before"].get(stage, pd.NA)
        rate = Number(table["conversion"].get(stage, pd.NA), "0%", Figure(f"reached_{stage}", TEAM))
        found.append((stage, before, now - before, rate))
    return found
