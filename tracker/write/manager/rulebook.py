"""规则说明: what each rule means, where it comes from, and how often it could be judged."""

from collections.abc import Sequence

from tracker.write.look import printable
from tracker.write.manager import block
from tracker.write.manager.block import Column
from tracker.write.manager.draft import Draft

RULES = (
    Column("name", 18, "wrap"),
    Column("severity", 10, "tone", codes="severity"),
    Column("meaning", 52, "wrap"),
    Column("rule_source", 46, "wrap"),
    Column("hit", 9, "count"),
    Column("miss", 9, "count"),
    Column("not_judged", 9, "count"),
    Column("why", 40, "wrap"),
    Column("on_word", 8, "word", codes="yesno_shown"),
    Column("id", 24),
)
PRINTED = 9


def write(draft: Draft) -> None:
    """Writes the sheet: a table of all rules, then what the team changed, its waivers and the note on the calendar."""
    sheet = draft.start("rules", [column.width for column in RULES])
    rules = draft.report.coverage
    used = rules["id"].map(draft.settings.rules["enabled"]).fillna(True).astype(bool)
    shown = rules.assign(on_word=used.map({True: "true", False: "false"}), rule_source=rules["source"])
    row = block.write(draft, "rules", 2, shown, RULES, draft.words["table_rules"])
    sheet.freeze_panes(3, 1)
    sheet.repeat_rows(2)
    draft.record("rules", "rules", 3, 0, used.map({True: "on", False: "off"}))
    row = _notes(draft, row, "changed_rules", draft.report.changed_rules)
    row = _notes(draft, row, "section_waivers", _waivers(draft))
    if draft.report.calendar_note:
        sheet.write_string(row + 1, 0, printable(draft.report.calendar_note), draft.look(font_color="muted"))
    sheet.print_area(0, 0, row + 1, PRINTED - 1)


def _notes(draft: Draft, row: int, heading: str, lines: Sequence[str]) -> int:
    """Lines under a heading, where there are any; returns the first free row."""
    if not lines:
        return row
    waived = int(draft.report.findings["waived"].sum())
    sheet = draft.sheets["rules"]
    draft.section(sheet, row + 1, draft.words.fill(heading, count=len(lines), waived=waived))
    for number, line in enumerate(lines, row + 2):
        sheet.write_string(number, 0, printable(line), draft.look())
    return row + 2 + len(lines)


def _waivers(draft: Draft) -> list[str]:
    """Each waiver of the team, and what has become of it."""
    return [
        draft.words.fill(
            "waiver_expired" if line["expired"] else "waiver" if line["findings"] else "waiver_unused",
            rule=line["rule_name"],
            until=line["until"].date(),
            **{name: line[name] for name in ("customer", "reason", "who", "findings")},
        )
        for line in draft.report.waivers.to_dict("records")
    ]
