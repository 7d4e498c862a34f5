"""What a webhook receives, as JSON. Fields may be added; a receiver passes over what it does not know."""

from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import Impact
from chalicelib.domain.model import Model
from chalicelib.domain.notifications import NamedService, NotificationKind, Place, Said
from chalicelib.domain.times import Instant
from chalicelib.notifications.channel import Recipient, Rendered

FIRST_MESSAGE = "subscribed"
"""The kind of the message that a webhook is confirmed by."""


class WebhookPage(Model):
    """The organization whose page it is."""

    id: Id
    """Of the organization."""
    name: str
    """Of the organization, or what it calls itself in messages."""
    url: str
    """The address of its status page."""


class WebhookData(Model):
    """What has happened. Titles and texts are written by people: treat them as text, never as markup."""

    organization: WebhookPage
    """Whose page it is."""
    subscriber_id: Id
    """Of the subscription, as the organization's admins see it."""
    title: str
    """Of the incident or maintenance; otherwise the name of what it is about."""
    state: str
    """In words, such as `Investigating`."""
    impact: Impact | None
    """Of incidents."""
    place: Place
    """Whether it is the first, the last or another message of its incident or maintenance."""
    incident_id: Id | None
    """Of what is about an incident."""
    maintenance_id: Id | None
    """Of what is about maintenance."""
    services: tuple[NamedService, ...]
    """The services that it is about."""
    categories: tuple[str, ...]
    """Those that the services are in."""
    starts_at: Instant | None
    """Of maintenance."""
    ends_at: Instant | None
    """Of maintenance."""
    updates: tuple[Said, ...]
    """What is told, the newest first: several where they were said within a minute."""
    url: str
    """Where people read on."""
    manage_url: str
    """Where the subscription is changed or ended; whoever knows it can do so."""
    signing_secret: str | None = None
    """In the first message alone, the secret that messages are signed with from now on."""


class WebhookMessage(Model):
    """One message; its id is the header `webhook-id`."""

    type: NotificationKind
    """What kind of thing has happened."""
    timestamp: Instant
    """When it happened."""
    data: WebhookData
    """All there is to say of it."""


def message_of(recipient: Recipient, message: Rendered) -> WebhookMessage:
    """The same at every try."""
    told, organization, subscriber = message.told, message.organization, recipient.subscriber
    is_first = told.kind.value == FIRST_MESSAGE
    data = WebhookData(
        organization=WebhookPage(id=told.org_id, name=organization.name, url=organization.page_url),
        subscriber_id=subscriber.id,
        title=told.title,
        state=told.state,
        impact=told.impact,
        place=told.place,
        incident_id=told.incident_id,
        maintenance_id=told.maintenance_id,
        services=told.services,
        categories=told.categories,
        starts_at=told.starts_at,
        ends_at=told.ends_at,
        updates=told.updates,
        url=message.url,
        manage_url=recipient.links.manage if recipient.links else "",
        signing_secret=next(iter(subscriber.signing_secrets), None) if is_first else None,
    )
    return WebhookMessage(type=told.kind, timestamp=told.at, data=data)
