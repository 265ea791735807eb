"""来源与成败: what came of each source, and why customers were lost or won; below each count the rows it counts."""

import pandas as pd

from tracker.reports.outcomes import STATES
from tracker.write.manager import parts
from tracker.write.manager.block import Column
from tracker.write.manager.draft import TOP, Draft
from tracker.write.manager.parts import Figure, Line, Number

CAME = (
    Column("company", 34, "company"),
    Column("owner", 11),
    Column("source", 14),
    Column("stage", 12, codes="stage"),
    Column("contacts", 11, "count"),
    Column("registered", 12, "date"),
    Column("bought", 14, "int"),
    Column("next_step", 44, "wrap"),
)
BOUGHT = [column.key for column in CAME].index("bought")
TOLD = (
    Column("company", 34, "company"),
    Column("person", 11),
    Column("source", 14),
    Column("result_word", 12),
    Column("contacts", 11, "count"),
    Column("ended", 12, "date"),
    Column("outcome", 14),
    Column("reason_told", 44, "wrap"),
)


def write(
    draft: Draft, sources: pd.DataFrame, by_source: pd.DataFrame, by_reason: pd.DataFrame, reasons: pd.DataFrame
) -> None:
    """Writes the counts and the lists; a count leads to its rows."""
    words = draft.words
    sheet = draft.start("outcomes", [column.width for column in CAME])
    sheet.freeze_panes(2, 1)
    # the counts stand above the lists they lead to, so their height comes first; the longest list heads the pages
    second = TOP + parts.room(sources)
    top = second + parts.room(by_reason)
    if len(reasons):
        told = {result: words[f"result_{result or 'unknown'}"] for result in reasons["result"].unique()}
        reasons = reasons.assign(result_word=reasons["result"].map(told), reason_told=reasons["reason"])
    after = parts.listed(draft, "outcomes", top, "reasons", reasons, TOLD)
    if len(reasons):
        draft.record("reason", "outcomes", top + 2, 0, reasons["result"] + "|" + reasons["reason"])
        _reasons(draft, second, by_reason)
    parts.listed(draft, "outcomes", after, "by_source", by_source, CAME)
    if len(by_source):
        draft.record("source", "outcomes", after + 2, 0, by_source["source"])
        for state in STATES:
            groups = by_source["source"].where(by_source["state"] == state)
            draft.record(f"source_{state}", "outcomes", after + 2, 0, groups)
        _sources(draft, sources)


def _sources(draft: Draft, sources: pd.DataFrame) -> None:
    words, sheet = draft.words, draft.sheets["outcomes"]
    draft.section(sheet, TOP, words.fill("section_sources", **draft.settings.numbers))
    names = ("customers", "open", "won", "lost", "conversion_won", "bought")
    rows: list[Line] = [
        (
            source["source"] or words["no_source"],
            [
                *(Figure(figure, source["source"]) for figure in ("source", *(f"source_{s}" for s in STATES))),
                Number(source["conversion"], "0%", Figure("source_won", source["source"])),
                Number(source["amount"], of=Figure("source", source["source"]), column=BOUGHT, tip="tip_sum"),
            ],
        )
        for source in sources.to_dict("records")
    ]
    parts.grid(draft, "outcomes", TOP + 1, [words["col_source"], *(words[f"col_{name}"] for name in names)], rows)


def _reasons(draft: Draft, top: int, by_reason: pd.DataFrame) -> None:
    words = draft.words
    draft.section(draft.sheets["outcomes"], top, words["section_by_reason"])
    rows: list[Line] = [
        (
            line["reason"] or words["no_reason"],
            [words[f"result_{line['result'] or 'unknown'}"], Figure("reason", f"{line['result']}|{line['reason']}")],
        )
        for line in by_reason.to_dict("records")
    ]
    headings = [words["col_reason_told"], words["col_result_word"], words["col_count"]]
    parts.grid(draft, "outcomes", top + 1, headings, rows)
