"""大客户: each one's figures from the log beside the typed ones, then what its 大客户开发记录表 says."""

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from tracker.reports.key_accounts import FORM as ASKED
from tracker.reports.key_accounts import ROLES
from tracker.write.manager import parts
from tracker.write.manager.block import Column
from tracker.write.manager.draft import TOP, Draft

FIGURES = (
    Column("company", 28, "company"),
    Column("person", 10),
    Column("stage", 14, codes="stage"),
    Column("outcome", 12),
    Column("contacts_typed", 14, "count"),
    Column("contacts_counted", 14, "count"),
    Column("duration_typed", 14, "count"),
    Column("duration_counted", 20, "count"),
    Column("went", 24, "wrap"),
    Column("served", 24, "wrap"),
    Column("confirmed", 20, "wrap"),
)
WIDTHS = {"decider": 14, "started": 12, "contact_form": 14, "planner": 14, "executor": 14, "situation": 20,
          "progress": 24, "competitor": 24, "plan": 20, "form_remark": 14, "reason": 22}  # fmt: skip
SHOWN_ABOVE = ("outcome", "contacts_typed", "duration_typed")
DATES = ("started",)
FORM = (
    Column("company", 28, "company"),
    Column("person", 10),
    *(
        Column("reason_told" if name == "reason" else name, WIDTHS[name], "date" if name in DATES else "wrap")
        for name in ASKED
        if name not in SHOWN_ABOVE
    ),
)


def write(draft: Draft, accounts: pd.DataFrame, visited: pd.DataFrame) -> None:
    """Writes both lists, one row for each key account."""
    words, marks = draft.words, draft.look.marks
    sheet = draft.start("key_accounts", [column.width for column in FORM])
    sheet.freeze_panes(2, 1)
    if len(accounts):
        accounts = accounts.assign(
            went=_went(draft, accounts, visited),
            served=_served(draft, accounts),
            confirmed=[
                f"{marks['remind']} {name or words['unconfirmed']}" if unconfirmed else name
                for name, unconfirmed in zip(accounts["confirmed"], accounts["unconfirmed"], strict=True)
            ],
            duration_counted=accounts["duration"],
            reason_told=accounts["reason"],
        )
    after = parts.listed(draft, "key_accounts", TOP, "key_accounts", accounts, FIGURES)
    if accounts.empty:
        return
    _differing(draft, len(accounts))
    draft.record("key_accounts", "key_accounts", TOP + 2, 0, accounts["person"])
    forms = accounts[accounts["has_form"]].reset_index(drop=True)
    parts.listed(draft, "key_accounts", after, "forms", forms, FORM)


def _differing(draft: Draft, count: int) -> None:
    """Marks what was typed where the log says otherwise."""
    sheet, first, last = draft.sheets["key_accounts"], TOP + 2, TOP + 1 + count
    marked = draft.book.add_format({"bg_color": draft.look.palette["remind_fill"], "bold": True})
    keys = [column.key for column in FIGURES]
    allowed = {"contacts": 0, "duration": draft.settings.numbers["duration_tolerance_days"]}
    for name, days in allowed.items():
        typed, counted = (keys.index(f"{name}_{word}") for word in ("typed", "counted"))
        pair = [xl_rowcol_to_cell(first, column, col_abs=True) for column in (typed, counted)]
        rule = f'=AND({pair[0]}<>"",{pair[1]}<>"",ABS({pair[0]}-{pair[1]})>{days})'
        sheet.conditional_format(first, typed, last, counted, {"type": "formula", "criteria": rule, "format": marked})


def _went(draft: Draft, accounts: pd.DataFrame, visited: pd.DataFrame) -> list[str]:
    """Who went there, by rank: 总监 1 次、销售代表 3 次."""
    words = draft.words
    told = {
        pair: words["join"].join(
            words.fill("went", rank=line.rank or words["rank_unknown"], count=line.visits) for line in part.itertuples()
        )
        for pair, part in visited.groupby(["customer_key", "owner"])
    }
    return [
        told.get(pair, words["nobody_went"]) for pair in zip(accounts["customer_key"], accounts["owner"], strict=True)
    ]


def _served(draft: Draft, accounts: pd.DataFrame) -> list[str]:
    """The service team by role: 部门经理 吴敏；销售人员 李娜；技术支持 —."""
    words = draft.words
    return [
        words["join_roles"].join(
            f"{words[f'role_{role}']} {words['join'].join(names.split(';')) if names else words['dash']}"
            for role, names in zip(ROLES, team, strict=True)
        )
        if any(team)
        else ""
        for team in zip(*(accounts[role] for role in ROLES), strict=True)
    ]
