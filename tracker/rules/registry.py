"""What a rule is, and how one is called.

A rule is a pure function of columns. Its positional arguments name the columns it reads, its keyword-only arguments
the settings it asks for; its docstring is one sentence for the user, then its source with the seed's own words.
An argument `has_x` is a Series that says whether the record's sheet has a column for field x at all. A field that
is absent makes a rule's verdict unknown (未评估), unless the rule takes `has_x` and so sees to it itself.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

Judge = Callable[..., Any]
HAS = "has_"


class Columns:
    """A frame that gets more columns, each in place of the one by its name. They are joined once, when all are there:
    hundreds of columns that are joined one by one are slow."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame
        self._added: dict[str, pd.Series] = {}

    def __getitem__(self, name: str) -> pd.Series:
        return self._added[name] if name in self._added else self._frame[name]

    def __contains__(self, name: str) -> bool:
        return name in self._added or name in self._frame

    @property
    def index(self) -> pd.Index:
        return self._frame.index

    def add(self, columns: pd.DataFrame) -> None:
        """With these columns, of the same rows."""
        self._added |= {str(name): columns[name] for name in columns}

    def answer(self, step: "Step", asked: Mapping[str, Any]) -> None:
        """With the step's answer: a Series under the step's name, a frame under its own columns."""
        answer = step.of(self, asked)
        self.add(answer.to_frame(step.id) if isinstance(answer, pd.Series) else answer)

    def frame(self) -> pd.DataFrame:
        """All of them in one frame."""
        if not self._added:
            return self._frame
        own = self._frame.drop(columns=self._frame.columns.intersection(list(self._added)))
        return pd.concat([own, pd.DataFrame(self._added, index=own.index)], axis=1)


@dataclass(frozen=True)
class Step:
    """A function and what it reads (columns) and asks for (settings)."""

    id: str
    judge: Judge
    reads: tuple[str, ...]
    asks: tuple[str, ...]

    def of(self, frame: "pd.DataFrame | Columns", context: Mapping[str, Any]) -> Any:
        """What the function says of a frame that has every column it reads."""
        return self.judge(*(frame[name] for name in self.reads), **{name: context[name] for name in self.asks})

    @property
    def sentence(self) -> str:
        """What it means, for a rule in the user's words; {names} are thresholds."""
        return self._said[0]

    @property
    def source(self) -> str:
        """Where it comes from: the seed and its own words, "" where the rulebook alone says so."""
        return self._said[1] if len(self._said) > 1 else ""

    @property
    def _said(self) -> list[str]:
        return [part.replace("\n", "") for part in inspect.cleandoc(self.judge.__doc__ or "").split("\n\n")]


@dataclass(frozen=True)
class Rule(Step):
    """A step whose verdict makes findings.

    `on`: the frames it judges: row (every customer row that holds), customer (those with a name or number), a kind of
    records, record (all of them), repeated (identical records); cell (one call a column); pair (one a pair of dates).
    `cite`: where a finding on a customer stands: his row, or the column that holds the number of a contact or note of
    his. `field`: the column cited.
    `since`: the column with the day it became true, plus `after` days (a number or the name of a threshold).
    `unknown`: the wording key of why it could not be judged where no column is missing.
    """

    on: tuple[str, ...]
    cite: str
    field: str
    since: str
    after: tuple[int | str, ...]
    unknown: str


def step(judge: Judge) -> Step:
    """The step that a function is."""
    return Step(judge.__name__, judge, *_arguments(judge))


def rule(
    *on: str,
    cite: str = "row",
    field: str = "company",
    since: str = "week",
    after: tuple[int | str, ...] = (),
    unknown: str = "",
) -> Callable[[Judge], Rule]:
    """Make a function a rule; see Rule for the arguments."""

    def made(judge: Judge) -> Rule:
        return Rule(judge.__name__, judge, *_arguments(judge), on, cite, field, since, after, unknown)

    return made


def _arguments(judge: Judge) -> tuple[tuple[str, ...], tuple[str, ...]]:
    parameters = inspect.signature(judge).parameters.values()
    reads = tuple(p.name for p in parameters if p.kind is not p.KEYWORD_ONLY)
    return reads, tuple(p.name for p in parameters if p.kind is p.KEYWORD_ONLY)
