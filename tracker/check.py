"""One sheet's own problems, before it is handed in: what it was understood as, and what to put right."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from tracker import find, private
from tracker.inputs import Input, exit_status, listed
from tracker.run import Timings, understand
from tracker.settings import Settings

# what only the whole team's sheets can tell, as is whose sheet it is
BEYOND_ONE_SHEET = ("unknown_customer", "clash", "count_mismatch", "team_incomplete")
NAMED = ("unknown_customer", "clash", "likely_same")  # of what is not looked at, the first to be told of


@dataclass(frozen=True)
class Checked:
    """What was read (`about`: as run.json has it), and the findings of the sheets themselves. `beyond`: the names of
    the rules that only all sheets together can answer, the first to be told of first. `status`: 0, or 3 where
    a file could not be used."""

    files: Sequence[Input]
    findings: pd.DataFrame
    beyond: Sequence[str]
    inputs: pd.DataFrame
    about: Sequence[Mapping[str, Any]]

    @property
    def status(self) -> int:
        return exit_status(self.files)

    def listed(self) -> dict[str, Any]:
        """Everything as plain data."""
        columns = ["file", "sheet", "row", "cell", "column", "rule", "value", "message", "next_step"]
        return {
            "status": self.status,
            "files": self.about,
            "findings": private.places(self.findings, "sheet")[columns].to_dict("records"),
        }


def files(paths: Sequence[Path], as_of: pd.Timestamp, settings: Settings, say: Callable[[str, str], None]) -> Checked:
    """The problems of these files, in the order of their cells."""
    dropped = [find.Dropped(path, name) for path, name in zip(paths, _names(paths), strict=True)]
    understood = understand(dropped, as_of, settings, say, Timings())
    found = understood.report.findings
    urgency = settings.rules["urgency"]
    urgent = found["rule"].map(urgency).notna()
    nobodys = (found["scope"] == "sheet") & (found["field"] == "owner")
    own = found[~urgent & ~nobodys & ~found["waived"] & ~found["rule"].isin(BEYOND_ONE_SHEET)]
    return Checked(
        understood.files,
        own.sort_values(["file", "sheet", "row", "cell"], kind="stable"),
        _beyond(settings),
        understood.report.inputs,
        listed(understood.files, settings),
    )


def _beyond(settings: Settings) -> list[str]:
    """The names of the rules that sheets by themselves cannot answer, or only in part."""
    urgency = settings.rules["urgency"].dropna().sort_values(kind="stable").index
    on = settings.rules.index[settings.rules["enabled"].astype(bool)]
    ids = [rule for rule in dict.fromkeys((*NAMED, *urgency, *BEYOND_ONE_SHEET)) if rule in on]
    return [str(settings.shown.rules.at[rule, "name"]) for rule in ids]


def _names(paths: Sequence[Path]) -> list[str]:
    """What each file is called: its name, with the folders above it where two are called alike."""
    names = [path.name for path in paths]
    if len(set(names)) == len(names):
        return names
    whole = [path.resolve() for path in paths]
    above = next(folder for folder in whole[0].parents if all(path.is_relative_to(folder) for path in whole))
    return [path.relative_to(above).as_posix() for path in whole]
