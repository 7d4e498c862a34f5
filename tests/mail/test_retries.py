"""Mail that does not go out at once: tried again while that may help, counted when it does not, and never for long."""

import json
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.headerregistry import Address
from typing import Any

import pytest
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, NoCredentialsError
from botocore.session import get_session
from botocore.stub import Stubber

from chalicelib.config import SettingError, Settings
from chalicelib.mail import carriers, sending, smtp
from chalicelib.mail.carriers import Mail, Ses, Smtp
from chalicelib.mail.letters import letter
from chalicelib.mail.message import MailError, Message, PassingMailError, RecipientError
from chalicelib.mail.sending import deliver, deliver_all
from tests.logs import lines_with

SENDER = Address("Allclear", addr_spec="no-reply@status.example.com")
BAD_RECIPIENT = "550 5.1.1 bob@example.com: no such mailbox"


def a_message(to: str = "bob@example.com") -> Message:
    return letter(to, "Hello", ["Some text"], ("Go", "https://x.example/"), [])


class Server(socketserver.ThreadingTCPServer):
    """A mail server that answers a command by what it was told to say, connection by connection."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.scripts: list[dict[str, str]] = []
        """What each further connection is answered, by command; `hello` is the greeting. Else all goes well."""
        self.connections = 0
        self.mails: list[bytes] = []

    def handle_error(self, *_: object) -> None:
        """A client that leaves in the middle of a conversation is what these tests are about."""

    @property
    def carrier(self) -> Smtp:
        return Smtp("127.0.0.1", int(self.server_address[1]), "none", SENDER)


class Conversation(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        script = self.server.scripts.pop(0) if self.server.scripts else {}
        self.server.connections += 1
        if not self._said(script.get("HELLO", "220 here")):
            return
        while line := self.rfile.readline().decode().strip():
            word = line.partition(" ")[0].upper()
            if not self._said(script.get(word, {"DATA": "354 go on", "QUIT": "221 bye"}.get(word, "250 ok"))):
                return
            if word == "DATA" and "DATA" not in script:
                self.server.mails.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                if not self._said(script.get("END", "250 thanks")):
                    return

    def _said(self, reply: str) -> bool:
        """False for the end of the connection; `silence` is a server that hangs until the client leaves."""
        if reply == "silence":
            self.rfile.read(1)
        if reply in {"silence", "drop"}:
            return False
        self.wfile.write(reply.encode() + b"\r\n")
        return True


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """One on this machine, which all mail goes to; without waits between tries, and with time for all of them."""
    with Server() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setattr(sending, "carrier", lambda: server.carrier)
        monkeypatch.setattr(sending, "PAUSES", (0.001, 0.001))
        monkeypatch.setattr(sending, "BEGIN_WITHIN", 60.0)
        yield server
        server.shutdown()


def _lines_of(action: Callable[[], object]) -> list[dict[str, Any]]:
    """What is logged at the highest level that a stage may choose."""
    with lines_with(Settings(log_level="ERROR")) as lines:
        assert not action()
    return lines


@pytest.mark.parametrize(
    "script",
    [
        {"HELLO": "421 too busy"},
        {"HELLO": "drop"},
        {"MAIL": "452 too many recipients this minute"},
        {"RCPT": "450 4.2.0 greylisted, try again"},
        {"DATA": "451 local error"},
        {"END": "421 shutting down"},
        {"END": "drop"},
    ],
)
def test_a_failure_that_passes_is_tried_again(server: Server, script: dict[str, str]) -> None:
    server.scripts = [script, script]
    assert deliver(a_message(), kind="invitation")
    assert server.connections == 3


def test_every_try_sends_the_same_mail(server: Server) -> None:
    """A server that took it, and was cut off before it said so, knows it by its id."""
    server.scripts = [{"END": "drop"}]
    assert deliver(a_message(), kind="invitation")
    first, second = (message_from_bytes(mail)["Message-ID"] for mail in server.mails)
    assert first == second
    assert deliver(a_message(), kind="invitation")
    assert message_from_bytes(server.mails[2])["Message-ID"] != first


@pytest.mark.parametrize("script", [{"QUIT": "drop"}, {"QUIT": "500 what?"}, {"QUIT": "421 bye"}])
def test_a_mail_that_was_taken_is_sent_whatever_the_server_says_then(server: Server, script: dict[str, str]) -> None:
    server.scripts = [script]
    assert deliver(a_message(), kind="invitation")
    assert len(server.mails) == server.connections == 1


@pytest.mark.parametrize(
    "script",
    [{"HELLO": "554 go away"}, {"MAIL": "550 not you"}, {"RCPT": BAD_RECIPIENT}, {"DATA": "554 no"}, {"END": "552 no"}],
)
def test_a_refusal_for_good_is_not_tried_again(server: Server, script: dict[str, str]) -> None:
    server.scripts = [script]
    assert not deliver(a_message(), kind="invitation")
    assert server.connections == 1


def test_what_never_passes_is_given_up_after_three_tries_and_counted(server: Server) -> None:
    server.scripts = [{"HELLO": "421 too busy"}] * 9
    (line,) = _lines_of(lambda: deliver(a_message(), kind="invitation"))
    assert server.connections == 3
    assert (line["event"], line["level"], line["letter"]) == ("mail_not_sent", "warning", "invitation")
    assert (line["kind"], line["MailFailures"]) == ("mail", 1)


def test_an_address_that_takes_no_mail_is_counted_apart(server: Server) -> None:
    server.scripts = [{"RCPT": BAD_RECIPIENT}]
    found = _lines_of(lambda: deliver(a_message(), kind="verify_email"))
    found += _lines_of(lambda: deliver(a_message("nobody at all"), kind="verify_email"))
    assert [(line["kind"], line["MailFailures"]) for line in found] == [("recipient", 1)] * 2
    assert "bob@example.com" not in json.dumps(found)


def test_a_setting_that_names_no_way_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    def unset() -> Mail:
        raise SettingError("MAIL")

    monkeypatch.setattr(sending, "carrier", unset)
    assert [line["kind"] for line in _lines_of(lambda: deliver(a_message(), kind="notice"))] == ["mail"]


def test_a_server_that_hangs_takes_no_longer_than_a_try_may(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carriers, "TRY_SECONDS", 0.3)
    server.scripts = [{"RCPT": "silence"}]
    started = time.monotonic()
    with pytest.raises(PassingMailError):
        server.carrier.send(a_message())
    assert time.monotonic() - started < 30, "a reply alone may take longer"


def test_replies_that_trickle_in_end_with_the_try(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each reply is in time; all of them together are not."""
    monkeypatch.setattr(carriers, "TRY_SECONDS", 100.0)
    clock = iter(range(0, 40_000, 40))
    monkeypatch.setattr(smtp, "monotonic", lambda: float(next(clock)))
    with pytest.raises(PassingMailError, match="TimeoutError"):
        server.carrier.send(a_message())


