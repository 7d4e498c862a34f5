"""Publishers of one organization side by side: documents end with what is newest, however slow one of them is."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.errors import ContendedError
from chalicelib.domain.incidents import IncidentEdit
from chalicelib.domain.organizations import OrganizationEdit
from chalicelib.publish import publisher
from chalicelib.publish.documents import FolderDocuments
from chalicelib.queues.message import Message
from chalicelib.store import viewers as watching
from chalicelib.use_cases import incidents, maintenance, organizations, services
from tests.edges import Stream, Viewers
from tests.factories import DOWN, NOW
from tests.queues import Queues
from tests.tenancy import Tenant, a_tenant


@pytest.fixture
def before_the_next_write(documents: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Lets somebody act between a publisher's reading and its writing."""
    waiting: list[Callable[[], object]] = []

    class Slow(FolderDocuments):
        """Stands still once."""

        def put(self, *given: Any) -> None:
            """As ever, after whoever acts first."""
            if waiting:
                waiting.pop()()
            super().put(*given)

    monkeypatch.setattr("chalicelib.publish.publisher.documents", lambda: Slow(documents))
    return waiting.append


def document(folder: Path, key: str) -> Any:
    """A document by its key."""
    return json.loads((folder / f"{key}.json").read_text())


def test_a_slow_publisher_leaves_no_older_page_over_a_newer_one(
    tenant: Tenant, stream: Stream, documents: Path, before_the_next_write: Any
) -> None:
    service = tenant.service()
    stream.flow()
    tenant.service("Search")
    slow = stream.unread()

    def meanwhile() -> None:
        tenant.sets(service, DOWN)
        stream.flow()

    before_the_next_write(meanwhile)
    assert stream.deliver(slow) == []
    page = document(documents, f"api/status/{tenant.slug}")
    assert (page["version"], page["services"][0]["status"]) == (4, "major_outage")
    listed, timeline, coming = (
        document(documents, f"api/status/{tenant.slug}/{part}") for part in ("services", "timeline", "maintenance")
    )
    assert (listed["version"], coming["version"], len(timeline["timeline"])) == (4, 4, 4)
    assert "Major outage" in (documents / f"status/{tenant.slug}.html").read_text()


def test_a_slow_publisher_leaves_no_older_words_in_history_or_a_permalink(
    tenant: Tenant, stream: Stream, documents: Path, before_the_next_write: Any
) -> None:
    incident = tenant.opens()
    slow = stream.unread()

    def meanwhile() -> None:
        incidents.edit(tenant.org_id, incident.id, IncidentEdit(title="Known better"), tenant.actor, NOW)
        stream.flow()

    before_the_next_write(meanwhile)
    assert stream.deliver(slow) == []
    root = f"api/status/{tenant.slug}/incidents"
    assert document(documents, f"{root}/{incident.id}")["incident"]["title"] == "Known better"
    for key in (root, f"{root}/page/2026-01"):
        assert [each["title"] for each in document(documents, key)["incidents"]] == ["Known better"]


def test_a_slow_publisher_brings_nothing_back_that_was_deleted(
    tenant: Tenant, stream: Stream, documents: Path, before_the_next_write: Any
) -> None:
    stream.flow()
    incident = tenant.opens()
    item = tenant.schedules()
    tenant.moves(item, "cancelled")
    slow = stream.unread()

    def meanwhile() -> None:
        incidents.delete(tenant.org_id, incident.id, tenant.actor, NOW)
        maintenance.delete(tenant.org_id, item.id, tenant.actor, NOW)
        stream.flow()

    before_the_next_write(meanwhile)
    assert stream.deliver(slow) == []
    left = [path for path in documents.rglob("*.json") if incident.id in path.read_text() or item.id in str(path)]
    assert [path.name for path in left] == ["timeline.json"]


def test_a_slow_publisher_leaves_nothing_at_an_address_that_somebody_else_has_taken(
    tenant: Tenant, stream: Stream, documents: Path, before_the_next_write: Any
) -> None:
    stream.flow()
    tenant.opens(title="Ours alone")
    slow = stream.unread()

    def meanwhile() -> None:
        organizations.edit(tenant.org_id, OrganizationEdit(slug="new-home"), tenant.actor, NOW)
        a_tenant("Successor", slug=tenant.slug)
        stream.flow()

    before_the_next_write(meanwhile)
    assert stream.deliver(slow) == []
    assert document(documents, f"api/status/{tenant.slug}")["organization"]["name"] == "Successor"
    assert document(documents, "api/status/new-home")["active_incidents"][0]["title"] == "Ours alone"
    at_old = [documents / f"api/status/{tenant.slug}.json", *(documents / f"api/status/{tenant.slug}").rglob("*")]
    assert not [path for path in at_old if path.is_file() and "Ours alone" in path.read_text()]


def test_a_page_that_never_stands_still_is_set_aside_to_be_published_later(
    tenant: Tenant, stream: Stream, queues: Queues, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.store.tenants.version", lambda _: 1_000_000)
    stream.flow()
    assert queues.sent["publish_again"] == [Message(tenant.org_id)]
    with pytest.raises(ContendedError):
        publisher.republish(tenant.org_id)


def test_what_was_deleted_is_told_as_deleted_when_an_older_change_comes_after_it(
    tenant: Tenant, stream: Stream, viewers: Viewers
) -> None:
    """A viewer who fetched the page in between has never heard of it, and must not put it back."""
    service, incident, item = tenant.service(), tenant.opens(), tenant.schedules()
    stream.flow()
    tenant.sets(service, DOWN)
    incidents.edit(tenant.org_id, incident.id, IncidentEdit(title="Known better"), tenant.actor, NOW)
    tenant.moves(item, "in_progress")
    late = stream.unread()
    services.delete(tenant.org_id, service.id, tenant.actor, NOW)
    incidents.delete(tenant.org_id, incident.id, tenant.actor, NOW)
    maintenance.delete(tenant.org_id, item.id, tenant.actor, NOW)
    stream.flow()
    watching.remember(tenant.org_id, "viewer", NOW)
    assert stream.deliver(late) == []
    told = [frame["data"] for frame in viewers.seen_by("viewer")]
    assert [data[name]["deleted"] for data, name in zip(told, ("service", "incident", "maintenance"), strict=True)]
    assert viewers.versions("viewer") == [8, 9, 10]


def test_an_older_name_never_comes_after_a_newer_one(tenant: Tenant, stream: Stream, viewers: Viewers) -> None:
    stream.flow()
    organizations.edit(tenant.org_id, OrganizationEdit(name="Older"), tenant.actor, NOW)
    late = stream.unread()
    organizations.edit(tenant.org_id, OrganizationEdit(name="Newer"), tenant.actor, NOW)
    watching.remember(tenant.org_id, "viewer", NOW)
    stream.flow()
    assert stream.deliver(late) == []
    assert [frame["data"]["organization"]["name"] for frame in viewers.seen_by("viewer")] == ["Newer", "Newer"]
