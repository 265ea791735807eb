"""Write sample_data/inbox and the tables of sample_data/README.md: python sample_data/make.py

The same bytes on every run. What the cells say comes from world.py, what is wrong on purpose from plants.py,
how each salesperson types from cells.py and how each one's sheets look from books.py.
"""

import shutil
from datetime import date, timedelta
from pathlib import Path

from accounts import plan
from books import CUSTOMERS, Book, Ledger
from model import ARCHIVED, OWNERS, TODAY, WEEKS
from plants import plant
from stories import tell
from world import build
from writer import Inbox, Line
from xlsxwriter.utility import xl_rowcol_to_cell

HERE = Path(__file__).parent
INBOX = HERE / "inbox"
# fmt: off
PEOPLE = [("张伟", "销售一部", "销售经理", date(2021, 3, 1)), ("李娜", "销售一部", "高级销售", date(2022, 7,
    4)),
          ("王强", "销售二部", "销售代表", date(2023, 2, 13)), ("陈静", "销售二部", "销售经理", date(2020,
              9, 1)),
          ("周敏", "销售一部", "部门经理", date(2018, 5, 7)), ("刘洋", "销售二部", "部门经理", date(2019, 4,
              1)),
          ("赵磊", "技术服务部", "技术支持", date(2022, 3, 7)), ("孙洁", "技术服务部", "技术支持",
              date(2024, 6, 3)),
          ("马晓东", "总经办", "销售总监", date(2016, 8, 15)), ("吴国平", "总经办", "总经理", date(2015, 1, 5))]
NOVEMBER = date(2026, 11, 1)
RULES_OF_THUMB = [
    "一、填写范围", "本表由销售本人填写，每周五下班前交部门经理。带 * 的列必须填写。", "二、要求",
    "1. 单位名称请写营业执照上的全称，不要写简称。", "2. 首次接触后 24 小时内登记，跟进后 24 小时内录入。",
    "3. 预算写区间，例如 10万-20万；不清楚写“待定”。",
        "4. 跟进内容写清楚谈了什么、客户怎么说、下一步做什么，不要只写“已联系”。",
    "5. 不登记身份证、银行卡、家庭住址等私人信息。", "三、阶段",
        "潜在客户 → 意向客户 → 高意向客户 → 准客户 → 成交客户；终止合作的填流失客户。",
    "有问题找周敏（分机 8012）。"]
# fmt: on
def main() -> None:
    shutil.rmtree(INBOX, ignore_errors=True)
    customers = tell(plant(build()))
    inbox = Inbox(customers)
    people()
    archive(inbox)
    for week in ["2026-W45", "2026-W46", "2026-W47"]:
        zhang(inbox, week)
        li(inbox, week)
        wang(inbox, week)
        chen(inbox, week)
        leaders(inbox, week)
    service(inbox)
    accounts(inbox)
    plans(inbox, plan(customers))
    readme(inbox.ledger)


def people() -> None:
    book = Book(INBOX / "人员名单.xlsx", INBOX, "人员", "周敏")
    sheet = book.book.add_worksheet("人员")
    for place, (header, width) in enumerate([("姓名", 10), ("部门", 14), ("职级", 12), ("入职日期", 14)]):
        sheet.write_string(0, place, header, book.head())
        sheet.set_column(place, place, width)
    for row, person in enumerate(PEOPLE, 1):
        for place, value in enumerate(person):
            book.put(sheet, row, place, value)
    book.book.close()


def archive(inbox: Inbox) -> None:
    """The customer sheets of September, and what was said before the new forms came in November."""
    for owner in ARCHIVED:
        book = Book(INBOX / f"归档/2026-09-14_客户登记_{owner}.xlsx", INBOX, owner, owner)
        inbox.customers_sheet(book, "客户登记", owner, "2026-W38")
        book.book.close()
    book = Book(INBOX / "归档/历史跟进_截至2026-10-30.xlsx", INBOX, "归档", "周敏")
    rows = [row for owner in OWNERS for row in inbox.contact_rows(owner, date(2026, 1, 1), date(2026, 11, 1))]
    inbox.followups_sheet(book, "历史跟进", "归档", sorted(rows, key=lambda row: (row[0].at, row[1].id)))
    book.book.close()
    book = Book(INBOX / "归档/销售台账_截至2026-10-31.xlsx", INBOX, "归档", "财务部")
    inbox.form_sheet(
        book, "台账", "purchase", "归档", inbox.lines("purchase", last=date(2026, 10, 31)), title="销售出库台账"
    )
    book.book.close()


