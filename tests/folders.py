"""Small inboxes for the tests: rows of fields laid down as real workbooks, worked out by the real pipeline."""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from tracker import find, run
from tracker.settings import shipped_settings

SETTINGS = shipped_settings()
RULES_FILE = SETTINGS.rules_file
AS_OF = pd.Timestamp("2026-11-20")  # a Friday

Rows = list[list[Any]]  # a sheet from A1 on, header first
Inbox = Mapping[str, Mapping[str, Rows]]  # file → sheet → rows


def customer(company: str, **cells: Any) -> dict[str, Any]:
    """A customer's row (field → cell) with every required cell filled; None takes a cell out."""
    plain = {
        "company": company,
        "owner": "张伟",
        "contact": "王明",
        "phone": "13800001234",
        "source": "展会",
        "need": "打印机 3 台",
        "first_contact": date(2026, 11, 16),
        "registered": date(2026, 11, 16),
        "audit": "已审核",
    }
    return {**plain, **cells}


def followup(company: str, day: date | datetime | str, **cells: Any) -> dict[str, Any]:
    """A contact's row with every required cell filled."""
    plain = {"company": company, "owner": "张伟", "date": day, "method": "电话", "content": "谈了报价和交期"}
    return {**plain, **cells}


def sheet(
    kind: str, rows: Iterable[Mapping[str, Any]], *, also: Sequence[str] = (), without: Sequence[str] = ()
) -> Rows:
    """The rows under a header of the fields they fill and the fields `also`, but for those `without`."""
    rows, names = list(rows), SETTINGS.fields(kind)["name"]
    used = {field for row in rows for field in row} | set(also)
    unknown = used - set(names.index)
    assert not unknown, f"{kind} has no field {unknown}"
    fields = [field for field in names.index if field in used and field not in without]
    return [[names[field] for field in fields], *([row.get(field) for field in fields] for row in rows)]


def lay(folder: Path, inbox: Inbox) -> Path:
    """Write every workbook of `inbox` below `folder`, and return the folder."""
    for name, sheets in inbox.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
            for title, rows in sheets.items():
                page = book.add_worksheet(title)
                for number, row in enumerate(rows):
                    page.write_row(number, 0, row)
    return folder


def understood(folder: Path, as_of: pd.Timestamp = AS_OF) -> run.Understood:
    """What the tool makes of the inbox `folder`, short of writing it down."""
    dropped = find.workbooks(folder, RULES_FILE)
    return run.understand(dropped, as_of, SETTINGS, lambda step, what: None, run.Timings())


def worked(inbox: Inbox, as_of: pd.Timestamp = AS_OF) -> run.Understood:
    """The same of an inbox that is laid down for the moment only."""
    with tempfile.TemporaryDirectory() as folder:
        return understood(lay(Path(folder) / "inbox", inbox), as_of)


def findings(of: run.Understood, *rules: str) -> list[tuple[str, str, str, int | None]]:
    """(rule, file, sheet, row) of the findings, of these rules only where any are named."""
    found = of.report.findings
    found = found[found["rule"].isin(rules)] if rules else found
    return list(zip(found["rule"], found["file"], found["sheet"], found["row"], strict=True))
