"""Case tables into real workspaces: every row of a table is one situation, written to xlsx and run for real.

A table of tests/cases/{rules,answers} says in each row what matters of one customer, under the headers of his sheet.
What it does not mention is ordinary: required cells are filled (met and registered on as_of), the others are empty.

- `—无此列—` as a cell: the column is left out of that customer's sheet (rows are put in sheets by what they leave out).
- `as_of`: the day of the run, 2026-11-20 where empty. `表`: a day of the week of his sheet, that of as_of where empty.
- `跟进`, `购买`, `投诉`, `拜访`, `开发`, `团队`, `人员`: his records of that kind, as notation.py reads them.
- `另有`: more customer rows, the same as this one but for what is said: `2026-09-14 客户阶段=意向客户` stands in the
  sheet of that week, `同表 客户编号=C2` further down in the same sheet.
- `expected`, `since`, `at`, `message` and columns that begin with `应为 ` say what must come out.
"""

import csv
import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import xlsxwriter
from notation import RECORDS, parts, record, said

from tracker import find, run
from tracker.settings import shipped_settings

SETTINGS = shipped_settings()
TABLES = Path(__file__).parent / "cases"
AS_OF = "2026-11-20"
ABSENT = "—无此列—"
SAME_SHEET = "同表"
SHOULD_BE = "应为 "
ABOUT = {"case", "as_of", "表", *RECORDS, "另有", "expected", "since", "at", "message"}
CUSTOMER = "customer"
SHEET_NAMES = {CUSTOMER: "客户登记"} | {notation.kind: notation.sheet for notation in RECORDS.values()}
HEADERS = {kind: SETTINGS.fields(kind)["name"].tolist() for kind in SHEET_NAMES}
TEXT_HEADERS = {"客户编号", "联系电话", "手机", "订单号"}
DAY, MOMENT = r"\d{4}-\d\d-\d\d", r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?"

Place = tuple[str, str, int]


@dataclass(frozen=True)
class Case:
    """One row of a case table; `line` is its line in the file."""

    table: str
    line: int
    cells: Mapping[str, str]

    @property
    def name(self) -> str:
        return self.cells["case"]

    @property
    def as_of(self) -> str:
        return self.cells.get("as_of") or AS_OF

    @property
    def number(self) -> str:
        return f"{self.table}-{self.line}"

    def __str__(self) -> str:
        said = [f"    {header}: {cell}" for header, cell in self.cells.items() if cell and header != "case"]
        return "\n".join([f"{self.table}.csv, line {self.line}: {self.name}", *said])


