"""`tracker send`: what goes out, byte for byte as it arrives; what is counted, signed, told; and what is never said."""

import base64
import datetime as dt
import email
import email.policy
import hashlib
import hmac
import json
import shutil
import socket
import subprocess
import traceback
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from folders import SETTINGS, customer, followup, lay, sheet
from hypothesis import given
from hypothesis import strategies as st
from receivers import Mailbox, Robot, over_tls, serving

from tracker import send
from tracker.cli import main
from tracker.errors import CallError
from tracker.send import mail, post, robots
from tracker.send.digest import Digest, digest, inert, told
from tracker.send.errors import SendError
from tracker.send.parts import parts
from tracker.send.published import published
from tracker.settings import shipped_settings

DAY = "2026-11-20"
TODAY = dt.date(2026, 11, 22)
NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
WORDS = SETTINGS.words("digest")
RUDE = "@all<@zhang>[奖](http://a.cn)公司"
KEY = "geheim"
TEXT = """客户跟踪周报 2026-11-20 周五
客户 3，逾期 2，有风险 0，数据错误 0

逾期按人：张伟 1、李娜 1

先办这 2 家：
1. 云溪学校（李娜）：约定 2026-11-10 跟进，已逾期 10 天
2. ＠all＜＠zhang＞［奖］(http：//a．cn)公司（张伟）：约定 2026-11-18 跟进，已逾期 2 天

完整周报请找助理要（文件夹 2026-11-20）。"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two people, three customers, two of them overdue; one of those has a rude name."""
    folder = tmp_path_factory.mktemp("send") / "一队"
    sheets: dict[str, Any] = {"customer": [], "followup": []}
    for company, owner, promised in (
        (RUDE, "张伟", dt.date(2026, 11, 18)),
        ("云溪学校", "李娜", dt.date(2026, 11, 10)),
        ("海川机械有限公司", "李娜", dt.date(2026, 12, 1)),
    ):
        sheets["customer"].append(customer(company, owner=owner))
        sheets["followup"].append(followup(company, dt.date(2026, 11, 9), owner=owner, next_follow=promised))
    lay(folder / "inbox", {"2026-W47.xlsx": {kind: sheet(kind, rows) for kind, rows in sheets.items()}})
    assert call("run", folder, "--as-of", DAY).exit_code == 0
    return folder


@pytest.fixture
def robot() -> Iterator[Robot]:
    with serving(Robot()) as server:
        yield server


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with serving(Mailbox()) as server:
        yield server


def call(*arguments: str | Path, env: Mapping[str, str] | None = None) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)), env=dict(env or {}))


def wecom(robot: Robot) -> dict[str, str]:
    return {"TRACKER_WECOM_WEBHOOK": f"{robot.url}/cgi-bin/webhook/send?key=k-693a91f6"}


def smtp(mailbox: Mailbox, **more: str) -> dict[str, str]:
    return {
        "TRACKER_SMTP_HOST": "127.0.0.1",
        "TRACKER_SMTP_PORT": str(mailbox.server_address[1]),
        "TRACKER_SMTP_USER": "robot@team.example",
        "TRACKER_SMTP_PASSWORD": "geheim-17",
        "TRACKER_MAIL_FROM": "robot@team.example",
        "TRACKER_MAIL_TO": "boss@team.example，zhang@team.example",
        **more,
    }


# --- the text -------------------------------------------------------------------------------------------------------


def test_what_the_manager_reads(workspace: Path) -> None:
    said = digest(published(workspace, None, WORDS, until=TODAY), SETTINGS)
    assert "\n".join([said.title, *said.lines]) == TEXT


def test_last_week_stands_beside_where_it_is_known(workspace: Path) -> None:
    report = published(workspace, None, WORDS, until=TODAY)
    totals = {**report.about["totals"], "before": {"customers": 3, "overdue": 0, "at_risk": None}}
    said = digest(replace(report, about={**report.about, "totals": totals}), SETTINGS)
    assert said.lines[0] == "客户 3（上周 3），逾期 2（上周 0），有风险 0，数据错误 0"


