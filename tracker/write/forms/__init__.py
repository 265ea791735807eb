"""The blank forms that `tracker init` gives away. What stands on them is data: schemas/forms.csv, form_columns.csv."""

from tracker.write.forms.book import workbooks

__all__ = ["workbooks"]
