"""Writes the public documents of a page: what every visitor reads, from the CDN alone."""

from collections.abc import Iterable, Sequence

from pydantic import BaseModel

from chalicelib.domain.events import Event, EventType
from chalicelib.domain.ids import Id
from chalicelib.domain.maintenance import Maintenance
from chalicelib.domain.page import Page
from chalicelib.domain.times import from_wire
from chalicelib.publish import history, shell, views
from chalicelib.publish.documents import Documents, Gathered, Kind, documents
from chalicelib.publish.snapshot import Published
from chalicelib.store import incidents as stored_incidents
from chalicelib.store import maintenance as stored_maintenance
from chalicelib.store import slugs

EVERYTHING = 100


def write_documents(published: Published, events: Sequence[Event]) -> None:
    """The page's documents, and of history only what the events touched; writing them again changes nothing."""
    snapshot, store = published.snapshot, Gathered(documents())
    page, root = snapshot.page, root_of(snapshot.page.organization.slug)
    incidents, maintenance = _touched("incident", events), _touched("maintenance", events)
    if _arrives(events):
        for slug in _slugs_left(page, events):
            withdraw(slug)
        store.delete_under(root)
        _write_archive(store, page)
    else:
        months = _months(page, incidents, maintenance) | _months_of_deleted(events)
        if months or not published.follows:
            _write_history(store, page, months)
        _write_incidents(store, page, incidents)
        _write_maintenance(store, page, maintenance)
    _put(store, f"{root}/services", views.services(page))
    _put(store, f"{root}/maintenance", views.maintenance(page))
    _put(store, f"{root}/timeline", views.timeline(snapshot))
    _put(store, root, page)
    address, shells = shell.key_of(_slug(page)), shell.render(page)
    store.put(f"{address}/{shell.BELOW}", shells.below.encode(), Kind.HTML)
    store.put(address, shells.own.encode(), Kind.HTML)
    store.store()


def rewrite_archive(page: Page) -> None:
    """Writes all of history anew, as the page's organization is called and speaks now."""
    store = Gathered(documents())
    _write_archive(store, page)
    store.store()


def withdraw(slug: str) -> None:
    """Nothing is left at this address: no document, and no page."""
    store = documents()
    store.delete_under(root_of(slug))
    store.delete_under(shell.key_of(slug))


def root_of(slug: str) -> str:
    """The key of the page's document; all its others are below."""
    return f"api/status/{slug}"


def _slug(page: Page) -> str:
    return page.organization.slug


def _arrives(events: Sequence[Event]) -> bool:
    """Whether the page is new at its address, where somebody else's history may still be."""
    return any(event.type is EventType.ORGANIZATION_CREATED or "slug" in event.changes for event in events)


def _slugs_left(page: Page, events: Sequence[Event]) -> list[str]:
    """Addresses the page had before, unless somebody else has taken one since."""
    left = {event.changes["slug"][0] for event in events if "slug" in event.changes} - {_slug(page)}
    return [slug for slug in left if slugs.holder(slug) in {None, page.organization.id}]


def _touched(resource: str, events: Sequence[Event]) -> set[Id]:
    """Ids of the incidents (or maintenances) the events changed, or changed along with something else."""
    found = {event.resource_id for event in events if event.type.resource == resource}
    return found | {item["id"] for event in events for item in event.data.get(f"{resource}s", ())}


def _months(page: Page, incident_ids: Iterable[Id], maintenance_ids: Iterable[Id]) -> set[str]:
    """The months of history that these incidents and maintenances are in."""
    found = (_maintenance(page, maintenance_id) for maintenance_id in maintenance_ids)
    over = {history.month_of(item.ended_at) for item in found if item and item.ended_at}
    return {history.month_of_incident(incident_id) for incident_id in incident_ids} | over


def _maintenance(page: Page, maintenance_id: Id) -> Maintenance | None:
    on_page = (item for item in page.maintenance if item.id == maintenance_id)
    return next(on_page, None) or stored_maintenance.find(page.organization.id, maintenance_id)


def _months_of_deleted(events: Sequence[Event]) -> set[str]:
    """The months that maintenance which is no more had ended in, or would have."""
    gone = [event.changes for event in events if event.type is EventType.MAINTENANCE_DELETED]
    return {history.month_of(from_wire(lost["actual_end"][0] or lost["updated_at"][0])) for lost in gone}


def _write_history(store: Documents, page: Page, months: Iterable[str]) -> None:
    """These months, those whose cursors lead to them, and the newest, which is the list's first page."""
    org_id, root = page.organization.id, root_of(_slug(page))
    newest = history.newest_month(org_id)
    later = {history.month_after(org_id, name) for name in months if newest.month and name < newest.month}
    for name in {*months, *filter(None, later)}:
        found = newest if name == newest.month else history.month(org_id, name)
        _put(store, f"{root}/incidents/page/{name}", found)
    _put(store, f"{root}/incidents", newest)


def _write_incidents(store: Documents, page: Page, incident_ids: Iterable[Id]) -> None:
    on_page = {incident.id: incident for incident in (*page.active_incidents, *page.recent_incidents)}
    for incident_id in incident_ids:
        key = f"{root_of(_slug(page))}/incidents/{incident_id}"
        found = on_page.get(incident_id) or stored_incidents.find(page.organization.id, incident_id)
        _put(store, key, views.incident(page, found)) if found else store.delete_under(key)


def _write_maintenance(store: Documents, page: Page, maintenance_ids: Iterable[Id]) -> None:
    for maintenance_id in maintenance_ids:
        key = f"{root_of(_slug(page))}/maintenance/{maintenance_id}"
        found = _maintenance(page, maintenance_id)
        _put(store, key, views.one_maintenance(page, found)) if found else store.delete_under(key)


def _write_archive(store: Documents, page: Page) -> None:
    """All of history, at the page's address."""
    org_id, before, months = page.organization.id, None, set[str]()
    while found := stored_incidents.newest_first(org_id, limit=EVERYTHING, before=before):
        months |= {history.month_of_incident(incident.id) for incident in found}
        _write_incidents(store, page, [incident.id for incident in found])
        before = found[-1].id
    before = None
    while past := stored_maintenance.newest_first(org_id, limit=EVERYTHING, before=before):
        months |= {history.month_of(item.ended_at) for item in past if item.ended_at}
        _write_maintenance(store, page, [item.id for item in past])
        before = past[-1].id
    _write_history(store, page, months)


def _put(store: Documents, key: str, document: BaseModel) -> None:
    store.put(key, document.model_dump_json().encode())
