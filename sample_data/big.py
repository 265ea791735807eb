"""Write a large workspace for timing: python sample_data/big.py FOLDER [--workbooks 50] [--rows 1000]

Half the workbooks are of 2026-W46, half of 2026-W47: each salesperson hands in two. Three rows in ten are
customers, the others followups. The same arguments give the same bytes; the mess is that of cells.py.
"""

import argparse
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import xlsxwriter
from cells import DATE_HABITS, REAL, WORDS, money_cell, phone_cell
from phrases import (
    ACTIONS,
    CITIES,
    COINED,
    CONTENT,
    FEEDBACK,
    GIVEN,
    INDUSTRIES,
    METHODS,
    NEEDS,
    SOURCES,
    SURNAMES,
    VAGUE,
)

CUSTOMER = [
    "客户编号",
    "单位名称",
    "所属行业",
    "联系人",
    "联系电话",
    "来源渠道",
    "需求概述",
    "需求紧急程度",
    "预算范围",
    "首次接触日期",
    "登记日期",
    "客户阶段",
    "需求时间",
    "决策权",
    "报价金额",
    "上次评估日期",
    "签约日期",
    "终止日期",
    "审核状态",
    "备注",
]
FOLLOWUP = [
    "客户编号",
    "客户名称",
    "跟进时间",
    "跟进方式",
    "跟进内容",
    "客户反馈",
    "合作意向度",
    "下一步行动",
    "下次跟进时间",
    "录入时间",
]
STAGES = ["prospect"] * 36 + ["interested"] * 26 + ["hot"] * 14 + ["closing"] * 8 + ["won"] * 10 + ["lost"] * 6
WRONG = ["abc", "二月三十号", "15-10万", "", "1380000", "？"]
MONDAYS = [date(2026, 11, 9), date(2026, 11, 16)]


