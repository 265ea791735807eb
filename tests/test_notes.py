"""Reading free text, measured on labelled notes: what the phrases were built with, and a half never looked at.

`notes_building.csv`, `notes_judging.csv`: a note, a column for each subject (y raises, n denies, empty: not spoken of).
The building notes are of four hands: 330 and 228 of the writer of the judging half, 471 of another writer, and 299
written for this by whoever wrote the phrases. Each of the last three was measured once before it was learnt from.

precision / recall, at first sight      earlier phrases         these phrases
(2026-11-22)                            471 notes   judging     471 notes   judging
budget_short                            .88 / .60   .92 / .82   .90 / .70   .92 / .85
complex_decision                        .90 / .62   .74 / .85   .87 / .67   .78 / .90
competitor                              .57 / .39   .73 / .84   .62 / .46   .74 / .74
refusal                                 .72 / .70   .89 / .94   .74 / .65   .88 / .88
ending                                  .68 / .60   .93 / .82   .69 / .63   .94 / .88
price_objection                         .83 / .60   .80 / .76   .79 / .76   .77 / .81
vague                                  1.00 / .55  1.00 / .78  1.00 / .75   .94 / .89

The judging half was measured once for each version; these phrases have since learnt from the 471 notes too.
"""

import csv
import re
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest
from case_table import SETTINGS
from hypothesis import given
from hypothesis import strategies as st

from tracker import notes
from tracker.notes.openers import openers

SUBJECTS = ["budget_short", "complex_decision", "competitor", "refusal", "ending", "price_objection"]


class Score(NamedTuple):
    precision: float
    recall: float


# measured on the judging half, once, with the phrases as they are; rounded down. The aim is 0.95: not reached
FLOORS = {
    "budget_short": Score(0.92, 0.85),
    "complex_decision": Score(0.78, 0.90),
    "competitor": Score(0.73, 0.73),
    "refusal": Score(0.88, 0.88),
    "ending": Score(0.93, 0.88),
    "price_objection": Score(0.77, 0.80),
    "vague": Score(0.94, 0.88),
}


def read(*texts: object) -> dict[str, bool]:
    """subject → says, of one or several texts."""
    found = notes.read(pd.Series(list(texts), dtype=object), SETTINGS)
    return dict(zip(found["subject"], found["says"], strict=True))


def vague(text: object) -> bool:
    return bool(notes.vague(pd.Series([text], dtype=object), SETTINGS)["vague"][0])


def scores(half: str) -> dict[str, Score]:
    with (Path(__file__).parent / f"notes_{half}.csv").open(encoding="utf-8-sig", newline="") as file:
        labels = pd.DataFrame(list(csv.DictReader(file)))
    found = notes.read(labels["note"], SETTINGS)
    raised = {subject: set(found["record"][found["says"] & (found["subject"] == subject)]) for subject in SUBJECTS}
    empty = notes.vague(labels["note"], SETTINGS)["vague"]
    raised["vague"] = set(empty.index[empty.fillna(False)])
    answer = {}
    for subject, said in raised.items():
        meant = set(labels.index[labels[subject] == "y"])
        answer[subject] = Score(len(said & meant) / max(1, len(said)), len(said & meant) / max(1, len(meant)))
    return answer


@pytest.mark.parametrize("half", ["building", "judging"])
def test_precision_and_recall(half: str) -> None:
    measured = scores(half)
    print(f"\n{half:18}precision  recall")
    for subject, score in measured.items():
        print(f"{subject:18}{score.precision:9.3f}{score.recall:8.3f}")
    low = {
        subject: score
        for subject, score in measured.items()
        if score.precision < FLOORS[subject].precision or score.recall < FLOORS[subject].recall
    }
    assert low == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("没有竞争对手", {"competitor": False}),
        ("预算没问题", {"budget_short": False}),
        ("不用走审批", {"complex_decision": False}),
        ("已排除其他供应商", {"competitor": False}),
        ("领导说预算批不下来", {"budget_short": True}),
        ("还要报集团和采购部两级审批", {"complex_decision": True}),
        ("在跟另一家比价", {"competitor": True}),
        ("之前嫌贵，现在接受了", {"price_objection": False}),
        ("不嫌贵但预算批不下来", {"price_objection": False, "budget_short": True}),
        ("并不是不嫌贵", {"price_objection": True}),
        ("预算不够的问题已经解决", {"budget_short": False}),
        ("之前说预算充足，昨天又说预算不够", {"budget_short": True}),
        ("如果预算不够就换低配", {}),
        ("是否有竞争对手？", {}),
        ("客户的竞争对手上了新产线", {}),
        ("客户要采购一套预算管理系统", {}),
        ("客户要求终止合作", {"ending": True}),
        ("续约合同已签", {"ending": False}),
        ("客户明确表示不需要，不要再打电话", {"refusal": True}),
        ("不是不感兴趣，是最近忙", {"refusal": False}),
        ("预算30万，我们报42万", {"budget_short": True}),
        ("预算30万，我们报300000元", {"budget_short": False}),
        ("预算30，我们报42万", {"budget_short": True}),
        ("我们报28万，批的是300000", {"budget_short": False}),
        ("给客户演示OA，重点讲了多级审批流配置", {}),
        ("以为他会拒绝，结果答应了", {"refusal": False}),
    ],
)
def test_as_the_rulebook_says(text: str, said: dict[str, bool]) -> None:
    assert read(text) == said


