"""Whether things were written down in time: 24 hours, and audited."""

import pandas as pd

from tracker.rules.registry import rule
from tracker.workdays import Workdays


@rule("row", field="registered")
def late_registration(
    first_contact: pd.Series, registered: pd.Series, *, workdays: Workdays, entry_hours: int
) -> pd.DataFrame:
    """首次接触后超过 {entry_hours} 小时才登记（没有时刻的按天判断：当天或下一个工作日）。

    [002 一] “在首次与客户建立联系……后24小时内，完成信息登记”
    """
    return workdays.late(first_contact, registered, entry_hours)


@rule("followup", field="entered", since="day")
def late_entry(date: pd.Series, entered: pd.Series, *, workdays: Workdays, entry_hours: int) -> pd.DataFrame:
    """跟进后超过 {entry_hours} 小时才录入（没有时刻的按天判断：当天或下一个工作日）。

    [002 三] “跟进后闭环：24小时内完成跟进记录录入”
    """
    return workdays.late(date, entered, entry_hours)


@rule("row", field="audit")
def pending_audit(audit: pd.Series) -> pd.DataFrame:
    """登记还没有通过团队负责人审核。

    [002 一] “完成后提交至团队负责人审核”
    """
    why = pd.Series("waiting", index=audit.index, dtype="str").mask(audit == "refused", "refused")
    return pd.DataFrame({"hit": (audit != "done").astype("boolean"), "audit_why": why})
