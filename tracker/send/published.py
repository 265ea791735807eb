"""A report as it lies in the workspace."""

import csv
import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.errors import CallError
from tracker.wording import Words

REPORTS, RUN, CUSTOMERS = "reports", "data/run.json", "data/customers.csv"
NEEDED = ("as_of", "totals", "outputs")


@dataclass(frozen=True)
class Published:
    """`about`: run.json; `customers`: the rows of customers.csv; `folder`: where the report lies."""

    folder: Path
    day: dt.date
    about: Mapping[str, Any]
    customers: list[dict[str, str]]

    @property
    def workbooks(self) -> list[Path]:
        """The manager's workbook, or workbooks where it had to be split."""
        names = [output["file"] for output in self.about["outputs"]]
        return [self.folder / name for name in names if name.endswith(".xlsx") and "/" not in name]


def published(workspace: Path, day: dt.date | None, words: Words, *, until: dt.date) -> Published:
    """The report of that day, without a day the newest one `until` then; raises CallError where there is none, or a
    broken one."""
    there = {one for path in (workspace / REPORTS).glob(f"*/{RUN}") if (one := _day(path.parents[1].name))}
    if not there:
        raise CallError(words.fill("no_report", folder=workspace))
    if day is not None and day not in there:
        raise CallError(words.fill("no_report_of_day", folder=workspace, day=day, newest=max(there)))
    begun = [one for one in there if one <= until]
    if day is None and not begun:
        raise CallError(words.fill("only_to_come", day=min(there)))
    day = day or max(begun)
    folder = workspace / REPORTS / day.isoformat()
    try:
        about = json.loads((folder / RUN).read_text(encoding="utf-8"))
        with (folder / CUSTOMERS).open(encoding="utf-8-sig", newline="") as table:
            customers = list(csv.DictReader(table))
        whole = all(name in about for name in NEEDED) and all("owner" in row for row in customers)
    except (OSError, ValueError, csv.Error):
        whole = False
    if not whole:
        raise CallError(words.fill("broken_report", folder=folder, day=day))
    return Published(folder, day, about, customers)


def _day(name: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(name)
    except ValueError:
        return None
    return day if day.isoformat() == name else None