def zhang(inbox: Inbox, week: str) -> None:
    """张伟: one workbook, several sheets; his followups pile up; only title and file name say whose it is."""
    monday = WEEKS[week]
    book = Book(INBOX / week / "张伟_客户跟踪.xlsx", INBOX, "张伟", "张伟")
    guide = book.book.add_worksheet("填写说明")
    guide.set_column(0, 0, 90)
    for row, line in enumerate(RULES_OF_THUMB):
        guide.write_string(row, 0, line, book.style(bold=line[1] == "、", text_wrap=True, font_size=11))
    sheet, end = inbox.customers_sheet(book, "客户登记", "张伟", week, f"客户登记表（销售一部 张伟）第{week[-2:]}周")
    columns = list(CUSTOMERS["张伟"])
    total = book.style(bold=True, bg_color="#F2F2F2", num_format="#,##0", top=2)
    quote = columns.index("quote")
    friday = TODAY if week == "2026-W47" else monday + timedelta(4)
    rows = inbox.customer_rows("张伟", week)
    for place in range(len(columns)):
        sheet.write_blank(end, place, None, total)
    sheet.write_string(end, 0, "合计", total)
    sheet.write_string(end, 1, f"{len(rows)}家", total)
    span = f"{xl_rowcol_to_cell(3, quote)}:{xl_rowcol_to_cell(end - 1, quote)}"
    sheet.write_formula(
        end, quote, f"=SUM({span})", total, sum(round((one.quote(friday) or 0) * 10000) for one in rows)
    )
    stage = columns.index("stage_declared")
    sheet.data_validation(3, stage, end - 1, stage, {"validate": "list", "source": "=选项!$A$1:$A$6"})
    inbox.followups_sheet(
        book, "跟进记录", "张伟", inbox.contact_rows("张伟", WEEKS["2026-W45"], monday + timedelta(6))
    )
    sunday = min(TODAY, monday + timedelta(6))
    inbox.form_sheet(book, "拜访记录", "visit", "张伟", inbox.lines("visit", "张伟", monday, sunday), week)
    inbox.form_sheet(book, "购买记录", "purchase", "张伟", inbox.lines("purchase", "张伟", NOVEMBER, sunday), week)
    lists = book.book.add_worksheet("选项")
    for row, text in enumerate(["潜在客户", "意向客户", "高意向客户", "准客户", "成交客户", "流失客户"]):
        lists.write_string(row, 0, text)
    for row, text in enumerate(["高", "中", "低"]):
        lists.write_string(row, 1, text)
    lists.hide()
    sheet.activate()
    sheet.set_first_sheet()
    book.book.close()


def li(inbox: Inbox, week: str) -> None:
    """李娜: her own folder, a two-row header, no numbers, dates as text."""
    monday = WEEKS[week]
    book = Book(INBOX / "李娜" / f"客户跟进表{monday}.xlsx", INBOX, "李娜", "李娜")
    inbox.customers_sheet(book, "客户", "李娜", week)
    inbox.followups_sheet(book, "本周跟进", "李娜", inbox.contact_rows("李娜", monday, monday + timedelta(6)))
    inbox.form_sheet(
        book, "本周订单", "purchase", "李娜", inbox.lines("purchase", "李娜", monday, monday + timedelta(6))
    )
    if week == "2026-W47":
        inbox.form_sheet(book, "客户反馈", "complaint", "李娜", inbox.lines("complaint", "李娜"))
    book.book.close()


def wang(inbox: Inbox, week: str) -> None:
    """王强: customers and followups in two workbooks, himself named in every row, a note under the table."""
    monday = WEEKS[week]
    book = Book(INBOX / week / "王强-客户名单.xlsx", INBOX, "王强", "王强")
    sheet, end = inbox.customers_sheet(book, "Sheet1", "王强", week)
    sheet.write_string(
        end + 1,
        0,
        "注：意向客户以上每周更新；流失客户保留三个月后移到归档。",
        book.style(font_color="#7F7F7F"),
    )
    book.book.close()
    book = Book(INBOX / week / "王强-跟进记录.xlsx", INBOX, "王强", "王强")
    inbox.followups_sheet(book, "Sheet1", "王强", inbox.contact_rows("王强", monday, monday + timedelta(6)))
    inbox.form_sheet(book, "拜访", "visit", "王强", inbox.lines("visit", "王强", monday, monday + timedelta(6)))
    book.book.close()
    if week == "2026-W47":
        book = Book(INBOX / week / "王强-订单.xlsx", INBOX, "王强", "王强")
        inbox.form_sheet(book, "Sheet1", "purchase", "王强", inbox.lines("purchase", "王强", NOVEMBER))
        book.book.close()


