"""The public documents: what the API would answer at the same path, written ahead for every visitor."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.incidents import Incident, IncidentEdit
from chalicelib.domain.maintenance import MaintenanceEdit
from chalicelib.domain.organizations import OrganizationEdit
from chalicelib.use_cases import incidents, maintenance, organizations
from tests.edges import Api, Stream
from tests.factories import NOW, SLOW
from tests.tenancy import Tenant

Found = Callable[..., Tenant]


def document(folder: Path, key: str) -> Any:
    """A document by its key."""
    return json.loads((folder / f"{key}.json").read_text())


def keys(folder: Path) -> set[str]:
    """The keys of all documents of status pages."""
    return {str(file.relative_to(folder)).removesuffix(".json") for file in folder.glob("api/**/*.json")}


def target(key: str) -> str:
    """The request that a document answers."""
    return f"/{key}".replace("/page/", "?cursor=")


def assert_documents_equal_answers(folder: Path, api: Api) -> None:
    """Every document is what the API answers for the same path."""
    assert keys(folder)
    for key in keys(folder):
        assert api.get(target(key)).json() == document(folder, key), key


def renamed(tenant: Tenant, slug: str) -> None:
    """The page moves to another address."""
    organizations.edit(tenant.org_id, OrganizationEdit(slug=slug), tenant.actor, NOW)


def at(month: int) -> datetime:
    """In the middle of a month of 2025."""
    return datetime(2025, month, 15, tzinfo=UTC)


@pytest.fixture
def history(tenant: Tenant, stream: Stream) -> list[Incident]:
    """A resolved incident in each of four months, and one open now."""
    months = (3, 5, 6, 9)
    past = [tenant.resolves(tenant.opens(title=f"Of month {month}", now=at(month)), now=at(month)) for month in months]
    now = tenant.opens(title="Of now")
    stream.flow()
    return [*past, now]


def test_every_document_is_what_the_api_answers(
    tenant: Tenant, stream: Stream, documents: Path, api: Api, history: list[Incident]
) -> None:
    service = tenant.service()
    tenant.sets(service, SLOW)
    tenant.opens(service)
    tenant.moves(tenant.schedules(service), "in_progress")
    tenant.schedules(service, title="Later")
    stream.flow()
    assert_documents_equal_answers(documents, api)


def test_a_page_has_its_documents_from_the_first_event_on(tenant: Tenant, stream: Stream, documents: Path) -> None:
    stream.flow()
    root = f"api/status/{tenant.slug}"
    expected = {root, *(f"{root}/{part}" for part in ("services", "incidents", "maintenance", "timeline"))}
    assert keys(documents) == expected


def test_history_is_paged_by_month_from_the_newest_to_the_oldest(
    tenant: Tenant, documents: Path, history: list[Incident]
) -> None:
    page = document(documents, f"api/status/{tenant.slug}/incidents")
    months, titles = [page["month"]], [page["incidents"][0]["title"]]
    while cursor := page["next_cursor"]:
        page = document(documents, f"api/status/{tenant.slug}/incidents/page/{cursor}")
        months.append(page["month"])
        titles += [incident["title"] for incident in page["incidents"]]
    assert months == ["2026-01", "2025-09", "2025-06", "2025-05", "2025-03"]
    assert titles == ["Of now", "Of month 9", "Of month 6", "Of month 5", "Of month 3"]


def test_a_change_of_an_old_incident_rewrites_its_month_and_its_own_document(
    tenant: Tenant, stream: Stream, documents: Path, api: Api, history: list[Incident]
) -> None:
    incidents.edit(tenant.org_id, history[1].id, IncidentEdit(title="Known better"), tenant.actor, NOW)
    stream.flow()
    root = f"api/status/{tenant.slug}/incidents"
    assert document(documents, f"{root}/page/2025-05")["incidents"][0]["title"] == "Known better"
    assert document(documents, f"{root}/{history[1].id}")["incident"]["title"] == "Known better"
    assert_documents_equal_answers(documents, api)


def test_a_deleted_incident_leaves_history_and_its_document_is_gone(
    tenant: Tenant, stream: Stream, documents: Path, api: Api, history: list[Incident]
) -> None:
    for gone in (history[1], history[4]):
        incidents.delete(tenant.org_id, gone.id, tenant.actor, NOW)
        stream.flow()
        assert f"api/status/{tenant.slug}/incidents/{gone.id}" not in keys(documents)
        assert gone.title not in (documents / f"api/status/{tenant.slug}/incidents.json").read_text()
        assert_documents_equal_answers(documents, api)


def test_a_month_whose_last_incident_was_deleted_is_an_empty_page_that_leads_on(
    tenant: Tenant, stream: Stream, documents: Path, history: list[Incident]
) -> None:
    month = documents / f"status/{tenant.slug}/history/2025-05.html"
    assert history[1].title in month.read_text()
    incidents.delete(tenant.org_id, history[1].id, tenant.actor, NOW)
    stream.flow()
    assert "Nothing was reported in May 2025." in month.read_text()
    assert f'href="/status/{tenant.slug}/history/20' in month.read_text()


def test_an_incident_told_of_afterwards_finds_its_place_in_the_chain_of_months(
    tenant: Tenant, stream: Stream, documents: Path, api: Api, history: list[Incident]
) -> None:
    tenant.opens(title="Of month 7", now=at(7))
    stream.flow()
    assert document(documents, f"api/status/{tenant.slug}/incidents/page/2025-09")["next_cursor"] == "2025-07"
    assert_documents_equal_answers(documents, api)


def test_deleted_maintenance_has_no_document(tenant: Tenant, stream: Stream, documents: Path, api: Api) -> None:
    item = tenant.schedules()
    stream.flow()
    assert document(documents, f"api/status/{tenant.slug}/maintenance/{item.id}")["maintenance"]["id"] == item.id
    maintenance.delete(tenant.org_id, item.id, tenant.actor, NOW)
    stream.flow()
    assert f"api/status/{tenant.slug}/maintenance/{item.id}" not in keys(documents)
    assert_documents_equal_answers(documents, api)


def test_maintenance_is_in_the_history_of_the_month_it_ended_in(
    tenant: Tenant, stream: Stream, documents: Path, api: Api, history: list[Incident]
) -> None:
    item = tenant.schedules(title="Bigger disks", now=at(7))
    tenant.moves(item, "in_progress", now=at(7))
    tenant.moves(item, "completed", now=at(8))
    stream.flow()
    month = document(documents, f"api/status/{tenant.slug}/incidents/page/2025-08")
    assert [each["title"] for each in month["maintenance"]] == ["Bigger disks"]
    assert document(documents, f"api/status/{tenant.slug}/incidents/page/2025-09")["next_cursor"] == "2025-08"
    assert_documents_equal_answers(documents, api)


def test_new_words_for_maintenance_of_long_ago_show_in_its_month(
    tenant: Tenant, stream: Stream, documents: Path, api: Api, history: list[Incident]
) -> None:
    item = tenant.schedules(now=at(7))
    for status in ("in_progress", "completed"):
        tenant.moves(item, status, now=at(7))
    stream.flow()
    maintenance.edit(tenant.org_id, item.id, MaintenanceEdit(title="Known better"), tenant.actor, NOW)
    stream.flow()
    month = document(documents, f"api/status/{tenant.slug}/incidents/page/2025-07")
    assert [each["title"] for each in month["maintenance"]] == ["Known better"]
    assert_documents_equal_answers(documents, api)


def test_deleted_maintenance_leaves_the_history_of_its_month(
    tenant: Tenant, stream: Stream, documents: Path, api: Api, history: list[Incident]
) -> None:
    item = tenant.schedules(now=at(7))
    for status in ("in_progress", "completed"):
        tenant.moves(item, status, now=at(7))
    stream.flow()
    maintenance.delete(tenant.org_id, item.id, tenant.actor, NOW)
    stream.flow()
    assert document(documents, f"api/status/{tenant.slug}/incidents/page/2025-07")["maintenance"] == []
    assert_documents_equal_answers(documents, api)


def test_a_page_that_moves_takes_its_whole_history_along(
    tenant: Tenant, stream: Stream, documents: Path, api: Api, history: list[Incident]
) -> None:
    tenant.schedules(title="Bigger disks")
    stream.flow()
    before = keys(documents)
    renamed(tenant, "new-home")
    stream.flow()
    assert keys(documents) == {key.replace(f"status/{tenant.slug}", "status/new-home") for key in before}
    assert_documents_equal_answers(documents, api)


def test_a_page_that_moves_there_and_back_in_one_batch_stays(
    tenant: Tenant, stream: Stream, documents: Path, api: Api, history: list[Incident]
) -> None:
    before = keys(documents)
    renamed(tenant, "new-home")
    renamed(tenant, tenant.slug)
    stream.flow()
    assert keys(documents) == before
    assert_documents_equal_answers(documents, api)


def test_documents_at_the_old_address_stay_when_somebody_else_has_taken_it(
    tenant: Tenant, found_tenant: Found, stream: Stream, documents: Path, api: Api
) -> None:
    stream.flow()
    renamed(tenant, "new-home")
    move = stream.unread()
    found_tenant("Squatter", slug=tenant.slug)
    stream.flow()
    assert stream.deliver(move) == []
    assert document(documents, f"api/status/{tenant.slug}")["organization"]["name"] == "Squatter"
    assert document(documents, "api/status/new-home")["organization"]["id"] == tenant.org_id
    assert_documents_equal_answers(documents, api)


def test_documents_of_a_page_that_moved_are_gone_when_another_takes_its_address_later(
    tenant: Tenant, found_tenant: Found, stream: Stream, documents: Path, history: list[Incident]
) -> None:
    renamed(tenant, "new-home")
    stream.flow()
    found_tenant("Successor", slug=tenant.slug)
    stream.flow()
    assert f"api/status/{tenant.slug}/incidents/page/2025-09" not in keys(documents)


def test_resolved_incidents_leave_the_page_after_two_weeks_and_stay_in_history(
    tenant: Tenant, stream: Stream, documents: Path
) -> None:
    tenant.resolves(tenant.opens(title="Long ago"))
    stream.flow()
    tenant.service(now=NOW + timedelta(days=15))
    stream.flow()
    root = f"api/status/{tenant.slug}"
    assert document(documents, root)["recent_incidents"] == []
    assert document(documents, f"{root}/incidents")["incidents"][0]["title"] == "Long ago"


def test_a_month_of_more_incidents_than_a_document_holds_goes_on_in_the_api(
    tenant: Tenant, stream: Stream, documents: Path, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.publish.history.MONTH_LIMIT", 2)
    tenant.resolves(tenant.opens(title="Of month 3", now=at(3)), now=at(3))
    opened = [tenant.opens(title=f"{number}", now=NOW + timedelta(seconds=number)) for number in range(3)]
    stream.flow()
    page = document(documents, f"api/status/{tenant.slug}/incidents")
    assert [incident["title"] for incident in page["incidents"]] == ["2", "1"]
    assert page["next_cursor"] == opened[1].id
    rest = api.get(f"/api/status/{tenant.slug}/incidents?cursor={page['next_cursor']}").json()
    assert [incident["title"] for incident in rest["incidents"]] == ["0", "Of month 3"]
