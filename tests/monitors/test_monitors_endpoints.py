"""/api/monitors and /api/heartbeats."""

import sys
from typing import Any

import pytest

from chalicelib.domain.events import CLOCK
from chalicelib.domain.monitor_states import CheckResult, MonitorState, signal_of
from chalicelib.domain.monitors import MAX_MONITORS, Health
from chalicelib.domain.services import ServiceStatus
from chalicelib.store import monitor_states, services
from chalicelib.store import monitors as store
from chalicelib.store.tables import MonitorResults
from chalicelib.use_cases import checks, monitors, signals
from tests.conftest import Clock
from tests.edges import Api
from tests.engine import Engine
from tests.outbound.hostile import saying, serving
from tests.tenancy import Tenant

OK = saying(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine")
BROKEN = saying(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")


@pytest.fixture(autouse=True)
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine may be looked at, as on one machine."""
    monkeypatch.setattr("chalicelib.monitors.guard.loopback", lambda: True)


def _made(owner: Api, **fields: Any) -> Any:
    given = {"kind": "http", "name": "Shop", "url": "https://shop.example.com/health", **fields}
    answer = owner.post("/api/monitors", {name: value for name, value in given.items() if value is not None})
    assert answer.status == 201, answer.body
    return answer.json()


def test_a_monitor_is_made_found_edited_and_deleted(owner: Api, tenant: Tenant) -> None:
    shop = tenant.service()
    rule = {"service_ids": [shop.id], "status": "major_outage", "action": "set_status"}
    made = _made(owner, rules=[rule], interval_minutes=5)
    assert (made["kind"], made["interval_minutes"], made["version"]) == ("http", 5, 1)
    assert (made["state"]["health"], made["rules"][0]["service_ids"]) == ("unknown", [shop.id])
    path = f"/api/monitors/{made['id']}"
    assert owner.get("/api/monitors").json()["items"] == [owner.get(path).json()]
    edited = owner.put(path, {"name": "Till", "timeout_seconds": 3, "expected_statuses": [204]}, If_Match='"1"')
    assert edited.json()["expected_statuses"] == ["204"]
    assert (edited.json()["name"], edited.json()["timeout_seconds"], edited.headers["ETag"]) == ("Till", 3, '"2"')
    assert owner.put(path, {"name": "Mine"}, If_Match='"1"').status == 412
    assert owner.delete(path, If_Match='"2"').status == 204
    assert owner.get(path).status == 404


def test_rules_of_monitors_are_looked_at_like_those_of_sources(owner: Api, tenant: Tenant) -> None:
    shop, gone = tenant.service(), tenant.service("Gone")
    whole = {"service_ids": [shop.id], "status": "major_outage", "action": "set_status"}
    other = tenant.template(kind="maintenance", title="Move")
    for change, place in (
        ({"service_ids": []}, "service_ids"),
        ({"status": None}, "status"),
        ({"action": "open_incident", "template_id": other.id}, "template_id"),
    ):
        answer = owner.post(
            "/api/monitors",
            {"kind": "tcp", "name": "X", "host": "example.com", "port": 1} | {"rules": [whole | change]},
        )
        assert (answer.status, answer.json()["errors"][0]["loc"]) == (422, ["rules", 0, place])
    assert owner.get("/api/monitors").json()["items"] == []
    made = _made(owner, rules=[whole | {"service_ids": [shop.id, gone.id]}])
    owner.delete(f"/api/services/{gone.id}")
    read = owner.get(f"/api/monitors/{made['id']}").json()["rules"]
    edited = owner.put(f"/api/monitors/{made['id']}", {"rules": [read[0] | {"quiet_minutes": 3}]})
    assert edited.json()["rules"][0]["service_ids"] == [shop.id]


@pytest.mark.parametrize("host", ["e..example.com", f"{'a' * 64}.example.com", ".", "ü..example.com"])
def test_a_name_that_no_name_server_can_be_asked_is_refused(owner: Api, host: str) -> None:
    answer = owner.post("/api/monitors", {"kind": "dns", "name": "X", "host": host})
    assert (answer.status, answer.json()["errors"][0]["loc"]) == (422, ["host"])
    for fine in ("example.com.", "_dmarc.example.com", "münchen.example.com", "2001:db8::1"):
        assert owner.post("/api/monitors", {"kind": "dns", "name": "X", "host": fine}).status == 201


@pytest.mark.parametrize("host", ["example.com/x", "example.com?x", "example.com#x", "example.com:22"])
@pytest.mark.parametrize("kind", ["tcp", "tls"])
def test_a_host_is_a_name_and_nothing_more(owner: Api, kind: str, host: str) -> None:
    answer = owner.post("/api/monitors", {"kind": kind, "name": "X", "host": host, "port": 443})
    assert (answer.status, answer.json()["errors"][0]["loc"]) == (422, ["host"])


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "dns", "host": "_dmarc.bücher.example", "record_type": "TXT"},
        {"kind": "dns", "host": "x.example", "server": "[2620:fe::fe]"},
        {"kind": "http", "host": None, "url": "https://_x.bücher.example/", "json_path": "$.état"},
    ],
)
def test_names_of_any_kind_can_be_looked_at(owner: Api, fields: dict[str, Any]) -> None:
    assert owner.post("/api/monitors", {"name": "X", **fields}).status == 201


def test_a_text_that_is_too_long_is_told_in_letters_and_a_list_in_entries(owner: Api) -> None:
    given = {"kind": "http", "name": "X", "url": "https://shop.example.com/"}
    for field, value, what in (("body", "x" * 4001, "letters"), ("expected_statuses", ["200"] * 21, "entries")):
        (error,) = owner.post("/api/monitors", {**given, field: value}).json()["errors"]
        assert (error["loc"], error["msg"].rpartition(" ")[2]) == ([field], what)


def test_values_of_headers_are_stored_and_never_shown(owner: Api, tables: Engine) -> None:
    made = _made(owner, headers={"Authorization": "Bearer hush"})
    path = f"/api/monitors/{made['id']}"
    kept = owner.put(path, {"headers": {"Authorization": None, "X-More": "hushed"}})
    log = owner.get("/api/events").body
    for said in (str(made), kept.body, owner.get(path).body, owner.get("/api/monitors").body, log):
        assert "hush" not in said
    assert kept.json()["headers"] == {"Authorization": None, "X-More": None}
    stored = str(tables.contents()["tests-monitors"])
    assert "Bearer hush" in stored
    assert "hushed" in stored


def test_values_of_headers_follow_no_change_of_host(owner: Api, tables: Engine) -> None:
    """Whoever may not see them could have them sent to a server of their own."""
    path = f"/api/monitors/{_made(owner, headers={'Authorization': 'Bearer hush', 'Accept': 'x'})['id']}"
    elsewhere = {"url": "https://eve.example.org/health"}
    before = tables.contents()
    assert owner.put(path, {"url": "http://shop.example.com/health"}).status == 422
    for headers in ({}, {"headers": {"authorization": None, "Authorization": None}}):
        answer = owner.put(path, {**elsewhere, **headers})
        assert (answer.status, answer.json()["errors"][0]["loc"]) == (422, ["headers", "Authorization"])
    assert tables.contents() == before
    assert owner.put(path, {"url": "https://SHOP.example.com/other"}).status == 200
    assert owner.put(path, {**elsewhere, "headers": {"Authorization": "Bearer anew"}}).status == 200
    assert owner.put(path, {"url": "https://example.com/", "headers": {}}).status == 200
    tcp = _made(owner, kind="tcp", url=None, host="example.com", port=22)
    assert owner.put(f"/api/monitors/{tcp['id']}", {"url": "x"}).status == 422


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"url": None}, ["url"]),
        ({"url": "ftp://example.com/"}, ["url"]),
        ({"url": "http://10.0.0.1/"}, ["url"]),
        ({"url": "http://169.254.169.254/"}, ["url"]),
        ({"kind": "tcp", "url": None, "host": "10.0.0.1", "port": 22}, ["host"]),
        ({"kind": "dns", "url": None, "host": "example.com", "server": "10.0.0.1"}, ["server"]),
        ({"kind": "tcp", "url": None, "host": "example.com"}, ["port"]),
        ({"kind": "tcp", "host": "example.com", "port": 22}, ["url"]),
        ({"interval_minutes": 2}, ["interval_minutes"]),
        ({"interval_minutes": True}, ["interval_minutes"]),
        ({"ip_version": False}, ["ip_version"]),
        ({"timeout_seconds": 60}, ["timeout_seconds"]),
        ({"method": "TRACE"}, ["method"]),
        ({"expected_statuses": ["2xx"]}, ["expected_statuses", 0]),
        ({"expected_statuses": ["200", "299-200"]}, ["expected_statuses", 1]),
        ({"method": "HEAD", "expected_text": "ok"}, ["expected_text"]),
        ({"json_path": "$.a["}, ["json_path"]),
        ({"headers": {"Host": "x"}}, ["headers", "Host"]),
        ({"headers": {"X": "a\r\nY: b"}}, ["headers", "X"]),
        ({"headers": {f"X-{number}": "x" * 2000 for number in range(15)}}, ["headers"]),
        ({"regions": ["mars"]}, ["regions", 0]),
        ({"quorum": 2}, ["quorum"]),
        ({"kind": "heartbeat", "url": None}, ["heartbeat_minutes"]),
        ({"kind": "heartbeat", "url": None, "cron": "61 * * * *"}, ["cron"]),
        ({"kind": "heartbeat", "url": None, "cron": "0 0 30 2 *"}, ["cron"]),
        ({"kind": "heartbeat", "url": None, "cron": "0 0 L * *"}, ["cron"]),
        ({"kind": "heartbeat", "url": None, "cron": "@daily", "time_zone": "Mars/Base"}, ["time_zone"]),
        ({"kind": "party"}, ["kind"]),
        ({"rules": [{"action": "set_status", "service_ids": ["01kg000000000000000000000z"]}]}, None),
        ({"unheard": 1}, ["unheard"]),
    ],
)
def test_what_makes_no_sense_is_refused(owner: Api, tables: Engine, fields: dict[str, Any], where: Any) -> None:
    before = tables.contents()
    given = {"kind": "http", "name": "X", "url": "https://example.com/", **fields}
    answer = owner.post("/api/monitors", {name: value for name, value in given.items() if value is not None})
    assert answer.status == 422, answer.body
    assert where is None or answer.json()["errors"][0]["loc"] == where
    assert tables.contents() == before


def test_an_edit_is_held_to_the_same_rules(owner: Api) -> None:
    path = f"/api/monitors/{_made(owner)['id']}"
    for wrong in ({"url": "http://10.0.0.1/"}, {"host": "example.com"}, {"timeout_seconds": 0}, {"kind": "tcp"}):
        assert owner.put(path, wrong).status == 422, wrong
    assert owner.put(path, {"expected_text": "ok"}).json()["expected_text"] == "ok"
    assert owner.put(path, {"expected_text": None}).json()["expected_text"] is None


def test_there_is_an_end_to_monitors(owner: Api, tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_MONITORS == 100, "what docs/api.md says"
    monkeypatch.setattr("chalicelib.domain.monitors.MAX_MONITORS", 10)
    for number in range(10):
        tenant.monitor(name=f"M{number}", url="https://example.com/")
    assert owner.post("/api/monitors", {"kind": "http", "name": "X", "url": "https://example.com/"}).status == 409
    first = owner.get("/api/monitors?limit=6").json()
    rest = owner.get(f"/api/monitors?limit=6&cursor={first['next_cursor']}").json()
    assert (len(first["items"]), len(rest["items"]), rest["next_cursor"]) == (6, 4, None)


def test_a_look_at_once_is_answered_and_counts(owner: Api, clock: Clock) -> None:
    with serving(OK) as server:
        path = f"/api/monitors/{_made(owner, url=server.url, failures=1)['id']}"
        found = owner.post(f"{path}/check").json()
    assert (found["ok"], found["message"]) == (True, "200")
    assert owner.get(path).json()["state"]["health"] == "up"
    clock.passes(minutes=1)
    owner.post(f"{path}/check")
    state = owner.get(path).json()["state"]
    assert (state["health"], state["last"]["message"]) == ("down", "The connection was refused.")
    shown = owner.get(f"/api/metrics/{path.rpartition('/')[2]}").json()
    assert (shown["name"], shown["visible"]) == ("Shop", False)
    results = owner.get(f"{path}/results").json()["items"]
    assert [each["ok"] for each in results] == [False, True]
    assert [each["ok"] for each in owner.get(f"{path}/results?failed=true").json()["items"]] == [False]


def test_results_come_in_pages_newest_first(owner: Api, clock: Clock) -> None:
    with serving(OK) as server:
        path = f"/api/monitors/{_made(owner, url=server.url)['id']}"
        for _ in range(5):
            clock.passes(minutes=25)
            owner.post(f"{path}/check")
    seen: list[str] = []
    cursor: str | None = ""
    for expected in (2, 2, 1):
        page = owner.get(f"{path}/results?limit=2{cursor and f'&cursor={cursor}'}").json()
        assert len(page["items"]) == expected
        seen += [each["at"] for each in page["items"]]
        cursor = page["next_cursor"]
    assert (cursor, seen) == (None, sorted(set(seen), reverse=True))


def test_a_cursor_out_of_the_calendar_is_refused(owner: Api) -> None:
    answer = owner.get(f"/api/monitors/{_made(owner)['id']}/results?cursor={'z' * 26}")
    assert (answer.status, answer.json()["errors"][0]["loc"]) == (422, ["query", "cursor"])


def test_a_page_of_failures_looks_through_so_many_and_goes_on(
    owner: Api, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.api.monitors.LOOKED_THROUGH", 2)
    path = f"/api/monitors/{_made(owner)['id']}"
    org_id = str(owner.get("/api/organizations/current").json()["id"])
    for ok in (False, True, True, True):
        result = CheckResult(at=clock.passes(minutes=1), ok=ok)
        monitor_states.keep(org_id, path.rpartition("/")[2], result)
    first = owner.get(f"{path}/results?failed=true").json()
    assert first["items"] == []
    (failed,) = owner.get(f"{path}/results?failed=true&cursor={first['next_cursor']}").json()["items"]
    assert failed["ok"] is False


def test_results_that_an_earlier_release_kept_by_the_hour_are_shown_with_newer_ones(owner: Api, clock: Clock) -> None:
    path = f"/api/monitors/{_made(owner)['id']}"
    org_id = str(owner.get("/api/organizations/current").json()["id"])
    monitor_id = path.rpartition("/")[2]
    found = [CheckResult(at=clock.passes(minutes=1), ok=True, message=str(number)) for number in range(4)]
    hour = MonitorResults(org_id, f"{monitor_id}#{found[0].at:%Y%m%d%H}")
    hour.results = [each.model_dump_json() for each in found[:2]]
    hour.save()
    for each in (*found[2:], found[3]):
        monitor_states.keep(org_id, monitor_id, each)
    first = owner.get(f"{path}/results?limit=3").json()
    rest = owner.get(f"{path}/results?cursor={first['next_cursor']}").json()
    assert [each["message"] for page in (first, rest) for each in page["items"]] == ["3", "2", "1", "0"]


def test_a_paused_monitor_has_no_turn_and_forgets_what_it_saw(owner: Api, tables: Engine) -> None:
    with serving(BROKEN) as server:
        path = f"/api/monitors/{_made(owner, url=server.url, failures=1)['id']}"
        owner.post(f"{path}/check")
    paused = owner.post(f"{path}/pause").json()
    assert (paused["paused"], paused["state"]["health"]) == (True, "unknown")
    assert owner.post(f"{path}/pause").json()["version"] == paused["version"]
    assert owner.post(f"{path}/check").status == 409
    assert "slot" not in str(tables.contents()["tests-monitor_states"])
    assert owner.post(f"{path}/resume").json()["paused"] is False
    assert "slot" in str(tables.contents()["tests-monitor_states"])


def test_a_heartbeat_is_heard_at_its_own_address(owner: Api, api: Api, clock: Clock) -> None:
    made = _made(owner, kind="heartbeat", url=None, cron="0 3 * * *", time_zone="Europe/Berlin")
    path = made["heartbeat_url"].removeprefix("https://status.example.com")
    shown = owner.get(f"/api/monitors/{made['id']}")
    assert path.rpartition("/")[2] not in shown.body
    assert shown.json()["state"]["health"] == "unknown"
    for number, method in enumerate(("GET", "POST", "HEAD")):
        clock.passes(minutes=1)
        answer = api.send(method, path, "anything" if number == 1 else None, Content_Type="text/plain")
        assert answer.status == 200, answer.body
    seen = owner.get(f"/api/monitors/{made['id']}").json()
    assert (seen["state"]["health"], seen["expected_at"]) == ("up", "2026-01-06T02:00:00.000Z")
    assert len(owner.get(f"/api/monitors/{made['id']}/results").json()["items"]) == 3
    renewed = owner.post(f"/api/monitors/{made['id']}/address").json()["heartbeat_url"]
    assert api.get(path).status == 404
    assert api.get(renewed.removeprefix("https://status.example.com")).status == 200
    assert owner.post(f"/api/monitors/{made['id']}/check").status == 409


def test_a_new_schedule_counts_from_when_it_is_given(owner: Api, api: Api, tenant: Tenant, clock: Clock) -> None:
    made = _made(owner, kind="heartbeat", url=None, heartbeat_minutes=1440)
    path = f"/api/monitors/{made['id']}"
    api.get(made["url_path"])
    clock.passes(hours=12)
    edited = owner.put(path, {"heartbeat_minutes": 10, "grace_minutes": 1}).json()
    assert edited["expected_at"] == "2026-01-06T00:10:00.000Z"
    assert owner.put(path, {"name": "Backup"}).json()["expected_at"] == edited["expected_at"]
    monitor = store.get(tenant.org_id, made["id"])
    clock.passes(minutes=10)
    checks.look_for_heartbeat(monitor, clock.now)
    assert owner.get(path).json()["state"]["health"] == "up"
    clock.passes(minutes=1)
    checks.look_for_heartbeat(monitor, clock.now)
    down = owner.put(path, {"heartbeat_minutes": None, "cron": "0 3 * * *"}).json()
    assert (down["state"]["health"], down["expected_at"]) == ("down", None)


def test_no_other_address_is_a_heartbeat(owner: Api, api: Api, tenant: Tenant, tables: Engine) -> None:
    monitor, secret = tenant.heartbeat()
    other, _ = tenant.heartbeat("Other")
    http = tenant.monitor(url="https://example.com/")
    before = tables.contents()
    for monitor_id, text in [
        (other.id, secret),
        (http.id, secret),
        (monitor.id, secret[:-1] + ("x" if secret[-1] != "x" else "y")),
        (monitor.id, tenant.org_id),
        ("nonsense", secret),
        (monitor.id, "x"),
    ]:
        assert api.get(f"/api/heartbeats/{monitor_id}/{text}").status == 404
    assert tables.contents() == before
    assert owner.post(f"/api/monitors/{http.id}/address").status == 409


def test_what_was_found_goes_with_its_monitor(owner: Api, tenant: Tenant) -> None:
    monitor, _ = tenant.heartbeat()
    owner.delete(f"/api/monitors/{monitor.id}")
    assert monitor_states.of_organization(tenant.org_id) == {}


def test_a_deletion_that_was_interrupted_is_completed_by_the_next(
    owner: Api, tenant: Tenant, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = tenant.service("Shop")
    rule = {"action": "set_status", "service_ids": [service.id], "status": "major_outage"}
    made = _made(owner, rules=[rule])
    monitor = store.get(tenant.org_id, made["id"])
    down = signal_of(monitor, MonitorState(health=Health.DOWN, since=clock.now))
    signals.take(tenant.org_id, monitors.origin_of(monitor), monitor.rules, [down], clock.now)
    assert services.get(tenant.org_id, service.id).status is ServiceStatus.MAJOR_OUTAGE
    with monkeypatch.context() as dying:
        dying.setattr(signals, "forget", lambda *_: sys.exit())
        with pytest.raises(SystemExit):
            monitors.delete(tenant.org_id, monitor.id, CLOCK, clock.now)
    assert services.get(tenant.org_id, service.id).status is ServiceStatus.MAJOR_OUTAGE
    clock.passes(minutes=10)
    assert owner.delete(f"/api/monitors/{monitor.id}").status == 404
    assert services.get(tenant.org_id, service.id).status is ServiceStatus.OPERATIONAL


def test_there_is_home_to_look_from(owner: Api) -> None:
    assert owner.get("/api/monitors/regions").json() == {"items": [{"name": "home"}]}
