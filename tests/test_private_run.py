"""Nothing private leaves the owner's own sheet: every phone, number of papers and private line of an inbox is looked
for in every byte of everything a run of it writes and says."""

import html
import re
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
from folders import SETTINGS, customer, followup, understood

from tracker import private_cells
from tracker.private import numbers
from tracker.standing import CUSTOMER, FOLLOWUP

DAY = "2026-11-20"
MOBILE_STYLES = (
    "{a}{b}{c}",
    "{a} {b} {c}",
    "打{a}-{b}-{c}找李工",
    "+86{a}{b}{c}",
    "{a}\u2014{b}\u2014{c}（微信同号）",
    "电话：{a}.{b}.{c}；备用 {other}",
)
PHONE_STYLES = ("0571-8{n:07}", "（021）6{n:07}", "400{n:07}", "+852 2{n:07}", "0755 8{n:07}", "座机8{n:07}")
HOMES = ("家住文三路{n}号", "家庭住址：滨江花园{n}幢", "王总已婚，孩子在学军{n}班", "身体状况不好，病历{n}页")
ID_STYLES = ("{}", "身份证{}", "收件人证件 {}，请核对")


@dataclass
class Secrets:
    """Texts to be typed, each another one; `numbers` and `lines` of them are what nobody may read elsewhere."""

    count: int = 0
    numbers: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def mobile(self) -> str:
        self.count += 1
        number, other = f"139{self.count + 21000000}", f"187{self.count + 33000000}"
        style = MOBILE_STYLES[self.count % len(MOBILE_STYLES)]
        self.numbers += [number, other] if "other" in style else [number]
        return style.format(a=number[:3], b=number[3:7], c=number[7:], other=other)

    def full_width(self) -> str:
        return self.mobile().translate({ord(str(digit)): ord("０") + digit for digit in range(10)})

    def as_number(self) -> float:
        self.count += 1
        self.numbers.append(f"136{self.count + 41000000}")
        return float(self.numbers[-1])

    def landline(self) -> str:
        self.count += 1
        typed = PHONE_STYLES[self.count % len(PHONE_STYLES)].format(n=self.count + 1357)
        self.numbers.append(digits(typed))
        return typed

    def identity(self) -> str:
        self.count += 1
        first = f"330102{1950 + self.count % 50}{1 + self.count % 12:02}{1 + self.count % 28:02}{self.count % 1000:03}"
        number = next(first + check for check in "0123456789X" if numbers.is_identity(first + check))
        self.numbers.append(number)
        return ID_STYLES[self.count % len(ID_STYLES)].format(number)

    def card(self) -> str:
        self.count += 1
        first = f"62220212{self.count + 3456789:010}"
        number = next(first + check for check in "0123456789" if numbers.is_card(first + check))
        self.numbers.append(number)
        return " ".join(re.findall(".{1,4}", number)) if self.count % 2 else number

    def home(self) -> str:
        self.count += 1
        typed = HOMES[self.count % len(HOMES)].format(n=self.count + 70000)
        self.lines.append(typed[-8:])
        return typed

    def any_of(self) -> Iterator[str | float]:
        yield from (self.mobile(), self.full_width(), self.as_number(), self.landline())
        yield from (self.identity(), self.card(), self.home())


def digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def in_every_field(kind: str, secrets: Secrets) -> list[list[object]]:
    """A sheet of a kind with a row for every field and sort of secret, and the secrets also in nobody's columns."""
    names = SETTINGS.fields(kind)["name"]
    rows: list[list[object]] = [[*names, "家庭住址", "其他说明", f"紧急联系{secrets.mobile()}", "身份证号"]]
    for number, name in enumerate(names.index):
        for place, secret in enumerate(secrets.any_of()):
            company = f"客户{number}之{place}有限公司"
            row = customer(company) if kind == CUSTOMER else followup(company, "2026-11-18")
            row |= {name: secret, "phone": row.get("phone") if name != "phone" else secret}
            rows.append([row.get(field) for field in names.index] + [None] * 4)
    rows[1][-4:] = [secrets.home(), secrets.card(), secrets.landline(), secrets.identity()]
    rows[2][-4:] = [secrets.mobile(), secrets.home(), secrets.as_number(), "无"]
    rows.append(["合计", secrets.mobile(), secrets.identity(), *[None] * (len(names) + 1)])
    return rows


