"""What a customer and a contact are, and the calendar they live in; shared by all modules of the sample."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

TODAY = date(2026, 11, 20)
WEEKS = {
    "2026-W38": date(2026, 9, 14),
    "2026-W45": date(2026, 11, 2),
    "2026-W46": date(2026, 11, 9),
    "2026-W47": date(2026, 11, 16),
}
OWNERS = ["张伟", "李娜", "王强", "陈静"]
ARCHIVED = ("张伟", "李娜")  # the two whose customer sheet of September was kept
LADDER = ["prospect", "interested", "hot", "closing", "won"]
# fmt: off
HOLIDAYS = {date(2026, *md) for md in [(1, 1), (1, 2), (2, 16), (2, 17), (2, 18), (2, 19), (2, 20), (2, 23),
    (4, 6), (5, 1),
            (5, 4), (5, 5), (6, 19), (9, 25), (10, 1), (10, 2), (10, 5), (10, 6), (10, 7)]}
# fmt: on


@dataclass
class Contact:
    """One followup as it happened; `odd` and `cases` are what plants.py changes and why."""

    at: datetime
    timed: bool
    person: str
    method: str
    content: str
    feedback: str
    response: str
    next_action: str
    next_follow: date | None = None
    trigger: str = ""
    entered: datetime | None = None
    quote: float | None = None
    odd: dict[str, object] = field(default_factory=dict)
    cases: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Entry:
    """One line of a purchase, complaint, visit or key account sheet: field → fact, and who wrote it down.

    `later[week]` is what the sheets of that week and newer ones say instead.
    """

    person: str
    facts: dict[str, object]
    later: dict[str, dict[str, object]] = field(default_factory=dict)
    odd: dict[str, object] = field(default_factory=dict)
    cases: dict[str, list[str]] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """When it happened."""
        at = self.facts.get("date")
        return at.date() if isinstance(at, datetime) else at if isinstance(at, date) else TODAY


@dataclass
class Customer:
    """One customer of one owner, with the day of each stage and quote; money in 万元."""

    id: str
    owner: str
    company: str
    industry: str
    region: str
    size: str
    source: str
    contact: str
    title: str
    phone: str
    mobile: str
    email: str
    wechat: str
    address: str
    product: str
    amount: str
    need: str
    urgency: str
    budget: tuple[float, float] | None
    scene: str
    first_contact: date
    registered: date
    stages: list[tuple[date, str]]
    need_date: date | None = None
    power: str = ""
    match: str = ""
    risk: str = ""
    rival: str = ""
    lead_type: str = "direct"
    follow_status: str = "active"
    quotes: list[tuple[date, float]] = field(default_factory=list)
    margin: float = 0.2
    review: date | None = None
    signed: date | None = None
    ended: date | None = None
    audit: str = "done"
    key: bool = False
    confirmed: str = ""
    decision: str = ""
    install: date | None = None
    installed: date | None = None
    referrals: int | None = None
    home: str = ""
    remark: str = ""
    contacts: list[Contact] = field(default_factory=list)
    purchases: list[Entry] = field(default_factory=list)
    complaints: list[Entry] = field(default_factory=list)
    visits: list[Entry] = field(default_factory=list)
    accounts: dict[str, list[Entry]] = field(default_factory=dict)  # sheet of a key account → its lines
    held: dict[str, str] = field(default_factory=dict)  # week → owner, where it differs ("" = in no sheet)
    odd: dict[str, object] = field(default_factory=dict)
    cases: dict[str, list[str]] = field(default_factory=dict)

    def stage(self, day: date) -> str:
        return [stage for since, stage in self.stages if since <= day][-1]

    @property
    def now(self) -> str:
        return self.stage(TODAY)

    @property
    def called(self) -> str:
        """How the notes call the contact: 王经理."""
        return self.contact[0] + ["经理", "工", "主任", "总"][len(self.need) % 4]

    def quote(self, day: date) -> float | None:
        known = [amount for since, amount in self.quotes if since <= day]
        return known[-1] if known else None


def is_working(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def working(day: date, step: int = 1) -> date:
    """The day itself or the next (step −1: the previous) working day."""
    while not is_working(day):
        day += timedelta(step)
    return day


def between(rng: Random, first: date, last: date) -> date:
    """A working day from first to last."""
    day = working(first + timedelta(rng.randint(0, max(0, (last - first).days))), -1)
    return day if day >= first else working(first)
