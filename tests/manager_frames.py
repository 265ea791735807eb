"""A believable week of a sales team as the frames of the contract, and the same frames without a row."""

import datetime
import itertools
import random

import pandas as pd

from tracker.report import CHANGES, FLOW, WEEKLY, Report

AS_OF = datetime.date(2026, 11, 20)
MONDAY = datetime.date(2026, 11, 16)
OPEN = ("prospect", "interested", "hot", "closing")
CODES = """
    customer_key customer_id company owner team region industry source contact phone_masked stage
    stage_declared stage_evidence need_priority grade grade_missing value tier cycle priority
    priority_missing due_status risks next_step file sheet
"""
NUMBERS = """
    value_amount contribution loyalty satisfaction priority_score contacts promise_overdue_days
    cadence_overdue_days review_overdue_days budget_low budget_high quote row
"""
DATES = "registered last_contact promise_due cadence_due review_due next_due"
FINDING = """
    rule severity customer_key company owner file sheet column cell value message next_step source
    scope rule_name
"""
ACTION = """
    owner customer_key company contact phone_masked stage grade priority priority_score due_status
    next_due overdue_days reason next_step risks file sheet row rank
"""
PERSON = """
    customers open won lost prospect interested hot closing high_priority contacts_week
    contacts_last_week contacts_total registered_week overdue promise_overdue cadence_overdue
    review_overdue at_risk errors
"""
RULES = (  # id, name, severity, meaning, source, why it could not be judged
    (
        "missing_required",
        "必填项为空",
        "error",
        "必填的内容没有填:单位名称、联系人、需求概述、来源渠道、首次接触日期、登记日期。",
        "[002 一]“首次接触客户后24小时内完成登记,信息必须完整”",
        "",
    ),
    ("bad_value", "内容读不懂", "error", "不是日期、数字、电话,或不在可选的值里。", "非种子默认", ""),
    ("unknown_customer", "客户没有登记", "error", "跟进记录里的客户,客户登记表里没有。", "非种子默认", ""),
    ("clash", "撞单", "remind", "同一家客户出现在两个人最新的表里。", "非种子默认", ""),
    (
        "late_entry",
        "录入不及时",
        "remind",
        "跟进后超过 24 小时才录入。",
        "[002 三]“每次跟进后24小时内录入系统”",
        "表里没有“录入时间”",
    ),
    (
        "no_next_step",
        "没有下一步安排",
        "remind",
        "最近一次联系没有写下次跟进时间,也没有写触发条件。",
        "[000 4.1]“每次跟进结束必须确定下次跟进时间”",
        "",
    ),
    ("promise_overdue", "约定跟进已逾期", "remind", "约定的下次跟进时间已过。", "[000 4.1]", ""),
    (
        "review_overdue",
        "阶段评估已逾期",
        "remind",
        "上次评估后超过 7 天(意向)、1 个月(潜在)、3 个月(成交)。",
        "[002 四]",
        "表里没有“上次评估日期”",
    ),
    ("budget_short", "预算不足", "risk", "最低的有效报价高于预算上限,或记录里写明预算不够。", "[002 二]", ""),
    ("complex_decision", "决策链复杂", "risk", "记录里写明要几级审批。", "[002 二]", ""),
    ("competitor", "竞争对手干扰", "risk", "记录里写明在跟别家比价。", "[002 二]", ""),
    ("stalled", "长期无进展", "risk", "60 天前的阶段不低于现在。", "[002 四]", "历史不足 60 天"),
    ("silent", "连续无回应", "risk", "最近 3 次联系都没有回应。", "[002 四]", ""),
    ("pool_due", "公海预警", "notice", "83 天没有联系。", "非种子默认", ""),
)
WAIVERS = pd.DataFrame(
    {
        "rule": ["stalled"],
        "rule_name": ["长期无进展"],
        "customer": ["云溪学校"],
        "reason": ["学校放假"],
        "who": ["张经理"],
        "until": [pd.Timestamp("2026-12-31")],
        "expired": [False],
        "findings": [0],
    }
)
RISK_SAYS = {
    "budget_short": ("最低报价 32万 高于预算上限 25万", "分析原因,提供替代方案或引导调整需求优先级"),
    "complex_decision": ("11-12 的记录:“还要报集团和采购部两级审批”", "约见决策人,理清审批的步骤和时间"),
    "competitor": ("11-09 的记录:“在跟另一家比价,对方便宜一成”", "做一份对比表,突出交付周期和售后响应"),
    "stalled": ("60 天前已是意向客户,至今没有推进", "协调高层对接,或降低频率转为观察期"),
    "silent": ("最近 3 次联系都没有回应", "换一种方式或换一位联系人,确认需求是否还在"),
}
ERRORS = (
    ("missing_required", "联系人", "", "“联系人”没有填写", "补填“联系人”"),
    ("bad_value", "预算范围", "看情况吧", "“看情况吧”不是金额", "改成类似 10万-20万 的写法"),
    ("bad_value", "下次跟进时间", "下个月再说", "“下个月再说”不是日期", "改成类似 2026-03-10 的写法"),
    (
        "unknown_customer",
        "客户名称",
        "宏图实业",
        "客户登记表里没有“宏图实业”",
        "先登记这个客户,或改正客户编号和名称",
    ),
)


