"""The documents in Statuspage's v2 shape: theirs in every name, word and order, and written after frames."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.incidents import IncidentUpdateDraft
from chalicelib.domain.organizations import OrganizationEdit
from chalicelib.domain.postmortems import PostmortemEdit
from chalicelib.domain.services import ServiceEdit, ServiceStatus
from chalicelib.publish import publisher, recent
from chalicelib.store.tables import Incidents
from chalicelib.use_cases import incidents, organizations, postmortems, services
from tests.edges import Stream
from tests.factories import DOWN, NOW, SLOW
from tests.queues import Queues
from tests.syndicated import is_syndicated
from tests.tenancy import Tenant

Read = Callable[[str], Any]
NAMES = (
    "summary",
    "status",
    "components",
    "incidents",
    "incidents/unresolved",
    "scheduled-maintenances",
    "scheduled-maintenances/upcoming",
    "scheduled-maintenances/active",
)


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was written by this process before, and no page waits."""
    monkeypatch.setattr("chalicelib.reactions.syndicate._written", {})
    monkeypatch.setattr("chalicelib.reactions.syndicate._pause", lambda _: 0)


@pytest.fixture
def read(tenant: Tenant, stream: Stream, queues: Queues, documents: Path) -> Read:
    """A document, once everything has flowed."""

    def read(name: str) -> Any:
        stream.flow()
        assert queues.flow("syndicate") == []
        return json.loads((documents / f"status/{tenant.slug}/api/v2/{name}.json.json").read_text())

    return read


def test_every_document_names_the_page_and_is_there_from_the_first_event_on(tenant: Tenant, read: Read) -> None:
    for name in NAMES:
        page = read(name)["page"]
        assert list(page) == ["id", "name", "url", "time_zone", "updated_at"]
        assert (page["id"], page["url"]) == (tenant.org_id, f"https://status.example.com/status/{tenant.slug}")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", page["updated_at"])


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("operational", ("none", "All Systems Operational")),
        ("under_maintenance", ("maintenance", "Service Under Maintenance")),
        ("degraded_performance", ("minor", "Partially Degraded Service")),
        ("partial_outage", ("major", "Partial System Outage")),
        ("major_outage", ("critical", "Major Service Outage")),
    ],
)
def test_the_page_is_told_in_their_words(tenant: Tenant, read: Read, status: str, expected: tuple[str, str]) -> None:
    tenant.service(status=status)
    assert tuple(read("status")["status"].values()) == expected
    assert list(read("summary")) == ["page", "components", "incidents", "scheduled_maintenances", "status"]


def test_an_incident_that_no_service_shows_is_a_minor_outage(tenant: Tenant, read: Read) -> None:
    tenant.opens(impact="minor")
    assert read("status")["status"] == {"indicator": "minor", "description": "Minor Service Outage"}


def test_categories_are_groups_that_stand_before_their_components(tenant: Tenant, read: Read) -> None:
    alone = tenant.service("Alone")
    first, second = (tenant.service(name, category="Shop") for name in ("Checkout", "Search"))
    tenant.sets(second, DOWN)
    one, group, *within = read("components")["components"]
    assert (one["id"], one["position"], one["group_id"], one["group"]) == (alone.id, 1, None, False)
    assert (group["name"], group["position"], group["group"]) == ("Shop", 2, True)
    assert (group["status"], group["components"]) == ("major_outage", [first.id, second.id])
    assert [(each["position"], each["group_id"]) for each in within] == [(1, group["id"]), (2, group["id"])]
    assert list(one) == [
        *("id", "name", "status", "created_at", "updated_at", "position", "description", "showcase"),
        *("start_date", "group_id", "page_id", "group", "only_show_if_degraded"),
    ]
    assert (one["description"], one["start_date"], one["only_show_if_degraded"]) == (None, "2026-01-05", False)


