"""The week a sheet speaks of: from its names, else from what stands in it."""

from datetime import date

import pandas as pd
import pytest
from folders import SETTINGS, customer, followup, sheet, worked
from hypothesis import given
from hypothesis import strategies as st

from tracker import weeks

PATTERNS = SETTINGS.tables["week_patterns"]

ONE_NAME = [
    ("2026-W47", "2026-11-16"),
    ("2026W47", "2026-11-16"),
    ("2026-w47 客户", "2026-11-16"),
    ("2026_W5", "2026-01-26"),
    ("销售二部周报（2026年第47周）", "2026-11-16"),
    ("2026年 第 47 周", "2026-11-16"),
    ("2026年47周", "2026-11-16"),
    ("２０２６－Ｗ４７", "2026-11-16"),  # full width
    ("2026-11-20", "2026-11-16"),
    ("客户跟进表2026-11-16", "2026-11-16"),
    ("客户跟进表2026-11-22", "2026-11-16"),  # a Sunday ends its week
    ("2026-11-23", "2026-11-23"),
    ("2026.11.20", "2026-11-16"),
    ("2026/11/20", "2026-11-16"),
    ("2026_11_20", "2026-11-16"),
    ("2026年11月20日周报", "2026-11-16"),
    ("20261120张伟", "2026-11-16"),
    ("2026-01-01", "2025-12-29"),  # the ISO week began the year before
    ("2026-W53", "2026-12-28"),
    ("2026-11-09至2026-11-20", "2026-11-16"),  # of several the last counts
    ("2026-W46 改自 2026-W45", "2026-11-02"),
    ("2026-11-20（2026年第46周）", "2026-11-09"),
    ("2026-W47_2026-13-45", "2026-11-16"),  # what is no day says nothing
]
NO_WEEK = [
    "",
    "Sheet1",
    "客户登记",
    "第47周",  # no year
    "11.9-11.13",
    "11月20日",
    "2026年11月",
    "2026-W54",
    "2025-W53",  # 2025 has 52 weeks
    "2026-02-30",
    "20261301",
    "202611201",  # nine digits are a number, not a day
    "13820261120",
    "KH-2026",
]


def monday(*names: str) -> str | None:
    found = weeks.named(names, PATTERNS)
    return found.isoformat() if found else None


@pytest.mark.parametrize(("name", "expected"), ONE_NAME)
def test_a_name_speaks_of_a_week(name: str, expected: str) -> None:
    assert monday(name) == expected


@pytest.mark.parametrize("name", NO_WEEK)
def test_a_name_speaks_of_no_week(name: str) -> None:
    assert monday(name) is None


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("2026-W45", "2026-W46", "2026-W47"), "2026-11-02"),  # sheet, file, folder: the nearest counts
        (("客户", "2026-W46", "2026-W47"), "2026-11-09"),
        (("客户", "张伟", "2026-W47", "2026-W40"), "2026-11-16"),  # the inner folder before the outer
        (("客户", "张伟", "归档"), None),
    ],
)
def test_the_nearest_name_counts(names: tuple[str, ...], expected: str | None) -> None:
    assert monday(*names) == expected


@given(st.dates(date(2000, 1, 3), date(2099, 12, 31)))
def test_a_day_and_its_week_number_agree(day: date) -> None:
    year, week, weekday = day.isocalendar()
    assert monday(f"客户{day}") == monday(f"{year}-W{week:02d}") == monday(f"{year}年第{week}周")
    assert date.fromisoformat(monday(str(day)) or "").toordinal() == day.toordinal() - weekday + 1


@given(st.text(max_size=40))
def test_no_name_is_too_odd(name: str) -> None:
    found = weeks.named([name], PATTERNS)
    assert found is None or found.weekday() == 0


def test_without_a_name_the_latest_contact_or_registration_says_the_week() -> None:
    """Of the workbook, not of the sheet; nothing later than the as-of date says anything."""
    both = {
        "客户": sheet("customer", [customer("海川机械有限公司", registered=date(2026, 10, 20))]),
        "跟进": sheet(
            "followup", [followup("海川机械有限公司", day) for day in (date(2026, 11, 4), date(2026, 11, 25))]
        ),
    }
    dateless = {"客户": sheet("customer", [customer("远山医院", registered=None, first_contact=None)])}
    named = {"客户 2026-W46": sheet("customer", [customer("云溪学校")])}
    files = worked({"张伟.xlsx": both, "归档.xlsx": dateless, "2026-W47/李娜.xlsx": named}).files
    seen = {(file.file, one.name): one.week for file in files for one in file.sheets}
    assert seen == {
        ("张伟.xlsx", "客户"): pd.Timestamp("2026-11-02"),
        ("张伟.xlsx", "跟进"): pd.Timestamp("2026-11-02"),
        ("归档.xlsx", "客户"): None,
        ("2026-W47/李娜.xlsx", "客户 2026-W46"): pd.Timestamp("2026-11-09"),
    }
