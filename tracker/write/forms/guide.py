"""The sheet that says how to fill the forms of a file: when, what each column means, what may be added, what not."""

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from tracker.settings import Settings
from tracker.write.forms.columns import EITHER, REQUIRED, Column, columns
from tracker.write.look import Look, height, lines, page

WIDTHS = (24.0, 14.0, 62.0, 46.0)


def write(sheet: Worksheet, forms: Sequence[str], settings: Settings, look: Look) -> None:
    """Write the guide to some forms onto an empty sheet."""
    words, about = settings.words("forms"), settings.shown.tables["forms"].set_index("form").to_dict("index")
    for at, width in enumerate(WIDTHS):
        sheet.set_column(at, at, width)
    row = 0
    for form in forms:
        form_columns = columns(form, settings)
        title = words.fill("guide_title", title=about[form]["title"])
        sheet.set_row(row, 34)
        sheet.write_string(row, 0, title, look(font_size=16, bold=True, font_color="accent"))
        row = _paragraphs(sheet, row + 1, [about[form]["purpose"], *about[form]["guide"].split("|")], look)
        row = _columns(sheet, row + 1, form_columns, settings, look)
        held = {column.field for column in form_columns}
        fields = settings.fields(about[form]["kind"])
        more = [settings.as_typed(name) for field, name in fields["name"].items() if field not in held]
        if more:
            row = _paragraphs(sheet, row, [words.fill("may_add", fields=words["list"].join(more))], look)
        row += 1
    general = [words[f"general_{number}"] for number in range(1, 6)]
    sheet.write_string(row, 0, words["general"], look(font_size=13, bold=True, font_color="accent"))
    _paragraphs(sheet, row + 1, general, look)
    page(sheet, words.fill("footer", title=words["guide"]))
    sheet.set_portrait()


def _paragraphs(sheet: Worksheet, row: int, said: Sequence[str], look: Look) -> int:
    """Write each text over the whole width; the first row under them."""
    shape = look(font_size=11, text_wrap=True, valign="top")
    for number, line in enumerate(filter(None, said)):
        sheet.merge_range(row + number, 0, row + number, len(WIDTHS) - 1, line, shape)
        sheet.set_row(row + number, height(lines(line, sum(WIDTHS) / 1.1)) * 1.1)
    return row + len(list(filter(None, said)))


def _columns(sheet: Worksheet, row: int, form_columns: Sequence[Column], settings: Settings, look: Look) -> int:
    words = settings.words("forms")
    for at, name in enumerate(("column", "needed", "how", "choices")):
        sheet.write_string(row, at, words[f"guide_{name}"], look.head(font_size=11))
    shape = look.cell(font_size=11, text_wrap=True, valign="top")
    for column in form_columns:
        row += 1
        needed = {REQUIRED: words["needed"], EITHER: words["one_of_two"]}.get(column.sign, words["optional"])
        mark = look.cell(font_size=11, valign="top", bold=True, font_color="accent") if column.sign else shape
        said = (column.name, needed, column.note, words["list"].join(column.meanings))
        for at, text in enumerate(said):
            sheet.write_string(row, at, text, mark if at == 1 else shape)
        most = max(lines(text, width / 1.1) for text, width in zip(said, WIDTHS, strict=True))
        sheet.set_row(row, height(most) * 1.1)
    return row + 1
