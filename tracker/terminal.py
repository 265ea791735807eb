"""What the terminal shows: progress while it works, a closing table, and plain text when it is piped."""

import sys
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, Progress, TextColumn
from rich.style import Style
from rich.table import Column, Table
from rich.text import Text

from tracker import called, inputs
from tracker.check import Checked
from tracker.explain import HIT, MISS, NO_RECORD, NOT_JUDGED, VERDICTS, Explained, Reason
from tracker.find import INBOX
from tracker.init import Made
from tracker.inputs import Input, Sheet
from tracker.private import masked
from tracker.report import Report
from tracker.run import Outcome, Timings
from tracker.settings import Settings
from tracker.wording import Words

FIGURES = ("customers", "contacts", "overdue", "at_risk", "findings", "errors")
URGENT = ("overdue", "at_risk", "errors")
ROOM_FOR_BAR = 60
MOST_CHANGES, MOST_CELLS, MOST_BEYOND, MOST_OF_ANSWER = 10, 8, 8, 4
SHOWN_CELLS = ("stage", "grade", "priority", "promise_due", "cadence_due", "review_due", "next_due")


def _console(stderr: bool = False) -> Console:
    return Console(stderr=stderr, highlight=False, emoji=False, markup=False, soft_wrap=not sys.stdout.isatty())


@contextmanager
def progress(said: Words, *, quiet: bool) -> Iterator[Callable[[str, str], None]]:
    """A line that says what is being done and how far it is, on a terminal that can draw it; yields what tells it."""
    console = _console(stderr=True)
    if quiet or not console.is_terminal or console.is_dumb_terminal:
        yield lambda key, what: None
        return
    doing = TextColumn("{task.description}", markup=False)
    name = TextColumn("{task.fields[name]}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis"))
    bar = [BarColumn(bar_width=20)] if console.width >= ROOM_FOR_BAR else []
    with Progress(doing, *bar, name, console=console, transient=True) as shown:
        line = shown.add_task(said["looking"], total=None, name="")

        def say(key: str, what: str) -> None:
            task = shown.tasks[0]
            if key == "found":
                shown.update(line, total=int(what), completed=0)
            elif key == "reading":
                at, of = int(task.completed) + 1, int(task.total or 0)
                doing = said.fill("reading", number=at, files=of)
                shown.update(line, description=doing, completed=at, name=masked(what))
            else:  # how long it takes is not known
                shown.update(line, description=said[key], total=None, name=masked(what))

        yield say


def closing(outcome: Outcome, said: Words) -> None:
    """The figures, with last week's beside them where there are any; the files not used; where the reports are."""
    console = _console()
    totals = outcome.about["totals"]
    before = totals.get("before") or {}
    console.print(said.fill("done", as_of=outcome.about["as_of"]))
    files = outcome.understood.files
    unused = [file for file in files if file.status == "not_used"]
    aside = [file for file in files if file.status in ("not_yet", "skipped")]
    sheets = inputs.unused_sheets(files)
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column()
    table.add_column(justify="right")
    if any(before.get(name) is not None for name in FIGURES):
        table.add_column()
    table.add_row(said["files"], str(len(files) - len(unused) - len(aside)))
    for name in FIGURES:
        then = before.get(name)
        last_week = [said.fill("last_week", count=then)] if then is not None else []
        table.add_row(said[name], str(totals[name]), *last_week, style="bold" if name in URGENT else "")
    if unused:
        table.add_row(said["unused_files"], str(len(unused)), style="bold")
    if sheets:
        table.add_row(said["unused_sheets_count"], str(len(sheets)), style="bold")
    if aside:
        table.add_row(said["aside_files"], str(len(aside)))
    console.print(table)
    listed = {file for file, _ in sheets}
    _left_out(said["unused"], [(file.file, file) for file in unused if file.file not in listed], said, console)
    _left_out(said["unused_sheets"], [(f"{file} / {sheet.name}", sheet) for file, sheet in sheets], said, console)
    _left_out(said["aside"], [(file.file, file) for file in aside], said, console)
    for told in _own_rules(outcome.understood.report, said):
        console.print(told)
    if outcome.understood.report.calendar_note:
        console.print(outcome.understood.report.calendar_note)
    console.print()
    for line in _where(outcome, said):
        console.print(line, soft_wrap=True)  # a path is copied: no line end of ours in it


