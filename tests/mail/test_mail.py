"""Mail: what goes out, by which way, and nothing that a stranger smuggled in."""

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from botocore.session import get_session
from botocore.stub import ANY, Stubber

from chalicelib.config import SettingError, Settings
from chalicelib.mail.carriers import Outbox, Ses, Smtp
from chalicelib.mail.letters import letter, link_to
from chalicelib.mail.message import MailError, Message, to_mime
from chalicelib.mail.sending import carrier_of, deliver
from chalicelib.mail.words import named

SENDER = Address("Allclear", addr_spec="no-reply@status.example.com")


def a_message(to: str = "bob@example.com", subject: str = "Hello") -> Message:
    """A letter with something of everything."""
    return letter(
        to, subject, ["Some <b>text</b> & more: Zürich"], ("Go", "https://x.example/a?b=1&c=2#token=t"), ["End"]
    )


def _body(mime: EmailMessage, kind: str) -> str:
    part = mime.get_body((kind,))
    assert part
    return str(part.get_content())


def _mails(folder: Path) -> list[EmailMessage]:
    files = sorted(folder.glob("*.eml"))
    return [message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=policy.default) for file in files]


def test_text_and_html_say_the_same_and_nothing_is_markup() -> None:
    mime = to_mime(a_message(), SENDER)
    assert "Some <b>text</b> & more: Zürich" in _body(mime, "plain")
    assert "https://x.example/a?b=1&c=2#token=t" in _body(mime, "plain")
    assert "Some &lt;b&gt;text&lt;/b&gt; &amp; more: Zürich" in _body(mime, "html")
    assert 'href="https://x.example/a?b=1&amp;c=2#token=t"' in _body(mime, "html")
    assert (str(mime["from"]), mime["auto-submitted"]) == ("Allclear <no-reply@status.example.com>", "auto-generated")


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x00", "\x85", "\u2028", "\x0b\x0c"])
def test_a_subject_adds_no_header(end: str) -> None:
    mime = to_mime(a_message(subject=f"Hi{end}Bcc: eve@example.com"), SENDER)
    read = message_from_bytes(mime.as_bytes(), policy=policy.default)
    assert read["bcc"] is None
    assert read["subject"] == "Hi Bcc: eve@example.com"


@pytest.mark.parametrize(
    "to",
    [
        "bob@example.com\r\nBcc: eve@example.com",
        "bob@example.com\n",
        "bob@example.com, eve@example.com",
        "bob",
        "@example.com",
        "bob@",
        "",
        "b\u00f6b@example.com",
        "bob@" + "a" * 300 + ".com",
    ],
)
def test_an_address_that_is_not_one_address_gets_no_mail(to: str, tmp_path: Path) -> None:
    with pytest.raises(MailError):
        Outbox(tmp_path, SENDER).send(a_message(to))
    assert list(tmp_path.iterdir()) == []


def test_a_domain_beyond_ascii_is_written_to(tmp_path: Path) -> None:
    Outbox(tmp_path, SENDER).send(a_message("zoe@bücher.example"))
    assert _mails(tmp_path)[0]["to"] == "zoe@xn--bcher-kva.example"


@pytest.mark.parametrize(
    ("domain", "on_the_wire"),
    [("straße.example", "xn--strae-oqa.example"), ("strasse.example", "strasse.example")],
)
def test_two_domains_that_differ_in_a_sharp_s_are_two(domain: str, on_the_wire: str, tmp_path: Path) -> None:
    Outbox(tmp_path, SENDER).send(a_message(f"zoe@{domain}"))
    assert _mails(tmp_path)[0]["to"] == f"zoe@{on_the_wire}"


def test_a_name_written_from_right_to_left_leaves_our_sentence_as_it_is() -> None:
    names = {"name": "\u05e9\u05dc\u05d5\u05dd", "organization": "\u0634\u0631\u0643\u0629"}
    subject, sentence = "{name} joined {organization}", "{name} invites you to {organization}, as a member."
    marked = {key: named(name) for key, name in names.items()}
    mail = letter("bob@example.com", subject.format(**marked), [sentence.format(**marked)], ("Go", "https://x/"), [])
    isolated = {key: f"\u2068{name}\u2069" for key, name in names.items()}
    apart = {key: f'<bdi dir="auto">{name}</bdi>' for key, name in names.items()}
    assert mail.subject == subject.format(**isolated)
    assert mail.text.startswith(sentence.format(**isolated))
    assert f'<p dir="auto">{sentence.format(**apart)}</p>' in mail.html


def test_a_name_is_text_and_no_link() -> None:
    name = named("<b> \u2069https://evil.example")
    mail = letter(
        "bob@example.com", f"Join {name}", [f"Join {name}, see https://ours.example."], ("Go", "https://x/"), []
    )
    assert mail.subject == "Join <b> https://evil.example"
    assert '<bdi dir="auto">&lt;b&gt; https://evil.example</bdi>' in mail.html
    assert 'href="https://evil' not in mail.html
    assert 'href="https://ours.example"' in mail.html


def test_the_outbox_keeps_one_file_a_mail_in_order(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "new", SENDER)
    for number in range(3):
        outbox.send(a_message(subject=f"{number}"))
    assert [mail["subject"] for mail in _mails(tmp_path / "new")] == ["0", "1", "2"]
    assert [file.suffix for file in (tmp_path / "new").iterdir()] == [".eml"] * 3


