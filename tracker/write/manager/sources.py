"""Where a row or a cell of the inbox stands, as a link from the report's folder."""

from collections.abc import Iterable
from urllib.parse import quote

PLAIN = (".csv", ".tsv", ".txt")  # without sheets: a spreadsheet program gives them one whose name it makes up
HIDDEN = "*"  # stands in a masked name, and in no name of a file or a sheet
LONGEST = 2000  # characters of a link; Excel takes 2,080


def targets(
    inbox: str, files: Iterable[object], sheets: Iterable[object], rows: Iterable[object], cells: Iterable[object]
) -> list[str]:
    """`../../inbox/a.xlsx#'Sheet'!B7` for each row (its cell, else column A), "" where nothing can be led to.

    `inbox`: the way from the report's folder to the inbox, with a `/` at its end; "" where nobody knows it.
    """
    known: dict[tuple[object, object], tuple[str, str]] = {}
    found = []
    for file, sheet, row, cell in zip(files, sheets, rows, cells, strict=True):
        if (file, sheet) not in known:
            known[file, sheet] = _place(inbox, str(file or ""), str(sheet or ""))
        path, name = known[file, sheet]
        at = str(cell or "") or (f"A{row}" if str(row).isdigit() else "")
        found.append(f"{path}#{name}!{at}" if name and at else path)
    return found


def _place(inbox: str, file: str, sheet: str) -> tuple[str, str]:
    """The path and the sheet as a link takes them."""
    if not inbox or not file or HIDDEN in file:
        return "", ""
    # only what a link may not hold is escaped: names stay readable where a program shows them
    path = inbox + "".join(each if ord(each) > 127 else quote(each, safe="/()+,;=@&!$'~") for each in file)
    if len(path) + len(sheet) > LONGEST:
        return "", ""
    if not sheet or HIDDEN in sheet or file.lower().endswith(PLAIN):
        return path, ""
    return path, "'" + sheet.replace("'", "''") + "'"
