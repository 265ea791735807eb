"""Who is the same customer, whose row holds, which records are his (rulebook section 2)."""

from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest
from folders import AS_OF, SETTINGS, Inbox, customer, findings, followup, sheet, worked

from tracker import link
from tracker.run import Understood

WORDS = SETTINGS.tables["company_words"]
SUFFIXES = WORDS.loc[WORDS["use"] == "suffix", "word"].tolist()
STAYS = ["分公司"]

SAME_NAME = [
    ("海川机械有限公司", "海川机械"),
    ("海川机械有限责任公司", "海川机械"),
    ("海川机械股份有限公司", "海川机械"),
    ("海川机械公司", "海川机械"),
    ("海川机械", "海川机械"),
    (" 海川 机械\u3000有限公司 ", "海川机械"),
    ("海川机械（上海）有限公司", "海川机械上海"),  # what stands in brackets stays
    ("(上海)海川机械有限公司", "上海海川机械"),
    ("ＡＢＣ科技有限公司", "abc科技"),
    ("Abc科技", "abc科技"),
    ("A&B-贸易_公司", "ab贸易"),
    ("３Ｍ中国有限公司", "3m中国"),
    ("海川集团有限公司", "海川集团"),  # 集团 stays
    ("海川集团", "海川集团"),
    ("海川公司有限公司", "海川公司"),  # dropped once
    ("海川机械有限公司上海分公司", "海川机械有限公司上海分公司"),  # 分公司 stays
    ("第一人民医院", "第一人民医院"),
    ("公司", "公司"),  # nothing would be left: as typed
    ("有限公司", "有限公司"),
    ("***", "***"),
    ("", ""),
]


@pytest.mark.parametrize(("typed", "compared"), SAME_NAME)
def test_names_as_compared(typed: str, compared: str) -> None:
    assert link.names(pd.Series([typed]), SUFFIXES, STAYS).tolist() == [compared]


def held(of: Understood) -> dict[tuple[str, str], tuple[str, str, int]]:
    """(key, owner) → (company, file, row) of every customer in the report."""
    rows = of.report.customers
    return {(row.customer_key, row.owner): (row.company, row.file, row.row) for row in rows.itertuples()}


def customers(*rows: dict[str, Any], **more: Any) -> list[list[Any]]:
    return sheet("customer", rows, **more)


# --- keys -----------------------------------------------------------------------------------------------------------


def test_the_number_is_the_key_else_the_name() -> None:
    """A row without number whose name is that of exactly one numbered customer is that customer."""
    first = customers(
        customer("海川机械有限公司", customer_id="K1"),
        customer("云溪学校", customer_id=1002),  # a number as a number
        customer("远山医院"),
    )
    second = customers(
        customer("海川机械股份有限公司", owner="李娜"),  # no number, the same name as compared
        customer("云溪学校", owner="李娜", customer_id="1002"),
        customer("远山 医院", owner="李娜", customer_id=None),
        also=["customer_id"],
    )
    of = worked({"2026-W47/张伟.xlsx": {"客户": first}, "2026-W47/李娜.xlsx": {"客户": second}})
    assert sorted(held(of)) == [
        *(("1002", "张伟"), ("1002", "李娜"), ("K1", "张伟"), ("K1", "李娜")),
        *(("远山医院", "张伟"), ("远山医院", "李娜")),
    ]


