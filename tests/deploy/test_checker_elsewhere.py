"""A checker deployed alone to another region: told by home, it looks, and home settles what it found."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from chalicelib.queues.message import CheckRound
from infra import aws, checkers, regions
from infra.aws import Target
from infra.command import CannotError
from infra.package import CHECKER
from infra.template import Json
from tests.deploy.caller import Caller
from tests.deploy.emulator import ELSEWHERE, REGION, URL, Deployed, client, let_send_batches, queue_url
from tests.outbound.hostile import saying, serving
from tests.waiting import wait_until

pytestmark = pytest.mark.timeout(120)
_AILING = saying(b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n")


@pytest.fixture
def operator(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deploys to the emulator. It spells a queue's URL without the region, and needs a permission for batches."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setitem(aws.WAIT, "Delay", 0)
    told = checkers.queue_at_home

    def patched(bundle: Path) -> Json:
        template: Json = json.loads((bundle / CHECKER).read_text())
        let_send_batches(template["Resources"]["Role"]["Properties"]["Policies"])
        template["Resources"]["Checker"]["Properties"]["Environment"]["Variables"]["OUTBOUND_LOOPBACK"] = "on"
        return template

    def spelled(home: Target, region: str) -> dict[str, str]:
        found = told(home, region)
        return {**found, "HomeQueueUrl": queue_url(REGION, found["HomeQueueUrl"].rpartition("/")[2])}

    monkeypatch.setattr(checkers, "template_of", patched)
    monkeypatch.setattr(checkers, "queue_at_home", spelled)


@pytest.mark.usefixtures("operator")
def test_a_checker_in_another_region_has_a_say_in_what_is_down(
    deployed: Deployed, bundle: Path, admin: Caller, page: dict[str, Any], emulator_log: Path
) -> None:
    home = Target(deployed.stage, REGION, URL)
    with pytest.raises(CannotError, match="in us-east-1 itself"):
        checkers.deploy(home, REGION, bundle)
    with pytest.raises(CannotError, match="make deploy STAGE=prod first"):
        checkers.deploy(Target("prod", REGION, URL), ELSEWHERE, bundle)
    queue = checkers.deploy(home, ELSEWHERE, bundle)
    assert queue.endswith(f"/{regions.queue_name(deployed.stage)}")

    listed = admin("GET", "/api/monitors/regions").json["items"]
    assert [each["name"] for each in listed] == ["home", ELSEWHERE]
    service = admin("POST", "/api/services", {"name": "From afar"}).json
    rule = {"action": "set_status", "status": "major_outage", "service_ids": [service["id"]]}
    with serving(_AILING) as target:
        asked = {"kind": "http", "name": "Shop", "url": target.url, "failures": 1, "rules": [rule]}
        made = admin("POST", "/api/monitors", asked | {"regions": ["home", ELSEWHERE], "quorum": 2})
        assert made.status == 201, made.raw
        _round(deployed, page["org_id"], made.json["id"])
        path = f"/api/monitors/{made.json['id']}"
        assert wait_until(lambda: _results(admin, path).keys() == {"home", ELSEWHERE})
    found = _results(admin, path).values()
    assert {(each["ok"], each["message"]) for each in found} == {(False, "The answer had the status 500.")}
    service_path = f"/api/services/{service['id']}"
    assert wait_until(lambda: admin("GET", service_path).json["status"] == "major_outage")
    assert "not authorized to perform" not in emulator_log.read_text()
    assert admin("DELETE", path).status == 204


def _round(deployed: Deployed, org_id: str, monitor_id: str) -> None:
    """As PlanChecks hands it on."""
    now = time.time()
    message = CheckRound(int(now) // 60, now, ((org_id, monitor_id),))
    stack = client("cloudformation").describe_stack_resource(
        StackName="allclear-proof", LogicalResourceId="CheckMonitorsQueue"
    )
    queue = stack["StackResourceDetail"]["PhysicalResourceId"]
    client("sqs").send_message(QueueUrl=queue, MessageBody=message.body)


def _results(admin: Caller, path: str) -> dict[str, dict[str, Any]]:
    """By region."""
    return {each["region"]: each for each in admin("GET", f"{path}/results").json["items"]}
