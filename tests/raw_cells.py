"""What hypothesis puts into a cell: anything a workbook may hold, and text close to what people type."""

import datetime
import re

from hypothesis import strategies as st

PIECES = re.findall(
    r"\S+",
    """
    2026 26 3 10 31 0 99 年 月 日 号 周 星期 一 二 三 五 十 百 千 万 亿 万元 元 到 至
    约 左右 以内 以上 不低于 底 下 本 明年 上午 下午 晚上
    点 半 分 Q 季度 上半年 作废 待定 - / . , : ( ) （ ） ~ + % 成 w k ¥ ￥ 转
    ext. 138 00138000 021 88886666 400 86 0086
    **** E+ 1.38 或 ； 、 T ０ １ ， 意向 高 A 级 √ 无 预算不足
""",
)
BLANKS = [" ", "\u3000", "\u200b", "\n"]

near_text = st.lists(st.sampled_from(PIECES + BLANKS), max_size=9).map("".join)
cell = st.one_of(
    near_text,
    st.text(max_size=20),
    st.sampled_from(PIECES).map(lambda piece: piece * 2000),  # a pattern that crawls would be seen here
    st.floats(allow_nan=True, allow_infinity=True),
    st.floats(min_value=-10, max_value=100_000),
    st.integers(),
    st.booleans(),
    st.none(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
)
columns = st.lists(cell, max_size=12)
days = st.dates(datetime.date(1991, 1, 1), datetime.date(2098, 12, 31))
