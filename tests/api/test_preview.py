"""Seeing what becomes of a text before anybody else does."""

from tests.edges import Api
from tests.tenancy import Tenant


def test_a_preview_is_the_tree_that_posting_would_store(api: Api, tenant: Tenant) -> None:
    owner = api.as_(tenant.token)
    text = "We **know**.\n\n- one\n- two"
    shown = owner.post("/api/preview", {"text": text})
    assert shown.status == 200
    incident = owner.post("/api/incidents", {"title": "Down", "description": text}).json()
    assert shown.json() == {"tree": incident["description_tree"]}
    assert incident["updates"][0]["text_tree"] == incident["description_tree"]


def test_a_plain_text_has_no_tree(api: Api, tenant: Tenant) -> None:
    assert api.as_(tenant.token).post("/api/preview", {"text": "Plain\nlines"}).json() == {"tree": None}


def test_a_text_that_nobody_may_post_has_no_preview(api: Api, tenant: Tenant) -> None:
    owner = api.as_(tenant.token)
    for body in ({}, {"text": None}, {"text": "x" * 20_001}, {"text": "\u202e"}, {"text": "*a*", "more": 1}):
        assert owner.post("/api/preview", body).status == 422, body


def test_nobody_but_the_team_gets_a_preview(api: Api, tenant: Tenant) -> None:
    assert api.post("/api/preview", {"text": "*a*"}).status == 401


def test_markdown_in_every_text_comes_back_beside_its_source(api: Api, tenant: Tenant) -> None:
    owner = api.as_(tenant.token)
    tree, times = (
        [["p", ["strong", "So"]]],
        {"scheduled_start": "2090-01-05T12:00:00Z", "scheduled_end": "2090-01-05T13:00:00Z"},
    )
    service = owner.post("/api/services", {"name": "API", "description": "**So**"}).json()
    work = owner.post("/api/maintenance", {"title": "Disks", "description": "**So**", **times}).json()
    said = owner.put(f"/api/maintenance/{work['id']}/status", {"status": "scheduled", "text": "**So**"}).json()
    texts = {"description": "**So**", "intro_text": "**So**", "footer_text": "**So**"}
    page = owner.put(f"/api/organizations/{tenant.org_id}", texts).json()
    assert service["description_tree"] == work["description_tree"] == said["updates"][0]["text_tree"] == tree
    assert [page[f"{name}_tree"] for name in texts] == [tree] * 3
    plain = owner.put(f"/api/services/{service['id']}", {"description": "So"}).json()
    assert "description_tree" not in plain


def test_a_tree_is_made_by_us_and_never_taken(api: Api, tenant: Tenant) -> None:
    body = {"title": "Down", "description": "x", "description_tree": [["p", "y"]]}
    assert api.as_(tenant.token).post("/api/incidents", body).status == 422


def test_the_audit_log_tells_of_the_source_alone(api: Api, tenant: Tenant) -> None:
    owner = api.as_(tenant.token)
    service = owner.post("/api/services", {"name": "API"}).json()
    owner.put(f"/api/services/{service['id']}", {"description": "**So**"})
    owner.delete(f"/api/services/{service['id']}")
    logged = owner.get("/api/events").json()["items"]
    assert [set(each["changes"]) for each in logged if each["type"] == "service.updated"] == [{"description"}]
    assert not [name for each in logged for name in each["changes"] if name.endswith("_tree")]
