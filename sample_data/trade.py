"""What customers bought in the last 24 months, and what was delivered: the facts of the purchase sheets."""

from datetime import date, timedelta
from random import Random

from model import TODAY, Customer, Entry, working
from phrases import NEEDS
from sayings import EXTRAS, MONTHLY

HISTORY = date(2024, 11, 21)  # 24 months before TODAY
OLD = timedelta(weeks=65)  # how much earlier those came who are customers of long standing
WINDOW = timedelta(days=180)
INSTALLED = ("智能会议平板", "门禁考勤一体机", "云桌面", "视频会议系统", "无纸化会议系统", "网络升级改造", "智能升降桌")
# customers whose repeat purchases are part of a case: what their story is
STOPPED, UNPRICED, OFTEN = "stopped", "unpriced", "often"


def age(customers: list[Customer]) -> None:
    """Move the first customers who bought, but for those whose dates a case names, back by 65 weeks."""
    for one in customers[:9]:
        if one.now == "won" and not {"signed", "first_contact", "registered"} & one.cases.keys():
            one.first_contact -= OLD
            one.registered -= OLD
            one.stages = [(day - OLD, stage) for day, stage in one.stages]
            one.quotes = [(day - OLD, amount) for day, amount in one.quotes]
            one.signed = one.signed - OLD if one.signed else None


def buy(customers: list[Customer], stories: dict[str, str]) -> None:
    """Fill in the purchases of who is a customer, installations and introductions. `stories`: customer id → story."""
    for one in customers:
        if one.now != "won" or one.signed is None:
            continue
        rng = Random(f"trade {one.id}")
        days = _days(rng, one, one.signed, stories.get(one.id, ""))
        for place, day in enumerate(days):
            one.purchases.append(_purchase(rng, one, day, place))
        if stories.get(one.id) == UNPRICED:
            for bought in one.purchases:
                bought.facts |= {"price": None, "amount": None, "remark": MONTHLY}
        one.referrals = rng.choice([None, None, 0, 1, 1, 2])
        if one.product in INSTALLED:
            one.install = working(one.signed + timedelta(rng.randint(18, 32)))
            done = working(one.install + timedelta(rng.randint(0, 4)))
            one.installed = done if done <= TODAY else None
    orders = sorted((bought for one in customers for bought in one.purchases), key=lambda bought: bought.day)
    for number, bought in enumerate(orders, 1):
        bought.facts["order"] = f"XS-{bought.day:%y%m}-{number:03d}"


def _days(rng: Random, one: Customer, signed: date, story: str) -> list[date]:
    """The contract's day and those of repeat purchases; of late as many as before, but for who stopped."""
    days = [max(signed, HISTORY)]
    old = signed < date(2025, 6, 1)
    step = 60 if story else rng.choice([60, 75, 90] if old else [0, 0, 0, 70, 90])
    last = date(2026, 5, 8) if story == STOPPED else TODAY - timedelta(1)
    while step and days[-1] + timedelta(step + 8) <= last:
        days.append(working(days[-1] + timedelta(step + rng.randint(-6, 6))))
    if story != STOPPED:
        recent = [day for day in days if TODAY - day < WINDOW]
        before = [day for day in days if WINDOW <= TODAY - day < 2 * WINDOW]
        while len(before) > 1 and 2 * len(recent) <= len(before):
            recent.append(working(date(2026, 9, 3) + timedelta(17 * len(recent))))
            days.append(recent[-1])
    return sorted(days)


def _purchase(rng: Random, one: Customer, day: date, place: int) -> Entry:
    _, wan, unit, _ = NEEDS[one.product]
    digits = "".join(sign for sign in one.amount if sign.isdigit())
    name, price, quantity = one.product, round(wan * 10000), int(digits)
    if place == 0 or (place % 6 == 0 and rng.random() < 0.8):  # the contract, and its renewal after a year
        total = round((one.quotes[-1][1] if one.quotes else wan * quantity) * 10000)
        price = round(total / quantity, 2)
    else:
        name, price, unit, numbers = rng.choice(EXTRAS[one.product])
        quantity = rng.choice(numbers)
        total = price * quantity
    priced = rng.random() > 0.06
    facts: dict[str, object] = {
        "date": day,
        "product": name,
        "quantity": quantity,
        "price": price if priced else None,
        "amount": total if priced else None,
        "remark": rng.choice(["", "", "", f"按{unit}计", "月结30天", "专票"]) if priced else MONTHLY,
    }
    return Entry(one.owner, facts)
