"""What the documents of uptime say of a page's services."""

from datetime import timedelta

from tests.conftest import Clock
from tests.edges import Api
from tests.factories import DOWN, PARTLY_DOWN, SLOW, UP
from tests.history.conftest import Counter
from tests.tenancy import Tenant

H = timedelta(hours=1)


def test_a_day_tells_the_seconds_in_each_status_and_what_they_cost(
    tenant: Tenant, counter: Counter, clock: Clock, api: Api
) -> None:
    service = tenant.service(now=clock.now - 48 * H)
    start = clock.now.replace(hour=0)
    for hour, status in ((1, DOWN), (2, PARTLY_DOWN), (4, SLOW), (5, UP)):
        tenant.sets(service, status, start + hour * H)
    counter.tell()
    day = counter.day(tenant, "2026-01-05")
    assert day["seconds"] == {
        "operational": 8 * 3600,
        "major_outage": 3600,
        "partial_outage": 7200,
        "degraded_performance": 3600,
    }
    assert day["uptime"] == round(100 * (1 - (1 + 0.3 * 2) / 12), 4)
    assert counter.day(tenant, "2026-01-04") == {
        "date": "2026-01-04",
        "uptime": 100.0,
        "seconds": {"operational": 86400},
        "incidents": [],
        "maintenance": [],
    }
    assert counter.day(tenant, "2026-01-02")["uptime"] is None
    for name in ("uptime", "uptime/2026-01", "uptime/bars"):
        assert api.get(f"/api/status/{tenant.slug}/{name}").json() == counter.document(tenant, name)
