"""日报: what everybody did in the last seven days, the latest day first; 人员 counts the contacts of each day."""

import pandas as pd

from tracker.reports.log import CONTACTS
from tracker.write.manager import parts
from tracker.write.manager.block import Column
from tracker.write.manager.draft import TEAM, TOP, Draft
from tracker.write.manager.parts import Figure, Line

LONGEST = 110  # characters of a note that a list shows
COLUMNS = (
    Column("day", 11, "date"),
    Column("person", 12),
    Column("event_word", 8, "word"),
    Column("company", 30, "company"),
    Column("method", 10),
    Column("content", 50, "wrap"),
    Column("feedback", 26, "wrap"),
    Column("next_step", 26, "wrap"),
    Column("next_follow", 11, "date"),
    Column("amount", 12, "int"),
    Column("at_row", 9, "source"),
)


def write(draft: Draft, rows: pd.DataFrame) -> None:
    """Writes the sheet and remembers where the contacts of each person and day stand."""
    sheet = draft.start("daily", [column.width for column in COLUMNS])
    if len(rows):  # of a day the contacts first, so that those of a day stand together
        rows = rows.assign(_other=~rows["event"].isin(CONTACTS))
        rows = rows.sort_values(["day", "_other", "person"], ascending=[False, True, True], kind="stable")
        rows = rows.reset_index(drop=True)
        rows = shown(draft, rows).assign(at_row=parts.rows_of(rows))
    parts.listed(draft, "daily", TOP, "daily", rows, COLUMNS)
    sheet.freeze_panes(TOP + 2, 0)
    if len(rows):
        contact = rows["event"].isin(CONTACTS)
        draft.record("daily", "daily", TOP + 2, 3, _group(rows["day"], rows["person"]).where(contact))
        draft.record("daily_all", "daily", TOP + 2, 3, rows["day"].dt.strftime("%Y-%m-%d").where(contact))


def by_day(draft: Draft, row: int, counts: pd.DataFrame) -> int:
    """The contacts of each person on each of these days, below the sheet 人员, each leading to its rows. Returns the
    row for the next part."""
    if counts.empty:
        return row
    words = draft.words
    days = list(pd.DatetimeIndex(counts["day"].unique()))
    weekdays = words["weekdays"].split()
    headings = [
        words["col_person"],
        *(f"{draft.day(day)}\n{weekdays[day.weekday()]}" for day in days),
        words["col_week_sum"],
    ]
    rows: list[Line] = [
        (
            person or words["nobody"],
            [*(Figure("daily", f"{day:%Y-%m-%d}|{person}") for day in days), Figure("contacts_week", person)],
        )
        for person in map(str, counts["person"].unique())
    ]
    rows.append(
        (words["team"], [*(Figure("daily_all", f"{day:%Y-%m-%d}") for day in days), Figure("contacts_week", TEAM)])
    )
    draft.section(draft.sheets["people"], row, words["section_by_day"])
    return parts.grid(draft, "people", row + 1, headings, rows, totals=1)


def shown(draft: Draft, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the log as a sheet shows them: events in words, long notes cut."""
    words = draft.words
    events = {event: words[f"event_{event}"] for event in rows["event"].unique()}
    return rows.assign(
        event_word=rows["event"].map(events).astype("str"),
        **{name: parts.cut(rows[name], LONGEST, words["cut"]) for name in ("content", "feedback", "next_step")},
    )


def _group(day: pd.Series, person: pd.Series) -> pd.Series:
    group: pd.Series = day.dt.strftime("%Y-%m-%d") + "|" + person
    return group
