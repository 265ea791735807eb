"""变化: what is otherwise than a week ago, how many of each kind a person, then customer by customer."""

from collections.abc import Mapping

import pandas as pd

from tracker.changes import LISTS
from tracker.write.manager import parts
from tracker.write.manager.block import COMPANY, STAGE, Column
from tracker.write.manager.draft import TOP, Draft
from tracker.write.manager.parts import Figure, Line

KINDS = ("new", "advanced", "fell_back", "newly_overdue", "cured", "grade", "owner", "amount", "vanished")
TONES = {"fell_back": "risk", "newly_overdue": "remind", "vanished": "remind", "advanced": "good", "cured": "good"}
COLUMNS = (  # even ones, for the counts above them
    COMPANY,
    Column("owner", 13),
    Column("change_word", 14),
    Column("before_word", 14, "wrap"),
    Column("after_word", 14, "wrap"),
    STAGE,
    Column("grade", 12, "word", codes="grade"),
    Column("priority", 12, "word", codes="level"),
    Column("due_status", 12, "word", codes="due_status"),
    Column("at_row", 12, "source"),
    Column("file", 44, "wrap"),
)
NOW = ["stage", "grade", "priority", "due_status"]


def write(draft: Draft, changes: pd.DataFrame, ledger: pd.DataFrame) -> None:
    """Writes the counts by person and the changes, by kind and person; a count leads to its rows."""
    words = draft.words
    sheet = draft.start("changes", [column.width for column in COLUMNS])
    changes = _sorted(draft, changes, ledger)
    owners = [owner for owner in draft.report.people["owner"] if owner in set(changes["owner"])]
    top = TOP + (len(owners) + 4 if owners else 0)
    parts.listed(draft, "changes", top, "changes", changes, COLUMNS)
    if not owners:
        return
    draft.record("change", "changes", top + 2, 0, changes["change"])
    draft.record("change_of", "changes", top + 2, 0, changes["change"] + "|" + changes["owner"])
    draft.section(sheet, TOP, words["section_change_kinds"])
    kinds = [kind for kind in KINDS if ("change", kind) in draft.places]
    rows: list[Line] = [
        (owner or words["nobody"], [Figure("change_of", f"{kind}|{owner}") for kind in kinds]) for owner in owners
    ]
    rows.append((words["team"], [Figure("change", kind) for kind in kinds]))
    headings = [words["col_owner"], *(words[f"change_{kind}"] for kind in kinds)]
    parts.grid(draft, "changes", TOP + 1, headings, rows, totals=1)


def _sorted(draft: Draft, changes: pd.DataFrame, ledger: pd.DataFrame) -> pd.DataFrame:
    """The changes by kind and person, with their words and how each customer stands now."""
    if changes.empty:
        return changes
    words, marks = draft.words, draft.look.marks
    order = {kind: place for place, kind in enumerate(KINDS)}
    said = {
        kind: f"{marks[TONES[kind]]} {words[f'change_{kind}']}" if kind in TONES else words[f"change_{kind}"]
        for kind in KINDS
    }
    codes = {kind: draft.vocabulary(name) for kind, name in LISTS.items()}
    rows = changes[changes["change"].isin(KINDS)]
    rows = rows.assign(_order=rows["change"].map(order))
    rows = rows.sort_values(["_order", "owner", "company", "customer_key"], kind="stable").reset_index(drop=True)
    rows = rows.merge(ledger[["customer_key", "owner", *NOW]], on=["customer_key", "owner"], how="left")
    rows[NOW] = rows[NOW].fillna("")
    return rows.assign(
        change_word=rows["change"].map(said),
        before_word=_words(rows, "before", codes),
        after_word=_words(rows, "after", codes),
        at_row=parts.rows_of(rows),
    )


def _words(rows: pd.DataFrame, side: str, codes: Mapping[str, Mapping[str, str]]) -> list[str]:
    """What stood before or after, in words: codes by their list, amounts with their thousands apart, names as typed."""
    told = zip(rows["change"], rows[side].fillna("").astype("str"), strict=True)
    return [_amount(text) if kind == "amount" else codes.get(kind, {}).get(text, text) for kind, text in told]


def _amount(text: str) -> str:
    return f"{float(text):,.2f}".removesuffix(".00") if text else ""
