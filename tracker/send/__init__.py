"""The week's headline of a published report, for the people who do not open it: to group robots, or by mail.

published → digest → parts, as each receiver counts → posted, once. Nothing is worked out anew, nothing is sent twice:
what fails is told, and whether it may have arrived all the same.
"""

import datetime as dt
import time
from collections.abc import Mapping
from dataclasses import dataclass

from tracker.errors import CallError
from tracker.send import mail, robots
from tracker.send.digest import Digest
from tracker.send.errors import SendError
from tracker.send.published import Published
from tracker.settings import Settings
from tracker.wording import Words

Receiver = robots.Robot | mail.Mail
Message = robots.Posted | mail.Letter


@dataclass(frozen=True)
class Sent:
    """What became of one receiver's messages: how many of them he took, and why no more ("" where he took all)."""

    receiver: Receiver
    taken: int
    messages: int
    problem: str


def receivers(name: str | None, environment: Mapping[str, str], settings: Settings) -> list[Receiver]:
    """Who the digest goes to: the receiver of that name (or of its Chinese one), else all that the environment names.

    Raises CallError for one that does not exist, that is not set up, or whose settings cannot be right.
    """
    words = settings.words("digest")
    known = {words[f"name.{one}"]: one for one in settings.tables["receivers"]["receiver"]}
    if name is None:
        chosen = [one for one in known.values() if _is_set(one, environment, settings)]
    else:
        chosen = [known.get(name, name)]
        if chosen[0] not in known.values():
            raise CallError(words.fill("no_receiver", name=name, known=words["list"].join(known)))
        if not _is_set(chosen[0], environment, settings):
            missing = words["list"].join(_asked_for(chosen[0], settings))
            raise CallError(words.fill("not_set", name=words[f"name.{chosen[0]}"], variables=missing))
    return [_receiver(one, environment, settings) for one in chosen]


def messages(receiver: Receiver, report: Published, said: Digest, now: dt.datetime) -> list[Message]:
    """What goes to this receiver, in order; `now` is what signs and dates it."""
    if isinstance(receiver, mail.Mail):
        return [mail.letter(receiver, report, said, now)]
    return [*robots.posts(receiver, said, now)]


def sent(receiver: Receiver, waiting: list[Message], words: Words) -> Sent:
    """Send them. After the first that fails nothing more goes to this receiver."""
    taken = 0
    try:
        for number, message in enumerate(waiting):
            if number and isinstance(receiver, robots.Robot):
                time.sleep(60 / receiver.per_minute)
            message.send()
            taken += 1
    except SendError as error:
        return Sent(receiver, taken, len(waiting), words.fill(f"problem.{error.key}", **error.parts))
    return Sent(receiver, taken, len(waiting), "")


def _asked_for(name: str, settings: Settings) -> list[str]:
    return mail.NEEDED if name == mail.NAME else [robots.limits(name, settings).address]


def _is_set(name: str, environment: Mapping[str, str], settings: Settings) -> bool:
    return any(environment.get(variable, "").strip() for variable in _asked_for(name, settings))


def _receiver(name: str, environment: Mapping[str, str], settings: Settings) -> Receiver:
    if name == mail.NAME:
        return mail.mail(environment, settings)
    return robots.robot(name, environment, settings)