def test_a_reader_of_english_is_told_that_the_reasons_are_chinese(workspace: Path) -> None:
    report, english = published(workspace, None, WORDS, until=TODAY), shipped_settings("en")
    told_so = "The report itself is in Chinese; the reasons are as it gives them."
    assert told_so in digest(report, english).lines
    assert told_so not in digest(replace(report, about={**report.about, "lang": "en"}), english).lines
    assert told_so not in digest(replace(report, about={**report.about, "actions": []}), english).lines
    of_english = digest(replace(report, about={**report.about, "lang": "en"}), SETTINGS)
    assert "这份报告是英文的，原因照原文。" in of_english.lines


def test_many_people_and_nobody(workspace: Path) -> None:
    report = published(workspace, None, WORDS, until=TODAY)
    rows = [{"owner": f"员工{number:02}" if number else "", "due_status": "逾期"} for number in range(20)]
    said = digest(replace(report, customers=[*rows, rows[0]]), SETTINGS)
    assert said.lines[2].startswith("逾期按人：未分配 2、员工01 1、") and said.lines[2].endswith("、其余 8 人 8")


def test_a_person_is_called_as_he_was_typed(workspace: Path) -> None:
    rows = [{"owner": owner, "due_status": "逾期"} for owner in ("'-小王-", "'小李")]
    said = digest(replace(published(workspace, None, WORDS, until=TODAY), customers=rows), SETTINGS)
    assert said.lines[2] == "逾期按人：'小李 1、-小王- 1"


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("@all", "＠all"),
        ("<@userid>", "＜＠userid＞"),
        ('<at user_id="all">', '＜at user_id="all"＞'),
        ("[链接](https://evil.com/x)", "［链接］(https：//evil．com/x)"),
        ("&lt;@all&gt;", "＆lt;＠all＆gt;"),
        ("[微笑]", "［微笑］"),
        ("www.evil.com", "www．evil．com"),
        ("A\nB\r\n\tC", "A B C"),
        ("\u202e司公\u0007\ufeff", "司公"),
        ("3.5 万元，*加急*", "3.5 万元，*加急*"),
        ("新科（深圳）有限公司", "新科（深圳）有限公司"),
    ],
)
def test_a_name_is_text_and_nothing_else(typed: str, seen: str) -> None:
    assert inert(typed) == seen


def test_a_long_name_is_cut() -> None:
    assert inert("长" * 40, 30) == "长" * 29 + "…"


@pytest.mark.parametrize(
    ("reason", "seen"),
    [
        ("约定 2026-11-10 跟进，已逾期 10 天", "约定 2026-11-10 跟进，已逾期 10 天"),
        ("约定 2026-11-10 跟进，已逾期 10 天；应在 2026-10-22 前评估", "约定 2026-11-10 跟进，已逾期 10 天"),
        ("反馈说“太贵了，等预算批下来以后再说，不急，我们再看”，没有下文", "反馈说“太贵了，等预算批下来以后再说…"),
        ("Promised 2026-11-10. 10 days overdue; review due 2026-10-22", "Promised 2026-11-10. 10 days overdue"),
        ("Agreed to be called before 2026-11-30 and again in December", "Agreed to be called before 2026-11-30…"),
        ("无锡的客户要求在新厂房验收之前先看三种配置 2026-11-10 的报价", "无锡的客户要求在新厂房验收之前先看三种…"),
        ("x" * 60, "x" * 39 + "…"),
    ],
)
def test_a_long_reason_is_cut_where_a_clause_or_a_word_ends(reason: str, seen: str) -> None:
    assert told(reason, 40) == seen


def test_the_report_of_a_day_and_the_newest(workspace: Path, tmp_path: Path) -> None:
    shutil.copytree(workspace / "reports", tmp_path / "reports")
    shutil.copytree(workspace / "reports" / DAY, tmp_path / "reports" / "2026-11-13")
    shutil.copytree(workspace / "reports" / DAY, tmp_path / "reports" / "旧的")
    assert published(tmp_path, None, WORDS, until=TODAY).day == dt.date(2026, 11, 20)
    assert published(tmp_path, dt.date(2026, 11, 13), WORDS, until=TODAY).day == dt.date(2026, 11, 13)
    missing = call("send", tmp_path, "--as-of", "2026-11-06")
    assert missing.exit_code == 2 and "最近的是 2026-11-20" in missing.output
    (tmp_path / "reports" / DAY / "data" / "run.json").write_text("{")
    broken = call("send", tmp_path, "--as-of", DAY)
    assert broken.exit_code == 2 and "再运行 tracker run --as-of 2026-11-20" in broken.output


