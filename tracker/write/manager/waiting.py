"""审核与公海: the registrations nobody has audited, and the customers whom nobody has contacted for long."""

import pandas as pd

from tracker.write.manager import parts
from tracker.write.manager.block import Column
from tracker.write.manager.draft import TOP, Draft

PENDING = (
    Column("company", 34, "company"),
    Column("person", 12),
    Column("audit_word", 14),
    Column("registered", 12, "date"),
    Column("days_waiting", 11, "int"),
    Column("source", 14),
    Column("contact", 14),
    Column("file", 34, "wrap"),
    Column("at_row", 9, "source"),
)
POOL = (
    Column("company", 34, "company"),
    Column("person", 12),
    Column("stage", 14, codes="stage"),
    Column("last_contact", 12, "date"),
    Column("silent_days", 11, "int"),
    Column("advice_words", 14),
    Column("priority", 14, "word", codes="level"),
    Column("next_step", 34, "wrap"),
)


def write(draft: Draft, pending: pd.DataFrame, pool: pd.DataFrame) -> None:
    """Writes both lists."""
    words, marks = draft.words, draft.look.marks
    sheet = draft.start("waiting", [column.width for column in PENDING])
    sheet.freeze_panes(2, 1)
    if len(pending):
        told = {state: words[f"audit_{state}"] for state in ("waiting", "refused")}
        told["refused"] = f"{marks['remind']} {told['refused']}"
        pending = pending.assign(
            audit_word=pending["audit"].map(told), days_waiting=pending["days"], at_row=parts.rows_of(pending)
        )
    after = parts.listed(draft, "waiting", TOP, "pending", pending, PENDING)
    if len(pending):
        draft.record("pending", "waiting", TOP + 2, 0, pending["person"])
    if len(pool):
        advice = [
            f"{marks['remind']} {words['pool_now']}" if now else words.fill("pool_later", days=left)
            for now, left in zip(pool["advice"] == "now", pool["days_left"], strict=True)
        ]
        pool = pool.assign(advice_words=advice)
    parts.listed(draft, "waiting", after, "pool", pool, POOL)
    if len(pool):
        draft.record("pool", "waiting", after + 2, 0, pool["person"])
