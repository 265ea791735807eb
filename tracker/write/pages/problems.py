"""What the summary page says of the sheets: clashes, errors by file, what was not used."""

from typing import Any

import pandas as pd

from tracker.write.pages.rows import Row, grouped, listed, rows


def clashes(findings: pd.DataFrame) -> list[Row]:
    """One row per customer that several people registered: company, owners (list), places (rows)."""
    found = listed(findings[findings["rule"] == "clash"])
    return [
        {"company": part["company"].iloc[0], "owners": list(part["owner"].unique()), "places": rows(part)}
        for _, part in found.groupby("customer_key", sort=False)
    ]


def likely_pairs(suspected: pd.DataFrame, findings: pd.DataFrame) -> list[list[Row]]:
    """Two customers of different owners that are likely one (reports.suspected), each pair once: both, with the message
    of their findings."""
    if suspected.empty:
        return []
    place = ["customer_key", "owner"]
    told = findings[findings["rule"] == "likely_same"].drop_duplicates(place)[[*place, "message"]]
    return list(grouped(rows(suspected.merge(told, on=place, how="left")), "pair").values())


def counted(findings: pd.DataFrame) -> dict[str, Any]:
    """What is counted and not listed: `older`, `older_errors` among them, `waived`."""
    waived = findings["waived"].astype(bool)
    older = ~findings["listed"].astype(bool) & ~waived
    return {
        "older": int(older.sum()),
        "older_errors": int((older & (findings["severity"] == "error")).sum()),
        "waived": int(waived.sum()),
    }


def error_files(findings: pd.DataFrame) -> list[Row]:
    """One row per file with errors: file, errors, others (counts), groups (by sheet, rule and column)."""
    found = listed(findings)
    errors = found[found["severity"] == "error"]
    others = found[found["severity"] != "error"]["file"].value_counts()
    return [
        {
            "file": file,
            "errors": len(part),
            "others": int(others.get(file, 0)),
            "groups": [
                {"sheet": sheet, "rule_name": name, "column": column, "cells": cells}
                for (sheet, name, column), cells in grouped(rows(part), "sheet", "rule_name", "column").items()
            ],
        }
        for file, part in errors.groupby("file")
    ]


def unused(inputs: pd.DataFrame) -> list[Row]:
    """Sheets that were not used, and whole files that were passed over."""
    passed_over = (inputs["status"] == "skipped") & (inputs["sheet"] == "")
    return rows(inputs[passed_over | ~inputs["status"].isin(["used", "skipped"])])
