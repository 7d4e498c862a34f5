"""Services that follow somebody else's status page."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.providers import KnownStatus, ProviderKind, provider_id
from chalicelib.jobs.providers import read_providers
from chalicelib.providers import kinds, looking
from chalicelib.store import services
from chalicelib.store.tables import Providers
from tests.conftest import Clock
from tests.edges import Api
from tests.factories import NOW
from tests.moving.test_archive_round_trip import exported, restored
from tests.outbound.hostile import Server, serving
from tests.queues import Queues
from tests.tenancy import Tenant, a_tenant

V2: dict[str, Any] = {
    "page": {"id": "x", "name": "Paymently", "url": "https://status.paymently.example"},
    "status": {"indicator": "none", "description": "All Systems Operational"},
    "components": [
        {"id": "g", "name": "Group", "status": "operational", "group": True},
        {"id": "api1", "name": "API", "status": "operational", "group": False},
        {"id": "web1", "name": "Dashboard", "status": "partial_outage"},
    ],
}


class Page:
    """Somebody else's page, which says what a test wants."""

    def __init__(self) -> None:
        self.document: Any = json.loads(json.dumps(V2))
        self.is_away = False
        self.etag = '"1"'
        self.server: Server

    def answer(self, line: socket.socket, _: threading.Event) -> None:
        asked = self.server.received[-1]
        if self.is_away:
            line.sendall(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")
        elif f"If-None-Match: {self.etag}".encode() in asked:
            line.sendall(b"HTTP/1.1 304 Same\r\n\r\n")
        elif asked.startswith(b"GET /api/v2/summary.json "):
            body = json.dumps(self.document).encode()
            line.sendall(f"HTTP/1.1 200 OK\r\nETag: {self.etag}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        else:
            line.sendall(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")

    def says(self, component: str, status: str) -> None:
        next(each for each in self.document["components"] if each["id"] == component)["status"] = status
        self.etag = f'"{status}"'

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """It is on this machine, which may be read."""
    monkeypatch.setattr("chalicelib.monitors.guard.loopback", lambda: True)
    page = Page()
    with serving(page.answer) as server:
        page.server = server
        yield page


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the documents go."""
    from chalicelib.publish.documents import FolderDocuments  # noqa: PLC0415 - after the environment

    monkeypatch.setattr("chalicelib.providers.round.documents", lambda: FolderDocuments(tmp_path))
    return tmp_path


def _follows(owner: Api, service_id: str, page: Page, **fields: Any) -> Any:
    answer = owner.put(f"/api/services/{service_id}/follows", {"url": page.url, **fields})
    assert answer.status == 200, answer.body
    return answer.json()


def test_a_page_is_looked_at_before_it_is_followed(api: Api, tenant: Tenant, page: Page) -> None:
    found = api.as_(tenant.token).post("/api/providers", {"url": page.url}).json()
    assert (found["kind"], found["name"], found["status"]) == ("statuspage", "Paymently", "operational")
    assert [(each["id"], each["status"]) for each in found["components"]] == [
        ("api1", "operational"),
        ("web1", "partial_outage"),
    ]
    for wrong in (f"{page.url}/nothing", "http://10.0.0.1/", "http://169.254.169.254/"):
        answer = api.as_(tenant.token).post("/api/providers", {"url": wrong})
        assert (answer.status, answer.json()["errors"][0]["loc"]) == (422, ["url"])


def test_the_status_of_a_service_is_what_the_page_says_when_that_changes(
    api: Api, tenant: Tenant, page: Page, clock: Clock, written: Path
) -> None:
    owner, service = api.as_(tenant.token), tenant.service("Payments")
    made = _follows(owner, service.id, page, component_id="api1")
    assert (made["status"], made["follows"]["status"], made["follows"]["component"]) == ("operational",) * 2 + ("API",)
    page.says("api1", "major_outage")
    assert read_providers() == 0  # five minutes are not over
    clock.passes(minutes=5)
    assert read_providers() == 1
    now = services.get(tenant.org_id, service.id)
    assert (now.status.value, now.follows and now.follows.status.value) == ("major_outage", "major_outage")
    said = owner.get("/api/events").json()["items"][0]
    assert (said["actor"]["name"], said["summary"]) == (
        "Paymently (status page)",
        "Payments is major outage, says Paymently",
    )
    assert said["actor"]["automatic"] is True
    owner.put(f"/api/services/{service.id}/status", {"status": "degraded"})
    clock.passes(minutes=5)
    read_providers()
    assert services.get(tenant.org_id, service.id).status.value == "degraded_performance"
    document = json.loads((written / f"api/status/{tenant.slug}/providers.json").read_text())
    assert document["services"][service.id]["status"] == "major_outage"


def test_what_a_followed_page_changed_is_undone_until_it_changes_again(
    api: Api, tenant: Tenant, page: Page, clock: Clock, written: Path
) -> None:
    owner, service = api.as_(tenant.token), tenant.service("Payments")
    _follows(owner, service.id, page, component_id="api1")
    page.says("api1", "major_outage")
    clock.passes(minutes=5)
    read_providers()
    [change] = owner.get("/api/automation/changes").json()["items"]
    assert owner.post(f"/api/events/{change['id']}/undo", {}).status == 204
    page.etag = '"sent again, and the same"'
    clock.passes(minutes=5)
    read_providers()
    assert services.get(tenant.org_id, service.id).status.value == "operational"
    page.says("api1", "partial_outage")
    clock.passes(minutes=5)
    read_providers()
    assert services.get(tenant.org_id, service.id).status.value == "partial_outage"


@pytest.mark.parametrize(
    "below", ["/", "/api/v2/summary.json", "/api/v2/status.json", "/history", "/#today", "/?from=mail"]
)
def test_one_page_has_one_id_however_its_address_is_written(api: Api, tenant: Tenant, page: Page, below: str) -> None:
    found = api.as_(tenant.token).post("/api/providers", {"url": f"{page.url}{below}"}).json()
    assert found["id"] == provider_id(f"{page.url}/api/v2/summary.json")


def test_addresses_of_one_page_are_one() -> None:
    plain = next(looking.candidates("https://status.paymently.example"))
    written = (
        "HTTPS://Status.Paymently.Example/",
        "https://status.paymently.example:443",
        "https://status.paymently.example#x",
    )
    for other in written:
        assert next(looking.candidates(other)) == plain
    ours = next(looking.candidates("https://allclear.example/api/status/northwind"))
    assert ours[1:] == ("https://allclear.example/api/status/northwind", "https://allclear.example/status/northwind")
    assert next(looking.candidates("https://allclear.example/status/northwind/")) == ours


def test_what_is_renamed_there_is_renamed_here(
    api: Api, tenant: Tenant, page: Page, clock: Clock, written: Path
) -> None:
    service = tenant.service("Payments")
    _follows(api.as_(tenant.token), service.id, page, component_id="api1")
    page.document["components"][1]["name"] = "Card API"
    page.etag = '"renamed"'
    clock.passes(minutes=5)
    read_providers()
    now = services.get(tenant.org_id, service.id)
    assert now.follows
    assert (now.follows.component, now.status.value) == ("Card API", "operational")


def test_what_is_unchanged_is_not_sent_again_and_one_reading_serves_all(
    api: Api, page: Page, clock: Clock, written: Path, tenant: Tenant
) -> None:
    for each in (tenant, a_tenant("Elsewhere")):
        _follows(api.as_(each.token), each.service("Payments").id, page)
    page.server.received.clear()
    clock.passes(minutes=6)
    assert read_providers() == 1
    assert len(page.server.received) == 1
    assert b'If-None-Match: "1"' in page.server.received[0]
    assert len(list(written.glob("api/status/*/providers.json"))) == 2


def test_what_cannot_be_read_for_long_is_unknown_and_never_fine(
    api: Api, tenant: Tenant, page: Page, clock: Clock, written: Path
) -> None:
    owner, service = api.as_(tenant.token), tenant.service("Payments")
    _follows(owner, service.id, page, component_id="api1")
    page.is_away = True
    for _ in range(5):
        clock.passes(minutes=5)
        assert read_providers() == 0
    now = services.get(tenant.org_id, service.id)
    assert now.follows
    assert (now.follows.status.value, now.status.value) == ("unknown", "unknown")
    document = json.loads((written / f"api/status/{tenant.slug}/providers.json").read_text())
    assert document["services"][service.id]["status"] == "unknown"
    page.is_away = False
    clock.passes(minutes=5)
    read_providers()
    now = services.get(tenant.org_id, service.id)
    assert now.follows
    assert (now.follows.status.value, now.status.value) == ("operational", "operational")
    told = [each for each in owner.get("/api/events").json()["items"] if each["type"] == "service.status_changed"]
    assert [each["changes"]["status"] for each in told] == [["unknown", "operational"], ["operational", "unknown"]]


def test_nobody_can_say_that_a_service_is_unknown(api: Api, tenant: Tenant) -> None:
    owner, service = api.as_(tenant.token), tenant.service("Payments")
    for method, path, body in (
        ("PUT", f"/api/services/{service.id}/status", {"status": "unknown"}),
        ("PUT", f"/api/services/{service.id}", {"status": "unknown"}),
        ("POST", "/api/services", {"name": "Cards", "status": "unknown"}),
    ):
        answer = owner.send(method, path, body)
        assert (answer.status, answer.json()["errors"][0]["loc"]) == (422, ["status"])


def test_an_incident_counts_before_what_the_page_says_and_leaves_its_service_as_that_says(
    api: Api, tenant: Tenant, page: Page, clock: Clock, written: Path
) -> None:
    owner, service = api.as_(tenant.token), tenant.service("Payments")
    _follows(owner, service.id, page, component_id="api1")
    opened = {"title": "Slow", "service_ids": [service.id], "service_status": "degraded_performance"}
    incident = owner.post("/api/incidents", opened).json()
    assert services.get(tenant.org_id, service.id).status.value == "degraded_performance"
    page.says("api1", "major_outage")
    clock.passes(minutes=5)
    read_providers()
    assert services.get(tenant.org_id, service.id).status.value == "degraded_performance"
    owner.put(f"/api/incidents/{incident['id']}/status", {"status": "resolved"})
    assert services.get(tenant.org_id, service.id).status.value == "major_outage"


def test_a_part_that_is_gone_is_unknown(api: Api, tenant: Tenant, page: Page, clock: Clock, written: Path) -> None:
    service = tenant.service("Payments")
    _follows(api.as_(tenant.token), service.id, page, component_id="api1")
    page.document["components"].pop(1)
    page.etag = '"gone"'
    clock.passes(minutes=5)
    read_providers()
    assert (found := services.get(tenant.org_id, service.id).follows)
    assert found.status is KnownStatus.UNKNOWN


def test_what_nobody_follows_is_not_read(api: Api, tenant: Tenant, page: Page, clock: Clock, written: Path) -> None:
    owner, service, other = api.as_(tenant.token), tenant.service("Payments"), tenant.service("Cards")
    _follows(owner, service.id, page)
    _follows(owner, other.id, page)
    assert "follows" not in owner.delete(f"/api/services/{service.id}/follows").json()
    assert owner.delete(f"/api/services/{other.id}").status == 204
    for _ in range(3):
        clock.passes(minutes=5)
        read_providers()
    page.server.received.clear()
    clock.passes(minutes=5)
    assert (read_providers(), page.server.received) == (0, [])


AN_HOUR_AGO = "<pubDate>Mon, 05 Jan 2026 11:00:00 GMT</pubDate>"


@pytest.mark.parametrize(
    ("entries", "status"),
    [
        ("", "unknown"),
        (f"<item><title>Outage of mail</title>{AN_HOUR_AGO}</item>", "degraded_performance"),
        (f"<item><title>Outage</title><description>Resolved.</description>{AN_HOUR_AGO}</item>", "operational"),
        ("<item><title>Outage</title><pubDate>Mon, 01 Dec 2025 11:00:00 GMT</pubDate></item>", "operational"),
        ("<item><title>Outage of mail</title></item>", "unknown"),
        (
            f"<item><title>Slow</title><description>We tell once it is resolved.</description>{AN_HOUR_AGO}</item>",
            "degraded_performance",
        ),
        (
            (
                "<item><title>Slow</title><description>&lt;strong&gt;Monitoring&lt;/strong&gt; - fixed &lt;br/&gt;"
                f"&lt;strong&gt;Update&lt;/strong&gt; - scheduled work was completed</description>{AN_HOUR_AGO}</item>"
            ),
            "degraded_performance",
        ),
        (
            (
                "<item><title>Slow</title><description>&lt;strong&gt;Resolved&lt;/strong&gt; - This has been resolved."
                f"&lt;strong&gt;Investigating&lt;/strong&gt; - slow</description>{AN_HOUR_AGO}</item>"
            ),
            "operational",
        ),
    ],
)
def test_a_feed_says_something_while_an_entry_is_open(entries: str, status: str) -> None:
    body = f"<rss><channel><title>Mailers</title><link>https://mailers.example</link>{entries}</channel></rss>"
    found = kinds.read(ProviderKind.FEED, body.encode(), NOW)
    assert (found.name, found.url, found.status.value) == ("Mailers", "https://mailers.example", status)


def test_an_atom_feed_and_a_page_such_as_ours_are_read() -> None:
    at = (NOW - timedelta(hours=1)).isoformat()
    its = '<link rel="self" href="https://x.example/feed.atom"/>'
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>X</title>{its}<link href="https://x.example"/><entry><title>Down</title><updated>{at}</updated></entry></feed>'
    found = kinds.read(ProviderKind.FEED, atom.encode(), NOW)
    assert (found.status, found.url) == (KnownStatus.DEGRADED_PERFORMANCE, "https://x.example")
    ours = {
        "organization": {"name": "Northwind"},
        "status": {"indicator": "major"},
        "services": [{"id": "a", "name": "API", "status": "novel_word"}],
    }
    found = kinds.read(ProviderKind.ALLCLEAR, json.dumps(ours).encode(), NOW)
    assert (found.status, found.components[0].status) == (KnownStatus.PARTIAL_OUTAGE, KnownStatus.UNKNOWN)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("statuspage", "[]"),
        ("statuspage", "{"),
        ("allclear", "{}"),
        ("feed", "<html></html>"),
        ("feed", "<!DOCTYPE x><rss/>"),
        ("feed", "x"),
    ],
)
def test_what_is_no_status_page_is_none(kind: str, body: str) -> None:
    with pytest.raises(ValueError, match=r"is no|has entities|Expecting"):
        kinds.read(ProviderKind(kind), body.encode(), datetime.fromisoformat("2026-01-05T12:00:00+00:00"))


@pytest.mark.parametrize(
    "body",
    [
        '<?xml version="1.0" encoding="nothing"?><rss/>',
        "<rss><item><title>x</title><pubDate>Fri, 31 Dec 99999999999999999999 1:1:1 GMT</pubDate></item></rss>",
        "<rss><item><title>x</title><pubDate>9999-12-31T23:59:59-05:00</pubDate></item></rss>",
    ],
)
def test_a_feed_that_can_not_be_read_says_nothing(body: str) -> None:
    try:
        said = kinds.read(ProviderKind.FEED, body.encode(), NOW).status
    except ValueError:
        said = KnownStatus.UNKNOWN
    assert said is KnownStatus.UNKNOWN


def test_a_feed_may_begin_with_an_empty_line() -> None:
    body = b'\n<?xml version="1.0"?><rss><channel><title>Mailers</title></channel></rss>'
    assert kinds.read(ProviderKind.FEED, body, NOW).name == "Mailers"


def test_a_page_that_says_what_can_not_be_stored_keeps_no_other_from_being_read(
    api: Api, tenant: Tenant, page: Page, clock: Clock, written: Path
) -> None:
    other = Page()
    with serving(other.answer) as server:
        other.server = server
        owner, service = api.as_(tenant.token), tenant.service("Payments")
        _follows(owner, service.id, page, component_id="api1")
        _follows(api.as_((elsewhere := a_tenant("Elsewhere")).token), elsewhere.service("Cards").id, other)
        other.document["page"] |= {"name": "\ud83d", "url": "https://x.example/<a>"}
        other.etag = '"broken"'
        page.says("api1", "major_outage")
        clock.passes(minutes=5)
        assert read_providers() == 1
    assert services.get(tenant.org_id, service.id).status.value == "major_outage"


def test_a_page_with_more_parts_than_are_kept_is_followed_all_the_same(api: Api, tenant: Tenant, page: Page) -> None:
    page.document["components"] = [
        {"id": f"{number:04}{'i' * 96}", "name": "\U0001f534" * 100, "status": "operational"} for number in range(1200)
    ]
    owner, service = api.as_(tenant.token), tenant.service("Payments")
    found = owner.post("/api/providers", {"url": page.url}).json()["components"]
    assert 500 < len(found) < 1000
    made = _follows(owner, service.id, page, component_id=found[-1]["id"])
    assert made["follows"]["status"] == "operational"


def test_an_entry_of_a_feed_ends_after_two_days_though_the_feed_stays_as_it_is(page: Page) -> None:
    body = f"<rss><channel><title>M</title><item><title>Outage</title>{AN_HOUR_AGO}</item></channel></rss>".encode()

    def answer(line: Any, _: threading.Event) -> None:
        asked = server.received[-1]
        if b"If-None-Match" in asked:
            line.sendall(b"HTTP/1.1 304 Same\r\n\r\n")
        else:
            line.sendall(_answer('200 OK\r\nETag: "1"' if b"/feed " in asked else "404 No", body))

    with serving(answer) as server:
        found = asyncio.run(looking.found(f"http://127.0.0.1:{server.port}/feed", NOW, loopback=True))
        assert (found.etag, found.status) == ('"1"', KnownStatus.DEGRADED_PERFORMANCE)
        later = asyncio.run(looking.renewed(found, NOW + timedelta(days=2), loopback=True))
        assert later
        assert later.status is KnownStatus.OPERATIONAL
        assert asyncio.run(looking.renewed(later, NOW + timedelta(days=3), loopback=True))
        assert b"If-None-Match" in server.received[-1]


@pytest.mark.parametrize(
    "url", ["https://h.example:99999/", "https://h.example:0/", "https://[::1", "https://h.example:x/"]
)
def test_an_address_that_is_none_is_refused(api: Api, tenant: Tenant, url: str) -> None:
    assert api.as_(tenant.token).post("/api/providers", {"url": url}).status == 422


def test_services_of_an_archive_go_on_following_and_their_page_is_read_within_a_minute(
    api: Api, tenant: Tenant, page: Page, clock: Clock, written: Path, queues: Queues
) -> None:
    """Elsewhere nothing is known of that page; one that an archive names under another's id is not followed."""
    owner, other = api.as_(tenant.token), a_tenant("Elsewhere")
    followed = [tenant.service(name) for name in ("Payments", "Cards", "Forged")]
    for each in followed:
        _follows(owner, each.id, page, component_id="api1")
    files = exported(owner, queues)
    forged = [json.loads(line) for line in files["services.jsonl"].decode().splitlines()]
    its = next(each["follows"] for each in forged if each["name"] == "Forged")
    its["source"] = "https://elsewhere.example/api/v2/summary.json"
    files["services.jsonl"] = "".join(json.dumps(each) + "\n" for each in forged).encode()
    for each in followed:
        owner.delete(f"/api/services/{each.id}")
    Providers(provider_id(f"{page.url}/api/v2/summary.json")).delete()
    done = restored(Api().as_(other.token), queues, files)
    assert (done["state"], done["errors"]) == ("done", [])
    page.says("api1", "partial_outage")
    clock.passes(minutes=1)
    assert read_providers() == 1
    now = [services.get(other.org_id, each.id) for each in followed]
    assert [each.status.value for each in now] == ["partial_outage", "partial_outage", "operational"]
    assert [bool(each.follows) for each in now] == [True, True, False]


def _answer(head: str, body: bytes = b"") -> bytes:
    return f"HTTP/1.1 {head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


@pytest.mark.parametrize(
    "raw",
    [
        _answer("200 OK", b"<html><title>Down for maintenance</title></html>"),
        _answer("200 OK", b'{"page": {"name": "x"}, "status": {}}'),
        _answer("200 OK", b"[" * 100_000),
        _answer("200 OK", b'"' + b"x" * 3_000_000 + b'"'),
        _answer("204 No Content"),
        _answer("301 Moved\r\nLocation: /api/v2/summary.json"),
        _answer("302 Found\r\nLocation: http://169.254.169.254/latest/meta-data"),
        _answer("302 Found\r\nLocation: file:///etc/passwd"),
        b"no HTTP at all\r\n\r\n",
        b"",
    ],
    ids=["html", "other", "deep", "large", "empty", "loop", "private", "file", "noise", "nothing"],
)
def test_whatever_else_comes_in_its_place_says_nothing(page: Page, raw: bytes) -> None:
    provider = asyncio.run(looking.found(page.url, NOW, loopback=True))
    with serving(lambda line, _: line.sendall(raw)) as server:
        there = provider.but(source=f"http://127.0.0.1:{server.port}/api/v2/summary.json")
        assert asyncio.run(looking.renewed(there, NOW, loopback=True)) is None


def test_a_page_that_moved_is_followed_and_what_it_says_of_its_age_is_sent_back(page: Page) -> None:
    def answer(line: Any, _: threading.Event) -> None:
        line.sendall(_answer(f"308 Moved\r\nLocation: {page.url}/api/v2/summary.json"))

    with serving(answer) as moved:
        found = asyncio.run(looking.found(f"http://127.0.0.1:{moved.port}", NOW, loopback=True))
        assert (found.name, found.etag) == ("Paymently", '"1"')
        dated = found.but(etag="", last_modified="Mon, 05 Jan 2026 11:00:00 GMT")
        assert asyncio.run(looking.renewed(dated, NOW, loopback=True))
    assert b"If-Modified-Since: Mon, 05 Jan 2026 11:00:00 GMT" in page.server.received[-1]
