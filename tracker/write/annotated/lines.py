"""What the list of a copy says, line by line: this week's list, what to put right, what the columns mean."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from tracker import private
from tracker.ooxml.boxes import units
from tracker.ooxml.cells import Value
from tracker.write.annotated.columns import OURS
from tracker.write.annotated.front import Front, Person, Unused
from tracker.write.annotated.look import Look
from tracker.write.annotated.marks import Marks, Place

# the columns of the list, and how wide they are
GRID = {"sign": 5, "what": 30, "place": 10, "who": 28, "where": 14, "why": 46, "step": 40, "due": 12, "late": 10}
TO_DO = ("number", "company", "place", "contact", "priority", "reason", "next_step", "next_due", "overdue_days")
TO_MEND = ("sign", "rule_name", "place", "company", "column", "message", "fix")
SHEET = "due"  # where the sheet is named of a problem, in a workbook of several; it takes the room to the right
TALL = 4  # of more rows than this the middle is out of sight
LINE, LEAST, MOST = 18, 20, 400  # points; Excel allows 409
TITLE_POINTS, HEADING_POINTS = 15, 12


@dataclass(frozen=True)
class Cell:
    """One cell: what it holds and how it looks. `wide`: how many columns it takes; `top`: its text stands at its top;
    `link`: sheet and cell it leads to, in its own workbook."""

    value: Value
    colour: str = "ink"
    fill: str = ""
    bold: bool = False
    points: int = 0
    boxed: bool = True
    centred: bool = False
    wide: int = 1
    link: tuple[str, str] | None = None
    date: bool = False
    top: bool = False


@dataclass
class Line:
    """One row: column → cell. `deep`: columns whose cell goes on for so many rows; `place`: the problem it shows."""

    cells: dict[str, Cell] = field(default_factory=dict)
    deep: dict[str, int] = field(default_factory=dict)
    place: Place | None = None
    least: float = LEAST

    @property
    def height(self) -> float:
        """Points that hold all of its texts."""
        columns = [*GRID]
        needed = [
            _lines(cell.value, sum(GRID[name] for name in columns[columns.index(column) :][: cell.wide]))
            for column, cell in self.cells.items()
            if column not in self.deep and isinstance(cell.value, str)
        ]
        return min(max([self.least, *(LINE * lines + 2 for lines in needed)]), MOST)


def lines(
    front: Front,
    marks: Sequence[Marks],
    shown: Sequence[Place],
    notices: Iterable[str],
    file: str,
    look: Look,
    how: str,
) -> list[Line]:
    """The whole list. `notices`: what has to be said of the copy itself; `how`: the wording of what to do with it."""
    words = look.words
    title = words.fill("title_file", file=private.masked(file)) if file else words["title"]
    made = [_across(title, colour="accent", bold=True, points=TITLE_POINTS, boxed=False, least=26)]
    codes = list(dict.fromkeys(code for each in marks for code in each.answers.columns))
    codes += [code for code in OURS if codes or shown]
    made += [_across(words.fill(how, file=private.masked(file)), colour="muted")]
    made += [_across(words["how_to_read_columns"], colour="muted")] if codes else []
    made += [_across(said, fill=fill, bold=not fill) for said, fill in _opening(marks, shown, notices, look)]
    of: dict[str, list[Place]] = defaultdict(list)
    for place in shown:
        of[place.person].append(place)
    people = {each.name: each for each in front.people}
    names = [*people, *(name for name in of if name and name not in people), *([""] if of.get("") else [])]
    several = len({each.sheet for each in marks}) > 1
    for name in names:
        if len(names) > 1:
            said = name or words["nobodys"]
            made += [Line(), _across(said, colour="paper", fill="accent", bold=True, points=HEADING_POINTS, least=24)]
        if name in people:
            made += _to_do(people[name], look)
        for act in (False, True):
            made += _problems([place for place in of.get(name, ()) if place.act == act], act, several, look)
    return made + _legend(codes, shown, look) + _unused(front.unused, look)


def _opening(
    marks: Sequence[Marks], shown: Sequence[Place], notices: Iterable[str], look: Look
) -> Iterator[tuple[str, str]]:
    """The sentences on top, each with the palette name of its fill ("" for none)."""
    words, good = look.words, look.signs["good"]
    if shown:
        severities = [place.severity for place in shown]
        parts = [
            words.fill("count_part", mark=look.signs[code], severity=words[f"ask_{code}"], count=severities.count(code))
            for code in sorted(set(severities), key=look.ranks.__getitem__, reverse=True)
        ]
        yield words.fill("count_all", count=len(shown), parts=words["parts_mark"].join(parts)), ""
    else:
        yield words.fill("clean_all", mark=good), "good_fill"
    dirty = {place.sheet for place in shown}
    clean = [private.masked(each.sheet) for each in marks if each.sheet not in dirty] if dirty else []
    if clean:
        yield words.fill("clean_sheet", mark=good, sheet=words["sheets_mark"].join(clean)), "good_fill"
    yield from ((notice, "notice_fill") for notice in notices)


def _to_do(person: Person, look: Look) -> list[Line]:
    """This week's list of one person."""
    words, to_do = look.words, person.actions
    if to_do is None:
        if not person.elsewhere:
            return []
        files = words["list"].join(person.elsewhere)
        return [Line(), _across(words.fill("week_elsewhere", name=person.name, files=files), fill="notice_fill")]
    if to_do.empty:
        return [Line(), _across(words.fill("week_none", mark=look.signs["good"], name=person.name), fill="good_fill")]
    made = [Line(), _heading(words.fill("week", name=person.name, count=len(to_do))), _heads(TO_DO, look)]
    one: Any
    for number, one in enumerate(to_do.itertuples(), 1):
        here = (str(one.sheet), f"A{one.row}") if one.sheet and not pd.isna(one.row) else None
        late = None if pd.isna(one.overdue_days) else int(one.overdue_days) or None
        cells = {
            "sign": Cell(number, centred=True),
            "what": Cell(one.company, bold=True),
            "place": Cell(words.fill("place_row", row=one.row) if here else None, link=here, centred=True),
            "who": Cell(one.contact),
            "where": Cell(one.priority),
            "why": Cell(one.reason),
            "step": Cell(one.next_step),
            "due": Cell(None if one.next_due is pd.NaT else one.next_due.to_pydatetime(), centred=True, date=True),
            "late": Cell(late, centred=True, colour="risk" if late else "ink", bold=bool(late)),
        }
        made.append(Line(cells))
    return made


