"""A small hand-made team with every kind of sheet, for the reports: what each row is for stands beside it."""

import datetime
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import xlsxwriter

from tracker import find, run
from tracker.settings import shipped_settings

SETTINGS = shipped_settings()
AS_OF = "2026-11-20"  # a Friday
DAY, MOMENT = r"\d{4}-\d\d-\d\d", r"\d{4}-\d\d-\d\d \d\d:\d\d"
TEXTS = {"客户编号", "联系电话", "手机", "满意度说明"}
Rows = list[dict[str, str]]


def sheet_of(kind: str, rows: Rows) -> tuple[str, Rows]:
    """The sheet name of a kind, and its rows."""
    return kind, rows


def customer(number: int, company: str, owner: str, **more: str) -> dict[str, str]:
    """A customer row, ordinary but for what is said."""
    return {
        "客户编号": f"C{number:03}",
        "单位名称": company,
        "负责人": owner,
        "来源渠道": "行业展会",
        "联系人": "王芳",
        "联系电话": f"1381234{number:04}",
        "需求概述": "采购两台离心泵",
        "首次接触日期": "2026-06-01",
        "登记日期": "2026-06-01",
        "审核状态": "已审核",
    } | more


CUSTOMERS = [
    customer(1, "青岛远洋机械有限公司", "张伟", 下次跟进时间="2026-11-25", 预计成交日期="2026-12-20", 报价金额="300000"),
    customer(2, "济南明湖设备有限公司", "张伟", 签约日期="2026-11-10", 转介绍数="2", 来源渠道="老客户转介绍"),
    customer(3, "烟台海天泵业有限公司", "张伟", 终止日期="2026-11-12", 来源渠道="线上广告"),
    customer(4, "潍坊鲁中电气有限公司", "李娜", 大客户="是", 总经理确认="刘总 13900001111"),
    customer(5, "临沂沂蒙食品有限公司", "李娜", 登记日期="2026-11-18", 首次接触日期="2026-11-18", 审核状态=""),
    customer(6, "威海蓝湾酒店有限公司", "李娜", 来源渠道="", 登记日期="2026-10-05", 首次接触日期="2026-08-01", 审核状态="未通过"),
    customer(7, "日照金海港务有限公司", "李娜", 终止日期="2026-10-08", 来源渠道="线上广告"),
    customer(8, "德州齐河仪表有限公司", "陈静", 来源渠道="线上广告", 签约日期="2026-10-09"),
]  # fmt: skip
FOLLOWUPS = [
    # told by phone, with somebody's own number in the text
    dict(客户编号="C001", 跟进人="张伟", 跟进时间="2026-11-18 10:00", 跟进方式="电话", 跟进内容="对方让打 13812345678 找刘工", 客户反馈="同意看样机", 下一步行动="送样机", 下次跟进时间="2026-11-25"),
    dict(客户编号="C001", 跟进人="张伟", 跟进时间="2026-11-18 15:00", 跟进方式="拜访", 跟进内容="看了现场，谈了三台泵的安装位置", 客户反馈="满意", 下一步行动="", 下次跟进时间="2026-11-25"),
    dict(客户编号="C002", 跟进人="张伟", 跟进时间="2026-11-16", 跟进方式="电话", 跟进内容="回访使用情况", 下次跟进时间="2026-12-03"),
    dict(客户编号="C004", 跟进人="李娜", 跟进时间="2026-11-13", 跟进方式="微信", 跟进内容="发了方案", 下次跟进时间="2026-11-27"),
    dict(客户编号="C004", 跟进人="李娜", 跟进时间="2026-10-13", 跟进方式="电话", 跟进内容="约了时间"),
    dict(客户编号="C008", 跟进人="陈静", 跟进时间="2026-10-20", 跟进方式="电话", 跟进内容="问了交货期"),
    dict(客户编号="C999", 跟进人="陈静", 跟进时间="2026-11-19", 跟进方式="电话", 跟进内容="没有登记的客户问价"),
]  # fmt: skip
PURCHASES = [
    dict(客户编号="C002", 销售人员="张伟", 购买日期="2026-11-10", 订单号="D1", 产品="离心泵", 数量="2", 金额="120000"),
    dict(客户编号="C002", 销售人员="张伟", 购买日期="2026-11-17", 订单号="D2", 产品="备件", 数量="5", 金额="8000"),
    dict(客户编号="C008", 销售人员="陈静", 购买日期="2026-10-09", 订单号="D3", 产品="流量计", 数量="1", 金额="50000"),
]
COMPLAINTS = [
    dict(客户编号="C002", 受理人="张伟", 投诉日期="2026-11-18", 投诉内容="漏水，电话 13812349999", 承诺回复日期="2026-11-24", 满意度="3"),
    dict(客户编号="C008", 受理人="陈静", 投诉日期="2026-10-20", 投诉内容="发票开错", 关闭日期="2026-10-21", 回复日期="2026-10-21", 满意度="4"),
]  # fmt: skip
VISITS = [
    dict(客户编号="C004", 拜访人="李娜、周强", 拜访日期="2026-11-19", 拜访方式="当面拜访", 谈话要点="谈了预算", 客户想法="想先试用", 满意度="5"),
    dict(客户编号="C004", 拜访人="李娜", 拜访日期="2026-10-15", 拜访方式="当面拜访", 谈话要点="初访", 客户想法="了解", 满意度="4"),
    dict(客户编号="C004", 拜访人="李娜", 计划拜访日期="2026-11-26", 拜访目的="讲方案", 所需资料="报价单"),
    dict(客户编号="C002", 拜访人="张伟", 拜访日期="2026-10-22", 拜访方式="当面拜访", 谈话要点="验收", 客户想法="认可", 满意度="5"),
]  # fmt: skip
DEVELOPMENT = [
    dict(客户名称="潍坊鲁中电气有限公司", 销售人员="李娜", 决策人="刘总（总经理）13900001111", 联系人="王芳 13812340004", 项目现状="已立项", 启动时间="2026-06-01", 方案制作人="周强", 方案实施人="孙工", 我方跟进情况="方案已交", 竞争对手详情="某品牌报价低 5%", 下周对策="请总监拜访", 备注="无", 开发结果="进行中", 累计接触次数="3", 开发总时间="30天"),
    dict(客户名称="烟台海天泵业有限公司", 销售人员="张伟", 决策人="赵总", 联系人="王芳", 开发结果="开发失败", 成败原因="价格高"),
    dict(客户名称="济南明湖设备有限公司", 销售人员="张伟", 决策人="钱总", 联系人="王芳", 开发结果="开发成功", 成败原因="交货快"),
]  # fmt: skip
PLANS = [
    dict(客户编号="C001", 负责人="张伟", 计划跟进时间="2026-11-24", 计划方式="电话", 沟通目标="确认样机", 所需资源="样机一台"),
    dict(客户编号="C008", 负责人="陈静", 计划跟进时间="2026-12-08", 计划方式="拜访", 沟通目标="续约", 所需资源="合同"),
]
PEOPLE = [
    dict(姓名="张伟", 部门="一部", 职级="销售代表"),
    dict(姓名="李娜", 部门="一部", 职级="销售代表"),
    dict(姓名="陈静", 部门="二部", 职级="销售代表"),
    dict(姓名="周强", 部门="一部", 职级="销售总监"),
]
TEAM = [dict(客户名称="潍坊鲁中电气有限公司", 部门经理="吴敏", 销售人员="李娜", 技术支持="孙工")]
EVERYTHING: Mapping[str, Rows] = {
    "客户登记": CUSTOMERS,
    "跟进记录": FOLLOWUPS,
    "购买记录": PURCHASES,
    "投诉与反馈记录": COMPLAINTS,
    "拜访记录": VISITS,
    "大客户开发记录": DEVELOPMENT,
    "跟进计划": PLANS,
    "人员": PEOPLE,
    "大客户服务团队": TEAM,
}
ABSENT = {"客户登记": ("意向类型",)}


