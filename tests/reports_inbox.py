"""A small hand-made team with every kind of sheet, for the reports.

One table a kind: headers first, cells parted by `|`; a cell `header=value; header=value` fills columns of its own.
"""

import datetime
import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tracker import find, run
from tracker.settings import shipped_settings

SETTINGS = shipped_settings()
AS_OF = "2026-11-20"  # a Friday
DAY, MOMENT = r"\d{4}-\d\d-\d\d", r"\d{4}-\d\d-\d\d \d\d:\d\d"
TEXTS = {"联系电话"}
ORDINARY = {  # of a customer row that says nothing else; - is an empty cell
    "来源渠道": "行业展会",
    "联系人": "王芳",
    "联系电话": "13812340001",
    "需求概述": "采购两台离心泵",
    "首次接触日期": "2026-06-01",
    "登记日期": "2026-06-01",
    "审核状态": "已审核",
}
SHEETS = {
    "客户登记": """
客户编号 | 单位名称 | 负责人 | 来源渠道 | 登记日期 | 审核状态 |
C001 | 青岛远洋机械有限公司 | 张伟 | | | | 预计成交日期=2026-12-20; 报价金额=300000
C002 | 济南明湖设备有限公司 | 张伟 | 老客户转介绍 | | | 签约日期=2026-11-10; 转介绍数=2
C003 | 烟台海天泵业有限公司 | 张伟 | 线上广告 | | | 终止日期=2026-11-12
C004 | 潍坊鲁中电气有限公司 | 李娜 | | | | 大客户=是; 总经理确认=刘总 13900001111
C005 | 临沂沂蒙食品有限公司 | 李娜 | | 2026-11-18 | -
C006 | 威海蓝湾酒店有限公司 | 李娜 | - | 2026-10-05 | 未通过
C007 | 日照金海港务有限公司 | 李娜 | 线上广告 | | | 终止日期=2026-10-08
C008 | 德州齐河仪表有限公司 | 陈静 | 线上广告 | | | 签约日期=2026-10-09
""",
    "跟进记录": """
客户编号 | 跟进人 | 跟进时间 | 跟进方式 | 跟进内容 | 客户反馈 | 下一步行动 | 下次跟进时间
C001 | 张伟 | 2026-11-18 10:00 | 电话 | 对方让打 13812345678 找刘工 | 同意看样机 | 送样机 | 2026-11-25
C001 | 张伟 | 2026-11-18 15:00 | 拜访 | 看了现场和三台泵的安装位置 | 满意 | | 2026-11-25
C002 | 张伟 | 2026-11-16 | 电话 | 回访使用情况 | | | 2026-12-03
C004 | 李娜 | 2026-11-13 | 微信 | 发了方案 | | | 2026-11-27
C004 | 李娜 | 2026-10-13 | 电话 | 约了时间
C008 | 陈静 | 2026-10-20 | 电话 | 问了交货期
C999 | 陈静 | 2026-11-19 | 电话 | 没有登记的客户问价
""",
    "购买记录": """
客户编号 | 销售人员 | 购买日期 | 订单号 | 产品 | 数量 | 金额
C002 | 张伟 | 2026-11-10 | D1 | 离心泵 | 2 | 120000
C002 | 张伟 | 2026-11-17 | D2 | 备件 | 5 | 8000
C008 | 陈静 | 2026-10-09 | D3 | 流量计 | 1 | 50000
""",
    "投诉与反馈记录": """
客户编号 | 受理人 | 投诉日期 | 投诉内容 | 承诺回复日期 | 满意度 | 关闭日期 | 回复日期
C002 | 张伟 | 2026-11-18 | 漏水，请回 13812349999 | 2026-11-24 | 3
C008 | 陈静 | 2026-10-20 | 发票开错 | | 4 | 2026-10-21 | 2026-10-21
""",
    "拜访记录": """
客户编号 | 拜访人 | 拜访日期 | 拜访方式 | 谈话要点 | 客户想法 | 满意度 | 计划拜访日期 | 拜访目的 | 所需资料
C004 | 周强 | 2026-11-19 | 当面拜访 | 谈了预算 | 想先试用 | 5
C004 | 李娜 | 2026-10-15 | 当面拜访 | 初访 | 了解 | 4
C004 | 李娜 | | | | | | 2026-11-26 | 讲方案 | 报价单
C002 | 张伟 | 2026-10-22 | 当面拜访 | 验收 | 认可 | 5
""",
    "大客户开发记录": """
客户名称 | 销售人员 | 决策人 | 联系人 | 开发结果 | 成败原因 |
潍坊鲁中电气有限公司 | 李娜 | 刘总（总经理）13900001111 | 王芳 13812340004 | 进行中 | | 累计接触次数=3; 开发总时间=30天
烟台海天泵业有限公司 | 张伟 | 赵总 | 王芳 | 开发失败 | 价格高
济南明湖设备有限公司 | 张伟 | 钱总 | 王芳 | 开发成功 | 交货快
""",
    "跟进计划": """
客户编号 | 负责人 | 计划跟进时间 | 计划方式 | 沟通目标 | 所需资源
C001 | 张伟 | 2026-11-24 | 电话 | 确认样机 | 样机一台
C008 | 陈静 | 2026-12-08 | 拜访 | 续约 | 合同
""",
    "人员": """
姓名 | 部门 | 职级
张伟 | 一部 | 销售代表
李娜 | 一部 | 销售代表
陈静 | 二部 | 销售代表
周强 | 一部 | 总监
""",
    "大客户服务团队": """
客户名称 | 部门经理 | 销售人员 | 技术支持
潍坊鲁中电气有限公司 | 吴敏 | 李娜 | 孙工
""",
}


