"""The page behind a subscriber's own link, and what its buttons do. The one page that the API renders: decision 109."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from urllib.parse import urlencode

from chalice import Blueprint
from pydantic import ConfigDict, Field

from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.registry import Budget, Open
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.ids import Id
from chalicelib.domain.model import Model
from chalicelib.domain.page import Page
from chalicelib.domain.subscribers import MAX_CHOSEN, MAX_FOLLOWED, Which
from chalicelib.domain.subscriptions import SubscriberEdit
from chalicelib.domain.text import Name
from chalicelib.publish import subscription_page as pages
from chalicelib.publish.snapshot import page_now
from chalicelib.store import organizations, slugs, snapshots
from chalicelib.use_cases import subscribers as use_cases

bp = Blueprint(__name__)

_HTML = {"Content-Type": "text/html; charset=utf-8", "Referrer-Policy": "no-referrer"}


class Looking(Model):
    """Which page is meant."""

    model_config = ConfigDict(extra="ignore", use_attribute_docstrings=True)

    token: str = Field(default="", max_length=200)
    """The subscriber's own, from their link."""
    unsubscribe: str = Field(default="", max_length=10)
    """Anything: to be asked whether to unsubscribe."""
    done: str = Field(default="", max_length=20)
    """What was just done."""
    sent: str = Field(default="", max_length=100)
    """The slug of a page that somebody has just subscribed to."""
    unsubscribed: str = Field(default="", max_length=100)
    """The slug of a page that somebody has just unsubscribed from."""


class Pressed(Model):
    """A button of that page, with what stands in its form."""

    token: str = Field(max_length=200)
    """The subscriber's own, from their link."""
    action: Literal["confirm", "change", "pause", "resume", "unsubscribe"]
    """What to do."""
    categories: tuple[Name, ...] = Field(default=(), max_length=MAX_CHOSEN)
    """To change to."""
    service_ids: tuple[Id, ...] = Field(default=(), max_length=MAX_CHOSEN)
    """To change to."""
    incident_ids: tuple[Id, ...] = Field(default=(), max_length=MAX_FOLLOWED)
    """Those that are still followed."""
    which: Which = Which.ALL
    time_zone: str | None = Field(default=None, max_length=64)
    """Whose times are told."""
    days: int = Field(default=0, ge=0, le=365)
    """How long to pause; 0 until it goes on by hand."""


@dataclass(frozen=True)
class Html:
    """A page, ready to be sent."""

    text: str

    def model_dump_json(self) -> str:
        """As it was rendered."""
        return self.text


@endpoint(bp, "GET", "/subscription", Open.PUBLIC, query=Looking)
def see_subscription_page(call: Call[None, Looking]) -> Answer:
    """Look at a subscription, as a page for people.

    The link in every message leads here. Nothing changes by looking.
    """
    return Answer(Html(_page(call)), _HTML)


def _page(call: Call[None, Looking]) -> str:
    asked = call.query
    if asked.sent:
        return pages.sent(_shown(slugs.holder(asked.sent), call))
    if asked.unsubscribed:
        return pages.unsubscribed(_shown(slugs.holder(asked.unsubscribed), call))
    try:
        subscriber = use_cases.by_token(asked.token, call.now)
    except NotFoundError:
        return pages.ended()
    page = _shown(subscriber.org_id, call)
    if page is None:
        return pages.ended()
    if asked.unsubscribe:
        return pages.unsubscribing(subscriber, page, asked.token)
    return pages.manage(subscriber, page, asked.token, call.now, asked.done)


def _shown(org_id: Id | None, call: Call[None, Looking]) -> Page | None:
    if org_id is None:
        return None
    snapshot = snapshots.get(org_id)
    return snapshot.page if snapshot else page_now(org_id, version=0, updated_at=call.now)


@endpoint(bp, "POST", "/subscription", Open.PUBLIC, body=Pressed, status=303, budget=Budget.PUBLIC, forms=True)
def press_on_subscription_page(call: Call[Pressed, None]) -> Answer:
    """Do what a button of that page does.

    Programs have `/api/subscriptions/{token}` for the same.
    """
    try:
        return _pressed(call)
    except NotFoundError:
        return _led_to(token=call.body.token)


def _pressed(call: Call[Pressed, None]) -> Answer:
    """Raises NotFoundError for a link that is good no more, of which the page says so."""
    token, now = call.body.token, call.now
    if call.body.action == "unsubscribe":
        slug = organizations.get(use_cases.by_token(token, now).org_id).slug
        use_cases.unsubscribe(token, now)
        return _led_to(unsubscribed=slug)
    if call.body.action == "confirm":
        use_cases.confirm(token, now)
        return _led_to(token=token, done="confirmed")
    use_cases.change(token, _edit(call), now)
    done = {"change": "saved", "pause": "paused", "resume": "resumed"}[call.body.action]
    return _led_to(token=token, done=done)


def _edit(call: Call[Pressed, None]) -> SubscriberEdit:
    asked = call.body
    if asked.action == "pause":
        return SubscriberEdit(
            state="paused", paused_until=call.now + timedelta(days=asked.days) if asked.days else None
        )
    if asked.action == "resume":
        return SubscriberEdit(state="active")
    chosen = {name: getattr(asked, name) for name in ("categories", "service_ids", "incident_ids", "which")}
    return SubscriberEdit(**chosen, **({"time_zone": asked.time_zone} if asked.time_zone else {}))


def _led_to(**query: str) -> Answer:
    return Answer(None, {"Location": f"{pages.PATH}?{urlencode(query)}"}, 303)
