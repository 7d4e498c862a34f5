"""Many mails over kept SMTP connections, and what the server may do meanwhile."""

import socketserver
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.headerregistry import Address
from time import monotonic

import pytest

from chalicelib.mail.carriers import Smtp
from chalicelib.mail.message import MailError, PassingMailError, RecipientError
from chalicelib.mail.parcels import Parcel
from chalicelib.mail.rounds import AT_ONCE
from chalicelib.mail.smtp import ServerAwayError

SENDER = Address("Allclear", addr_spec="status@example.com")
TEXT = b"Subject: A\r\n\r\n"
ROUNDING = 1e-6
"""Seconds by which sums of times may differ."""


@dataclass
class Behaviour:
    """What the server does, and what it saw."""

    pipelining: bool = False
    refusing: str = ""
    """What it answers to RCPT."""
    hangs_up_after: int = 0
    """Mails on a connection; 0 for never."""
    last_words: str = ""
    """Said before it hangs up."""
    silent_to: str = ""
    """A recipient whose mail is never answered."""
    most_connections: int = 0
    """At the same time; 0 for any number."""
    open: int = 0
    loses_text: bool = False
    """It hangs up when it has the text, before it says so."""
    connections: int = 0
    mails: list[bytes] = field(default_factory=list)
    counting: threading.Lock = field(default_factory=threading.Lock)


class _Handler(socketserver.StreamRequestHandler):
    server: "_Server"

    def handle(self) -> None:
        does = self.server.does
        with does.counting:
            does.open += 1
            is_one_too_many = 0 < does.most_connections < does.open
        try:
            if is_one_too_many:
                self._say("421 4.7.0 too many connections")
            else:
                does.connections += 1
                self._talk()
        finally:
            with does.counting:
                does.open -= 1

    def _talk(self) -> None:
        does, taken, to = self.server.does, 0, ""
        self._say("220 ready")
        while line := self.rfile.readline().decode().strip():
            word = line.partition(" ")[0].upper()
            if word == "EHLO":
                self._say("250-here\r\n250 PIPELINING" if does.pipelining else "250 here")
            elif word == "RCPT":
                to = line
                self._say(does.refusing or "250 ok")
            elif word == "DATA":
                if not self._took_mail(to):
                    return
                taken += 1
                if taken == does.hangs_up_after:
                    if does.last_words:
                        self._say(does.last_words)
                    return
            else:
                self._say("250 ok")

    def _took_mail(self, to: str) -> bool:
        does = self.server.does
        self._say("354 go on")
        text = b""
        while (part := self.rfile.readline()) not in {b".\r\n", b""}:
            text += part
        if does.silent_to and does.silent_to in to:
            self.rfile.readline()
        if does.loses_text or (does.silent_to and does.silent_to in to):
            return False
        if not does.refusing:
            does.mails.append(text)
        self._say("250 thanks")
        return True

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


def handed(smtp: Smtp, *texts: bytes, to: str = "ada@example.com") -> list[Exception | None]:
    """What became of these mails, in their order."""
    parcels = [Parcel(str(place), to, text) for place, text in enumerate(texts)]
    ended = dict(smtp.hand_over(parcels, lambda: 0.0))
    assert len(ended) == len(texts)
    return [ended[each.name] for each in parcels]


@pytest.mark.parametrize("pipelining", [False, True])
def test_mails_of_one_round_after_the_other_go_over_kept_connections_as_they_are(
    pipelining: bool, server: _Server, smtp: Smtp
) -> None:
    server.does.pipelining = pipelining
    for number in range(3):
        assert handed(smtp, b"Subject: %d\r\n\r\n.a dot\r\nlast" % number) == [None]
    assert server.does.connections == 1
    assert server.does.mails == [b"Subject: %d\r\n\r\n..a dot\r\nlast\r\n" % number for number in range(3)]


@pytest.mark.parametrize("pipelining", [False, True])
def test_many_mails_go_over_a_few_connections_each_once(pipelining: bool, server: _Server, smtp: Smtp) -> None:
    server.does.pipelining = pipelining
    texts = [b"Subject: %d\r\n\r\n%s\r\n" % (number, b"x" * 300_000) for number in range(30)]
    assert handed(smtp, *texts) == [None] * 30
    assert sorted(server.does.mails) == sorted(texts)
    assert server.does.connections == AT_ONCE


