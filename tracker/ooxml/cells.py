"""New cells: a value and a format as the element that stands in a sheet."""

from datetime import datetime
from functools import lru_cache

from tracker.ooxml.markup import cell_text
from tracker.references import letters

CELL_LIMIT = 32_767  # characters, Excel's own
DAY_NUMBER = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # which date a workbook calls 0

Value = str | int | float | datetime | None


def cell(prefix: bytes, row: int, column: int, style: int, value: Value, from_1904: bool = False) -> bytes:
    """The element of one cell. A text is always a text, also where it looks like a formula or a number."""
    return b'<%bc r="%b%d"%b' % (prefix, letters(column).encode(), row, body(prefix, style, value, from_1904))


@lru_cache(maxsize=1 << 16)
def body(prefix: bytes, style: int, value: Value, from_1904: bool = False) -> bytes:
    """What follows the reference in the element of a cell: the same for every cell of this format and value."""
    if value is None or value == "":
        return b' s="%d"/>' % style
    if isinstance(value, str):
        said = cell_text(value[:CELL_LIMIT])
        space = b"" if said.strip() == said else b' xml:space="preserve"'
        return b' s="%d" t="inlineStr"><%bis><%bt%b>%b</%bt></%bis></%bc>' % (
            *(style, prefix, prefix, space, said),
            *(prefix, prefix, prefix),
        )
    if isinstance(value, datetime):
        value = (value - DAY_NUMBER[from_1904]).total_seconds() / 86_400
    number = repr(int(value) if float(value).is_integer() else value).encode()
    return b' s="%d"><%bv>%b</%bv></%bc>' % (style, prefix, number, prefix, prefix)


def quote(sheet: str) -> str:
    """A sheet's name as a reference writes it."""
    return "'" + sheet.replace("'", "''") + "'"
