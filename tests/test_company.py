"""Company names in parts, and which two customers are likely one (rulebook section 6, likely_same)."""

import csv
import random
import time
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest
from case_table import SETTINGS, cases
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker import company, likely

PARTS = ["region", "brand", "industry", "legal", "branch"]
LIKELY_MAX = SETTINGS.numbers["likely_max"]


def customers(*rows: tuple[str, ...], keys: list[str] | None = None) -> pd.DataFrame:
    """Rows of (company, phone, contact); every one a customer of its own unless `keys` says otherwise."""
    filled = [(*row, "", "")[:3] for row in rows]
    frame = pd.DataFrame(filled, columns=["company", "phone", "contact"], index=range(2, 2 + len(rows)), dtype="str")
    return frame.assign(mobile="", key=keys or [f"K{number}" for number in range(len(rows))])


def asked(frame: pd.DataFrame) -> set[tuple[int, int]]:
    found = likely.pairs(frame, SETTINGS)
    return set(zip(found["one"], found["other"], strict=True))


# --- names in parts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", cases("company_parts"))
def test_a_name_in_parts(row: dict[str, str]) -> None:
    got = company.parts(pd.Series([row["typed"]], index=[7]), SETTINGS)
    assert got.loc[7].to_dict() == {part: row[part] for part in PARTS}


NAMES = st.one_of(
    st.text(max_size=40),
    st.lists(
        st.sampled_from("苏州 苏州市 昆山 涡阳县 园区 工业园区 中国 华信 鼹磨 科技 信息技术 集团 有限公司 公司 分公司 "
                        "支行 厂 店 医院 大学 ( ) （ 【 】 ） abc co ltd 张 先生 第二 · 市 县 东方".split()),
        max_size=9,
    ).map("".join),
)  # fmt: skip


@given(st.lists(NAMES | st.none(), max_size=8))
def test_any_text_has_parts(names: list[str | None]) -> None:
    got = company.parts(pd.Series(names, dtype=object), SETTINGS)
    assert list(got.columns) == PARTS and len(got) == len(names) and not got.isna().any(axis=None)
    assert (got["region"] + got["legal"] + got["branch"] == "")[got["brand"] == ""].all()


@given(NAMES)
def test_width_and_case_are_no_part_of_a_name(name: str) -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in name)
    one, other = company.parts(pd.Series([name, wide]), SETTINGS).to_numpy().tolist()
    assert one == other


# --- which two are asked about --------------------------------------------------------------------------------------


def pair_cases() -> list[object]:
    with (Path(__file__).parent / "cases" / "likely_same_names.csv").open(encoding="utf-8", newline="") as file:
        return [pytest.param(row, id=f"{row['one']}-{row['other']}") for row in csv.DictReader(file)]


@pytest.mark.parametrize("row", pair_cases())
def test_two_names(row: dict[str, str]) -> None:
    phones = ("13800138000", "13800138000" if row["same_phone"] else "051262881234")
    contacts = ("陈曦", "陈曦经理" if row["same_contact"] else "赵敏")
    frame = customers((row["one"], phones[0], contacts[0]), (row["other"], phones[1], contacts[1]))
    assert asked(frame) == ({(2, 3)} if row["expected"] == "yes" else set())


def test_what_is_the_same_is_said() -> None:
    frame = customers(
        ("苏州华信科技有限公司", "13800138000;051262881234", "陈曦"),
        ("华信科技", "", ""),
        ("无锡恒达贸易有限公司", "051262881234-801", ""),
        ("苏州华星科技有限公司", "", "陈曦"),
    )
    assert likely.pairs(frame, SETTINGS).to_numpy().tolist() == [
        [2, 3, "name", "华信/科技"],
        [2, 4, "phone", "051262881234"],
        [2, 5, "contact", "陈曦"],
    ]


def test_a_short_name_is_asked_about_with_each_full_name_it_fits() -> None:
    frame = customers(("华信科技",), ("苏州华信科技有限公司",), ("无锡华信科技有限公司",))
    assert asked(frame) == {(2, 3), (2, 4)}


def test_a_name_or_phone_that_fits_a_crowd_says_nothing() -> None:
    cities = "苏州 无锡 常州 南通 扬州 泰州".split()
    assert len(cities) == LIKELY_MAX + 1
    frame = customers(("华信科技",), *((f"{city}华信科技有限公司",) for city in cities))
    assert asked(frame) == set() and len(asked(frame.iloc[:-1])) == LIKELY_MAX
    switchboard = customers(
        *((f"{brand}贸易", "051262881234") for brand in "甲乙 丙丁 戊己 庚辛 壬癸 子丑 寅卯".split())
    )
    assert asked(switchboard) == set() and len(asked(switchboard.iloc[:-1])) == 15