def week(customers: int = 60, people: int = 4, findings: int = 45) -> Report:
    """The report of a team; `findings` errors, reminders and old records besides risks and overdue ones."""
    dice = random.Random(7)
    names = ["张伟", "王芳", "李娜", "欧阳明轩"]
    owners = names[:people] + [f"销售{number:03d}" for number in range(people - len(names))]
    held = [_customer(dice, number, owners[number % len(owners)]) for number in range(customers)]
    if customers > 1 and people > 1:  # two people registered the same customer
        held[1] |= {name: held[0][name] for name in ("customer_key", "customer_id", "company")}
    return report(held, _findings(dice, held, findings), owners)


def empty() -> Report:
    """The report of an inbox in which there was nothing."""
    return report([], [], [], inputs=[])


def report(
    held: list[dict[str, object]],
    found: list[dict[str, object]],
    owners: list[str],
    inputs: list[dict[str, object]] | None = None,
) -> Report:
    """The report of these customers and findings: everything else is counted from them."""
    customers = _frame(held, CODES.split(), NUMBERS.split(), DATES.split())
    customers["budget_short"] = pd.array(list(customers.get("budget_short", [])) or [], dtype="boolean")
    customers["absent_this_week"] = [bool(row.get("absent_this_week")) for row in held]
    away = (pd.Timestamp(AS_OF) - customers["next_due"]).dt.days
    customers["overdue_days"] = away.clip(lower=0).astype("Int64")
    customers["clash"] = customers["customer_key"].duplicated(keep=False)
    customers = customers.sort_values(["customer_key", "owner"]).reset_index(drop=True)
    findings = _frame(found, FINDING.split(), ["row"], ["since"])
    findings["listed"] = [bool(row.get("listed", True)) for row in found]
    findings["waived"] = False
    people = pd.DataFrame(
        [_person(owner, customers, findings) for owner in owners],
        columns=["owner", *PERSON.split(), "timely_rate", "complete_rate"],
    )
    stages = [*OPEN, "won"]
    counts = [int((customers["stage"] == stage).sum()) for stage in stages]
    reached = [sum(counts[place:]) for place in range(len(counts))]
    funnel = pd.DataFrame(
        {
            "stage": stages,
            "customers": counts,
            "reached": reached,
            "conversion": [
                None,
                *(now / before if before else None for before, now in itertools.pairwise(reached)),
            ],
            "before": pd.array([count + 1 for count in counts] if held else [None] * len(counts), dtype="Int64"),
        }
    )
    headline = pd.DataFrame(
        [
            ("overdue", int((customers["due_status"] == "overdue").sum()), 3),
            ("contacts_week", int(people["contacts_week"].sum()), 3),
            ("registered_week", int(people["registered_week"].sum()), None),
        ],
        columns=["id", "count", "before"],
    ).astype({"before": "Int64"})
    rules = [
        {
            "id": rule,
            "name": name,
            "severity": severity,
            "meaning": meaning,
            "source": source,
            "hit": int((findings["rule"] == rule).sum()),
            "miss": len(held),
            "not_judged": len(held) // 3 if why else 0,
            "why": why,
            "on": "customer",
        }
        for rule, name, severity, meaning, source, why in RULES
    ]
    files = _frame(
        _inputs(owners) if inputs is None else inputs,
        ["file", "sheet", "status", "kind", "understood", "unknown", "reason", "remedy"],
        ["header_row", "rows", "findings"],
        ["week"],
    )
    return Report(
        AS_OF,
        customers,
        findings,
        _actions(customers),
        people,
        funnel,
        headline,
        pd.DataFrame(rules),
        files,
        "节假日按国务院公布的 2026 年安排。",
        ("阈值 · 多少天没有联系建议收回公海：90 天 → 60 天", "规则 · 待审核 启用：是 → 否"),
        WAIVERS,
        _changes(customers),
        _flow(counts) if held else pd.DataFrame(columns=FLOW),
        _weekly(people),
        "../../inbox/",
        {"months": _log(people, customers)},
    )


