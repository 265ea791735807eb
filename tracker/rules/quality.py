"""Whether the cells of a sheet can be relied on."""

import re

import pandas as pd

from tracker.rules.registry import rule


@rule("cell")
def missing_required(state: pd.Series) -> pd.Series:
    """必填的单元格是空的。

    [002 一] “需保证信息真实、无遗漏”；[000 2.1] “内容至少应包括”
    """
    return state == "empty"


@rule("cell")
def bad_value(state: pd.Series) -> pd.Series:
    """单元格里的内容不是日期、数字、电话或已知的选项，或者是公式的错误、还没有算出结果的公式。

    [000 2.2] “信息要准确：确保记录的联系方式、公司名称等关键信息准确无误”
    """
    return ~state.isin(["", "empty", "future"])


@rule("cell")
def future_record(state: pd.Series) -> pd.Series:
    """已经发生的事，日期却晚于统计日。

    [000 2.2] “记录要及时：每次与客户互动后，立即记录关键信息”
    """
    return state == "future"


@rule("cell")
def private_data(state: pd.Series) -> pd.Series:
    """表里有不该登记的私人信息：身份证号、银行卡号、家庭住址、家庭情况、婚姻、健康。

    [002 一] “工作电话，禁止记录私人信息”；[001 九] “严格遵守相关法律法规，保护客户的隐私”
    """
    return state != ""


@rule("pair")
def dates_out_of_order(earlier: pd.Series, later: pd.Series) -> pd.Series:
    """应当在后的日期早于在前的日期（两格都有时刻时按时刻比较，否则按天）。

    [000 2.2] “信息要准确”
    """
    both_timed = (earlier != earlier.dt.normalize()) & (later != later.dt.normalize())
    broken: pd.Series = (later.dt.normalize() < earlier.dt.normalize()) | (both_timed & (later < earlier))
    return broken


@rule("row")
def short_name(company: pd.Series, *, full_name_words: tuple[str, ...]) -> pd.Series:
    """单位名称不含公司、厂、院、局、校、中心等字样，不像全称。

    [002 一] “客户单位名称（全称）”
    """
    full = company.str.contains("|".join(map(re.escape, full_name_words)))
    return ((company != "") & ~full).astype("boolean")


@rule("row", field="phone", unknown="no_contact_columns")
def no_contact_way(
    filled_phone: pd.Series,
    filled_mobile: pd.Series,
    filled_email: pd.Series,
    filled_wechat: pd.Series,
    has_phone: pd.Series,
    has_mobile: pd.Series,
    has_email: pd.Series,
    has_wechat: pd.Series,
) -> pd.Series:
    """电话、邮箱、微信都没有填写（没有的列不计）。

    [000 2.1] “联系方式（电话、邮箱、微信等）”
    """
    # what cannot be read is an error of its own, not a missing one
    nothing = ~filled_phone & ~filled_mobile & ~filled_email & ~filled_wechat
    return nothing.astype("boolean").mask(~(has_phone | has_mobile | has_email | has_wechat), pd.NA)