def rows(kind: str, sheets: Mapping[str, str] = SHEETS) -> list[dict[str, str]]:
    """The rows of one sheet: header → cell."""
    first, *lines = sheets[kind].strip().splitlines()
    headers = [header.strip() for header in first.split("|")]
    found = []
    for line in lines:
        cells = [cell.strip() for cell in line.split("|")]
        row = dict(zip(headers, cells, strict=False))
        row |= dict(part.split("=") for part in row.pop("", "").split("; ") if part)
        if kind == "客户登记":
            row = ORDINARY | {header: cell for header, cell in row.items() if cell}
        found.append({header: "" if cell == "-" else cell for header, cell in row.items()})
    return found


def understood(folder: Path, sheets: Mapping[str, str] = SHEETS, as_of: str = AS_OF) -> run.Understood:
    """Write the sheets into one workbook of `folder` and work everything out."""
    folder.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(folder / f"全队 {AS_OF}.xlsx") as book:
        formats = [book.add_format({"num_format": form}) for form in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm")]
        for kind in sheets:
            _write(book.add_worksheet(kind), rows(kind, sheets), formats)
    dropped = find.workbooks(folder, SETTINGS.rules_file)
    return run.understand(dropped, pd.Timestamp(as_of), SETTINGS, lambda *_: None, run.Timings())


def _write(sheet: Worksheet, table: list[Mapping[str, str]], formats: list[Format]) -> None:
    headers = list(dict.fromkeys(header for row in table for header in row))
    sheet.write_row(0, 0, headers)
    for at, row in enumerate(table, start=1):
        for column, header in enumerate(headers):
            cell = row.get(header, "")
            if re.fullmatch(DAY, cell) or re.fullmatch(MOMENT, cell):
                sheet.write_datetime(at, column, datetime.datetime.fromisoformat(cell), formats[len(cell) > 10])
            elif re.fullmatch(r"\d+(\.\d+)?", cell) and header not in TEXTS:
                sheet.write_number(at, column, float(cell))
            elif cell:
                sheet.write_string(at, column, cell)
