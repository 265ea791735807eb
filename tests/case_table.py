"""The case tables of `tests/cases/`, one typed cell a row, for the reader tests."""

import csv
import datetime
from pathlib import Path

import pandas as pd
import pytest

from tracker.settings import shipped_settings

SETTINGS = shipped_settings()


def cases(name: str) -> list[object]:
    """The rows of one table as pytest parameters; the id is the line in the file and what was typed."""
    with (Path(__file__).parent / "cases" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [
            pytest.param(row, id=f"{line}-{row['typed']}") for line, row in enumerate(csv.DictReader(file), start=2)
        ]


def cell(row: dict[str, str]) -> object:
    """What the workbook reader would hand over for the cell."""
    typed = row["typed"]
    match row.get("cell", "text"):
        case "number" | "number1904":
            return float(typed)
        case "bool":
            return typed == "TRUE"
        case "date":
            return datetime.date.fromisoformat(typed)
        case "datetime":
            return datetime.datetime.fromisoformat(typed)
        case "time":
            return datetime.time.fromisoformat(typed)
        case "hours":
            return datetime.timedelta(hours=float(typed))
    return typed


def column(*cells: object) -> pd.Series:
    """A raw column, indexed as in a sheet whose data begin in row 5."""
    return pd.Series(list(cells), index=range(5, 5 + len(cells)), dtype=object)
