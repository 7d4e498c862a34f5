"""What is not known of a service is never shown as fine, and never as an outage."""

import pytest

from chalicelib.domain.appearance import INDICATORS, SERVICE_STATUSES, Tone
from chalicelib.domain.page import status_of
from chalicelib.domain.services import ServiceStatus
from chalicelib.publish.statuspage.board import _INDICATORS
from chalicelib.publish.statuspage.shapes import COMPONENT_STATUS
from tests.factories import a_service

UP, UNKNOWN, DOWN = ServiceStatus.OPERATIONAL, ServiceStatus.UNKNOWN, ServiceStatus.MAJOR_OUTAGE


@pytest.mark.parametrize(
    ("statuses", "indicator", "description"),
    [
        ([UP, UNKNOWN], "unknown", "Status partly unknown"),
        ([UNKNOWN, UNKNOWN], "unknown", "Status unknown"),
        ([UNKNOWN, DOWN, DOWN], "critical", "Major outage"),
        ([UNKNOWN, ServiceStatus.UNDER_MAINTENANCE], "maintenance", "Maintenance in progress"),
        ([UNKNOWN, *[UP] * 19], "unknown", "Status partly unknown: 1 of 20 services affected"),
    ],
)
def test_a_page_is_as_unknown_as_its_services_while_nothing_is_worse(
    statuses: list[ServiceStatus], indicator: str, description: str
) -> None:
    services = [a_service(f"Service {place}", status=status) for place, status in enumerate(statuses)]
    found = status_of(services, [], [])
    assert (found.indicator, found.description) == (indicator, description)
    assert INDICATORS[found.indicator].tone is not Tone.OK


def test_it_is_grey_here_and_neither_fine_nor_an_outage_where_there_is_no_word_for_it() -> None:
    assert SERVICE_STATUSES[UNKNOWN].tone is Tone.IDLE
    assert COMPONENT_STATUS[UNKNOWN] == "degraded_performance"
    assert {each.value: word for each, word in _INDICATORS.items()}["unknown"] == "minor"
    assert set(COMPONENT_STATUS) == set(ServiceStatus)
