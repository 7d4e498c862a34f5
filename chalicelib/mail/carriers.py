"""The ways a mail goes out: SES, an SMTP server, or a folder that a page lists."""

import os
import secrets
import ssl
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Protocol

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as BotoConnectionError

from chalicelib import clock
from chalicelib.mail.kept import Connections, opened
from chalicelib.mail.message import MailError, Message, PassingMailError, to_mime
from chalicelib.mail.parcels import Handed, Pace, Parcel, in_turn, side_by_side
from chalicelib.mail.rounds import Round
from chalicelib.mail.smtp import InTime, connected, conversation

TRY_SECONDS = 8.0
"""The longest that one try takes; a caller waits for it."""
_SES_AT_ONCE = 10
_SERVERS_FAULT = 500
_THROTTLED = frozenset({"LimitExceededException", "Throttling", "ThrottlingException", "TooManyRequestsException"})


class Mail(Protocol):
    """A way to send mail."""

    @property
    def sender(self) -> Address:
        """Whom mail comes from."""

    def send(self, message: Message) -> None:
        """Hands the mail over; raises MailError."""

    def hand_over(self, parcels: Iterable[Parcel], pace: Pace) -> Iterator[Handed]:
        """Many mails, each taken from `parcels` when its turn has come; tells of each, in any order, how it went.

        Safe for several threads.
        """


@dataclass(frozen=True)
class Outbox:
    """One .eml file a mail, in a folder."""

    folder: Path
    sender: Address

    def send(self, message: Message) -> None:
        """As `Mail` says."""
        self._write(to_mime(message, self.sender).as_bytes())

    def hand_over(self, parcels: Iterable[Parcel], pace: Pace) -> Iterator[Handed]:
        """One after the other."""
        return in_turn(parcels, lambda parcel: self._write(parcel.mime), pace)

    def _write(self, mime: bytes) -> None:
        """Written aside and renamed, so that a reader never sees a part."""
        name = f"{clock.now():%Y%m%dT%H%M%S.%f}-{secrets.token_hex(4)}.eml"
        part = self.folder / f".{name}.part"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(mime)
            os.replace(part, self.folder / name)  # noqa: PTH105 - atomic on every system
        except OSError as error:
            raise MailError(f"The outbox cannot be written to: {error.strerror}.") from error


@dataclass(frozen=True)
class Smtp:
    """A server that speaks SMTP; with a user name it is spoken to only under TLS, unless `tls` is `none`."""

    host: str
    port: int
    tls: Literal["starttls", "implicit", "none"]
    sender: Address
    user: str = ""
    password: str = field(default="", repr=False)

    def send(self, message: Message) -> None:
        """One connection for each mail, since there are few."""
        mime = to_mime(message, self.sender)
        with conversation(self.host, self.port, implicit_tls=self.tls == "implicit", seconds=TRY_SECONDS) as server:
            if self.tls == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
            server.send_message(mime)

    def hand_over(self, parcels: Iterable[Parcel], pace: Pace) -> Iterator[Handed]:
        """On a few kept connections, since there are many."""
        return Round(self._connections, self.sender.addr_spec, iter(parcels), pace).handed()

    @cached_property
    def _connections(self) -> Connections:
        def connect() -> InTime:
            server = connected(self.host, self.port, TRY_SECONDS, implicit_tls=self.tls == "implicit")
            return opened(server, self.tls, self.user, self.password)

        return Connections(connect, TRY_SECONDS)


@dataclass(frozen=True)
class Ses:
    """Amazon SES by its version 2 API; the function's role may send as `sender` alone."""

    sender: Address
    region: str
    configuration_set: str = ""

    def send(self, message: Message) -> None:
        """Sent as MIME, so that every way sends the same bytes."""
        mime: EmailMessage = to_mime(message, self.sender)
        self._send(mime["To"].addresses[0].addr_spec, mime.as_bytes())

    def hand_over(self, parcels: Iterable[Parcel], pace: Pace) -> Iterator[Handed]:
        """Some side by side: an answer over the internet takes longer than the mail."""
        return side_by_side(parcels, lambda parcel: self._send(parcel.to, parcel.mime), pace, _SES_AT_ONCE)

    def _send(self, to: str, mime: bytes) -> None:
        """With the configuration set, by which bounces and complaints come back."""
        more = {"ConfigurationSetName": self.configuration_set} if self.configuration_set else {}
        try:
            self._client.send_email(
                FromEmailAddress=str(self.sender),
                Destination={"ToAddresses": [to]},
                Content={"Raw": {"Data": mime}},
                **more,
            )
        except (BotoCoreError, ClientError) as error:
            kind = PassingMailError if _passes(error) else MailError
            raise kind(f"SES refused: {_reason(error)}.") from error

    @cached_property
    def _client(self) -> Any:  # noqa: ANN401 - botocore makes its clients as it goes
        from botocore.session import get_session  # noqa: PLC0415 - only where mail goes out by SES

        patience = {"connect_timeout": 1, "read_timeout": TRY_SECONDS - 1}
        config = Config(**patience, retries={"total_max_attempts": 1})  # `sending` tries again
        return get_session().create_client("sesv2", region_name=self.region, config=config)


def _passes(error: BotoCoreError | ClientError) -> bool:
    if not isinstance(error, ClientError):
        return isinstance(error, HTTPClientError | BotoConnectionError)
    return _reason(error) in _THROTTLED or error.response["ResponseMetadata"].get("HTTPStatusCode", 0) >= _SERVERS_FAULT


def _reason(error: BotoCoreError | ClientError) -> str:
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else type(error).__name__
