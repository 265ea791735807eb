"""How each sort of cell of the rules workbook is read, what may stand in it, and how it is shown."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

import pandas as pd

from tracker.clean import choices, dates, numbers, text
from tracker.settings import Settings
from tracker.team_rules.shapes import JOINED, plain
from tracker.vocabulary import compared, narrow

EXAMPLE_DAY = "2027-03-31"
SIGNS = {"<": r"\x3c", "~": r"\x7e"}  # in the table of phrases they stand for more than themselves
SPACE = re.compile(r"\s(?!\d)|(?<!\d)\s")


@dataclass(frozen=True)
class Sort:
    """One sort of cell. `stored`: raw cells → what the table holds, NA where that cannot be. `words`: stored → shown,
    where only these may be written; else `back` makes one of the other. `wrong`: the wording key of a cell that cannot
    be read."""

    stored: Callable[[pd.Series], pd.Series]
    words: Mapping[str, str] = field(default_factory=dict)
    wrong: str = "not_listed"
    back: Callable[[str], str] = str

    def shown(self, stored: str) -> str:
        """What a person reads."""
        return self.words[stored] if stored in self.words else self.back(stored)


def sort(check: str, settings: Settings) -> Sort:
    """The sort of cell that a column is, by its `check`."""
    name, _, of = check.partition(":")
    return SORTS[name](of, settings)


def offered(check: str, settings: Settings) -> tuple[str, ...]:
    """The words of which one is written into such a cell, () where anything may be."""
    return tuple(sort(check, settings).words.values())


def _text(of: str, settings: Settings) -> Sort:
    return Sort(text.read)


def _phrase(of: str, settings: Settings) -> Sort:
    """Somebody's own words, which stand in the table as a pattern."""
    return Sort(lambda cells: text.read(cells).map(_escaped).astype("str"), back=_plain)


def _escaped(phrase: str) -> str:
    """The words as the texts are compared, with none of the signs that mean something in a pattern."""
    close = SPACE.sub("", narrow(phrase).casefold())
    return "".join(SIGNS.get(sign) or re.escape(sign) for sign in close)


def _plain(pattern: str) -> str:
    for sign, escaped in SIGNS.items():
        pattern = pattern.replace(escaped, sign)
    return re.sub(r"\\(.)", r"\1", pattern)


def _number(of: str, settings: Settings) -> Sort:
    return Sort(partial(_numbers, settings=settings), wrong="not_a_number")


def _date(of: str, settings: Settings) -> Sort:
    return Sort(partial(_days, settings=settings), wrong="not_a_date")


def _words(of: str, settings: Settings) -> Sort:
    """Several words in a cell, parted by | or lines."""

    def stored(cells: pd.Series) -> pd.Series:
        parts = text.read(cells).map(narrow).astype("str").str.split(rf"[{JOINED}\n]")
        return parts.map(lambda words: JOINED.join(dict.fromkeys(filter(None, map(str.strip, words)))))

    return Sort(stored)


def _listed(of: str, settings: Settings) -> Sort:
    words = settings.shown.vocabulary(of)
    return Sort(_also(partial(_choices, of=of, settings=settings), words), words)


def _yes_no(of: str, settings: Settings) -> Sort:
    words = settings.shown.vocabulary("yes_no")
    flags = {"yes": "y", "no": ""}

    def stored(cells: pd.Series) -> pd.Series:
        return _choices(cells, "yes_no", settings).map(flags)

    unless = settings.words("team_rules")["unless"]  # nobody writes that, but it may stand there as the default
    return Sort(stored, {flags[code]: word for code, word in words.items()}, back=lambda other: unless)


def _also(stored: Callable[[pd.Series], pd.Series], words: Mapping[str, str]) -> Callable[[pd.Series], pd.Series]:
    """What `stored` makes of the cells, and of those that it does not know what the words say."""
    codes = {compared(word): code for code, word in words.items()}

    def read(cells: pd.Series) -> pd.Series:
        known = stored(cells)
        return known.where(known.notna(), text.read(cells).map(compared).map(codes))

    return read


def _one_of(words: Mapping[str, str], typed: Mapping[str, str]) -> Sort:
    """One of some rows of another table, by what people call it, in their language or as `typed`, or by its code."""
    codes = {compared(code): code for code in words}
    codes |= {compared(word): code for each in (typed, words) for code, word in each.items()}
    return Sort(lambda cells: text.read(cells).map(compared).map(codes), words)


def _kind(of: str, settings: Settings) -> Sort:
    return _one_of(dict(settings.shown.kinds["name"]), dict(settings.kinds["name"]))


def _rule(of: str, settings: Settings) -> Sort:
    return _one_of(dict(settings.shown.rules["name"]), dict(settings.rules["name"]))


def _unit(of: str, settings: Settings) -> Sort:
    units = settings.tables["units"]["word"]
    return _one_of({unit: settings.said(unit) for unit in units}, {})


SORTS: dict[str, Callable[[str, Settings], Sort]] = {
    "text": _text,
    "field": _text,  # which fields there are depends on the cell beside it
    "words": _words,
    "phrase": _phrase,
    "number": _number,
    "date": _date,
    "list": _listed,
    "yes_no": _yes_no,
    "kind": _kind,
    "rule": _rule,
    "unit": _unit,
}


def _choices(cells: pd.Series, of: str, settings: Settings) -> pd.Series:
    read = choices.read(cells, name=of, closed=True, settings=settings)
    return read["value"].mask(read["value"] == "")


def _numbers(cells: pd.Series, settings: Settings) -> pd.Series:
    """Numbers as the tables have them; 30% is 0.3."""
    per_cent = text.read(cells).map(narrow).astype("str").str.endswith("%")
    read = numbers.read(cells, settings)["value"]
    read = read.mask(per_cent, numbers.read_percent(cells, settings)["value"])
    return read.map(plain, na_action="ignore").astype("str")


def _days(cells: pd.Series, settings: Settings) -> pd.Series:
    """Days with a year, ISO."""
    nowhere = pd.Series(pd.NaT, index=cells.index, dtype="datetime64[us]")
    read = dates.read(cells, anchor=nowhere, forward=True, period_end=False, epoch_1904=False, settings=settings)
    day: pd.Series = read["value"].where(read["value"].between("2000-01-01", "2100-01-01"))
    return pd.Series(day.dt.strftime("%Y-%m-%d"), index=cells.index)