@pytest.mark.parametrize("text", ["客户感兴趣", "已联系", "待回访", "和王总聊了聊，保持联系"])
def test_what_says_nothing(text: str) -> None:
    answer = notes.vague(pd.Series([text]), SETTINGS).iloc[0]
    assert bool(answer["vague"]) and answer["phrase"] == text


@pytest.mark.parametrize(
    "text",
    [
        "客户对XX产品的Y功能表示关注，并询问了具体的应用案例",
        "下周三再打",
        "发了彩页",
        "预算不够",
        "号码是空号",
    ],
)
def test_what_can_be_checked(text: str) -> None:
    """The first is the good example of [000 2.2]."""
    assert not vague(text)


def test_the_words_are_shown_as_they_stand_in_the_text() -> None:
    texts = pd.Series(["客户说：预算 不够", "客户嫌Ｂ款太贵", None], index=[7, 9, 11])
    found = notes.read(texts, SETTINGS)
    assert found.to_dict("records") == [
        {"record": 7, "subject": "budget_short", "says": True, "phrase": "预算 不够"},
        {"record": 9, "subject": "price_objection", "says": True, "phrase": "嫌Ｂ款太贵"},
    ]


def test_a_pattern_begins_with_one_of_its_openers() -> None:
    """What makes the reading fast loses nothing."""
    with (Path(__file__).parent / "notes_building.csv").open(encoding="utf-8", newline="") as file:
        texts = "\n".join(row["note"] for row in csv.DictReader(file))
    for pattern in [
        "a|b?c",
        "(?:ab?|[x-z]{0,2})d",
        r"(?<!a)(?:\d+|b)",
        "(?=a)[a-c]b",
        r"[^a]b",
        "预算|(?:没有?|无)钱",
        "",
    ]:
        signs = openers(pattern)
        assert all(signs is None or found[0][:1] in signs for found in re.finditer(pattern, texts))
    assert openers("a|b?c") == {"a", "b", "c"}
    assert openers("(?:ab?|[x-z]{0,2})d") == set("axyzd")
    assert openers("[^a]b") is None and openers("a?") is None


@pytest.mark.parametrize("texts", [[], [None, "", float("nan"), 5, pd.NaT]])
def test_nothing_in_nothing_out(texts: list[object]) -> None:
    cells = pd.Series(texts, dtype=object)
    found, empty = notes.read(cells, SETTINGS), notes.vague(cells, SETTINGS)
    assert list(found.columns) == ["record", "subject", "says", "phrase"] and found.empty
    assert empty["vague"].dtype == "boolean" and empty["vague"].isna().all()


@pytest.mark.parametrize(
    "text", ["不" * 10_000, "1" * 10_000, "预算不够，" * 2_000, "((((**++[[\\" * 900, "😀" * 5_000]
)
def test_a_long_text_is_read_too(text: str) -> None:
    assert set(read(text)) <= set(SUBJECTS)


PIECES = [
    "预算",
    "不",
    "没有",
    "贵",
    "对手",
    "审批",
    "够",
    "，",
    "。",
    "？",
    "如果",
    "但",
    "1",
    " ",
    "\n",
    "(",
    "*",
    "😀",
]
wild = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=12).map("".join))


@given(st.lists(st.one_of(wild, st.none(), st.integers(), st.floats()), max_size=5))
def test_never_raises(texts: list[object]) -> None:
    cells = pd.Series(texts, dtype=object)
    found = notes.read(cells, SETTINGS)
    assert len(found) == len(found.drop_duplicates(["record", "subject"]))
    for record, phrase in zip(found["record"], found["phrase"], strict=True):
        assert phrase and phrase in texts[record]
    notes.vague(cells, SETTINGS)


SAID = [
    "预算批不下来",
    "没有竞争对手",
    "客户嫌贵",
    "还要报集团和采购部两级审批",
    "客户不感兴趣",
    "双方同意终止合作",
    "已加微信",
]
NEUTRAL = ["今天去了现场", "样册已发", "周三上午开会", "下午3点再打", "量了尺寸", "天气很热"]


@given(st.sampled_from(SAID), st.sampled_from(NEUTRAL), st.booleans())
def test_an_unrelated_clause_changes_nothing(text: str, neutral: str, first: bool) -> None:
    assert read(f"{neutral}，{text}" if first else f"{text}，{neutral}") == read(text)