def test_an_incident_goes_through_its_documents(tenant: Tenant, read: Read) -> None:
    service = tenant.service()
    opened = tenant.opens(service, service_status="partial_outage", impact="major")
    (unresolved,) = read("incidents/unresolved")["incidents"]
    assert list(unresolved) == [
        *("id", "name", "status", "created_at", "updated_at", "monitoring_at", "resolved_at", "impact", "shortlink"),
        *("started_at", "page_id", "incident_updates", "components"),
    ]
    assert (unresolved["status"], unresolved["impact"]) == ("investigating", "major")
    assert unresolved["shortlink"].endswith(f"/status/{tenant.slug}/incidents/{opened.id}")
    assert [each["status"] for each in unresolved["components"]] == ["partial_outage"]
    assert read("summary")["incidents"] == [unresolved]
    tenant.resolves(opened, text="Mended.")
    assert read("incidents/unresolved")["incidents"] == []
    (resolved,) = read("incidents")["incidents"]
    newest, oldest = resolved["incident_updates"]
    assert (resolved["status"], newest["status"], newest["body"]) == ("resolved", "resolved", "Mended.")
    assert list(newest) == [
        *("id", "status", "body", "incident_id", "created_at", "updated_at", "display_at", "affected_components"),
        *("deliver_notifications", "custom_tweet", "tweet_id"),
    ]
    told = {"code": service.id, "name": "Checkout"}
    down, up = "partial_outage", "operational"
    assert oldest["affected_components"] == [{**told, "old_status": up, "new_status": down}]
    assert newest["affected_components"] == [{**told, "old_status": down, "new_status": up}]


def test_each_update_tells_what_it_made_of_its_services(tenant: Tenant, read: Read) -> None:
    checkout, mail = tenant.service(), tenant.service("Mail")
    opened = tenant.opens(checkout, mail, service_status={checkout.id: "partial_outage"})
    for given in ({checkout.id: "major_outage"}, {mail.id: "degraded_performance"}, {checkout.id: "operational"}):
        draft = IncidentUpdateDraft(text="More.", service_status=given)
        incidents.post_update(tenant.org_id, opened.id, draft, tenant.actor, NOW)
    tenant.resolves(opened)
    told = [
        [(each["old_status"], each["new_status"]) for each in said["affected_components"]]
        for said in read("incidents")["incidents"][0]["incident_updates"]
    ]
    up, slow, down = "operational", "degraded_performance", "major_outage"
    assert told[::-1] == [
        [(up, "partial_outage"), (up, up)],
        [("partial_outage", down), (up, up)],
        [(down, down), (up, slow)],
        [(down, up), (slow, slow)],
        [(up, up), (slow, up)],
    ]


def test_an_incident_from_before_updates_kept_that_is_told_by_what_it_says_last(tenant: Tenant, read: Read) -> None:
    opened = tenant.opens(tenant.service(), service_status="partial_outage")
    row = Incidents.get(tenant.org_id, opened.id)
    row.updates = [{name: value for name, value in said.items() if name != "services_were"} for said in row.updates]
    row.save()
    tenant.resolves(opened)
    newest, oldest = read("incidents")["incidents"][0]["incident_updates"]
    assert [each["new_status"] for each in newest["affected_components"]] == ["operational"]
    assert [each["new_status"] for each in oldest["affected_components"]] == ["partial_outage"]


def test_a_published_postmortem_is_read_as_the_newest_update(tenant: Tenant, read: Read) -> None:
    opened = tenant.opens()
    tenant.resolves(opened)
    edit = PostmortemEdit(text="It was **DNS**.", published=True)
    postmortems.write(tenant.org_id, opened.id, edit, tenant.actor, NOW)
    (incident,) = read("incidents")["incidents"]
    newest = incident["incident_updates"][0]
    assert (incident["status"], newest["status"]) == ("postmortem", "postmortem")
    assert newest["body"].startswith("It was **DNS**.\n\n")
    assert incident["shortlink"] in newest["body"]
    postmortems.write(tenant.org_id, opened.id, PostmortemEdit(published=False), tenant.actor, NOW)
    assert "DNS" not in json.dumps(read("incidents"))


def test_maintenance_is_upcoming_then_active_then_neither(tenant: Tenant, read: Read) -> None:
    service = tenant.service()
    item = tenant.schedules(service)
    (upcoming,) = read("scheduled-maintenances/upcoming")["scheduled_maintenances"]
    assert (upcoming["status"], upcoming["impact"]) == ("scheduled", "maintenance")
    assert list(upcoming)[-2:] == ["scheduled_for", "scheduled_until"]
    tenant.moves(item, "in_progress")
    assert read("scheduled-maintenances/upcoming")["scheduled_maintenances"] == []
    (active,) = read("scheduled-maintenances/active")["scheduled_maintenances"]
    assert (active["status"], active["components"][0]["status"]) == ("in_progress", "under_maintenance")
    tenant.moves(item, "cancelled")
    assert read("scheduled-maintenances/active")["scheduled_maintenances"] == []
    (over,) = read("scheduled-maintenances")["scheduled_maintenances"]
    assert over["status"] == over["incident_updates"][0]["status"] == "completed"
    assert over["resolved_at"]


