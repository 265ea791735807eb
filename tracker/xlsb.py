"""What calamine does not tell of a binary workbook (.xlsb): hidden rows, error cells, how far a sheet reaches.

A sheet is a string of records, each with its number and length before it [MS-XLSB 2.1.4].
"""

from collections.abc import Iterator

from tracker.references import LAST_COLUMN

ROW, BLANK, ERROR, FORMULA_ERROR, LAST_CELL, END = 0x00, 0x01, 0x03, 0x0B, 0x0B, 0x92
SHEET, COLUMNS = 0x9C, 0x3C
HIDDEN, COLUMN_HIDDEN = 0x10, 0x01  # of the flags of a row, of those of columns
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


def sheet(part: bytes) -> tuple[int, frozenset[int], dict[tuple[int, int], str], frozenset[int]]:
    """What the part of one sheet tells: rows × columns, hidden Excel rows, error cells (from 0), hidden columns."""
    row = last = columns = 0
    hidden: list[int] = []
    unseen: set[int] = set()
    unread: dict[tuple[int, int], str] = {}
    for number, at, length in _records(part):
        if number == ROW and length >= 12:
            row = int.from_bytes(part[at : at + 4], "little")
            if part[at + 11] & HIDDEN:
                hidden.append(row + 1)
        elif number == COLUMNS and length >= 18 and part[at + 16] & COLUMN_HIDDEN:
            left, right = (int.from_bytes(part[at + step : at + step + 4], "little") for step in (0, 4))
            unseen.update(range(left + 1, min(right + 1, LAST_COLUMN) + 1))
        elif BLANK < number <= LAST_CELL and length >= 8:
            column = int.from_bytes(part[at : at + 4], "little")
            last, columns = max(last, row), max(columns, column + 1)
            if number in (ERROR, FORMULA_ERROR):
                unread[row, column] = ERRORS.get(part[at + 8], ERRORS[0x0F])
        elif number == END:
            break
    return (last + 1) * columns, frozenset(hidden), unread, frozenset(unseen)


def names(part: bytes) -> dict[str, str]:
    """Sheet name → number of its relation, as the part of the workbook lists them."""
    found = {}
    for number, at, _ in _records(part):
        if number == SHEET:
            relation, after = _text(part, at + 8)
            found[_text(part, after)[0]] = relation
    return found


def _text(part: bytes, at: int) -> tuple[str, int]:
    end = at + 4 + 2 * int.from_bytes(part[at : at + 4], "little")
    return part[at + 4 : end].decode("utf-16-le", "replace"), end


def _records(part: bytes) -> Iterator[tuple[int, int, int]]:
    """(number, where its content begins, its length) of each record."""
    at, size = 0, len(part)
    while at + 1 < size:
        number = part[at]
        at += 1
        if number & 0x80:
            number = (number & 0x7F) | (part[at] & 0x7F) << 7
            at += 1
        length = shift = 0
        while at < size:
            byte = part[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 or shift == 28:
                break
        yield number, at, length
        at += length
