"""A believable team as the frames the writers get; the same arguments give the same report."""

import datetime
import random
from typing import Any

import pandas as pd

from tracker.report import Report

AS_OF = datetime.date(2026, 11, 18)  # a Wednesday
MONDAY, SUNDAY = datetime.date(2026, 11, 16), datetime.date(2026, 11, 22)

CUSTOMER_COLUMNS = [
    "customer_key", "customer_id", "company", "owner", "team", "region", "industry", "source", "contact",
    "phone_masked", "stage", "stage_declared", "stage_evidence", "need_priority", "grade",
    "grade_missing", "value", "value_amount", "tier", "contribution", "loyalty", "satisfaction", "cycle",
    "priority", "priority_score", "priority_missing", "last_contact", "contacts", "promise_due",
    "cadence_due", "review_due", "next_due", "due_status", "promise_overdue_days", "cadence_overdue_days",
    "review_overdue_days", "budget_low", "budget_high", "quote", "budget_short", "risks", "next_step",
    "file", "sheet", "row", "absent_this_week", "overdue_days",
]  # fmt: skip
FINDING_COLUMNS = [
    "rule", "severity", "since", "customer_key", "company", "owner", "file", "sheet", "row", "column",
    "cell", "value", "message", "next_step", "source", "scope", "rule_name", "listed", "waived",
]  # fmt: skip
ACTION_COLUMNS = [
    "owner", "customer_key", "company", "contact", "phone_masked", "stage", "grade", "priority",
    "priority_score", "due_status", "next_due", "overdue_days", "reason", "next_step", "risks", "file",
    "sheet", "row", "rank",
]  # fmt: skip
PEOPLE_COLUMNS = [
    "owner", "customers", "open", "won", "lost", "prospect", "interested", "hot", "closing",
    "high_priority", "contacts_week", "contacts_last_week", "contacts_total", "registered_week",
    "overdue", "promise_overdue", "cadence_overdue", "review_overdue", "at_risk", "errors", "timely_rate",
    "complete_rate",
]  # fmt: skip
INPUT_COLUMNS = [
    "file", "sheet", "status", "kind", "week", "header_row", "rows", "understood", "unknown", "reason",
    "remedy", "findings",
]  # fmt: skip

Row = dict[str, Any]

STAGES = ["prospect", "interested", "hot", "closing", "won"]
OPEN = STAGES[:4]
NAMES = [
    "张伟", "王芳", "李娜", "刘洋", "陈静", "杨磊", "赵敏", "黄强", "周婷", "吴刚",
    "徐丽", "孙涛", "马超", "朱琳", "胡军", "郭颖", "何平", "高翔", "林雪", "罗成",
]  # fmt: skip
PLACES = [
    "苏州", "无锡", "常州", "南京", "杭州", "宁波", "嘉兴", "绍兴", "上海", "合肥",
    "芜湖", "济南", "青岛", "郑州", "武汉", "长沙", "南通", "扬州", "温州", "台州",
]  # fmt: skip
WORDS = [
    "鸿泰", "恒信", "瑞丰", "华盛", "金陵", "东昇", "中科", "远航", "天诚", "明达",
    "新锐", "博宇", "汇川", "德润", "启元", "永固", "百川", "立新", "申达", "宏图",
]  # fmt: skip
TRADES = [
    "精密机械", "自动化设备", "新材料科技", "电子科技", "医疗器械", "食品", "环保工程", "物流",
    "建材", "智能装备",
]  # fmt: skip
RISKS = {
    "budget_short": (
        "预算不足",
        "跟进记录写到“领导说预算批不下来”",
        "分析原因，提供替代方案或引导调整需求优先级",
    ),
    "stalled": ("长期无进展", "60 天前已是意向客户，至今没有推进", "协调高层对接，或降低频率转为观察期"),
    "silent": ("连续无回应", "最近 3 次联系都没有回应", "换一种方式或换一位联系人，确认需求是否还在"),
}
REASONS = [
    "约定 {due} 回复选型方案，至今没有联系",
    "上次联系 11-02，高优先客户按周期应 7 天一次",
    "准客户，合同条款待客户法务确认",
    "上次报价后客户要求对比两种方案，等答复",
]
STEPS = [
    "今天电话联系采购负责人，确认方案意见并写下新的下次跟进时间",
    "发送同行业案例和对比表，约本周四前线上沟通",
    "请部门经理一起拜访，确认合同条款和交付周期",
    "安排一次回访，了解设备使用情况",
]