def test_a_report_of_a_day_to_come_is_not_the_newest(workspace: Path, tmp_path: Path) -> None:
    shutil.copytree(workspace / "reports", tmp_path / "reports")
    shutil.copytree(workspace / "reports" / DAY, tmp_path / "reports" / "2026-12-25")
    assert published(tmp_path, None, WORDS, until=TODAY).day == dt.date(2026, 11, 20)
    with pytest.raises(CallError, match=f"--as-of {DAY}"):
        published(tmp_path, None, WORDS, until=dt.date(2026, 11, 1))


def test_without_a_report_it_says_what_to_do(tmp_path: Path) -> None:
    done = call("send", tmp_path)
    assert done.exit_code == 2 and "请先运行 tracker run" in done.output


# --- in parts -------------------------------------------------------------------------------------------------------

LINES = st.lists(st.text(alphabet="甲乙丙𠮷🙂ab 。\"'\\", max_size=60).map(str.strip), max_size=12)


@given(LINES, st.integers(60, 400))
def test_every_part_fits_and_nothing_is_lost(lines: list[str], largest: int) -> None:
    def size(text: str) -> int:
        return len(json.dumps(text, ensure_ascii=False).encode())

    split = parts("周报", lines, lambda text: size(text) <= largest)
    assert all(size(part) <= largest for part in split)
    bodies = [part.split("\n")[1:] for part in split]
    if len(split) > 1:
        titles = [part.split("\n")[0] for part in split]
        assert titles == [f"周报 ({number}/{len(split)})" for number in range(1, len(split) + 1)]
        assert all(body and body[0] and body[-1] for body in bodies)
    assert "".join(line for body in bodies for line in body) == "".join(lines)
    whole = [line for line in lines if size(f"周报 (99/99)\n{line}") <= largest and line]
    kept = [line for body in bodies for line in body]
    assert all(line in kept for line in whole)  # a line that fits alone is never cut


def test_parts_are_cut_at_lines() -> None:
    lines = ["一二三四五", "六七八九十", "", "甲乙丙"]
    split = parts("题", lines, lambda text: len(text.encode()) <= 42)
    assert split == ["题 (1/2)\n一二三四五\n六七八九十", "题 (2/2)\n甲乙丙"]


def test_more_than_nine_parts_are_numbered_within_the_limit() -> None:
    split = parts("题", ["甲" * 10] * 12, lambda text: len(text.encode()) <= 45)
    assert len(split) == 12 and split[0].startswith("题 (1/12)\n") and max(len(part.encode()) for part in split) <= 45


@pytest.mark.parametrize("name", ["wecom", "dingtalk", "feishu"])
def test_a_receiver_counts_in_his_own_way(name: str) -> None:
    """WeCom the bytes of the text, the others those of the whole body, in which a quote takes two."""
    limits = robots.limits(name, SETTINGS)
    environment = {limits.address: "https://robot.example/x"} | ({limits.secret: "SEC"} if limits.secret else {})
    one = robots.robot(name, environment, SETTINGS)
    said = Digest("题", ('"' * 900, *(["甲" * 600] * 12)))
    for posted in robots.posts(one, said, NOW):
        content = json.loads(posted.body)
        text = content["content"]["text"] if name == "feishu" else content["text"]["content"]
        assert text == posted.text
        counted = len(text.encode()) if name == "wecom" else len(posted.body)
        assert posted.counted == counted <= {"wecom": 2048, "dingtalk": 20000, "feishu": 20000}[name]


# --- robots ---------------------------------------------------------------------------------------------------------


def test_nothing_goes_out_without_for_real(workspace: Path, robot: Robot) -> None:
    done = call("send", workspace, "--as-of", DAY, env=wecom(robot))
    assert done.exit_code == 0 and robot.got == []
    assert TEXT in done.output and f"127.0.0.1:{robot.server_port}，第 1/1 条，{len(TEXT.encode())} 字节" in done.output
    assert "没有发出" in done.output and "693a91f6" not in done.output


