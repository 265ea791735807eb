"""The rule cases put into the sample on purpose: each changes one fact or cell and names its rule.

`odd[field]` is what somebody typed into that cell of the newest sheet; `cases[field]` is what README.md says.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from model import TODAY, Contact, Customer, is_working, working
from slips import slip

# What the scenes of world.py lead to: scene → (rule, field to cite, on the customer row or last contact).
# fmt: off
SCENES = {
    "never": ("never_contacted", "company", "customer"), "pool": ("pool_due", "company", "customer"),
    "promise_late": ("promise_overdue", "next_follow", "contact"), "silent": ("silent", "response",
        "contact"),
    "cadence_late": ("cadence_overdue", "company", "customer"), "no_next": ("no_next_step", "next_follow",
        "contact"),
    "over_contact": ("over_contact", "company", "customer"),
    "stalled": ("stalled", "stage_declared", "customer"), "need_passed": ("need_date_passed", "need_date",
        "customer"),
    "contact_drop": ("contact_drop", "company", "customer"), "care_late": ("care_overdue", "company",
        "customer"),
}
# fmt: on
CALM = ["ok", "rival", "complex", "today", "trigger", "trigger_none", "promise_late", "new", "no_next"]
Pick = Callable[..., Customer]
NEW_ONLY = {"2026-W38": "", "2026-W45": "", "2026-W46": ""}  # held in no sheet before 2026-W47


def plant(customers: list[Customer]) -> list[Customer]:
    """Change the customers in place and add the few rows that stand twice; returns all of them."""
    rng = Random("plants")
    for one in customers:
        _scene(one)
    taken: set[str] = set()

    def pick(owner: str, stage: str = "", scene: str = "", since: date | None = None) -> Customer:
        """A customer nothing was done to yet; without a scene, one whose story leaves room for a case."""
        for wanted in [scene] if scene else CALM:
            for one in customers:
                fits = one.owner == owner and one.scene == wanted and (one.now == stage if stage else one.now != "lost")
                met = since is None or (one.contacts and one.contacts[-1].at.date() >= since)
                if fits and met and one.id not in taken:
                    taken.add(one.id)
                    return one
        raise LookupError(f"no {stage} of {owner} left for a case")

    added = list(_owners(pick))
    _cells(pick)
    _facts(pick)
    _stages(pick)
    _contacts(pick)
    _reviews_and_audits(customers)
    _late(customers, rng)
    slip(customers, pick)
    return customers + added


def _note(row: Customer | Contact, field: str, rule: str, why: str) -> None:
    row.cases.setdefault(field, []).append(f"{rule}: {why}")


def _type(row: Customer | Contact, field: str, value: object, rule: str, why: str) -> None:
    row.odd[field] = value
    _note(row, field, rule, why)


def _scene(one: Customer) -> None:
    if one.scene in SCENES:
        rule, field, where = SCENES[one.scene]
        row: Customer | Contact = one if where == "customer" else one.contacts[-1]
        _note(row, field, rule, "by the story of this customer")


def _owners(pick: Pick) -> Iterator[Customer]:
    """移交, 撞单, a customer that vanished, and one registered twice in a sheet."""
    moved = pick("王强", "interested")
    moved.held = {"2026-W47": "陈静"}
    talk = moved.contacts[-1]
    talk.next_follow = None
    moved.contacts.append(
        replace(
            talk,
            at=datetime(2026, 11, 19, 10, 0),
            person="陈静",
            method="拜访",
            content=f"和王强一起拜访，交接给我；{moved.called}确认需求没变",
            next_action="重新核对点位",
            next_follow=date(2026, 11, 26),
            entered=datetime(2026, 11, 19, 17, 30),
            odd={},
            cases={},
        )
    )
    _note(moved, "company", "移交 (no finding)", "in 王强's sheets until W46, in 陈静's from W47")

    gone = pick("张伟", "prospect")
    gone.held = {"2026-W47": ""}
    _note(gone, "company", "本周表中未出现 (no finding)", "in 张伟's W46 sheet, not in W47")

    both = pick("张伟", "hot")
    _note(both, "company", "clash", "also in 李娜's W47 sheet, without a number")
    day = date(2026, 11, 17)
    call = Contact(
        datetime.combine(day, datetime.min.time()),
        False,
        "李娜",
        "微信",
        f"经{both.called}同事介绍加的微信，问{both.product}有没有现货",
        "说已有一家在谈",
        "passive",
        "发资料",
        date(2026, 11, 24),
        "",
        None,
    )
    yield replace(
        both,
        id="",
        owner="李娜",
        contact=both.contact[0] + "主任",
        mobile="13900008866",
        first_contact=day,
        registered=day,
        stages=[(day, "prospect")],
        quotes=[],
        contacts=[call],
        held=dict(NEW_ONLY),
        scene="clash",
        odd={},
        key=False,
        cases={"company": ["clash: also in 张伟's W47 sheet"]},
        review=None,
        source="老客户转介绍",
        audit="waiting",
    )

    twice = pick("王强", "prospect")
    yield replace(
        twice,
        contacts=[],
        held=dict(NEW_ONLY),
        remark="电话已更新",
        mobile="15800006677",
        odd={},
        cases={"company": ["duplicate: the customer stands twice in this sheet"]},
    )


def _cells(pick: Pick) -> None:
    """Cells that are empty or cannot be read."""
    for owner, stage, field, value, rule, why in [
        ("李娜", "prospect", "need", "", "missing_required", "需求概述 is empty"),
        ("王强", "interested", "contact", "", "missing_required", "联系人 is empty"),
        ("陈静", "prospect", "source", "", "missing_required", "来源渠道 is empty"),
        ("张伟", "interested", "budget", "15-10万", "bad_value", "low end above high end"),
        ("王强", "interested", "mobile", "1380000123", "bad_value", "a mobile with 10 digits"),
        ("李娜", "interested", "first_contact", "二月三十号", "bad_value", "no such day"),
        ("陈静", "interested", "expected_close", "abc", "bad_value", "not a date"),
        ("王强", "prospect", "stage_declared", "跟单中", "bad_value", "a stage word nobody knows"),
        (
            "张伟",
            "prospect",
            "registered",
            date(2026, 12, 8),
            "future_record",
            "registered after the as-of date (12 for 10)",
        ),
        (
            "李娜",
            "won",
            "signed",
            date(2025, 3, 16),
            "dates_out_of_order",
            "签约 before 首次接触 (year typed wrong)",
        ),
    ]:
        _type(pick(owner, stage), field, value, rule, why)
    one = pick("陈静", "hot")
    _type(one, "registered", one.first_contact - timedelta(8), "dates_out_of_order", "登记 before 首次接触")
    one = pick("王强", "won")
    _type(one, "mobile", "", "no_contact_way", "no phone, and the sheet has no mail or WeChat column")
    one.odd["phone"] = ""
    one = pick("张伟", "won")
    _type(one, "phone", "", "no_contact_way", "phone and mail both empty")
    one.odd["email"] = ""


def _facts(pick: Pick) -> None:
    """Names that are too short, registrations that came late, and cells that only look odd."""
    for owner, word in [("张伟", "包装"), ("李娜", "餐饮")]:
        one = pick(owner, "prospect", "new")
        one.company = one.company[:4] + word
        _note(one, "company", "short_name", "not a full name")
    for owner, stage, days in [
        ("张伟", "interested", 4),
        ("李娜", "hot", 7),
        ("王强", "hot", 5),
        ("陈静", "prospect", 6),
        ("王强", "won", 12),
    ]:
        one = pick(owner, stage)
        one.registered = max(working(one.first_contact + timedelta(days)), one.first_contact)
        _note(one, "registered", "late_registration", f"{days} days after 首次接触")
    one = pick("陈静", "prospect")
    one.lead_type = "potential"
    one.contacts[-1].next_follow = None
    _note(one, "lead_type", "潜在型 (exempt)", "no next step planned, yet no no_next_step")
    one = pick("陈静", "interested")
    one.follow_status = "observe"
    one.quotes = [(working(one.registered + timedelta(3)), round((one.budget or (10, 10))[1] * 0.9, 1))]
    _note(one, "quote_status", "作废 (no finding)", "a void quote does not make 高意向")


def _stages(pick: Pick) -> None:
    _type(
        pick("王强", "closing"),
        "signed",
        date(2026, 11, 18),
        "stage_conflict",
        "签约日期 filled, stage still 准客户",
    )
    _type(
        pick("陈静", "closing", "ok"),
        "stage_declared",
        "成交",
        "stage_conflict",
        "declared 成交 without 签约日期",
    )
    one = pick("李娜", "hot")
    one.stages = [
        *one.stages,
        (min(one.stages[-1][0], date(2026, 11, 6)), "closing"),
        (date(2026, 11, 17), "hot"),
    ]
    one.stages.sort(key=lambda step: step[0])
    _note(one, "stage_declared", "fell back (no finding)", "准客户 until W46, 高意向 again in W47")
    one = pick("李娜", "lost")
    one.ended, one.stages = (
        date(2026, 10, 21),
        [(day, s) for day, s in one.stages if s != "lost"] + [(date(2026, 10, 21), "lost")],
    )
    one.stages.sort(key=lambda step: step[0])
    call = replace(
        one.contacts[-1],
        at=datetime(2026, 11, 12, 15),
        content=f"{one.called}主动来电，说新供应商交付延期，问还能不能接",
        feedback="想重新谈",
        next_action="下周带方案过去",
        odd={},
        cases={},
        response="active",
    )
    one.contacts = [talk for talk in one.contacts if talk.at.date() <= date(2026, 10, 21)] + [call]
    _note(one, "stage_declared", "stage_conflict", "declared 流失, but contacted after 终止日期")
    one = pick("李娜", "interested")
    _type(one, "need", "", "missing_required", "需求概述 is empty")
    _note(one, "need", "stage_conflict", "declared 意向 with an empty 需求概述")


def _contacts(pick: Pick) -> None:
    def last(owner: str, since: date = date(2026, 11, 2)) -> Contact:
        return pick(owner, since=since).contacts[-1]

    _type(last("张伟"), "content", "", "missing_required", "跟进内容 is empty")
    _type(last("李娜"), "method", "", "missing_required", "跟进方式 is empty")
    _type(last("王强"), "date", "11月31日", "bad_value", "no such day")
    _type(last("张伟", date(2026, 9, 1)), "response", "还行", "bad_value", "a word nobody knows")
    _type(last("李娜"), "next_follow", "等通知", "bad_value", "not a date")
    monday = date(2026, 11, 16)
    _type(last("张伟", monday), "date", datetime(2026, 11, 26), "future_record", "26 for 16")
    talk = last("张伟", monday)
    _type(talk, "entered", talk.at - timedelta(days=1), "dates_out_of_order", "录入 before 跟进")
    talk = last("王强", monday)
    _type(
        talk,
        "next_follow",
        talk.at.date() - timedelta(7),
        "dates_out_of_order",
        "下次跟进 before 跟进 (also promise_overdue)",
    )
    talk = last("李娜")
    _type(talk, "company", "老地方酒店", "unknown_customer", "a customer nobody registered")
    talk = last("王强")
    _type(talk, "company", "海棠湾物业", "unknown_customer", "a customer nobody registered")
    talk = last("陈静")
    _type(talk, "customer_id", "KH-002", "link_conflict", "the number of one customer, the name of another")
    one = pick("李娜", "closing")
    talk = one.contacts[-1]
    one.contacts.append(replace(talk, cases={"content": ["duplicate: the same record twice in one sheet"]}))


def _reviews_and_audits(customers: list[Customer]) -> None:
    late = 0
    for one in customers:
        if one.owner in ("张伟", "李娜", "陈静") and one.scene in (
            "promise_late",
            "cadence_late",
            "silent",
            "pool",
            "need_passed",
        ):
            one.review = max(working(date(2026, 10, 12 + late % 5)), one.registered)
            late += 1
            _note(one, "last_review", "review_overdue", "not assessed for weeks")
        if one.registered >= date(2026, 11, 12) and one.owner != "陈静" and one.scene != "clash":
            one.audit = "waiting"
        if one.scene in ("never", "need_passed") and one.owner in ("张伟", "王强"):
            one.audit = {"张伟": "refused", "王强": ""}[one.owner]
        if one.audit != "done":
            _note(one, "audit", "pending_audit", "not 已审核")


def _late(customers: list[Customer], rng: Random) -> None:
    """About one in eight contacts of these weeks was written down days later."""
    for one in customers:
        for talk in one.contacts:
            if (
                talk.at.date() >= date(2026, 11, 2)
                and talk.person != "李娜"
                and "entered" not in talk.odd
                and rng.random() < 0.12
            ):
                day = talk.at.date() + timedelta(rng.randint(3, 4))
                while not is_working(day):
                    day += timedelta(1)
                if day <= TODAY:
                    talk.entered = datetime.combine(day, talk.at.time().replace(hour=17))
                    _note(talk, "entered", "late_entry", "days after 跟进")
