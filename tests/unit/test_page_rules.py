"""The page: its indicator, and what it lists in which order."""

from datetime import timedelta

import pytest

from chalicelib.domain.maintenance import MaintenanceStatus, MaintenanceStatusChange, stepped
from chalicelib.domain.page import Indicator, page_of, status_of
from chalicelib.domain.services import Service, ServiceDraft, ServiceStatus, added, ordered
from tests.factories import (
    COVERED,
    DOWN,
    NOW,
    ORG_ID,
    PARTLY_DOWN,
    SLOW,
    UP,
    a_maintenance,
    a_service,
    an_incident,
    an_organization,
)

RUNNING = stepped(a_maintenance("Running"), MaintenanceStatusChange(status=MaintenanceStatus.IN_PROGRESS), NOW)


@pytest.mark.parametrize(
    ("status", "indicator", "words"),
    [
        (UP, "none", "All systems operational"),
        (COVERED, "maintenance", "Maintenance in progress"),
        (SLOW, "minor", "Degraded performance"),
        (PARTLY_DOWN, "major", "Partial outage"),
        (DOWN, "critical", "Major outage"),
    ],
)
def test_the_indicator_is_the_worst_service(status: ServiceStatus, indicator: str, words: str) -> None:
    found = status_of([a_service(), a_service(status=status), a_service()], [], [])
    assert (found.indicator.value, found.description) == (indicator, words)


def a_page_of(count: int, *others: ServiceStatus) -> list[Service]:
    """So many services, all operational but for those whose statuses are given."""
    return [a_service(status=status) for status in (*others, *[UP] * (count - len(others)))]


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ([], "All systems operational"),
        ([DOWN] * 3, "Major outage: 3 of 120 services affected"),
        ([DOWN], "Major outage: 1 of 120 services affected"),
        ([DOWN, SLOW, PARTLY_DOWN], "Major outage of 1 service: 3 of 120 services affected"),
        ([PARTLY_DOWN, PARTLY_DOWN, SLOW], "Partial outage of 2 services: 3 of 120 services affected"),
        ([SLOW] * 60, "Degraded performance: 60 of 120 services affected"),
        ([SLOW] * 61, "Degraded performance"),
        ([DOWN] * 120, "Major outage"),
        ([DOWN, *[SLOW] * 119], "Major outage of 1 service: 120 of 120 services affected"),
        ([COVERED] * 4, "Maintenance in progress: 4 of 120 services affected"),
        ([DOWN, COVERED], "Major outage: 1 of 120 services affected"),
    ],
)
def test_the_banner_of_a_large_page_says_how_much_is_affected(others: list[ServiceStatus], words: str) -> None:
    assert status_of(a_page_of(120, *others), [], []).description == words


def test_a_page_that_is_seen_at_a_glance_needs_no_count() -> None:
    assert status_of(a_page_of(10, DOWN), [], []).description == "Major outage"
    assert status_of(a_page_of(11, DOWN), [], []).description == "Major outage: 1 of 11 services affected"


def test_an_incident_that_names_no_service_concerns_the_whole_page() -> None:
    named = an_incident("Checkout fails", a_service(status=SLOW), impact="critical")
    everywhere = an_incident(impact="critical")
    services = a_page_of(120, SLOW)
    assert status_of(services, [named], []).description == "Major outage: 1 of 120 services affected"
    assert status_of(services, [named, everywhere], []).description == "Major outage"
    assert status_of(a_page_of(120), [named], []).description == "Major outage"


@pytest.mark.parametrize("impact", ["none", "minor", "major", "critical"])
def test_the_impact_of_an_open_incident_counts_without_any_service(impact: str) -> None:
    assert status_of([], [an_incident(impact=impact)], []).indicator.value == impact


def test_running_maintenance_shows_and_planned_maintenance_does_not() -> None:
    assert status_of([a_service()], [], [a_maintenance()]).indicator is Indicator.NONE
    assert status_of([a_service()], [], [RUNNING]).indicator is Indicator.MAINTENANCE


