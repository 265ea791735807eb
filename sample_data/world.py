"""The invented company's facts: 120 customers and how the stage of each one moved.

Nothing here knows about Excel. `build()` is the same on every run: one small random stream per customer.
"""

from datetime import date, timedelta
from random import Random

from meetings import meet
from model import ARCHIVED, LADDER, OWNERS, TODAY, Customer, between, working
from phrases import CITIES, COINED, GIVEN, INDUSTRIES, NEEDS, REMARKS, RIVALS, SOURCES, SURNAMES, TITLES

# How many of each owner's customers stand where, and what goes on with the first of them ("ok": the others).
# fmt: off
QUOTA = {
    "张伟": {"won": 7, "lost": 2, "closing": 3, "hot": 5, "interested": 7, "prospect": 8},
    "李娜": {"won": 7, "lost": 3, "closing": 3, "hot": 4, "interested": 6, "prospect": 8},
    "王强": {"won": 6, "lost": 3, "closing": 2, "hot": 4, "interested": 7, "prospect": 9},
    "陈静": {"won": 5, "lost": 2, "closing": 2, "hot": 4, "interested": 6, "prospect": 7},
}
SCENES = {
    "张伟": {"prospect": ["over_contact", "never", "promise_late", "new", "ok", "new"],
           "interested": ["silent", "promise_late", "stalled", "cadence_late", "no_next"],
           "hot": ["budget_short", "promise_late", "stalled"], "closing": ["need_passed"],
           "won": ["contact_drop", "steady", "fresh", "care_late"]},
    "李娜": {"prospect": ["never", "cadence_late", "new", "no_next", "new"], "interested": ["stalled",
        "promise_late", "trigger"],
           "hot": ["budget_short", "promise_late", "rival"], "closing": ["stalled", "today"],
           "won": ["steady", "fresh", "contact_drop"]},
    "王强": {"prospect": ["pool", "pool", "promise_late", "never", "new", "cadence_late", "no_next"],
           "interested": ["promise_late", "need_passed", "ok", "trigger_none"], "hot": ["rival",
               "promise_late", "complex"],
           "closing": ["today"], "won": ["care_late", "just_won", "steady"], "lost": ["just_lost"]},
    "陈静": {"prospect": ["pool", "promise_late", "new", "trigger"], "interested": ["silent",
        "cadence_late", "promise_late"],
           "hot": ["budget_short", "budget_short", "need_passed"], "closing": ["ok"], "won": ["fresh",
               "care_late"]},
}
# fmt: on


def build() -> list[Customer]:
    """All customers, in the order of their numbers, with their contacts in time order."""
    names = Random(20261120)
    used: set[str] = set()
    customers: list[Customer] = []
    for owner in OWNERS:
        for stage, count in QUOTA[owner].items():
            scenes = SCENES[owner].get(stage, [])
            for place in range(count):
                scene = scenes[place] if place < len(scenes) else "ok"
                customers.append(_customer(len(customers) + 1, owner, stage, scene, names, used))
    customers.sort(key=lambda one: (one.first_contact, one.id))
    for number, one in enumerate(customers, 1):
        one.id = f"KH-{number:03d}"
    return customers


def _customer(number: int, owner: str, stage: str, scene: str, names: Random, used: set[str]) -> Customer:
    rng = Random(f"customer {number}")
    industry = names.choice(list(INDUSTRIES))
    city = names.choice(list(CITIES))
    company = ""
    while not company or company in used:
        company = city + names.choice(COINED) + names.choice(INDUSTRIES[industry][0])
    used.add(company)
    person = names.choice(SURNAMES) + names.choice(GIVEN)
    product = rng.choice(list(NEEDS))
    text, price, unit, quantities = NEEDS[product]
    quantity = rng.choice(quantities)
    worth = max(3.0, min(190.0, price * quantity))
    low, high = _round(worth * 0.8), _round(worth * 1.25)
    first, steps = _steps(rng, owner, stage, scene)
    one = Customer(
        id=f"{number:03d}",
        owner=owner,
        company=company,
        industry=industry,
        region=city,
        size=rng.choice(["20-99人", "100-499人", "500-999人", "1000人以上", "50人以下"]),
        source=rng.choice(SOURCES),
        contact=person,
        title=rng.choice(TITLES),
        phone=f"{CITIES[city]}-8000{number * 37 % 9000 + 100:04d}",
        mobile=f"1{rng.choice([38, 39, 58, 86])}0000{number * 71 % 9000 + 1000}",
        email=f"contact{number:03d}@example.com",
        wechat=f"wx_sample{number:03d}",
        address=f"{city}市{rng.choice(['滨河', '科创', '望江', '学府', '迎宾'])}路{rng.randint(1, 300)}号",
        product=product,
        amount=f"{quantity}{unit}",
        need=text.format(q=quantity, w=rng.choice([2, 3, 4, 6])),
        urgency=rng.choice(["high", "medium", "medium", "low"]),
        budget=(low, high),
        scene=scene,
        first_contact=first,
        registered=first,
        stages=steps,
    )
    if rng.random() < 0.6:
        one.registered = working(first + timedelta(1)) if rng.random() < 0.5 else first
    if stage == "prospect" and rng.random() < 0.35:
        one.budget = None
    one.power = rng.choice(["yes", "yes", "yes", "no", ""]) if stage in ("prospect", "interested") else "yes"
    one.match = rng.choice(["high", "medium", "medium", "low"] if stage == "prospect" else ["high", "high", "medium"])
    one.margin = rng.choice([0.12, 0.15, 0.18, 0.2, 0.22, 0.25, 0.28, 0.32])
    one.key = worth >= 90 and LADDER.index(stage if stage != "lost" else "hot") >= 2
    one.lead_type = rng.choice(["direct", "direct", "direct", "indirect"])
    one.remark = rng.choice(REMARKS)
    one.need_date = _need_date(rng, stage, scene)
    one.signed = next((day for day, name in steps if name == "won"), None)
    one.ended = next((day for day, name in steps if name == "lost"), None)
    for day, name in steps:
        if name == "hot":
            one.quotes.append((day, min(round(worth * rng.uniform(0.95, 1.15), 1), high)))
    if one.quotes and one.quotes[0][0] < date(2026, 11, 10) and rng.random() < 0.3 and stage in ("hot", "closing"):
        one.quotes.append((date(2026, 11, rng.choice([10, 12, 17])), round(one.quotes[0][1] * 0.95, 1)))
    if scene == "budget_short":
        one.budget = (_round(worth * 0.5), _round(worth * 0.75))
        one.risk, one.urgency = "budget_short", "medium"
    one.rival = rng.choice(RIVALS) if scene == "rival" else ""
    one.review = _review(rng, one)
    meet(rng, one)
    return one