def test_a_name_that_fits_two_customers_is_linked_to_neither() -> None:
    rows = customers(
        customer("海川机械有限公司", customer_id="K1"),
        customer("海川机械", customer_id="K2"),
        customer("海川机械公司", customer_id=None),
    )
    talks = sheet("followup", [followup("海川机械有限公司", date(2026, 11, 17))])
    of = worked({"2026-W47/张伟.xlsx": {"客户": rows, "跟进": talks}})
    assert sorted(key for key, _ in held(of)) == ["K1", "K2", "海川机械"]
    assert findings(of, "link_conflict", "unknown_customer") == [
        ("link_conflict", "2026-W47/张伟.xlsx", "客户", 4),
        ("link_conflict", "2026-W47/张伟.xlsx", "跟进", 2),
    ]
    assert of.report.customers["contacts"].tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("number", "name", "key", "found"),
    [
        ("K1", "海川机械有限公司", "K1", []),
        ("K1", "", "K1", []),
        ("", "海川 机械", "K1", []),
        ("", "云溪学校", "云溪学校", []),
        ("K1", "海川重工", "K1", []),  # a name nobody has is not the name of another
        ("K1", "云溪学校", "K1", ["link_conflict"]),  # linked by the number
        ("K9", "海川机械有限公司", "", ["unknown_customer"]),
        ("", "海棠湾物业", "", ["unknown_customer"]),
    ],
)
def test_whose_record_it_is(number: str, name: str, key: str, found: list[str]) -> None:
    registered = pd.DataFrame({"customer_id": ["K1", ""], "name": ["海川机械", "云溪学校"], "key": ["K1", "云溪学校"]})
    compared = link.names(pd.Series([name]), SUFFIXES, STAYS)
    record = pd.DataFrame({"customer_id": [number], "name": compared})
    linked = link.record_keys(record, registered).iloc[0]
    assert linked["key"] == key
    rules = {"unknown_customer": linked["unknown"], "link_conflict": linked["conflicting"]}
    assert [rule for rule, hit in rules.items() if hit] == found


def test_a_record_counts_though_a_number_was_given_later() -> None:
    """A customer without number in an old sheet and with one in the new is one customer."""
    of = worked(
        {
            "2026-W45/张伟.xlsx": {"客户": customers(customer("海川机械有限公司"))},
            "2026-W47/张伟.xlsx": {
                "客户": customers(customer("海川机械有限公司", customer_id="K1")),
                "跟进": sheet("followup", [followup("海川机械", date(2026, 11, 17))]),
            },
        }
    )
    assert held(of) == {("K1", "张伟"): ("海川机械有限公司", "2026-W47/张伟.xlsx", 2)}
    assert of.report.customers["contacts"].tolist() == [1]


# --- weeks pile up --------------------------------------------------------------------------------------------------


def week(number: int, owner: str, *companies: str) -> Inbox:
    rows = customers(*(customer(company, owner=owner) for company in companies))
    return {f"2026-W{number}/{owner}.xlsx": {"客户": rows}}


def test_the_newest_row_holds_and_the_older_raise_nothing() -> None:
    broken = customers(customer("海川机械有限公司", contact=None, phone="12"), also=["contact"])
    of = worked({"2026-W46/张伟.xlsx": {"客户": broken}, **week(47, "张伟", "海川机械有限公司")})
    assert held(of) == {("海川机械", "张伟"): ("海川机械有限公司", "2026-W47/张伟.xlsx", 2)}
    assert findings(of, "missing_required", "bad_value", "duplicate") == []


def test_who_is_gone_from_the_newest_sheet_keeps_his_last_row() -> None:
    of = worked({**week(46, "张伟", "海川机械", "云溪学校"), **week(47, "张伟", "云溪学校")})
    assert held(of)["海川机械", "张伟"] == ("海川机械", "2026-W46/张伟.xlsx", 2)
    assert of.report.customers.set_index("customer_key")["absent_this_week"].to_dict() == {
        "海川机械": True,
        "云溪学校": False,
    }


def test_within_a_week_the_later_file_sheet_and_row_holds() -> None:
    inbox: Inbox = {
        "2026-W47/b.xlsx": {
            "一": customers(customer("海川机械", need="旧"), customer("云溪学校", need="旧")),
            "二": customers(
                customer("海川机械", need="新"), customer("云溪学校", need="中"), customer("云溪学校", need="新")
            ),
        },
        "2026-W47/a.xlsx": {"九": customers(customer("海川机械", need="更旧"))},
    }
    of = worked(inbox)
    assert held(of) == {
        ("海川机械", "张伟"): ("海川机械", "2026-W47/b.xlsx", 2),
        ("云溪学校", "张伟"): ("云溪学校", "2026-W47/b.xlsx", 4),
    }
    assert of.report.customers["sheet"].tolist() == ["二", "二"]
    assert findings(of, "duplicate") == [("duplicate", "2026-W47/b.xlsx", "二", 4)]  # at the later row, which holds


# --- 撞单 or 移交 ----------------------------------------------------------------------------------------------------


