"""What an edit of the rules would do to the counts: the inbox worked out under both, and nothing written."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from tracker import team_rules
from tracker.report import Report
from tracker.run import Say, Timings, dropped, understand
from tracker.settings import Change, Settings


@dataclass(frozen=True)
class Preview:
    """`changes`: what the edit changes. `headline` (by id) and `rules` (by rule id, with its name): how many there were
    `before` and are `after`; of a rule its findings, without the waived ones, which are a line of the headline."""

    changes: tuple[Change, ...]
    headline: pd.DataFrame
    rules: pd.DataFrame

    def listed(self) -> dict[str, Any]:
        """Everything as plain data."""
        return {
            "changes": [change._asdict() for change in self.changes],
            "headline": self.headline.to_dict("index"),
            "rules": self.rules[["before", "after"]].to_dict("index"),
        }


def preview(
    workspace: Path, as_of: pd.Timestamp, before: Settings, after: Settings, say: Say, draft: Path | None = None
) -> Preview:
    """The counts of the inbox of `workspace` under both. `draft`: a rules workbook that is no sheet, if it lies there.

    Raises CallError where there is nothing to read.
    """
    files = dropped(workspace, before, without=draft)
    was = understand(files, as_of, before, say, Timings()).report
    now = was if after.sha256 == before.sha256 else understand(files, as_of, after, say, Timings()).report
    rules = pd.DataFrame({"name": after.shown.rules["name"], "before": _found(was), "after": _found(now)})
    return Preview(
        team_rules.differences(before, after),
        pd.DataFrame({"before": _headline(was), "after": _headline(now)}),
        rules.dropna(subset="name").fillna(0).astype({"before": int, "after": int}).reindex(after.rules.index),
    )


def _found(report: Report) -> pd.Series:
    return report.findings.loc[~report.findings["waived"], "rule"].value_counts()


def _headline(report: Report) -> pd.Series:
    figures = report.headline.set_index("id")["count"].to_dict()
    return pd.Series({**figures, "waived": int(report.findings["waived"].sum())}, dtype=int)
