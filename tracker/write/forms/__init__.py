"""The blank forms that `tracker init` gives away: what stands on them is data, schemas/forms.csv and form_columns.csv."""

from tracker.write.forms.book import workbooks

__all__ = ["workbooks"]
