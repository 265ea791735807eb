"""Who is who: registered or not, one or two customers, one or two owners."""

import pandas as pd

from tracker.rules.registry import rule


@rule("record", since="day")
def unknown_customer(unknown: pd.Series) -> pd.Series:
    """记录里的客户编号或名称，客户登记表里没有。

    [002 一] “完整采集客户基础信息……为后续跟进奠定数据基础”
    """
    return unknown.astype("boolean")


@rule("row", "record", since="day")
def link_conflict(conflicting: pd.Series) -> pd.Series:
    """编号和名称指向不同的客户，或名称对应两个客户。

    [000 2.2] “信息要准确：确保……公司名称等关键信息准确无误”
    """
    return conflicting.astype("boolean")


@rule("row", "record", "repeated", since="day")
def duplicate(duplicate_of: pd.Series) -> pd.Series:
    """同一张表里，同一客户登记了两行，或同一条记录写了两遍。

    [000 2.2] “客户信息的规范记录与更新”
    """
    return duplicate_of.notna().astype("boolean")


@rule("customer")
def likely_same(likely: pd.Series, has_phone: pd.Series, has_mobile: pd.Series) -> pd.Series:
    """两个客户的电话相同，或名称按地区、字号、行业、组织形式比较很接近，可能是同一个。

    [000 2.2] “信息要准确：确保……公司名称等关键信息准确无误”；只询问，不合并
    """
    hit: pd.Series = (likely != "").astype("boolean")
    return hit.mask(~hit & ~has_phone & ~has_mobile, pd.NA)


@rule("customer")
def clash(clash: pd.Series) -> pd.Series:
    """两位负责人最新的表里都登记了同一个客户（撞单）。

    非种子默认
    """
    return clash.astype("boolean")
