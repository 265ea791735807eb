"""How people type: a fact goes in, the value and the number format of one Excel cell come out.

Each answer depends only on the fact and a label: a row copied into next week's sheet looks the same there.
"""

from datetime import date, datetime, timedelta
from random import Random

# fmt: off
REAL: dict[str, str | int] = {  # formats of real Excel dates; the numbers are built-in ones
    "iso": "yyyy-mm-dd", "slash14": 14, "zh31": 31, "zh804": '[$-804]yyyy"年"m"月"d"日";@',
        "long": '[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy',
    "month_day": 'm"月"d"日"', "zh58": 58,
}
DATE_HABITS = {  # owner → style: how often, of 100
    "张伟": {"iso": 68, "zh31": 14, "cn": 8, "md_cn": 5, "slash14": 3, "wide": 2},
    "李娜": {"dot": 36, "md_cn": 30, "cn": 18, "iso": 16},
    "王强": {"slash": 34, "slash14": 32, "md_slash": 14, "number8": 8, "text8": 6, "serial": 6},
    "陈静": {"zh804": 50, "zh31": 18, "month_day": 10, "long": 8, "iso": 8, "zh58": 6},
    "归档": {"iso": 60, "dot": 14, "slash": 14, "cn": 12},
    "服务": {"iso": 80, "slash": 20},
    "经理": {"iso": 65, "cn": 35},
}
WORDS = {
    "张伟": {"prospect": ["潜在客户"], "interested": ["意向客户"], "hot": ["高意向客户"],
        "closing": ["准客户"], "won": ["成交客户"],
           "lost": ["流失客户"]},
    "李娜": {"prospect": ["潜在"], "interested": ["意向", "有意向"], "hot": ["高意向"],
        "closing": ["谈判中", "准客户"],
           "won": ["已签约"], "lost": ["已流失"]},
    "王强": {"prospect": ["初步接触", "潜客"], "interested": ["有意向", "意向客户"], "hot": ["方案报价",
        "高意向"],
           "closing": ["合同谈判"], "won": ["已成交"], "lost": ["丢单"]},
    "陈静": {"prospect": ["潜在客户", "潜在客户 "], "interested": ["意向客户", " 意向客户"],
        "hot": ["高意向客户"], "closing": ["准客户"],
           "won": ["成交客户", "老客户"], "lost": ["流失客户"]},
    "level": {"high": ["高", "高", "紧急", "高急"], "medium": ["中", "中", "一般"], "low": ["低", "不急"],
        "": [""]},
    "match": {"high": ["高", "较高"], "medium": ["中", "一般"], "low": ["低", "较低"]},
    "power": {"yes": ["有", "有", "是"], "no": ["无", "没有"], "": [""]},
    "response": {"active": ["主动沟通", "积极"], "passive": ["被动回应", "一般"], "none": ["无回应",
        "未回复"]},
    "audit": {"done": ["已审核", "已审核", "通过"], "waiting": ["待审核", "未审核"], "refused": ["驳回"],
        "": [""]},
    "risk": {"budget_short": ["预算不足"], "": ["", "", "无"]},
    "lead_type": {"direct": ["直接型"], "indirect": ["间接型"], "potential": ["潜在型"]},
    "follow_status": {"active": ["跟进中", "正常"], "observe": ["观察期"]},
    "grade": {"A": ["A级", "A"], "B": ["B级", "B类"], "C": ["C级", "C"], "": [""]},
}
# fmt: on
DIGITS = "〇一二三四五六七八九十"
Cell = tuple[object, str | int]  # value, number format
Named = tuple[object, str | int, str]  # … and what is remarkable about it ("" mostly)


def word(topic: str, code: str, label: str) -> str:
    return Random(f"word {topic} {code} {label}").choice(WORDS[topic][code])


def day_cell(
    day: date | datetime | None, owner: str, label: str, earliest: date | None = None, timed: bool = False
) -> Named:
    """One date. `earliest`: what a date without year counts from (empty: it is a past date)."""
    if day is None:
        return "", "", ""
    rng = Random(f"day {label} {day}")
    if timed and isinstance(day, datetime) and owner != "王强":
        return _moment(day, owner, rng)
    plain = day.date() if isinstance(day, datetime) else day
    habits = DATE_HABITS[owner]
    style = rng.choices(list(habits), list(habits.values()))[0]
    if style.startswith("md") and not _yearless(plain, earliest):
        style = "iso"
    if style in REAL:
        return datetime(plain.year, plain.month, plain.day), REAL[style], f"date: real, format {REAL[style]}"
    y, m, d = plain.year, plain.month, plain.day
    number = (plain - date(1899, 12, 30)).days
    text = {
        "cn": f"{y}年{m}月{d}日",
        "dot": f"{y}.{m}.{d}",
        "slash": f"{y}/{m}/{d}",
        "md_cn": f"{m}月{d}日",
        "md_slash": f"{m}/{d}",
        "wide": wide(f"{y}年{m}月{d}日"),
        "text8": f"{y}{m:02d}{d:02d}",
        "number8": int(f"{y}{m:02d}{d:02d}"),
        "serial": str(number),
    }
    names = {
        "number8": "number like 20261103",
        "text8": "text like 20261103",
        "serial": "serial number as text",
        "wide": "full-width digits",
    }
    return (
        text[style],
        "@" if style == "serial" else "",
        f"date: {names.get(style, f'text like {text[style]}')}" if style in names else f"date: text style {style}",
    )


