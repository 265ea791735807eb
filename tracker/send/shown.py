"""What `tracker send` says: the messages as they would go out, or what became of them. Never a secret."""

from collections.abc import Iterator, Sequence

from tracker.send import Message, Receiver, Sent, mail
from tracker.send.digest import Digest
from tracker.settings import Settings
from tracker.wording import Words


def unaddressed(said: Digest, settings: Settings) -> Iterator[str]:
    """The digest where nobody is set up to get it, and how to set somebody up."""
    words = settings.words("digest")
    yield from (said.title, *said.lines, "", words["nobody_set"])
    for one in settings.tables["receivers"].to_dict("records"):
        name, variables = words[f"name.{one['receiver']}"], one["address"]
        if one["receiver"] == mail.NAME:
            variables = words["list"].join([*mail.NEEDED, mail.USER, mail.PASSWORD])
            yield "  " + words.fill("set_up", name=name, variables=variables)
        else:
            key = "set_up_signed" if one["secret"] else "set_up"
            yield "  " + words.fill(key, name=name, variables=variables, secret=one["secret"])


def waiting(receiver: Receiver, messages: Sequence[Message], words: Words) -> Iterator[str]:
    """Each message word for word, with who gets it and how many bytes of it count."""
    name = words[f"name.{receiver.name}"]
    for number, message in enumerate(messages, start=1):
        if isinstance(receiver, mail.Mail):
            to = words["list"].join(receiver.masked)
            host = f"{receiver.host}:{receiver.port}"
            yield words.fill("letter", name=name, host=host, recipients=to, bytes=message.counted)
        else:
            key = "message_signed" if receiver.secret else "message"
            places = {"number": number, "messages": len(messages), "largest": receiver.largest_bytes}
            yield words.fill(key, name=name, host=receiver.host, bytes=message.counted, **places)
        yield message.text
        if isinstance(message, mail.Letter) and message.attached:
            yield words.fill("attached", files=words["list"].join(message.attached))
        yield ""


def became(sent: Sent, words: Words) -> str:
    """What became of one receiver's messages, in a sentence."""
    name = words[f"name.{sent.receiver.name}"]
    key = "sent" if not sent.problem else "partly_sent" if sent.taken else "not_sent"
    return words.fill(key, name=name, messages=sent.messages, taken=sent.taken, problem=sent.problem)
