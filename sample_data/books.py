"""The sheets as each salesperson keeps them: columns, headers, looks, and what stands in each cell."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import xlsxwriter
from cells import Named, day_cell, money_cell, need_cell, next_cell, phone_cell, word
from model import TODAY, WEEKS, Contact, Customer

# field → header, in the order of the owner's sheet; a group row stands above where GROUPS names the owner.
# fmt: off
CUSTOMERS = {
    "张伟": {"customer_id": "客户编号", "company": "单位名称*", "industry": "所属行业", "size": "企业规模",
        "contact": "联系人*", "title": "职务",
           "phone": "联系电话", "email": "邮箱", "source": "来源渠道*", "need": "需求概述*",
               "urgency": "需求紧急程度", "budget": "预算范围",
           "first_contact": "首次接触日期*", "registered": "登记日期*", "stage_declared": "客户阶段",
               "need_date": "需求时间",
           "power": "决策权", "match": "匹配度", "risk": "风险标签", "rival": "竞争对手",
               "quote": "报价金额", "margin": "利润率",
           "key": "大客户", "last_review": "上次评估日期", "signed": "签约日期", "ended": "终止日期",
               "audit": "审核状态", "remark": "备注", "decision": "决策流程", "confirmed": "总经理确认",
           "install": "安装日期", "installed": "安装完毕日期", "referrals": "转介绍数"},
    "李娜": {"serial": "序号", "company": "公司名称", "industry": "行业", "region": "城市",
        "contact": "姓名", "title": "职位", "mobile": "手机",
           "wechat": "微信", "source": "客户来源", "need": "客户需求", "urgency": "紧急程度",
               "budget": "预算(万元)", "need_date": "期望到货时间",
           "power": "是否有决策权", "rival": "竞品", "first_contact": "首次接触时间",
               "registered": "登记时间", "stage_declared": "客户状态",
           "grade": "意向等级", "quote": "最新报价（元）", "last_review": "评估日期", "signed": "签约时间",
               "ended": "终止时间", "audit": "审核", "key": "是否大客户", "confirmed": "总经理意见",
               "referrals": "转介绍客户数",
           "remark": "其他"},
    "王强": {"customer_id": "客户编号", "company": "客户名称(必填)", "owner": "负责人",
        "contact": "联系人(必填)", "phone": "电话", "mobile": "手机号",
           "region": "区域", "source": "获客渠道(必填)", "need": "需求描述(必填)", "budget": "预算",
               "first_contact": "首次联系日期(必填)",
           "registered": "录入日期(必填)", "stage_declared": "当前阶段", "expected_close": "预计成交日期",
               "quote": "报价(元)",
           "next_follow": "下次联系时间", "signed": "成交日期", "ended": "流失日期", "audit": "审核状态",
               "car": "车位", "decision": "采购流程", "home": "家庭住址", "remark": "备注"},
    "陈静": {"customer_id": "编号", "company": "单位名称(全称)", "contact": "对接人", "phone": "电话",
        "email": "E-mail", "address": "单位地址",
           "source": "信息来源", "need": "主要需求", "urgency": "需求紧急程度",
               "budget": "项目预算（万元）", "first_contact": "首次接触",
           "registered": "创建日期", "lead_type": "意向类型", "stage_declared": "阶段",
               "expected_close": "预计签约时间", "power": "有无决策权",
           "match": "匹配程度", "follow_status": "跟踪状态", "quote": "方案报价",
               "quote_status": "报价状态", "margin": "毛利率",
           "key": "是否大客户", "confirmed": "总经理审批", "last_review": "最近评估日期",
               "signed": "签约日期", "install": "计划安装日期", "installed": "安装完成日期",
               "ended": "终止合作日期", "owner": "客户经理",
           "remark": "说明"},
}
FOLLOWUPS = {
    "张伟": {"customer_id": "客户编号", "company": "客户名称*", "date": "跟进时间*", "method": "跟进方式*",
        "content": "跟进内容*", "feedback": "客户反馈",
           "response": "合作意向度", "next_action": "下一步行动", "next_follow": "下次跟进时间",
               "entered": "录入时间"},
    "李娜": {"date": "日期", "company": "公司名称", "method": "沟通方式", "content": "沟通内容",
        "feedback": "反馈", "next_follow": "下次联系时间",
           "trigger": "触发条件"},
    "王强": {"date": "跟进日期", "company": "客户", "owner": "跟进人", "method": "方式", "content": "内容",
        "feedback": "客户意见",
           "next_action": "下一步", "next_follow": "下次跟进日期", "entered": "填写时间"},
    "陈静": {"date": "沟通时间", "customer_id": "客户编码", "company": "客户单位", "contact": "沟通对象",
        "method": "跟进方式", "content": "跟进情况",
           "feedback": "客户反馈", "response": "客户回应", "next_action": "下步计划",
               "next_follow": "下次跟进", "trigger": "触发条件",
           "quote": "本次报价", "entered": "登记日期"},
    "归档": {"company": "客户名称", "owner": "跟进人", "date": "跟进日期", "method": "跟进方式",
        "content": "跟进内容", "feedback": "客户反馈",
           "response": "合作意向度", "next_action": "下一步行动", "next_follow": "下次跟进时间"},
}
GROUPS = {"李娜": [("serial", "序号"), ("company", "基本信息"), ("need", "需求信息"), ("first_contact",
    "跟进信息"), ("remark", "其他")]}
LOOKS = {  # font, header fill, header ink
    "张伟": ("等线", "D9E1F2", "1F3864"), "李娜": ("微软雅黑", "E2EFDA", "375623"), "王强": ("宋体",
        "EDEDED", "000000"),
    "陈静": ("微软雅黑", "1F4E78", "FFFFFF"), "服务": ("等线", "E7E6E6", "000000"), "经理": ("微软雅黑", "DDEBF7",
        "1F4E78"), "归档": ("宋体", "F2F2F2", "404040"), "人员": ("等线",
        "FFF2CC", "7F6000"),
}
WIDTHS = {"company": 27, "need": 34, "content": 54, "feedback": 20, "next_action": 22, "phone": 21,
    "mobile": 17, "email": 23, "size": 12,
          "remark": 16, "serial": 6, "customer_id": 10, "address": 22, "title": 13, "budget": 14,
              "contact": 10, "quote": 13,
          "next_follow": 17, "date": 18, "entered": 18, "trigger": 16, "source": 13,
          "handling": 30, "cause": 22, "situation": 34, "progress": 40, "competitor": 30, "decider": 26, "step": 30,
          "basis": 24, "idea": 22, "advice": 24, "product": 18, "order": 14, "decision": 26, "home": 22, "reason": 30}
# fmt: on
IN_WAN = ("李娜", "陈静")  # whose budget header says 万元


@dataclass
class Ledger:
    """What README.md lists: every case with its place, and one example of each way of typing."""

    cases: dict[tuple[int, str, str], tuple[str, str]] = field(default_factory=dict)
    habits: dict[str, str] = field(default_factory=dict)


class Book:
    """One workbook being written; the same input gives the same bytes."""

    def __init__(self, path: Path, inbox: Path, look: str, author: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.name = path.relative_to(inbox).as_posix()
        self.book = xlsxwriter.Workbook(str(path))
        self.book.set_properties({"author": author, "created": datetime(2026, 11, 20, 9)})
        self.font, self.fill, self.ink = LOOKS[look]
        self.made: dict[tuple[tuple[str, object], ...], xlsxwriter.format.Format] = {}

    def style(self, **parts: object) -> xlsxwriter.format.Format:
        """One format, made once, in the fonts of this person."""
        key = tuple(sorted(parts.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format(
                {"font_name": self.font, "font_size": 10, "valign": "vcenter", **parts}
            )
        return self.made[key]

    def head(self, size: int = 10) -> xlsxwriter.format.Format:
        return self.style(
            bold=True,
            bg_color=f"#{self.fill}",
            font_color=f"#{self.ink}",
            align="center",
            border=1,
            border_color="#BFBFBF",
            text_wrap=True,
            font_size=size,
        )

    def put(
        self,
        sheet: xlsxwriter.worksheet.Worksheet,
        row: int,
        column: int,
        value: object,
        form: str | int = "",
        wrap: bool = False,
    ) -> None:
        style = self.style(
            border=1, border_color="#D0D0D0", text_wrap=wrap, **({"num_format": form} if form != "" else {})
        )
        if isinstance(value, datetime | date):
            shown = self.style(border=1, border_color="#D0D0D0", num_format=form or 14, align="center")
            sheet.write_datetime(row, column, value, shown)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value, style)
        elif value == "" or value is None:
            sheet.write_blank(row, column, None, style)
        else:
            sheet.write_string(row, column, str(value), style)


def customer_cell(one: Customer, name: str, sheet_owner: str, week: str, serial: int) -> Named:
    """What stands in one cell of a customer sheet of that week."""
    friday = TODAY if week == "2026-W47" else WEEKS[week] + timedelta(0 if week == "2026-W38" else 4)
    label = f"{one.id or one.company} {name}"
    if name in one.odd and week == "2026-W47":
        return one.odd[name], "", ""
    stage = one.stage(friday)
    quote = one.quote(friday)
    match name:
        case "serial":
            return serial, "", ""
        case "owner":
            return sheet_owner, "", ""
        case "customer_id":
            return one.id, "", ""
        case "stage_declared":
            return word(sheet_owner, stage, label), "", ""
        case "grade":
            grade = {
                "closing": "A",
                "hot": "A" if one.urgency == "high" else "B",
                "interested": "B",
                "prospect": "C",
            }.get(stage, "")
            return word("grade", grade, label), "", ""
        case "phone" | "mobile":
            if name == "phone" and "mobile" in CUSTOMERS[sheet_owner]:
                return (one.phone if Random(label).random() < 0.6 else ""), "", ""
            return phone_cell(one.mobile, one.phone, label)
        case "budget":
            if one.scene == "budget_short" and one.budget and sheet_owner not in IN_WAN:
                return f"{one.budget[0]:g}万-{one.budget[1]:g}万", "", ""
            return money_cell(one.budget, label, sheet_owner in IN_WAN)
        case "first_contact" | "registered":
            return day_cell(getattr(one, name), sheet_owner, label)
        case "need_date" | "expected_close":
            return need_cell(one.need_date, sheet_owner, label, one.registered)
        case "next_follow":
            due = one.contacts[-1].next_follow if one.contacts else None
            return day_cell(due if stage not in ("won", "lost") else None, sheet_owner, label, one.registered)
        case "last_review":
            return day_cell(_review(one, friday), sheet_owner, label)
        case "signed" | "ended":
            day = getattr(one, name)
            return day_cell(day if day and day <= friday else None, sheet_owner, label)
        case "install":
            day = one.install if one.signed and one.signed <= friday else None
            return day_cell(day, sheet_owner, label, one.registered)
        case "installed":
            return day_cell(one.installed if one.installed and one.installed <= friday else None, sheet_owner, label)
        case "confirmed":
            return one.confirmed if week != "2026-W38" else "", "", ""
        case "decision":
            return one.decision if stage in ("hot", "closing", "won") else "", "", ""
        case "quote":
            return (round(quote * 10000), "#,##0", "") if quote else ("", "", "")
        case "quote_status":
            return ("作废" if one.follow_status == "observe" else "有效") if quote else "", "", ""
        case "margin":
            return (one.margin, "0%", "") if stage in ("hot", "closing", "won") else ("", "", "")
        case "key":
            return ("是" if one.key else "否" if sheet_owner != "李娜" else ""), "", ""
        case "urgency":
            return word("level", one.urgency, label), "", ""
        case "match" | "power" | "risk" | "audit" | "lead_type" | "follow_status":
            return word(name, getattr(one, name), label), "", ""
        case "car":
            return Random(label).choice(["", "", "", "有", "园区收费"]), "", ""
    return getattr(one, name), "", ""


def _review(one: Customer, friday: date) -> date | None:
    """The assessment that was the last one on that Friday."""
    if one.review is None or "last_review" in one.cases:
        return one.review if one.review and one.review <= friday else None
    back = 28 if one.stage(friday) in ("prospect", "won", "lost") else 7
    day = one.review
    while day > friday:
        day -= timedelta(back)
    return day if day >= one.registered else None


def contact_cell(talk: Contact, one: Customer, name: str, habit: str) -> Named:
    """What stands in one cell of a followup sheet."""
    label = f"{one.id or one.company} {talk.at} {name}"
    if name in talk.odd:
        return talk.odd[name], "yyyy-mm-dd hh:mm" if isinstance(talk.odd[name], datetime) else "", ""
    match name:
        case "company":
            return one.company, "", ""
        case "customer_id":
            return one.id, "", ""
        case "contact":
            return one.called, "", ""
        case "owner":
            return talk.person, "", ""
        case "date":
            return day_cell(talk.at, habit, label, None, talk.timed)
        case "entered":
            return day_cell(talk.entered, habit, label, talk.at.date() if habit == "王强" else None, habit == "张伟")
        case "next_follow":
            return next_cell(talk.next_follow, talk.at.date(), habit, label)
        case "response":
            return word("response", talk.response, label), "", ""
        case "quote":
            return (f"{talk.quote:g}万", "", "") if talk.quote else ("", "", "")
    return getattr(talk, name), "", ""
