"""Asking an address whether it wants to be told: by mail, or by calling it. A browser has asked its reader itself."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from chalicelib import log
from chalicelib.auth import mail_gate
from chalicelib.domain.errors import NotFoundError, TooManyError
from chalicelib.domain.ids import id_from
from chalicelib.domain.notifications import NotificationKind, Place, Said, Told
from chalicelib.domain.organizations import Organization
from chalicelib.domain.subscribers import Channel, Consent, Following, Subscriber, SubscriberState, address_of
from chalicelib.domain.subscriptions import Asked
from chalicelib.mail import subscription_letters as letters
from chalicelib.mail.message import Message
from chalicelib.notifications.channel import Outcome, Recipient, Rendered, channel_of
from chalicelib.notifications.links import links_of
from chalicelib.notifications.sending import delivery_id, sender_of
from chalicelib.publish.address import page_url
from chalicelib.store import incidents, services
from chalicelib.use_cases import subscribers as use_cases
from chalicelib.use_cases.subscribers import Standing

MAX_NAMED = 5
"""How many services and categories a mail names."""


class NotReachedError(Exception):
    """The endpoint did not answer, and may later."""


def ask(organization: Organization, asked: Asked, network: str, asked_at: datetime, now: datetime) -> Subscriber | None:
    """The subscriber who was asked; None where a limit keeps that back."""
    try:
        return ask_now(organization, asked, network, asked_at, now)
    except TooManyError:
        log.warning("opt_in_held_back", organization=organization.id, channel=asked.address.channel)
        return None


def ask_now(organization: Organization, asked: Asked, network: str, asked_at: datetime, now: datetime) -> Subscriber:
    """The subscriber who was asked; raises TooManyError where a limit keeps that back.

    Whatever the address is to the page, the same limits count the same way. Raises PassingMailError or NotReachedError
    for what did not get through and is to be tried again later.
    """
    given, consent = asked.address.given, Consent(by=asked.by, at=now)
    with mail_gate.opt_in(address_of(given), organization, network, now) as send:
        found = use_cases.ask(organization.id, asked.address.channel, given, asked.following, consent, now)
        if asked.address.channel is Channel.EMAIL:
            send(_letter(organization, *found, asked_at))
            return found[0]
        return _called(organization, found[0], asked_at, now)


def _called(organization: Organization, subscriber: Subscriber, asked_at: datetime, now: datetime) -> Subscriber:
    """An endpoint is told when it takes the first message; a browser has the permission of its reader."""
    if subscriber.channel is Channel.WEB_PUSH:
        waits = subscriber.state is not SubscriberState.ACTIVE or subscriber.requested is not None
        return use_cases.activated(subscriber, now) if waits else subscriber
    if subscriber.state not in {SubscriberState.PENDING, SubscriberState.SUPPRESSED}:
        return subscriber
    outcome = _greeted(organization, subscriber, asked_at)
    if outcome.sent:
        return use_cases.activated(subscriber, now)
    log.info("endpoint_not_subscribed", organization=organization.id, channel=subscriber.channel, why=outcome.why)
    if not (outcome.permanent or outcome.gone):
        raise NotReachedError(outcome.why)
    return subscriber


def _greeted(organization: Organization, subscriber: Subscriber, asked_at: datetime) -> Outcome:
    """The first message, which a webhook has its secret from."""
    greeting = id_from(sha256(f"{subscriber.id} {asked_at}".encode()).digest())
    words = f"Status updates of {organization.name} arrive here from now on."
    said = Said(label="Subscribed", at=asked_at, text=words)
    told = Told(
        org_id=organization.id,
        event_id=greeting,
        kind=NotificationKind.SUBSCRIBED,
        place=Place.START,
        title=f"Status updates of {organization.name}",
        state=said.label,
        at=asked_at,
        updates=(said,),
        thread=greeting,
    )
    recipient = Recipient(subscriber, links_of(subscriber, organization), subscriber.time_zone)
    message = Rendered(told, sender_of(organization), delivery_id(greeting, subscriber.id))
    return channel_of(subscriber.channel)(recipient, message)


def _letter(organization: Organization, subscriber: Subscriber, standing: Standing, asked_at: datetime) -> Message:
    """With the same id for the same request, so that a mailbox shows it once where it was handed over twice."""
    page = letters.Page(organization.name, page_url(organization), organization.sender)
    to, manage = subscriber.address, links_of(subscriber, organization).manage
    about = _about(subscriber.org_id, subscriber)
    if standing is Standing.KNOWN:
        instead = _about(subscriber.org_id, subscriber.requested) if subscriber.requested else None
        letter = letters.already_told(
            to, page, about, instead, manage, stopped=subscriber.state is SubscriberState.SUPPRESSED
        )
    else:
        letter = letters.confirm(to, page, about, manage)
    return replace(letter, id=sha256(f"{subscriber.id} {asked_at}".encode()).hexdigest()[:32])


def _about(org_id: str, following: Following) -> Sequence[str]:
    """What is followed, in words; nothing for all of the page."""
    chosen = set(following.service_ids)
    names = [*following.categories]
    names += [each.name for each in services.of_organization(org_id) if each.id in chosen] if chosen else []
    names += [_title(org_id, each) for each in following.incident_ids]
    more = len(names) - MAX_NAMED
    return [*names[:MAX_NAMED], f"{more} more"] if more > 0 else names


def _title(org_id: str, incident_id: str) -> str:
    try:
        return f"the incident \u201c{incidents.get(org_id, incident_id).title}\u201d"
    except NotFoundError:
        return "an incident"
