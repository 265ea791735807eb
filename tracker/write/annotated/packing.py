"""Saves a workbook so that equal input gives equal bytes, and mends what openpyxl writes wrong."""

import re
import zipfile
from io import BytesIO
from typing import Any

from openpyxl.workbook.properties import CalcProperties

from tracker.write.annotated.notes import anchored

UNKEPT_SPACE = re.compile(rb"<t>(?=\s)")  # openpyxl forgets to say that a run of only spaces counts
PLAIN_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MAIN_TYPE = re.compile(rb"application/vnd\.[a-z.-]+\.(?:sheet|template)(?:\.macroEnabled)?\.main\+xml")
BUTTONS = re.compile(r"xl/drawings/_rels/vmlDrawing\d+\.vml\.rels$")


def saved(book: Any, source: bytes) -> bytes:
    """The workbook's bytes, with nothing of the clock in them; `source` may be empty."""
    changed = (book.properties.modified or book.properties.created).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    # Without cached results every formula has to be computed on opening, also in a workbook set to manual.
    book.calculation = book.calculation or CalcProperties()
    book.calculation.fullCalcOnLoad = True
    written, packed = BytesIO(), BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for sheet in book.worksheets:
        if sheet.legacy_drawing in parts:
            parts[sheet.legacy_drawing] = anchored(parts[sheet.legacy_drawing], sheet)
    for name in parts:
        if name.startswith("xl/worksheets/sheet"):
            parts[name] = UNKEPT_SPACE.sub(b'<t xml:space="preserve">', parts[name])
    core, types = "docProps/core.xml", "[Content_Types].xml"
    parts[core] = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + changed, parts[core])
    if source:
        with zipfile.ZipFile(BytesIO(source)) as archive:
            theirs = archive.read(types)
            # An .xlsm has to say what it is, even without macros.
            main = MAIN_TYPE.search(theirs)
            parts[types] = MAIN_TYPE.sub(main[0] if main else PLAIN_TYPE, parts[types])
            for name in sorted(_button_pictures(parts) & set(archive.namelist())):
                parts[name] = archive.read(name)
                default = re.search(rb'<Default [^>]*Extension="%b"[^>]*>' % _extension(name), theirs)
                if default and b'Extension="%b"' % _extension(name) not in parts[types]:
                    parts[types] = parts[types].replace(b"</Types>", default[0] + b"</Types>")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: (name != types, name)):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = (
                zipfile.ZIP_DEFLATED,
                3,
                0o600 << 16,
            )
            archive.writestr(entry, parts[name])
    return packed.getvalue()


def _button_pictures(parts: dict[str, bytes]) -> set[str]:
    """Pictures that the buttons of a workbook with macros show and openpyxl leaves behind."""
    links = b"".join(data for name, data in parts.items() if BUTTONS.match(name))
    return {f"xl/{name.decode()}" for name in re.findall(rb'Target="\.\./(media/[^"]+)"', links)} - parts.keys()


def _extension(name: str) -> bytes:
    return re.escape(name.rpartition(".")[2].encode())