def _round(amount: float) -> float:
    """To what a person would say: 3, 8, 15, 40, 120 万."""
    for limit, unit in ((10, 1), (30, 5), (120, 10)):
        if amount < limit:
            return max(unit, round(amount / unit) * unit)
    return round(amount / 50) * 50


def _steps(rng: Random, owner: str, stage: str, scene: str) -> tuple[date, list[tuple[date, str]]]:
    """First contact, and the day of each stage."""
    late, last = date(2026, 9, 22), TODAY
    if scene == "new":
        first = between(rng, date(2026, 11, 3), date(2026, 11, 18))
        return first, [(first, "prospect")]
    if stage == "prospect":
        span = {
            "pool": (date(2026, 6, 1), date(2026, 8, 10)),
            "never": (date(2026, 10, 20), date(2026, 11, 9)),
        }
        start, end = span.get(scene, (late, date(2026, 11, 6)))
        first = between(rng, start, end)
        return first, [(first, "prospect")]
    if stage == "won":
        ranges = {
            "fresh": (date(2026, 11, 3), date(2026, 11, 19)),
            "contact_drop": (date(2026, 2, 24), date(2026, 4, 10)),
            "steady": (date(2026, 2, 24), date(2026, 4, 10)),
            "care_late": (date(2026, 3, 2), date(2026, 6, 12)),
            "just_won": (date(2026, 11, 18), date(2026, 11, 19)),
        }
        end = between(rng, *ranges.get(scene, (date(2026, 3, 2), date(2026, 10, 16))))
    elif stage == "lost":
        end = date(2026, 11, 17) if scene == "just_lost" else between(rng, date(2026, 4, 1), date(2026, 11, 6))
    elif scene == "stalled":
        end = between(rng, date(2026, 7, 1), date(2026, 9, 10))
    else:
        start = date(2026, 11, 16) if scene in ("ok", "today") and rng.random() < 0.2 else date(2026, 9, 28)
        end = between(rng, start, date(2026, 11, 19))
    path = LADDER[: LADDER.index(stage) + 1] if stage != "lost" else [*LADDER[: rng.randint(2, 3)], "lost"]
    first = working(end - timedelta(rng.randint(12, 30) * (len(path) - 1)))
    if owner in ARCHIVED and stage not in ("won", "lost") and scene != "stalled" and date(2026, 9, 11) <= first < late:
        first = late  # who is in no September sheet registered after it
    gap = (end - first) / (len(path) - 1)
    days = [first] + [working(first + gap * place) for place in range(1, len(path) - 1)] + [end]
    return first, [(min(day, last), name) for day, name in zip(days, path, strict=True)]


def _need_date(rng: Random, stage: str, scene: str) -> date | None:
    if scene == "need_passed":
        return rng.choice([date(2026, 11, 10), date(2026, 11, 13), date(2026, 10, 9)])
    if scene == "budget_short":
        return date(2027, 3, 31)
    near, middle, later = (
        [date(2026, 11, 25), date(2026, 11, 30), date(2026, 12, 10), date(2026, 12, 18)],
        [date(2026, 12, 31), date(2027, 1, 15), date(2027, 1, 31), date(2027, 2, 10)],
        [date(2027, 2, 28), date(2027, 3, 10), date(2027, 3, 20), date(2027, 3, 31)],
    )
    weights = {
        "closing": (6, 4, 0, 0),
        "hot": (4, 5, 1, 0),
        "interested": (2, 6, 3, 0),
        "prospect": (1, 3, 4, 3),
    }
    pool: list[date] = rng.choices([near, middle, later, []], weights.get(stage, (0, 1, 0, 2)))[0]
    return rng.choice(pool) if pool else None


def _review(rng: Random, one: Customer) -> date:
    """The last assessment: weekly from 意向 on, monthly for 潜在, quarterly once they buy."""
    first, last = {
        "prospect": (date(2026, 10, 26), TODAY),
        "won": (date(2026, 8, 24), date(2026, 11, 13)),
        "lost": (date(2026, 8, 24), date(2026, 10, 30)),
    }.get(one.now, (date(2026, 11, 13), date(2026, 11, 19)))
    return max(between(rng, first, last), one.registered)