class Counting:
    """A carrier that always fails in the way it is told."""

    def __init__(self, error: MailError) -> None:
        self.error, self.tries = error, 0

    def send(self, message: Message) -> None:
        """Counts."""
        self.tries += 1
        raise self.error


def test_the_mails_of_one_request_share_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten owners are told by a server that takes five seconds to fail: the request must still answer in time."""
    carrier = Counting(PassingMailError("away"))
    now = iter(range(0, 10_000, 5))
    monkeypatch.setattr(sending, "carrier", lambda: carrier)
    monkeypatch.setattr("chalicelib.mail.sending.monotonic", lambda: float(next(now)))
    monkeypatch.setattr("chalicelib.mail.sending.pausing.pause", lambda _: None)
    assert deliver_all([a_message() for _ in range(10)], kind="notice") == 0
    assert carrier.tries <= 3


@pytest.mark.parametrize(
    ("error", "tries"), [(PassingMailError("p"), 3), (MailError("m"), 1), (RecipientError("r"), 1)]
)
def test_only_what_may_pass_is_tried_again(monkeypatch: pytest.MonkeyPatch, error: MailError, tries: int) -> None:
    carrier = Counting(error)
    monkeypatch.setattr(sending, "carrier", lambda: carrier)
    monkeypatch.setattr(sending, "PAUSES", (0.001, 0.001))
    assert not deliver(a_message(), kind="notice")
    assert carrier.tries == tries


@pytest.fixture
def ses() -> Iterator[tuple[Ses, Stubber]]:
    client = get_session().create_client("sesv2", region_name="us-east-1")
    carrier = Ses(SENDER, "us-east-1")
    carrier.__dict__["_client"] = client
    with Stubber(client) as stubber:
        yield carrier, stubber


@pytest.mark.parametrize(
    ("code", "status", "passes"),
    [
        ("TooManyRequestsException", 429, True),
        ("ThrottlingException", 400, True),
        ("LimitExceededException", 400, True),
        ("InternalServiceErrorException", 500, True),
        ("ServiceUnavailable", 503, True),
        ("MessageRejected", 400, False),
        ("AccessDeniedException", 403, False),
        ("AccountSuspendedException", 400, False),
        ("SendingPausedException", 400, False),
        ("MailFromDomainNotVerifiedException", 400, False),
        ("BadRequestException", 400, False),
    ],
)
def test_ses_is_asked_again_where_it_is_busy_and_not_where_it_refuses(
    ses: tuple[Ses, Stubber], code: str, status: int, passes: bool
) -> None:
    carrier, stubber = ses
    stubber.add_client_error("send_email", code, "no", http_status_code=status)
    with pytest.raises(MailError) as refused:
        carrier.send(a_message())
    assert isinstance(refused.value, PassingMailError) is passes


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (EndpointConnectionError(endpoint_url="https://email"), True),
        (ConnectTimeoutError(endpoint_url="https://email"), True),
        (NoCredentialsError(), False),
    ],
)
def test_ses_out_of_reach_is_asked_again(monkeypatch: pytest.MonkeyPatch, error: Exception, passes: bool) -> None:
    class Away:
        def send_email(self, **_: object) -> None:
            raise error

    carrier = Ses(SENDER, "us-east-1")
    carrier.__dict__["_client"] = Away()
    with pytest.raises(MailError) as refused:
        carrier.send(a_message())
    assert isinstance(refused.value, PassingMailError) is passes
