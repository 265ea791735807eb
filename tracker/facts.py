"""What the message of a finding may name, as it is said: dates, numbers, codes, what is wrong with a cell."""

import re
from collections.abc import Sequence

import pandas as pd

from tracker import private
from tracker.assess import kind_of
from tracker.clean import text
from tracker.collect import Collected
from tracker.settings import Settings
from tracker.verdict import Verdict
from tracker.wording import Words

CODED = {"stage_declared": "stage", "stage_before": "stage", "stage": "stage"}
APART = "/"  # between the details that a need lacks
LISTED = {"lacks": "development", "team_lacks": "team"}  # fields joined by ;
FIVE_DIGITS = 10_000
DIGIT = re.compile(r"\d")
NOT_A_DATE, TRIGGER, WAITED = "not_a_date", "trigger", (("followup", "next_follow"), ("plan", "date"))


def problems(hits: pd.DataFrame, verdict: Verdict, settings: Settings, words: Words) -> dict[str, list[str]]:
    """Why each cell could not be read, and how it should be written."""
    types = settings.fields(kind_of(verdict.kind))["type"]
    about = settings.tables["types"].set_index("type").loc[str(types[verdict.column])]
    state = verdict.state.reindex(hits.index)
    example = str(about["example"])
    if about["list"]:
        known = settings.vocabulary(str(about["list"]))
        example = words["or"].join(settings.as_typed(word) for code, word in known.items() if code != "pending")
    typed = words["instead.typed"]
    return {
        "problem": [words[f"problem.{code}"] for code in state],
        "instead": [words.get(f"instead.{code}", typed) for code in state],
        "example": [example] * len(hits),
    }


def trigger(
    hits: pd.DataFrame, shown: Sequence[str], how: Sequence[str], verdict: Verdict, collected: Collected, words: Words
) -> dict[str, list[str]]:
    """How to mend each cell: one that says in words what to wait for goes where the sheet keeps that."""
    places = [collected.places.get((table, TRIGGER), ("", "")) for table in hits["table"]]
    waited = (kind_of(verdict.kind), verdict.column) in WAITED
    at = list(zip(how, verdict.state.reindex(hits.index), places, shown, hits["row"], strict=True))
    goes = [waited and s == NOT_A_DATE and bool(place[0]) and not DIGIT.search(said) for _, s, place, said, _ in at]
    return {
        "instead": [words["instead.trigger"] if moved else one[0] for moved, one in zip(goes, at, strict=True)],
        "trigger": [private.masked(header) for _, header in places],
        "trigger_cell": [f"{letter}{row}" for _, _, (letter, _), _, row in at],
    }


def worded(name: str, values: pd.Series, words: Words, settings: Settings) -> list[str]:
    """A column as the message says it: dates in ISO, codes in the user's words."""
    if name in LISTED:
        names = settings.shown.fields(LISTED[name])["name"]
        return [words["list"].join(names[code] for code in str(joined).split(";") if code) for joined in values]
    if name == "need_lacks":
        return [APART.join(words.get(f"detail.{part}", part) for part in joined.split(APART)) for joined in values]
    if name in CODED:
        return [settings.shown.vocabulary(CODED[name]).get(str(code), "") for code in values]
    if pd.api.types.is_datetime64_any_dtype(values):
        return [text.shown(value.to_pydatetime()) if value is not pd.NaT else "" for value in values]
    if pd.api.types.is_numeric_dtype(values):
        return ["" if pd.isna(value) else plain(value) for value in values]
    return [words.get(f"{name}.{value}", private.masked(str(value))) for value in values]


def plain(number: float) -> str:
    if not float(number).is_integer():
        return f"{number:g}"
    return f"{int(number):,}" if number >= FIVE_DIGITS else str(int(number))
