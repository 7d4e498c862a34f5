"""Organizations: founding one, changing what its page looks like, and acting in one of several."""

from typing import Any

import pytest

from chalicelib.domain.organizations import RESERVED_SLUGS, Role
from chalicelib.store.tables import Members
from tests.edges import Api
from tests.engine import Engine
from tests.tenancy import Tenant, a_tenant, a_token, a_user


@pytest.fixture
def founder(api: Api) -> Api:
    """Somebody signed in who is in no organization yet."""
    return api.as_(a_token(a_user("Grace")))


def test_whoever_founds_an_organization_owns_it(founder: Api) -> None:
    answer = founder.post("/api/organizations", {"name": "Acme Rockets", "slug": "acme", "time_zone": "Europe/Zurich"})
    assert answer.status == 201
    organization = answer.json()
    assert {"name": "Acme Rockets", "slug": "acme", "time_zone": "Europe/Zurich"}.items() <= organization.items()
    assert organization["version"] == 1
    assert founder.get(answer.headers["Location"]).json() == organization
    assert founder.get("/api/organizations").json()["items"] == [organization]
    assert founder.get("/api/team/members/me").json()["role"] == "owner"


@pytest.fixture
def lagging(monkeypatch: pytest.MonkeyPatch) -> None:
    """The index of a user's organizations knows nothing yet, as right after a change."""
    monkeypatch.setattr(Members.by_user_joined, "query", lambda *_: iter(()))


@pytest.mark.usefixtures("lagging")
def test_a_founder_who_names_the_organization_goes_on_at_once_though_the_index_lags(founder: Api) -> None:
    made = founder.post("/api/organizations", {"name": "Acme"})
    named = {"X_Organization_Id": made.headers["X-Organization-Id"]}
    assert named["X_Organization_Id"] == made.json()["id"]
    assert founder.post("/api/services", {"name": "X"}, **named).status == 201
    assert founder.get("/api/organizations", **named).json()["items"] == [made.json()]
    me = founder.get("/api/team/members/me", **named).json()["id"]
    checked = founder.get(f"/api/organizations/check-user/{me}", **named).json()
    assert checked["memberships"] == [{"organization_id": made.json()["id"], "role": "owner"}]


def test_naming_an_organization_of_others_lists_nothing_of_it(founder: Api, tenant: Tenant) -> None:
    for named in (tenant.org_id, "nope", "a" * 3000):
        assert founder.get("/api/organizations", X_Organization_Id=named).json()["items"] == []


def test_a_founded_organization_has_a_page_at_once(founder: Api) -> None:
    founder.post("/api/organizations", {"name": "Acme", "slug": "acme"})
    assert founder.get("/api/status/acme").json()["status"]["indicator"] == "none"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Zürich Börse", "zurich-borse"),
        ("  A.B.C. & Sons! ", "a-b-c-sons"),
        ("Admin", "admin-status"),
        ("X", "x-status"),
        ("株式会社", "page-status"),
        ("a" * 100, "a" * 40),
    ],
)
def test_an_address_is_made_from_the_name(founder: Api, name: str, slug: str) -> None:
    assert founder.post("/api/organizations", {"name": name}).json()["slug"] == slug


def test_two_organizations_of_one_name_get_two_addresses(founder: Api) -> None:
    slugs = [founder.post("/api/organizations", {"name": "Acme"}).json()["slug"] for _ in range(2)]
    assert slugs[0] == "acme"
    assert slugs[1].startswith("acme-")


def test_an_address_in_use_is_a_conflict_and_nothing_is_founded(founder: Api, tenant: Tenant, tables: Engine) -> None:
    before = tables.contents()["tests-organizations"]
    answer = founder.post("/api/organizations", {"name": "Copycat", "slug": tenant.slug})
    assert answer.status == 409
    assert tenant.slug in answer.json()["detail"]
    assert tables.contents()["tests-organizations"] == before
    assert founder.get("/api/organizations").json()["items"] == []


ODD = ["ab", "a" * 41, "Acme", "-acme", "acme-", "a--b", "a_b", "a b", "ünder", "acme\n", "a/b", "", 7, "acme.com"]


@pytest.mark.parametrize("slug", [*ODD, "admin", "api", "docs", "status", "health", "live"])
def test_an_address_that_cannot_be_one_is_refused(founder: Api, tables: Engine, tenant: Tenant, slug: object) -> None:
    before = tables.contents()["tests-organizations"]
    for answer in (
        founder.post("/api/organizations", {"name": "X", "slug": slug}),
        founder.as_(tenant.token).put(f"/api/organizations/{tenant.org_id}", {"slug": slug}),
    ):
        assert answer.status == 422
        assert answer.json()["errors"][0]["loc"] == ["slug"]
    assert tables.contents()["tests-organizations"] == before


def test_no_path_of_ours_is_free_as_an_address() -> None:
    assert {"admin", "api", "docs", "redoc", "status", "health", "live", "assets", "static"} <= RESERVED_SLUGS


@pytest.fixture
def path(tenant: Tenant) -> str:
    """Of the tenant's settings."""
    return f"/api/organizations/{tenant.org_id}"


def test_an_edit_keeps_what_it_does_not_name(api: Api, tenant: Tenant, path: str) -> None:
    owner = api.as_(tenant.token)
    owner.put(path, {"description": "Ships rockets.", "website_url": "https://example.com/a?b=c"})
    edited = owner.put(path, {"accent_color": "#aa3300"}).json()
    expected = {"description": "Ships rockets.", "website_url": "https://example.com/a?b=c", "accent_color": "#aa3300"}
    assert expected.items() <= edited.items()
    assert edited["version"] == 3
    assert owner.get("/api/organizations/current").json() == edited