def test_wecom_gets_the_text_byte_for_byte(workspace: Path, robot: Robot) -> None:
    done = call("send", workspace, "--as-of", DAY, "--for-real", env=wecom(robot))
    assert (done.exit_code, done.output) == (0, "企业微信：已发出 1 条\n")
    [(path, body)] = robot.got
    assert path == "/cgi-bin/webhook/send?key=k-693a91f6"
    assert body.decode() == '{"msgtype":"text","text":{"content":"' + TEXT.replace("\n", "\\n") + '"}}'
    assert robot.kinds == ["application/json; charset=utf-8"]


def test_dingtalk_is_signed_in_the_address(workspace: Path, robot: Robot) -> None:
    environment = {"TRACKER_DINGTALK_WEBHOOK": f"{robot.url}/robot/send?access_token=tok", **secret("DINGTALK")}
    assert call("send", workspace, "--as-of", DAY, "--for-real", "--to", "钉钉", env=environment).exit_code == 0
    [(path, body)] = robot.got
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(path).query)
    [moment], [sign] = query["timestamp"], query["sign"]
    assert query["access_token"] == ["tok"] and abs(int(moment) / 1000 - dt.datetime.now().timestamp()) < 60
    assert sign == signed(key="SEC-geheim", text=f"{moment}\nSEC-geheim")
    assert json.loads(body) == {"msgtype": "text", "text": {"content": TEXT}}


def test_feishu_is_signed_in_the_body(workspace: Path, robot: Robot) -> None:
    robot.answer = {"code": 0, "msg": "success", "data": {}}
    environment = {"TRACKER_FEISHU_WEBHOOK": f"{robot.url}/open-apis/bot/v2/hook/tok", **secret("FEISHU")}
    assert call("send", workspace, "--as-of", DAY, "--for-real", env=environment).exit_code == 0
    [(path, body)] = robot.got
    content = json.loads(body)
    moment, sign = content.pop("timestamp"), content.pop("sign")
    assert path == "/open-apis/bot/v2/hook/tok" and abs(int(moment) - dt.datetime.now().timestamp()) < 60
    assert sign == signed(key=f"{moment}\nSEC-geheim", text="")
    assert content == {"msg_type": "text", "content": {"text": TEXT}}


def secret(name: str) -> dict[str, str]:
    return {f"TRACKER_{name}_SECRET": "SEC-geheim"}


