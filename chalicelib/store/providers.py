"""Pages of others: read, their turns, and the services that follow them."""

from datetime import datetime

from pynamodb.exceptions import UpdateError
from pynamodb.expressions.update import Action

from chalicelib.domain.ids import Id
from chalicelib.domain.providers import READ_EVERY, KnownStatus, Provider
from chalicelib.domain.services import Service
from chalicelib.domain.times import to_wire
from chalicelib.store.changes import DUE, Operation
from chalicelib.store.dynamodb import code_of, reaching_dynamodb
from chalicelib.store.rows import from_row, to_row
from chalicelib.store.tables import Followers, Providers


def find(provider_id: Id) -> Provider | None:
    """One page, if somebody here has ever followed it; consistent."""
    with reaching_dynamodb():
        try:
            return from_row(Provider, Providers.get(provider_id, consistent_read=True))
        except Providers.DoesNotExist:
            return None


def save(provider: Provider, next_at: datetime | None) -> None:
    """As it was read, and when it is to be read next; None for never, while nobody follows it."""
    turn = {"due": DUE, "due_at": to_wire(next_at)} if next_at else {}
    with reaching_dynamodb():
        to_row(Providers, provider, **turn).save()


def due(now: datetime, limit: int) -> list[Id]:
    """Whose turn it is, longest overdue first. They belong to no organization."""
    with reaching_dynamodb():
        rows = Providers.by_turn.query(DUE, Providers.due_at <= to_wire(now), limit=limit)
        return [row.id for row in rows]


def claimed(provider_id: Id, now: datetime) -> bool:
    """Whether it is the caller's to read: one that somebody else reads comes again five minutes later."""
    row = Providers(provider_id)
    later = Providers.due_at.set(to_wire(now + READ_EVERY))
    with reaching_dynamodb():
        try:
            row.update(actions=[later], condition=Providers.due_at <= to_wire(now))
        except UpdateError as error:
            if code_of(error) != "ConditionalCheckFailedException":
                raise
            return False
    return True


def followers(provider_id: Id) -> list[tuple[Id, Id]]:
    """Organization and service of those that follow it; as current as an index."""
    with reaching_dynamodb():
        return [(row.org_id, row.service_id) for row in Followers.by_provider.query(provider_id)]


def following(org_id: Id, service_id: Id, provider_id: Id) -> Operation:
    """The service follows this page from now on."""
    row = Followers(org_id, service_id, provider_id=provider_id)
    return lambda write: write.save(row)


def carrying(service: Service) -> list[Operation]:
    """The service follows what an archive says, which is read within a minute; what is known of the page stays.

    The page is arranged for just before the transaction, since one may hold many services that follow the same page;
    where it fails, the page is read once and for nobody.
    """
    follows = service.follows
    if follows is None:
        return []
    row = Providers(follows.provider_id)
    given = {"kind": follows.kind, "url": follows.source, "source": follows.source, "name": follows.name}
    unknown = {**given, "status": KnownStatus.UNKNOWN}
    unless_known = [(column := getattr(Providers, name)).set(column | str(value)) for name, value in unknown.items()]
    turn = [Providers.due.set(DUE), Providers.due_at.set(to_wire(service.updated_at))]
    return [
        following(service.org_id, service.id, follows.provider_id),
        lambda _: _arranged(row, [*unless_known, *turn]),
    ]


def _arranged(row: Providers, actions: list[Action]) -> None:
    with reaching_dynamodb():
        row.update(actions=actions)


def leaving(org_id: Id, service_id: Id) -> Operation:
    """The service follows nobody any more."""
    row = Followers(org_id, service_id)
    return lambda write: write.delete(row)


def forget(org_id: Id, service_id: Id) -> None:
    """As `leaving`, for a service that is gone."""
    with reaching_dynamodb():
        Followers(org_id, service_id).delete()
