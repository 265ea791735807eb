"""The widths of single columns, put among the runs of columns that a sheet speaks of."""

from collections.abc import Mapping, Sequence

from tracker.ooxml.markup import attributes, element, readable, start_tag, with_attribute
from tracker.ooxml.sheet import Sheet


def with_widths(sheet: Sheet, first: int, widths: Sequence[int]) -> bytes:
    """The head of a sheet with widths (in characters) for the columns from `first` on; what it says of a run of columns
    stays true left and right of them, and they keep its look but are never hidden."""
    last, before = first + len(widths) - 1, sheet.prefix
    looks = [
        next((each.get(b"style") for each in sheet.columns if _low(each) <= column <= _high(each)), None)
        for column in range(first, last + 1)
    ]
    ours = b"".join(
        b'<%bcol min="%d" max="%d" width="%d"%b customWidth="1"/>'
        % (before, column, column, width, b"" if look is None else b' style="%b"' % look)
        for column, width, look in zip(range(first, last + 1), widths, looks, strict=True)
    )
    head, placed = sheet.head, False
    pieces, done = [], 0
    for found in element(before + b"col").finditer(readable(head)):
        said = attributes(found[1])
        low, high = _low(said), _high(said)
        if high < first:
            continue
        pieces.append(head[done : found.start()])
        if low < first:
            pieces.append(with_attribute(found[0], b"max", b"%d" % (first - 1)))
        if not placed:
            pieces.append(ours)
            placed = True
        if low > last:
            pieces.append(found[0])
        elif high > last:
            pieces.append(with_attribute(found[0], b"min", b"%d" % (last + 1)))
        done = found.end()
    if placed:
        return b"".join([*pieces, head[done:]])
    end = head.rfind(b"</" + before + b"cols")
    if end >= 0:
        return head[:end] + ours + head[end:]
    empty = start_tag(before + b"cols").search(head)
    whole = b"<%bcols>%b</%bcols>" % (before, ours, before)
    return head[: empty.start()] + whole + head[empty.end() :] if empty else head + whole


def _low(column: Mapping[bytes, bytes]) -> int:
    return int(column.get(b"min", b"0"))


def _high(column: Mapping[bytes, bytes]) -> int:
    return int(column.get(b"max", b"0"))