def cases(table: str) -> list[Case]:
    """The rows of tests/cases/<table>.csv. A column that is neither a header nor ours is a mistake of the table."""
    with (TABLES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = [Case(table, line, row) for line, row in enumerate(csv.DictReader(file), start=2)]
    for case in rows:
        strange = [
            name
            for name in case.cells
            if name not in HEADERS[CUSTOMER] and name not in ABOUT and not str(name).startswith(SHOULD_BE)
        ]
        assert not strange and None not in case.cells.values(), f"cannot read {case}"
    assert len({case.name for case in rows}) == len(rows), f"two cases of {table} have the same name"
    return rows


@dataclass
class Workspace:
    """An inbox under way: rows by sheet, a sheet being known by its kind, the day it is named by and what it lacks.

    `places`: where the rows of a case stand, by its number, then by kind.
    """

    as_of: str
    sheets: dict[tuple[str, str, frozenset[str]], list[dict[str, str]]] = field(default_factory=dict)
    places: dict[str, dict[str, list[Place]]] = field(default_factory=dict)

    def add(self, case: Case) -> None:
        """One customer with everything that his row of the table says."""
        number = sum(len(of[CUSTOMER]) for of in self.places.values()) + 1
        own = {name: cell for name, cell in case.cells.items() if name in HEADERS[CUSTOMER]}
        customer = _ordinary(number, self.as_of) | own
        day = case.cells.get("表") or self.as_of
        places = self.places[case.number] = {CUSTOMER: [self._place(CUSTOMER, day, customer)]}
        for first, *others in parts(case.cells.get("另有", "")):
            another = customer | said(others, HEADERS[CUSTOMER])
            places[CUSTOMER].append(self._place(CUSTOMER, day if first == SAME_SHEET else first, another))
        known = {name: cell.replace(ABSENT, "") for name, cell in customer.items()}
        for name, notation in RECORDS.items():
            places[notation.kind] = []
            for tokens in parts(case.cells.get(name, "")):
                cells = record(notation, tokens, known, [*HEADERS[notation.kind], "表"])
                places[notation.kind].append(self._place(notation.kind, cells.pop("表", day), cells))

    def _place(self, kind: str, day: str, row: dict[str, str]) -> Place:
        """Put the row in its sheet; where it stands: file, sheet, Excel row."""
        absent = frozenset(header for header, cell in row.items() if cell == ABSENT)
        key = (kind, day, absent)
        self.sheets.setdefault(key, []).append(row)
        return f"{day}.xlsx", self._name(key), len(self.sheets[key]) + 1

    def _name(self, key: tuple[str, str, frozenset[str]]) -> str:
        alike = [other for other in self.sheets if other[:2] == key[:2]]
        return f"{SHEET_NAMES[key[0]]}{alike.index(key) + 1}"

    def understood(self, folder: Path) -> run.Understood:
        """Write the inbox into `folder` and run everything that is worked out of it."""
        folder.mkdir(parents=True, exist_ok=True)
        for day in sorted({day for _, day, _ in self.sheets}):
            with xlsxwriter.Workbook(folder / f"{day}.xlsx") as book:
                formats = (
                    book.add_format({"num_format": "yyyy-mm-dd"}),
                    book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
                )
                for key, rows in self.sheets.items():
                    if key[1] == day:
                        headers = [header for header in HEADERS[key[0]] if header not in key[2]]
                        _write(book.add_worksheet(self._name(key)), headers, rows, formats)
        dropped = find.workbooks(folder, SETTINGS.rules_file)
        as_of = pd.Timestamp(self.as_of)
        return run.understand(dropped, as_of, SETTINGS, lambda *_: None, run.Timings())


@dataclass(frozen=True)
class Ran:
    """What came out for the cases of one table that share a day."""

    workspace: Workspace
    understood: run.Understood

    def findings(self, case: Case, rule: str) -> pd.DataFrame:
        """The findings of one rule that stand in a row of the case."""
        found = self.understood.report.findings
        found = found[(found["rule"] == rule) & (found["scope"] != "sheet")]
        return found[self._of(case, found)]

    def verdict(self, case: Case, rule: str) -> str:
        """命中 with a finding, 未评估 where the rule could not judge some row of the case, else 未命中."""
        if len(self.findings(case, rule)):
            return "命中"
        answers = self.understood.answers
        for verdict in answers.verdicts:
            if verdict.rule.id == rule:
                judged = answers.frames[verdict.kind].loc[verdict.hit.index]
                if verdict.hit[self._of(case, judged)].isna().any():
                    return "未评估"
        return "未命中"

    def customer(self, case: Case) -> pd.Series:
        """The answers for the customer of the case."""
        customers = self.understood.report.customers
        rows = customers[self._of(case, customers)]
        assert len(rows) == 1, f"{len(rows)} customers instead of one\n{case}"
        return rows.iloc[0]

    def _of(self, case: Case, frame: pd.DataFrame) -> pd.Series:
        places = {place for kind in self.workspace.places[case.number].values() for place in kind}
        stands = zip(frame["file"], frame["sheet"], frame["row"], strict=True)
        return pd.Series([place in places for place in stands], index=frame.index, dtype=bool)


class Runs:
    """All cases in as few runs as can be: one a day, when it is first asked for; one that fails is not tried again."""

    def __init__(self, chosen: Iterable[Case], folder: Path) -> None:
        self._chosen, self._folder = list(chosen), folder
        self._ran: dict[str, Ran | str] = {}

    def on(self, as_of: str) -> Ran:
        """What came out for the cases of that day."""
        if as_of not in self._ran:
            chosen = (case for case in self._chosen if case.as_of == as_of)
            try:
                self._ran[as_of] = ran(chosen, self._folder / as_of)
            except Exception as error:
                self._ran[as_of] = f"the run of {as_of} failed: {error!r}"
                raise
        came = self._ran[as_of]
        assert isinstance(came, Ran), came
        return came


def ran(chosen: Iterable[Case], folder: Path) -> Ran:
    """What comes out of one workspace with these cases, all of one day."""
    rows = list(chosen)
    workspace = Workspace(rows[0].as_of)
    for case in rows:
        workspace.add(case)
    return Ran(workspace, workspace.understood(folder))


def _ordinary(number: int, as_of: str) -> dict[str, str]:
    return {
        "单位名称": f"客户{number:03}有限公司",
        "负责人": "张伟",
        "来源渠道": "展会",
        "联系人": "王芳",
        "联系电话": f"1380000{number:04}",
        "需求概述": "采购两台离心泵",
        "首次接触日期": as_of,
        "登记日期": as_of,
    }


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    headers: list[str],
    rows: list[dict[str, str]],
    formats: tuple[xlsxwriter.format.Format, xlsxwriter.format.Format],
) -> None:
    """Days and moments as real Excel dates, numbers as numbers, everything else as typed."""
    sheet.write_row(0, 0, headers)
    for at, row in enumerate(rows, start=1):
        for column, header in enumerate(headers):
            cell = row.get(header, "")
            if re.fullmatch(DAY, cell) and _is_day(cell):
                sheet.write_datetime(at, column, datetime.datetime.fromisoformat(cell), formats[0])
            elif re.fullmatch(MOMENT, cell):
                sheet.write_datetime(at, column, datetime.datetime.fromisoformat(cell), formats[1])
            elif re.fullmatch(r"\d+(\.\d+)?", cell) and header not in TEXT_HEADERS:
                sheet.write_number(at, column, float(cell))
            elif cell:
                sheet.write_string(at, column, cell)


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True
