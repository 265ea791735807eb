"""Who plays which part in the purchases, complaints, visits and key accounts; and the rule cases of these."""

from datetime import date

from accounts import confirm, develop
from calls import call
from model import Customer, Entry
from phrases import VAGUE
from service import complain
from trade import OFTEN, STOPPED, UNPRICED, age, buy

AMENDED = date(2026, 11, 4)


def tell(customers: list[Customer]) -> list[Customer]:
    """Fill in what happened besides the contacts; in place, returns all of them."""
    once = [one for one in customers if one.held.get("2026-W38") != "" or one.held.get("2026-W47")]
    for one in customers:
        if one not in once:  # a row that stands twice: what happened is told of the other
            one.purchases, one.complaints, one.visits, one.accounts = [], [], [], {}
    age(once)

    def of(owner: str, stage: str, scene: str = "ok", place: int = 0) -> Customer:
        return [one for one in once if (one.owner, one.now, one.scene) == (owner, stage, scene)][place]

    def largest(owner: str, stage: str) -> Customer:
        return max((one for one in once if (one.owner, one.now) == (owner, stage)), key=lambda one: one.quotes[-1][1])

    best, amended = largest("王强", "won"), of("张伟", "won")
    stopped, unpriced, often = of("王强", "won"), of("李娜", "won", place=2), of("李娜", "won", place=1)
    buy(once, {stopped.id: STOPPED, unpriced.id: UNPRICED, best.id: OFTEN, often.id: OFTEN})
    _case(stopped, "company", "purchase_drop", "bought every two months until May")
    _amend(amended)
    _install(of("陈静", "won", place=1))
    signed, served = largest("张伟", "won"), largest("陈静", "won")
    complain(
        {
            "old": of("王强", "won", "steady"), "rise": often, "big": best, "ok": served, "promise": signed,
            "late": of("张伟", "won", "steady"), "open": of("陈静", "won", place=1),
            "replied": of("李娜", "won", place=3), "silent": of("陈静", "won"),
        }
    )  # fmt: skip
    parts = {
        "closing": largest("张伟", "closing"), "signed": signed, "served": served, "best": best,
        "li": largest("李娜", "closing"), "tender": of("陈静", "prospect", "new"), "new": of("张伟", "won", "fresh"),
        "levels": of("张伟", "hot", place=1), "kept": amended,
        "unfollowed": of("王强", "hot", "promise_late"), "no_reply": of("陈静", "won"),
        "late_reply": served,
    }  # fmt: skip
    confirm(customers, parts)
    call(once, parts)
    develop(parts)
    _by_the_notes(once)
    _mess(stopped, served)
    return customers


def _case(one: Customer, field: str, rule: str, why: str) -> None:
    one.cases.setdefault(field, []).append(f"{rule}: {why}")


def _amend(one: Customer) -> None:
    """An order of early November, its quantity and amount changed in the sheet of two weeks later."""
    facts: dict[str, object] = {"order": "XS-2611-204", "product": "网络配件一批", "quantity": 2, "price": 5200}
    later = {"2026-W47": {"quantity": 3, "amount": 15600, "remark": "客户加订一批，原单作废"}}
    order = Entry(one.owner, {"date": AMENDED, **facts, "amount": 10400, "remark": ""}, later)
    order.cases["order"] = ["改单 (no finding): 2026-W47 says another amount, which counts"]
    one.purchases = sorted([*one.purchases, order], key=lambda bought: bought.day)


def _install(one: Customer) -> None:
    one.install, one.installed = date(2026, 11, 6), None
    _case(one, "install", "install_open", "planned for 2026-11-06, not said to be done")


def _mess(bought: Customer, visited: Customer) -> None:
    """Cells of the new sheets that cannot be read or that name nobody."""
    first, second = bought.purchases[1:3]
    _odd(first, "company", "云谷餐饮管理", "unknown_customer", "a customer nobody registered")
    _odd(second, "amount", "见合同", "bad_value", "not a sum")
    _odd(visited.visits[0], "satisfaction", "很好", "bad_value", "not a number")


def _odd(entry: Entry, field: str, value: object, rule: str, why: str) -> None:
    entry.odd[field] = value
    entry.cases.setdefault(field, []).append(f"{rule}: {why}")


def _by_the_notes(customers: list[Customer]) -> None:
    """What the notes say of itself: vague records, dated promises that passed, a competitor, levels of approval."""
    for one in customers:
        for talk in one.contacts:
            if talk.content in VAGUE and talk.at.date() >= date(2026, 11, 2) and "content" not in talk.odd:
                talk.cases.setdefault("content", []).append("vague_record: nothing that could be checked")
        last = one.contacts[-1] if one.contacts else None
        if last and one.scene == "promise_late" and last.next_follow and "前" in last.next_action:
            last.cases.setdefault("next_action", []).append("commitment_overdue: the day named there has passed")