def _left_out(heading: str, left: Sequence[tuple[str, Input | Sheet]], said: Words, console: Console) -> None:
    """What did not count, a line each: why, and what to do."""
    if left:
        console.print()
        console.print(heading)
    for name, one in left:
        what = said.fill("unused_file", file=masked(name), reason=one.reason, remedy=one.remedy)
        # in a pipe a line stays whole
        console.print(Padding(what, (0, 0, 0, 2), expand=False) if console.is_terminal else f"  {what}")


def _where(outcome: Outcome, said: Words) -> Iterator[Text]:
    """Where the reports are, to click on in a terminal that can."""
    yield _linked(f"{said['where']} {outcome.folder}", {str(outcome.folder): outcome.folder})
    top = [one["file"] for one in outcome.about["outputs"] if "/" not in one["file"]]
    first = sorted(top, key=lambda name: (not name.endswith(".xlsx"), name))
    yield _linked(
        said.fill("open_first", files=said["or"].join(first)), {name: outcome.folder / name for name in first}
    )


def _linked(line: str, places: Mapping[str, Path]) -> Text:
    text = Text(line)
    for name, path in places.items():
        at = line.find(name)
        text.stylize(Style(link=path.as_uri()), at, at + len(name))
    return text


def _own_rules(report: Report, said: Words) -> Iterator[str]:
    """What the team changed of the rules, and what it does not want to see."""
    changes = report.changed_rules
    if changes:
        yield said["changed"]
        yield from (f"  {change}" for change in changes[:MOST_CHANGES])
    if len(changes) > MOST_CHANGES:
        yield "  " + said.fill("changed_more", count=len(changes))
    if waived := int(report.findings["waived"].sum()):
        yield said.fill("waived_too", count=waived)
    for line in report.waivers[report.waivers["expired"]].to_dict("records"):
        kept = {name: line[name] for name in ("customer", "findings")}
        yield said.fill("waiver_expired", rule=line["rule_name"], until=line["until"].date(), **kept)


def made(made: Made, settings: Settings) -> None:
    """What a new workspace holds, what was there already, and what to do next."""
    console, said, names = _console(), settings.words("terminal"), settings.words("forms")
    console.print(said.fill("made" if made.made else "nothing_made", folder=made.folder))
    for name in made.made:
        console.print(f"  {name}")
    if made.kept and made.made:
        console.print(said["kept"])
        for name in made.kept:
            console.print(f"  {name}")
    if made.loose:
        console.print(said.fill("loose", count=made.loose, inbox=INBOX))
    parts = {"forms": names["folder"], "start": names["start_file"], "inbox": INBOX}
    console.print("\n" + said.fill("next", **parts))
    console.print(
        f"  {called.line('run', made.folder, *called.in_language(settings.lang))}", soft_wrap=True
    )  # to be pasted whole


def timings(measured: Timings, said: Words) -> None:
    """Wall and CPU seconds of each step, to stderr."""
    table = Table(box=None, pad_edge=False)
    table.add_column(said["step"])
    table.add_column(said["wall"], justify="right")
    table.add_column(said["cpu"], justify="right")
    for name, (wall, cpu) in measured.steps.items():
        table.add_row(name, f"{wall:.2f}", f"{cpu:.2f}")
    _console(stderr=True).print(table)