def test_peoples_names_do_not_flood() -> None:
    names = ["张先生", "李女士", "王总", "张伟", "陈静", "赵老师", "3栋201李女士"] * 300
    rows = [(name, str(13800000000 + number)) for number, name in enumerate(names)]
    assert asked(customers(*rows)) == set()
    assert asked(customers(*rows, ("王伟", "13800000007"))) == {(9, 2 + len(rows))}


def test_two_rows_of_one_customer_are_never_a_pair() -> None:
    rows = [("苏州华信科技有限公司", "13800138000"), ("华信科技", "13800138000"), ("华信科技公司", "")]
    assert asked(customers(*rows, keys=["K1", "K1", "K1"])) == set()
    assert asked(customers(*rows, keys=["K1", "K2", "K1"])) == {(2, 3), (3, 4)}


@pytest.mark.parametrize(
    "rows", [[], [("", "", "")], [("", "", ""), ("", "", "")], [("***", "1", "?"), ("、", "", "/")]]
)
def test_nothing_in_nothing_out(rows: list[tuple[str, ...]]) -> None:
    assert list(likely.pairs(customers(*rows), SETTINGS).columns) == ["one", "other", "why", "evidence"]
    assert asked(customers(*rows)) == set()


PHONES = st.sampled_from(["", "13800138000", "13900139000", "13800138000;051262881234", "051262881234-8", "110"])
CONTACTS = st.sampled_from(["", "陈曦", "陈曦经理、赵敏", "王总", "赵敏"])
ROWS = st.lists(st.tuples(NAMES, PHONES, CONTACTS), max_size=12)


@settings(deadline=None, max_examples=40)
@given(ROWS, st.randoms(use_true_random=False), st.data())
def test_the_order_of_the_rows_says_nothing(
    rows: list[tuple[str, ...]], order: random.Random, data: st.DataObject
) -> None:
    keys = data.draw(st.lists(st.sampled_from("ABCDEF"), min_size=len(rows), max_size=len(rows)))
    frame = customers(*rows, keys=keys)
    mixed = frame.sample(frac=1, random_state=order.randrange(1000))
    found, again = likely.pairs(frame, SETTINGS), likely.pairs(mixed, SETTINGS)
    key = frame["key"]
    assert (found["one"] < found["other"]).all() and not found.duplicated(["one", "other"]).any()
    assert (found["one"].map(key) != found["other"].map(key)).all()
    said, said_again = (
        {(frozenset((one, other)), why, evidence) for one, other, why, evidence in part.to_numpy().tolist()}
        for part in (found, again)
    )
    assert said == said_again


# --- measured on generated names, of words that no table lists ------------------------------------------------------

COUNTIES = "利辛县 蒙城县 临泉县 阜南县 灵寿县 赞皇县 涡阳县 通渭县 漳县 岷县 宕昌县 辰溪县 溆浦县 麻阳县 鄱阳县 余干县 万载县 铜鼓县 靖安县 修水县 石楼县 隰县 蒲县 绛县 垣曲县 夏津县 阳信县 无棣县 嵩县 栾川县 汝阳县 洛宁县 淅川县 确山县 泌阳县 叙永县 筠连县 屏山县 沐川县 犍为县".split()  # fmt: skip  # noqa: E501
COUNTIES = [county for county in COUNTIES if len(county) == 3]
LINES = "鼹磨 獭织 蚓肥 蕈培 砚雕 珐琅 扇骨 藤编 皮影 灯彩 缂丝 蜡染 泥塑 根雕 剪纸 风筝 陶埙 骨瓷 漆画 竹筏 羽扇 铜鼓 草编 柳编 银饰盒 螺钿 掐丝 错金 篆刻 拓片 裱褙 修笔 制弦 校音 磨镜 研墨".split()  # fmt: skip  # noqa: E501
SIGNS = "犇骉焱垚淏翀翊暻曌旻昶晔烜焜煊燊璟珩琨瑆瓒皞禔稷竑筠绶缙翯羿臻芃茏荇莛菡萱蓥藜虓衎谡轫逵郓鄄酆钊钰铄锜镝阊隽霈靖韬颀飏馥骁鬯魁鲲麒黻鼐"  # noqa: E501
TRADITIONAL = {"龙": "龍", "凤": "鳳", "云": "雲", "飞": "飛", "华": "華", "东": "東"}


