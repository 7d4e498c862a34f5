"""The packaged bundle, driven from outside: from a sign-up to a frame on a screen and a document in the bucket."""

import json
import re
import time
from base64 import b64encode
from contextlib import AsyncExitStack
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import aiohttp
import pytest
from standardwebhooks import Webhook

from infra.aws import Target
from infra.command import CannotError
from infra.republish import republish
from infra.template import Json, functions
from tests.deploy.caller import PATIENCE, Caller, said, signed_up
from tests.deploy.emulator import OPERATOR_TOKEN, PART, REGION, URL, Deployed, client
from tests.deploy.ses_receiving import make_rule, receive
from tests.outbound.hostile import Server, saying, serving
from tests.waiting import wait_until

pytestmark = pytest.mark.timeout(300)


def test_health_names_the_region_and_reaches_the_database(deployed: Deployed) -> None:
    health = Caller(deployed)("GET", "/health")
    assert (health.status, health.json["region"], health.json["database"]["reachable"]) == (200, "us-east-1", True)


async def test_a_change_reaches_a_subscribed_screen_and_the_bucket(
    deployed: Deployed, admin: Caller, page: dict[str, Any]
) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(deployed.live) as socket:
        await socket.send_json({"action": "ping"})
        await said(socket, "pong")
        await socket.send_json({"action": "subscribe_organization", "tenant_id": "northwind"})
        assert (await said(socket, "subscribed"))["tenant_id"] == page["org_id"]

        changed = admin("PUT", f"/api/services/{page['service']['id']}/status", {"status": "major_outage"})
        assert changed.status == 200, changed.raw

        frame = await _frame_of(socket, "service_update")
        assert frame["data"]["service"]["status"] == "major_outage"
        document = _document(deployed, "api/status/northwind", frame["version"])
        assert document["services"][0]["status"] == "major_outage"
        assert document["version"] == frame["version"]


async def test_a_crowd_is_told_everyone(deployed: Deployed, admin: Caller, page: dict[str, Any]) -> None:
    async with aiohttp.ClientSession() as session, AsyncExitStack() as opened:
        crowd = [await opened.enter_async_context(session.ws_connect(deployed.live)) for _ in range(2 * PART + 1)]
        for socket in crowd:
            await socket.send_json({"action": "subscribe_organization", "tenant_id": "northwind"})
            await said(socket, "subscribed")
        changed = admin("PUT", f"/api/services/{page['service']['id']}/status", {"status": "partial_outage"})
        assert changed.status == 200, changed.raw
        frames = [await _frame_of(socket, "service_update") for socket in crowd]
    assert {frame["data"]["service"]["status"] for frame in frames} == {"partial_outage"}


def test_a_crowd_was_told_by_invocations_of_its_own(emulator_log: Path) -> None:
    """After the test before: three parts, and none was left to the broadcaster."""
    assert _until(emulator_log.read_text, lambda log: '"parts": 3, "untaken": 0' in log)


async def _frame_of(socket: aiohttp.ClientWebSocketResponse, event: str) -> dict[str, Any]:
    """The first frame of this event; what the page's making brought may come before it."""
    while True:
        frame: dict[str, Any] = await socket.receive_json(timeout=PATIENCE)
        if frame["event"] == event:
            return frame


def _document(deployed: Deployed, key: str, version: int) -> dict[str, Any]:
    """The document in the bucket, at this version or later: it is written before the frame goes out."""
    found = client("s3").get_object(Bucket=deployed.outputs["DocumentsBucketName"], Key=key)
    assert found["ContentType"] == "application/json"
    assert "stale-while-revalidate" in found["CacheControl"]
    document: dict[str, Any] = json.loads(found["Body"].read())
    assert document["version"] >= version
    return document