def lay(folder: Path, secrets: Secrets) -> list[Path]:
    """The inbox, with something private in every place that one can think of."""
    shut = dict(zip("ab", (secrets.mobile(), secrets.mobile()), strict=True))
    titled = f"2026-W47/张伟 {digits(secrets.mobile())[-11:]}.xlsx"
    books = {
        "2026-W47/张伟.xlsx": {"客户": in_every_field(CUSTOMER, secrets), "跟进": in_every_field(FOLLOWUP, secrets)},
        titled: {
            f"名单{digits(secrets.mobile())[-11:]}": [
                [f"张伟的客户 {secrets.mobile()}"],
                ["单位名称", "联系人", f"电话（{secrets.mobile()}）", "需求概述", "登记日期", f"备{secrets.card()}注"],
                ["青石电子有限公司", "李芳", "13800001111", "离心泵", secrets.mobile(), ""],
            ],
            "采购": [
                ["订单号", "客户名称", "购买日期", "产品", "金额"],
                [secrets.card(), "青石", secrets.mobile(), "泵", 1],
            ],
            "说明": [[secrets.home()], [secrets.mobile(), secrets.identity()]],
            "零散": [
                ["单位名称", "联系人", "联系电话", secrets.mobile()],
                [secrets.home(), secrets.landline(), None, None],
            ],
            "人员": [
                ["姓名", "部门", "职级", "手机"],
                [f"周敏{secrets.mobile()}", "一部", "经理", secrets.as_number()],
            ],
        },
        f"2026-W47/重复 {digits(secrets.mobile())}.xlsx": {
            "客户": [["单位名称", "联系人", "来源渠道"], ["乙公司", "丙", "展会"]]
        },
    }
    paths = []
    for name, sheets in books.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
            for title, rows in sheets.items():
                page = book.add_worksheet(title)
                for number, row in enumerate(rows):
                    page.write_row(number, 0, row)
        paths.append(path)
    (folder / f"再来 {shut['a']}.xlsx".replace("/", "")).write_bytes(paths[-1].read_bytes())
    (folder / f"坏的 {shut['b']}.xlsx".replace("/", "")).write_bytes(b"not a workbook")
    (folder / "李娜.csv").write_text(
        f"单位名称,联系人,联系电话,需求概述,登记日期\n丁公司,{secrets.home()},{secrets.landline()},泵,{secrets.identity()}\n"
    )
    return paths


