"""More rule cases put in on purpose: thin needs, private data, customers that look alike, a refusal, what notes say."""

from collections.abc import Callable
from datetime import date, timedelta

from model import Contact, Customer

BORN = date(1985, 3, 12)
NOWHERE = "990123"  # no such area code: nobody's number
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
SHORT = ("预算批不下来", "预算不够")
LEVELS = ("两级审批", "院长办公会")


def slip(customers: list[Customer], pick: Callable[..., Customer]) -> None:
    """Change some customers nothing was done to yet; `pick` finds them (owner, stage, scene)."""
    _thin(pick("李娜", "prospect"), "要买一批打印机和电脑", "设备采购 without 型号 and 交付周期")
    _thin(pick("王强", "prospect"), "机房运维，费用要低", "服务支持 without 响应时效 and 服务范围")
    _alike(pick)
    _private(customers, pick)
    one = pick("王强", "prospect", "cadence_late")
    one.contacts[-1].feedback = "说不需要，让我们别再联系了"
    _note(one.contacts[-1], "feedback", "stopped_after_refusal", "refused, and nobody called since")
    one = pick("陈静", "prospect", "pool")
    one.match = "low"
    _note(one, "match", "observe_suggested", "匹配度 低, no promise stands")
    one = pick("张伟", "interested", "cadence_late")
    _note(one, "company", "regrade_due", "grade C in September and now")
    for one in customers:
        _told(one)


def identity(serial: int) -> str:
    """An invented identity number with the right check digit."""
    digits = f"{NOWHERE}{BORN + timedelta(serial):%Y%m%d}{serial % 1000:03d}"
    return digits + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 11]


def _note(row: Customer | Contact, field: str, rule: str, why: str) -> None:
    row.cases.setdefault(field, []).append(f"{rule}: {why}")


def _thin(one: Customer, need: str, why: str) -> None:
    one.odd["need"] = need
    _note(one, "need", "need_detail", why)


def _alike(pick: Callable[..., Customer]) -> None:
    """One phone for two customers of two owners; one name that differs by 市 and by the legal form."""
    one, other = pick("王强", "prospect"), pick("李娜", "prospect")
    one.odd["mobile"] = other.odd["mobile"] = one.mobile
    for each in (one, other):
        _note(each, "company", "likely_same", "the same phone as another customer's")
    one, other = pick("陈静", "interested"), pick("张伟", "prospect")
    other.company = one.company.replace(one.region, f"{one.region}市", 1)
    for each in (one, other):
        _note(each, "company", "likely_same", "a name near another customer's")


def _private(customers: list[Customer], pick: Callable[..., Customer]) -> None:
    """An identity number in a remark; a column 家庭住址 in which 王强 filled three cells."""
    one = pick("张伟", "interested")
    one.odd["remark"] = f"经办人{one.contact}，身份证 {identity(17)}"
    _note(one, "remark", "private_data", "an identity number (invented) in a remark")
    own = [one for one in customers if one.owner == "王强" and not one.held and one.now == "won"]
    for one, number in zip(own[:3], (12, 7, 31), strict=True):
        one.home = f"{one.region}市望江路{number}号{number % 5 + 1}幢{number % 3 + 1}01室"
        _note(one, "home", "private_data", "a home address")


def _told(one: Customer) -> None:
    """Who the notes say is short of money, has many levels of approval, talks to another: cited at that note."""
    for scene, rule, marks in [
        ("rival", "competitor", (one.rival or "-",)),
        ("complex", "complex_decision", LEVELS),
    ]:
        talks = [talk for talk in one.contacts if any(mark in talk.content for mark in marks)]
        if one.scene == scene and talks:
            _note(talks[-1], "content", rule, "the note says so")
        elif one.scene == scene == "rival":
            _note(one, "rival", rule, "竞品 is filled")
    short = [talk for talk in one.contacts if any(mark in talk.content for mark in SHORT)]
    if one.scene == "budget_short":
        row, field = (short[-1], "content") if short else (one, "quote")
        _note(row, field, "budget_short", "by the story of this customer")
