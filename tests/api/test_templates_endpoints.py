"""/api/templates: what a team prepares, and nobody else sees."""

from typing import Any

import pytest

from chalicelib.domain.templates import MAX_TEMPLATES
from tests.edges import Api, Stream, Viewers
from tests.engine import Engine
from tests.tenancy import Tenant, a_tenant, a_token

TEXTS = {"investigating": "Cards are refused. We are looking.", "resolved": "Cards are taken again."}


def _made(owner: Api, name: str = "Card payments", kind: str = "incident", **fields: Any) -> Any:
    answer = owner.post("/api/templates", {"kind": kind, "name": name, **fields})
    assert answer.status == 201, answer.body
    return answer.json()


def _names(owner: Api, query: str = "") -> list[str]:
    return [each["name"] for each in owner.get(f"/api/templates{query}").json()["items"]]


def test_a_template_is_made_and_found(owner: Api, tenant: Tenant) -> None:
    checkout, search = tenant.service(), tenant.service("Search")
    made = _made(
        owner,
        title="Card payments fail",
        texts=TEXTS,
        impact="major",
        service_ids=[checkout.id, search.id],
        service_status={checkout.id: "degraded"},
    )
    assert (made["title"], made["texts"], made["impact"], made["version"]) == (
        "Card payments fail",
        TEXTS,
        "major",
        1,
    )
    assert made["service_ids"] == [checkout.id, search.id]
    assert made["service_status"] == {checkout.id: "degraded_performance"}
    assert owner.get(f"/api/templates/{made['id']}").json() == made
    assert owner.get("/api/templates").json() == {"items": [made], "next_cursor": None}


def test_one_status_is_for_all_of_its_services(owner: Api, tenant: Tenant) -> None:
    checkout, search = tenant.service(), tenant.service("Search")
    made = _made(owner, service_ids=[checkout.id, search.id], service_status="major_outage")
    assert made["service_status"] == dict.fromkeys([checkout.id, search.id], "major_outage")


def test_templates_are_listed_by_kind_and_in_pages(owner: Api) -> None:
    for name in ("One", "Two", "Three"):
        _made(owner, name)
    _made(owner, "Disks", "maintenance", texts={"scheduled": "New disks."}, duration_minutes=90)
    assert sorted(_names(owner, "?kind=incident")) == ["One", "Three", "Two"]
    assert _names(owner, "?kind=maintenance") == ["Disks"]
    first = owner.get("/api/templates?kind=incident&limit=2")
    assert "kind=incident" in first.headers["Link"]
    rest = owner.get(f"/api/templates?kind=incident&limit=2&cursor={first.json()['next_cursor']}").json()
    assert len({each["name"] for each in [*first.json()["items"], *rest["items"]]}) == 3
    assert rest["next_cursor"] is None


def test_an_edit_changes_what_it_names_and_counts_the_version(owner: Api, tenant: Tenant) -> None:
    checkout, search = tenant.service(), tenant.service("Search")
    both = [checkout.id, search.id]
    path = (
        f"/api/templates/{_made(owner, texts=TEXTS, impact='minor', service_ids=both, service_status='degraded')['id']}"
    )
    edited = owner.put(path, {"name": "Payments", "service_ids": [search.id], "impact": None}, If_Match='"1"')
    assert edited.headers["ETag"] == '"2"'
    assert (edited.json()["name"], edited.json()["texts"], edited.json()["impact"]) == ("Payments", TEXTS, None)
    assert edited.json()["service_status"] == {search.id: "degraded_performance"}
    stale = owner.put(path, {"name": "Mine"}, If_Match='"1"')
    assert (stale.status, stale.headers["ETag"]) == (412, '"2"')
    assert owner.delete(path, If_Match='"1"').status == 412
    assert owner.delete(path, If_Match='"2"').status == 204
    assert owner.get(path).status == 404


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"texts": {"scheduled": "X"}}, ["texts", "scheduled"]),
        ({"kind": "maintenance", "texts": {"resolved": "X"}}, ["texts", "resolved"]),
        ({"texts": {"resolved": " "}}, ["texts", "resolved"]),
        ({"kind": "maintenance", "impact": "major"}, ["impact"]),
        ({"duration_minutes": 30}, ["duration_minutes"]),
        ({"kind": "maintenance", "duration_minutes": 0}, ["duration_minutes"]),
        ({"kind": "party"}, ["kind"]),
        ({"name": ""}, ["name"]),
        ({"title": "x" * 201}, ["title"]),
        ({"service_ids": ["01kg000000000000000000000z"]}, ["service_ids", 0]),
        ({"service_status": {"01kg000000000000000000000z": "major_outage"}}, None),
        ({"unheard": 1}, ["unheard"]),
    ],
)
def test_what_makes_no_sense_is_refused(owner: Api, tables: Engine, fields: dict[str, Any], where: Any) -> None:
    before = tables.contents()
    answer = owner.post("/api/templates", {"kind": "incident", "name": "X", **fields})
    assert answer.status == 422, answer.body
    assert where is None or answer.json()["errors"][0]["loc"] == where
    assert tables.contents() == before