def folded(data: bytes) -> str:
    """Everything a file says, its parts unpacked: half width, without what parts the digits of a number."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(data)) as parts:
            return "\n".join(f"{name}\n{folded(parts.read(name))}" for name in parts.namelist())
    text = unicodedata.normalize("NFKC", html.unescape(data.decode("utf-8", "replace")))
    return re.sub(r"(?<=\d)[^\w<>*\"]{1,3}(?=[\dX])", "", text)


def leaks(text: str, secrets: Secrets) -> list[str]:
    return [one for one in (*secrets.numbers, *secrets.lines) if one in text]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Secrets, str]:
    workspace, secrets = tmp_path_factory.mktemp("private"), Secrets()
    lay(workspace / "inbox", secrets)
    command = [sys.executable, "-m", "tracker", "run", str(workspace), "--as-of", DAY]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    return workspace, secrets, done.stdout + done.stderr


def test_the_inbox_is_full_of_it(ran: tuple[Path, Secrets, str]) -> None:
    workspace, secrets, _ = ran
    inbox = "\n".join(path.name + folded(path.read_bytes()) for path in (workspace / "inbox").rglob("*.*"))
    assert len(secrets.numbers) > 400 and len(secrets.lines) > 60
    assert set(leaks(inbox, secrets)) >= set(secrets.lines)
    assert len(leaks(inbox, secrets)) > 0.9 * len(secrets.numbers)


def test_no_report_repeats_any_of_it(ran: tuple[Path, Secrets, str]) -> None:
    workspace, secrets, _ = ran
    reports = workspace / "reports" / DAY
    files = [path for path in reports.rglob("*") if path.is_file() and "annotated" not in path.parts]
    assert len(files) > 5
    names = [folded(path.relative_to(workspace / "inbox").as_posix().encode()) for path in inbox_files(workspace)]
    for path in files:
        text = folded(path.read_bytes())
        if path.parent.name == "data":  # the path of a file leads back to it
            for name in names:
                text = text.replace(name, "")
        assert leaks(text, secrets) == [], path.name


def inbox_files(workspace: Path) -> list[Path]:
    return [path for path in (workspace / "inbox").rglob("*") if path.is_file()]


def test_a_marked_copy_says_it_where_its_owner_wrote_it_and_nowhere_else(ran: tuple[Path, Secrets, str]) -> None:
    workspace, secrets, _ = ran
    copies = [path for path in (workspace / "reports" / DAY / "annotated").rglob("*") if path.is_file()]
    assert len(copies) >= 3
    for path in copies:
        original = workspace / "inbox" / path.relative_to(workspace / "reports" / DAY / "annotated")
        if path.name.endswith(".csv.xlsx"):
            original = original.with_suffix("")
        typed, marked = (folded(file.read_bytes()) for file in (original, path))
        # the name of a sheet leads to it, from the list of problems too
        names = "".join(re.findall(r'<sheet name="([^"]*)"', typed))
        more = [one for one in leaks(marked, secrets) if marked.count(one) > typed.count(one) and one not in names]
        assert more == [], path.name
    notes = [folded(part) for path in copies for part in parts(path, "comments")]
    assert notes and leaks("".join(notes), secrets) == []


def parts(path: Path, named: str) -> list[bytes]:
    with zipfile.ZipFile(path) as book:
        return [book.read(name) for name in book.namelist() if named in name]


def test_the_terminal_repeats_none_of_it(ran: tuple[Path, Secrets, str]) -> None:
    workspace, secrets, said = ran
    assert leaks(folded(said.encode()), secrets) == []
    for arguments in ([], ["--json"]):
        paths = map(str, inbox_files(workspace))
        done = subprocess.run(
            [sys.executable, "-m", "tracker", "check", *paths, *arguments], capture_output=True, text=True, check=False
        )
        text = folded(done.stdout.encode())
        for path in inbox_files(workspace) if arguments else ():
            text = text.replace(folded(path.name.encode()), "")
        assert done.stdout and leaks(text, secrets) == []


def test_every_cell_of_it_is_found(ran: tuple[Path, Secrets, str]) -> None:
    """Also in columns that are nobody's; under a header that asks for it whatever stands there."""
    of = understood(ran[0] / "inbox", pd.Timestamp(DAY))
    cells = private_cells.cells(of.collected)
    fields = set(SETTINGS.fields(CUSTOMER).index)
    assert list(cells) == private_cells.COLUMNS
    customers = cells[cells["kind"] == CUSTOMER]
    for codes in (["identity"], ["card"], ["home", "family", "marriage", "health"]):
        # a row without a name holds nobody
        assert fields - set(customers.loc[customers["code"].isin(codes), "field"]) <= {"company", "customer_id"}, codes
    nobodys = customers[customers["field"] == ""]
    assert set(nobodys["header"]) >= {"家庭住址", "其他说明", "身份证号"}
    assert set(nobodys.loc[nobodys["header"] == "身份证号", "code"]) == {"identity"}
    assert (nobodys.loc[nobodys["header"] == "家庭住址", "code"] == "home").all()
