"""What has changed since last week, at the terminal: the flow of the stages, then the changes by kind."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pandas as pd
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table

from tracker import private
from tracker.changes import ALL, LISTS, WEEK
from tracker.report import FLOW, Report
from tracker.settings import Settings
from tracker.wording import Words

ONE_SIDED = ("new", "vanished")  # there is nothing before, or after


def listed(report: Report, settings: Settings) -> dict[str, Any]:
    """Everything as plain data, in the words of the rulebook; the flow empty where no sheet is that old."""
    flow = report.flow if _known(report) else report.flow.iloc[:0]
    stages = {**settings.vocabulary("stage"), ALL: ALL}
    return {
        "as_of": report.as_of.isoformat(),
        "before": _before(report),
        "flow": flow.assign(stage=flow["stage"].map(stages)).to_dict("records"),
        "changes": _worded(report, settings).to_dict("records"),
    }


def shown(report: Report, settings: Settings) -> None:
    """The same as text."""
    said = settings.words("changes")
    console = Console(highlight=False, emoji=False, markup=False, soft_wrap=not sys.stdout.isatty())
    if not _known(report):
        console.print(said.fill("no_sheets", before=_before(report)))
        return
    console.print(said.fill("title", as_of=report.as_of, before=_before(report)))
    console.print(_flow(report, said, settings))
    found = _worded(report, settings.shown)
    if found.empty:
        console.print("\n" + said["nothing"])
    for kind, changes in found.groupby("change", sort=False):
        console.print("\n" + said.fill("times", name=said[f"change.{kind}"], count=len(changes)))
        for line in _lines(changes, said):
            console.print(f"  {line}")


def _lines(changes: pd.DataFrame, said: Words) -> Iterator[str]:
    """One line a change: company, owner, before and after below each other, and where it stands, in full."""
    cells = []
    for line in changes.to_dict("records"):
        place = said.fill("place", file=line["file"], sheet=line["sheet"], row=line["row"])
        values = {name: line[name] or said["empty"] for name in ("before", "after")}
        told = line["before"] + line["after"] if line["change"] in ONE_SIDED else said.fill("values", **values)
        cells.append((line["company"] or line["customer_key"], line["owner"], told, place))
    widths = [max(map(cell_len, column)) for column in list(zip(*cells, strict=True))[:-1]]
    for *front, place in cells:
        yield "  ".join([*map(set_cell_size, front, widths), place])


def _flow(report: Report, said: Words, settings: Settings) -> Table:
    stages = {**settings.shown.vocabulary("stage"), ALL: said["all"]}
    table = Table(box=None, pad_edge=False)
    table.add_column(said["stage"])
    for name in FLOW[1:]:
        table.add_column(said[name], justify="right")
    for line in report.flow.to_dict("records"):
        table.add_row(stages[line["stage"]], *(str(line[name]) for name in FLOW[1:]))
    return table


def _worded(report: Report, settings: Settings) -> pd.DataFrame:
    """The changes with the words of their codes."""
    found = private.places(report.changes, "file", "sheet")
    words = {kind: settings.vocabulary(name) for kind, name in LISTS.items()}
    told = {
        side: [words.get(kind, {}).get(value, value) for kind, value in zip(found["change"], found[side], strict=True)]
        for side in ("before", "after")
    }
    return found.assign(**told)


def _known(report: Report) -> bool:
    return bool(report.flow["opening"].notna().all())


def _before(report: Report) -> str:
    return (report.as_of - timedelta(days=WEEK.days)).isoformat()
