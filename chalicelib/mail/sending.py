"""Handing mail over, by the way that the MAIL setting names."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, cast
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from chalicelib import log
from chalicelib.config import SettingError, Settings, settings
from chalicelib.mail.carriers import Mail, Outbox, Ses, Smtp
from chalicelib.mail.message import MailError, Message, address

_PORTS = {"starttls": 587, "implicit": 465, "none": 25}
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


def deliver(message: Message, *, kind: str) -> bool:
    """Whether the mail was handed over. One that was not is logged as `kind`: it fails nobody's request."""
    try:
        carrier().send(message)
    except (MailError, SettingError) as error:
        log.warning("mail_not_sent", kind=kind, why=str(error))
        return False
    log.info("mail_sent", kind=kind)
    return True


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
        return Ses(sender, given.aws_region)
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
