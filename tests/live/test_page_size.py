"""A page has room for a lot, says so before it takes more, and is published whatever the tables hold."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain import page_room
from chalicelib.domain.errors import ConflictError
from chalicelib.domain.incidents import IncidentEdit, IncidentUpdateDraft
from chalicelib.domain.lean import lean
from chalicelib.domain.organizations import OrganizationEdit
from chalicelib.domain.services import ServiceEdit
from chalicelib.store import incidents as stored_incidents
from chalicelib.store import snapshots
from chalicelib.store.rows import to_row
from chalicelib.store.tables import Incidents, MaintenanceTable, Organizations, Services, Snapshots
from chalicelib.use_cases import incidents, organizations, services
from tests.edges import Api, Stream
from tests.factories import DOWN, NOW, a_maintenance, a_service, an_incident
from tests.tenancy import Tenant

CHANCE = random.Random(7)  # noqa: S311 - the same at each run
LETTERS: dict[str, tuple[int, int]] = {"ascii": (0x21, 0x7E), "cjk": (0x4E00, 0x9FA5), "emoji": (0x1F300, 0x1F5FF)}
ROOM = 409_600


def text(kind: str, letters: int = 5000) -> str:
    """As hard to compress as any that somebody writes."""
    low, high = LETTERS[kind]
    return "".join(chr(CHANCE.randint(low, high)) for _ in range(letters))


def until_refused(add: Callable[[int], object], most: int) -> tuple[int, str]:
    """How often it went well, and the words of the refusal."""
    for count in range(most):
        try:
            add(count)
        except ConflictError as error:
            return count, error.detail
    return most, ""


def item_bytes(tenant: Tenant) -> int:
    """The size of the snapshot, as DynamoDB counts it but for a few bytes of names."""
    row = Snapshots.get(tenant.org_id)
    return len(row.page) + len(row.timeline) + len(row.marks) + 500


def assert_published(tenant: Tenant, stream: Stream, documents: Path, name: str) -> None:
    """The next change shows at once."""
    organizations.edit(tenant.org_id, OrganizationEdit(name=name), tenant.actor, NOW)
    stream.flow()
    page = json.loads((documents / f"api/status/{tenant.slug}.json").read_text())
    assert page["organization"]["name"] == name
    found = snapshots.get(tenant.org_id)
    assert found
    assert json.loads(lean(found.page.model_dump_json())) == page
    assert item_bytes(tenant) < ROOM - 20_000


@pytest.mark.parametrize("kind", LETTERS)
def test_services_that_say_too_much_together_are_refused_before_anything_is_stored(
    tenant: Tenant, stream: Stream, documents: Path, kind: str
) -> None:
    count, said = until_refused(lambda n: tenant.service(f"Service {n}", description=text(kind)), 60)
    assert 4 <= count < 60
    assert "100,000 bytes" in said
    assert "Shorten a description" in said
    assert_published(tenant, stream, documents, "Still changing")


def test_the_answer_to_a_service_too_many_is_a_409_that_says_what_to_shorten(api: Api, tenant: Tenant) -> None:
    owner = api.as_(tenant.token)
    answers = [owner.post("/api/services", {"name": f"S{n}", "description": text("cjk")}) for n in range(8)]
    assert [answer.status for answer in answers[:6]] == [201] * 6
    assert answers[-1].status == 409
    assert "Shorten a description" in answers[-1].json()["detail"]


def test_a_page_that_is_full_takes_what_makes_it_smaller_and_nothing_that_makes_it_larger(tenant: Tenant) -> None:
    service = tenant.service("First", description=text("emoji"))
    until_refused(lambda n: tenant.service(f"Service {n}", description=text("emoji")), 60)
    shorter = services.edit(tenant.org_id, service.id, ServiceEdit(description="short"), tenant.actor, NOW)
    assert shorter.description == "short"
    tenant.sets(service, DOWN)
    until_refused(lambda n: tenant.service(f"Once more {n}", description=text("ascii")), 10)
    with pytest.raises(ConflictError, match="100,000 bytes"):
        services.edit(tenant.org_id, service.id, ServiceEdit(description=text("emoji")), tenant.actor, NOW)


def test_an_ordinary_page_has_room_for_all_it_may_have() -> None:
    words = "Payments by card, by invoice and by bank transfer, in every country that we ship to. " * 5
    listed = [a_service(f"Service number {n}", description=words) for n in range(200)]
    page_room.check_services(listed[0], listed)
    opened = [an_incident(f"Incident {n}", *listed[:10], description=words * 2) for n in range(40)]
    page_room.check_incident(opened[0], opened)
    planned = [a_maintenance(f"Maintenance {n}", *listed[:10], description=words) for n in range(40)]
    page_room.check_maintenance(planned[0], planned)


@pytest.mark.parametrize("kind", LETTERS)
def test_open_incidents_that_say_too_much_together_are_refused_and_can_all_be_ended(
    tenant: Tenant, stream: Stream, documents: Path, kind: str
) -> None:
    opened: list[Any] = []
    count, said = until_refused(lambda n: opened.append(tenant.opens(title=f"{n}", description=text(kind))), 40)
    assert 2 <= count < 40
    assert "100,000 bytes" in said
    longer = IncidentEdit(title=text("emoji", 200), description=text("emoji"))
    for incident in opened[:-1]:
        with pytest.raises(ConflictError, match="Shorten the description"):
            tenant.opens(title=incident.title, description=incident.description)
    if kind == "ascii":
        with pytest.raises(ConflictError, match="Shorten the description"):
            incidents.edit(tenant.org_id, opened[0].id, longer, tenant.actor, NOW)
    assert_published(tenant, stream, documents, "Still changing")
    for incident in opened:
        tenant.resolves(incident, text=text(kind))
    stream.flow()
    assert stored_incidents.unresolved(tenant.org_id) == []


def test_an_incident_is_not_reopened_into_a_page_that_is_full(tenant: Tenant) -> None:
    old = tenant.resolves(tenant.opens(description=text("emoji")), text=text("emoji"))
    until_refused(lambda n: tenant.opens(title=f"{n}", description=text("cjk")), 40)
    draft = IncidentUpdateDraft(text=text("emoji"), status="investigating")
    with pytest.raises(ConflictError, match="100,000 bytes"):
        incidents.post_update(tenant.org_id, old.id, draft, tenant.actor, NOW)


@pytest.mark.parametrize("kind", LETTERS)
def test_maintenance_that_says_too_much_together_is_refused(
    tenant: Tenant, stream: Stream, documents: Path, kind: str
) -> None:
    count, said = until_refused(lambda n: tenant.schedules(title=f"{n}", description=text(kind)), 40)
    assert 1 <= count < 40
    assert "60,000 bytes" in said
    assert_published(tenant, stream, documents, "Still changing")


def test_settings_that_say_too_much_together_are_refused(tenant: Tenant, stream: Stream, documents: Path) -> None:
    fields = {name: text("emoji") for name in ("description", "intro_text", "footer_text")}
    with pytest.raises(ConflictError, match="50,000 bytes"):
        organizations.edit(tenant.org_id, OrganizationEdit(**fields), tenant.actor, NOW)
    fields = {name: text("cjk") for name in ("description", "intro_text", "footer_text")}
    organizations.edit(tenant.org_id, OrganizationEdit(**fields), tenant.actor, NOW)
    assert_published(tenant, stream, documents, "Still changing")


def test_permalinks_have_every_update_that_the_page_has_no_room_for(
    tenant: Tenant, stream: Stream, documents: Path
) -> None:
    opened = [tenant.opens(title=f"{n}") for n in range(4)]
    for incident in opened:
        for _ in range(8):
            draft = IncidentUpdateDraft(text=text("cjk"))
            incidents.post_update(tenant.org_id, incident.id, draft, tenant.actor, NOW)
    stream.flow()
    root = documents / "api/status" / tenant.slug
    page = json.loads(root.with_suffix(".json").read_text())
    assert all(len(each["updates"]) < 8 for each in page["active_incidents"])
    for incident in opened:
        shown = json.loads((root / f"incidents/{incident.id}.json").read_text())["incident"]
        assert shown == tenant.incident(incident).model_dump(mode="json")


@pytest.mark.parametrize("kind", LETTERS)
def test_a_page_is_published_whatever_the_tables_hold(
    tenant: Tenant, stream: Stream, documents: Path, kind: str
) -> None:
    """Of a release without limits, or of writers who did not see each other."""
    listed = [a_service(text(kind, 100), org_id=tenant.org_id, description=text(kind)) for _ in range(60)]
    opened = [an_incident(text(kind, 200), *listed[:50], description=text(kind)) for _ in range(40)]
    planned = [a_maintenance(text(kind, 200), *listed[:50], description=text(kind)) for _ in range(40)]
    for service in listed:
        to_row(Services, service).save()
    for incident in opened:
        to_row(Incidents, incident.but(org_id=tenant.org_id), relevant_until="open").save()
    for item in planned:
        to_row(MaintenanceTable, item.but(org_id=tenant.org_id), relevant_until="open").save()
    settings = Organizations.get(tenant.org_id)
    settings.description = settings.intro_text = settings.footer_text = text(kind)
    settings.save()
    stream.flow()
    assert_published(tenant, stream, documents, "North")
    found = snapshots.get(tenant.org_id)
    assert found
    assert (len(found.page.services), len(found.page.active_incidents), len(found.page.maintenance)) == (60, 40, 40)
