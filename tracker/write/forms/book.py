"""The forms as workbooks: which forms share a file, its properties, its bytes."""

import datetime
import io

import pandas as pd
from xlsxwriter import Workbook

from tracker.settings import Settings
from tracker.write.forms import guide, table
from tracker.write.look import FONT, Look

SIZE = 11
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
CREATED = datetime.datetime(2026, 1, 1)  # a blank form has no day of its own


def workbooks(settings: Settings) -> dict[str, bytes]:
    """File name → content of every blank form, in the order of schemas/forms.csv; the same settings, the same bytes."""
    forms = settings.shown.tables["forms"]
    suffix = settings.words("forms")["suffix"]
    return {f"{file}{suffix}": _workbook(part, settings) for file, part in forms.groupby("file", sort=False)}


def _workbook(forms: pd.DataFrame, settings: Settings) -> bytes:
    """One file: its forms, each a sheet, then how to fill them."""
    words, target = settings.words("forms"), io.BytesIO()
    # the library writes into this one: the next workbook would come out otherwise
    font = {"font_name": FONT, "font_size": SIZE}
    with Workbook(target, OPTIONS | {"default_format_properties": font}) as book:
        look = Look(book, settings)
        book.set_properties({"title": forms["file"].iloc[0], "author": words["author"], "created": CREATED})
        for form in forms.itertuples():
            table.write(book.add_worksheet(str(form.title)), str(form.form), settings, look)
        guide.write(book.add_worksheet(words["guide"]), list(forms["form"]), settings, look)
    return target.getvalue()
