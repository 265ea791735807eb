"""Receivers on this machine: a robot that keeps what is posted to it, and a mail server that keeps its mails."""

import contextlib
import json
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar

Server = TypeVar("Server", bound=socketserver.BaseServer)


class Robot(ThreadingHTTPServer):
    """`got`: (path, body) of each POST. It answers with `status`, `answer` and `headers` after `delay` seconds."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Post)
        self.got: list[tuple[str, bytes]] = []
        self.kinds: list[str] = []
        self.status, self.delay = 200, 0.0
        self.answer: Any = {"errcode": 0, "errmsg": "ok"}
        self.headers: dict[str, str] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Post(BaseHTTPRequestHandler):
    server: Robot

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, body))
        self.server.kinds.append(self.headers["Content-Type"])
        time.sleep(self.server.delay)
        answer = self.server.answer
        data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        with contextlib.suppress(BrokenPipeError):  # who waited for it has gone
            self.wfile.write(data)

    do_GET = do_POST

    def log_message(self, *_: object) -> None:
        pass


class Mailbox(socketserver.ThreadingTCPServer):
    """`mails`: (sender, recipients, data) of each mail; `said`: every line of the client. `refused`: recipients it does
    not take; `offers`: what it can; `data_reply`: what it says to a mail."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Smtp)
        self.mails: list[tuple[str, list[str], bytes]] = []
        self.said: list[bytes] = []
        self.refused: set[str] = set()
        self.offers = ["AUTH PLAIN"]
        self.auth_reply, self.data_reply = "235 ok", "250 ok"


class _Smtp(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        sender, recipients = "", list[str]()
        self._reply("220 here")
        while line := self.rfile.readline():
            self.server.said.append(line)
            word = line.split(b":")[0].strip().upper()
            address = line.decode().partition("<")[2].partition(">")[0]
            if word.startswith(b"EHLO"):
                self._reply(*(f"250-{offer}" for offer in ["here", *self.server.offers]), "250 SIZE 50000000")
            elif word.startswith(b"AUTH"):
                self._reply(self.server.auth_reply)
            elif word == b"MAIL FROM":
                sender, recipients = address, []
                self._reply("250 ok")
            elif word == b"RCPT TO":
                taken = address not in self.server.refused
                recipients += [address] if taken else []
                self._reply("250 ok" if taken else "550 nobody of that name")
            elif word == b"DATA":
                self._reply("354 go on")
                lines = []
                while (text := self.rfile.readline()) != b".\r\n":
                    lines.append(text.removeprefix(b".") if text.startswith(b"..") else text)
                if self.server.data_reply.startswith("250"):
                    self.server.mails.append((sender, recipients, b"".join(lines)))
                self._reply(self.server.data_reply)
            elif word == b"STARTTLS":
                self._reply("220 go on", "this is not TLS")
            elif word == b"QUIT":
                self._reply("221 bye")
                return
            else:
                self._reply("250 ok")

    def _reply(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    """The server at work, in a thread."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def over_tls(server: Robot, certificate: str, key: str) -> Robot:
    """The robot behind a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    return server
