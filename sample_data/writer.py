"""Writes the sheets and remembers where each rule case and each way of typing stands."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from books import CUSTOMERS, FOLLOWUPS, GROUPS, WIDTHS, Book, Ledger, contact_cell, customer_cell
from forms import FORMS, entry_cell
from model import TODAY, WEEKS, Contact, Customer, Entry
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

Row = tuple[Contact, Customer]
Line = tuple[Entry, Customer]
WRAPPED = ("content", "need", "situation", "progress", "competitor", "handling")


class Inbox:
    """Writes the workbooks and remembers where each case stands."""

    def __init__(self, customers: list[Customer]) -> None:
        self.customers = customers
        self.ledger = Ledger()

    def customer_rows(self, owner: str, week: str) -> list[Customer]:
        last = TODAY if week == "2026-W47" else WEEKS[week] + timedelta(-1 if week == "2026-W38" else 4)
        return [one for one in self.customers if one.held.get(week, one.owner) == owner and one.registered <= last]

    def contact_rows(self, owner: str, first: date, last: date) -> list[Row]:
        rows = [
            (talk, one)
            for one in self.customers
            for talk in one.contacts
            if talk.person == owner and first <= talk.at.date() <= last
        ]
        return sorted(rows, key=lambda row: (row[0].at, row[1].id))

    def customers_sheet(
        self, book: Book, name: str, owner: str, week: str, title: str = "", gaps: int = 0
    ) -> tuple[Worksheet, int]:
        """One customer sheet; `gaps`: a blank row after so many. Returns it and its next free row."""
        columns = CUSTOMERS[owner]
        sheet = book.book.add_worksheet(name)
        top = self._header(book, sheet, owner, columns, title)
        row = top
        for serial, one in enumerate(self.customer_rows(owner, week), 1):
            for place, field in enumerate(columns):
                cell = customer_cell(one, field, owner, week, serial)
                self._write(book, sheet, row, place, field, cell, one)
            row += 1 + bool(gaps and serial % gaps == 0)
        sheet.freeze_panes(top, 3)
        sheet.autofilter(top - 1, 0, row - 1, len(columns) - 1)
        return sheet, row

    def followups_sheet(
        self, book: Book, name: str, habit: str, rows: Sequence[Row], title: str = "", gaps: int = 0
    ) -> Worksheet:
        columns = FOLLOWUPS[habit]
        sheet = book.book.add_worksheet(name)
        row = top = self._header(book, sheet, "", columns, title)
        for serial, (talk, one) in enumerate(rows, 1):
            for place, field in enumerate(columns):
                self._write(book, sheet, row, place, field, contact_cell(talk, one, field, habit), talk)
            row += 1 + bool(gaps and serial % gaps == 0)
        sheet.freeze_panes(top, 0)
        return sheet

    def lines(self, kind: str, owner: str = "", first: date = date.min, last: date = TODAY) -> list[Line]:
        """The purchases, complaints or visits of those days, of one salesperson or all, in time order."""
        of = {"purchase": "purchases", "complaint": "complaints", "visit": "visits"}[kind]
        every = [(entry, one) for one in self.customers for entry in getattr(one, of)]
        rows = [row for row in every if owner in ("", row[0].person) and first <= row[0].day <= last]
        return sorted(rows, key=lambda row: (row[0].day, row[1].id))

    def form_sheet(
        self, book: Book, name: str, kind: str, habit: str, rows: Sequence[Line], week: str = "", title: str = ""
    ) -> None:
        """One sheet of purchases, complaints, visits, key accounts or plans; none where there is nothing to write."""
        if not rows:
            return
        columns = FORMS[kind][habit]
        sheet = book.book.add_worksheet(name)
        top = self._header(book, sheet, "", columns, title)
        for row, (entry, one) in enumerate(rows, top):
            for place, field in enumerate(columns):
                cell = entry_cell(entry, one, kind, field, habit, week)
                self._write(book, sheet, row, place, field, cell, entry)
        sheet.freeze_panes(top, 0)

    def _header(self, book: Book, sheet: Worksheet, owner: str, columns: dict[str, str], title: str) -> int:
        for place, field in enumerate(columns):
            sheet.set_column(place, place, WIDTHS.get(field, 13))
        row = 0
        if title:
            sheet.merge_range(
                0, 0, 0, min(len(columns), 12) - 1, title, book.style(bold=True, font_size=15, align="center")
            )
            sheet.set_row(0, 28)
            sheet.write_string(
                1,
                0,
                "填表日期：每周五    单位：元（另有说明的除外）",
                book.style(italic=True, font_color="#7F7F7F"),
            )
            row = 2
        names = list(columns)
        for (first, group), after in zip(GROUPS.get(owner, []), [*GROUPS.get(owner, []), ("", "")][1:], strict=False):
            start = names.index(first)
            end = (names.index(after[0]) if after[0] else len(names)) - 1
            if start == end:
                sheet.merge_range(row, start, row + 1, start, columns[first], book.head())
            else:
                sheet.merge_range(row, start, row, end, group, book.head(11))
        grouped = owner in GROUPS
        row += grouped
        alone = {group[0] for group in GROUPS.get(owner, [])} & {"serial", "remark"}
        for place, (field, header) in enumerate(columns.items()):
            if not (grouped and field in alone):
                sheet.write_string(row, place, header, book.head())
        sheet.set_row(row, 30)
        return row + 1

    def _write(
        self,
        book: Book,
        sheet: Worksheet,
        row: int,
        column: int,
        field: str,
        cell: tuple[object, str | int, str],
        what: Customer | Contact | Entry,
    ) -> None:
        value, form, habit = cell
        book.put(sheet, row, column, value, form, wrap=field in WRAPPED)
        place = f"{book.name} · {sheet.get_name()} · {xl_rowcol_to_cell(row, column)}"
        if habit:
            self.ledger.habits.setdefault(
                habit, f"{place} | {value:%Y-%m-%d}" if isinstance(value, datetime) else f"{place} | {value}"
            )
        known = field if field != "expected_close" or field in what.cases else "need_date"
        for case in what.cases.get(known, []):
            rule, why = case.split(": ", 1)
            key = (id(what), rule, why)
            if (
                isinstance(what, Customer) or key not in self.ledger.cases
            ):  # a record is cited at its earliest place, a customer at its newest
                self.ledger.cases[key] = (rule, f"{place} | {why}")