def test_the_newest_of_each_are_listed_and_no_more(tenant: Tenant, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    assert recent.MOST == 50
    monkeypatch.setattr(recent, "MOST", 2)
    opened = [tenant.opens(title=f"Number {number}") for number in range(3)]
    planned = [tenant.schedules(title=f"Number {number}", starts_in=number + 1) for number in range(3)]
    listed = read("incidents")["incidents"]
    assert [each["id"] for each in listed] == sorted((each.id for each in opened), reverse=True)[:2]
    latest = read("scheduled-maintenances")["scheduled_maintenances"]
    assert [each["id"] for each in latest] == [planned[2].id, planned[1].id]


def test_a_service_that_is_gone_is_still_named_by_what_it_was_affected_by(tenant: Tenant, read: Read) -> None:
    service = tenant.service()
    tenant.resolves(tenant.opens(service, service_status="partial_outage"))
    services.delete(tenant.org_id, service.id, tenant.actor, NOW)
    (incident,) = read("incidents")["incidents"]
    assert incident["components"] == []
    assert incident["incident_updates"][0]["affected_components"][0]["name"] == "Checkout"


def test_frames_do_not_wait_and_one_writing_tells_of_many_changes(
    tenant: Tenant, stream: Stream, queues: Queues, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = tenant.service()
    read("status")
    for status in (DOWN, SLOW, ServiceStatus.OPERATIONAL, DOWN):
        tenant.sets(service, status)
        stream.flow()
    written: list[int] = []
    real = publisher.write_syndicated

    def counting(change: Any) -> int:
        written.append(change.version)
        return real(change)

    monkeypatch.setattr("chalicelib.reactions.syndicate.write_syndicated", counting)
    assert len(queues.sent["syndicate"]) == 4
    assert read("status")["status"]["indicator"] == "critical"
    assert len(written) == 1


def test_a_queue_that_is_away_loses_nothing(tenant: Tenant, stream: Stream, queues: Queues, documents: Path) -> None:
    service = tenant.service()
    stream.flow()
    queues.away = True
    tenant.sets(service, DOWN)
    stream.flow()
    found = json.loads((documents / f"status/{tenant.slug}/api/v2/status.json.json").read_text())
    assert found["status"]["indicator"] == "critical"


def test_a_page_that_moves_or_ends_leaves_none_at_its_address(
    tenant: Tenant, stream: Stream, queues: Queues, read: Read, documents: Path
) -> None:
    tenant.opens(tenant.service())
    read("status")

    def left(slug: str) -> list[Path]:
        files = (file for file in documents.rglob("*") if file.is_file())
        here = (file.relative_to(documents) for file in files)
        return [file for file in here if is_syndicated(str(file)) and str(file).startswith(f"status/{slug}/")]

    assert len(left(tenant.slug)) > len(NAMES)
    organizations.edit(tenant.org_id, OrganizationEdit(slug="new-home"), tenant.actor, NOW)
    stream.flow()
    queues.flow("syndicate")
    assert left(tenant.slug) == []
    assert len(left("new-home")) > len(NAMES)
    publisher.withdraw("new-home")
    assert left("new-home") == []


def test_no_document_of_a_page_names_anything_of_another(
    tenant: Tenant, found_tenant: Callable[..., Tenant], stream: Stream, queues: Queues, documents: Path
) -> None:
    other = found_tenant("Southwind")
    for each in (tenant, other):
        each.opens(each.service())
        each.schedules(each.service())
    stream.flow()
    assert queues.flow("syndicate") == []
    written = [file for file in (documents / f"status/{tenant.slug}").rglob("*") if file.is_file()]
    assert len(written) > len(NAMES)
    for file in written:
        text = file.read_text()
        assert other.slug not in text
        assert other.org_id not in text


def test_what_is_written_bit_by_bit_is_what_is_written_at_once(
    tenant: Tenant, stream: Stream, queues: Queues, read: Read, documents: Path
) -> None:
    service, other = tenant.service(), tenant.service("Search", category="Shop")
    tenant.resolves(tenant.opens(service, service_status="major_outage"))
    read("status")
    tenant.moves(tenant.schedules(other), "in_progress")
    read("status")
    services.edit(tenant.org_id, service.id, ServiceEdit(name="Till"), tenant.actor, NOW)
    read("status")

    def contents() -> dict[str, str]:
        return {str(file): file.read_text() for file in documents.rglob("*") if file.is_file()}

    before = contents()
    publisher.republish(tenant.org_id)
    assert contents() == before
