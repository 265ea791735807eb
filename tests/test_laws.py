"""What holds whatever the sheets say. The inboxes are made up by hypothesis; everything else is the real pipeline."""

import random
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

import pandas as pd
import pytest
from folders import AS_OF, SETTINGS, Inbox, Rows, sheet, worked
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tracker.rules.grade import priority
from tracker.run import Understood

# a run takes about a second: few inboxes with much in each, and no time to make a failing one smaller
FEW = settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TODAY = AS_OF.date()
OWNERS = ("张伟", "李娜")

# --- made-up sheets -------------------------------------------------------------------------------------------------
HITS = [name for name in priority.reads if name.endswith("_hit")]


def days(first: int, last: int) -> st.SearchStrategy[date | None]:
    """A day so many days before (or after, below 0) the as-of date, or an empty cell."""
    return st.one_of(st.none(), st.integers(-last, -first).map(lambda number: TODAY + timedelta(days=number)))


CELLS: dict[str, st.SearchStrategy[Any]] = {
    "contact": st.sampled_from(["王明", None]),
    "phone": st.sampled_from(["13800001234", "0512-80000507", "12", None]),
    "source": st.just("展会"),
    "need": st.sampled_from(["打印机 3 台", "机房运维", None]),
    "urgency": st.sampled_from(["高", "中", "低", None]),
    "budget": st.sampled_from(["5万", "10万-20万", "80万", "待定", None]),
    "first_contact": days(0, 200),
    "registered": days(0, 200),
    "stage_declared": st.sampled_from(["潜在", "意向", "高意向", "准客户", "成交", "流失", None]),
    "lead_type": st.sampled_from([None, None, None, "潜在型", "直接型"]),
    "need_date": days(-150, 60),
    "expected_close": days(-150, 60),
    "power": st.sampled_from(["有", "无", None]),
    "risk_tags": st.sampled_from([None, None, "预算不足", "决策链复杂"]),
    "follow_status": st.sampled_from([None, None, "观察期", "跟进中"]),
    "quote": st.sampled_from(["8万", "60万", "作废", None, None]),
    "next_follow": days(-30, 30),
    "last_review": days(0, 120),
    "signed": st.one_of(st.none(), days(0, 400)),
    "ended": st.one_of(st.none(), st.none(), days(0, 100)),
    "audit": st.sampled_from(["已审核", "待审核", None]),
}
TALKS: dict[str, st.SearchStrategy[Any]] = {
    "method": st.sampled_from(["电话", "拜访", None]),
    "response": st.sampled_from(["主动沟通", "无回应", "无回应", None]),
    "next_follow": days(-20, 100),
    "trigger": st.sampled_from([None, "到货后"]),
    "quote": st.sampled_from([None, None, "8万", "60万"]),
}
some_customers = st.lists(st.fixed_dictionaries(CELLS), min_size=3, max_size=8)
# how long ago each contact was; no two of one customer on one day
some_talks = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 200), st.fixed_dictionaries(TALKS)),
    min_size=4,
    max_size=20,
    unique_by=lambda talk: talk[:2],
)


def named(rows: list[dict[str, Any]], prefix: str = "第") -> list[dict[str, Any]]:
    """Each row as another company."""
    return [{"company": f"{prefix}{number}家有限公司", **row} for number, row in enumerate(rows)]


def talked(talks: list[tuple[int, int, dict[str, Any]]], prefix: str = "第") -> list[dict[str, Any]]:
    """The contacts as rows of a followup sheet, each at another minute of its day."""
    return [
        {
            "company": f"{prefix}{number}家有限公司",
            "date": datetime.combine(TODAY - timedelta(days=ago), datetime.min.time()).replace(hour=9, minute=number),
            "content": f"谈了{place}",
            **talk,
        }
        for place, (number, ago, talk) in enumerate(talks)
    ]


def customer_sheet(rows: list[dict[str, Any]], without: tuple[str, ...] = ()) -> Rows:
    return sheet("customer", rows, also=["company", *CELLS], without=without)


def followup_sheet(rows: list[dict[str, Any]], without: tuple[str, ...] = ()) -> Rows:
    return sheet("followup", rows, also=["company", "date", "content", *TALKS], without=without)


def shown(of: Understood, without: tuple[str, ...] = ()) -> pd.DataFrame:
    """The customers frame without what numbers the records, and without the columns named."""
    return of.report.customers.drop(columns=["record", *without])


def told(of: Understood) -> list[tuple[Any, ...]]:
    """The findings, without the number of their row."""
    columns = ["rule", "customer_key", "owner", "since", "file", "sheet", "column", "value"]
    return sorted(of.report.findings[columns].astype("str").itertuples(index=False, name=None))


