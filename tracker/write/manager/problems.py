"""数据问题: how each file was read, then what is wrong in the sheets, then what the rules remind of."""

import pandas as pd

from tracker.write.manager import block, subsets
from tracker.write.manager.block import Column
from tracker.write.manager.draft import Draft

# The three lists share the widths of their columns, so they are laid out together.
FILES = (
    Column("file", 28, "wrap"),
    Column("sheet", 12, "wrap"),
    Column("status_word", 12),
    Column("kind", 16, "wrap"),
    Column("week", 11, "wrap"),
    Column("header_row", 9, "count"),
    Column("rows", 12, "count"),
    Column("findings", 26, "count"),
    Column("reason_file", 36, "wrap"),
    Column("remedy", 34, "wrap"),
    Column("unknown", 30, "wrap"),
    Column("understood", 60),  # last and on one line: long, and free to run on to the right
)
FOUND = (
    Column("file", 28, "wrap"),
    Column("sheet", 12, "wrap"),
    Column("severity", 12, "tone", codes="severity"),
    Column("rule_name", 16, "wrap"),
    Column("owner", 11),
    Column("place", 9, "source"),
    Column("column", 12, "wrap"),
    Column("company", 26, "wrap"),
    Column("message", 36, "wrap"),
    Column("next_step", 34, "wrap"),
    Column("value_found", 30, "wrap"),
    Column("rule_source", 60),
)
PRINTED = 10  # columns; the rest is for the screen
TONE = {
    "used": "good",
    "not_used": "error",
    "skipped": "notice",
    "not_yet": "notice",
}


def write(draft: Draft) -> None:
    """Writes the sheet: the files, the errors, the reminders."""
    words, report = draft.words, draft.report
    sheet = draft.start("problems", [column.width for column in FILES])
    sheet.freeze_panes(2, 0)
    errors, reminders, old, old_errors = subsets.problems(report)
    draft.section(sheet, 2, words.fill("section_files", count=len(report.inputs)))
    row = block.write(draft, "problems", 3, _files(draft), FILES, words["table_files"])
    draft.record("files", "problems", 4, 0, report.inputs["status"])
    for name, found in (("errors", errors), ("reminders", reminders)):
        draft.section(sheet, row + 1, words.fill(f"section_{name}", count=len(found)))
        found = found.assign(rule_source=found["source"], value_found=found["value"])
        top, row = row + 2, block.write(draft, "problems", row + 2, found, FOUND, words[f"table_{name}"])
        draft.record(name, "problems", top + 1, 0, found["owner"])
        if name == "errors":
            sheet.repeat_rows(top)  # reminders have the same columns
    if old:
        sheet.write_string(
            row + 1,
            0,
            words.fill("older", count=old, errors=old_errors, days=draft.settings.numbers["recent_days"]),
            draft.look(font_color="muted"),
        )
    if waived := int(report.findings["waived"].sum()):
        row += bool(old)
        sheet.write_string(row + 1, 0, words.fill("waived", count=waived), draft.look(font_color="muted"))
    sheet.print_area(0, 0, row + 1, PRINTED - 1)


def _files(draft: Draft) -> pd.DataFrame:
    inputs, words, marks = draft.report.inputs, draft.words, draft.look.marks
    shown = {status: f"{marks[tone]} {words[f'status_{status}']}" for status, tone in TONE.items()}
    return inputs.assign(
        status_word=inputs["status"].map(lambda status: shown.get(status, status)),
        week=inputs["week"].map(_day),
        reason_file=inputs["reason"],
        understood=inputs["understood"].str.replace(r";\s*", words["join"], regex=True),
    )


def _day(week: object) -> str:
    """A week as text, whether it comes as a date or as words."""
    if week is None or pd.isna(week):  # type: ignore[call-overload]
        return ""
    return week.strftime("%Y-%m-%d") if isinstance(week, pd.Timestamp) else str(week)