def signed(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def test_parts_arrive_in_order_and_stop_at_the_first_failure(workspace: Path, robot: Robot) -> None:
    one = replace(robots.robot("wecom", wecom(robot), SETTINGS), largest_bytes=160, per_minute=60_000)
    report = published(workspace, None, WORDS, until=TODAY)
    waiting = send.messages(one, report, digest(report, SETTINGS), NOW)
    assert len(waiting) > 2
    assert send.sent(one, waiting, WORDS).problem == ""
    texts = [json.loads(body)["text"]["content"] for _, body in robot.got]
    assert texts == [message.text for message in waiting] and max(len(text.encode()) for text in texts) <= 160
    robot.answer, robot.got = {"errcode": 45009}, []
    became = send.sent(one, waiting, WORDS)
    assert len(robot.got) == 1 and became.taken == 0 and "十分钟" in became.problem


@pytest.mark.parametrize(
    ("status", "answer", "told"),
    [
        (200, {"errcode": 93000, "errmsg": "invalid webhook url"}, "错误码 93000"),
        (200, {"errcode": 45009}, "十分钟再发"),
        (200, {"errcode": 40058}, "格式或长度"),
        (200, {"errcode": 12345}, "查这个错误码"),
        (200, b"<html>ok</html>", "看不懂"),
        (200, {"ok": True}, "看不懂"),
        (200, b"", "看不懂"),
        (500, b"", "HTTP 500"),
        (429, b"", "十分钟再发"),
        (302, b"", "没有照办"),
        (307, b"", "没有照办"),
    ],
)
def test_what_is_not_taken_is_a_failure_that_is_told(
    status: int, answer: Any, told: str, workspace: Path, robot: Robot
) -> None:
    robot.status, robot.answer = status, answer
    robot.headers = {"Location": f"{robot.url}/elsewhere"} if status in (302, 307) else {}
    done = call("send", workspace, "--as-of", DAY, "--for-real", env=wecom(robot))
    assert done.exit_code == 1 and "没有发出" in done.output and told in done.output
    assert len(robot.got) == 1  # neither tried again nor sent on
    assert "693a91f6" not in done.output


def test_one_receiver_that_fails_does_not_stop_the_other(workspace: Path, robot: Robot) -> None:
    with serving(Robot()) as other:
        robot.answer = {"errcode": 310000}
        environment = {"TRACKER_DINGTALK_WEBHOOK": f"{robot.url}/x?access_token=tok", **wecom(other)}
        done = call("send", workspace, "--as-of", DAY, "--for-real", env=environment)
    assert done.exit_code == 1 and len(other.got) == 1
    assert "企业微信：已发出 1 条" in done.output and "安全设置" in done.output


def problem(url: str, wait: float = 5.0) -> str:
    """Why a post did not succeed; nothing of the address is in what the program would print of it."""
    with pytest.raises(SendError) as caught:
        post.answer(f"{url}/x?key={KEY}", b"{}", wait)
    assert KEY not in "".join(traceback.format_exception(caught.value))
    return caught.value.key


def test_a_slow_receiver_may_have_taken_it(robot: Robot) -> None:
    robot.delay = 0.5
    assert problem(robot.url, wait=0.1) == "maybe"
    assert len(robot.got) == 1


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    assert problem(f"http://127.0.0.1:{port}") == "refused"
    assert problem("https://no-such-host.invalid") == "no_host"


@pytest.mark.skipif(not shutil.which("openssl"), reason="makes a certificate with openssl")
def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    key, certificate = str(tmp_path / "key"), str(tmp_path / "certificate")
    made = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=127.0.0.1 -days 2".split()
    subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    with serving(over_tls(Robot(), certificate, key)) as server:
        assert problem(server.url.replace("http:", "https:")) == "certificate"
        assert server.got == []


@pytest.mark.parametrize(
    "address",
    [
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=geheim",
        "ftp://127.0.0.1/geheim",
        "geheim",
        "https://user:geheim@host/x",
        "https://host/x?key=geheim\nHost: other",
        "https:///geheim",
        "https://host:99999/geheim",
        "https://[geheim",
        "http://127.0.0.1.evil.example/geheim",
    ],
)
def test_only_https_and_nothing_odd(address: str, workspace: Path) -> None:
    for arguments in ([], ["--for-real"]):
        done = call("send", workspace, "--as-of", DAY, *arguments, env={"TRACKER_WECOM_WEBHOOK": address})
        assert done.exit_code == 2 and "TRACKER_WECOM_WEBHOOK" in done.output
        assert "geheim" not in done.output and "geheim" not in repr(done.exception)


def test_nothing_prints_a_secret(robot: Robot) -> None:
    environment = {"TRACKER_FEISHU_WEBHOOK": f"{robot.url}/hook/geheim", "TRACKER_FEISHU_SECRET": "geheim"}
    one = robots.robot("feishu", environment, SETTINGS)
    [posted] = robots.posts(one, Digest("题", ("行",)), NOW)
    assert "geheim" not in repr((one, posted))
    letters = mail.mail(
        {"TRACKER_SMTP_HOST": "h", "TRACKER_MAIL_FROM": "a@b", "TRACKER_MAIL_TO": "c@d"}
        | {"TRACKER_SMTP_USER": "geheim", "TRACKER_SMTP_PASSWORD": "geheim"},
        SETTINGS,
    )
    assert "geheim" not in repr(letters)


def test_who_is_not_set_up_is_told_how(workspace: Path) -> None:
    shown = call("send", workspace, "--as-of", DAY)
    assert shown.exit_code == 0 and TEXT in shown.output and "TRACKER_FEISHU_SECRET" in shown.output
    assert call("send", workspace, "--as-of", DAY, "--for-real").exit_code == 2
    named = call("send", workspace, "--as-of", DAY, "--to", "dingtalk")
    assert named.exit_code == 2 and "TRACKER_DINGTALK_WEBHOOK" in named.output
    unknown = call("send", workspace, "--as-of", DAY, "--to", "微博")
    assert unknown.exit_code == 2 and "企业微信、钉钉、飞书、邮件" in unknown.output


# --- mail -----------------------------------------------------------------------------------------------------------


def test_a_mail_with_the_workbook(workspace: Path, mailbox: Mailbox) -> None:
    done = call("send", workspace, "--as-of", DAY, "--for-real", "--to", "邮件", env=smtp(mailbox))
    assert (done.exit_code, done.output) == (0, "邮件：已发出 1 条\n")
    [(sender, recipients, data)] = mailbox.mails
    assert (sender, recipients) == ("robot@team.example", ["boss@team.example", "zhang@team.example"])
    message = email.message_from_bytes(data, policy=email.policy.default)
    title, *lines = TEXT.split("\n")
    assert message["Subject"] == title and message["To"] == "boss@team.example, zhang@team.example"
    assert message["Message-ID"].endswith("@team.example>")
    body, attached = message.iter_parts()
    assert body.get_content().replace("\r\n", "\n") == "\n".join(lines) + "\n"
    assert attached.get_filename() == "客户跟踪周报.xlsx"
    assert attached.get_payload(decode=True) == (workspace / "reports" / DAY / "客户跟踪周报.xlsx").read_bytes()
    login = base64.b64encode(b"\0robot@team.example\0geheim-17")
    assert b"AUTH PLAIN " + login + b"\r\n" in mailbox.said


def test_a_mail_is_shown_first(workspace: Path, mailbox: Mailbox) -> None:
    done = call("send", workspace, "--as-of", DAY, env=smtp(mailbox))
    assert done.exit_code == 0 and mailbox.mails == [] and mailbox.said == []
    assert "b***@team.example、z***@team.example" in done.output and "附件：客户跟踪周报.xlsx" in done.output
    assert TEXT in done.output and "geheim" not in done.output and "boss" not in done.output


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"auth_reply": "535 geheim-17 is wrong"}, "授权码"),
        ({"data_reply": "552 too big"}, "邮件太大"),
        ({"data_reply": "554 no"}, "没有接收"),
        ({"refused": {"boss@team.example", "zhang@team.example"}}, "收件人都被拒绝"),
        ({"refused": {"zhang@team.example"}}, "有 1 个收件人被拒绝，其余的已经收到"),
        ({"offers": ["STARTTLS", "AUTH PLAIN"]}, "连不上"),
    ],
)
def test_a_mail_that_is_not_taken(change: dict[str, Any], told: str, workspace: Path, mailbox: Mailbox) -> None:
    for name, value in change.items():
        setattr(mailbox, name, value)
    done = call("send", workspace, "--as-of", DAY, "--for-real", env=smtp(mailbox))
    assert done.exit_code == 1 and told in done.output and "geheim" not in done.output
    if "offers" in change:  # what offers TLS and cannot do it hears no password
        assert not any(line.startswith((b"AUTH", b"MAIL")) for line in mailbox.said)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("TRACKER_SMTP_PORT", "http"),
        ("TRACKER_SMTP_PORT", "70000"),
        ("TRACKER_MAIL_FROM", "nobody"),
        ("TRACKER_MAIL_FROM", "a@b.example c@d.example"),
        ("TRACKER_MAIL_TO", "boss@team.example\r\nBcc:spy@evil.example"),
        ("TRACKER_MAIL_TO", "boss@@team.example"),
        ("TRACKER_MAIL_TO", ",;"),
        ("TRACKER_MAIL_TO", ""),
    ],
)
def test_mail_settings_that_cannot_be_right(variable: str, value: str, workspace: Path, mailbox: Mailbox) -> None:
    done = call("send", workspace, "--as-of", DAY, "--for-real", env=smtp(mailbox, **{variable: value}))
    assert done.exit_code == 2 and variable in done.output and mailbox.said == []
    assert "evil" not in done.output
