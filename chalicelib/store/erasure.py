"""Erasing an organization. Every step may be repeated, and the next run goes on where one was cut off."""

from chalicelib.domain.ids import Id
from chalicelib.domain.organizations import Organization
from chalicelib.store import sources
from chalicelib.store.dynamodb import Table, reaching_dynamodb
from chalicelib.store.tables import (
    Alerts,
    ApiKeys,
    Connections,
    Deliveries,
    Drafts,
    Events,
    Followers,
    ForeignIds,
    History,
    Incidents,
    Invitations,
    MaintenanceTable,
    Members,
    MetricData,
    Metrics,
    MonitorResults,
    Monitors,
    MonitorStates,
    MovedIncidents,
    Moving,
    NotificationPreferences,
    Notifications,
    Organizations,
    Postmortems,
    SeriesTable,
    Services,
    SetAside,
    Signals,
    Slugs,
    Snapshots,
    Sources,
    SubscriberImports,
    Subscribers,
    Templates,
    Unpublished,
)
from chalicelib.store.transactions import transaction, won

HELD: tuple[type[Table], ...] = (
    Members,
    Invitations,
    Sources,
    Alerts,
    Signals,
    Subscribers,
    SubscriberImports,
    NotificationPreferences,
    Connections,
    Snapshots,
    Services,
    Incidents,
    MaintenanceTable,
    SeriesTable,
    Postmortems,
    Drafts,
    Templates,
    Monitors,
    MonitorStates,
    Followers,
    Notifications,
    Deliveries,
    Events,
    History,
    Metrics,
    MetricData,
    Unpublished,
    SetAside,
    MonitorResults,
    Moving,
    ForeignIds,
)
"""Tables whose keys start with the organization; members first, so that nobody gets in any more."""


def empty(org_id: Id) -> int:
    """Deletes all that the organization has, and answers how many items that were."""
    with reaching_dynamodb():
        mailboxes = sum(_delete_all(Sources, each) for each in sources.mailboxes(org_id))
        moved = _delete_all(MovedIncidents, MovedIncidents.partition_of(org_id))
        return _delete_keys(org_id) + mailboxes + moved + sum(_delete_all(table, org_id) for table in HELD)


def finish(organization: Organization) -> bool:
    """The organization is no more, and its address is free; False when another run was faster."""

    def attempt() -> None:
        with transaction() as write:
            slug = Slugs(organization.slug)
            write.delete(slug, condition=Slugs.org_id == organization.id)
            write.delete(Organizations(organization.id), condition=Organizations.version == organization.version)

    return won(attempt)


def _delete_keys(org_id: Id) -> int:
    hashes = [row.key_hash for row in ApiKeys.by_organization.query(org_id)]
    with ApiKeys.batch_write() as batch:
        for key_hash in hashes:
            batch.delete(ApiKeys(key_hash))
    return len(hashes)


def _delete_all(table: type[Table], partition: str) -> int:
    rows = table.query(partition, consistent_read=True, attributes_to_get=_keys_of(table))
    with table.batch_write() as batch:
        for row in rows:
            batch.delete(row)
    return rows.total_count


def _keys_of(table: type[Table]) -> list[str]:
    keys = (
        attribute for attribute in table.get_attributes().values() if attribute.is_hash_key or attribute.is_range_key
    )
    return [str(attribute.attr_name) for attribute in keys]
