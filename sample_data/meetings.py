"""Every contact with a customer: when it was, what was said, and what was promised."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random

from model import TODAY, Contact, Customer, between, is_working, working
from phrases import ACTIONS, CONTENT, FEEDBACK, INDUSTRIES, METHODS, RIVALS, TRIGGERS, VAGUE, WAYS


def meet(rng: Random, one: Customer) -> None:
    """Fill in the contacts: when they were, what was said, what was promised."""
    last, promise = _ending(rng, one)
    if last is None:
        return
    wanted = {
        "prospect": (1, 3),
        "interested": (2, 4),
        "hot": (4, 5),
        "closing": (4, 6),
        "won": (3, 6),
        "lost": (2, 4),
    }
    number = rng.randint(*wanted[one.now])
    days = {last}
    if one.scene == "contact_drop":
        days |= {
            between(rng, date(2026, 5, 26) + timedelta(17 * n), date(2026, 6, 8) + timedelta(17 * n)) for n in range(5)
        }
    elif one.scene == "steady":
        days |= {
            between(rng, date(2026, 5, 26) + timedelta(21 * n), date(2026, 6, 10) + timedelta(21 * n)) for n in range(8)
        }
    elif one.scene == "over_contact":
        days |= {date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 19)}
    else:
        start, end = max(one.first_contact, date(2026, 1, 5)), last
        if one.scene == "silent":
            number, start = 4, last - timedelta(24)
        span = (end - start).days
        days |= {
            between(rng, start + timedelta(span * n // number), start + timedelta(span * n // number + 2))
            for n in range(number - 1)
        }
    ordered = sorted(day for day in days if one.first_contact <= day <= last)
    for place, day in enumerate(ordered):
        after = ordered[place + 1] if place + 1 < len(ordered) else None
        said = "silent" if one.scene == "silent" and place >= len(ordered) - 3 else one.stage(day)
        topic = said
        if one.scene in ("budget_short", "rival", "complex") and place >= len(ordered) - 2 and rng.random() < 0.8:
            topic = one.scene.removesuffix("_short")
        due = working(after - timedelta(rng.choice([0, 0, 1, 2])), -1) if after else promise
        one.contacts.append(_contact(rng, one, day, said, topic, max(day + timedelta(1), due) if due else None))
    if one.scene in ("trigger", "trigger_none") or (one.scene == "cadence_late" and one.owner in ("李娜", "陈静")):
        one.contacts[-1].trigger = rng.choice(TRIGGERS)


def _ending(rng: Random, one: Customer) -> tuple[date | None, date | None]:
    """The last contact and what was promised then."""
    soon = between(rng, date(2026, 11, 23), date(2026, 12, 9))
    near = one.need_date is not None and one.need_date <= date(2026, 12, 20)
    recent = between(rng, date(2026, 11, 12) if near else date(2026, 11, 4), TODAY)
    if one.now == "lost":
        return max(one.first_contact, working((one.ended or TODAY) - timedelta(rng.randint(0, 3)), -1)), None
    endings: dict[str, Callable[[], tuple[date | None, date | None]]] = {
        "never": lambda: (None, None),
        "new": lambda: (min(TODAY, working(one.first_contact + timedelta(rng.randint(0, 2)))), soon),
        "pool": lambda: (between(rng, date(2026, 8, 12), date(2026, 8, 28)), None),
        "promise_late": lambda: (
            between(rng, date(2026, 10, 28), date(2026, 11, 6)),
            between(rng, date(2026, 11, 11), date(2026, 11, 19)),
        ),
        "cadence_late": lambda: (between(rng, date(2026, 10, 9), date(2026, 10, 20)), None),
        "no_next": lambda: (between(rng, date(2026, 11, 16), TODAY), None),
        "trigger": lambda: (between(rng, date(2026, 11, 16), TODAY), None),
        "trigger_none": lambda: (between(rng, date(2026, 11, 16), TODAY), None),
        "today": lambda: (between(rng, date(2026, 11, 12), date(2026, 11, 17)), TODAY),
        "over_contact": lambda: (TODAY, soon),
        "just_won": lambda: (TODAY, soon),
        "fresh": lambda: (max(one.signed or TODAY, between(rng, date(2026, 11, 16), TODAY)), soon),
        "contact_drop": lambda: (between(rng, date(2026, 9, 7), date(2026, 10, 12)), None),
        "care_late": lambda: (between(rng, date(2026, 7, 1), date(2026, 8, 7)), None),
    }
    if one.scene in endings:
        last, promise = endings[one.scene]()
        return (max(last, one.first_contact) if last else None), promise
    if one.now == "won":
        return max(one.signed or TODAY, between(rng, date(2026, 9, 1), TODAY)), rng.choice([None, soon])
    return max(recent, one.first_contact), soon


def _contact(rng: Random, one: Customer, day: date, said: str, topic: str, due: date | None) -> Contact:
    words = {
        "p": one.product,
        "q": one.amount,
        "who": one.called,
        "money": f"{one.quote(day) or (one.budget or (10, 10))[1]:g}",
        "rival": one.rival or RIVALS[0],
        "ind": rng.choice(INDUSTRIES[one.industry][1]),
    }
    promised = due or working(day + timedelta(5))
    words["d"] = f"{promised.month}月{promised.day}日"
    recent = {talk.content for talk in one.contacts}
    options = [text.format(**words) for text in CONTENT[topic]]
    content = rng.choice([text for text in options if text not in recent] or options)
    if said != "silent" and rng.random() < 0.05:
        content = rng.choice(VAGUE)
    answer = "none" if said == "silent" else rng.choices(["active", "passive", "none"], (4, 5, 0.4))[0]
    at = datetime.combine(day, time(rng.choice([9, 10, 11, 14, 15, 16]), rng.choice([0, 0, 15, 30, 45])))
    entered = datetime.combine(day, time(17, rng.choice([5, 20, 35, 50])))
    if rng.random() < 0.25 and is_working(day + timedelta(1)) and day < TODAY:
        entered = datetime.combine(day + timedelta(1), time(8, 40))
    usual = rng.choices(METHODS, (8, 6, 4, 2, 3, 1))[0]
    method = next((way for mark, way in WAYS.items() if mark in content), usual)
    quote = one.quote(day) if topic == "hot" and "报价" in content else None
    return Contact(
        at,
        rng.random() < 0.4,
        one.owner,
        method,
        content,
        rng.choice(FEEDBACK[said]) if content not in VAGUE else "",
        answer,
        rng.choice(ACTIONS[said]).format(**words),
        due,
        "",
        entered,
        quote,
    )