def _problems(found: Sequence[Place], act: bool, several: bool, look: Look) -> list[Line]:
    """The problems of one person that call for the same: those of one kind stand together."""
    if not found:
        return []
    blocks: dict[tuple[str, str], dict[str, list[Place]]] = defaultdict(lambda: defaultdict(list))
    for place in found:
        blocks[place.severity, place.rule_name][place.next_step].append(place)
    title = look.words.fill("heed" if act else "mend", count=len(found))
    heads = _heads((*TO_MEND, "sheet") if several else TO_MEND, look)
    made = [Line(), _heading(title), heads]
    for (severity, name), by_step in sorted(blocks.items(), key=lambda block: -look.ranks[block[0][0]]):
        made += _block(severity, name, [*by_step.values()], several, look)
    return made


def _block(severity: str, name: str, runs: Sequence[Sequence[Place]], several: bool, look: Look) -> list[Line]:
    """One kind of problem with each of its cells; `runs`: those that are put right alike."""
    deep, fill = sum(map(len, runs)), f"{severity}_fill"
    said = look.words.fill("block", rule_name=name, count=deep) if deep > 1 else name
    made = [line for run in runs for line in _run(run, several, look)]
    for number, line in enumerate(made):
        kind = {
            "sign": Cell(None if number else look.signs[severity], fill=fill, bold=True, centred=True, top=deep > TALL),
            "what": Cell(None if number else said, fill=fill, bold=True, top=deep > TALL),
        }
        line.cells = kind | line.cells
    _deepen(made, ["sign", "what"])
    return made


