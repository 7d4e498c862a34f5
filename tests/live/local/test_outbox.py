"""The page that lists mail, on this machine only."""

from email.message import EmailMessage

from tests.live.local.conftest import Stack


def put_mail(stack: Stack, name: str, **headers: str) -> None:
    """A mail as the product leaves it in the outbox."""
    mail = EmailMessage()
    for field, value in headers.items():
        mail[field] = value
    mail.set_content("Hello <b>you</b>: http://127.0.0.1/invitations/tok?a=1&b=2 .")
    mail.add_alternative("<p>Hello <script>alert(1)</script></p>", subtype="html")
    (stack.data_dir / "outbox" / name).write_bytes(mail.as_bytes())


def test_the_outbox_lists_mails_and_shows_them_escaped(stack: Stack) -> None:
    assert b"No mail yet" in stack.get("/_local/outbox").body
    put_mail(stack, "one.eml", Subject="Join <us>", To="ann@example.com")
    assert b"Join &lt;us&gt;" in stack.get("/_local/outbox").body
    page = stack.get("/_local/outbox/one.eml").body
    assert b"Hello &lt;b&gt;you&lt;/b&gt;" in page
    assert b'<a href="http://127.0.0.1/invitations/tok?a=1&amp;b=2"' in page
    assert b"<iframe sandbox " in page


def test_a_mails_html_runs_no_script(stack: Stack) -> None:
    put_mail(stack, "two.eml", Subject="Two")
    reply = stack.get("/_local/outbox/two.eml/html")
    assert reply.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_there_is_no_way_out_of_the_outbox(stack: Stack) -> None:
    for path in ("..%2fsecrets.json", "%2e%2e/secrets.json", "no.eml", "one.eml/raw"):
        assert stack.get(f"/_local/outbox/{path}").status == 404


def test_a_strangers_page_that_resolves_to_this_machine_sees_nothing(stack: Stack) -> None:
    assert stack.get("/_local/outbox", Host="evil.example").status == 404
    assert stack.get("/_local/outbox", Host="localhost:8000").status == 200