def test_two_owners_in_their_latest_sheets_clash() -> None:
    of = worked({**week(47, "张伟", "海川机械"), **week(46, "李娜", "海川机械有限公司")})
    assert sorted(held(of)) == [("海川机械", "张伟"), ("海川机械", "李娜")]
    assert findings(of, "clash") == [
        ("clash", "2026-W46/李娜.xlsx", "客户", 2),
        ("clash", "2026-W47/张伟.xlsx", "客户", 2),
    ]


def test_gone_from_the_one_and_new_with_the_other_is_handed_over() -> None:
    of = worked(
        {**week(46, "张伟", "海川机械", "远山医院"), **week(47, "张伟", "远山医院"), **week(47, "李娜", "海川机械")}
    )
    assert sorted(held(of)) == [("海川机械", "李娜"), ("远山医院", "张伟")]
    assert findings(of, "clash") == []


def test_in_nobodys_latest_sheet_the_newest_row_holds() -> None:
    of = worked(
        {
            **week(44, "张伟", "海川机械", "远山医院"),
            **week(45, "李娜", "海川机械", "云溪学校"),
            **week(47, "张伟", "远山医院"),
            **week(47, "李娜", "云溪学校"),
        }
    )
    assert sorted(held(of)) == [("云溪学校", "李娜"), ("海川机械", "李娜"), ("远山医院", "张伟")]
    assert findings(of, "clash") == []


@pytest.mark.parametrize(("number", "clashes"), [(43, True), (42, False)])
def test_who_handed_in_nothing_for_more_than_28_days_has_no_latest_sheet(number: int, clashes: bool) -> None:
    """W43 to W47 are 28 days, W42 to W47 are 35."""
    of = worked({**week(number, "张伟", "海川机械"), **week(47, "李娜", "海川机械")})
    assert bool(findings(of, "clash")) is clashes
    assert ("海川机械", "李娜") in held(of) and (("海川机械", "张伟") in held(of)) is clashes


def test_under_a_clash_a_contact_counts_for_the_row_of_its_person() -> None:
    """One that names neither counts for both, and once in the total."""
    talks = [
        followup("海川机械", datetime(2026, 11, 17, 9), owner="张伟"),
        followup("海川机械", datetime(2026, 11, 18, 9), owner="张伟"),
        followup("海川机械", datetime(2026, 11, 18, 10), owner="李娜"),
        followup("海川机械", datetime(2026, 11, 19, 9), owner="赵磊"),
    ]
    both: Inbox = {**week(47, "张伟", "海川机械"), **week(47, "李娜", "海川机械")}
    of = worked({**both, "2026-W47/跟进.xlsx": {"跟进": sheet("followup", talks)}})
    assert of.report.customers.set_index("owner")["contacts"].to_dict() == {"张伟": 3, "李娜": 2}
    assert of.report.headline.set_index("id").at["contacts_week", "count"] == 4


# --- records are the union of all sheets ----------------------------------------------------------------------------


def test_an_identical_record_counts_once_at_its_earliest_place() -> None:
    talk = followup("海川机械", datetime(2026, 11, 4, 9), content="")
    early = sheet("followup", [talk], also=["feedback"])
    late = sheet("followup", [{**talk, "company": "海川机械有限公司"}, followup("海川机械", datetime(2026, 11, 18, 9))])
    of = worked(
        {
            **week(47, "张伟", "海川机械"),
            "2026-W45/跟进.xlsx": {"跟进": early},
            "2026-W47/跟进.xlsx": {"跟进": late},
        }
    )
    assert of.report.customers["contacts"].tolist() == [2]
    assert findings(of, "missing_required") == [("missing_required", "2026-W45/跟进.xlsx", "跟进", 2)]
    assert findings(of, "duplicate") == []  # not inside one sheet


def test_an_identical_record_inside_one_sheet_is_also_a_duplicate() -> None:
    talk = followup("海川机械", date(2026, 11, 18))
    other = followup("海川机械", date(2026, 11, 18), method="微信")
    rows = sheet("followup", [talk, other, talk])
    of = worked({**week(47, "张伟", "海川机械"), "2026-W47/跟进.xlsx": {"跟进": rows}})
    assert of.report.customers["contacts"].tolist() == [2]
    assert findings(of, "duplicate") == [("duplicate", "2026-W47/跟进.xlsx", "跟进", 4)]


