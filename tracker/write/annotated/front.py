"""What a person finds on top of the list of a copy, and at its end: not about cells, so not in `Marks`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd


@dataclass(frozen=True)
class Person:
    """One whose rows stand in the workbook. `actions`: his list of this week in order, already worded: company,
    contact, priority, reason, next_step, next_due (datetime), overdue_days (Int64), sheet and row of his customer in
    this workbook ("" and NA where it stands in another); None where his list is `elsewhere` (files)."""

    name: str
    actions: pd.DataFrame | None
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unused:
    """A sentence on what no answer was made of, and where it stands ("" for a whole sheet)."""

    sheet: str
    cell: str
    says: str


@dataclass(frozen=True)
class Front:
    """The people of a workbook in order, and what of it was not used."""

    people: tuple[Person, ...] = ()
    unused: tuple[Unused, ...] = ()

    def renamed(self, names: Mapping[str, str]) -> "Front":
        """The same for a workbook whose sheets got other names (old → new)."""
        people = tuple(
            replace(each, actions=each.actions.assign(sheet=each.actions["sheet"].map({"": "", **names})))
            if each.actions is not None
            else each
            for each in self.people
        )
        return Front(people, tuple(replace(each, sheet=names.get(each.sheet, each.sheet)) for each in self.unused))