def _changes(customers: pd.DataFrame) -> pd.DataFrame:
    """Three customers who are otherwise than a week ago."""
    said = [("advanced", "interested", "hot"), ("newly_overdue", "later", "overdue"), ("amount", "80000", "260000")]
    rows = [
        (change, row.customer_key, row.owner, row.company, before, after, row.file, row.sheet, row.row)
        for (change, before, after), row in zip(said, customers.itertuples(), strict=False)
    ]
    return pd.DataFrame(rows, columns=CHANGES)


def _flow(counts: list[int]) -> pd.DataFrame:
    """One more than a week ago at each stage."""
    stages = [*OPEN, "won"]
    rows = [(stage, count - 1, 2, 1, count) for stage, count in zip(stages, counts, strict=True)]
    return pd.DataFrame([*rows, ("all", sum(counts) - 5, 10, 5, sum(counts))], columns=FLOW)


def _weekly(people: pd.DataFrame) -> pd.DataFrame:
    """Eight weeks of each person, a contact more each week."""
    mondays = [pd.Timestamp(MONDAY) - pd.Timedelta(weeks=7 - week) for week in range(8)]
    rows = [(owner, monday, week, week % 2) for owner in people["owner"] for week, monday in enumerate(mondays)]
    return pd.DataFrame(rows, columns=WEEKLY)