def understood(folder: Path, sheets: Mapping[str, Rows] = EVERYTHING, as_of: str = AS_OF) -> run.Understood:
    """Write the sheets into one workbook of `folder` and work everything out."""
    folder.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(folder / f"全队 {AS_OF}.xlsx") as book:
        day, moment = (book.add_format({"num_format": form}) for form in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm"))
        for name, rows in sheets.items():
            kinds = dict(zip(SETTINGS.tables["kinds"]["name"], SETTINGS.tables["kinds"]["kind"], strict=True))
            headers = [header for header in SETTINGS.fields(kinds[name])["name"] if header not in ABSENT.get(name, ())]
            _write(book.add_worksheet(name), headers, rows, day, moment)
    dropped = find.workbooks(folder, SETTINGS.words("inputs")["rules_file"])
    return run.understand(dropped, pd.Timestamp(as_of), SETTINGS, lambda *_: None, run.Timings())


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    headers: Sequence[str],
    rows: Rows,
    day: xlsxwriter.format.Format,
    moment: xlsxwriter.format.Format,
) -> None:
    sheet.write_row(0, 0, headers)
    for at, row in enumerate(rows, start=1):
        assert row.keys() <= set(headers), row.keys() - set(headers)
        for column, header in enumerate(headers):
            cell = row.get(header, "")
            if re.fullmatch(DAY, cell) or re.fullmatch(MOMENT, cell):
                sheet.write_datetime(at, column, datetime.datetime.fromisoformat(cell), day if len(cell) == 10 else moment)
            elif re.fullmatch(r"\d+(\.\d+)?", cell) and header not in TEXTS:
                sheet.write_number(at, column, float(cell))
            elif cell:
                sheet.write_string(at, column, cell)