def test_lost_and_damaged_documents_are_made_again_by_the_operator_s_command(
    deployed: Deployed, admin: Caller, page: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    bucket, target = deployed.outputs["DocumentsBucketName"], Target(deployed.stage, REGION, URL)
    keys = ("api/status/northwind", "api/status/northwind/services", "status/northwind")
    s3 = client("s3")
    before = {key: s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}
    for slug in ("northwind", ""):
        s3.put_object(Bucket=bucket, Key=keys[0], Body=before[keys[0]][:50])
        for lost in keys[1:]:
            s3.delete_object(Bucket=bucket, Key=lost)
        assert page["org_id"] in republish(target, slug)
        assert {key: s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys} == before
    with pytest.raises(CannotError, match="no page /status/nobody"):
        republish(target, "nobody")


def test_an_incident_is_published_with_its_month(deployed: Deployed, admin: Caller, page: dict[str, Any]) -> None:
    opened = admin("POST", "/api/incidents", {"title": "Payments fail", "service_ids": [page["service"]["id"]]})
    assert opened.status == 201, opened.raw
    month = opened.json["started_at"][:7]
    bucket = deployed.outputs["DocumentsBucketName"]
    incidents = "api/status/northwind/incidents"
    keys = {"status/northwind", f"{incidents}/{opened.json['id']}", f"{incidents}/page/{month}"}
    assert _until(lambda: _keys(bucket), lambda found: keys <= found)


def test_a_renaming_goes_from_the_stream_by_the_queue_to_the_archive(
    deployed: Deployed, admin: Caller, page: dict[str, Any]
) -> None:
    resolved = admin("POST", "/api/incidents", {"title": "Search was slow", "status": "resolved"})
    assert resolved.status == 201, resolved.raw
    permalink = f"api/status/northwind/incidents/{resolved.json['id']}"
    bucket = deployed.outputs["DocumentsBucketName"]
    _until(lambda: _keys(bucket), lambda found: permalink in found)
    renamed = admin("PUT", f"/api/organizations/{page['org_id']}", {"name": "Southwind"})
    assert renamed.status == 200, renamed.raw

    def name() -> str:
        body = client("s3").get_object(Bucket=bucket, Key=permalink)["Body"].read()
        return str(json.loads(body)["organization"]["name"])

    def feed() -> str:
        found = client("s3").get_object(Bucket=bucket, Key="status/northwind/history.atom")
        return str(found["Body"].read().decode())

    assert _until(name, lambda found: found == "Southwind")
    assert _until(feed, lambda found: "Southwind" in found)
    assert "Messages" not in client("sqs").receive_message(QueueUrl=deployed.outputs["ArchiveDeadLettersUrl"])


def test_what_is_measured_becomes_a_document_by_its_queue(
    deployed: Deployed, admin: Caller, page: dict[str, Any]
) -> None:
    metric = admin("POST", "/api/metrics", {"name": "Response time"})
    assert metric.status == 201, metric.raw
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    path = f"/api/metrics/{metric.json['id']}"
    assert admin("POST", f"{path}/points", {"points": [{"at": now, "value": 42}]}).status == 202
    assert (
        admin("PUT", path, {"unit": "ms"}).status == 200
    )  # an event has it counted at once, as the job does each minute

    def latest() -> object:
        key = "api/status/northwind/metrics"
        if key not in _keys(deployed.outputs["DocumentsBucketName"]):
            return None
        found = client("s3").get_object(Bucket=deployed.outputs["DocumentsBucketName"], Key=key)["Body"].read()
        (line,) = json.loads(found)["metrics"]
        return line["latest"] and line["latest"]["value"]

    assert _until(latest, lambda found: found == 42)
    _run(_function(deployed, "MetricRollups"))


def test_monitors_are_looked_at_by_their_queues(deployed: Deployed, admin: Caller, page: dict[str, Any]) -> None:
    made = admin("POST", "/api/monitors", {"kind": "tcp", "name": "Nobody", "host": "127.0.0.1", "port": 9})
    assert made.status == 201, made.raw
    path = f"/api/monitors/{made.json['id']}"

    def last() -> str:
        found = admin("GET", path).json["state"]["last"]
        return str(found and found["message"])

    _run(_function(deployed, "PlanChecks"))
    assert _until(last, lambda found: found == "The connection was refused.")
    result = {"at": "2090-01-05T12:00:00Z", "ok": True, "message": "From afar"}
    org_id = admin("GET", "/api/organizations/current").json["id"]
    message = json.dumps({"org_id": org_id, "monitor_id": made.json["id"], "result": result})
    client("sqs").send_message(QueueUrl=_function(deployed, "SettleChecksQueue"), MessageBody=message)
    assert _until(last, lambda found: found == "From afar")
    assert admin("DELETE", path).status == 204


def test_a_forgotten_password_goes_by_its_queue(deployed: Deployed, emulator_log: Path) -> None:
    asked = Caller(deployed)("POST", "/api/auth/forgot-password", {"email": "nobody@example.com"})
    assert asked.status == 202, asked.raw
    started = f"spawned for {_function(deployed, 'PasswordReset')} "
    assert _until(emulator_log.read_text, lambda log: started in log)


def test_a_visitor_is_asked_and_a_file_is_imported_by_their_queues(
    deployed: Deployed, admin: Caller, page: dict[str, Any]
) -> None:
    reader = {"channel": "email", "email": "reader@example.com"}
    asked = Caller(deployed)("POST", "/api/status/northwind/subscribers", reader)
    assert asked.status == 202, asked.raw
    file = {"csv": "email\nlisted@example.com", "consent": "given"}
    begun = admin("POST", "/api/subscribers/import", file)
    assert begun.status == 202, begun.raw

    def states() -> dict[str, str]:
        return {each["email"]: each["state"] for each in admin("GET", "/api/subscribers").json["items"]}

    found = _until(states, lambda found: len(found) == 2)
    assert found == {"reader@example.com": "pending", "listed@example.com": "active"}


@pytest.mark.usefixtures("admin")
def test_mail_is_handed_to_ses() -> None:
    assert _until(_mailed, lambda to: "ada@example.com" in to)


def test_what_ses_says_of_mail_comes_back_to_its_queue(deployed: Deployed, emulator_log: Path) -> None:
    recipients = [{"emailAddress": "nobody@example.com"}]
    bounce = {"eventType": "Bounce", "bounce": {"bounceType": "Permanent", "bouncedRecipients": recipients}}
    client("sns").publish(TopicArn=_function(deployed, "MailFeedbackTopic"), Message=json.dumps(bounce))
    started = f"spawned for {_function(deployed, 'MailFeedback')} "
    assert _until(emulator_log.read_text, lambda log: started in log)


def test_subscribers_are_told_by_webhook_and_by_mail(deployed: Deployed, admin: Caller, page: dict[str, Any]) -> None:
    """From the form of a page to what arrives, through every function on the way."""
    visitor, path = Caller(deployed), "/api/status/northwind/subscribers"
    with serving(saying(b"HTTP/1.1 204 No Content\r\n\r\n")) as hook:
        for asked in ({"channel": "webhook", "url": hook.url}, {"channel": "email", "email": "grace@example.com"}):
            answered = visitor("POST", path, asked)
            assert answered.status == 202, answered.raw
        greeting = _until(lambda: _hooked(hook, "subscribed"), bool)
        secret = json.loads(greeting[1])["data"]["signing_secret"]
        token = _until(lambda: re.search(r"subscription\?token=([\w.~-]+)", _mailed()), bool)[1]
        confirmed = visitor("POST", f"/api/subscriptions/{token}/confirm")
        assert confirmed.status == 200, confirmed.raw
        opened = admin("POST", "/api/incidents", {"title": "Letters are late", "service_ids": [page["service"]["id"]]})
        assert opened.status == 201, opened.raw
        headers, body = _until(lambda: _hooked(hook, "incident_opened"), bool)
        assert Webhook(secret).verify(body, headers)["data"]["title"] == "Letters are late"
    assert _until(_mailed, lambda mails: mails.count("Letters are late") and "grace@example.com" in mails)


def test_a_page_is_imported_and_exported_by_its_queue_with_files_in_its_bucket(
    admin: Caller, page: dict[str, Any]
) -> None:
    assert page["org_id"]
    data = b64encode(b"title,started_at,resolved_at\nMoved,2025-01-01T10:00:00Z,2025-01-01T11:00:00Z\n").decode()
    asked = {"kind": "csv", "file": {"name": "incidents.csv", "data": data}, "dry_run": False}
    begun = admin("POST", "/api/imports", asked)
    assert begun.status == 202, begun.raw
    path = f"/api/imports/{begun.json['id']}"
    assert _until(lambda: admin("GET", path).json["state"], lambda state: state == "done")
    assert admin("GET", path).json["result"]["incident"]["added"] == 1
    export = admin("POST", "/api/exports")
    path = f"/api/exports/{export.json['id']}"
    assert _until(lambda: admin("GET", path).json["state"], lambda state: state == "done")
    assert "X-Amz-Signature" in admin("GET", path).json["url"]


def test_a_list_of_subscribers_is_imported_by_its_queue(deployed: Deployed, admin: Caller) -> None:
    begun = admin("POST", "/api/subscribers/import", {"csv": "email\neve@example.com\n", "consent": "given"})
    assert begun.status == 202, begun.raw
    path = f"/api/subscribers/import/{begun.json['id']}"
    assert _until(lambda: admin("GET", path).json["state"], lambda state: state == "done")


def test_alerts_are_followed_by_their_queue(deployed: Deployed, admin: Caller, page: dict[str, Any]) -> None:
    service = admin("POST", "/api/services", {"name": "Search"}).json
    rules = [{"action": "set_status", "status": "major_outage", "service_ids": [service["id"]]}]
    rules += [{**rules[0], "action": "open_incident"}, {**rules[0], "action": "draft_incident"}]
    source = admin("POST", "/api/sources", {"name": "Checks", "kind": "generic", "rules": rules})
    assert source.status == 201, source.raw
    address = urlsplit(source.json["url"]).path
    assert Caller(deployed)("POST", address, {"state": "down", "title": "Slow"}).status == 202
    path = f"/api/services/{service['id']}"
    assert _until(lambda: admin("GET", path).json["status"], lambda status: status == "major_outage")
    assert _until(lambda: _titles(admin), lambda found: found.count("Slow") == 1)
    assert admin("DELETE", f"/api/sources/{source.json['id']}").status == 204


def test_mail_that_ses_takes_sets_its_service_by_topic_and_queue(
    deployed: Deployed, admin: Caller, page: dict[str, Any], emulator_log: Path, template: Json
) -> None:
    make_rule(template, _function(deployed, "InboundMailTopic"))
    assert page["org_id"]
    path = f"/api/services/{admin('POST', '/api/services', {'name': 'Mailed'}).json['id']}"
    recipient = admin("POST", f"{path}/mail-address").json["url"]
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = "nagios@example.com", recipient, "<42@example.com>"
    mail["Subject"] = "⚠ [Nagios] it is DOWN"
    mail.set_content("See the monitor.")
    receive(mail, recipient.upper())
    assert _until(lambda: admin("GET", path).json["status"], lambda status: status == "major_outage")
    started = f"spawned for {_function(deployed, 'InboundMail')} "
    assert _until(emulator_log.read_text, lambda log: started in log)


def _titles(admin: Caller) -> list[str]:
    """Of what is open."""
    return [each["title"] for each in admin("GET", "/api/incidents").json["items"] if not each.get("draft")]


def _hooked(hook: Server, kind: str) -> tuple[dict[str, str], str] | None:
    """The headers and the body of a message of this kind, once it has come."""
    for request in hook.received:
        head, _, body = request.decode().partition("\r\n\r\n")
        if json.loads(body)["type"] == kind:
            fields = (line.partition(": ") for line in head.split("\r\n")[1:])
            return {name.lower(): value for name, _, value in fields}, body
    return None


def _mailed() -> str:
    """What the emulator's SES has taken."""
    with urlopen(f"{URL}/_ministack/ses/messages", timeout=PATIENCE) as answer:  # noqa: S310 - http
        return str(answer.read().decode())


def _keys(bucket: str) -> set[str]:
    return {each["Key"] for each in client("s3").list_objects_v2(Bucket=bucket).get("Contents", ())}


def _until(look: Any, enough: Any) -> Any:
    return wait_until(lambda: found if enough(found := look()) else None)


def test_the_lean_function_answers_what_the_cdn_lacks(deployed: Deployed, page: dict[str, Any]) -> None:
    visitor = Caller(deployed)
    assert visitor("GET", "/api/status/northwind").json["organization"]["id"] == page["org_id"]
    assert visitor("GET", "/api/status/northwind/timeline?limit=1").json["timeline"]
    missing = visitor("GET", "/api/status/nobody")
    assert (missing.status, missing.headers["Content-Type"]) == (404, "application/problem+json")


def test_a_page_of_history_has_one_answer_under_both_its_names(deployed: Deployed, page: dict[str, Any]) -> None:
    visitor = Caller(deployed)
    month = visitor("GET", "/api/status/northwind/incidents").json["month"]
    named = visitor("GET", f"/api/status/northwind/incidents/page/{month}")
    assert (named.status, named.json) == (200, visitor("GET", f"/api/status/northwind/incidents?cursor={month}").json)


def test_maintenance_starts_by_itself(deployed: Deployed, admin: Caller, page: dict[str, Any]) -> None:
    now = time.time()
    times = {name: time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now + seconds)) for name, seconds in _WINDOW.items()}
    planned = admin("POST", "/api/maintenance", {"title": "Disks", "service_ids": [page["service"]["id"]], **times})
    assert planned.status == 201, planned.raw
    path = f"/api/maintenance/{planned.json['id']}"
    function = _function(deployed, "MaintenanceTransitions")

    def status() -> str:
        _run(function)
        return str(admin("GET", path).json["status"])

    assert _until(status, lambda found: found == "in_progress")