def test_an_outage_is_worse_than_maintenance() -> None:
    assert status_of([a_service(status=SLOW)], [], [RUNNING]).indicator is Indicator.MINOR


def test_an_empty_page_is_operational() -> None:
    assert status_of([], [], []).indicator is Indicator.NONE


def test_a_resolved_incident_no_longer_counts() -> None:
    page = page_of(
        an_organization(), [], [an_incident(impact="critical", status="resolved")], [], version=1, updated_at=NOW
    )
    assert page.status.indicator is Indicator.NONE
    assert (len(page.active_incidents), len(page.recent_incidents)) == (0, 1)


def test_incidents_are_listed_newest_first_and_apart() -> None:
    older, newer = an_incident("Older"), an_incident("Newer", now=NOW + timedelta(minutes=1))
    past = an_incident("Past", status="resolved")
    page = page_of(an_organization(), [], [older, past, newer], [], version=1, updated_at=NOW)
    assert [incident.title for incident in page.active_incidents] == ["Newer", "Older"]
    assert [incident.title for incident in page.recent_incidents] == ["Past"]


def test_maintenance_is_listed_running_then_coming_by_start_then_finished() -> None:
    soon, late = a_maintenance("Soon", starts_in=1), a_maintenance("Late", starts_in=5)
    cancelled = MaintenanceStatusChange(status=MaintenanceStatus.CANCELLED)
    over = stepped(a_maintenance("Over", starts_in=2), cancelled, NOW)
    page = page_of(an_organization(), [], [], [late, over, soon, RUNNING], version=1, updated_at=NOW)
    assert [item.title for item in page.maintenance] == ["Running", "Soon", "Late", "Over"]


def test_a_new_service_comes_last_unless_told_where() -> None:
    services = [a_service("A", position=100), a_service("B", position=200)]
    last = added(ORG_ID, ServiceDraft(name="C"), services, NOW)
    first = added(ORG_ID, ServiceDraft(name="D", position=0), services, NOW)
    assert [service.name for service in ordered([*services, last, first])] == ["D", "A", "B", "C"]


def test_the_page_tells_nothing_of_how_it_is_kept() -> None:
    page = page_of(an_organization(), [a_service(status=SLOW)], [an_incident()], [], version=1, updated_at=NOW)
    text = page.model_dump_json()
    assert "org_id" not in text
    assert "status_before_maintenance" not in text


@pytest.mark.parametrize(
    ("impact", "status", "indicator", "words"),
    [
        ("critical", UP, "minor", "An incident is still open"),
        ("critical", SLOW, "minor", "Degraded performance"),
        ("critical", PARTLY_DOWN, "major", "Partial outage"),
        ("minor", DOWN, "critical", "Major outage"),
        ("minor", UP, "minor", "An incident is still open"),
        ("none", UP, "none", "All systems operational"),
        ("critical", COVERED, "minor", "An incident is still open"),
    ],
)
def test_the_banner_never_says_worse_than_the_services_an_open_incident_names(
    impact: str, status: ServiceStatus, indicator: str, words: str
) -> None:
    checkout = a_service(status=status)
    found = status_of([checkout, a_service("Search")], [an_incident("Down", checkout, impact=impact)], [])
    assert (found.indicator.value, found.description) == (indicator, words)


def test_of_several_incidents_the_one_that_is_worst_now_counts() -> None:
    checkout, search = a_service(status=UP), a_service("Search", status=PARTLY_DOWN)
    recovered, lasting = an_incident("A", checkout, impact="critical"), an_incident("B", search, impact="major")
    assert status_of([checkout, search], [recovered, lasting], []).description == "Partial outage"
    general = an_incident("C", impact="critical")
    assert status_of([checkout, search], [recovered, lasting, general], []).indicator is Indicator.CRITICAL
