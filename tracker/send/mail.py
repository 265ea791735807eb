"""The digest by mail, with the manager's workbook."""

import datetime as dt
import smtplib
import socket
import ssl
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from tracker.errors import CallError
from tracker.send.digest import Digest
from tracker.send.errors import SendError
from tracker.send.post import is_this_machine
from tracker.send.published import Published
from tracker.settings import Settings

NAME = "mail"
HOST, PORT, USER, PASSWORD = "TRACKER_SMTP_HOST", "TRACKER_SMTP_PORT", "TRACKER_SMTP_USER", "TRACKER_SMTP_PASSWORD"
FROM, TO = "TRACKER_MAIL_FROM", "TRACKER_MAIL_TO"
NEEDED = [HOST, FROM, TO]
SSL_PORT, START_TLS_PORT = 465, 587
WAIT = 30.0  # seconds; a workbook takes longer than a line
BETWEEN = ",;"  # what people type between addresses, in either width
TOO_LARGE = 552
WORKBOOK = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Mail:
    """A mail server with its secrets, which nothing prints."""

    host: str
    port: int
    sender: Address = field(repr=False)
    recipients: tuple[Address, ...] = field(repr=False)
    user: str = field(repr=False)
    password: str = field(repr=False)

    name = NAME

    @property
    def masked(self) -> list[str]:
        """The recipients as they may be shown."""
        return [f"{to.username[:1]}***@{to.domain}" for to in self.recipients]


@dataclass(frozen=True)
class Letter:
    """One mail: its `text`, the names of what is attached, and the bytes of it all."""

    text: str
    attached: tuple[str, ...]
    counted: int
    mail: Mail = field(repr=False)
    message: EmailMessage = field(repr=False)

    def send(self) -> None:
        """Hand it to the server once; raises SendError where it was not taken for everybody."""
        try:
            server = _server(self.mail)
        except TimeoutError:
            raise SendError("no_connection") from None
        except (OSError, UnicodeError) as error:  # every error of smtplib is an OSError, too
            raise SendError(_problem(error)) from None
        try:
            with server:
                if self.mail.user:
                    server.login(self.mail.user, self.mail.password)
                refused = server.send_message(self.message)
        except (TimeoutError, smtplib.SMTPServerDisconnected):
            raise SendError("maybe") from None
        except (OSError, UnicodeError) as error:
            raise SendError(_problem(error)) from None
        if refused:
            raise SendError("some_recipients", count=len(refused))


def mail(environment: Mapping[str, str], settings: Settings) -> Mail:
    """The mail server as the environment has it; raises CallError for what cannot be right, without repeating it."""
    words = settings.words("digest")
    found = {name: environment.get(name, "").strip() for name in (HOST, PORT, USER, PASSWORD, FROM, TO)}
    missing = [name for name in NEEDED if not found[name]]
    if missing:
        raise CallError(words.fill("not_set", name=words[f"name.{NAME}"], variables=words["list"].join(missing)))
    port = found[PORT] or str(SSL_PORT)
    if not port.isdecimal() or not 0 < int(port) < 65_536:
        raise CallError(words.fill("bad_mail", variable=PORT))
    senders, recipients = _addresses(found[FROM]), _addresses(found[TO])
    if len(senders) != 1:
        raise CallError(words.fill("bad_mail", variable=FROM))
    if not recipients:
        raise CallError(words.fill("bad_mail", variable=TO))
    return Mail(found[HOST], int(port), senders[0], recipients, found[USER], found[PASSWORD])


def letter(mail: Mail, report: Published, said: Digest, now: dt.datetime) -> Letter:
    """The digest as a mail, with the workbook of the report."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = said.title
    message["From"], message["To"] = mail.sender, mail.recipients
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=mail.sender.domain)  # else it would name this machine
    message["Auto-Submitted"] = "auto-generated"  # so that nobody's absence answers it
    text = "\n".join(said.lines)
    message.set_content(text, cte="base64")
    for workbook in report.workbooks:
        message.add_attachment(workbook.read_bytes(), maintype="application", subtype=WORKBOOK, filename=workbook.name)
    names = tuple(workbook.name for workbook in report.workbooks)
    return Letter(f"{said.title}\n{text}", names, len(message.as_bytes()), mail, message)


def _server(mail: Mail) -> smtplib.SMTP:
    """A connection that nobody listens in on; without TLS only to this machine."""
    context = ssl.create_default_context()
    if mail.port == SSL_PORT:
        return smtplib.SMTP_SSL(mail.host, mail.port, timeout=WAIT, context=context)
    server = smtplib.SMTP(mail.host, mail.port, timeout=WAIT)
    try:
        server.ehlo_or_helo_if_needed()
        if server.has_extn("starttls") or not is_this_machine(mail.host):
            server.starttls(context=context)
    except BaseException:
        server.close()
        raise
    return server


def _addresses(text: str) -> tuple[Address, ...]:
    """The addresses of a list; none where one of them cannot be one."""
    text = unicodedata.normalize("NFKC", text)
    for sign in BETWEEN:
        text = text.replace(sign, " ")
    try:
        found = tuple(Address(addr_spec=one) for one in text.split())
    except (ValueError, MessageError, IndexError):
        return ()
    return found if all(one.username and one.domain and str(one).isascii() for one in found) else ()


def _problem(error: Exception) -> str:
    match error:
        case smtplib.SMTPAuthenticationError():
            return "login"
        case smtplib.SMTPRecipientsRefused():
            return "recipients"
        case smtplib.SMTPNotSupportedError():
            return "no_tls"
        case smtplib.SMTPResponseException(smtp_code=code) if code == TOO_LARGE:
            return "too_large"
        case smtplib.SMTPSenderRefused():
            return "sender"
        case smtplib.SMTPResponseException():
            return "mail_refused"
        case ssl.SSLCertVerificationError():
            return "certificate"
        case socket.gaierror():
            return "no_host"
        case ConnectionRefusedError():
            return "refused"
    return "no_connection"