def team(customers: int = 60, owners: int = 5, errors: int | None = None) -> Report:
    """A report of `customers` customers held by `owners` people, with `errors` bad cells (or a sixth)."""
    dice = random.Random(20261118)
    names = [NAMES[n % len(NAMES)] + ("" if n < len(NAMES) else str(n // len(NAMES) + 1)) for n in range(owners)]
    held = [_customer(dice, number, names[number % owners]) for number in range(customers)]
    if owners > 1 and customers > 1:  # the first two people hold the same customer
        held[1] |= {key: held[0][key] for key in ("customer_key", "customer_id", "company")}
    frame = _frame(held, CUSTOMER_COLUMNS)
    bad = (
        [_bad_cell(dice, dice.choice(held)) for _ in range(customers // 6 if errors is None else errors)]
        if held
        else []
    )
    findings = _frame(
        [_risk(row, rule) for row in held for rule in row["risks"].split(";") if rule]
        + [_reminder(row) for row in held[3::9]]
        + (_clash(held[0], held[1]) if owners > 1 and customers > 1 else [])
        + bad,
        FINDING_COLUMNS,
    )
    return report(frame, findings, names)


def report(
    customers: pd.DataFrame, findings: pd.DataFrame, names: list[str], inputs: pd.DataFrame | None = None
) -> Report:
    """A report whose other frames follow from its customers and findings."""
    listed = findings[findings["listed"].astype(bool)]
    actions = _actions(customers)
    people = _frame([_person(name, customers, listed) for name in names], PEOPLE_COLUMNS)
    headline = {
        "customers": len(customers),
        "open": int(customers["stage"].isin(OPEN).sum()),
        "high_priority": int((customers["priority"] == "high").sum()),
        "overdue": int((customers["due_status"] == "overdue").sum()),
        "due_this_week": int(customers["due_status"].isin(["today", "week"]).sum()),
        "at_risk": int((customers["risks"] != "").sum()),
        "clash": listed[listed["rule"] == "clash"]["customer_key"].nunique(),
        "errors": int((listed["severity"] == "error").sum()),
        "contacts_week": int(people["contacts_week"].sum()),
        "registered_week": int(people["registered_week"].sum()),
    }
    return Report(
        as_of=AS_OF,
        customers=customers,
        findings=findings,
        actions=actions,
        people=people,
        funnel=_funnel(customers),
        headline=pd.DataFrame([{"id": key, "count": count, "rows": key} for key, count in headline.items()]),
        coverage=_coverage(),
        inputs=_inputs() if inputs is None else inputs,
        calendar_note="节假日按国务院公布的 2026 年安排",
        changed_rules=("阈值 · 多少天没有联系建议收回公海：90 天 → 60 天", "规则 · 待审核 启用：是 → 否"),
        waivers=pd.DataFrame(),
    )


def nothing() -> Report:
    """The report of an empty inbox."""
    empty = _frame([], CUSTOMER_COLUMNS)
    return report(empty, _frame([], FINDING_COLUMNS), [], _frame([], INPUT_COLUMNS))


def one(owner: str = "张伟", **changed: object) -> Report:
    """A report of one customer held by `owner`, with some of its columns changed."""
    row = _customer(random.Random(1), 0, owner) | changed
    return report(_frame([row], CUSTOMER_COLUMNS), _frame([_bad_cell(random.Random(1), row)], FINDING_COLUMNS), [owner])


def _customer(dice: random.Random, number: int, owner: str) -> Row:
    stage = dice.choices([*STAGES, "lost"], [20, 30, 18, 10, 16, 6])[0]
    away = dice.choices([dice.randint(-30, -1), 0, dice.randint(1, 4), dice.randint(5, 40)], [18, 4, 18, 50])[0]
    due = None if stage == "lost" or dice.random() < 0.08 else AS_OF + datetime.timedelta(days=away)
    status = "none" if due is None else "overdue" if due < AS_OF else "today" if due == AS_OF else "later"
    if status == "later" and due is not None and due <= SUNDAY:
        status = "week"
    score = None if stage in ("won", "lost") else dice.randint(0, 1000) / 10
    level = "low" if score is None or score < 40 else "high" if score >= 70 else "medium"
    place, word, trade = dice.choice(PLACES), dice.choice(WORDS), dice.choice(TRADES)
    risky = stage in OPEN and dice.random() < 0.2
    risks = dice.sample(list(RISKS), dice.choice([1, 1, 2])) if risky else []
    late = max(-away, 0) if due is not None else None
    promised = dice.random() < 0.5
    return {
        "customer_key": f"KH{number:05d}",
        "customer_id": f"KH{number:05d}",
        "company": f"{place}{word}{trade}有限公司",
        "owner": owner,
        "team": "华东一部",
        "region": place,
        "industry": trade,
        "source": "展会",
        "contact": dice.choice("周吴郑王冯陈") + "经理",
        "phone_masked": f"138****{number:04d}",
        "stage": stage,
        "stage_declared": stage,
        "stage_evidence": f"申报 · {owner}/2026-W47 客户跟踪.xlsx!客户!{number + 3}",
        "need_priority": dice.choice(["high", "medium", "low", "pending"]),
        "grade": dice.choice(["A", "B", "B", "C", "D", "pending"]) if stage in OPEN else "",
        "grade_missing": "",
        "value": dice.choice(["high", "medium", "normal", "pending"]),
        "value_amount": dice.choice([None, 80000.0, 260000.0, 720000.0]),
        "cycle": dice.choice(["short", "medium", "long", "pending"]),
        "priority": level,
        "priority_score": score,
        "priority_missing": dice.choice(["", "", "", "周期"]) if stage in OPEN else "",
        "last_contact": AS_OF - datetime.timedelta(days=dice.randint(0, 60)) if dice.random() < 0.95 else None,
        "contacts": dice.randint(0, 20),
        "promise_due": due if promised else None,
        "cadence_due": due,
        "next_due": due,
        "due_status": status,
        "promise_overdue_days": late if promised else None,
        "cadence_overdue_days": late,
        "overdue_days": late,
        "budget_low": 100000.0,
        "budget_high": 200000.0,
        "quote": None,
        "budget_short": None,
        "risks": ";".join(risk for risk in RISKS if risk in risks),
        "next_step": dice.choice(STEPS),
        "file": f"{owner}/2026-W47 客户跟踪.xlsx",
        "sheet": "客户",
        "row": number + 3,
        "absent_this_week": dice.random() < 0.05,
    }


def _frame(rows: list[Row], columns: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=columns)
    dates = {"last_contact", "promise_due", "cadence_due", "review_due", "next_due", "since", "week"}
    whole = {
        "row",
        "contacts",
        "overdue_days",
        "rank",
        "header_row",
        "rows",
        "value_amount",
        "budget_low",
        "quote",
    }
    numbers = {"priority_score", "timely_rate", "complete_rate", "contribution", "satisfaction"}
    counts = set(PEOPLE_COLUMNS) - {"owner"} - numbers
    for column in frame.columns:
        if column in dates:
            frame[column] = pd.to_datetime(frame[column])
        elif column in numbers:
            frame[column] = pd.to_numeric(frame[column]).astype("Float64")
        elif column in whole or column.endswith("_days") or column in counts:
            frame[column] = pd.to_numeric(frame[column]).astype("Int64")
        elif column in ("budget_short", "listed", "waived", "absent_this_week"):
            frame[column] = frame[column].astype("boolean")
        else:
            frame[column] = frame[column].astype("str").where(frame[column].notna(), "")
    return frame


def _finding(row: Row, rule: str, severity: str, **parts: object) -> Row:
    kept = {key: row[key] for key in ("customer_key", "company", "owner", "file", "sheet", "row")}
    return (
        kept
        | {"rule": rule, "severity": severity, "since": MONDAY, "source": "[002 四]", "listed": True, "waived": False}
        | parts
    )


def _risk(row: Row, rule: str) -> Row:
    name, message, step = RISKS[rule]
    return _finding(row, rule, "risk", rule_name=name, message=message, next_step=step, scope="customer")


def _reminder(row: Row) -> Row:
    return _finding(
        row, "no_next_step", "remind", rule_name="没有下一步安排", scope="customer", listed=row["row"] != 12,
        message="11-12 的联系没有写下次跟进时间或触发条件", next_step="约定下次跟进时间，或写明触发条件",
    )  # fmt: skip


def _clash(one: Row, other: Row) -> list[Row]:
    message = f"{one['owner']}、{other['owner']} 都登记了“{one['company']}”"
    shared = {"customer_key": one["customer_key"], "company": one["company"]}
    return [
        _finding(
            row | shared, "clash", "remind", rule_name="撞单", scope="customer",
            message=message, next_step="由主管协商归属，确定后另一方移交",
        )
        for row in (one, other)
    ]  # fmt: skip


def _bad_cell(dice: random.Random, row: Row) -> Row:
    letter, column, message, step = dice.choice(
        [
            ("F", "联系人", "“联系人”没有填写", "补填“联系人”"),
            ("H", "预算范围", "“看情况吧”不是金额", "改成类似 10万-20万 的写法"),
            ("K", "下次跟进时间", "“下个月再说”不是日期", "改成类似 2026-03-10 的写法"),
        ]
    )
    rule, name = ("missing_required", "必填项为空") if letter == "F" else ("bad_value", "内容读不懂")
    return _finding(
        row, rule, "error", rule_name=name, scope="cell", column=column, cell=f"{letter}{row['row']}",
        message=message, next_step=step,
    )  # fmt: skip


def _actions(customers: pd.DataFrame) -> pd.DataFrame:
    urgent = customers[customers["due_status"].isin(["overdue", "today", "week"])].copy()
    urgent["reason"] = [REASONS[n % 4].format(due="11-12") for n in range(len(urgent))]
    urgent = urgent.sort_values(["next_due", "customer_key"])
    urgent["rank"] = range(1, len(urgent) + 1)
    return urgent.sort_values(["owner", "rank"])[ACTION_COLUMNS].astype({"rank": "Int64"}).reset_index(drop=True)


def _person(name: str, customers: pd.DataFrame, findings: pd.DataFrame) -> Row:
    own = customers[customers["owner"] == name]
    count = own["stage"].value_counts()
    return {
        "owner": name,
        "customers": len(own),
        "open": int(own["stage"].isin(OPEN).sum()),
        **{stage: int(count.get(stage, 0)) for stage in [*STAGES, "lost"]},
        "high_priority": int((own["priority"] == "high").sum()),
        "contacts_week": len(own) // 4,
        "contacts_last_week": len(own) // 5,
        "contacts_total": int(own["contacts"].sum()),
        "registered_week": len(own) // 20,
        "overdue": int((own["due_status"] == "overdue").sum()),
        "promise_overdue": int((own["promise_overdue_days"].fillna(0) > 0).sum()),
        "cadence_overdue": int((own["cadence_overdue_days"].fillna(0) > 0).sum()),
        "review_overdue": 0,
        "at_risk": int((own["risks"] != "").sum()),
        "errors": int(((findings["owner"] == name) & (findings["severity"] == "error")).sum()),
        "timely_rate": 0.92 if len(own) % 2 else None,
        "complete_rate": 0.876 if len(own) else None,
    }


def _funnel(customers: pd.DataFrame) -> pd.DataFrame:
    counts = [int((customers["stage"] == stage).sum()) for stage in STAGES]
    reached = [sum(counts[n:]) for n in range(len(STAGES))]
    rates = [None] + [reached[n] / reached[n - 1] if reached[n - 1] else None for n in range(1, len(STAGES))]
    frame = pd.DataFrame({"stage": STAGES, "customers": counts, "reached": reached, "conversion": rates})
    return frame.astype({"conversion": "Float64"})


def _coverage() -> pd.DataFrame:
    rows = [
        (
            "missing_required",
            "必填项为空",
            "error",
            "单位名称、联系人、需求概述等必填项是空的",
            12,
            340,
            0,
            "",
            True,
        ),
        (
            "late_entry",
            "录入不及时",
            "remind",
            "录入比跟进晚 24 小时以上",
            3,
            90,
            41,
            "跟进表没有“录入时间”列",
            True,
        ),
        (
            "review_overdue",
            "阶段评估已逾期",
            "remind",
            "评估日已过",
            0,
            0,
            60,
            "客户表没有“上次评估日期”列",
            True,
        ),
        ("over_contact", "联系过密", "notice", "潜在客户 7 天内联系超过 3 次", 0, 60, 0, "", False),
    ]
    columns = ["id", "name", "severity", "meaning", "hit", "miss", "not_judged", "why", "on"]
    return pd.DataFrame(rows, columns=columns).assign(source="[002 三]")


def _inputs() -> pd.DataFrame:
    rows: list[Row] = [
        {"file": "张伟/2026-W47 客户跟踪.xlsx", "sheet": "客户", "status": "used", "unknown": "车牌、座右铭"},
        {
            "file": "王芳/2026-W47 客户跟踪(加密).xlsx",
            "status": "not_used",
            "reason": "文件有打开密码，读不出内容",
            "remedy": "在 Excel 里取消密码，另存后再放进收件箱",
        },
        {
            "file": "李娜/说明.xlsx",
            "sheet": "Sheet1",
            "status": "skipped",
            "reason": "没有认出表头",
            "remedy": "表头至少写“单位名称”和“联系人”",
        },
        {"file": "刘洋/2026-W48.xlsx", "sheet": "客户", "status": "not_yet", "reason": "这一周还没有开始"},
    ]
    return _frame(rows, INPUT_COLUMNS)