def test_a_name_is_given_once_within_a_kind(owner: Api) -> None:
    first = _made(owner, "Card payments")
    assert owner.post("/api/templates", {"kind": "incident", "name": "CARD  payments"}).status == 409
    _made(owner, "Card payments", "maintenance")
    other = _made(owner, "Other")
    assert owner.put(f"/api/templates/{other['id']}", {"name": "card payments"}).status == 409
    assert owner.put(f"/api/templates/{first['id']}", {"name": "Cards"}).status == 200
    assert owner.put(f"/api/templates/{other['id']}", {"name": "card payments"}).status == 200
    owner.delete(f"/api/templates/{other['id']}")
    _made(owner, "Card payments")


def test_of_two_who_take_a_name_at_the_same_moment_one_is_refused(owner: Api, tenant: Tenant, tables: Engine) -> None:
    tables.before("TransactWriteItems", lambda: tenant.template("Card payments"))
    answer = owner.post("/api/templates", {"kind": "incident", "name": "Card payments"})
    assert (answer.status, _names(owner)) == (409, ["Card payments"])


def test_a_deleted_service_drops_out(owner: Api, tenant: Tenant) -> None:
    checkout, search = tenant.service(), tenant.service("Search")
    made = _made(owner, service_ids=[checkout.id, search.id], service_status="major_outage")
    owner.delete(f"/api/services/{checkout.id}")
    for found in (owner.get(f"/api/templates/{made['id']}").json(), owner.get("/api/templates").json()["items"][0]):
        assert (found["service_ids"], found["service_status"]) == ([search.id], {search.id: "major_outage"})
    edited = owner.put(f"/api/templates/{made['id']}", {"title": "Still works"})
    assert (edited.status, edited.json()["service_ids"]) == (200, [search.id])


def test_there_are_only_so_many(owner: Api, tenant: Tenant) -> None:
    for number in range(MAX_TEMPLATES):
        tenant.template(f"Template {number}")
    answer = owner.post("/api/templates", {"kind": "incident", "name": "One more"})
    assert (answer.status, "100 templates" in answer.json()["detail"]) == (409, True)


def test_viewers_read_templates_and_change_none(owner: Api, api: Api, tenant: Tenant) -> None:
    from chalicelib.domain.organizations import Role  # noqa: PLC0415 - after the environment

    made = _made(owner)
    viewer = api.as_(a_token(tenant.joined_by(Role.VIEWER)))
    assert viewer.get("/api/templates").json()["items"] == [made]
    assert viewer.put(f"/api/templates/{made['id']}", {"name": "Mine"}).status == 403


def test_what_happens_to_templates_is_logged_and_told_to_nobody_else(
    owner: Api, tenant: Tenant, stream: Stream, viewers: Viewers
) -> None:
    tenant.service()
    stream.flow()
    version = owner.get(f"/api/status/{tenant.slug}").json()["version"]
    made = _made(owner, "Canary", title="Canary", texts=TEXTS)
    owner.put(f"/api/templates/{made['id']}", {"title": "Canary, again"})
    owner.delete(f"/api/templates/{made['id']}")
    stream.flow()
    log = owner.get("/api/events").json()["items"]
    assert [each["type"] for each in log[:3]] == ["template.deleted", "template.updated", "template.created"]
    assert log[1]["changes"] == {"title": ["Canary", "Canary, again"]}
    assert owner.get(f"/api/status/{tenant.slug}").json()["version"] == version
    assert "Canary" not in owner.get(f"/api/status/{tenant.slug}/timeline").body


def test_an_erased_organization_leaves_no_template(tables: Engine) -> None:
    from chalicelib.store import erasure, templates  # noqa: PLC0415 - after the environment

    gone, stays = a_tenant("Gone"), a_tenant("Stays")
    gone.template()
    stays.template()
    erasure.empty(gone.org_id)
    assert templates.of_organization(gone.org_id) == []
    assert len(templates.of_organization(stays.org_id)) == 1
    gone.template()
