"""What a mail about a notification says, and that nothing gets into it that does not belong there."""

from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any

import pytest

from chalicelib.domain.markdown import tree_of
from chalicelib.domain.notifications import NamedService, NotificationKind, Place, Said, Told
from chalicelib.domain.subscribers import Channel, Consent, Following, subscribed
from chalicelib.notifications.channel import Recipient, Rendered, Sender
from chalicelib.notifications.letters import letter_of
from chalicelib.notifications.links import Links
from tests.factories import NOW, ORG_ID

OURS = Address("Allclear", addr_spec="status@example.com")
LINKS = Links(
    manage="https://status.example.com/subscription?token=" + "a=" * 60,
    unsubscribe="https://status.example.com/subscription?token=" + "b" * 100 + "&unsubscribe=1",
    one_click="https://status.example.com/api/subscriptions/" + "c" * 100 + "/unsubscribe",
)


def _told(**fields: Any) -> Told:
    given: dict[str, Any] = {
        "org_id": ORG_ID,
        "event_id": ORG_ID,
        "kind": NotificationKind.INCIDENT_UPDATED,
        "title": "Payments fail",
        "state": "Identified",
        "impact": "major",
        "at": NOW,
        "services": (NamedService(id=ORG_ID, name="Checkout", status="partial_outage"),),
        "updates": (Said(label="Identified", at=NOW, text="A disk is full."),),
        "incident_id": ORG_ID,
        "path": f"incidents/{ORG_ID}",
        "thread": ORG_ID,
    }
    return Told(**given | fields)


def _mail(
    told: Told | None = None,
    *,
    zone: str = "UTC",
    links: Links | None = LINKS,
    to: str = "ada@example.com",
    **sender: str,
) -> EmailMessage:
    subscriber = subscribed(ORG_ID, Channel.EMAIL, {"email": to}, Following(), Consent(at=NOW)).but(id=ORG_ID)
    given = {"name": "Northwind", "page_url": "https://status.example.com/status/northwind", **sender}
    message = Rendered(told or _told(), Sender(**given), "d" * 32)
    recipient = Recipient(subscriber, links, zone)
    _, mime = letter_of(message, recipient, OURS).to(recipient, message, OURS.domain)
    found = message_from_bytes(mime, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def _body(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_a_mail_says_what_happened_in_the_reader_s_own_time() -> None:
    mail = _mail(zone="America/New_York", reply_to="help@example.com", postal_address="1 Main Street\nSpringfield")
    assert mail["Subject"] == "[Identified] Northwind: Payments fail"
    assert (mail["To"], mail["Reply-To"]) == ("ada@example.com", "help@example.com")
    assert mail["From"].addresses[0].display_name == "Northwind"
    for kind in ("plain", "html"):
        body = _body(mail, kind)
        for said in (
            "Payments fail",
            "5 Jan 2026, 07:00 EST",
            "A disk is full.",
            "Checkout (Partial outage)",
            "Springfield",
        ):
            assert said in body
        assert f"https://status.example.com/status/northwind/incidents/{ORG_ID}" in body
    assert "prefers-color-scheme:dark" in _body(mail, "html")


@pytest.mark.parametrize("reply_to", ["a..b@example.com", ".a@example.com", "=?utf-8?q?x?=@example.com"])
def test_an_answer_that_can_go_nowhere_is_no_fault_of_the_reader(reply_to: str) -> None:
    mail = _mail(reply_to=reply_to)
    assert (mail["To"], mail["Reply-To"]) == ("ada@example.com", None)


def test_a_mail_holds_its_reader_s_own_links_whole() -> None:
    mail = _mail()
    assert LINKS.manage in _body(mail, "plain")
    assert LINKS.unsubscribe in _body(mail, "plain")
    assert LINKS.unsubscribe.replace("&", "&amp;") in _body(mail, "html")
    assert mail["List-Unsubscribe"] == f"<{LINKS.one_click}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert _mail(links=None)["List-Unsubscribe"] is None


def test_mails_of_one_incident_are_one_thread() -> None:
    first = _mail(_told(kind=NotificationKind.INCIDENT_OPENED, place=Place.START))
    later = _mail()
    assert first["References"] is None
    assert later["References"] == later["In-Reply-To"] == first["Message-ID"]
    assert later["Message-ID"] == "<dddddddddddddddddddddddddddddddd@example.com>"


@pytest.mark.parametrize(
    "title",
    ["A\r\nBcc: eve@example.com", "A\nSubject: B", "A\u2028Bcc: eve@example.com", "=?utf-8?q?a=0D=0ABcc:_eve?="],
)
def test_a_title_ends_no_header_and_begins_none(title: str) -> None:
    mail = _mail(_told(title=title), name=title)
    assert mail["Bcc"] is None
    assert len(mail.get_all("Subject", [])) == 1


def test_nothing_that_people_wrote_is_markup() -> None:
    nasty = "<img src=x onerror=alert(1)>\"'&"
    told = _told(
        title=nasty,
        services=(NamedService(id=ORG_ID, name=nasty),),
        updates=(
            Said(label="Identified", at=NOW, text=nasty, tree=None),
            Said(label="X", at=NOW, text="*a*", tree=tree_of("*a*")),
        ),
    )
    body = _body(_mail(told, name=nasty, postal_address=nasty), "html")
    assert "<img" not in body
    assert "<em>a</em>" in body


def test_a_reminder_says_when_in_the_reader_s_zone_also_over_midnight() -> None:
    start = datetime.fromisoformat("2026-01-05T22:30:00+00:00")
    told = _told(
        kind=NotificationKind.MAINTENANCE_SOON, impact=None, starts_at=start, ends_at=start + timedelta(hours=3)
    )
    assert "Planned: 5 Jan 2026, 22:30 UTC to 6 Jan 2026, 01:30 UTC" in _body(_mail(told), "plain")
    assert "Planned: 6 Jan 2026, 07:30 to 10:30 JST" in _body(_mail(told, zone="Asia/Tokyo"), "plain")


def test_an_address_beyond_ascii_is_written_in_its_ascii_form() -> None:
    assert _mail(to="zoe@bücher.example")["To"] == "zoe@xn--bcher-kva.example"
