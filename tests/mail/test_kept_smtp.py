"""Many mails over kept SMTP connections, and what the server may do meanwhile."""

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.headerregistry import Address

import pytest

from chalicelib.mail.carriers import Smtp
from chalicelib.mail.message import MailError, PassingMailError, RecipientError
from chalicelib.mail.smtp import ServerAwayError

SENDER = Address("Allclear", addr_spec="status@example.com")


@dataclass
class Behaviour:
    """What the server does, and what it saw."""

    pipelining: bool = False
    refusing: str = ""
    """What it answers to RCPT."""
    hangs_up_after: int = 0
    """Mails on a connection; 0 for never."""
    connections: int = 0
    mails: list[bytes] = field(default_factory=list)


class _Handler(socketserver.StreamRequestHandler):
    server: "_Server"

    def handle(self) -> None:
        does, taken = self.server.does, 0
        does.connections += 1
        self._say("220 ready")
        while line := self.rfile.readline().decode().strip():
            word = line.partition(" ")[0].upper()
            if word == "EHLO":
                self._say("250-here\r\n250 PIPELINING" if does.pipelining else "250 here")
            elif word == "RCPT" and does.refusing:
                self._say(does.refusing)
            elif word == "DATA":
                self._say("354 go on")
                text = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    text += part
                if not does.refusing:
                    does.mails.append(text)
                self._say("250 thanks")
                taken += 1
                if taken == does.hangs_up_after:
                    return
            else:
                self._say("250 ok")

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.does = Behaviour()


@pytest.fixture
def server() -> Iterator[_Server]:
    with _Server() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def smtp(server: _Server) -> Iterator[Smtp]:
    smtp = Smtp("127.0.0.1", server.server_address[1], "none", SENDER)
    yield smtp
    smtp._connections.close()  # noqa: SLF001 - a process keeps them for good


@pytest.mark.parametrize("pipelining", [False, True])
def test_many_mails_go_over_one_connection_as_they_are(pipelining: bool, server: _Server, smtp: Smtp) -> None:
    server.does.pipelining = pipelining
    for number in range(3):
        smtp.hand_over("ada@example.com", b"Subject: %d\r\n\r\n.a dot\r\nlast" % number)
    assert server.does.connections == 1
    assert server.does.mails == [b"Subject: %d\r\n\r\n..a dot\r\nlast\r\n" % number for number in range(3)]


@pytest.mark.parametrize("pipelining", [False, True])
def test_a_refused_recipient_costs_the_others_nothing(pipelining: bool, server: _Server, smtp: Smtp) -> None:
    server.does.pipelining, server.does.refusing = pipelining, "550 5.1.1 no such mailbox"
    with pytest.raises(RecipientError) as refused:
        smtp.hand_over("gone@example.com", b"Subject: A\r\n\r\n")
    assert refused.value.is_gone
    server.does.refusing = ""
    smtp.hand_over("ada@example.com", b"Subject: B\r\n\r\n")
    assert (server.does.connections, server.does.mails) == (1, [b"Subject: B\r\n\r\n"])


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("450 4.2.0 greylisted", PassingMailError),
        ("550 5.7.1 looks like spam", RecipientError),
        ("421 bye", ServerAwayError),
    ],
)
def test_what_a_refusal_means(answer: str, kind: type[MailError], server: _Server, smtp: Smtp) -> None:
    server.does.refusing = answer
    with pytest.raises(kind) as refused:
        smtp.hand_over("ada@example.com", b"Subject: A\r\n\r\n")
    assert type(refused.value) is kind
    assert getattr(refused.value, "is_gone", False) is False


def test_a_kept_connection_that_the_server_closed_is_replaced(server: _Server, smtp: Smtp) -> None:
    server.does.hangs_up_after = 2
    for number in range(5):
        smtp.hand_over("ada@example.com", b"Subject: %d\r\n\r\n" % number)
    assert len(server.does.mails) == 5
    assert server.does.connections == 3


def test_a_server_that_is_away_says_so(server: _Server) -> None:
    with pytest.raises(ServerAwayError):
        Smtp("127.0.0.1", 1, "none", SENDER).hand_over("ada@example.com", b"Subject: A\r\n\r\n")
