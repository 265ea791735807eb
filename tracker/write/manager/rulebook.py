"""规则说明: what each rule means, where it comes from, and how often it could be judged."""

from tracker.write.manager import block
from tracker.write.manager.block import Column
from tracker.write.manager.draft import Draft
from tracker.write.manager.look import printable

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
    """Writes the sheet: a table of all rules, then the notes on the calendar and the team's own changes."""
    sheet = draft.start("rules", [column.width for column in RULES])
    rules = draft.report.coverage
    used = rules["id"].map(draft.settings.rules["enabled"]).fillna(True).astype(bool)
    shown = rules.assign(on_word=used.map({True: "true", False: "false"}), rule_source=rules["source"])
    row = block.write(draft, "rules", 2, shown, RULES, draft.words["table_rules"])
    sheet.freeze_panes(3, 1)
    sheet.repeat_rows(2)
    draft.record("rules", "rules", 3, 0, used.map({True: "on", False: "off"}))
    changed = draft.report.changed_rules
    notes = [draft.words.fill("changed_rules", count=changed) if changed else "", draft.report.calendar_note]
    for line, note in enumerate((note for note in notes if note), row + 1):
        sheet.write_string(line, 0, printable(note), draft.look(font_color="muted"))
    sheet.print_area(0, 0, row + len(notes), PRINTED - 1)
