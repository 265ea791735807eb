"""The other sheets as each person keeps them: purchases, complaints, visits, key accounts, plans."""

from datetime import date, datetime

from books import IN_WAN
from cells import Named, day_cell
from model import Customer, Entry


def _columns(said: str) -> dict[str, str]:
    return dict(column.split("=") for column in said.split())


# sheet → who keeps it so → its columns, field=header
FORMS = {
    "purchase": {
        "张伟": _columns(
            "customer_id=客户编号 company=客户名称* date=购买日期* order=订单号 product=产品 quantity=数量 "
            "price=单价 amount=金额 remark=备注"
        ),
        "李娜": _columns("date=下单时间 company=公司名称 product=购买产品 quantity=购买数量 amount=订单金额（万元）"),
        "王强": _columns(
            "order=订单编号 company=购货单位 date=下单日期 product=商品名称 quantity=件数 amount=总金额 "
            "owner=业务员 remark=说明"
        ),
        "陈静": _columns(
            "customer_id=客户编码 company=客户单位 order=合同编号 date=签单日期 product=产品或服务 "
            "amount=合同金额（万元）"
        ),
        "归档": _columns(
            "order=销售单号 date=出库日期 company=客户名称 product=货品名称 quantity=出库数量 price=含税单价 "
            "amount=价税合计 owner=销售代表 remark=备注"
        ),
    },
    "complaint": {
        "服务": _columns(
            "date=受理时间 customer_id=客户编号 company=客户名称 category=投诉类型 contact=反馈联系人 "
            "content=问题描述 answered=首次响应时间 promised=承诺回复日期 replied=回复日期 cause=原因分析 "
            "handling=处理措施 closed=关闭日期 satisfaction=客户满意度 owner=客户经理"
        ),
        "李娜": _columns(
            "date=反馈日期 company=反馈客户 content=反馈内容 answered=首次回应时间 promised=答复期限 "
            "replied=答复日期 handling=处理情况 closed=解决日期 satisfaction=满意度（1-5）"
        ),
    },
    "visit": {
        "张伟": _columns(
            "customer_id=客户编号 company=拜访客户* date=拜访日期* place=拜访地点 goal=拜访目的 "
            "content=主要谈话要点 idea=客户的想法 advice=进一步开发建议 promised=承诺回复日期 "
            "replied=回复日期 satisfaction=满意度"
        ),
        "王强": _columns("date=拜访时间 company=拜访单位 owner=拜访人 goal=目的 content=拜访情况 idea=客户意见"),
        "陈静": _columns(
            "company=受访单位 date=走访日期 place=走访地点 method=拜访形式 content=会谈内容 advice=后续建议 "
            "promised=承诺回复日期 replied=回复日期 satisfaction=满意度评分"
        ),
        "经理": _columns(
            "owner=拜访人 company=拜访单位名称 date=实际拜访日期 planned_date=计划拜访日期 booking=预约方式 "
            "material=所需资料 place=拜访地点 goal=拜访目的 content=谈话要点 idea=客户想法 "
            "satisfaction=满意度 advice=开发建议 promised=承诺回复日期 replied=回复日期"
        ),
    },
    "development": {
        "经理": _columns(
            "company=客户名称 owner=销售人员 decider=决策人（职务、电话） contact=联系人（职务、电话） "
            "situation=甲方项目情况 started=启动时间 planner=方案制作人 executor=方案实施人 "
            "progress=我方跟进情况 competitor=竞争对手详情 plan=下周对策 outcome=开发结果 "
            "contacts_typed=累计接触次数 duration_typed=开发总时间 reason=开发成功/失败原因总结"
        ),
    },
    "team": {
        "经理": _columns("company=客户名称 manager=部门经理 owner=销售人员 support=技术支持 remark=备注"),
    },
    "screening": {
        "经理": _columns(
            "company=客户名称 owner=销售人员 step=筛选步骤 finished=完成日期 conclusion=筛选结论 basis=依据与说明"
        ),
    },
    "plan": {
        "经理": _columns(
            "company=客户名称 owner=跟进人 date=计划跟进时间 method=计划跟进方式 goal=沟通目标 resource=所需资源"
        ),
    },
}
PLANNED = ("promised", "planned_date")


def entry_cell(entry: Entry, one: Customer, kind: str, name: str, habit: str, week: str) -> Named:
    """What stands in one cell of such a sheet of that week."""
    label = f"{one.id} {kind} {entry.day} {name}"
    if name in entry.odd:
        return entry.odd[name], "", ""
    match name:
        case "company":
            return one.company, "", ""
        case "customer_id":
            return one.id, "", ""
        case "owner":
            return entry.person, "", ""
    value = entry.facts.get(name)
    for since, said in entry.later.items():
        if week >= since:
            value = said.get(name, value)
    if isinstance(value, date | datetime):
        ahead = name in PLANNED or (kind == "plan" and name == "date")
        return day_cell(value, habit, label, entry.day if ahead else None, isinstance(value, datetime))
    if name in ("price", "amount") and isinstance(value, int | float):
        return (round(value / 10000, 4), "0.00##", "") if habit in IN_WAN else (value, "#,##0.00", "")
    return "" if value is None else value, "", ""
