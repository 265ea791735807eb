"""The compact notation of a customer's records in a case table: the records parted by `;`, the words by blanks.

`跟进`: the time, then the way, `下次…`, `录入…` or `表头=值`, as in
`2026-11-10 09:00 电话 下次2026-11-18; 2026-11-01 拜访 报价金额=20万`; `表=2026-11-02` puts one in that week's sheet,
`无时间` leaves the time empty. The other kinds are the same but for their own short forms:

- `购买`: `2026-03-02 设备A 金额=20万 订单号=D1` (the word is the 产品).
- `投诉`: `2026-11-02 漏油 回应2026-11-03 关闭2026-11-05 承诺2026-11-04 回复2026-11-04` (the word is the 投诉内容).
- `拜访`: `2026-11-02 当面拜访 拜访人=王总 承诺2026-11-05 回复2026-11-04` (the word is the 拜访方式).
- `开发`: `2026-08-01 进行中 竞争对手详情=`: the 启动时间, the 开发结果; the whole form is filled but for what is said.
  `团队`: `全 技术支持=`: likewise, without a time (`全`: nothing else is said).
- `人员`: `赵总=总经理; 钱工=销售代表`: names and ranks, for every customer of that day.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

TOKEN = re.compile(r"\S+(?: \d\d:\d\d(?::\d\d)?)?")
NO_TIME, ALL = "无时间", "全"


@dataclass(frozen=True)
class Notation:
    """One kind of records: the header of the first word, of a bare word, of its short forms, and what is ordinary."""

    kind: str
    sheet: str
    time: str
    bare: str
    person: str
    short: Mapping[str, str] = field(default_factory=dict)
    ordinary: Mapping[str, str] = field(default_factory=dict)


RECORDS = {
    "跟进": Notation(
        "followup",
        "跟进记录",
        "跟进时间",
        "跟进方式",
        "跟进人",
        {"下次": "下次跟进时间", "录入": "录入时间"},
        {"跟进内容": "谈了交货期"},
    ),
    "购买": Notation("purchase", "购买记录", "购买日期", "产品", "销售人员"),
    "投诉": Notation(
        "complaint",
        "投诉记录",
        "投诉日期",
        "投诉内容",
        "受理人",
        {"回应": "回应时间", "关闭": "关闭日期", "承诺": "承诺回复日期", "回复": "回复日期"},
        {"投诉内容": "机封漏水"},
    ),
    "拜访": Notation(
        "visit",
        "拜访记录",
        "拜访日期",
        "拜访方式",
        "拜访人",
        {"承诺": "承诺回复日期", "回复": "回复日期"},
        {"谈话要点": "看了泵房的现场"},
    ),
    "开发": Notation(
        "development",
        "大客户开发记录",
        "启动时间",
        "开发结果",
        "销售人员",
        {},
        {
            "决策人": "何总 13900001111",
            "联系人": "王芳 13900002222",
            "项目现状": "正在招标",
            "方案制作人": "吴工",
            "方案实施人": "郑工",
            "我方跟进情况": "已交方案",
            "竞争对手详情": "甲泵业报价18万",
            "下周对策": "约总经理会面",
            "开发结果": "进行中",
            "累计接触次数": "0",
            "开发总时间": "30天",
            "成败原因": "方案合用",
        },
    ),
    "团队": Notation("team", "大客户服务团队", "", "", "销售人员", {}, {"部门经理": "周经理", "技术支持": "吴工"}),
    "人员": Notation("people", "人员", "", "", ""),
}


def parts(text: str) -> list[list[str]]:
    """The words of each record."""
    return [TOKEN.findall(part) for part in re.split("[;；]", text) if part.strip()]


def said(tokens: Collection[str], headers: Collection[str], notation: Notation | None = None) -> dict[str, str]:
    """What the words say by header; one that says nothing is a mistake of the table."""
    cells = {}
    for token in tokens:
        header, is_said, cell = token.partition("=")
        if is_said:
            cells[header] = cell
        elif notation and token[:2] in notation.short:
            cells[notation.short[token[:2]]] = token[2:]
        elif notation:
            cells[notation.bare] = token
        else:
            cells[token] = ""
    strange = [name for name in cells if name not in headers]
    assert not strange, f"no such header: {strange} in {tokens}"
    return cells


def record(
    notation: Notation, tokens: list[str], customer: Mapping[str, str], headers: Collection[str]
) -> dict[str, str]:
    """One record of that customer, cells by header."""
    if notation.kind == "people":
        (token,) = tokens
        name, _, rank = token.partition("=")
        return {"姓名": name, "职级": rank}
    cells = {
        "客户编号": customer.get("客户编号", ""),
        "客户名称": customer["单位名称"],
        notation.person: customer["负责人"],
        **notation.ordinary,
    }
    if notation.time:
        first, *tokens = tokens
        cells[notation.time] = "" if first == NO_TIME else first
    return cells | said([token for token in tokens if token != ALL], headers, notation)