def checked(outcome: Checked, said: Words) -> None:
    """What each sheet was taken for, and its problems in the order of its cells."""
    console = _console()
    for file in outcome.files:
        if file.status in ("not_used", "skipped") and not file.sheets:
            console.print(said.fill("unused_file", file=masked(file.file), reason=file.reason, remedy=file.remedy))
        for one in file.sheets:
            if one.status == "not_used" and not one.table:
                place = masked(f"{file.file} / {one.name}")
                console.print(said.fill("unused_file", file=place, reason=one.reason, remedy=one.remedy))
    read = outcome.inputs[outcome.inputs["kind"] != ""]
    for (file_name, sheet_name), tables in read.groupby(["file", "sheet"], sort=False):
        console.print(masked(f"{file_name} / {sheet_name}"))
        for table in tables.to_dict("records"):
            _understood(table, said, console)
        here = outcome.findings
        here = here[(here["file"] == file_name) & (here["sheet"] == sheet_name)]
        if here.empty:
            console.print("  " + said["clean"])
        for finding in here.to_dict("records"):
            place = finding["cell"] or said.fill("row", row=finding["row"])
            step = said.fill("finding", place=place, message=finding["message"], next_step=finding["next_step"])
            console.print("  " + step)
    if len(read):
        told = said["list"].join(outcome.beyond[:MOST_BEYOND])
        console.print("\n" + said.fill("check_beyond", rules=told, count=len(outcome.beyond)))


def _understood(table: Mapping[Hashable, Any], said: Words, console: Console) -> None:
    """What one table was taken for, and what of it a person should look at."""
    lines = [said.fill("understood", kind=table["kind"], row=table["header_row"], rows=table["rows"])]
    lines += [table["understood"], said.fill("unknown", headers=table["unknown"]) if table["unknown"] else ""]
    lines += [table["reason"], table["remedy"]]
    lines += [said.fill("not_records", rows=table["not_records"]) if table["not_records"] else ""]
    for line in filter(None, lines):
        console.print(f"  {line}")


def explained(one: Explained, settings: Settings) -> None:
    """One customer: the rules that hit, with what was compared and the cells; the answers, a line each; what else was
    looked at."""
    console, said = _console(), settings.words("explain")
    place = {name: getattr(one, name) for name in ("company", "owner", "file", "sheet", "row")}
    console.print(said.fill("title", number=one.key, **place))
    by = {verdict: [reason for reason in one.rules if reason.verdict == verdict] for verdict in VERDICTS}
    console.print("\n" + said.fill("times", verdict=said[HIT], count=len(by[HIT])))
    for reason in by[HIT]:
        console.print(f"  {reason.name}")
        rest = len(reason.cells) - MOST_CELLS
        more = [said.fill("more_cells", count=rest)] if rest > 0 else []
        _under([_compared(reason, said), *_cells(reason, said)[:MOST_CELLS], *more, reason.source], console)
    console.print(f"\n{said['answers']}")
    told: set[str] = set()
    for reason in one.answers:
        compared = _compared(reason, said)
        key = "answer_compared" if compared else "answer"
        console.print("  " + said.fill(key, name=reason.name, value=reason.verdict, compared=compared))
        if reason.id in SHOWN_CELLS:
            new = [cell for cell in _cells(reason, said) if cell not in told][:MOST_OF_ANSWER]
            told.update(new)
            _under(new, console)
    if by[NOT_JUDGED]:
        console.print("\n" + said.fill("times", verdict=said[NOT_JUDGED], count=len(by[NOT_JUDGED])))
        for reason in by[NOT_JUDGED]:
            console.print("  " + said.fill("compared", name=reason.name, value=reason.why))
    for verdict in (MISS, NO_RECORD):
        if by[verdict]:
            console.print("\n" + said.fill("times", verdict=said[verdict], count=len(by[verdict])))
            console.print("  " + said["list"].join(reason.name for reason in by[verdict]))


def _compared(reason: Reason, said: Words) -> str:
    return said["joiner"].join(said.fill("compared", name=name, value=value) for name, value in reason.compared)


def _cells(reason: Reason, said: Words) -> list[str]:
    """Where it stands, a line a cell."""
    cells = reason.cells.to_dict("records")
    places = [{name: cell[name] for name in ("file", "sheet", "cell")} for cell in cells]
    return [
        said.fill("cell", header=masked(cell["name"]), value=cell["value"] or said["empty"], **place)
        for cell, place in zip(cells, places, strict=True)
    ]


def _under(lines: Iterable[str], console: Console) -> None:
    for line in filter(None, lines):
        console.print(f"      {line}")