def test_what_an_edit_sets_can_be_taken_back(api: Api, tenant: Tenant, path: str) -> None:
    owner = api.as_(tenant.token)
    owner.put(path, {"website_url": "https://example.com", "accent_color": "#aa3300"})
    edited = owner.put(path, {"website_url": "", "accent_color": ""}).json()
    assert (edited["website_url"], edited["accent_color"]) == ("", "")
    assert owner.get("/api/organizations/current").json() == edited


def test_renaming_to_an_address_in_use_is_a_conflict(api: Api, tenant: Tenant, path: str) -> None:
    a_tenant("Other Corp", slug="other")
    owner = api.as_(tenant.token)
    assert owner.put(path, {"slug": "other"}).status == 409
    assert owner.get("/api/organizations/current").json()["slug"] == tenant.slug


def test_an_address_given_up_is_free_for_others(api: Api, founder: Api, tenant: Tenant, path: str) -> None:
    assert api.as_(tenant.token).put(path, {"slug": "new-home"}).status == 200
    assert founder.post("/api/organizations", {"name": "X", "slug": tenant.slug}).status == 201


BAD_SETTINGS: dict[str, Any] = {
    "time_zone": [
        "Mars/Olympus",
        "right/UTC",
        "posix/Europe/Zurich",
        "localtime",
        "posixrules",
        "Factory",
        "europe/zurich",
        "../../etc/passwd",
        "",
        "UTC\n",
        "x" * 65,
    ],
    "accent_color": ["red", "#fff", "#12345g", "aa3300", "#aa3300 "],
    "logo_url": ["javascript:alert(1)", "logo.png", "https://", "x" * 2001],
}


@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field in BAD_SETTINGS for value in BAD_SETTINGS[field]]
)
def test_a_setting_that_makes_no_sense_is_refused(api: Api, tenant: Tenant, path: str, field: str, value: str) -> None:
    owner = api.as_(tenant.token)
    before = owner.get("/api/organizations/current").json()
    answer = owner.put(path, {field: value})
    assert answer.status == 422
    assert answer.json()["errors"][0]["loc"][0] == field
    assert owner.get("/api/organizations/current").json() == before


def test_a_stale_edit_is_refused_and_told_the_current_version(api: Api, tenant: Tenant, path: str) -> None:
    owner = api.as_(tenant.token)
    owner.put(path, {"name": "Newer"})
    answer = owner.put(path, {"name": "Older"}, If_Match='"1"')
    assert (answer.status, answer.headers["ETag"]) == (412, '"2"')
    assert owner.put(path, {"name": "Newest"}, If_Match='"2"').json()["name"] == "Newest"


def test_only_admins_change_settings(api: Api, tenant: Tenant, path: str) -> None:
    statuses = {role: api.as_(a_token(tenant.joined_by(role))).put(path, {"name": "X"}).status for role in Role}
    assert statuses == {Role.VIEWER: 403, Role.MEMBER: 403, Role.ADMIN: 200, Role.OWNER: 200}


def test_another_organization_cannot_be_edited_by_its_id(api: Api, tenant: Tenant) -> None:
    other = a_tenant("Other Corp")
    answer = api.as_(tenant.token).put(f"/api/organizations/{other.org_id}", {"name": "Mine now"})
    assert answer.status == 404
    chosen = api.as_(tenant.token, X_Organization_Id=tenant.org_id)
    assert chosen.put(f"/api/organizations/{other.org_id}", {"name": "Mine now"}).status == 404
    assert api.as_(other.token).get("/api/organizations/current").json()["name"] == "Other Corp"


def test_whoever_is_in_several_organizations_says_which_one_they_mean(api: Api, tenant: Tenant) -> None:
    second = a_tenant("Second Corp", owner=tenant.owner)
    assert api.as_(tenant.token).get("/api/organizations/current").status == 422
    for each in (tenant, second):
        caller = api.as_(tenant.token, X_Organization_Id=each.org_id)
        assert caller.get("/api/organizations/current").json()["id"] == each.org_id
        assert caller.post("/api/services", {"name": each.slug}).status == 201
        assert [service["name"] for service in caller.get("/api/services").json()["items"]] == [each.slug]
    assert len(api.as_(tenant.token).get("/api/organizations").json()["items"]) == 2


def test_a_user_is_known_by_the_organizations_they_share_with_me(api: Api, tenant: Tenant) -> None:
    colleague, stranger = tenant.joined_by(Role.MEMBER), a_tenant("Other Corp").owner
    owner = api.as_(tenant.token)
    me = owner.get(f"/api/organizations/check-user/{tenant.owner.id}").json()
    assert me == {
        "user_id": tenant.owner.id,
        "has_organization": True,
        "memberships": [{"organization_id": tenant.org_id, "role": "owner"}],
    }
    known = owner.get(f"/api/organizations/check-user/{colleague.id}").json()
    assert known["memberships"] == [{"organization_id": tenant.org_id, "role": "member"}]
    assert owner.get(f"/api/organizations/check-user/{stranger.id}").status == 404


def test_somebody_new_is_in_no_organization(api: Api, tables: Engine) -> None:
    newcomer = a_user("Newcomer")
    caller = api.as_(a_token(newcomer))
    assert caller.get("/api/organizations").json() == {"items": [], "next_cursor": None}
    found = caller.get(f"/api/organizations/check-user/{newcomer.id}").json()
    assert (found["has_organization"], found["memberships"]) == (False, [])
    assert caller.get("/api/organizations/current").status == 403
