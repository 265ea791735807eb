"""The lines of one sheet as the table holds them, and everything that is wrong with its cells (pandera)."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from tracker.settings import Settings
from tracker.team_rules.cells import EXAMPLE_DAY, Sort, sort
from tracker.team_rules.laws import LAWS
from tracker.team_rules.shapes import CODE, EDIT, NAME, OPTIONAL, Shape, between, bounds, named, rows, worded
from tracker.team_rules.sheets import Lines
from tracker.team_rules.wrong import Wrong, near
from tracker.vocabulary import compared
from tracker.wording import SOURCE
from tracker.wording import TABLES as READ


def checked(lines: Lines, shipped: Settings, reader: Settings) -> tuple[pd.DataFrame, list[Wrong]]:
    """The team's columns and `code`, index = Excel row, NA where a cell is empty or wrong; and what is wrong: what may
    be written, in the language of the workbook (`shipped`), anything else in that of who reads it (`reader`)."""
    shape, codes = lines.shape, pd.Series(dtype="str")
    wrong: list[Wrong] = []
    if not shape.adds:
        shown = shown_rows(shape, rows(shape, shipped), shipped)
        codes, wrong = _codes(lines, shown)
        lines = _edited(lines, codes, shown)
    sorts = {line["column"]: sort(line["check"], shipped) for line in shape.of(EDIT, OPTIONAL).to_dict("records")}
    stored = pd.DataFrame(
        {column: one.stored(lines.raw[column]) for column, one in sorts.items()}, index=lines.raw.index
    )
    stored = stored.astype("str").where(lines.text[stored.columns] != "")
    if shape.adds:
        keys = [key for key in shape.keys if key in stored]
        codes = stored[keys].fillna("").agg(".".join, axis=1) if len(stored) else codes
    stored["code"] = codes
    wrong += _cells(lines, stored, sorts, shipped, reader)
    # what was wrong by itself says nothing about the others
    sound = stored[~stored.index.isin([one.row for one in wrong])]
    law = LAWS.get(shape.table)
    return stored, wrong + list(law(lines, sound, shipped, reader) if law else ())


def _edited(lines: Lines, codes: pd.Series, shown: pd.DataFrame) -> Lines:
    """The lines without the cells that say what the shipped row says: those are the default, however it is worded."""
    columns = lines.shape.of(EDIT)["column"].tolist()
    same = lines.text[columns] == shown[columns].reindex(codes).set_axis(codes.index)
    same = same.reindex(columns=lines.text.columns, fill_value=False)
    return replace(lines, raw=lines.raw.mask(same, None), text=lines.text.mask(same, ""))


def _codes(lines: Lines, shown: pd.DataFrame) -> tuple[pd.Series, list[Wrong]]:
    """Of which row of the table each line speaks: by our code, else by what people call it. `shown`: the shipped rows
    in words."""
    shape = lines.shape
    names, columns = named(shape, shown), shape.of(NAME)["column"].tolist()
    spelled = {compared(code): code for code in shown.index}
    (code_column,) = shape.of(CODE)["column"]
    codes, wrong = {}, []
    for row, line in lines.text.to_dict("index").items():
        name = tuple(compared(line[column]) for column in columns)
        code = spelled.get(compared(line[code_column]))
        if line[code_column] and code is None:
            wrong.append(lines.wrong("unknown", row, code_column, *(near(line[code_column], shown.index) or [""])))
        elif code is None and name not in names:
            known = {
                "".join(compared(one) for one in line): " ".join(line)
                for line in shown[columns].itertuples(index=False)
            }
            nearest = [known[one] for one in near("".join(name), known)]
            wrong.append(
                lines.wrong("unknown", row, columns[-1] if line[columns[-1]] else columns[0], *(nearest or [""]))
            )
        elif code is not None and names.get(name, code) != code:
            # the sheet was sorted by one column only: whose number is this?
            wrong.append(lines.wrong("mixed", row, columns[-1], " ".join(shown.loc[code, columns])))
        else:
            codes[row] = code or names[name]
    return pd.Series(codes, dtype="str").reindex(lines.text.index), wrong


def _cells(
    lines: Lines, stored: pd.DataFrame, sorts: Mapping[str, Sort], shipped: Settings, reader: Settings
) -> list[Wrong]:
    """What pandera says of the cells, column by column."""
    from pandera.errors import SchemaErrors  # half a second to import: only where there is a rules workbook
    from pandera.pandas import Check, Column, DataFrameSchema

    shape, text = lines.shape, lines.text
    columns: dict[str, Column] = {}
    allowed: dict[tuple[str, str], pd.Series] = {}
    for line in shape.of(EDIT, OPTIONAL).to_dict("records"):
        name, one = line["column"], sorts[line["column"]]
        checks = [Check(lambda cells, name=name: (cells == "") | stored[name].notna(), error=one.wrong)]
        if shape.adds and line["part"] == EDIT:
            checks.append(Check(lambda cells: cells != "", error="empty"))
        if line["check"] == "number":
            limits, numbers = _limits(lines, stored, shipped, reader), stored[name].astype(float)
            low, high, whole = (limits[column] for column in ("low", "high", "whole"))
            within = numbers.isna() | numbers.between(low, high)
            checks.append(Check(lambda cells, within=within: within, error="out_of_range"))
            broken = numbers.notna() & within & whole & (numbers % 1 != 0)
            checks.append(Check(lambda cells, broken=broken: ~broken, error="not_whole"))
            allowed[name, "out_of_range"] = limits["shown"]
        columns[name] = Column(str, checks)
        words = tuple(one.words.values()) or (EXAMPLE_DAY if line["check"] == "date" else reader.said(line["header"]),)
        allowed |= {(name, key): pd.Series([words] * len(text), index=text.index) for key in (one.wrong, "empty")}
    key = shape.keys[-1] if shape.adds else shape.of(NAME)["column"].iloc[-1]
    if shape.table != "synonyms":  # a word taught twice is fine as long as it means one field
        again = stored["code"].notna() & stored["code"].duplicated() & (text[key] != "")
        columns["code"] = Column(str, Check(lambda cells: ~again, error="twice"))
    try:
        DataFrameSchema(columns).validate(text.assign(code=text.get("code", "")), lazy=True)
    except SchemaErrors as found:
        broken_cells = found.failure_cases[["index", "column", "check"]].itertuples(index=False, name=None)
        return [
            lines.wrong(check, row, key if column == "code" else column, *allowed.get((column, check), {}).get(row, ()))
            for row, column, check in broken_cells
        ]
    return []


def _limits(lines: Lines, stored: pd.DataFrame, shipped: Settings, reader: Settings) -> pd.DataFrame:
    """low, high, whole and shown (both in words) of each line's number."""
    known = rows(lines.shape, shipped)["unit"].reindex(stored["code"]).set_axis(stored.index)
    units = stored["unit"].fillna(known) if "unit" in stored else known
    limits = bounds(stored["code"].fillna(""), units.astype("str"), lines.shape.table, shipped)
    shown = [(between(low, high, reader),) for low, high in zip(limits["low"], limits["high"], strict=True)]
    return limits.assign(shown=pd.Series(shown, index=limits.index, dtype=object))


def shown_rows(shape: Shape, stored: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Rows of a table as a person reads them: each column of the sheet in words."""
    sorts = {line["column"]: sort(line["check"], settings) for line in shape.columns.to_dict("records")}
    shown = {column: stored[column].map(one.shown) for column, one in sorts.items() if column in stored}
    if settings.lang != SOURCE and shape.table in READ:
        shown |= dict(worded(shape, settings).reindex(stored.index))
    return stored.assign(**shown)