# --- priority is monotone -------------------------------------------------------------------------------------------

RANKS = {name: SETTINGS.ranks(name) for name in ("stage", "value", "cycle")}
OPEN = [code for code, rank in sorted(RANKS["stage"].items(), key=lambda item: item[1]) if 0 <= rank <= 3]
LEVELS = ["low", "medium", "high"]


def scored(stages: list[str], values: list[str], cycles: list[str], **changed: float) -> pd.DataFrame:
    never = pd.Series(False, index=range(len(stages)), dtype="boolean")
    frame = pd.DataFrame({"stage": stages, "value": values, "cycle": cycles, "open": True}, dtype="object")
    frame = frame.assign(open=True, **dict.fromkeys(HITS, never))
    ranks = {f"{name}_ranks": ranks for name, ranks in RANKS.items()}
    return pd.DataFrame(priority.of(frame, {**SETTINGS.numbers, **ranks, **changed}))


@given(st.fixed_dictionaries({f"weight_{name}": st.integers(1, 100) for name in RANKS}))
def test_raising_a_known_part_never_lowers_the_priority(weights: dict[str, float]) -> None:
    """Every combination of stage, value and cycle against every one with one part raised, whatever the weights."""
    values, cycles = (sorted(RANKS[name], key=RANKS[name].__getitem__) for name in ("value", "cycle"))
    every = list(product(OPEN, [*values, "pending"], [*cycles, "pending"]))
    got = scored(*map(list, zip(*every, strict=True)), **weights)
    points = dict(zip(every, got["priority_score"], strict=True))
    levels = dict(zip(every, got["priority"].map(LEVELS.index), strict=True))
    for stage, value, cycle in every:
        raised = [(above, value, cycle) for above in OPEN[OPEN.index(stage) + 1 :]]
        raised += (
            [(stage, above, cycle) for above in values[values.index(value) + 1 :] if value != "pending"]
            if value in values
            else []
        )
        raised += [(stage, value, above) for above in cycles[cycles.index(cycle) + 1 :]] if cycle in cycles else []
        for above in raised:
            assert points[above] >= points[stage, value, cycle]
            assert levels[above] >= levels[stage, value, cycle]