def test_a_mail_that_is_not_answered_holds_up_no_other(
    server: _Server, smtp: Smtp, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [monotonic()]
    for module in ("line", "rounds"):
        monkeypatch.setattr(f"chalicelib.mail.{module}.monotonic", lambda: clock[0])
    server.does.silent_to = "bob"
    parcels = [Parcel(str(place), "bob@example.com" if place == 1 else "ada@example.com", TEXT) for place in range(12)]
    mails = smtp.hand_over(parcels, lambda: 0.0)
    ended = [next(mails) for _ in range(11)]
    clock[0] += 61
    ended += mails
    assert [name for name, error in ended if error] == [ended[-1].name] == ["1"]
    assert type(ended[-1].error) is ServerAwayError
    assert len(server.does.mails) == 11


def test_a_server_that_takes_few_connections_gets_all_mails_over_those(server: _Server, smtp: Smtp) -> None:
    server.does.most_connections = 2
    texts = [[b"Subject: %d %d\r\n\r\n" % (sender, number) for number in range(20)] for sender in range(3)]
    with ThreadPoolExecutor(3) as senders:
        ended = list(senders.map(lambda some: handed(smtp, *some), texts))
    assert ended == [[None] * 20] * 3
    assert sorted(server.does.mails) == sorted(each for some in texts for each in some)
    assert server.does.connections == 2


def test_whoever_waits_in_vain_for_a_connection_tries_again_later(
    server: _Server, smtp: Smtp, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.does.most_connections = 1
    connections = smtp._connections  # noqa: SLF001 - another thread's
    line = connections.taken(is_new=False)
    with monkeypatch.context() as impatient:
        impatient.setattr(connections, "try_seconds", 0.5)
        (in_vain,) = handed(smtp, TEXT)
    assert type(in_vain) is PassingMailError
    assert line
    connections.give_back(line)
    assert handed(smtp, TEXT) == [None]


@pytest.mark.parametrize("pipelining", [False, True])
def test_a_refused_recipient_costs_the_others_nothing(pipelining: bool, server: _Server, smtp: Smtp) -> None:
    server.does.pipelining, server.does.refusing = pipelining, "550 5.1.1 no such mailbox"
    (refused,) = handed(smtp, TEXT, to="gone@example.com")
    assert isinstance(refused, RecipientError)
    assert refused.is_gone
    server.does.refusing = ""
    assert handed(smtp, b"Subject: B\r\n\r\n") == [None]
    assert (server.does.connections, server.does.mails) == (1, [b"Subject: B\r\n\r\n"])


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("450 4.2.0 greylisted", PassingMailError),
        ("550 5.7.1 looks like spam", RecipientError),
        ("421 bye", ServerAwayError),
        ("what?", ServerAwayError),
        ("\x00" * 100_000, ServerAwayError),
    ],
)
def test_what_a_refusal_means(answer: str, kind: type[MailError], server: _Server, smtp: Smtp) -> None:
    server.does.refusing = answer
    (refused,) = handed(smtp, TEXT)
    assert type(refused) is kind
    assert getattr(refused, "is_gone", False) is False


@pytest.mark.parametrize(
    ("answer", "is_gone"),
    [
        ("550 5.1.1 no such mailbox", True),
        ("550 5.1.10 the domain takes no mail", True),
        ("550 5.2.1 mailbox is disabled", True),
        ("550 no such mailbox", True),
        ("556 the domain takes no mail", True),
        ("552 5.2.2 mailbox is full", False),
        ("552 mailbox is full", False),
        ("550 5.2.3 too long for this mailbox", False),
        ("550 5.1.8 the sender's domain is unknown", False),
        ("550 5.4.6 routing loop", False),
        ("554 transaction failed", False),
        ("550 5.7.1 looks like spam", False),
    ],
)
def test_only_a_mailbox_that_is_not_there_is_gone(answer: str, is_gone: bool, server: _Server, smtp: Smtp) -> None:
    server.does.refusing = answer
    (refused,) = handed(smtp, TEXT)
    assert isinstance(refused, RecipientError)
    assert refused.is_gone is is_gone


@pytest.mark.parametrize("last_words", ["", "421 4.4.2 timeout exceeded"])
def test_a_kept_connection_that_the_server_closed_is_replaced(last_words: str, server: _Server, smtp: Smtp) -> None:
    server.does.hangs_up_after, server.does.last_words = 2, last_words
    for number in range(5):
        assert handed(smtp, b"Subject: %d\r\n\r\n" % number) == [None]
    assert len(server.does.mails) == 5
    assert server.does.connections == 3


def test_a_mail_that_the_server_may_have_is_not_sent_again_by_itself(server: _Server, smtp: Smtp) -> None:
    assert handed(smtp, TEXT) == [None]
    server.does.loses_text = True
    (lost,) = handed(smtp, TEXT)
    assert type(lost) is ServerAwayError
    assert server.does.connections == 1


def test_a_server_that_is_away_says_so() -> None:
    (away,) = handed(Smtp("127.0.0.1", 1, "none", SENDER), TEXT)
    assert type(away) is ServerAwayError


def test_mails_begin_at_their_turns_while_others_are_under_way(server: _Server, smtp: Smtp) -> None:
    taken: list[float] = []

    def parcels() -> Iterator[Parcel]:
        for place in range(5):
            taken.append(monotonic())
            yield Parcel(str(place), "ada@example.com", TEXT)

    first = monotonic()
    turns = iter(range(6))
    ended = list(smtp.hand_over(parcels(), lambda: first + next(turns) * 0.05 - monotonic()))
    assert [each.error for each in ended] == [None] * 5
    assert all(moment > first + place * 0.05 - ROUNDING for place, moment in enumerate(taken))


def test_an_address_that_smtp_cannot_say_is_an_error_of_its_mail_alone(server: _Server, smtp: Smtp) -> None:
    parcels = [Parcel("é", "é@example.com", TEXT), Parcel("ada", "ada@example.com", TEXT)]
    ended = dict(smtp.hand_over(parcels, lambda: 0.0))
    assert isinstance(ended["é"], UnicodeEncodeError)
    assert ended["ada"] is None


def test_whoever_stops_listening_leaves_no_connection_half_way(server: _Server, smtp: Smtp) -> None:
    mails = smtp.hand_over([Parcel(str(place), "ada@example.com", TEXT) for place in range(8)], lambda: 0.0)
    next(mails)
    mails.close()  # type: ignore[attr-defined] # a generator
    assert handed(smtp, TEXT, TEXT) == [None, None]
