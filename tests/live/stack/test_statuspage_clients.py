"""Clients that others published for Statuspage's management API, with nothing changed but the address and the key."""

import os
import subprocess
import sys
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import statuspageio

from tests.live.stack.whole import ROOT, Whole, wait_until

APART = ROOT / ".venv/clients"
"""Clients that pin other versions of what the tests need, too: see `requirements-clients.txt`."""


@pytest.fixture(scope="module")
def key(shared: Whole) -> str:
    """A key of the demo's page that may also change its settings."""
    wait_until(lambda: shared.send("GET", "/health").status == 200)
    made = shared.admin().send("POST", "/api/api-keys", {"name": "their tools", "scope": "admin"})
    assert made.status == 201, made.body
    return str(made.json()["key"])


@pytest.fixture
def client(shared: Whole, key: str) -> Any:
    """`statuspageio`, by the page's slug; it has said of GETs that they are forms ever since."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = statuspageio.Client(api_key=key, page_id="demo-org", organization_id="none")
    made.config.base_url = shared.url
    return made


def test_statuspageio_manages_the_page(client: Any) -> None:
    assert client.pages.get().subdomain == "demo-org"
    component = client.components.create(name="Their service", description="Made by a client", status="operational")
    assert component.id in [each.id for each in client.components.list()]
    client.components.update(component.id, status="partial_outage")
    incident = client.incidents.create(
        name="Their incident", status="investigating", body="We look.", message="We look.", component_ids=[component.id]
    )
    assert [(each.status, each.body) for each in incident.incident_updates] == [("investigating", "We look.")]
    assert incident.id in [each.id for each in client.incidents.list_unresolved()]
    client.incidents.update(incident.id, name="Their incident", status="resolved", body="Done.", message="Done.")
    assert incident.id not in [each.id for each in client.incidents.list_unresolved()]
    assert {each.id: each.status for each in client.incidents.list()}[incident.id] == "resolved"
    start = datetime.now(UTC) + timedelta(hours=1)
    planned = client.incidents.create_scheduled(
        name="Their maintenance",
        scheduled_for=start.isoformat(),
        scheduled_until=(start + timedelta(hours=1)).isoformat(),
        scheduled_auto_in_progress=True,
        component_ids=[component.id],
    )
    assert planned.id in [each.id for each in client.incidents.list_scheduled()]
    for each in (planned, incident):
        assert client.incidents.delete(each.id) in {200, 204}
    if hasattr(client, "component_groups"):
        group = client.component_groups.create(name="Their group", components=[component.id])
        assert group.id in [each.id for each in client.component_groups.list()]
        assert client.component_groups.delete(group.id) in {200, 204}
    subscriber = client.subscribers.create(email="their-reader@example.com", skip_confirmation_notification=True)
    assert client.subscribers.delete(subscriber.id) in {200, 204}
    assert client.components.delete(component.id) in {200, 204}
    assert client.metrics.list_available() == []
    (provider,) = client.metrics.list_linked()
    metric = client.metrics.create(provider_id=provider.id, name="Their numbers", suffix="ms")
    client.metrics.submit_data(metric_id=metric.id, timestamp=int(datetime.now(UTC).timestamp()), value=12.5)
    client.metrics.delete(metric_id=metric.id)


def test_statuspageio_understands_refusals(client: Any) -> None:
    with pytest.raises(statuspageio.ResourceError):
        client.components.create(name="")
    with pytest.raises(statuspageio.RequestError):
        client.components.delete("01kg000000000000000000000z")
    client.config.api_key = "wrong"
    with pytest.raises(statuspageio.RequestError):
        client.components.list()


@pytest.mark.parametrize("name", ["atlassian_statuspage", "pystatuspage"])
def test_a_client_with_pins_of_its_own_manages_the_page(shared: Whole, key: str, name: str) -> None:
    program = Path(__file__).with_name(f"with_{name}.py")
    environment = os.environ | {"PYTHONPATH": str(APART)}
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, str(program), shared.url, key],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "all is well"), done.stderr
