"""What of a table's headers is sure, what is in doubt, and the line of the rules workbook that settles it."""

from typing import Any

import pandas as pd

from tracker import private
from tracker.settings import Settings
from tracker.settle import NEAR, TWO_COLUMNS
from tracker.table import Ask, Question, Table
from tracker.wording import Words

TAUGHT = (NEAR, TWO_COLUMNS)  # what a line of the rules workbook settles


def headers(table: Table, settings: Settings) -> dict[str, str]:
    """Header, fit for a report → the name of its field."""
    names = dict(settings.fields(table.kind)["name"])
    return {private.masked(header): names[field] for field, (_, header) in table.places.items()}


def _guessed(table: Table, settings: Settings) -> dict[str, str]:
    likely = {private.masked(table.places[field][1]) for field in table.guessed}
    return {header: name for header, name in headers(table, settings).items() if header in likely}


def understood(table: Table, settings: Settings) -> list[str]:
    """Each header, with its field where that goes by another name, and a word to look at what was taken by likeness."""
    words, guessed = settings.words("inputs"), _guessed(table, settings)
    return [
        (header if header == name else f"{header}→{name}") + (words["guessed"] if header in guessed else "")
        for header, name in headers(table, settings).items()
    ]


def unsettled(table: Table, settings: Settings) -> list[str]:
    """The headers that a person should look at: taken by likeness, asked about, or nobody's."""
    words, names = settings.words("inputs"), settings.fields(table.kind)["name"]
    asked = {
        ask.header: words.fill(f"ask_{ask.why}", header=private.masked(ask.header), fields=_either(ask, names, words))
        for ask in table.asks
    }
    guessed = [words.fill("ask_guessed", header=h, fields=name) for h, name in _guessed(table, settings).items()]
    return guessed + [asked.get(header) or private.masked(header) for header in table.unknown]


def _either(ask: Ask, names: pd.Series, words: Words) -> str:
    return words["either"].join(names[field] for field in ask.fields)


def _taught(table: Table, settings: Settings) -> list[tuple[str, str, str]]:
    """The lines of the rules workbook that would settle what is in doubt: kind, field, header."""
    kind = str(settings.kinds.at[table.kind, "name"])
    names = settings.fields(table.kind)["name"]
    asks = [ask for ask in table.asks if ask.why in TAUGHT]
    # two columns with one header cannot be told apart by a word: one of them has to be called otherwise
    alike = {one.header for one in asks if sum(ask.header == one.header for ask in asks) > 1}
    asked = [(kind, names[ask.fields[0]], private.masked(ask.header)) for ask in asks if ask.header not in alike]
    return [(kind, name, header) for header, name in _guessed(table, settings).items()] + asked


def lines(table: Table, settings: Settings) -> str:
    """What to write into the rules workbook, worded; "" where all headers are known."""
    words, rules = settings.words("inputs"), settings.rules_file
    taught = [words["teach_column"].join(line) for line in _taught(table, settings)]
    if taught:
        return words.fill("teach", rules=rules, lines=words["teach_joiner"].join(taught))
    kind = settings.kinds.at[table.kind, "name"]
    return words.fill("teach_other", rules=rules, kind=kind) if table.unknown else ""


def questioned(question: Question, settings: Settings) -> tuple[str, str]:
    """Why a header is no table, and what to do about it: its words, and the lines of the rules workbook."""
    words, many, rules = settings.words("inputs"), settings.words("findings")["list"], settings.rules_file
    kinds = settings.shown.kinds["name"]
    headers, unknown = (many.join(map(private.masked, each)) for each in (question.known, question.unknown))
    kind = words["two_kinds_joiner"].join(kinds[list(question.between)])
    reason = words.fill(question.reason, kinds=kind, row=question.row, headers=headers)
    if unknown:
        reason += words.fill("not_known", headers=unknown)
    if not question.teach:
        return reason, words.fill(f"{question.reason}.remedy", rules=rules)
    names = settings.shown.fields(question.between[0])["name"]
    lines = [(kind, names[field] if field else words["which_field"], private.masked(h)) for h, field in question.teach]
    taught = words["teach_joiner"].join(map(words["teach_column"].join, lines))
    return reason, words.fill(f"{question.reason}.teach", rules=rules, lines=taught, header=lines[0][2])


def not_records(table: Table, settings: Settings) -> str:
    """The rows under the header that count for nothing, and what each is."""
    words, many = settings.words("inputs"), settings.words("findings")["list"]
    rows = [words.fill("other_row", row=row, what=what) for row, what in _not_records(table, settings).items()]
    return many.join(rows)


def _not_records(table: Table, settings: Settings) -> dict[str, str]:
    words = settings.words("inputs")
    return {str(row): words[f"row_{other}"] for row, other in sorted(table.skipped.items())}


def doubts(table: Table | None, settings: Settings) -> dict[str, Any]:
    """What of a table is unknown, taken by likeness, asked about or no record, as run.json shows it."""
    if table is None:
        return {"unknown": [], "guessed": {}, "questions": [], "teach": [], "not_records": {}}
    names = settings.fields(table.kind)["name"]
    return {
        "unknown": [private.masked(header) for header in table.unknown],
        "guessed": _guessed(table, settings),
        "questions": [
            {
                "header": private.masked(ask.header),
                "column": ask.letter,
                "why": ask.why,
                "fields": [str(names[field]) for field in ask.fields],
            }
            for ask in table.asks
        ],
        "teach": [list(line) for line in _taught(table, settings)],
        "not_records": _not_records(table, settings),
    }
