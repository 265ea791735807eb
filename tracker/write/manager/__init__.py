"""The manager's workbook: overview first, then every row that its figures count."""

from tracker.write.manager.book import workbook, workbooks

__all__ = ["workbook", "workbooks"]
