"""What a copy written by openpyxl cannot keep, found by scanning the source's zip before it is opened.

openpyxl drops silently whatever it has no model for, so each copy carries a list of it, in this order.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO

from tracker.wording import Words

SHEET, DRAWING = r"xl/worksheets/[^/]+\.xml$", r"xl/drawings/drawing\d*\.xml$"

# code, part it is found in, element counted there (None: the parts themselves are counted). A group in the
# element's pattern says what makes two of them the same one: Choice and Fallback repeat a control.
FEATURES: tuple[tuple[str, str, str | None], ...] = (
    ("cached_formulas", SHEET, r"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*<(?:\w+:)?v>[^<]"),
    ("images", DRAWING, r"<(?:\w+:)?pic[\s>]"),
    ("images_in_cells", r"xl/(cellimages|richData/richValueRel)\.xml$", r"<(?:\w+:)?(?:cellImage|rel)[\s>]"),
    ("shapes", DRAWING, r"<(?:\w+:)?(?:sp|cxnSp)[\s>]"),
    ("smartart", r"xl/diagrams/data\d*\.xml$", None),
    ("new_charts", r"xl/charts/chartEx\d*\.xml$", None),
    ("charts", r"xl/charts/chart\d*\.xml$", None),
    ("form_controls", SHEET, r"<(?:\w+:)?control\s[^>]*?shapeId=\"(\d+)\""),
    ("ole_objects", SHEET, r"<(?:\w+:)?oleObject\s[^>]*?shapeId=\"(\d+)\""),
    ("slicers", r"xl/(slicers|timelines)/[^/]+\.xml$", r"<(?:\w+:)?(?:slicer|timeline)\s"),
    ("sparklines", SHEET, r"<(?:\w+:)?sparkline>"),
    ("x14_formats", SHEET, r"<x14:cfRule\s"),
    ("x14_validations", SHEET, r"<x14:dataValidation\s"),
    ("threaded_comments", r"xl/threadedComments/[^/]+\.xml$", r"<(?:\w+:)?threadedComment\s"),
    ("note_looks", r"xl/comments/?[^/]*\.xml$", r"<(?:\w+:)?comment\s"),
    ("dynamic_arrays", SHEET, r"<(?:\w+:)?c\s[^>]*\bcm=\""),
    ("queries", r"xl/(queryTables/[^/]+|connections)\.xml$", None),
    ("data_model", r"xl/model/", None),
    ("macro_sheets", r"xl/(macrosheets|dialogsheets)/[^/]+\.xml$", None),
    ("macro_signature", r"xl/vbaProjectSignature", None),
    ("signature", r"_xmlsignatures/.+\.xml$", None),
    ("web_extensions", r"xl/webextensions/.+\.xml$", None),
    ("shared_history", r"xl/revisions/revisionLog", None),
    ("custom_views", r"xl/workbook\.xml$", r"<(?:\w+:)?customWorkbookView\s"),
    ("protected_ranges", SHEET, r"<(?:\w+:)?protectedRange\s"),
    ("ignored_errors", SHEET, r"<(?:\w+:)?ignoredError\s"),
    ("background", SHEET, r"<(?:\w+:)?picture\s"),
    ("header_images", SHEET, r"<(?:\w+:)?legacyDrawingHF\s"),
    ("phonetics", r"xl/sharedStrings\.xml$", r"<(?:\w+:)?rPh\s"),
    ("custom_xml", r"customXml/item\d*\.xml$", None),
    ("printer_settings", r"xl/printerSettings/", None),
)
IN_CELLS = ("cached_formulas", "dynamic_arrays")


@dataclass(frozen=True)
class Loss:
    """One kind of thing the copy lacks and how many of it the source had."""

    code: str
    count: int


def lost(source: bytes, loaded: Mapping[str, int]) -> tuple[Loss, ...]:
    """What openpyxl loses of this .xlsx or .xlsm; `loaded`: how many of a code it did keep.

    Pictures depend on Pillow being there, charts on the rest of their drawing, so they are not guessed.
    """
    counts = dict.fromkeys((code for code, _, _ in FEATURES), 0)
    with zipfile.ZipFile(BytesIO(source)) as archive:
        for name in archive.namelist():
            features = [feature for feature in FEATURES if re.match(feature[1], name)]
            text = archive.read(name) if any(element for _, _, element in features) else b""
            for code, _, element in features:
                counts[code] += 1 if element is None else _count(element, _part(text, name, code))
    missing = {code: count - loaded.get(code, 0) for code, count in counts.items()}
    missing["chart_looks"] = min(loaded.get("charts", 0), counts["charts"])
    return tuple(Loss(code, count) for code, count in missing.items() if count > 0)


def rebuilt(source: bytes) -> tuple[Loss, ...]:
    """What a workbook built from values lacks: all but the values, unless the source was plain text."""
    return (Loss("all_but_values", 1),) if source.startswith((b"PK", b"\xd0\xcf\x11\xe0")) else ()


def worded(losses: tuple[Loss, ...], words: Words) -> Iterator[str]:
    """Each loss in words."""
    return (words.fill(f"lost_{loss.code}", count=loss.count) for loss in losses)


def _part(text: bytes, name: str, code: str) -> bytes:
    """The stretch of a part in which a feature can stand, so that a long sheet is searched only twice."""
    if re.match(DRAWING, name):
        # Controls and slicers stand here a second time, as hidden shapes for old readers.
        return re.sub(rb"<mc:AlternateContent.*?</mc:AlternateContent>", _visible, text, flags=re.DOTALL)
    if not re.match(SHEET, name):
        return text
    if code == "dynamic_arrays" and b' cm="' not in text:
        return b""
    end = max(text.rfind(b"sheetData>"), 0)
    return text[:end] if code in IN_CELLS else text[end:]


def _visible(block: re.Match[bytes]) -> bytes:
    choice = block[0].partition(b"<mc:Fallback")[0]
    return b"" if b'hidden="1"' in choice or b"slicer" in choice else choice


def _count(element: str, text: bytes) -> int:
    found = re.findall(element.encode(), text)
    return len(set(found)) if "(\\d+)" in element else len(found)
