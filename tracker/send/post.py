"""One POST over https: no redirect followed, nothing tried twice, no address in any error.

The standard library does: one request with verified certificates and the system's proxy needs no dependency.
"""

import http.client
import ipaddress
import socket
import ssl
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from tracker.send.errors import SendError

WAIT = 10.0  # seconds
LARGEST_ANSWER = 65_536
BUSY = 429


class _Stay(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the message to somebody else."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def host(address: str) -> str | None:
    """The host of a web address that may be posted to: https, or this machine; else None."""
    try:
        parted = urlsplit(address)
        name, port = parted.hostname, parted.port
    except ValueError:
        return None
    clean = address.isascii() and address.isprintable() and " " not in address
    if not name or not clean or parted.username is not None or parted.fragment:
        return None
    if parted.scheme != "https" and not (parted.scheme == "http" and is_this_machine(name)):
        return None
    return name if port is None else f"{name}:{port}"


def is_this_machine(name: str) -> bool:
    """Whether a host is the loopback, where nobody listens in."""
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def answer(address: str, body: bytes, wait: float = WAIT) -> bytes:
    """What the receiver answers to `body`; raises SendError where it does not, or not with success."""
    request = urllib.request.Request(
        address, data=body, headers={"Content-Type": "application/json; charset=utf-8"}, method="POST"
    )
    proxies = [urllib.request.ProxyHandler({})] if is_this_machine(urlsplit(address).hostname or "") else []
    until = time.monotonic() + wait
    try:
        with urllib.request.build_opener(_Stay, *proxies).open(request, timeout=wait) as response:
            return _read(response, until)
    except urllib.error.HTTPError as error:
        status = error.code
        error.close()
        if status == BUSY:
            raise SendError("busy", code=status) from None
        raise SendError("moved" if 300 <= status < 400 else "status", status=status) from None
    except urllib.error.URLError as error:
        raise SendError(_unreached(error.reason)) from None
    except (TimeoutError, http.client.HTTPException, OSError):
        # it was sent, and then the answer did not come: nobody knows whether it was taken
        raise SendError("maybe") from None


def _read(response: http.client.HTTPResponse, until: float) -> bytes:
    """The answer; one that drips is not waited for."""
    read = b""
    while chunk := response.read1(4096):
        read += chunk
        if time.monotonic() > until or len(read) > LARGEST_ANSWER:
            raise TimeoutError
    return read


def _unreached(reason: object) -> str:
    """Why there was no connection."""
    match reason:
        case socket.gaierror():
            return "no_host"
        case ConnectionRefusedError():
            return "refused"
        case ssl.SSLCertVerificationError():
            return "certificate"
    return "no_connection"