def _log(people: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """The contacts of this week and the last that `people` counts, as the log of the months has them."""
    rows = []
    for person in people.to_dict("records"):
        own = customers[customers["owner"] == person["owner"]].to_dict("records")
        for day, name in ((MONDAY, "contacts_week"), (MONDAY - datetime.timedelta(days=7), "contacts_last_week")):
            for row in own[: person[name]]:
                about = {key: row[key] for key in ("customer_key", "owner", "company", "file", "sheet", "row")}
                said = {"event": "followup", "method": "电话", "content": "", "feedback": "", "next_step": ""}
                when = {"day": pd.Timestamp(day), "moment": pd.Timestamp(day), "next_follow": pd.NaT}
                rows.append({"person": person["owner"], "month": "this", "amount": None} | about | said | when)
    return pd.DataFrame(rows)


def customer(**changed: object) -> dict[str, object]:
    """One customer of 张伟, with some of its columns changed."""
    return _customer(random.Random(7), 0, "张伟") | changed


def finding(row: dict[str, object], rule: str, **changed: object) -> dict[str, object]:
    """A finding of one customer row."""
    name, severity, source = next(
        (name, severity, source) for id_, name, severity, _, source, _ in RULES if id_ == rule
    )
    place = {key: row[key] for key in ("customer_key", "company", "owner", "file", "sheet", "row")}
    base = {
        "rule": rule,
        "severity": severity,
        "rule_name": name,
        "source": source,
        "since": MONDAY,
        "scope": "customer",
        "listed": True,
    }
    return base | place | changed


def _customer(dice: random.Random, number: int, owner: str) -> dict[str, object]:
    stage = dice.choices([*OPEN, "won", "lost"], [22, 26, 16, 9, 18, 9])[0]
    away = dice.choice([dice.randint(-25, -1), 0, dice.randint(1, 2), dice.randint(3, 40), dice.randint(3, 40)])
    due = None if stage == "lost" or dice.random() < 0.08 else AS_OF + datetime.timedelta(days=away)
    status = (
        "none" if due is None else "overdue" if away < 0 else "today" if away == 0 else "week" if away < 3 else "later"
    )
    promised = due is not None and dice.random() < 0.5
    review = dice.choice([0, 0, 0, 4, 12]) if stage in OPEN else None
    open_ = stage in OPEN
    score = round(dice.uniform(8, 98), 2) if open_ else None
    level = "low" if score is None else "high" if score >= 70 else "medium" if score >= 40 else "low"
    grade = dice.choice(["A", "B", "B", "C", "D", "pending"]) if open_ else ""
    risks = dice.sample(sorted(RISK_SAYS), dice.choice([1, 1, 2])) if open_ and dice.random() < 0.3 else []
    place = dice.choice(["苏州", "无锡", "常州", "南京", "杭州", "宁波", "合肥", "上海"])
    trade = dice.choice(["精密机械", "自动化设备", "新材料科技", "医疗器械", "环保工程", "智能装备", "食品", "建材"])
    brand = dice.choice(["鸿泰", "恒信", "瑞丰", "华盛", "东昇", "远航", "天诚", "明达", "新锐", "博宇"])
    budget = dice.choice([None, 8, 15, 30, 60])
    return {
        "customer_key": f"KH{number:04d}",
        "customer_id": f"KH{number:04d}",
        "owner": owner,
        "team": "华东一部",
        "company": f"{place}{brand}{trade}"
        + dice.choice(["有限公司", "股份有限公司", "(集团)有限公司", "(集团)股份有限公司"]),
        "region": place,
        "industry": trade,
        "source": dice.choice(["展会", "老客户介绍", "官网留言"]),
        "contact": dice.choice("周吴郑王冯陈") + dice.choice(["经理", "总", "工"]),
        "phone_masked": f"138****{dice.randint(0, 9999):04d}",
        "stage": stage,
        "stage_declared": stage,
        "stage_evidence": f"申报 · {owner}/2026-W47 客户跟踪.xlsx!客户!{number + 3}",
        "need_priority": dice.choice(["high", "medium", "low", "pending"]),
        "grade": grade,
        "grade_missing": dice.choice(["决策权", "预算、决策权", "需求时间"]) if grade == "pending" else "",
        "value": dice.choice(["high", "medium", "normal", "pending"]),
        "value_amount": dice.choice([None, 80000, 260000]),
        "cycle": dice.choice(["short", "medium", "long", "pending"]),
        "priority": level,
        "priority_score": score,
        "priority_missing": dice.choice(["", "", "周期"]) if open_ else "",
        "registered": AS_OF - datetime.timedelta(days=dice.randint(0, 90)),
        "last_contact": AS_OF - datetime.timedelta(days=dice.randint(0, 60)),
        "contacts": dice.randint(0, 18),
        "promise_due": due if promised else None,
        "cadence_due": due,
        "next_due": due,
        "due_status": status,
        "review_due": AS_OF - datetime.timedelta(days=review) if review is not None else None,
        "promise_overdue_days": max(0, -away) if promised else None,
        "cadence_overdue_days": max(0, -away) if due else None,
        "review_overdue_days": review,
        "budget_low": budget and budget * 7000,
        "budget_high": budget and budget * 10000,
        "quote": budget and budget * 9000,
        "budget_short": dice.choice([True, False, None]),
        "risks": ";".join(rule for rule in RISK_SAYS if rule in risks),
        "next_step": dice.choice(
            [
                "今天就联系客户,并写下新的下次跟进时间",
                "发送同行业案例和对比表,约本周四前线上沟通一次",
                "请部门经理一起拜访,确认合同条款、付款方式和交付周期,带上法务改过的第二稿",
                "安排一次回访",
            ]
        ),
        "file": f"{owner}/2026-W47 客户跟踪.xlsx",
        "sheet": "客户",
        "row": number + 3,
        "absent_this_week": dice.random() < 0.05,
    }


def _findings(dice: random.Random, held: list[dict[str, object]], count: int) -> list[dict[str, object]]:
    found = []
    for row in held:
        for rule in filter(None, str(row["risks"]).split(";")):
            says, step = RISK_SAYS[rule]
            found.append(finding(row, rule, message=says, next_step=step))
        if row["due_status"] == "overdue" and row["promise_due"]:
            found.append(finding(row, "promise_overdue", message="约定的日子已过", next_step="今天就联系客户"))
    if len(held) > 1 and held[0]["customer_key"] == held[1]["customer_key"]:
        says = f"{held[0]['owner']}、{held[1]['owner']} 都登记了“{held[0]['company']}”"
        found += [finding(row, "clash", message=says, next_step="由主管协商归属,确定后另一方移交") for row in held[:2]]
    for number in range(count if held else 0):
        row = dice.choice(held)
        if number % 3:
            rule, column, value, says, step = dice.choice(ERRORS)
            found.append(
                finding(
                    row,
                    rule,
                    column=column,
                    value=value,
                    cell=f"{dice.choice('BFHK')}{row['row']}",
                    message=says,
                    next_step=step,
                    scope="cell",
                )
            )
        else:
            found.append(
                finding(
                    row,
                    "late_entry",
                    message="11-12 跟进,11-15 才录入,超过 24 小时",
                    scope="record",
                    next_step="以后在跟进后 24 小时内录入",
                    listed=number % 2 == 0,
                )
            )
    return found


def _actions(customers: pd.DataFrame) -> pd.DataFrame:
    due = customers[customers["due_status"].isin(["overdue", "today", "week"]) | (customers["risks"] != "")]
    days = (pd.Timestamp(AS_OF) - due["next_due"]).dt.days.astype("Int64")
    rank = (
        due.assign(days=days.fillna(-99), score=due["priority_score"].fillna(0))
        .sort_values(["days", "score"], ascending=False, kind="stable")
        .index
    )
    says = [
        "约定 11-12 回复选型方案,至今没有联系,已逾期 8 天",
        "准客户,合同条款待客户法务确认;在跟另一家比价",
        "高优先客户按周期应 7 天联系一次,上次联系 11-02",
        "今天到了约定的日子",
    ]
    actions = due.assign(
        rank=pd.Series(range(1, len(rank) + 1), index=rank),
        overdue_days=days.where(days > 0),
        reason=[says[place % 4] for place in range(len(due))],
    )
    return actions.sort_values(["owner", "rank"])[ACTION.split()].reset_index(drop=True)


def _person(owner: str, customers: pd.DataFrame, findings: pd.DataFrame) -> dict[str, object]:
    own = customers[customers["owner"] == owner]
    late = own["due_status"] == "overdue"
    return {
        "owner": owner,
        "customers": len(own),
        "open": int(own["stage"].isin(OPEN).sum()),
        **{stage: int((own["stage"] == stage).sum()) for stage in (*OPEN, "won", "lost")},
        "high_priority": int((own["priority"] == "high").sum()),
        "contacts_week": len(own) // 2,
        "contacts_last_week": len(own) // 3,
        "contacts_total": int(own["contacts"].sum()),
        "registered_week": int((own["registered"] >= pd.Timestamp(MONDAY)).sum()),
        "overdue": int(late.sum()),
        "promise_overdue": int((late & own["promise_due"].notna()).sum()),
        "cadence_overdue": int((late & own["promise_due"].isna()).sum()),
        "review_overdue": int((own["review_overdue_days"] > 0).sum()),
        "at_risk": int((own["risks"] != "").sum()),
        "errors": int(((findings["owner"] == owner) & (findings["severity"] == "error")).sum()),
        "timely_rate": None if len(own) % 2 else 0.92,
        "complete_rate": 0.87,
    }


def _inputs(owners: list[str]) -> list[dict[str, object]]:
    used = [
        {
            "file": f"{owner}/2026-W47 客户跟踪.xlsx",
            "sheet": sheet,
            "status": "used",
            "kind": kind,
            "week": MONDAY,
            "header_row": 2,
            "rows": 15,
            "findings": 3,
            "understood": "单位名称→company;联系人→contact;电话→phone;意向→stage;"
            "需求→need;预算(万)→budget;第一次联系→first_contact;登记日→registered",
            "unknown": "车牌、座右铭",
        }
        for owner in owners
        for sheet, kind in (("客户", "客户登记"), ("跟进", "跟进记录"))
    ]
    return [
        *used,
        {
            "file": "王芳/2026-W47 客户跟踪(加密).xlsx",
            "status": "not_used",
            "reason": "文件有打开密码,读不出内容",
            "remedy": "在 Excel 里取消密码,另存后再放进收件箱",
        },
        {
            "file": "李娜/说明.xlsx",
            "sheet": "Sheet1",
            "status": "skipped",
            "reason": "没有认出表头",
            "remedy": "表头至少写“单位名称”和“联系人”",
        },
    ]


def _frame(rows: list[dict[str, object]], texts: list[str], numbers: list[str], dates: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(dict.fromkeys([*texts, *numbers, *dates, *(rows[0] if rows else [])])))
    for name in texts:
        frame[name] = frame[name].astype("str").where(frame[name].notna(), "")
    for name in numbers:
        values = pd.to_numeric(frame[name])
        whole = name.endswith("days") or name in (
            "row",
            "contacts",
            "loyalty",
            "header_row",
            "rows",
            "findings",
        )
        frame[name] = values.astype("Int64" if whole else "Float64")
    for name in dates:
        frame[name] = pd.to_datetime(frame[name])
    return frame