_WINDOW = {"scheduled_start": 2, "scheduled_end": 3600}


def _function(deployed: Deployed, logical_id: str) -> str:
    found = client("cloudformation").describe_stack_resource(StackName="allclear-proof", LogicalResourceId=logical_id)
    return str(found["StackResourceDetail"]["PhysicalResourceId"])


def _run(function: str) -> None:
    """As EventBridge does."""
    event = {"version": "0", "id": "1", "detail-type": "Scheduled Event", "source": "aws.events", "account": "1"}
    event |= {"time": "2026-01-05T12:00:00Z", "region": "us-east-1", "resources": [], "detail": {}}  # type: ignore[dict-item]
    answer = client("lambda").invoke(FunctionName=function, Payload=json.dumps(event).encode())
    assert "FunctionError" not in answer, answer["Payload"].read()


def test_what_cannot_be_published_is_set_aside_and_made_up_for(
    deployed: Deployed, admin: Caller, page: dict[str, Any]
) -> None:
    """An event that nobody can read, until it is mended: from the stream to the table, the queue and the operator."""
    table, database = "allclear-proof-events", client("dynamodb")
    key = {"org_id": {"S": page["org_id"]}}
    asked = {"ExpressionAttributeValues": {":org": key["org_id"]}, "KeyConditionExpression": "org_id = :org"}
    event = database.query(TableName=table, **asked)["Items"][-1] | {"event_id": {"S": "0" * 26}}
    database.put_item(TableName=table, Item=event | {"actor": {"S": "nobody"}})
    operator = Caller(deployed)
    operator.token = OPERATOR_TOKEN

    def waiting() -> list[dict[str, Any]]:
        return list(operator("GET", "/admin/publications").json["items"])

    (found,) = _until(waiting, lambda each: each and each[0]["tries"] > 1)
    assert (found["org_id"], found["events"], found["error"]) == (page["org_id"], 1, "UnreadableError")
    database.put_item(TableName=table, Item=event)
    released = operator("POST", f"/admin/publications/{page['org_id']}/release")
    assert released.status in {200, 404}, "unless it was tried by itself since it was mended"
    assert _until(lambda: [waiting()], lambda each: each == [[]])


