"""Reading free text, measured on labelled notes: those learnt from, and those kept apart for judging.

`notes_*.csv`: a note, a column for each subject (y raises, n denies, empty: not spoken of). The phrases were made from
the 3,201 of `notes_building.csv`; what runs of signs weigh is learnt from these and the 14,865 of `notes_learning.csv`,
of some thirty hands (kind mixed: lists rich in the subjects; log: a month's log, where four of five raise nothing;
words: the plain words of the subjects between plain clauses). The 1,878 of `notes_judging.csv` were kept apart when
they were written and never read by whoever made phrases or weights: earlier (433) and mixed (649) are a fixed random
half of what eight hands wrote, whose other half is learnt from; log (796) is of two hands of whom nothing is.

Labelled without sight of the reader, by these principles: the manager's view
of our deal at the moment of writing; the last state wins, a settled matter is n; negation by meaning; our own
questions, fears and plans are empty, a condition or threat of the customer counts; other people's affairs and
products named so are empty; one boss or one spouse is not complex, one committee, head office or several departments
are; postponing and refusing a side item are no refusal; a finished project is no ending; asking for the price is no
objection; vague has no product, number, date, question or act. Others labelled the 1,302 of six hands again, 300 of
them while the first labels were locked away, and set the same y everywhere: the writers and they read alike.

The aim is .95. Precision / recall (2026-11-22; with signs scored some six times while the weights were made)

                   earlier + mixed, 1,082 notes     log, 796 notes
                   phrases alone   with signs       phrases alone   with signs
budget_short       .955 / .895     .978 / .947      .783 / .818     .913 / .955
complex_decision   .931 / .915     .983 / .966      .607 / .895     .950 / 1.00
competitor         .828 / .810     .944 / .861      .351 / .690     .588 / .690
refusal            .880 / .880     .955 / .972      .625 / .789     .762 / .842
ending             .911 / .837     .959 / .949      .615 / .667     .846 / .917
price_objection    .886 / .905     .948 / .934      .447 / .850     .679 / .950
vague              1.00 / .814     1.00 / .923      .966 / .636     .973 / .818

A subject is raised by 12 to 29 of the 796 notes of the log: one note more or less is 3 to 8 hundredths.
"""

import csv
import dataclasses
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest
from case_table import SETTINGS
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker import heard, notes
from tracker.clean.passage import passage
from tracker.notes import signs
from tracker.notes.claims import spaced
from tracker.notes.lexicon import VAGUE, lexicon
from tracker.notes.reading import seen

SUBJECTS = ["budget_short", "complex_decision", "competitor", "refusal", "ending", "price_objection"]


class Score(NamedTuple):
    precision: float
    recall: float


HERE = Path(__file__).parent
BUILDING = HERE / "notes_building.csv"
# as measured on the notes kept for judging, rounded down
FLOORS = {
    "mixed": {
        "budget_short": Score(0.97, 0.94),
        "complex_decision": Score(0.97, 0.96),
        "competitor": Score(0.93, 0.85),
        "refusal": Score(0.95, 0.96),
        "ending": Score(0.95, 0.94),
        "price_objection": Score(0.94, 0.92),
        "vague": Score(0.99, 0.91),
    },
    "log": {
        "budget_short": Score(0.90, 0.95),
        "complex_decision": Score(0.94, 0.99),
        "competitor": Score(0.58, 0.68),
        "refusal": Score(0.75, 0.83),
        "ending": Score(0.84, 0.91),
        "price_objection": Score(0.67, 0.94),
        "vague": Score(0.96, 0.81),
    },
}


def read(*texts: object) -> dict[str, bool]:
    """subject → says, of one or several texts."""
    found = notes.read(pd.Series(list(texts), dtype=object), SETTINGS)
    return dict(zip(found["subject"], found["says"], strict=True))


def by_phrases(text: str) -> dict[str, bool]:
    """subject → says, of one text, by its phrases alone."""
    found = notes.by_phrases(pd.Series([text]), SETTINGS)
    return dict(zip(found["subject"], found["says"], strict=True))


def vague(text: object) -> bool:
    return bool(notes.vague(pd.Series([text], dtype=object), SETTINGS)["vague"][0])


def labelled(path: Path) -> pd.DataFrame:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return pd.DataFrame(list(csv.DictReader(file)))


