"""New cells: a value and a format as the element that stands in a sheet."""

from datetime import datetime

from tracker.ooxml.markup import cell_text
from tracker.ooxml.references import letters

CELL_LIMIT = 32_767  # characters, Excel's own
DAY_NUMBER = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # which date a workbook calls 0

Value = str | int | float | datetime | None


def cell(prefix: bytes, row: int, column: int, style: int, value: Value, from_1904: bool = False) -> bytes:
    """The element of one cell. A text is always a text, also where it looks like a formula or a number."""
    place = prefix, letters(column).encode(), row, style
    if value is None or value == "":
        return b'<%bc r="%b%d" s="%d"/>' % place
    if isinstance(value, str):
        said = cell_text(value[:CELL_LIMIT])
        return b'<%bc r="%b%d" s="%d" t="inlineStr"><%bis><%bt xml:space="preserve">%b</%bt></%bis></%bc>' % (
            *place,
            *(prefix, prefix, said, prefix, prefix, prefix),
        )
    if isinstance(value, datetime):
        value = (value - DAY_NUMBER[from_1904]).total_seconds() / 86_400
    number = repr(int(value) if float(value).is_integer() else value).encode()
    return b'<%bc r="%b%d" s="%d"><%bv>%b</%bv></%bc>' % (*place, prefix, number, prefix, prefix)


def quote(sheet: str) -> str:
    """A sheet's name as a reference writes it."""
    return "'" + sheet.replace("'", "''") + "'"