class Firm(NamedTuple):
    """A firm of the test, as its full name is made up."""

    county: str
    brand: str
    line: str
    tail: str  # 科技 or nothing
    legal: str

    @property
    def full(self) -> str:
        return "".join(self)


def same(kind: str, firm: Firm, dice: random.Random) -> tuple[str, str]:
    """Two names of one firm."""
    match kind:
        case "region_dropped":
            return firm.full, firm._replace(county="").full
        case "region_in_brackets":
            bracket = dice.choice(["({})", "（{}）"]).format(firm.county[: dice.choice([2, 3])])
            return firm.full, f"{firm.brand}{firm.line}{firm.tail}{bracket}{firm.legal}"
        case "region_short":
            return firm.full, firm._replace(county=firm.county[:2]).full
        case "short_region_dropped":
            return firm._replace(county=firm.county[:2]).full, firm._replace(county="").full
        case "legal_dropped":
            return firm.full, firm._replace(legal="").full
        case "legal_other":
            return firm.full, firm._replace(county="", legal="有限责任公司").full
        case "synonym":
            return firm._replace(tail="科技").full, firm._replace(
                tail=dice.choice(["技术", "科技发展", "信息技术"])
            ).full
        case "width_and_spaces":
            other = f"{firm.county} {firm.brand}\u3000{firm.line}{firm.tail} （{firm.legal}）"
            return firm._replace(county="").full, other
        case "traditional":
            sign = dice.choice(list(TRADITIONAL))
            brand = sign + firm.brand[1:]
            return firm._replace(brand=brand).full, firm._replace(brand=TRADITIONAL[sign] + brand[1:], county="").full
        case "brand_and_line":
            return firm.full, firm.brand + firm.line
        case "brand_only":
            return firm.full, firm.brand
        case "two_changes":
            changed = firm._replace(tail="科技").full
            short = firm._replace(county="", tail="技术", legal=dice.choice(["", "有限责任公司"]))
            return changed, short.full
        case "typo_with_phone" | "typo_with_contact":
            return firm.full, firm._replace(brand=typo(firm.brand, dice)).full
    raise AssertionError(kind)


def different(kind: str, firm: Firm, dice: random.Random) -> tuple[str, str]:
    """The names of two firms."""
    other_county = dice.choice([county for county in COUNTIES if county != firm.county])
    other_line = dice.choice([line for line in LINES if line != firm.line])
    match kind:
        case "brand_sign":
            return firm.full, firm._replace(brand=typo(firm.brand, dice)).full
        case "brand_sign_short":
            return firm.brand + firm.line, typo(firm.brand, dice) + firm.line
        case "other_region":
            return firm.full, firm._replace(county=other_county).full
        case "other_region_in_brackets":
            return firm.full, f"{firm.brand}{firm.line}{firm.tail}({other_county}){firm.legal}"
        case "other_line":
            return firm.full, firm._replace(line=other_line).full
        case "other_line_short":
            return firm.brand + firm.line, firm.brand + other_line
        case "branch_and_parent" | "branch_with_phone":
            return firm.full, f"{firm.full}{other_county[:2]}分公司"
        case "two_branches":
            return f"{firm.full}{firm.county}分公司", f"{firm.full}{other_county}分公司"
        case "group_and_subsidiary" | "group_with_phone":
            return f"{firm.county}{firm.brand}集团有限公司", firm.full
        case "line_of_group":
            return f"{firm.county}{firm.brand}集团有限公司", f"{firm.brand}集团{firm.line}有限公司"
    raise AssertionError(kind)


def typo(brand: str, dice: random.Random) -> str:
    place = dice.randrange(len(brand))
    return brand[:place] + dice.choice([sign for sign in SIGNS if sign not in brand]) + brand[place + 1 :]


SAME = "region_dropped region_in_brackets region_short short_region_dropped legal_dropped legal_other synonym width_and_spaces traditional brand_and_line brand_only two_changes typo_with_phone typo_with_contact".split()  # noqa: E501
DIFFERENT = "brand_sign brand_sign_short other_region other_region_in_brackets other_line other_line_short branch_and_parent branch_with_phone two_branches group_and_subsidiary group_with_phone line_of_group".split()  # noqa: E501
EACH = 100


