"""What a rule says of the records it looks at."""

from dataclasses import dataclass, field

import pandas as pd

from tracker.rules.registry import Rule


@dataclass(frozen=True)
class Verdict:
    """What one rule says of one frame: `hit` (boolean, Kleene; index = record). `column`: the field it judged, for
    rules on cells, and `state` what each of its cells is like; `against`: the earlier date of a pair; `at`: letter and
    header of a column that is nobody's."""

    rule: Rule
    kind: str
    column: str
    hit: pd.Series
    against: str = ""
    state: pd.Series = field(default_factory=pd.Series)
    at: tuple[str, str] = ("", "")