def chen(inbox: Inbox, week: str) -> None:
    """陈静: a weekly report with blank rows; her followups are hers by the sheet's name only."""
    monday = WEEKS[week]
    number = int(week[-2:])
    book = Book(INBOX / week / f"销售二部周报（2026年第{number}周）.xlsx", INBOX, "陈静", "陈静")
    inbox.customers_sheet(book, "客户明细", "陈静", week, f"客户跟踪明细表（第{number}周）", gaps=9)
    friday = monday + timedelta(4)
    inbox.followups_sheet(
        book,
        f"陈静跟进{monday.month}.{monday.day}-{friday.month}.{friday.day}",
        "陈静",
        inbox.contact_rows("陈静", monday, monday + timedelta(6)),
        gaps=6,
    )
    sunday = monday + timedelta(6)
    inbox.form_sheet(book, "陈静拜访", "visit", "陈静", inbox.lines("visit", "陈静", monday, sunday))
    inbox.form_sheet(book, "陈静成交", "purchase", "陈静", inbox.lines("purchase", "陈静", monday, sunday))
    book.book.close()


def leaders(inbox: Inbox, week: str) -> None:
    """The visits of managers and directors, and those they plan."""
    sunday = WEEKS[week] + timedelta(6)
    rows = [row for row in inbox.lines("visit", "", WEEKS[week], sunday) if row[0].person not in OWNERS]
    book = Book(INBOX / week / "经理拜访记录.xlsx", INBOX, "经理", "周敏")
    inbox.form_sheet(book, "经理拜访", "visit", "经理", rows, week, f"部门经理以上人员拜访记录（第{week[-2:]}周）")
    book.book.close()


def service(inbox: Inbox) -> None:
    """The service department's list of complaints; 李娜 keeps hers herself."""
    rows = [row for row in inbox.lines("complaint") if row[0].person != "李娜"]
    book = Book(INBOX / "2026-W47/技术服务部_投诉与反馈登记表.xlsx", INBOX, "服务", "孙洁")
    inbox.form_sheet(book, "投诉与反馈", "complaint", "服务", rows, title="客户投诉与反馈登记表")
    book.book.close()


def accounts(inbox: Inbox) -> None:
    """One workbook of the key accounts: the development forms, the service teams, the screening."""
    book = Book(INBOX / "2026-W47/大客户管理.xlsx", INBOX, "经理", "周敏")
    for name, kind in [("大客户开发记录", "development"), ("大客户服务团队", "team"), ("大客户筛选", "screening")]:
        rows = [(entry, one) for one in inbox.customers for entry in one.accounts.get(kind, [])]
        inbox.form_sheet(book, name, kind, "经理", rows, title="大客户服务团队构成表" if kind == "team" else "")
    book.book.close()


def plans(inbox: Inbox, planned: dict[str, list[Line]]) -> None:
    """Next week's plan: a sheet for each manager's people."""
    book = Book(INBOX / "2026-W47/下周跟进计划（11.23-11.27）.xlsx", INBOX, "经理", "周敏")
    for manager, rows in planned.items():
        inbox.form_sheet(book, {"周敏": "销售一部", "刘洋": "销售二部"}[manager], "plan", "经理", rows)
    book.book.close()


def readme(ledger: Ledger) -> None:
    """Lay the two tables of README.md anew, below its marker line."""
    path = HERE / "README.md"
    marker = "<!-- below: written by make.py -->\n"
    text = path.read_text(encoding="utf-8").split(marker)[0] + marker
    text += "\n## Rule cases\n\n| case | file · sheet · cell | why |\n|---|---|---|\n"
    text += "".join(f"| {rule} | {rest} |\n" for rule, rest in sorted(ledger.cases.values()))
    text += "\n## Ways of typing (first place of each)\n\n| what | file · sheet · cell | value |\n|---|---|---|\n"
    text += "".join(f"| {habit} | {place} |\n" for habit, place in sorted(ledger.habits.items()))
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