async def test_a_viewer_who_leaves_is_forgotten(deployed: Deployed, page: dict[str, Any]) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(deployed.live) as socket:
        await socket.send_json({"action": "subscribe_organization", "tenant_id": "northwind"})
        await said(socket, "subscribed")
        assert _watching()
    assert _until(lambda: not _watching(), bool)


def _watching() -> list[Any]:
    return list(client("dynamodb").scan(TableName="allclear-proof-connections")["Items"])


def test_the_operator_finds_all_tables_there(deployed: Deployed, page: dict[str, Any]) -> None:
    operator = Caller(deployed)
    operator.token = OPERATOR_TOKEN
    made = operator("POST", "/admin/init-database")
    assert (made.status, made.json) == (200, {"created": []})
    sizes = operator("GET", "/admin/debug/organizations")
    assert [each["slug"] for each in sizes.json["items"]] == ["northwind"]
    operator.token = "somebody-else"
    assert operator("GET", "/admin/debug/organizations").status == 404


def test_services_that_do_not_fit_one_transaction_follow_by_a_queue(deployed: Deployed, emulator_log: Path) -> None:
    owner, long = signed_up(deployed, "grace@example.com"), "\u8a9e" * 5000
    founded = owner("POST", "/api/organizations", {"name": "Large", "slug": "large-page"})
    assert founded.status == 201, founded.raw
    made = [owner("POST", "/api/services", {"name": f"Room {number}", "description": long}) for number in range(5)]
    ids = [each.json["id"] for each in made]
    incident = {"title": "All rooms are dark", "service_ids": ids, "service_status": "major_outage"}
    opened = owner("POST", "/api/incidents", incident)
    assert opened.status == 201, opened.raw
    started = f"spawned for {_function(deployed, 'Settle')} "
    assert _until(emulator_log.read_text, lambda log: started in log)

    def statuses() -> list[str]:
        return [each["status"] for each in owner("GET", "/api/services").json["items"]]

    assert _until(statuses, lambda found: found == ["major_outage"] * 5)


def test_every_function_started_from_its_own_zips(deployed: Deployed, emulator_log: Path, template: Json) -> None:
    """Their interpreters are bare: what a zip lacks is missing."""
    for name in functions(template):
        if "Schedule" in json.dumps(template["Resources"][name]["Properties"].get("Events", {})):
            _run(_function(deployed, name))
    starts = {f"spawned for {_function(deployed, name)} " for name in functions(template)}
    log = _until(emulator_log.read_text, lambda log: all(start in log for start in starts))
    assert "Worker init failed" not in log


def test_every_role_had_what_its_code_asked_for(deployed: Deployed, emulator_log: Path) -> None:
    """The emulator evaluates policies, and says what it refuses."""
    refused = [line for line in emulator_log.read_text().splitlines() if "not authorized to perform" in line]
    assert not refused
    assert "Messages" not in client("sqs").receive_message(QueueUrl=deployed.outputs["DeadLettersUrl"])
