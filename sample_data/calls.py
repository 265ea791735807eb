"""Visits as their own form has them: those a followup tells too, those of the managers, and what was promised there."""

from datetime import date, datetime, timedelta
from random import Random

from model import TODAY, Customer, Entry, working
from sayings import ADVICE, GOALS, IDEAS, PLACES, SEEN

SINCE = date(2026, 11, 2)  # when the form came
WEEK = timedelta(days=7)
FACE = "当面拜访"
# who of rank went, to whom, when; the last line is only planned
LEADERS = [
    ("周敏", "closing", "2026-11-13"), ("刘洋", "served", "2026-11-06"), ("马晓东", "best", "2026-11-13"),
    ("吴国平", "signed", "2026-11-16"), ("周敏", "new", "2026-11-18"), ("刘洋", "tender", "2026-11-19"),
]  # fmt: skip
PLANNED = ("马晓东", "closing", "2026-11-25")


def call(customers: list[Customer], parts: dict[str, Customer]) -> None:
    """Fill in the visits since the form came; 李娜 has none of her own."""
    for one in customers:
        for talk in one.contacts:
            rng = Random(f"visit {one.id} {talk.at}")
            day = talk.at.date()
            told = talk.method == "拜访" and day >= SINCE and talk.person != "李娜" and "date" not in talk.odd
            # most who went call again in the week after; who did not has kept no form either, but for two
            alone = talk is one.contacts[-1] and TODAY - day > WEEK
            if told and (one is parts["unfollowed"] or one is parts["served"] or not alone):
                one.visits.append(_visit(rng, talk.person, one, talk.at if talk.timed else day))
    for leader, part, day in LEADERS:
        one = parts[part]
        one.visits.append(_visit(Random(f"lead {one.id}"), leader, one, date.fromisoformat(day)))
    leader, part, day = PLANNED
    facts = {
        "planned_date": date.fromisoformat(day),
        "booking": "电话预约",
        "material": "合同初稿、样板照片",
        "goal": "推进签约",
    }
    parts[part].visits.append(Entry(leader, {"date": None, **facts}))
    _promises(parts)


def _visit(rng: Random, person: str, one: Customer, at: date | datetime) -> Entry:
    bought = one.now == "won"
    seen = rng.choice(SEEN["won" if bought else "open"])
    facts: dict[str, object] = {
        "date": at,
        "place": rng.choice(PLACES),
        "goal": "回访使用情况" if bought else rng.choice(GOALS),
        "method": FACE,
        "content": seen.format(p=one.product, q=one.amount, who=one.called),
        "idea": "" if bought else rng.choice(IDEAS),
        "advice": rng.choice(ADVICE),
        "satisfaction": rng.choice([4, 4, 5, 5, 3]) if bought else None,
    }
    return Entry(person, facts)


def _promises(parts: dict[str, Customer]) -> None:
    """A promise kept, one that was kept too late, one that was forgotten; and a visit that nobody followed up."""
    for part, days, after, why in [
        ("kept", 3, 2, ""),
        ("late_reply", 3, 6, "replied after the promised day"),
        ("no_reply", 3, None, "the promised day passed without a reply"),
    ]:
        visit = parts[part].visits[-1]
        visit.facts["promised"] = working(visit.day + timedelta(days))
        visit.facts["replied"] = min(TODAY, working(visit.day + timedelta(after))) if after else None
        if why:
            visit.cases["promised"] = [f"reply_overdue: {why}"]
    alone = parts["unfollowed"].visits[-1]
    alone.cases["date"] = ["visit_unfollowed: no call and no other visit in the week after"]
