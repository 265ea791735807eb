"""The answers for each customer by case table, tests/cases/answers/<answer>.csv: one row a situation, run for real.

How the tables are read: see workspace.py. What is expected (`应为 …`) comes from the rulebook (section 5); 空 means
that the answer must be empty, an empty cell that nothing is said of it.
"""

import pandas as pd
import pytest
from notation import RECORDS
from workspace import CUSTOMER, SETTINGS, SHOULD_BE, TABLES, Case, Ran, Runs, cases

NAMES = sorted(path.stem for path in (TABLES / "answers").glob("*.csv"))
TABLE = {name: cases(f"answers/{name}") for name in NAMES}
ALL = [pytest.param(case, id=f"{name}-{case.name}") for name in TABLE for case in TABLE[name]]
NOTHING = "空"
RECORD_NAMES = {CUSTOMER: "登记"} | {notation.kind: name for name, notation in RECORDS.items()}
# what a table calls an answer → the column of customers.csv and, for codes, the list of words
ANSWERS = {
    "阶段": ("stage", "stage"),
    "依据": ("stage_evidence", ""),
    "依据在": ("stage_evidence", ""),
    "需求优先级": ("need_priority", "level"),
    "周期": ("cycle", "cycle"),
    "等级": ("grade", "grade"),
    "还缺": ("grade_missing", ""),
    "价值": ("value", "value"),
    "价值金额": ("value_amount", ""),
    "优先级": ("priority", "level"),
    "得分": ("priority_score", ""),
    "未计入": ("priority_missing", ""),
    "预算不足": ("budget_short", ""),
    "约定到期": ("promise_due", ""),
    "约定逾期天数": ("promise_overdue_days", ""),
    "周期到期": ("cadence_due", ""),
    "周期逾期天数": ("cadence_overdue_days", ""),
    "评估到期": ("review_due", ""),
    "评估逾期天数": ("review_overdue_days", ""),
    "下次到期": ("next_due", ""),
    "到期状态": ("due_status", "due_status"),
    "最近联系": ("last_contact", ""),
    "联系次数": ("contacts", ""),
    "有效报价": ("quote", ""),
    "层级": ("tier", "tier"),
    "贡献": ("contribution", ""),
    "购买次数": ("loyalty", ""),
    "满意度": ("satisfaction", ""),
}
MUST_BE_EMPTY = {"还缺", "未计入"}  # an empty cell says that nothing is missing


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """One workspace a day with every situation of that day, of all answers."""
    return Runs((case for table in TABLE.values() for case in table), tmp_path_factory.mktemp("answers"))


@pytest.mark.parametrize("case", ALL)
def test_answer(case: Case, runs: Runs) -> None:
    came = runs.on(case.as_of)
    customer = came.customer(case)
    wanted = {
        name.removeprefix(SHOULD_BE): cell
        for name, cell in case.cells.items()
        if name.startswith(SHOULD_BE) and (cell or name.removeprefix(SHOULD_BE) in MUST_BE_EMPTY)
    }
    assert wanted, f"nothing is expected\n{case}"
    got = {name: _shown(name, customer, came, case) for name in wanted}
    assert got == {name: "" if cell == NOTHING else cell for name, cell in wanted.items()}, f"\n{case}"


def _shown(name: str, customer: pd.Series, came: Ran, case: Case) -> str:
    """An answer as a table writes it."""
    column, words = ANSWERS[name]
    value = customer[column]
    if name == "依据":
        return str(value).split(" ")[0]
    if name == "依据在":
        return _where(str(value), came, case)
    if name == "预算不足":
        return "未知" if pd.isna(value) else "是" if value else "否"
    if pd.isna(value) or value == "":
        return ""
    if words:
        return SETTINGS.vocabulary(words)[value]
    if isinstance(value, pd.Timestamp):
        return str(value.date())
    if name == "得分":
        return f"{value:.2f}"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _where(evidence: str, came: Ran, case: Case) -> str:
    """Whether the evidence stands in the customer's row or in a record of his."""
    for kind, places in came.workspace.places[case.number].items():
        if evidence.split(" ")[-1] in ["!".join(map(str, place)) for place in places]:
            return RECORD_NAMES[kind]
    return evidence


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_has_a_table_that_asks_for_more_than_one(name: str) -> None:
    columns = [column for column in TABLE[name][0].cells if column.startswith(SHOULD_BE)]
    assert columns
    assert {column.removeprefix(SHOULD_BE) for column in columns} <= set(ANSWERS)
    for column in columns:
        assert len({case.cells[column] for case in TABLE[name]}) > 1, f"{column} is always the same"


def test_every_answer_of_the_list_is_asked_for() -> None:
    asked = {name.removeprefix(SHOULD_BE) for table in TABLE.values() for name in table[0].cells}
    assert set(ANSWERS) <= asked
