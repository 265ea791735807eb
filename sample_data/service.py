"""Complaints and feedback: what was said, when it was answered, promised, replied to and closed."""

from datetime import date, datetime, timedelta

from model import Customer, Entry, working
from sayings import GRIEVANCES

# whose, what about, when, hours to the first answer, days to the promised reply, to the reply, to the end; how content
Line = tuple[str, str, str, int | None, int | None, int | None, int | None, int | None]
# fmt: off
LINES: list[Line] = [
    ("old", "slow", "2026-03-10 09:20", 2, 3, 2, 3, 4),
    ("rise", "noise", "2026-06-29 10:05", 1, None, None, 2, 4),
    ("big", "network", "2026-07-14 14:30", 3, 4, 4, 6, 5),
    ("rise", "broken", "2026-09-08 08:50", 4, 3, 3, 5, 3),
    ("ok", "invoice", "2026-09-22 15:40", 2, None, None, 1, 5),
    ("rise", "broken", "2026-10-12 09:15", 6, 2, 2, 4, 2),
    ("big", "bill", "2026-10-20 11:00", 20, 7, 6, 7, 4),
    ("rise", "repair", "2026-11-02 16:10", 3, 4, 3, 4, 2),
    ("late", "slow", "2026-11-03 09:30", 74, None, None, 5, 3),
    ("open", "screen", "2026-11-05 10:40", 5, None, None, None, None),
    ("promise", "parts", "2026-11-10 13:50", 2, 3, None, 9, None),
    ("replied", "training", "2026-11-11 10:00", 4, 2, 6, 6, 4),
    ("silent", "switch", "2026-11-17 09:05", None, None, None, None, None),
    ("old", "advice", "2026-11-18 14:20", 1, None, None, 1, 5),
]
CASES = {
    "late": ("complaint_unanswered", "answered", "answered after three days"),
    "open": ("feedback_open", "closed", "answered, not closed for 15 days"),
    "promise": ("reply_overdue", "promised", "the promised day passed without a reply"),
    "replied": ("reply_overdue", "promised", "replied four days after the promised day"),
    "silent": ("complaint_unanswered", "answered", "no answer by the third day"),
}
# fmt: on


def complain(parts: dict[str, Customer]) -> None:
    """Fill in the complaints. `parts`: role of LINES → customer."""
    for role, topic, said, *times in LINES:
        at, one = datetime.fromisoformat(said), parts[role]
        answer, promised, replied, closed, content = times
        category, text, cause, handling = GRIEVANCES[topic]
        entry = Entry(
            one.owner,
            {
                "date": at,
                "category": category,
                "contact": one.called,
                "content": text.format(p=one.product),
                "answered": at + timedelta(hours=answer) if answer is not None else None,
                "promised": _after(at.date(), promised),
                "replied": _after(at.date(), replied),
                "closed": _after(at.date(), closed),
                "cause": cause if closed is not None else "",
                "handling": handling if closed is not None else "",
                "satisfaction": content,
            },
        )
        one.complaints.append(entry)
        if role in CASES:
            rule, field, why = CASES[role]
            entry.cases[field] = [f"{rule}: {why}"]
    parts["rise"].cases.setdefault("company", []).append("complaint_rise: three in the last 90 days, one before")


def _after(day: date, days: int | None) -> date | None:
    return None if days is None else working(day + timedelta(days))
