"""Moving in from another product: what was found is shown, carried out in parts, told to nobody, and never doubled."""

from base64 import b64encode
from http import HTTPStatus
from typing import Any

import pytest

from chalicelib.store import incidents, services
from tests.conftest import Clock
from tests.edges import Api
from tests.queues import Queues
from tests.tenancy import Tenant

PATH = "/api/imports"
QUEUE = "moving"

CSV = """id,title,services,service_status,started_at,resolved_at,update_status,update_at,update_text
1,Checkout was down,Checkout;Search,major_outage,2025-03-01T10:00:00Z,2025-03-01T11:00:00Z,,,We look into it
1,Checkout was down,,,,,resolved,2025-03-01T11:00:00Z,It works again
2,Search is slow,Search,degraded_performance,2026-01-05T09:00:00Z,,,,It is slow
"""


@pytest.fixture(autouse=True)
def _still(clock: Clock, queues: Queues) -> None:
    """The clock stands still, and queues keep what they are sent."""


def a_file(text: str | bytes, name: str = "incidents.csv") -> dict[str, str]:
    body = text.encode() if isinstance(text, str) else text
    return {"name": name, "data": b64encode(body).decode()}


def flow(queues: Queues) -> None:
    while queues.sent.get(QUEUE):
        assert queues.flow(QUEUE) == []


def imported(owner: Api, queues: Queues, **given: Any) -> dict[str, Any]:
    """The import as it is in the end."""
    made = owner.post(PATH, given)
    assert made.status == HTTPStatus.ACCEPTED, made.json()
    flow(queues)
    found: dict[str, Any] = owner.get(f"{PATH}/{made.json()['id']}").json()
    return found


def test_what_was_found_is_shown_before_it_is_carried_out(owner: Api, tenant: Tenant, queues: Queues) -> None:
    shown = imported(owner, queues, kind="csv", file=a_file(CSV))
    assert shown["state"] == "ready", shown["message"]
    assert shown["preview"]["tallies"]["incident"] == {"found": 2, "added": 2, "unchanged": 0, "failed": 0}
    assert shown["preview"]["oldest_at"] == "2025-03-01T10:00:00.000Z"
    assert services.of_organization(tenant.org_id) == []
    assert owner.post(f"{PATH}/{shown['id']}/start").status == HTTPStatus.ACCEPTED
    flow(queues)
    done = owner.get(f"{PATH}/{shown['id']}").json()
    assert (done["state"], done["done"], done["total"]) == ("done", 4, 4), done
    past, now = sorted(incidents.newest_first(tenant.org_id, limit=10), key=lambda each: each.started_at)
    assert [said.text for said in past.updates] == ["It works again", "We look into it"]
    assert past.resolved_at is not None
    assert past.resolved_at.isoformat() == "2025-03-01T11:00:00+00:00"
    assert now.is_open
    by_name = {each.name: each for each in services.of_organization(tenant.org_id)}
    assert by_name["Search"].status == "degraded_performance"
    assert by_name["Checkout"].created_at == past.started_at


def test_the_same_import_again_adds_nothing(owner: Api, tenant: Tenant, queues: Queues) -> None:
    first = imported(owner, queues, kind="csv", file=a_file(CSV), dry_run=False)
    again = imported(owner, queues, kind="csv", file=a_file(CSV), dry_run=False)
    assert first["result"]["incident"]["added"] == 2
    assert again["result"]["incident"] == {"found": 2, "added": 0, "unchanged": 2, "failed": 0}
    assert len(incidents.newest_first(tenant.org_id, limit=10)) == 2
    assert len(services.of_organization(tenant.org_id)) == 2