def scores(labels: pd.DataFrame) -> dict[str, Score]:
    """Precision and recall of each subject and of vague on labelled notes."""
    found = notes.read(labels["note"], SETTINGS)
    raised = {subject: set(found["record"][found["says"] & (found["subject"] == subject)]) for subject in SUBJECTS}
    empty = notes.vague(labels["note"], SETTINGS)["vague"]
    raised["vague"] = set(empty.index[empty.fillna(False)])
    answer = {}
    for subject, said in raised.items():
        meant = set(labels.index[labels[subject] == "y"])
        answer[subject] = Score(len(said & meant) / max(1, len(said)), len(said & meant) / max(1, len(meant)))
    return answer


@pytest.mark.parametrize("kinds", [("earlier", "mixed"), ("log",)])
def test_precision_and_recall(kinds: tuple[str, ...]) -> None:
    labels = labelled(HERE / "notes_judging.csv")
    measured = scores(labels[labels["kind"].isin(kinds)].reset_index(drop=True))
    print(f"\n{'+'.join(kinds):18}precision  recall")
    for subject, score in measured.items():
        print(f"{subject:18}{score.precision:9.3f}{score.recall:8.3f}")
    floors = FLOORS[kinds[-1]]
    low = {
        subject: score
        for subject, score in measured.items()
        if score.precision < floors[subject].precision or score.recall < floors[subject].recall
    }
    assert low == {}


def test_no_note_is_learnt_from_and_judged_by() -> None:
    judged = set(labelled(HERE / "notes_judging.csv")["note"])
    for half in ("building", "learning"):
        assert not judged & set(labelled(HERE / f"notes_{half}.csv")["note"])


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


def test_a_phrase_is_looked_for_wherever_it_can_be_found() -> None:
    """What makes the reading fast loses nothing; and every phrase of the table compiles."""
    words = lexicon(SETTINGS)
    texts = [passage(spaced(text)).plain for text in labelled(BUILDING)["note"][::12]]
    for index, shown in (
        (words.masks, texts),
        (words.names, texts),
        (words.phrases, [words.masked(text) for text in texts]),
    ):
        patterns = [words.words.pattern(text) for text in index.texts]
        for text in shown:
            found = {number for number, pattern in enumerate(patterns) if pattern.search(text)}
            assert found <= set(index.within(text))


def test_the_teams_own_rivals_are_names_too() -> None:
    cells = pd.Series(["宏远机械", "无", "鼎新、远东科技", "有两家", "1家", None])
    rivals = heard.rivals(cells, SETTINGS)
    assert rivals == {"宏远机械", "鼎新", "远东科技"}
    texts = pd.Series(["鼎新上周也去过", "没有再提宏远机械", "客户要图纸"])
    found = notes.read(texts, SETTINGS, rivals)
    assert dict(zip(found["record"], found["says"], strict=True)) == {0: True, 1: False}


def test_a_phrase_of_the_team_decides_by_itself() -> None:
    """However little the rest of the note looks like it."""
    note = "上午去了厂里，看了车间，李工带着转了一圈，还是那句车轱辘话，样册留下了"
    assert read(note) == {}
    table = SETTINGS.tables["phrases"]
    own = ["refusal", "raises", "车轱辘话", "团队自己的说法", SETTINGS.rules_file]
    with_own = pd.concat([table, pd.DataFrame([own], columns=table.columns)], ignore_index=True)
    found = notes.read(
        pd.Series([note]), dataclasses.replace(SETTINGS, tables={**SETTINGS.tables, "phrases": with_own})
    )
    assert found[["subject", "says", "phrase"]].to_numpy().tolist() == [["refusal", True, "车轱辘话"]]


def test_what_the_team_adds_decides_whatever_else_is_said() -> None:
    """Its phrase beside a weak one of the table, its word for a settled matter, its rival inside a longer name."""
    table = SETTINGS.tables["phrases"]
    own = [
        ["refusal", "raises", "车轱辘话", "团队自己的说法", SETTINGS.rules_file],
        ["price_objection", "settles", "老板拍过板", "团队自己的说法", SETTINGS.rules_file],
    ]
    with_own = pd.concat([table, pd.DataFrame(own, columns=table.columns)], ignore_index=True)
    team = dataclasses.replace(SETTINGS, tables={**SETTINGS.tables, "phrases": with_own})

    def said(note: str, rivals: frozenset[str] = frozenset()) -> dict[str, bool]:
        found = notes.read(pd.Series([note]), team, rivals)
        return dict(zip(found["subject"], found["says"], strict=True))

    assert said("还是那句车轱辘话，医保飞检刚走，说这礼拜都别来")["refusal"]
    assert not said("客户觉得太贵了，比别家高两成，接受不了，老板拍过板")["price_objection"]
    assert said("看了车间，李工带着转了一圈，海康威视，样册留下了", frozenset(["海康"]))["competitor"]