def test_the_same_date_typed_in_another_way_is_the_same_record() -> None:
    typed = ["2026年11月18日", "11月18日", "2026/11/18", date(2026, 11, 18)]
    rows = sheet("followup", [followup("海川机械", day) for day in typed])
    of = worked({**week(47, "张伟", "海川机械"), "2026-W47/跟进.xlsx": {"跟进": rows}})
    assert of.report.customers["contacts"].tolist() == [1]


# --- whose sheet ----------------------------------------------------------------------------------------------------

KNOWN = ["张伟", "李娜", "张伟强"]


@pytest.mark.parametrize(
    ("places", "owner"),
    [
        (["客户登记表（销售一部 张伟）", "李娜", "李娜.xlsx"], "张伟"),  # title before sheet before file
        (["", "李娜", "张伟.xlsx"], "李娜"),
        (["", "客户", "张伟_客户跟踪.xlsx"], "张伟"),
        (["", "客户", "客户.xlsx", "李娜", "张伟"], "李娜"),  # the nearest folder
        (["", "张伟强", "x.xlsx"], "张伟强"),  # the longer name, not the one inside it
        (["", "张伟和李娜", "李娜.xlsx"], "李娜"),  # a place that names two says nothing
        (["", "张伟和李娜", "x.xlsx"], ""),
        (["", "客户", "周敏.xlsx"], ""),  # nobody we know
    ],
)
def test_the_nearest_place_that_names_somebody(places: list[str], owner: str) -> None:
    assert link.owners([places], KNOWN) == [owner]


NAMELESS = [  # file, sheet, whose it is: names come from the people sheet and from the owners that other sheets name
    ("客户.xlsx", "客户", ""),
    ("李娜的客户.xlsx", "客户", "李娜"),
    ("名单.xlsx", "李娜", "李娜"),
    ("李娜/2026-W47/客户.xlsx", "客户", "李娜"),
    ("周小敏/客户.xlsx", "客户", "周小敏"),  # nobody knows him: the first-level folder
    ("周小敏/张伟/客户.xlsx", "客户", "张伟"),
    ("2026-W47/客户.xlsx", "客户", ""),  # a folder named by its week is nobody
    ("2026年第47周/客户.xlsx", "客户", ""),
]


@pytest.fixture(scope="module")
def nameless() -> Understood:
    """Sheets without a column for the owner, two customers in each."""
    people = sheet("people", [{"name": "李娜", "team": "销售一部", "rank": "销售代表"}])
    inbox: dict[str, dict[str, Any]] = {"人员.xlsx": {"人员": people}, **week(47, "张伟", "远山医院")}
    for number, (file, name, _) in enumerate(NAMELESS):
        rows = [customer(f"{number}号{which}厂", owner=None) for which in "东西"]
        inbox.setdefault(file, {})[name] = customers(*rows, without=["owner"])
    return worked(inbox)


@pytest.mark.parametrize("place", NAMELESS, ids=lambda place: f"{place[0]}-{place[1]}")
def test_a_sheet_without_owners_column(place: tuple[str, str, str], nameless: Understood) -> None:
    file, name, owner = place
    rows = nameless.report.customers
    assert rows.loc[(rows["file"] == file) & (rows["sheet"] == name), "owner"].tolist() == [owner, owner]
    asked_for = [("missing_required", file, name, 1)] if owner == "" else []  # one for the sheet
    assert [one for one in findings(nameless, "missing_required") if one[1:3] == (file, name)] == asked_for


def test_a_row_names_its_owner_itself() -> None:
    rows = customers(customer("海川机械", owner="李娜"), customer("云溪学校", owner=None))
    of = worked({"2026-W47/张伟.xlsx": {"客户": rows}, **week(46, "张伟", "远山医院")})
    assert of.report.customers.set_index("company")["owner"].to_dict() == {
        "海川机械": "李娜",
        "云溪学校": "张伟",
        "远山医院": "张伟",
    }
    assert of.report.as_of == AS_OF.date()
