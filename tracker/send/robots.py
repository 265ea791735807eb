"""The robots of WeCom, DingTalk and Feishu groups: what each is sent, how each signs, counts and answers.

Text, not markdown: it reads the same in all three, in WeChat too, where WeCom's markdown is not shown at all.
"""

import base64
import datetime as dt
import hashlib
import hmac
import json
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tracker.errors import CallError
from tracker.send import post
from tracker.send.digest import Digest
from tracker.send.errors import SendError
from tracker.send.parts import parts
from tracker.settings import Settings


@dataclass(frozen=True)
class Limits:
    """One row of `receivers.csv`: the environment's names of its address and secret, how much it takes, and of what."""

    receiver: str
    address: str
    secret: str
    counted: str
    largest_bytes: int
    per_minute: int


@dataclass(frozen=True)
class Robot:
    """A robot with its secrets, which nothing prints."""

    name: str
    host: str
    per_minute: int
    largest_bytes: int
    counted: str
    address: str = field(repr=False)
    secret: str = field(repr=False)
    advice: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Posted:
    """One message to a robot: its `text`, the `body` as it goes over the line, and how many bytes of it count."""

    text: str
    counted: int
    robot: Robot = field(repr=False)
    url: str = field(repr=False)
    body: bytes = field(repr=False)

    def send(self) -> None:
        """Post it once; raises SendError where the robot did not say that it took it."""
        try:
            answer = json.loads(post.answer(self.url, self.body))
        except ValueError:
            raise SendError("not_understood") from None
        code = _code(answer)
        if code is None:
            raise SendError("not_understood")
        if code:
            raise SendError(self.robot.advice.get(str(code), "other"), code=code)


def limits(name: str, settings: Settings) -> Limits:
    """What `receivers.csv` says of one robot."""
    rows = settings.tables["receivers"].to_dict("records")
    row = next({str(key): str(cell) for key, cell in row.items()} for row in rows if row["receiver"] == name)
    numbers = int(row["largest_bytes"]), int(row["per_minute"])
    return Limits(name, row["address"], row["secret"], row["counted"], *numbers)


def robot(name: str, environment: Mapping[str, str], settings: Settings) -> Robot:
    """The robot as the environment has it; raises CallError for an address that cannot be one, without repeating it."""
    of = limits(name, settings)
    words = settings.words("digest")
    address, secret = environment[of.address].strip(), environment.get(of.secret, "").strip() if of.secret else ""
    host = post.host(address)
    if host is None:
        raise CallError(words.fill("bad_address", variable=of.address, name=words[f"name.{name}"]))
    errors = settings.tables["receiver_errors"]
    own = errors[errors["receiver"] == name]
    advice = dict(zip(own["code"], own["advice"], strict=True))
    return Robot(name, host, of.per_minute, of.largest_bytes, of.counted, address, secret, advice)


def posts(robot: Robot, said: Digest, now: dt.datetime) -> Iterator[Posted]:
    """The digest in parts that the robot takes."""

    def counted(text: str) -> int:
        return len(text.encode() if robot.counted == "text" else _body(robot, text, now))

    for text in parts(said.title, said.lines, lambda text: counted(text) <= robot.largest_bytes):
        yield Posted(text, counted(text), robot, _url(robot, now), _body(robot, text, now))


def _url(robot: Robot, now: dt.datetime) -> str:
    """DingTalk's signature stands in the address: the secret signs the moment (ms) and itself."""
    if robot.name != "dingtalk" or not robot.secret:
        return robot.address
    moment = str(int(now.timestamp() * 1000))
    sign = _hmac(robot.secret, f"{moment}\n{robot.secret}")
    parted = urllib.parse.urlsplit(robot.address)
    query = "&".join(filter(None, [parted.query, urllib.parse.urlencode({"timestamp": moment, "sign": sign})]))
    return parted._replace(query=query, fragment="").geturl()


def _body(robot: Robot, text: str, now: dt.datetime) -> bytes:
    """Feishu's signature stands in the body: moment (s) and secret are the key, and nothing is what it signs."""
    if robot.name != "feishu":
        return _json({"msgtype": "text", "text": {"content": text}})
    moment = str(int(now.timestamp()))
    signed = {"timestamp": moment, "sign": _hmac(f"{moment}\n{robot.secret}", "")} if robot.secret else {}
    return _json({**signed, "msg_type": "text", "content": {"text": text}})


def _hmac(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def _json(content: Mapping[str, object]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _code(answer: object) -> int | None:
    """0 where it was taken; None where the answer says neither. Feishu's older robots say StatusCode."""
    if isinstance(answer, dict):
        for name in ("errcode", "code", "StatusCode"):
            if isinstance(answer.get(name), int):
                return int(answer[name])
    return None
