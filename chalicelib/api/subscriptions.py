"""What visitors subscribe by: asking on a page, and their own link to confirm, change and unsubscribe."""

from typing import Self
from urllib.parse import urlencode

from chalice import Blueprint

from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.reading import FORM
from chalicelib.api.registry import Budget, Open
from chalicelib.api.subscriber_addresses import reachable
from chalicelib.domain.errors import NotFoundError, UnavailableError
from chalicelib.domain.ids import Id
from chalicelib.domain.model import Model
from chalicelib.domain.organizations import Organization
from chalicelib.domain.subscribers import Channel, Subscriber, Which
from chalicelib.domain.subscribers import SubscriberState as State
from chalicelib.domain.subscriptions import Asked, SubscriberEdit, SubscriptionRequest
from chalicelib.domain.times import Instant
from chalicelib.notifications.links import links_of
from chalicelib.publish.address import site_url
from chalicelib.queues import queues
from chalicelib.queues.message import SubscriptionAsked
from chalicelib.store import organizations, slugs
from chalicelib.use_cases import subscribers as use_cases

bp = Blueprint(__name__)


class Taken(Model):
    """The one answer to whoever subscribes, whatever is known of the address."""

    detail: str = (
        "Thank you. If you gave an email address, look into its mail: nothing is sent before you confirm it there."
    )


class OfPage(Model):
    """The page that is subscribed to."""

    name: str
    slug: str


class Subscription(Model):
    """A subscription, as whoever has its link sees it."""

    channel: Channel
    email: str | None = None
    url: str | None = None
    categories: tuple[str, ...] = ()
    service_ids: tuple[Id, ...] = ()
    incident_ids: tuple[Id, ...] = ()
    """With no category, service and incident, all of the page is followed."""
    incident_id: Id | None = None
    """The incident that was followed last."""
    which: Which
    time_zone: str
    state: State
    paused_until: Instant | None = None
    suppressed_because: str | None = None
    created_at: Instant
    confirmed_at: Instant | None = None
    change_requested: bool = False
    """Whether somebody asked to follow something else, which waits to be confirmed."""
    organization: OfPage
    version: int

    @classmethod
    def of(cls, subscriber: Subscriber, organization: Organization) -> Self:
        """The subscription of a subscriber."""
        fields = {name: value for name, value in subscriber.__dict__.items() if name in cls.model_fields}
        page = OfPage(name=organization.name, slug=organization.slug)
        fields["incident_id"] = subscriber.incident_id
        return cls(**fields, organization=page, change_requested=subscriber.requested is not None)


@endpoint(
    bp,
    "POST",
    "/api/status/{slug}/subscribers",
    Open.PUBLIC,
    body=SubscriptionRequest,
    answer=Taken,
    status=202,
    forms=True,
)
def ask_for_subscription(call: Call[SubscriptionRequest, None]) -> Answer:
    """Subscribe to a page.

    The answer is the same whatever is known of the address, and comes before anybody has looked. A mail asks its
    reader to confirm; a webhook or chat is called once, and subscribed when it accepts that.

    A plain form with the same fields is taken, too, and answered with 303 to a page that says what to do next.
    """
    org_id, slug = slugs.need_holder(call.path["slug"]), call.path["slug"]
    reachable(call.body)
    use_cases.check_choice(org_id, call.body)
    zone = organizations.get(org_id).time_zone
    asked = Asked(address=call.body.address, following=call.body.following(zone))
    message = SubscriptionAsked(org_id, asked.model_dump(mode="json"), call.now.timestamp(), call.sender)
    if queues.current().send("subscribe", [message]):
        raise UnavailableError("The request could not be stored. Try again in a moment.")
    if call.headers.get("content-type", "").startswith(FORM):
        return Answer(None, {"Location": f"/subscription?sent={slug}"}, 303)
    return Answer(Taken())


@endpoint(bp, "GET", "/api/subscriptions/{token}", Open.PUBLIC, answer=Subscription)
def get_subscription(call: Call[None, None]) -> Subscription:
    """Get the subscription that a link is for."""
    return _seen(use_cases.by_token(call.path["token"], call.now))


@endpoint(bp, "POST", "/api/subscriptions/{token}/confirm", Open.PUBLIC, answer=Subscription, budget=Budget.PUBLIC)
def confirm_subscription(call: Call[None, None]) -> Subscription:
    """Confirm a subscription, or the change of it that was asked for; safe to repeat."""
    return _seen(use_cases.confirm(call.path["token"], call.now))


@endpoint(
    bp,
    "PUT",
    "/api/subscriptions/{token}",
    Open.PUBLIC,
    body=SubscriberEdit,
    answer=Subscription,
    budget=Budget.PUBLIC,
    locked=True,
)
def change_subscription(call: Call[SubscriberEdit, None]) -> Subscription:
    """Change what a subscription tells, pause it, or go on; fields left out keep their values."""
    return _seen(use_cases.change(call.path["token"], call.body, call.now, call.expected))


@endpoint(bp, "DELETE", "/api/subscriptions/{token}", Open.PUBLIC, status=204, budget=Budget.PUBLIC)
def end_subscription(call: Call[None, None]) -> None:
    """Unsubscribe; safe to repeat."""
    use_cases.unsubscribe(call.path["token"], call.now)


@endpoint(bp, "POST", "/api/subscriptions/{token}/unsubscribe", Open.PUBLIC, status=204, budget=Budget.PUBLIC)
def unsubscribe(call: Call[None, None]) -> None:
    """Unsubscribe with one click (RFC 8058), as mail programs do; safe to repeat.

    It takes effect for what waits to be sent, too.
    """
    use_cases.unsubscribe(call.path["token"], call.now)


@endpoint(bp, "GET", "/api/subscriptions/{token}/unsubscribe", Open.PUBLIC, status=303)
def see_unsubscribe(call: Call[None, None]) -> Answer:
    """Be led to the page that asks whether to unsubscribe, or says that the link is not good any more.

    Nothing changes by that.
    """
    token = call.path["token"]
    try:
        subscriber = use_cases.by_token(token, call.now)
    except NotFoundError:
        return Answer(None, {"Location": site_url(f"subscription?{urlencode({'token': token})}")}, 303)
    return Answer(None, {"Location": links_of(subscriber, organizations.get(subscriber.org_id)).unsubscribe}, 303)


def _seen(subscriber: Subscriber) -> Subscription:
    return Subscription.of(subscriber, organizations.get(subscriber.org_id))
