"""Domains of organizations' own: read, and what a change of them writes besides."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from pynamodb.expressions.condition import Condition

from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.hosts import Gone, Host
from chalicelib.domain.ids import Id
from chalicelib.domain.times import from_wire, to_wire
from chalicelib.store.changes import DUE, Operation, replacing
from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.rows import from_row
from chalicelib.store.tables import HostClaims, Hosts
from chalicelib.store.tables.hosts import GONE
from chalicelib.store.transactions import transaction, won


def find(org_id: Id, name: str) -> Host | None:
    """One of the organization's; consistent."""
    with reaching_dynamodb():
        try:
            return _read(Hosts.get(org_id, name, consistent_read=True))
        except Hosts.DoesNotExist:
            return None


def get(org_id: Id, name: str) -> Host:
    """One of the organization's; raises NotFoundError."""
    if (host := find(org_id, name)) is None:
        raise NotFoundError("Your organization has no such domain.")
    return host


def of_organization(org_id: Id) -> list[Host]:
    """All of them, by name; consistent."""
    with reaching_dynamodb():
        return [_read(row) for row in Hosts.query(org_id, consistent_read=True)]


def holder(name: str) -> Id | None:
    """The organization that claims the name; consistent."""
    with reaching_dynamodb():
        try:
            return HostClaims.get(HostClaims.partition_of(name), name, consistent_read=True).holder
        except HostClaims.DoesNotExist:
            return None


def gone(name: str) -> Gone | None:
    """The name, if the CDN is yet to forget it."""
    with reaching_dynamodb():
        try:
            row = Hosts.get(GONE, name, consistent_read=True)
        except Hosts.DoesNotExist:
            return None
    return Gone(id=row.id, tenant_id=row.tenant_id or "", due_at=from_wire(row.due_at))


def due(now: datetime, limit: int) -> list[tuple[Id | None, str]]:
    """Organizations and names that are to be looked at, longest overdue first; no organization for what is gone.

    This is a read across tenants, for the clock alone.
    """
    with reaching_dynamodb():
        rows = Hosts.due_index.query(DUE, Hosts.due_at <= to_wire(now), limit=limit)
        return [(None if row.org_id == GONE else row.org_id, row.id) for row in rows]


def claiming(name: str, org_id: Id, instead_of: Id | None) -> Operation:
    """Takes a name that is nobody's, or still that organization's."""
    free = cast(Condition, HostClaims.holder.does_not_exist())
    condition = HostClaims.holder == instead_of if instead_of else free
    row = HostClaims(HostClaims.partition_of(name), name, holder=org_id)
    return lambda write: write.save(row, condition=condition)


def leaving(host: Host, now: datetime) -> list[Operation]:
    """What giving a name up writes besides: somebody else may claim it, and the CDN is told to forget it."""
    claim = HostClaims(HostClaims.partition_of(host.id), host.id)
    freeing: Operation = lambda write: write.delete(claim, condition=HostClaims.holder == host.org_id)  # noqa: E731
    return [freeing, *forgetting(host, now)]


def forgetting(host: Host, now: datetime) -> list[Operation]:
    """Has the CDN forget a name that it may know."""
    if not host.tenant_id and host.live_at is None and host.lost_at is None:
        return []
    row = Hosts(GONE, host.id, tenant_id=host.tenant_id, due=DUE, due_at=to_wire(now))
    return [lambda write: write.save(row)]


def save(host: Host) -> None:
    """For what nobody is told of; raises LostRaceError."""
    with transaction() as write:
        replacing(write, host)


def save_quietly(host: Host) -> bool:
    """Likewise; False when another writer was faster."""
    return won(lambda: save(host))


def forgotten(name: str) -> None:
    """The CDN does not know the name any more."""
    with reaching_dynamodb():
        Hosts(GONE, name).delete()


def again(gone: Gone, due_at: datetime) -> None:
    """The CDN is still at it."""
    with reaching_dynamodb():
        Hosts(GONE, gone.id, tenant_id=gone.tenant_id, due=DUE, due_at=to_wire(due_at)).save()


def abandon(org_id: Id, now: datetime) -> int:
    """Gives up all names of an organization that is being erased; safe to repeat."""
    hosts: Sequence[Host] = of_organization(org_id)
    for host in hosts:
        _abandon(host, now)
    return len(hosts)


def _abandon(host: Host, now: datetime) -> bool:
    def attempt() -> None:
        with transaction() as write:
            write.delete(Hosts(host.org_id, host.id))
            for operation in leaving(host, now):
                operation(write)

    return won(attempt)


def _read(row: Hosts) -> Host:
    return from_row(Host, row)