def test_the_sign_at_the_end_changes_nothing() -> None:
    note = "川仪的3051同量程1600，我们2100，采购直皱眉"
    assert read(note) == read(f"{note}。") == read(f"{note} ")


def test_labels_need_not_be_different() -> None:
    texts = pd.Series(["客户嫌贵", "约了周三看样品", "预算批不下来"], index=[7, 7, 7])
    assert notes.read(texts, SETTINGS)["record"].tolist() == [7, 7]


@pytest.mark.parametrize("texts", [["客户嫌贵，要12%的折扣😀", "", "¶😂😅ab", "预算30万"], ["x" * 9]])
def test_the_runs_of_a_text_add_up(texts: list[str]) -> None:
    weights, words = signs.weights(SETTINGS), lexicon(SETTINGS)
    plain = [seen(text, "", words)[1] for text in texts]
    table = SETTINGS.tables["note_signs"].set_index("run").replace("", "0").astype(float)
    sums = signs.totals(plain, weights)
    for text, total in zip(plain, sums, strict=True):
        whole = f"{signs.EDGE}{text}{signs.EDGE}"
        runs = {whole[at : at + n] for n in range(1, signs.LONGEST + 1) for at in range(len(whole) - n + 1)}
        inside = [run for run in runs if signs.EDGE not in run[1:-1] and run in table.index]
        assert total == pytest.approx((table.loc[inside].sum() + table.loc[signs.ALWAYS]).to_numpy())


def test_each_phrase_that_has_a_weight_is_one_of_the_table() -> None:
    runs = SETTINGS.tables["note_signs"]["run"]
    named = runs[runs.str.startswith(signs.PHRASE)].str.removeprefix(signs.PHRASE)
    assert set(named) <= set(SETTINGS.tables["phrases"]["meaning"])
    assert set(signs.weights(SETTINGS).columns) == {*SUBJECTS, VAGUE}


@pytest.mark.parametrize(
    ("note", "subject", "words"),
    [
        ("王厂说账上冇得钱 泵先修修再用", "budget_short", "账上冇得钱"),
        ("合作了六年的老客户，说今年起断了，不得再签", "ending", "说今年起断了"),
        ("仨股东，两个点头了，还有一个在海南", "complex_decision", "两个点头了"),
    ],
)
def test_what_no_phrase_says_is_heard_by_its_signs(note: str, subject: str, words: str) -> None:
    """And the clause that weighs most is what is shown."""
    assert subject not in by_phrases(note)
    found = notes.read(pd.Series([note]), SETTINGS)
    assert words in "".join(found.loc[found["subject"] == subject, "phrase"])


@pytest.mark.parametrize(
    ("note", "subject"),
    [
        ("那家的吊车坏了两回，已经让人家退场了", "ending"),
        ("家长嫌校服贵到教育局投诉，跟咱这批课桌不相干", "price_objection"),
        ("一个驳回复审收四千多，他觉得离谱", "complex_decision"),
    ],
)
def test_a_phrase_in_the_wrong_company_is_not_believed(note: str, subject: str) -> None:
    assert by_phrases(note)[subject] and not read(note).get(subject)


def test_whom_a_note_is_about_is_no_rival() -> None:
    texts = pd.Series(["拜访比亚迪，看了车间", "拜访比亚迪，看了车间", "比亚迪要报价", None])
    companies = pd.Series(["深圳比亚迪汽车有限公司", "云溪学校", "比亚迪", "比亚迪"])
    found = notes.read(texts, SETTINGS, frozenset(["比亚迪"]), companies)
    assert found["record"].tolist() == [1]


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


@settings(deadline=None)  # the first call reads the tables
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


@settings(deadline=None)  # the first call reads the tables
@given(st.sampled_from(SAID), st.sampled_from(NEUTRAL), st.booleans())
def test_an_unrelated_clause_changes_nothing(text: str, neutral: str, first: bool) -> None:
    assert read(f"{neutral}，{text}" if first else f"{text}，{neutral}") == read(text)