def _run(run: Sequence[Place], several: bool, look: Look) -> list[Line]:
    """The cells of one kind of problem that are put right alike; what is the same for all of them is said once."""
    same = len({(place.message, place.also) for place in run}) == 1
    tall, rest = len(run) > TALL, len(GRID) - [*GRID].index(SHEET)
    made = []
    for number, place in enumerate(run):
        says = look.words.fill("two_lines", one=place.message, other=place.also) if place.also else place.message
        cells = {
            "place": Cell(_spot(place, look), link=(place.sheet, place.cell or "A1"), centred=True),
            "who": Cell(place.company),
            "where": Cell(place.column),
            "why": Cell(None if number and same else says, top=tall and same),
            "step": Cell(None if number else place.next_step, top=tall, wide=1 if several else 1 + rest),
        }
        if several:
            cells[SHEET] = Cell(private.masked(place.sheet), colour="muted", wide=rest)
        made.append(Line(cells, place=place))
    _deepen(made, ["step", "why"] if same else ["step"])
    return made


def _deepen(made: Sequence[Line], columns: Sequence[str]) -> None:
    """Let what the first of these lines says in `columns` stand in all of them, with room for it."""
    if len(made) == 1:
        return
    made[0].deep |= dict.fromkeys(columns, len(made))
    needed = max(_lines(made[0].cells[column].value, GRID[column]) for column in columns) * LINE + 2
    missing = needed - sum(line.height for line in made)
    if missing > 0:
        made[-1].least = min(made[-1].height + missing, MOST)


def _spot(place: Place, look: Look) -> str:
    words = {"row": look.words.fill("place_row", row=place.row), "sheet": look.words["place_sheet"]}
    return words.get(place.scope, place.cell)


def _legend(codes: Sequence[str], shown: Sequence[Place], look: Look) -> list[Line]:
    """What the columns that were added mean, and the signs."""
    words = look.words
    said = [(words[code], words[f"legend_{code}"]) for code in codes]
    if shown:
        said += [(f"{look.signs[code]} {words[f'ask_{code}']}", words[f"legend_{code}"]) for code in look.by_rank]
    if not said:
        return []
    return [Line(), _heading(words["legend"]), *(_explained(name, Cell(None), says, "band") for name, says in said)]


def _unused(unused: Sequence[Unused], look: Look) -> list[Line]:
    """What of the workbook no answer was made of."""
    if not unused:
        return []
    made = [Line(), _heading(look.words["unused"])]
    for each in unused:
        jump = Cell(each.cell or None, centred=True, link=(each.sheet, each.cell) if each.cell else None)
        made.append(_explained(private.masked(each.sheet), jump, each.says, ""))
    return made


def _explained(name: str, place: Cell, says: str, fill: str) -> Line:
    cells = {"sign": Cell(None, fill=fill), "what": Cell(name, bold=True, fill=fill), "place": replace(place, fill="")}
    return Line(cells | {"who": Cell(says, wide=6)})


def _heads(codes: Sequence[str], look: Look) -> Line:
    cells = {
        at: Cell(look.words[f"head_{code}"], colour="paper", fill="accent", bold=True, centred=True)
        for at, code in zip(GRID, codes, strict=False)
    }
    *_, last = cells
    cells[last] = replace(cells[last], wide=len(GRID) - len(cells) + 1)
    return Line(cells, least=22)


def _heading(said: str) -> Line:
    return _across(said, colour="accent", bold=True, points=HEADING_POINTS, boxed=False, least=22)


def _across(
    said: str,
    *,
    colour: str = "ink",
    fill: str = "",
    bold: bool = False,
    points: int = 0,
    boxed: bool = False,
    least: float = LEAST,
) -> Line:
    return Line({"sign": Cell(said, colour, fill, bold, points, boxed, wide=len(GRID))}, least=least)


def _lines(said: object, room: int) -> int:
    """How many lines a text takes in a column so wide."""
    if not isinstance(said, str):
        return 1
    return sum(max(-(-units(part) * 11 // (room * 10)), 1) for part in said.split("\n"))
