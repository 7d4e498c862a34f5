"""A page of as many services as there can be, with ordinary names: it is published whole, and its frames fit."""

import json
from pathlib import Path

import pytest

from chalicelib.domain import page_room
from chalicelib.domain.errors import ConflictError
from chalicelib.domain.lean import LEFT_OUT
from chalicelib.domain.services import MAX_SERVICES, Service
from chalicelib.store import snapshots
from chalicelib.store import viewers as stored_viewers
from chalicelib.store.rows import to_row
from chalicelib.store.tables import Services
from tests.client import Client, Json
from tests.edges import Api, Stream, Viewers
from tests.factories import DOWN, NOW, a_service
from tests.tenancy import Tenant

AFFECTED = 200
MESSAGE_BYTES = 128 * 1024


@pytest.fixture
def many(tenant: Tenant) -> list[Service]:
    """500 services in 40 categories."""
    found = [
        a_service(
            f"Payment gateway {number}",
            org_id=tenant.org_id,
            position=number,
            category=f"Region {number % 40}",
            description="Takes cards and bank transfers of everybody who buys in this region.",
        )
        for number in range(MAX_SERVICES)
    ]
    for service in found:
        to_row(Services, service).save()
    return found


def _lean(service: Json) -> Json:
    """Frames tell all of a service; the document of a large page leaves out its times."""
    return {name: value for name, value in service.items() if name not in LEFT_OUT}


def test_there_is_room_for_500_services_and_for_no_more(tenant: Tenant, many: list[Service]) -> None:
    page_room.check_services(many[0], many)
    with pytest.raises(ConflictError, match="500 services"):
        tenant.service("One more")


def test_it_is_published_whole_and_followed_by_frames_alone(
    tenant: Tenant, many: list[Service], stream: Stream, documents: Path, viewers: Viewers
) -> None:
    tenant.sets(many[0], DOWN)
    stream.flow()
    document = documents / f"api/status/{tenant.slug}.json"
    client = Client(lambda: pytest.fail("a document was fetched"), json.loads(document.read_text()))
    stored_viewers.remember(tenant.org_id, "a-viewer", NOW)
    incident = tenant.opens(*many[:AFFECTED], service_status=DOWN)
    tenant.resolves(incident)
    item = tenant.moves(tenant.schedules(*many[-AFFECTED:]), "in_progress")
    tenant.moves(item, "completed")
    stream.flow()
    frames = viewers.seen_by("a-viewer")
    assert max(len(json.dumps(frame, ensure_ascii=False).encode()) for frame in frames) < MESSAGE_BYTES
    client.hears(frames)
    page = json.loads(document.read_text())
    assert list(map(_lean, client.page["services"])) == page["services"]
    assert client.page["version"] == page["version"]
    assert len(page["services"]) == MAX_SERVICES
    assert {each["status"] for each in page["services"]} == {"operational"}
    found = snapshots.get(tenant.org_id)
    assert found
    assert found.whole


def test_its_documents_fit_a_frame_and_say_all_that_a_visitor_reads(
    api: Api, tenant: Tenant, many: list[Service], stream: Stream, documents: Path
) -> None:
    tenant.sets(many[0], DOWN)
    stream.flow()
    for path in ("", "/services"):
        published = (documents / f"api/status/{tenant.slug}{path}.json").read_bytes()
        assert 100_000 < len(published) < MESSAGE_BYTES
        assert api.get(f"/api/status/{tenant.slug}{path}").body.encode() == published
        first = json.loads(published)["services"][0]
        changed = {"status": "major_outage", "version": 2}
        assert first == _lean(many[0].model_dump(mode="json") | changed)
