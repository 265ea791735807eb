"""The sheets of the rules workbook: which table each one is, its columns, and the shipped rows as people read them.

`schemas/rules_sheets.csv` says which sheet is which table, `schemas/rules_workbook.csv` which header is which column.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from tracker.rules import RULES
from tracker.settings import Settings
from tracker.vocabulary import compared
from tracker.wording import TABLES as READ

CODE, NAME, EDIT, OPTIONAL, ABOUT = "code", "name", "edit", "optional", "about"
JOINED = "|"
UNBOUNDED = float("inf")


@dataclass(frozen=True)
class Shape:
    """One sheet. `keys`: the columns of the table that make a row. `adds`: the team's rows are added; else it changes
    shipped ones. `shows`: whether the shipped rows stand in it. `columns`: header, column, part, check, width, example
    of each column; part is code (our key), name (people's key), edit and optional (the team's), about (to read)."""

    name: str
    table: str
    keys: tuple[str, ...]
    adds: bool
    shows: bool
    note: str
    columns: pd.DataFrame

    def of(self, *parts: str) -> pd.DataFrame:
        """The columns of these parts."""
        return self.columns[self.columns["part"].isin(parts)]

    @property
    def needed(self) -> list[str]:
        """The headers that must stand in the sheet: what the team writes, and what says of which row it speaks."""
        return self.of(EDIT, OPTIONAL)["header"].tolist() if self.adds else self.of(EDIT, NAME)["header"].tolist()


def shapes(settings: Settings) -> dict[str, Shape]:
    """The sheets by name, in their order."""
    columns = settings.shown.tables["rules_workbook"]
    sheets, shown = (each.tables["rules_sheets"].to_dict("records") for each in (settings, settings.shown))
    return {
        line["sheet"]: Shape(
            line["sheet"],
            line["table"],
            tuple(line["keys"].split(JOINED)),
            line["way"] == "add",
            line["shows"] == "all",
            line["note"],
            columns[columns["sheet"] == sheet["sheet"]].reset_index(drop=True),
        )
        for sheet, line in zip(sheets, shown, strict=True)
        if line["table"] in settings.tables
    }


def rows(shape: Shape, settings: Settings) -> pd.DataFrame:
    """The rows of the sheet's table, index = the code of each; with the columns that are derived for people."""
    table = settings.tables[shape.table]
    table = DERIVED.get(shape.table, _as_it_is)(table, settings)
    return _coded(table, shape)


def worded(shape: Shape, settings: Settings) -> pd.DataFrame:
    """The columns of the sheet's table that are only read, in the user's language; index = the code of each row."""
    table = _coded(settings.shown.tables[shape.table], shape)
    return table[[column for column in shape.of(NAME, ABOUT)["column"] if column in READ[shape.table].columns]]


def _coded(table: pd.DataFrame, shape: Shape) -> pd.DataFrame:
    code = table[list(shape.keys)].agg(".".join, axis=1) if len(table) else pd.Series(dtype="str")
    return table.assign(code=code).set_axis(pd.Index(code, name=None))


def named(shape: Shape, shown: pd.DataFrame) -> dict[tuple[str, ...], str]:
    """What people call each row of a sheet → its code. `shown`: the rows in words."""
    names = shown[shape.of(NAME)["column"].tolist()]
    return {tuple(map(compared, line[1:])): line[0] for line in names.itertuples(name=None)}


def bounds(names: pd.Series, units: pd.Series, table: str, settings: Settings) -> pd.DataFrame:
    """low, high, whole of each number: by its own name, else by its table, else by its unit; else at least 0."""
    known = settings.tables["threshold_bounds"].set_index("of")
    of = [
        next((one for one in (name, table, unit) if one in known.index), "")
        for name, unit in zip(names, units, strict=True)
    ]
    limits = known.reindex(of).set_axis(names.index)
    return pd.DataFrame(
        {
            "low": pd.to_numeric(limits["low"]).fillna(0.0),
            "high": pd.to_numeric(limits["high"]).fillna(UNBOUNDED),
            "whole": limits["whole"] == "y",
        }
    )


def between(low: float, high: float, settings: Settings) -> str:
    """The bounds of a number in words."""
    words = settings.words("team_rules")
    return words.fill("range" if high != UNBOUNDED else "from", low=plain(low), high=f"{high:g}")


def limits(shape: Shape, table: pd.DataFrame, settings: Settings) -> dict[str, tuple[float, float]]:
    """The code of each row of a sheet with numbers → between what its number may be."""
    if "number" not in shape.columns["check"].tolist():
        return {}
    found = bounds(table["code"], table["unit"], shape.table, settings)
    return dict(zip(table["code"], zip(found["low"], found["high"], strict=True), strict=True))


def _as_it_is(table: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    return table


def _thresholds(table: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    limits = bounds(table["name"], table["unit"], "thresholds", settings)
    return table.assign(
        default=table["value"],
        range=[between(low, high, settings) for low, high in zip(limits["low"], limits["high"], strict=True)],
    )


def _cadences(table: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    return table.assign(default=table["number"] + " " + table["unit"].map(settings.said))


def _rules(table: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    about = {rule.id: rule for rule in RULES}
    numbers = {name: f"{number:g}" for name, number in settings.numbers.items()}
    table = table[table["id"].isin(list(about))]
    return table.assign(
        meaning=[settings.said(about[rule].sentence).format_map(numbers) for rule in table["id"]],
        source=[settings.said(about[rule].source) for rule in table["id"]],
    )


def _company_words(table: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Only the uses that a team may add to; the parts of names are ours."""
    return table[table["use"].isin(list(settings.vocabulary("company_use")))]


def _values(table: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Only the lists that people type, each called by the fields that it stands in."""
    of_type = settings.tables["types"].set_index("type")["list"]
    fields = settings.shown.tables["fields"]
    lists = fields["type"].map(of_type).fillna("")
    words = settings.words("team_rules")
    names = fields["name"].groupby(lists).agg(lambda names: words["list"].join(dict.fromkeys(names)))
    typed = table[table["list"].isin(names.index[names.index != ""])]
    # the code of a list stands in the column that the table itself calls so
    known = typed["typed"].str.replace(JOINED, words["list"])
    return typed.assign(list_name=typed["list"].map(names).astype("str"), known=known)


def plain(number: float) -> str:
    """A number as the tables have it."""
    return str(int(number)) if float(number).is_integer() else repr(float(number))


DERIVED: dict[str, Callable[[pd.DataFrame, Settings], pd.DataFrame]] = {
    "thresholds": _thresholds,
    "cadences": _cadences,
    "rules": _rules,
    "values": _values,
    "company_words": _company_words,
}