def generated(seed: int) -> tuple[pd.DataFrame, dict[tuple[int, int], str]]:
    """Customers, two of each pair, and the kind of each pair; all in one inbox, so that pairs can also be mixed up."""
    dice = random.Random(seed)
    brands = {"".join(dice.sample(SIGNS, dice.choice([2, 2, 2, 3, 3, 4]))) for _ in range(EACH * 40)}
    firms = iter(sorted(brands))
    rows, kinds = [], {}
    for kind in [*SAME, *DIFFERENT]:
        for _ in range(EACH):
            firm = Firm(dice.choice(COUNTIES), next(firms), dice.choice(LINES), dice.choice(["", "科技"]), "有限公司")
            names = same(kind, firm, dice) if kind in SAME else different(kind, firm, dice)
            phones = [str(13000000000 + 2 * len(rows) + side) for side in (0, 1)]
            contacts = ["".join(dice.sample(SIGNS, 3)) for _ in range(2)]
            if kind.endswith("_with_phone"):
                phones[1] = phones[0]
            if kind.endswith("_with_contact"):
                contacts[1] = contacts[0]
            kinds[len(rows) + 2, len(rows) + 3] = kind
            rows += list(zip(names, phones, contacts, strict=True))
    return customers(*rows), kinds


def test_the_generated_words_are_in_no_table() -> None:
    tables = SETTINGS.tables
    assert not {county[:2] for county in COUNTIES} & set(tables["regions"]["name"])
    assert not set(LINES) & set(tables["industry_words"]["word"])


def test_precision_and_recall_on_generated_pairs() -> None:
    frame, kinds = generated(seed=4)
    assert len(kinds) >= 2000
    found = asked(frame)
    share: dict[str, float] = {}
    for kind in [*SAME, *DIFFERENT]:
        pairs = {pair for pair, its in kinds.items() if its == kind}
        share[kind] = len(pairs & found) / len(pairs)
    true = {pair for pair, kind in kinds.items() if kind in SAME}
    precision, recall = len(found & true) / len(found), len(found & true) / len(true)
    for kind, part in share.items():
        print(f"{'same' if kind in SAME else 'different':9} {kind:25} asked {part:.1%}")
    print(f"pairs {len(kinds)}, asked {len(found)}, of no pair {len(found - set(kinds))}: {precision:.3f} {recall:.3f}")
    assert precision >= 0.95 and recall >= 0.97
    assert all(share[kind] >= 0.9 for kind in SAME) and all(share[kind] <= 0.02 for kind in DIFFERENT)


def test_a_hundred_thousand_names_take_seconds() -> None:
    """Some 25,000 brands, the common ones borne by hundreds; 4.5 s of processor time when this was written."""
    dice = random.Random(1)
    regions = SETTINGS.tables["regions"].query("alone == 'y'")["name"].tolist()
    lines = SETTINGS.tables["industry_words"]["word"].tolist()
    signs = [chr(code) for code in dice.sample(range(0x4E00, 0x9FA5), 900)]
    brands = ["".join(dice.choices(signs, k=2)) for _ in range(25_000)]
    many = dice.choices(brands, [1 / (rank + 1) ** 0.6 for rank in range(len(brands))], k=100_000)
    endings = [*["有限公司"] * 6, "有限责任公司", "股份有限公司", "", "厂", "集团有限公司"]
    names = [dice.choice([*regions, ""]) + brand + dice.choice(lines) + dice.choice(endings) for brand in many]
    frame = customers(*((name, str(13000000000 + dice.randrange(10**9)), "") for name in names))
    start = time.process_time()
    found = likely.pairs(frame, SETTINGS)
    took = time.process_time() - start
    print(f"{len(set(names))} names: {took:.1f} s, {len(found)} pairs")
    assert took < 20


def test_crowds_stay_cheap() -> None:
    """One brand, one name, one phone or one contact thousands of times: no more work than for other rows."""
    one_brand = [(f"{county}华信{line}有限公司", "", "") for county in COUNTIES for line in LINES]
    one_name = [("华信科技", "", "")] * 3000
    one_phone = [(f"犇{number}贸易", "13800138000", "") for number in range(3000)]
    one_contact = [(f"焱{number}贸易", "", "陈曦") for number in range(3000)]
    start = time.process_time()
    asked(customers(*one_brand, *one_name, *one_phone, *one_contact))
    assert time.process_time() - start < 6