@FEW
@given(some_customers, st.data())
def test_raising_a_part_in_the_sheet_never_lowers_the_priority(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    """The same customers twice in one sheet, the second time with a higher stage or quote or an earlier close."""
    plain = [{**row, "signed": None, "ended": None, "need_date": None, "risk_tags": None} for row in rows]
    open_stages, quotes, closes = (
        ["潜在", "意向", "高意向", "准客户"],
        ["3万", "10万", "49万", "50万", "200万"],
        [150, 60, 31, 20, 0],
    )
    before, after = [], []
    for row in plain:
        part = data.draw(st.sampled_from(["stage_declared", "quote", "expected_close"]))
        steps: list[Any] = {
            "stage_declared": open_stages,
            "quote": quotes,
            "expected_close": [TODAY + timedelta(days=number) for number in closes],
        }[part]
        low = data.draw(st.integers(0, len(steps) - 1))
        high = data.draw(st.integers(low, len(steps) - 1))
        if row["stage_declared"] not in open_stages:
            row = {**row, "stage_declared": "潜在"}
        before.append({**row, part: steps[low]})
        after.append({**row, part: steps[high]})
    both = customer_sheet([*named(before, "前"), *named(after, "后")])
    of = worked({"2026-W47/张伟.xlsx": {"客户": both}})
    customers = of.report.customers.set_index("company")
    for number in range(len(plain)):
        low_, high_ = (customers.loc[f"{prefix}{number}家有限公司"] for prefix in "前后")
        assert high_["priority_score"] >= low_["priority_score"]
        assert LEVELS.index(high_["priority"]) >= LEVELS.index(low_["priority"])


# --- the replay sees no future --------------------------------------------------------------------------------------


@FEW
@given(some_customers, some_customers, some_talks, some_talks, st.integers(0, 60))
def test_answers_do_not_change_when_the_future_is_added(
    now: list[dict[str, Any]],
    later: list[dict[str, Any]],
    talks: list[tuple[int, int, dict[str, Any]]],
    future: list[tuple[int, int, dict[str, Any]]],
    back: int,
) -> None:
    """Sheets of weeks after the day, and contacts dated after it in a sheet of its week, change nothing on that day."""
    day = AS_OF - pd.Timedelta(days=back)
    year, week, _ = day.isocalendar()
    then: Inbox = {
        f"{year}-W{week:02d}/张伟.xlsx": {"客户": customer_sheet(named(now)), "跟进": followup_sheet(talked(talks))},
        "2026-W30/李娜.xlsx": {"客户": customer_sheet(named(now[:2]))},
    }
    ahead = [{**talk, "date": talk["date"] + timedelta(days=201)} for talk in talked(future)]
    added: Inbox = {
        "2026-W50/张伟.xlsx": {"客户": customer_sheet(named(later))},
        "2026-W51/赵磊.xlsx": {"客户": customer_sheet(named(later)), "跟进": followup_sheet(talked(future))},
        f"{year}-W{week:02d}/预排.xlsx": {"预排": followup_sheet(ahead)},
    }
    alone, together = worked(then, day), worked({**then, **added}, day)
    # the remark that a contact is dated in the future is no answer
    told_apart = ["unread_contacts"]
    pd.testing.assert_frame_equal(shown(together).drop(columns=told_apart), shown(alone).drop(columns=told_apart))
    extra = f"{year}-W{week:02d}/预排.xlsx"
    ours = [finding for finding in told(together) if finding[4] != extra]
    assert ours == told(alone)
    dates = [finding for finding in told(together) if finding[4] == extra and finding[6] == "跟进时间"]
    assert {finding[0] for finding in dates} == {"future_record"} and len(dates) == len(ahead)


# --- order does not matter ------------------------------------------------------------------------------------------


@FEW
@given(some_customers, some_talks, st.randoms(use_true_random=False))
def test_any_order_of_rows_columns_and_files_gives_the_same_answers(
    rows: list[dict[str, Any]], talks: list[tuple[int, int, dict[str, Any]]], chance: random.Random
) -> None:
    """But for row numbers. No two rows are one customer, and no two contacts of his are at one moment."""
    inbox: Inbox = {
        "2026-W40/李娜.xlsx": {"客户": customer_sheet(named(rows[:3], "别"))},
        "2026-W46/张伟.xlsx": {"客户": customer_sheet(named(rows[::-1]))},
        "2026-W47/张伟.xlsx": {"客户": customer_sheet(named(rows)), "跟进": followup_sheet(talked(talks))},
    }

    def mixed(rows: Rows) -> Rows:
        body = chance.sample(rows[1:], len(rows) - 1)
        order = chance.sample(range(len(rows[0])), len(rows[0]))
        return [[row[at] for at in order] for row in (rows[0], *body)]

    shuffled = [(file, {name: mixed(rows) for name, rows in sheets.items()}) for file, sheets in inbox.items()]
    chance.shuffle(shuffled)  # the order in which they are dropped
    one, other = worked(inbox), worked(dict(shuffled))
    place = ("row", "stage_evidence")
    pd.testing.assert_frame_equal(shown(one, place), shown(other, place))
    evidence = [of.report.customers["stage_evidence"].str.replace(r"\d+$", "", regex=True) for of in (one, other)]
    pd.testing.assert_series_equal(*evidence)
    assert told(one) == told(other)


# --- unknown never counts against a customer ------------------------------------------------------------------------

# The columns whose absence must not turn 未命中 into 命中. Left out are those that the rulebook lets count when they
# are not there: of no_contact_way and no_next_step (an absent column is ignored if the other is there), the stage's own
# evidence, 需求时间 where 预计成交日期 is there; 意向类型, 跟进状态 and 需求紧急程度 have a default of their own.
MUST_HOLD: list[tuple[str, tuple[str, ...]]] = [
    ("budget_short", ("budget",)),
    ("budget_short", ("quote",)),
    ("budget_short", ("risk_tags",)),
    ("stage_conflict", ("stage_declared",)),
    ("stage_conflict", ("signed",)),
    ("stage_conflict", ("ended",)),
    ("stage_conflict", ("need",)),
    ("stage_conflict", ("budget",)),
    ("need_date_passed", ("expected_close",)),
    ("need_date_passed", ("need_date", "expected_close")),
    ("pool_due", ("first_contact",)),
    ("never_contacted", ("first_contact",)),
    ("never_contacted", ("registered",)),
    ("never_contacted", ("first_contact", "registered")),
    ("review_overdue", ("last_review",)),
    ("review_overdue", ("registered",)),
    ("promise_overdue", ("next_follow",)),
    ("contact_drop", ("signed",)),
    ("care_overdue", ("signed",)),
    ("cadence_overdue", ("first_contact",)),
    ("late_registration", ("first_contact",)),
    ("late_registration", ("registered",)),
    ("pending_audit", ("audit",)),
]
DELETED = sorted({fields for _, fields in MUST_HOLD})
MARKS = dict(zip([(), *DELETED], "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥", strict=False))


def judged(of: Understood) -> dict[tuple[str, str], bool | None]:
    """(rule, company) → hit, for the rules that judge customers; None for 未评估."""
    result: dict[tuple[str, str], bool | None] = {}
    for verdict in of.answers.verdicts:
        if verdict.kind in ("customer", "row") and not verdict.column:
            names = of.answers.frames[verdict.kind].loc[verdict.hit.index, "company"]
            for company, hit in zip(names, verdict.hit, strict=True):
                result[verdict.rule.id, company] = None if pd.isna(hit) else bool(hit)
    return result


@FEW
@given(some_customers, some_talks)
def test_a_column_taken_out_turns_no_miss_into_a_hit(
    rows: list[dict[str, Any]], talks: list[tuple[int, int, dict[str, Any]]]
) -> None:
    """The same customers and contacts once for each column, as customers of their own, in a sheet without it."""
    # 签约 after 终止 makes a customer won again: without the column he counts as lost, by the other date that is known
    rows = [{**row, "ended": None} if row["signed"] else row for row in rows]
    talks = [(number, ago, {**talk, "quote": None}) for number, ago, talk in talks]
    inbox = {
        "2026-W47/客户.xlsx": {mark: customer_sheet(named(rows, mark), fields) for fields, mark in MARKS.items()},
        "2026-W47/跟进.xlsx": {mark: followup_sheet(talked(talks, mark)) for mark in MARKS.values()},
    }
    verdicts = judged(worked(inbox))
    whole = MARKS[()]
    wrong = [
        (rule, fields, rows[number])
        for rule, fields in MUST_HOLD
        for number in range(len(rows))
        if verdicts[rule, f"{whole}{number}家有限公司"] is False
        and verdicts[rule, f"{MARKS[fields]}{number}家有限公司"] is True
    ]
    assert wrong == []


NARROW: list[tuple[str, tuple[str, ...], dict[str, Any], list[int]]] = [
    # 签约 5 days ago makes the next call due later than the last contact alone would
    (
        "care_overdue",
        ("signed",),
        {"stage_declared": "成交", "signed": 5, "registered": 300, "first_contact": 300},
        [111],
    ),
    # contacted since 首次接触, but not since 登记
    ("never_contacted", ("first_contact",), {"first_contact": 50, "registered": 21}, [46]),
    ("never_contacted", ("registered",), {"first_contact": 21, "registered": 50}, [46]),
    (
        "contact_drop",
        ("signed",),
        {"stage_declared": "成交", "signed": 30, "registered": 300},
        [95, 100, 110, 120, 130],
    ),
]


@pytest.fixture(scope="module")
def narrow() -> dict[tuple[str, str], bool | None]:
    """The verdicts on those customers, each once in a whole sheet (全) and once in a sheet without the columns (缺)."""
    customers: dict[str, Rows] = {}
    followups: dict[str, Rows] = {}
    for at, (_, fields, ago, talks) in enumerate(NARROW):
        row = {name: TODAY - timedelta(days=cell) if isinstance(cell, int) else cell for name, cell in ago.items()}
        spoken = [(0, day, {"method": "电话"}) for day in talks]
        for mark, without in ((f"全{at}", ()), (f"缺{at}", fields)):
            customers[mark] = customer_sheet(named([row], mark), without)
            followups[mark] = followup_sheet(talked(spoken, mark))
    return judged(worked({"2026-W47/客户.xlsx": customers, "2026-W47/跟进.xlsx": followups}))


@pytest.mark.parametrize("at", range(len(NARROW)), ids=[f"{rule}-{fields[0]}" for rule, fields, *_ in NARROW])
def test_the_narrow_cases_of_an_absent_column(at: int, narrow: dict[tuple[str, str], bool | None]) -> None:
    """Cases that chance seldom meets: with the column 未命中, without it not 命中."""
    rule = NARROW[at][0]
    assert narrow[rule, f"全{at}0家有限公司"] is False
    assert narrow[rule, f"缺{at}0家有限公司"] is not True


def test_contacts_without_an_answer_column_are_not_silent() -> None:
    rows = [{"registered": TODAY - timedelta(days=40), "first_contact": TODAY - timedelta(days=40)}]
    talks = [(0, ago, {"method": "电话", "response": "主动沟通"}) for ago in (3, 9, 20)]
    inbox = {
        "2026-W47/全.xlsx": {"客户": customer_sheet(named(rows, "全")), "跟进": followup_sheet(talked(talks, "全"))},
        "2026-W47/缺.xlsx": {
            "客户": customer_sheet(named(rows, "缺")),
            "跟进": followup_sheet(talked(talks, "缺"), ("response",)),
        },
    }
    verdicts = judged(worked(inbox))
    assert (verdicts["silent", "全0家有限公司"], verdicts["silent", "缺0家有限公司"]) == (False, None)
