"""Services that follow pages of others: beginning, ending, and what follows when such a page changes."""

from datetime import datetime

from chalicelib.domain import page_room
from chalicelib.domain.errors import InvalidError, NotFoundError
from chalicelib.domain.events import Actor, EventType, happened, quiet
from chalicelib.domain.holds import followed
from chalicelib.domain.ids import Id
from chalicelib.domain.providers import READ_EVERY, Follows, KnownStatus, Provider
from chalicelib.domain.services import Service, ServiceStatus
from chalicelib.store import organizations
from chalicelib.store import providers as store
from chalicelib.store.changes import Change, Operation, checked
from chalicelib.store.services import get, of_organization
from chalicelib.store.transactions import retried
from chalicelib.use_cases import claims


def follow(
    org_id: Id,
    service_id: Id,
    provider: Provider,
    component_id: str | None,
    actor: Actor,
    now: datetime,
    expected: int | None = None,
) -> Service:
    """The service, which follows a part of the page, or all of it; raises InvalidError for a part that there is not."""
    part = next((each for each in provider.components if each.id == component_id), None)
    if component_id is not None and part is None:
        raise InvalidError(("component_id",), "is no part of that page")
    store.save(provider, now + READ_EVERY)
    follows = Follows(
        provider_id=provider.id,
        url=provider.url,
        name=provider.name,
        kind=provider.kind,
        source=provider.source,
        component_id=component_id,
        component=part.name if part else "",
        status=provider.status_of(component_id, now),
    )
    what = f"now follows {follows.component or follows.name}"
    return _changed(
        org_id, service_id, follows, actor, now, what, store.following(org_id, service_id, provider.id), expected
    )


def leave(org_id: Id, service_id: Id, actor: Actor, now: datetime, expected: int | None = None) -> Service:
    """The service, which follows nobody; its status stays what it was."""
    leaving = store.leaving(org_id, service_id)
    return _changed(org_id, service_id, None, actor, now, "follows nobody any more", leaving, expected)


def hear(org_id: Id, service_id: Id, provider: Provider, now: datetime) -> Service | None:
    """The service, after its provider was read, or could not be; None for one that does not follow it any more.

    Only a change on the provider's page changes anything here, so that what a person says stays until the next one.
    Where automation is paused, nothing does but that it is known no more.
    """

    def attempt() -> Service | None:
        try:
            before = get(org_id, service_id)
        except NotFoundError:
            store.forget(org_id, service_id)
            return None
        follows = before.follows
        if follows is None or follows.provider_id != provider.id:
            return None
        heard = _heard(follows, provider, now)
        known = heard.status
        if heard == follows:
            return before
        is_said_anew = known not in {KnownStatus.UNKNOWN, follows.status}
        if is_said_anew and organizations.get(org_id).automation_paused:
            return before
        if known is follows.status:
            after, what = before.revised(now, follows=heard), f"{before.name} follows {heard.component or heard.name}"
        else:
            after = _with(before, heard, now)
            what = _said(after, heard.name, known)
        return _commit(before, after, actor_of(provider), now, what, notify=_is_news(before, after))

    return retried(attempt)


def _heard(follows: Follows, provider: Provider, now: datetime) -> Follows:
    """With what the page says now, which may also be that it, or its part, is called otherwise."""
    part = next((each.name for each in provider.components if each.id == follows.component_id), follows.component)
    return follows.but(
        name=provider.name,
        url=provider.url,
        component=part,
        status=provider.status_of(follows.component_id, now),
        **({"kind": provider.kind, "source": provider.source} if provider.source else {}),
    )


def actor_of(provider: Provider) -> Actor:
    """Who did it where a service follows a page."""
    return Actor(id=provider.id, name=f"{provider.name} (status page)", automatic=True)


def _said(service: Service, name: str, known: KnownStatus) -> str:
    if known is KnownStatus.UNKNOWN:
        return f"What {name} says of {service.name} is not known any more"
    return f"{service.name} is {known.replace('_', ' ')}, says {name}"


def _with(service: Service, follows: Follows | None, now: datetime) -> Service:
    """What open incidents, maintenance and machines say of the service counts before what its provider says."""
    if follows is None:
        return service.revised(now, follows=None)
    others = claims.of_others(service.org_id, "").get(service.id, ())
    return followed(service.but(follows=follows), ServiceStatus(follows.status), others, now)


def _is_news(before: Service, after: Service) -> bool:
    """That a page can't be read, and that all was well after it could not, is nothing to write to subscribers about."""
    is_found_well = before.status is ServiceStatus.UNKNOWN and after.status is ServiceStatus.OPERATIONAL
    return after.status is not ServiceStatus.UNKNOWN and not is_found_well


def _changed(  # noqa: PLR0913, PLR0917 - who, what, and when
    org_id: Id,
    service_id: Id,
    follows: Follows | None,
    actor: Actor,
    now: datetime,
    what: str,
    also: Operation,
    expected: int | None,
) -> Service:
    def attempt() -> Service:
        before = checked(get(org_id, service_id), expected)
        after = _with(before, follows, now)
        if follows:
            page_room.check_services(after, of_organization(org_id))
        return _commit(before, after, actor, now, f"{after.name} {what}", also)

    return retried(attempt)


def _commit(
    before: Service,
    after: Service,
    actor: Actor,
    now: datetime,
    summary: str,
    also: Operation | None = None,
    *,
    notify: bool = True,
) -> Service:
    kind = EventType.SERVICE_UPDATED if before.status is after.status else EventType.SERVICE_STATUS_CHANGED
    event = happened(kind, after, actor, now, org_id=after.org_id, summary=summary, before=before)
    Change(quiet(event, notify), saved=[after], first=[also] if also else []).commit()
    return after
