"""The columns of a form: what schemas/form_columns.csv says of them, and the schema of its kind."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.settings import Settings

REQUIRED, EITHER = "*", "**"
WORD = 2  # of a column is left beside the longest word of its header


@dataclass(frozen=True)
class Column:
    """One column of a form. `entry`: text, long, code (digits kept as typed), money, amount, number, score, date,
    datetime or list; `choices`: what the dropdown offers; `meanings`: the same for the user to read; `closed`: nothing
    else is understood; `sign`: * must be filled, ** this one or `other`, "" may stay empty; `examples`: its cell in
    each example row."""

    part: str
    field: str
    name: str
    entry: str
    width: float
    choices: Sequence[str]
    meanings: Sequence[str]
    closed: bool
    sign: str
    other: str
    note: str
    examples: Sequence[str]

    @property
    def header(self) -> str:
        """The header with its sign."""
        return f"{self.sign}{self.name}"


def columns(form: str, settings: Settings) -> list[Column]:
    """The columns of a form, from left to right."""
    rows, typed = settings.shown.tables["form_columns"], settings.tables["form_columns"]
    typed = typed[typed["form"] == form]
    rows = rows[rows["form"] == form]
    # the sheet is read again: headers and what the dropdowns offer stay Chinese, with what they mean beside them
    names = {field: settings.as_typed(header) for field, header in zip(typed["field"], typed["header"], strict=True)}
    kind = settings.tables["forms"].set_index("form").at[form, "kind"]
    fields = settings.fields(str(kind))
    types = settings.tables["types"].set_index("type")
    unless = fields["unless"].to_dict()
    either = {field: other for field, other in unless.items() if other} | {o: field for field, o in unless.items() if o}
    found = []
    for row in rows.to_dict("records"):
        field = row["field"]
        about = fields.loc[field]
        words = names[field].split()
        choices = list(settings.vocabulary(row["list"]).values()) if row["list"] else []
        sign = EITHER if field in either else REQUIRED if about["required"] else ""
        found.append(
            Column(
                part=row["part"],
                field=field,
                name=names[field],
                entry=row["entry"],
                width=max(float(row["width"]), *(len(word) + WORD for word in words if word.isascii()), 0),
                choices=choices,
                meanings=[settings.as_typed(choice) for choice in choices],
                closed=bool(types.at[about["type"], "closed"] == "y"),
                sign=sign,
                other=names.get(either.get(field, ""), ""),
                note=row["note"],
                examples=row["example"].split("|"),
            )
        )
    return found
