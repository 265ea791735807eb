"""What the tool says, in the user's language: one table of wording for each writer. Reads fast, without pandas.

The tables are Chinese; every other language is a catalogue beside them (`schemas/locale/<lang>.po`) whose msgid is the
Chinese text, compiled in memory when first asked for. Its msgctxt stands only where one text needs two translations,
and names the place: `values.power.no.word`, `pages.col_open.zh`.
"""

import csv
import gettext
import io
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tracker.errors import TrackerError
from tracker.shipped import shipped

SOURCE = "zh"
LANGUAGES = (SOURCE, "en")
WORDING = "wording_"
CITED = re.compile(r"\[[^\]]*\]")  # the number of a seed's chapter is the same in every language
LETTERS = re.compile(r"[A-Za-z ]+")
CHINESE = re.compile(r"[\u3000-\u9fff\uff01-\uff60]")


class Shown(NamedTuple):
    """What of a table is read by people: the columns that name a row, and those that are translated."""

    keys: tuple[str, ...]
    columns: tuple[str, ...]


WRITER, NOTHING = Shown(("key",), (SOURCE,)), Shown((), ())
TABLES = {
    "cadences": Shown(("clock", "key"), ("unit", "meaning", "source")),
    "company_words": Shown(("use", "word"), ("source",)),
    "fields": Shown(("kind", "field"), ("name", "source")),
    "form_columns": Shown(("form", "field"), ("part", "header", "note")),
    "forms": Shown(("form",), ("file", "title", "purpose", "guide")),
    "kinds": Shown(("kind",), ("name",)),
    "rules": Shown(("id",), ("name", "message", "next_step")),
    "rules_sheets": Shown(("table",), ("sheet", "note")),
    "rules_workbook": Shown(("sheet", "column"), ("header", "example")),
    "thresholds": Shown(("name",), ("unit", "meaning", "source")),
    "values": Shown(("list", "code"), ("word", "source")),
}


class Words(Mapping[str, str]):
    """One wording table: `words["key"]`, or `words.fill("key", name=…)` with its placeholders filled."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words

    def __getitem__(self, key: str) -> str:
        return self._words[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)

    def fill(self, key: str, **parts: object) -> str:
        """The wording of `key` with its placeholders filled."""
        return self._words[key].format(**parts)


@cache
def words(writer: str, lang: str) -> Words:
    """The wording of one writer (`schemas/wording_<writer>.csv`) in one language."""
    return Words({row["key"]: said(row[SOURCE], lang, place(writer, row, WRITER)) for row in _rows(WORDING + writer)})


def place(table: str, row: Mapping[Any, Any], shown: Shown) -> str:
    """What a row is called as a context of the catalogue."""
    return ".".join((table, *(str(row[key]) for key in shown.keys)))


def said(text: str, lang: str, at: str = "") -> str:
    """A Chinese text of ours in another language; itself where there is no translation, as of the team's own words.
    `at`: the place it stands, where that may have a translation of its own."""
    if lang == SOURCE or not text:
        return text
    known = _catalogue(lang)
    own = known.pgettext(at, text) if at else text
    return own if own != text else known.gettext(text)


def languages(name: str) -> tuple[str, ...]:
    """The languages that a name, if it is one of ours, may be in; what is not plain letters needs no catalogue."""
    return LANGUAGES if LETTERS.fullmatch(name) else (SOURCE,)


def catalogue(lang: str) -> Path:
    """The file of a language's catalogue."""
    path = shipped("schemas") / "locale" / f"{lang}.po"
    if not path.is_file():
        raise TrackerError(f"no wording for language {lang}")
    return path


@cache
def _catalogue(lang: str) -> gettext.GNUTranslations:
    import polib  # only for who does not read Chinese

    return gettext.GNUTranslations(io.BytesIO(polib.pofile(str(catalogue(lang)), encoding="utf-8").to_binary()))


def strings() -> Iterator[tuple[str, str]]:
    """(place, Chinese text) of everything in the tables that is shown to people, in order."""
    for path in sorted(shipped("schemas").glob("*.csv")):
        writer = path.stem.removeprefix(WORDING)
        shown = WRITER if writer != path.stem else TABLES.get(path.stem, NOTHING)
        for row in _rows(path.stem) if shown.columns else ():
            yield from ((place(writer, row, shown), row[column]) for column in shown.columns if needed(row[column]))


def needed(text: str) -> bool:
    """Whether a text has to be translated: not what is empty, a number, or only the number of a seed's chapter."""
    return text.startswith(f"{SOURCE}-") or bool(CHINESE.search(CITED.sub("", text)))


def _rows(table: str) -> list[dict[str, str]]:
    with (shipped("schemas") / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
