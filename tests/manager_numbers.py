"""Every number of a manager's workbook that leads somewhere, worked out anew from the cells it leads to."""

import pytest
from openpyxl.cell import Cell
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook

from tracker.wording import Words


def linked(book: Workbook, cell: Cell) -> list[object]:
    """What stands in the cells that a cell leads to."""
    sheet, _, cells = cell.hyperlink.location.rpartition("!")
    left, top, right, bottom = range_boundaries(cells)
    assert left == right
    return [book[sheet.strip("'")].cell(row, left).value for row in range(top, bottom + 1)]


def checked(book: Workbook, words: Words) -> dict[str, int]:
    """Of each kind of number (tip_rows: a count, tip_sum, tip_mean, tip_of: a rate) how many there are. Every count
    is the number of its rows, none of them empty; every sum and mean is that of its cells."""
    found = dict.fromkeys(("tip_rows", "tip_sum", "tip_mean", "tip_of"), 0)
    tips = {words[kind]: kind for kind in found}
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.hyperlink):
            if not isinstance(cell.value, int | float) or cell.hyperlink.target:
                continue
            at, tip, rows = (sheet.title, cell.coordinate), str(cell.hyperlink.tooltip), linked(book, cell)
            kind = tips.get(tip) or tips[words["tip_rows"] if tip.endswith(words["tip_rows"]) else tip]
            numbers = [value for value in rows if isinstance(value, int | float)]
            if kind == "tip_rows":
                assert cell.value == len(rows), at
                assert not {None, ""} & set(rows), at
            elif kind == "tip_sum":
                assert cell.value == pytest.approx(sum(numbers)), at
            elif kind == "tip_mean":
                assert cell.value == pytest.approx(sum(numbers) / len(numbers)), at
            else:
                assert rows, at
            found[kind] += 1
    return found
