"""Raw cells into typed columns, each kind at once: dates, money, phones, numbers, choices, text.

Nothing is judged here. What could not be read is empty from here on and listed in `problems`.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import pandas as pd

from tracker import private
from tracker.clean import choices, dates, durations, money, numbers, phones, text
from tracker.collect import Collected, nothing
from tracker.settings import Settings

FUTURE = "future"
DATES = ("date", "datetime")
BACKWARD = {"past", "past_silent"}
ERROR_CELL, NO_RESULT = "error_cell", "no_result"
NUMBERS = {"number": numbers.read, "percent": numbers.read_percent, "duration": durations.read}
NONE_FOUND = pd.DataFrame({"record": [], "field": [], "problem": [], "shown": []}).astype(
    {"record": "int64", "field": "str", "problem": "str", "shown": "str"}
)
NONE_UNREAD = pd.DataFrame({"record": [], "field": [], "shown": []}, dtype="str")


@dataclass(frozen=True)
class Typed:
    """`rows`: the records of one kind, typed; the same index as the raw ones. Columns by type: text and choices
    under the field's name (str, "" when empty), dates (datetime64), numbers (float); money as <field>_low,
    <field>_high and <field>_void; phones as digits and <field>_masked.
    `filled`: whether each cell holds anything. `problems`: record, field, problem (code), shown (what the cell says);
    a cell that holds an error or a formula without a result is one whatever its type.
    """

    kind: str
    rows: pd.DataFrame
    filled: pd.DataFrame
    problems: pd.DataFrame


def records(kind: str, collected: Collected, as_of: pd.Timestamp, settings: Settings) -> Typed:
    """The records of `kind` as they read on `as_of`: a past event dated later counts as empty (rulebook section 1)."""
    return _records(kind, collected, as_of, settings) if len(collected.rows[kind]) else _none(kind, settings)


def again(read: Typed, collected: Collected, as_of: pd.Timestamp, settings: Settings) -> Typed:
    """Records as they read on another day: only their dates can read otherwise."""
    if read.rows.empty:
        return read
    raw = _without(collected.unread.get(read.kind, NONE_UNREAD), collected.rows[read.kind])
    dates, found = _dates(read.kind, raw, collected, as_of, settings)
    others = read.problems[~read.problems["field"].isin(dates) | read.problems["problem"].isin((ERROR_CELL, NO_RESULT))]
    return replace(read, rows=read.rows.assign(**dates), problems=pd.concat([found, others], ignore_index=True))


@lru_cache(maxsize=64)
def _none(kind: str, settings: Settings) -> Typed:
    """The records of a kind that nobody handed in: the same columns, and no row."""
    return _records(kind, nothing({kind: list(settings.fields(kind).index)}), pd.Timestamp(0), settings)


def _records(kind: str, collected: Collected, as_of: pd.Timestamp, settings: Settings) -> Typed:
    unread = collected.unread.get(kind, NONE_UNREAD)
    raw = _without(unread, collected.rows[kind])
    fields = settings.fields(kind)
    dates, late = _dates(kind, raw, collected, as_of, settings)
    columns: dict[str, pd.Series] = {"table": raw["table"], "row": raw["row"], **dates}
    plain = {name: text.read(raw[name]) for name in fields.index}
    problems = [late]
    for name, cell_type in zip(fields.index, fields["type"], strict=True):
        if cell_type not in DATES:
            read, problem = _read(name, cell_type, raw[name], plain[name], collected, columns["table"], settings)
            columns |= read
            problems += [] if problem is None else [_problems(name, problem, plain[name])]
    found = pd.concat(problems, ignore_index=True)
    filled = pd.DataFrame({name: plain[name] != "" for name in fields.index}, index=raw.index)
    if len(unread):
        formula = unread["shown"].str.startswith("=")
        found = pd.concat([found, unread.assign(problem=formula.map({True: NO_RESULT, False: ERROR_CELL}))])
        for field, cells in unread.groupby("field"):
            filled.loc[cells["record"], field] = True
    return Typed(kind, pd.DataFrame(columns, index=raw.index), filled, found)


def _dates(
    kind: str, raw: pd.DataFrame, collected: Collected, as_of: pd.Timestamp, settings: Settings
) -> tuple[dict[str, pd.Series], pd.DataFrame]:
    """The columns of dates, and their problems."""
    fields = settings.fields(kind)
    fields = fields[fields["type"].isin(DATES)]
    roles = dict(zip(fields.index, fields["role"], strict=True))
    about = collected.sheets.reindex(raw["table"]).set_axis(raw.index)
    bound = (about["named"] + pd.Timedelta(days=6)).fillna(as_of)
    epoch = about["epoch_1904"].astype(bool)
    columns: dict[str, pd.Series] = {}
    problems = [NONE_FOUND]
    own: dict[str, pd.Series] = {}

    def dated(name: str, role: str, *, forward: bool, anchor: pd.Series) -> None:
        read = dates.read(
            raw[name],
            anchor=anchor,
            forward=forward,
            period_end=role == "need",
            epoch_1904=epoch,
            settings=settings,
        )
        value, problem = read["value"], read["problem"]
        if fields.at[name, "type"] == "date":
            value = value.dt.normalize()
        own[name] = value
        if role.startswith("past"):
            late = value.dt.normalize() > as_of
            value = value.mask(late)
            if not role.startswith("past_silent"):
                problem = problem.mask(late, FUTURE)
        columns[name] = value
        problems.append(_problems(name, problem, raw[name]))

    for name, role in roles.items():
        if role in BACKWARD:
            dated(name, role, forward=False, anchor=bound)
    none = pd.Series(pd.NaT, index=raw.index, dtype="datetime64[us]")
    # what is planned for a record without a day of its own counts from its sheet's week
    anchor = own.get("date", own.get("registered", none)).dt.normalize()
    planned = anchor.fillna(about["named"])
    for name, role in roles.items():
        if role not in BACKWARD:
            dated(name, role, forward=True, anchor=planned if role == "planned" else anchor)
    return columns, pd.concat(problems, ignore_index=True)


def _problems(name: str, problem: pd.Series, cells: pd.Series) -> pd.DataFrame:
    """record, field, problem, shown of the cells of a column that could not be read."""
    wrong = problem[problem != ""]
    if wrong.empty:
        return NONE_FOUND
    shown = text.read(cells.loc[wrong.index])
    return pd.DataFrame({"record": wrong.index, "field": name, "problem": wrong.array, "shown": shown.array})


def _without(unread: pd.DataFrame, raw: pd.DataFrame) -> pd.DataFrame:
    """The raw cells, those that are unread empty."""
    raw = raw.copy() if len(unread) else raw
    for field, cells in unread.groupby("field"):
        raw.loc[cells["record"], field] = ""
    return raw


def _read(
    name: str,
    kind: str,
    cells: pd.Series,
    plain: pd.Series,
    collected: Collected,
    tables: pd.Series,
    settings: Settings,
) -> tuple[dict[str, pd.Series], pd.Series | None]:
    """One column that is not a date: its typed columns and, where its type can fail, a problem code for each cell."""
    if kind == "text":
        return {name: plain}, None
    if kind == "money":
        read = money.read(cells, unit=collected.unit(tables, name), settings=settings)
        return {f"{name}_{part}": read[part] for part in ("low", "high", "void")}, read["problem"]
    if kind == "phone":
        read = phones.read(cells, settings)
        return {name: read["numbers"], f"{name}_masked": read["masked"]}, read["problem"]
    if kind in NUMBERS:
        read = NUMBERS[kind](cells, settings)
        phone = private.column(plain) != plain  # in a wrong column: no report counts with it
        return {name: read["value"].mask(phone)}, read["problem"].mask(phone, "not_a_number")
    types = settings.tables["types"].set_index("type")
    reader = choices.read_many if kind == "risk_tag" else choices.read
    read = reader(
        cells, name=str(types.at[kind, "list"]), closed=bool(types.at[kind, "closed"] == "y"), settings=settings
    )
    return {name: read["value"]}, read["problem"]