class Writer:
    """One workbook, written row by row so that its size costs no memory."""

    def __init__(self, path: Path, owner: str, serial: int, seed: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        self.book.set_properties({"author": owner, "created": datetime(2026, 11, 20, 9)})
        self.formats = {form: self.book.add_format({"num_format": form}) for form in ["0", "#,##0", *REAL.values()]}
        self.head = self.book.add_format({"bold": True, "bg_color": "#D9E1F2", "border": 1})
        self.owner, self.serial, self.seed = owner, serial, seed
        self.habits = list(DATE_HABITS.values())[serial % len(DATE_HABITS)]

    def day(self, rng: Random, day: date) -> tuple[object, str | int]:
        """One date as this person types it; words like 下周三 stay out of a timing run."""
        style = rng.choices(list(self.habits), list(self.habits.values()))[0]
        if style in REAL:
            return datetime(day.year, day.month, day.day), REAL[style]
        if style in ("dot", "slash"):
            return (
                f"{day:%Y.%m.%d}" if style == "dot" else f"{day.year}/{day.month}/{day.day}",
                "",
            )
        return f"{day.year}年{day.month}月{day.day}日", ""

    def sheet(self, name: str, title: str, headers: list[str]) -> xlsxwriter.worksheet.Worksheet:
        sheet = self.book.add_worksheet(name)
        sheet.set_column(0, len(headers) - 1, 15)
        sheet.write_string(0, 0, title)
        for place, header in enumerate(headers):
            sheet.write_string(1, place, header, self.head)
        return sheet

    def put(
        self,
        sheet: xlsxwriter.worksheet.Worksheet,
        row: int,
        cells: list[tuple[object, str | int]],
        rng: Random,
    ) -> None:
        wrong = rng.randrange(len(cells)) if rng.random() < 0.04 else -1
        for place, (value, form) in enumerate(cells):
            if place == wrong and place > 1:
                value = rng.choice(WRONG)
            if isinstance(value, datetime):
                sheet.write_datetime(row, place, value, self.formats[form])
            elif isinstance(value, int | float):
                sheet.write_number(row, place, value, self.formats.get(form))
            elif value:
                sheet.write_string(row, place, str(value))

    def company(self, number: int) -> str:
        rng = Random(f"{self.seed} {self.serial} {number}")
        kind = rng.choice(list(INDUSTRIES))
        tail = rng.choice(INDUSTRIES[kind][0])
        return f"{rng.choice(list(CITIES))}{rng.choice(COINED)}{self.serial}{number}{tail}"

    def customers(self, count: int, monday: date) -> None:
        sheet = self.sheet("客户登记", f"客户登记表 {self.owner}", CUSTOMER)
        for number in range(1, count + 1):
            rng = Random(f"{self.seed} {self.serial} customer {number}")
            code = rng.choice(STAGES)
            first = monday - timedelta(rng.randint(5, 400))
            product = rng.choice(list(NEEDS))
            text, price, _, quantities = NEEDS[product]
            quantity = rng.choice(quantities)
            worth = max(3.0, round(price * quantity))
            land = f"{rng.choice(list(CITIES.values()))}-8000{number % 9000 + 1000}"
            phone = phone_cell(f"1380000{number % 9000 + 1000}", land, f"{self.serial} {number}")
            money = money_cell((worth, round(worth * 1.4)), f"{self.serial} {number}", False)
            end = self.day(rng, min(first + timedelta(60), monday))
            self.put(
                sheet,
                number + 1,
                [
                    (f"K{self.serial:03d}-{number:05d}", ""),
                    (self.company(number), ""),
                    (rng.choice(list(INDUSTRIES)), ""),
                    (rng.choice(SURNAMES) + rng.choice(GIVEN), ""),
                    phone[:2],
                    (rng.choice(SOURCES), ""),
                    (text.format(q=quantity, w=3), ""),
                    (rng.choice(["高", "中", "紧急", "一般", "低"]), ""),
                    money[:2],
                    self.day(rng, first),
                    self.day(rng, first + timedelta(rng.choice([0, 0, 1, 1, 5]))),
                    (rng.choice(WORDS["王强"][code]), ""),
                    self.day(rng, monday + timedelta(rng.randint(5, 130))),
                    (rng.choice(["有", "有", "无", ""]), ""),
                    (worth * 10000 if code in ("hot", "closing", "won") else "", "#,##0"),
                    self.day(rng, monday - timedelta(rng.randint(0, 12))),
                    end if code == "won" else ("", ""),
                    end if code == "lost" else ("", ""),
                    (rng.choice(["已审核", "已审核", "待审核"]), ""),
                    ("", ""),
                ],
                rng,
            )

    def followups(self, count: int, customers: int, monday: date) -> None:
        sheet = self.sheet("跟进记录", f"跟进记录 {self.owner} {monday}", FOLLOWUP)
        for row in range(count):
            rng = Random(f"{self.seed} {self.serial} followup {row} {monday}")
            number = rng.randint(1, customers)
            stage = rng.choice(STAGES)
            at = monday + timedelta(rng.choice([0, 1, 2, 3, 4, -7, -14, -21, -30, -45, -60, -90, -120]))
            words = {
                "p": rng.choice(list(NEEDS)),
                "q": f"{rng.randint(3, 60)}台",
                "who": f"{rng.choice(SURNAMES)}经理",
                "money": rng.randint(5, 90),
                "ind": rng.choice(INDUSTRIES["制造业"][1]),
                "d": "11月25日",
                "rival": "云帆智联",
            }
            said = rng.choice(CONTENT[stage]).format(**words) if rng.random() > 0.05 else rng.choice(VAGUE)
            due = self.day(rng, at + timedelta(rng.randint(3, 25))) if rng.random() < 0.8 else ("", "")
            self.put(
                sheet,
                row + 2,
                [
                    (f"K{self.serial:03d}-{number:05d}", ""),
                    (self.company(number), ""),
                    self.day(rng, at),
                    (rng.choice(METHODS), ""),
                    (said, ""),
                    (rng.choice(FEEDBACK[stage]), ""),
                    (rng.choice(["主动沟通", "被动回应", "积极", "无回应"]), ""),
                    (rng.choice(ACTIONS[stage]).format(**words), ""),
                    due,
                    self.day(rng, at + timedelta(rng.choice([0, 0, 0, 1, 4]))),
                ],
                rng,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workbooks", type=int, default=50)
    parser.add_argument("--rows", type=int, default=1000, help="rows in one workbook, customers and followups together")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for number in range(given.workbooks):
        serial, monday = number // 2 + 1, MONDAYS[number % 2]
        owner = SURNAMES[serial % len(SURNAMES)] + GIVEN[serial // len(SURNAMES) % len(GIVEN)]
        path = given.folder / "inbox" / f"2026-W{monday.isocalendar().week}" / f"{serial:03d}_{owner}_客户跟踪.xlsx"
        writer = Writer(path, owner, serial, given.seed)
        customers = max(1, given.rows * 3 // 10)
        writer.customers(customers, monday)
        writer.followups(given.rows - customers, customers, monday)
        writer.book.close()
    print(f"{given.workbooks} workbooks of {given.rows} rows in {given.folder / 'inbox'}")


if __name__ == "__main__":
    main()
