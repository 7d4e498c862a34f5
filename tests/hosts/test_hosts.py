"""/api/hosts: a domain of one's own, from its claim to the page that is live there, against a real name server."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.config import settings
from chalicelib.domain.hosts import UNPROVEN_FOR
from chalicelib.jobs.deletion import organization_deletions
from chalicelib.jobs.hosts import hosts
from chalicelib.monitors.texts import SilentError, texts
from chalicelib.publish.hosting import key_of
from chalicelib.store import organizations
from tests.conftest import Clock
from tests.dns_server import NameServer, name_server
from tests.edges import Api, Stream, Viewers
from tests.tenancy import Tenant, a_tenant

NAME = "status.northwind.test"


@pytest.fixture
def dns(monkeypatch: pytest.MonkeyPatch) -> Iterator[NameServer]:
    """The name server that the product asks, which a busy machine does not make a silent one."""
    with name_server() as server:
        monkeypatch.setattr(
            "chalicelib.jobs.hosts.texts",
            lambda name, servers: texts(name, servers, 0.5 if server.is_failing else 60),
        )
        told = replace(settings(), dns_servers=server.address)
        for module in ("chalicelib.jobs.hosts", "chalicelib.publish.hosting"):
            monkeypatch.setattr(f"{module}.settings", lambda: told)
        yield server


def _claimed(owner: Api, name: str = NAME) -> Any:
    answer = owner.post("/api/hosts", {"host": name})
    assert answer.status == 201, answer.body
    return answer.json()


def _proven(dns: NameServer, claimed: Any) -> None:
    [proof] = (each for each in claimed["records"] if each["type"] == "TXT")
    dns.texts[proof["name"]] = ["something else", proof["value"]]


def _seen(owner: Api, name: str = NAME) -> Any:
    return owner.get(f"/api/hosts/{name}").json()


def _written(name: str) -> str | None:
    """A file among the documents."""
    file = Path(settings().documents.removeprefix("file://")) / name
    return file.read_text() if file.exists() else None


def _leads_to(name: str = NAME) -> str | None:
    return _written(f"{key_of(name)}.txt")


def _live(owner: Api, dns: NameServer, name: str = NAME) -> None:
    _proven(dns, _claimed(owner, name))
    hosts()
    assert _seen(owner, name)["state"] == "live"


def test_a_domain_waits_for_its_record_and_says_which(owner: Api, dns: NameServer, clock: Clock) -> None:
    claimed = _claimed(owner, " Status.Northwind.TEST. ")
    proof, leading = claimed["records"]
    assert (claimed["host"], claimed["state"], claimed["problem"]) == (NAME, "waiting_for_dns", "")
    assert (proof["type"], proof["name"], leading["type"], leading["name"]) == (
        "TXT",
        f"_allclear.{NAME}",
        "CNAME",
        NAME,
    )
    assert leading["value"] == "status.example.com"
    hosts()
    clock.now += timedelta(minutes=2)
    hosts()
    found = _seen(owner)
    assert found["state"] == "waiting_for_dns"
    assert proof["value"] in found["problem"]
    assert set(dns.asked) == {f"_allclear.{NAME}"}


def test_a_proven_domain_is_where_the_page_is(
    owner: Api, tenant: Tenant, dns: NameServer, stream: Stream, viewers: Viewers, documents: Path
) -> None:
    service = tenant.service()
    stream.flow()
    _live(owner, dns)
    assert _leads_to() == "northwind"
    listed = owner.get("/api/hosts").json()
    assert listed["page_url"] == f"https://{NAME}"
    assert listed["addresses"] == [f"https://{NAME}", "https://status.example.com/status/northwind"]
    assert owner.get("/api/organizations/current").json()["host"] == NAME
    stream.flow()
    html = (documents / "status/northwind.html").read_text()
    assert f'<link rel="canonical" href="https://{NAME}">' in html
    assert f'href="https://{NAME}/uptime"' in html
    [feed] = (each for each in documents.rglob("history.atom*") if service.id in str(each))
    assert f"https://{NAME}/services/{service.id}/history.atom" in feed.read_text()


def test_a_domain_whose_record_goes_is_broken_and_heals_by_itself(owner: Api, dns: NameServer, clock: Clock) -> None:
    _live(owner, dns)
    kept = dict(dns.texts)
    dns.texts.clear()
    clock.now += timedelta(hours=2)
    hosts()
    assert _seen(owner)["state"] == "broken"
    assert owner.get("/api/hosts").json()["page_url"] == "https://status.example.com/status/northwind"
    dns.texts |= kept
    clock.now += timedelta(minutes=10)
    hosts()
    assert (_seen(owner)["state"], _seen(owner)["problem"]) == ("live", "")


def test_silent_name_servers_break_nothing(owner: Api, dns: NameServer, clock: Clock) -> None:
    _live(owner, dns)
    dns.is_failing = True
    clock.now += timedelta(hours=2)
    hosts()
    assert _seen(owner)["state"] == "live"
    with pytest.raises(SilentError):
        texts(f"_allclear.{NAME}", [dns.address], seconds=0.5)


def test_a_name_server_that_cannot_tell_is_asked_again_after_a_while(
    dns: NameServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    dns.is_failing = True
    monkeypatch.setattr("chalicelib.monitors.texts.EACH", 0.1)
    with pytest.raises(SilentError):
        texts(NAME, [dns.address], seconds=0.25)
    assert 1 <= len(dns.asked) <= 3


def test_a_check_is_made_when_it_is_asked_for(owner: Api, dns: NameServer) -> None:
    claimed = _claimed(owner)
    hosts()
    _proven(dns, claimed)
    assert hosts() == 0
    assert owner.post(f"/api/hosts/{NAME}/check", {}).status == 202
    hosts()
    assert _seen(owner)["state"] == "live"


def test_two_organizations_cannot_have_one_name(owner: Api, tenant: Tenant, api: Api, dns: NameServer) -> None:
    other = api.as_(a_tenant("other").token)
    _live(owner, dns)
    answer = other.post("/api/hosts", {"host": NAME.upper()})
    assert (answer.status, "another page" in answer.json()["detail"]) == (409, True)
    assert other.get(f"/api/hosts/{NAME}").status == 404
    assert other.delete(f"/api/hosts/{NAME}").status == 404
    assert other.post(f"/api/hosts/{NAME}/check", {}).status == 404
    assert _seen(owner)["state"] == "live"


def test_a_claim_that_nobody_proves_gives_way_and_one_that_is_proven_never(
    owner: Api, api: Api, dns: NameServer, clock: Clock
) -> None:
    other = api.as_(a_tenant("other").token)
    _claimed(owner)
    clock.now += UNPROVEN_FOR - timedelta(minutes=1)
    assert other.post("/api/hosts", {"host": NAME}).status == 409
    clock.now += timedelta(minutes=2)
    _live(other, dns)
    assert owner.get("/api/hosts").json()["items"] == []
    assert owner.post("/api/hosts", {"host": NAME}).status == 409


def test_a_removed_domain_leaves_nothing(owner: Api, api: Api, dns: NameServer, tenant: Tenant) -> None:
    _live(owner, dns)
    assert owner.delete(f"/api/hosts/{NAME}").status == 204
    assert owner.get(f"/api/hosts/{NAME}").status == 404
    assert organizations.get(tenant.org_id).host == ""
    hosts()
    assert _leads_to() is None
    other = api.as_(a_tenant("other").token)
    assert other.post("/api/hosts", {"host": NAME}).status == 201
    hosts()
    assert _seen(other)["state"] == "waiting_for_dns"  # the record of the one before proves nothing


def test_a_domain_changes_hands_only_when_the_old_use_is_over(
    owner: Api, api: Api, dns: NameServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    _live(owner, dns)
    owner.delete(f"/api/hosts/{NAME}")
    monkeypatch.setattr("chalicelib.publish.tenants.NoTenants.forget", lambda *_: False)
    other = api.as_(a_tenant("other").token)
    _proven(dns, _claimed(other))
    hosts()
    assert _seen(other)["state"] == "certificate"
    monkeypatch.undo()


def test_a_renamed_page_is_found_at_its_domain(owner: Api, tenant: Tenant, dns: NameServer) -> None:
    _live(owner, dns)
    assert owner.put(f"/api/organizations/{tenant.org_id}", {"slug": "southwind"}).status == 200
    hosts()
    assert _leads_to() == "southwind"


def test_a_deleted_organization_claims_nothing(
    owner: Api, tenant: Tenant, dns: NameServer, clock: Clock, api: Api
) -> None:
    _live(owner, dns)
    owner.send("DELETE", f"/api/organizations/{tenant.org_id}", {"confirm": "northwind"})
    clock.now += timedelta(days=8)
    organization_deletions()
    hosts()
    assert _leads_to() is None
    assert api.as_(a_tenant("other").token).post("/api/hosts", {"host": NAME}).status == 201


@pytest.mark.parametrize(
    "given", ["https://a.example", "co.uk", "status.example.com", "localhost", "127.0.0.1", "*.a.b", "x"]
)
def test_what_is_no_domain_of_one_s_own_is_refused(owner: Api, given: str) -> None:
    answer = owner.post("/api/hosts", {"host": given})
    assert (answer.status, answer.json()["errors"][0]["loc"][-1]) == (422, "host")
    assert owner.get("/api/hosts").json()["items"] == []


def test_a_page_has_one_domain(owner: Api) -> None:
    _claimed(owner)
    assert owner.post("/api/hosts", {"host": "up.northwind.test"}).status == 409
    assert owner.post("/api/hosts", {"host": NAME}).status == 409


def test_the_audit_log_tells_what_became_of_a_domain(owner: Api, dns: NameServer) -> None:
    _live(owner, dns)
    owner.delete(f"/api/hosts/{NAME}")
    told = [each["summary"] for each in owner.get("/api/events").json()["items"]]
    for summary in (f"The domain {NAME} was added", f"The page is live at {NAME}", f"The domain {NAME} was removed"):
        assert summary in told


def test_visitors_are_told_of_nothing_but_the_new_address(
    owner: Api, tenant: Tenant, dns: NameServer, stream: Stream, viewers: Viewers
) -> None:
    _live(owner, dns)
    stream.flow()
    timeline = Api().get("/api/status/northwind/timeline").json()
    assert "token" not in str(timeline)
    assert "allclear-domain" not in str(timeline)


def test_a_long_record_and_another_server_are_no_trouble(dns: NameServer) -> None:
    dns.texts["long.test"] = ["x" * 200] * 10
    with name_server() as silent:
        silent.is_failing = True
        assert texts("long.test", [silent.address, dns.address], 60) == ("x" * 200,) * 10
    assert texts("nothing.test", [dns.address], 60) == ()
