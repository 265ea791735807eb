"""The key accounts (大客户): who confirmed them, how they were won, who serves them; and next week's plan."""

from datetime import date, timedelta

from model import TODAY, Customer, Entry
from sayings import DECISIONS, LEVELS, STEPS

MONDAY = date(2026, 11, 23)
MANAGER = {"张伟": "周敏", "李娜": "周敏", "王强": "刘洋", "陈静": "刘洋"}
TECHNICIAN = {"张伟": "赵磊", "李娜": "赵磊", "王强": "孙洁", "陈静": "孙洁"}
CONFIRMED = {"closing": "吴国平 10月28日", "served": "已确认", "signed": "", "li": "待确认"}
GOAL = {
    "hot": "推进第二版报价",
    "closing": "合同盖章",
    "interested": "确认数量和预算",
    "prospect": "发案例，约见面",
    "won": "回访使用情况",
}


def confirm(customers: list[Customer], parts: dict[str, Customer]) -> None:
    """Who is a key account, who confirmed it, and how each customer decides."""
    for one in customers:
        one.key = False
        if one.now in ("hot", "closing", "won"):
            one.decision = DECISIONS[len(one.company) % len(DECISIONS)]
    for part, said in CONFIRMED.items():
        parts[part].key, parts[part].confirmed = True, said
    for part, why in [("signed", "nobody confirmed"), ("li", "not confirmed yet")]:
        _case(parts[part].cases, "confirmed", f"key_account_unconfirmed: {why}")
    _case(parts["li"].cases, "key", "visitor_rank: nobody of rank went there")
    _case(parts["served"].cases, "key", "team_incomplete: no technician in the service team")
    levels = parts["levels"]
    levels.decision = LEVELS
    _case(levels.cases, "decision", "complex_decision: three levels of approval")


def develop(parts: dict[str, Customer]) -> None:
    """The development forms, the service teams and the steps of the screening. Everything else is written before."""
    for part, lacks, mismatch in [
        ("closing", {}, ""),
        ("signed", {"outcome": "开发成功", "reason": "样板客户现场打动了决策人，响应时效写进合同"}, ""),
        ("served", {"outcome": "开发成功"}, ""),
        ("li", {"executor": "", "plan": ""}, ""),
        ("best", {"outcome": "开发成功", "reason": "试点一个月效果好，总价低于预算"}, "contacts"),
    ]:
        one = parts[part]
        form = Entry(one.owner, _form(one) | lacks)
        if part == "served":
            form.cases["company"] = ["development_incomplete: a customer who bought, without 成败原因"]
        if part == "li":
            form.cases["company"] = ["development_incomplete: 方案实施人 and 下周对策 are empty"]
        if mismatch:
            form.facts["contacts_typed"] = logged(one) + 5
            form.cases["contacts_typed"] = ["count_mismatch: five more than the log has"]
        one.accounts["development"] = [form]
        support = "" if part == "served" else TECHNICIAN[one.owner]
        one.accounts["team"] = [Entry(one.owner, {"manager": MANAGER[one.owner], "support": support})]
    for part, until in [("closing", 7), ("li", 4)]:
        one = parts[part]
        one.accounts["screening"] = [
            Entry(one.owner, {"step": step, "finished": _weekly(one, place), "conclusion": "通过", "basis": basis})
            if place < until
            else Entry(one.owner, {"step": step, "finished": None, "conclusion": "待定", "basis": ""})
            for place, (step, basis) in enumerate(STEPS)
        ]


def plan(customers: list[Customer]) -> dict[str, list[tuple[Entry, Customer]]]:
    """Next week's plan of each manager's people: who promised to call whom when."""
    planned: dict[str, list[tuple[Entry, Customer]]] = {"周敏": [], "刘洋": []}
    for one in customers:
        due = one.contacts[-1].next_follow if one.contacts and one.now != "lost" else None
        owner = one.held.get("2026-W47", one.owner)
        if due and owner and "next_follow" not in one.contacts[-1].odd and MONDAY <= due <= MONDAY + timedelta(4):
            facts: dict[str, object] = {
                "date": due,
                "method": "拜访" if one.now in ("closing", "hot") else "电话",
                "goal": GOAL[one.now],
                "resource": "总监陪同" if one.key else "技术支持半天" if one.now == "hot" else "",
            }
            planned[MANAGER[owner]].append((Entry(owner, facts), one))
    return {who: sorted(rows, key=lambda row: (row[0].day, row[1].id)) for who, rows in planned.items()}


def logged(one: Customer) -> int:
    """How many contacts the sheets tell: the followups, and the visits of those days that no followup tells."""
    told = {(talk.at.date(), talk.person) for talk in one.contacts if talk.method == "拜访"}
    alone = [visit for visit in one.visits if visit.facts["date"] and (visit.day, visit.person) not in told]
    return len(one.contacts) + len(alone)


def _form(one: Customer) -> dict[str, object]:
    began = min([one.first_contact, *(talk.at.date() for talk in one.contacts)])
    return {
        "decider": f"{one.contact[0]}总（分管副总，{one.phone}）",
        "contact": f"{one.contact}（{one.title}）",
        "situation": one.need,
        "started": one.first_contact,
        "planner": TECHNICIAN[one.owner],
        "executor": one.owner,
        "progress": one.contacts[-1].content,
        "competitor": one.rival or "两家本地集成商，报价略低，没有驻场人员",
        "plan": one.contacts[-1].next_action or "回访，谈续约",
        "outcome": "进行中",
        "contacts_typed": logged(one),
        "duration_typed": f"{((one.signed if one.now == 'won' and one.signed else TODAY) - began).days}天",
        "reason": "",
    }


def _weekly(one: Customer, place: int) -> date:
    return min(TODAY, one.first_contact + timedelta(7 * place))


def _case(cases: dict[str, list[str]], field: str, said: str) -> None:
    cases.setdefault(field, []).append(said)
