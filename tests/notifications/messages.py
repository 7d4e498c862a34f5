"""Messages to try channels with, and what hostile people write into them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.domain.markdown import tree_of
from chalicelib.domain.notifications import NamedService, NotificationKind, Place, Said, Told
from chalicelib.domain.subscribers import Channel, Consent, PushSubscription, Subscriber, SubscriberState
from chalicelib.notifications.channel import Recipient, Rendered, Sender
from chalicelib.notifications.links import Links

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
ORG, INCIDENT, SERVICE, SUBSCRIBER = (f"01kg{number:022}" for number in range(1, 5))
PAGE, MANAGE = "https://status.example.com/status/acme", "https://status.example.com/subscription?token=t0ken"

HOSTILE = (
    "<!channel> <!here|now> <@U123> <users/all> @everyone @here @channel <@&1> <at>All</at> "
    "[click](https://evil.example) <https://evil.example|bank> <a href='https://evil.example'>x</a> "
    "*bold* _em_ ~~no~~ ||spoiler|| `code` # head {{DATE(1)}} &amp; :bomb: https://evil.example/x <script>1</script>"
)


def said(text: str, label: str = "Investigating") -> Said:
    """As the product stores it."""
    return Said(label=label, at=NOW, text=text, tree=tree_of(text))


def told(*texts: str, **fields: Any) -> Told:
    """That an incident was opened, with these words."""
    given: dict[str, Any] = {
        "org_id": ORG,
        "event_id": f"01kg{5:022}",
        "kind": NotificationKind.INCIDENT_OPENED,
        "place": Place.START,
        "title": "Checkout is slow",
        "state": "Investigating",
        "impact": "major",
        "at": NOW,
        "services": (NamedService(id=SERVICE, name="Checkout", status="degraded_performance"),),
        "incident_id": INCIDENT,
        "updates": tuple(map(said, texts)),
        "path": f"incidents/{INCIDENT}",
        "thread": f"incident-{INCIDENT}",
    }
    return Told(**given | fields)


def maintenance(**fields: Any) -> Told:
    """That maintenance is planned."""
    planned = {"starts_at": NOW, "ends_at": NOW + timedelta(hours=2), "maintenance_id": INCIDENT}
    kind = NotificationKind.MAINTENANCE_SCHEDULED
    return told(**{"kind": kind, "incident_id": None, "impact": None, "state": "Scheduled", **planned, **fields})


def rendered(message: Told, **organization: Any) -> Rendered:
    """For the organization Acme."""
    return Rendered(message, Sender(**{"name": "Acme", "page_url": PAGE, **organization}), f"01kg{6:022}")


def recipient(channel: Channel = Channel.WEBHOOK, zone: str = "Europe/Berlin", **fields: Any) -> Recipient:
    """A subscriber of all of the page."""
    given: dict[str, Any] = {"id": SUBSCRIBER, "org_id": ORG, "channel": channel, "state": SubscriberState.ACTIVE}
    subscriber = Subscriber(**{**given, "created_at": NOW, "consent": Consent(at=NOW), **fields})
    links = Links(MANAGE, f"{MANAGE}&unsubscribe=1", "https://status.example.com/api/subscriptions/t0ken/unsubscribe")
    return Recipient(subscriber, links, zone)


def browser(endpoint: str, p256dh: str, auth: str) -> Recipient:
    """A subscriber that is a browser."""
    subscription = PushSubscription.model_validate({"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": auth}})
    return recipient(Channel.WEB_PUSH, subscription=subscription)
