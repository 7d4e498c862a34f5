"""Handing mail over, by the way that the MAIL setting names."""

import random
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Literal, cast
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from chalicelib import log
from chalicelib.aws import pausing
from chalicelib.config import SettingError, Settings, settings
from chalicelib.mail.carriers import Mail, Outbox, Ses, Smtp
from chalicelib.mail.message import MailError, Message, PassingMailError, RecipientError, address

PAUSES = (0.3, 1.0)
"""Seconds before the second and the third try; less by chance, down to half."""
BEGIN_WITHIN = 8.0
_PORTS = {"starttls": 587, "implicit": 465, "none": 25}
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


def deliver(message: Message, *, kind: str) -> bool:
    """Whether the mail was handed over. One that was not is counted and logged as `kind`: it fails nobody's request."""
    return deliver_all([message], kind=kind) == 1


def hand_over(message: Message, *, kind: str) -> bool:
    """Whether the mail was handed over; False for an address that can't receive any. Raises PassingMailError.

    For work that is done again later where a mail does not go out now.
    """
    try:
        _send(message, monotonic() + BEGIN_WITHIN)
    except PassingMailError as error:
        count_failure("mail", kind, error)
        raise
    except (MailError, SettingError) as error:
        count_failure("recipient" if isinstance(error, RecipientError) else "mail", kind, error)
        return False
    log.info("mail_sent", kind=kind)
    return True


def deliver_all(messages: Iterable[Message], *, kind: str) -> int:
    """How many of these mails of one request were handed over.

    A failure that may pass is tried again, twice at most. No try begins later than BEGIN_WITHIN seconds after the
    first, since the request must still answer; what is left by then counts as not sent.
    """
    ends = monotonic() + BEGIN_WITHIN
    return sum([_is_sent(message, kind, ends) for message in messages])


def _is_sent(message: Message, kind: str, ends: float) -> bool:
    try:
        _send(message, ends)
    except RecipientError as error:
        count_failure("recipient", kind, error)
    except (MailError, SettingError) as error:
        count_failure("mail", kind, error)
    else:
        log.info("mail_sent", kind=kind)
        return True
    return False


def _send(message: Message, ends: float) -> None:
    if monotonic() > ends:
        raise PassingMailError("There was no time left to send it.")
    for pause in (*PAUSES, None):
        try:
            carrier().send(message)
        except PassingMailError:
            if pause is None or monotonic() + pause > ends:
                raise
            pausing.pause(random.uniform(pause / 2, pause))  # noqa: S311 - so that not all come back at once
        else:
            return


def count_failure(whose: str, letter: str, error: Exception) -> None:
    """Counted separately: a bad address is no reason for an alarm, but mail that does not go out is."""
    failures = {"MailFailures": log.Metric(1)}
    log.measured("mail_not_sent", {"kind": whose}, failures, level=log.WARNING, letter=letter, why=str(error))


@cache
def carrier() -> Mail:
    """What carries mail here; raises SettingError for a MAIL that makes no sense."""
    return carrier_of(settings())


def carrier_of(given: Settings) -> Mail:
    """`outbox:///folder`, `smtp://user:password@host:587?from=...`, `smtps://...`, `ses://?from=...`."""
    url = urlsplit(given.need("mail").mail)
    asked = {name: values[-1] for name, values in parse_qs(url.query).items()}
    host = urlsplit(given.public_url).hostname or "localhost"
    try:
        sender = address(asked.get("from", f"Allclear <no-reply@{host}>"))
    except MailError:
        raise SettingError("MAIL must name a sender that mail can come from: ?from=status@example.com") from None
    if url.scheme == "outbox" and url.path.startswith("/"):
        return Outbox(Path(unquote(url.path)), sender)
    if url.scheme == "ses" and "from" in asked:
        return Ses(sender, given.aws_region, given.mail_configuration_set)
    if url.scheme in {"smtp", "smtps"} and url.hostname:
        tls = _tls(url, asked)
        user, password = unquote(url.username or ""), unquote(url.password or "")
        return Smtp(url.hostname, url.port or _PORTS[tls], tls, sender, user, password)
    raise SettingError("MAIL must be outbox:///folder, smtp://host?from=..., smtps://host?from=... or ses://?from=...")


def _tls(url: SplitResult, asked: Mapping[str, str]) -> Literal["starttls", "implicit", "none"]:
    usual = "implicit" if url.scheme == "smtps" else "none" if url.hostname in _THIS_MACHINE else "starttls"
    tls = asked.get("tls", usual)
    if tls not in _PORTS:
        raise SettingError(f"MAIL: tls must be one of {', '.join(_PORTS)}")
    return cast(Literal["starttls", "implicit", "none"], tls)