def _moment(at: datetime, owner: str, rng: Random) -> Named:
    if owner == "李娜":
        if at.minute == 0 and at.hour > 12:
            return f"{at.month}月{at.day}日下午{at.hour - 12}点", "", "date: 11月3日下午3点"
        return f"{at.year}.{at.month}.{at.day} {at:%H:%M}", "", "date: text with 15:00"
    return at, "yyyy-mm-dd hh:mm" if owner == "张伟" else "yyyy/m/d h:mm", "date: real, with a time"


def _yearless(day: date, earliest: date | None) -> bool:
    """Would a reader without the year find this very day?"""
    if earliest is None:
        return day.year == 2026
    return earliest <= day < date(earliest.year + 1, earliest.month, min(earliest.day, 28))


def next_cell(due: date | None, at: date, owner: str, label: str) -> Named:
    """The promised next contact, at times as 下周三 or 月底."""
    if due is None:
        return "", "", ""
    rng = Random(f"next {label}")
    if (due.isocalendar().week - at.isocalendar().week) == 1 and rng.random() < 0.3:
        return f"下周{'一二三四五六日'[due.weekday()]}", "", "date: 下周三"
    if due.month == at.month and (due + timedelta(1)).month != due.month and rng.random() < 0.8:
        return "月底", "", "date: 月底"
    return day_cell(due, owner, label, at)


def need_cell(day: date | None, owner: str, label: str, registered: date) -> Named:
    """A need date, at times as 年底, 12月 or Q1."""
    if day is None:
        return "", "", ""
    rng = Random(f"need {label}")
    if day == date(2026, 12, 31) and registered.year == 2026 and rng.random() < 0.7:
        said = rng.choice(["年底", "12月"])
        return said, "", f"date: {said}"
    if day == date(2027, 3, 31) and registered > date(2026, 3, 31) and rng.random() < 0.5:
        return "Q1", "", "date: Q1"
    return day_cell(day, owner, label, registered)


def wide(text: str) -> str:
    """The same text with full-width digits."""
    return text.translate({ord(str(n)): 0xFF10 + n for n in range(10)})


def phone_cell(mobile: str, landline: str, label: str) -> Named:
    rng = Random(f"phone {label}")
    style = rng.choices(
        ["plain", "number", "dash", "plus", "land", "ext", "two", "wide", "space", "400"],
        [40, 18, 10, 6, 8, 5, 6, 2, 4, 1],
    )[0]
    dashed = f"{mobile[:3]}-{mobile[3:7]}-{mobile[7:]}"
    made: dict[str, object] = {
        "plain": mobile,
        "number": int(mobile),
        "dash": dashed,
        "plus": f"+86 {mobile}",
        "land": landline,
        "ext": f"{landline}转{mobile[-3:]}",
        "two": f"{mobile}/{landline}",
        "wide": wide(mobile),
        "space": dashed.replace("-", " "),
        "400": f"400-000-{mobile[-4:]}",
    }
    return made[style], "0" if style == "number" else "", "" if style == "plain" else f"phone: style {style}"


def money_cell(money: tuple[float, float] | None, label: str, ten_thousands: bool) -> Named:
    """A budget range; `ten_thousands`: the header says 万元, so plain numbers mean 万."""
    rng = Random(f"money {label}")
    if money is None:
        said = rng.choice(["待定", "面议", "未知", ""])
        return said, "", f"money: {said}" if said else ""
    low, high = (f"{amount:g}" for amount in money)
    if ten_thousands:
        style = rng.choices(["range", "one", "unit"], [5, 4, 1])[0]
        value: object = {"range": f"{low}-{high}", "one": money[1], "unit": f"{high}万"}[style]
        return (
            value,
            "",
            f"money under 万元: {style}",
        )
    style = rng.choices(
        ["range", "short", "about", "w", "within", "least", "yuan", "number", "han"],
        [22, 18, 10, 8, 10, 4, 8, 14, 6],
    )[0]
    if style == "han":
        round_tens = money[0] >= 10 and money[1] < 100 and all(amount % 10 == 0 for amount in money)
        return (
            (f"{_han(money[0])}万到{_han(money[1])}万" if round_tens else f"{low}万-{high}万"),
            "",
            "money: style han" * round_tens,
        )
    texts: dict[str, object] = {
        "range": f"{low}万-{high}万",
        "short": f"{low}-{high}万",
        "about": f"约{high}万",
        "w": f"{high}w",
        "within": f"{high}万以内",
        "least": f"不低于{low}万",
        "yuan": f"¥{money[1] * 10000:,.0f}",
        "number": money[1] * 10000,
    }
    return texts[style], "#,##0" if style == "number" else "", f"money: style {style}"


def _han(amount: float) -> str:
    tens = int(amount) // 10
    return ("" if tens == 1 else DIGITS[tens]) + "十"