class _Server(socketserver.ThreadingTCPServer):
    """As much of an SMTP server as takes one mail."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, refusing: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.refusing = refusing
        self.said: list[str] = []
        self.mail = b""

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])


class _Conversation(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline().decode().strip():
            self.server.said.append(line)
            word = line.partition(" ")[0].upper()
            if word == "RCPT" and self.server.refusing:
                self._say("550 no such mailbox")
            elif word == "DATA":
                self._say("354 go on")
                while (part := self.rfile.readline()) != b".\r\n":
                    self.server.mail += part
                self._say("250 thanks")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@pytest.fixture
def server() -> Iterator[_Server]:
    """A mail server on this machine."""
    with _Server() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_a_mail_goes_out_by_smtp(server: _Server) -> None:
    Smtp("127.0.0.1", server.port, "none", SENDER).send(a_message())
    assert "rcpt to:<bob@example.com>" in [line.lower() for line in server.said]
    assert _body(message_from_bytes(server.mail, _class=EmailMessage, policy=policy.default), "plain").endswith(
        "End\r\n"
    )


def test_a_password_is_not_sent_without_encryption_asked_for(server: _Server) -> None:
    with pytest.raises(MailError):
        Smtp("127.0.0.1", server.port, "starttls", SENDER, "user", "secret").send(a_message())
    assert "secret" not in str(server.said)
    assert not any(line.upper().startswith("AUTH") for line in server.said)


def test_a_server_that_refuses_or_is_away_is_a_mail_error(server: _Server) -> None:
    server.refusing = True
    port = server.port
    for unhappy in (Smtp("127.0.0.1", port, "none", SENDER), Smtp("127.0.0.1", 1, "none", SENDER)):
        with pytest.raises(MailError) as refused:
            unhappy.send(a_message())
        assert "bob@example.com" not in str(refused.value)


@pytest.fixture
def ses() -> Iterator[tuple[Ses, Stubber]]:
    """SES, answering as told."""
    client = get_session().create_client("sesv2", region_name="us-east-1")
    carrier = Ses(SENDER, "us-east-1")
    carrier.__dict__["_client"] = client
    with Stubber(client) as stubber:
        yield carrier, stubber


def test_a_mail_goes_out_by_ses(ses: tuple[Ses, Stubber]) -> None:
    carrier, stubber = ses
    expected: dict[str, Any] = {
        "FromEmailAddress": "Allclear <no-reply@status.example.com>",
        "Destination": {"ToAddresses": ["bob@example.com"]},
        "Content": {"Raw": {"Data": ANY}},
    }
    stubber.add_response("send_email", {"MessageId": "1"}, expected)
    carrier.send(a_message())
    stubber.assert_no_pending_responses()


def test_what_ses_refuses_is_a_mail_error(ses: tuple[Ses, Stubber]) -> None:
    carrier, stubber = ses
    stubber.add_client_error("send_email", "MessageRejected", "Address bob@example.com is not verified")
    with pytest.raises(MailError, match=r"SES refused: MessageRejected\.$"):
        carrier.send(a_message())


GIVEN = Settings(aws_region="eu-central-1", public_url="https://status.example.com")
FROM = Address(addr_spec="a@b.example")


@pytest.mark.parametrize(
    ("mail", "carrier"),
    [
        ("outbox:///tmp/a%20b", Outbox(Path("/tmp/a b"), SENDER)),  # noqa: S108 - not opened
        ("ses://?from=a@b.example", Ses(FROM, "eu-central-1")),
        ("smtp://m.example?from=a@b.example", Smtp("m.example", 587, "starttls", FROM)),
        ("smtp://u:p%40ss@m.example:2525?from=a@b.example", Smtp("m.example", 2525, "starttls", FROM, "u", "p@ss")),
        ("smtps://m.example?from=a@b.example", Smtp("m.example", 465, "implicit", FROM)),
        ("smtp://127.0.0.1:1025", Smtp("127.0.0.1", 1025, "none", SENDER)),
        ("smtp://m.example?tls=none&from=a@b.example", Smtp("m.example", 25, "none", FROM)),
    ],
)
def test_the_setting_names_the_way(mail: str, carrier: object) -> None:
    assert carrier_of(replace(GIVEN, mail=mail)) == carrier


@pytest.mark.parametrize(
    "mail", ["", "pigeon://x", "outbox://relative", "ses://", "smtp://", "smtp://x?tls=maybe", "ses://?from=nobody"]
)
def test_a_setting_that_names_none_is_an_error(mail: str) -> None:
    with pytest.raises(SettingError, match="MAIL"):
        carrier_of(replace(GIVEN, mail=mail))


def test_the_settings_password_is_in_no_repr() -> None:
    assert "secret" not in repr(carrier_of(replace(GIVEN, mail="smtp://u:secret@m.example?from=a@b.example")))


def test_what_does_not_go_out_is_logged_without_the_address(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("chalicelib.mail.sending.carrier", lambda: Smtp("127.0.0.1", 1, "none", SENDER))
    assert deliver(a_message(), kind="invitation") is False
    assert "bob@example.com" not in caplog.text


def test_a_token_stands_where_no_server_sees_it() -> None:
    assert link_to("accept-invitation", "a b/c") == "https://status.example.com/accept-invitation#token=a%20b%2Fc"


def test_an_encoded_line_break_in_a_subject_begins_no_header() -> None:
    message = Message("bob@example.com", "Join =?utf-8?q?a=0D=0ABcc:_eve@example.com?= now", "text", "<p>text</p>")
    found = message_from_bytes(to_mime(message, SENDER).as_bytes(), _class=EmailMessage, policy=policy.default)
    assert found["Bcc"] is None
    assert found["Subject"].startswith("Join ")
