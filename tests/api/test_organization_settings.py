"""The page's own colour, words, links and texts."""

from typing import Any

import pytest

from chalicelib.domain.branding import contrast
from tests.conftest import Clock
from tests.edges import Api, Stream, Viewers
from tests.factories import NOW
from tests.tenancy import Tenant

SETTINGS: dict[str, Any] = {
    "links": [{"label": "Support", "url": "https://northwind.example/support"}],
    "intro_text": "We say here how we are.",
    "footer_text": "Northwind Ltd.",
    "status_words": {"operational": "All good", "major_outage": "Down"},
    "categories": ["Shop", "Backstage"],
    "category_details": [{"name": "Shop", "description": "Where you buy.", "folded": True}],
    "accent_color": "#0969da",
    "time_zone": "Europe/Zurich",
}


def _path(tenant: Tenant) -> str:
    return f"/api/organizations/{tenant.org_id}"


def test_settings_are_kept_and_shown_on_the_page(owner: Api, api: Api, tenant: Tenant) -> None:
    edited = owner.put(_path(tenant), SETTINGS)
    assert edited.status == 200, edited.body
    profile = api.get(f"/api/status/{tenant.slug}").json()["organization"]
    for shown in (edited.json(), owner.get("/api/organizations/current").json(), profile):
        assert {name: shown[name] for name in SETTINGS} == SETTINGS


def test_a_field_left_out_keeps_its_value(owner: Api, tenant: Tenant) -> None:
    owner.put(_path(tenant), SETTINGS)
    owner.put(_path(tenant), {"intro_text": "", "status_words": {}})
    now = owner.get("/api/organizations/current").json()
    assert (now["intro_text"], now["status_words"], now["footer_text"]) == ("", {}, "Northwind Ltd.")


def test_the_order_of_categories_and_what_is_said_of_them_change_apart(owner: Api, tenant: Tenant) -> None:
    owner.put(_path(tenant), SETTINGS)
    owner.put(_path(tenant), {"categories": ["Backstage", "Shop"]})
    now = owner.get("/api/organizations/current").json()
    assert now["category_details"] == SETTINGS["category_details"]
    assert owner.put(_path(tenant), {"category_details": [{"name": "Shop"}]}).json()["category_details"] == [
        {"name": "Shop", "description": "", "folded": False}
    ]


def test_visitors_see_the_settings_of_the_page_and_no_others(
    owner: Api, api: Api, tenant: Tenant, stream: Stream, viewers: Viewers
) -> None:
    from chalicelib.store.viewers import remember  # noqa: PLC0415

    remember(tenant.org_id, "viewer", NOW)
    owner.put(_path(tenant), {**SETTINGS, "notifications": {"member_joined": False}})
    stream.flow()
    told = viewers.seen_by("viewer")[-1]["data"]["organization"]
    page = api.get(f"/api/status/{tenant.slug}").json()["organization"]
    assert told == page
    assert {"notifications", "deletes_at", "created_at"} & set(page) == set()
    assert owner.get("/api/organizations/current").json()["notifications"]["member_joined"] is False


@pytest.mark.parametrize(
    ("fields", "loc"),
    [
        ({"accent_color": "#7a7a7a"}, ["accent_color"]),
        ({"accent_color": "red"}, ["accent_color"]),
        ({"links": [{"label": "X", "url": "javascript:alert(1)"}]}, ["links", 0, "url"]),
        ({"links": [{"label": "X", "url": "data:text/html,x"}]}, ["links", 0, "url"]),
        ({"links": [{"label": "X", "url": ""}]}, ["links", 0, "url"]),
        ({"links": [{"label": "", "url": "https://x.example"}]}, ["links", 0, "label"]),
        ({"links": [{"label": "X", "url": "https://x.example"}] * 11}, ["links"]),
        ({"status_words": {"broken": "X"}}, ["status_words", "broken", "[key]"]),
        ({"status_words": {"operational": ""}}, ["status_words", "operational"]),
        ({"status_words": {"operational": "x" * 41}}, ["status_words", "operational"]),
        ({"categories": ["Shop", "Shop"]}, ["categories"]),
        ({"categories": [" "]}, ["categories", 0]),
        ({"category_details": [{"name": ""}]}, ["category_details", 0, "name"]),
        ({"category_details": [{"name": "Shop"}] * 2}, ["category_details"]),
        ({"category_details": [{"name": f"{n}"} for n in range(51)]}, ["category_details"]),
        ({"category_details": [{"name": "Shop", "description": "x" * 201}]}, ["category_details", 0, "description"]),
        ({"category_details": [{"name": "Shop", "folded": "maybe"}]}, ["category_details", 0, "folded"]),
        ({"intro_text": "x" * 5001}, ["intro_text"]),
        ({"time_zone": "Mars/Olympus"}, ["time_zone"]),
        ({"notifications": {"everything": True}}, ["notifications", "everything"]),
        ({"deletes_at": "2030-01-01T00:00:00Z"}, ["deletes_at"]),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused_by_name(
    owner: Api, tenant: Tenant, fields: dict[str, Any], loc: list[object]
) -> None:
    refused = owner.put(_path(tenant), fields)
    assert refused.status == 422, refused.body
    assert refused.json()["errors"][0]["loc"] == loc


@pytest.mark.parametrize("color", ["#000000", "#ffffff", "#ffcc00", "#1a237e", "#0969da", ""])
def test_a_colour_readable_on_one_of_the_two_pages_is_fine(owner: Api, tenant: Tenant, color: str) -> None:
    assert owner.put(_path(tenant), {"accent_color": color}).status == 200


def test_contrast_is_what_wcag_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert contrast("#123456", "#123456") == 1


def test_two_who_edit_at_once_do_not_overwrite_each_other(owner: Api, tenant: Tenant, clock: Clock) -> None:
    read = owner.get("/api/organizations/current").headers["ETag"]
    assert owner.put(_path(tenant), {"name": "One"}, If_Match=read).status == 200
    stale = owner.put(_path(tenant), {"name": "Two"}, If_Match=read)
    assert stale.status == 412
    assert owner.get("/api/organizations/current").json()["name"] == "One"


def test_there_is_a_limit_to_the_organizations_of_one_person(monkeypatch: pytest.MonkeyPatch, owner: Api) -> None:
    monkeypatch.setattr("chalicelib.domain.organizations.MAX_ORGANIZATIONS", 2)
    assert [owner.post("/api/organizations", {"name": "X"}).status for _ in range(2)] == [201, 409]


SENDER = {
    "name": "Northwind Status",
    "reply_to": "support@northwind.example",
    "postal_address": "1 Main St\nSpringfield",
}


def test_whom_mail_to_subscribers_is_from_is_kept_and_on_no_page(owner: Api, api: Api, tenant: Tenant) -> None:
    edited = owner.put(_path(tenant), {"sender": SENDER, "notify_service_status": True}).json()
    assert (edited["sender"], edited["notify_service_status"]) == (SENDER, True)
    assert owner.get("/api/organizations/current").json()["sender"] == SENDER
    profile = api.get(f"/api/status/{tenant.slug}").json()["organization"]
    assert {"sender", "notify_service_status"} & set(profile) == set()
    assert owner.put(_path(tenant), {"sender": {}}).json()["sender"] == {
        "name": "", "reply_to": "", "postal_address": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    "sender",
    [
        {**SENDER, "name": "Northwind\nBcc: eve@example.com"},
        {**SENDER, "reply_to": "nobody"},
        {**SENDER, "reply_to": "a@example.com, b@example.com"},
        *({**SENDER, "reply_to": each} for each in ("a..b@x.org", ".a@x.org", "a.@x.org", "=?utf-8?q?x?=@x.org")),
        {**SENDER, "postal_address": "x" * 501},
        {**SENDER, "from": "eve@example.com"},
    ],
)
def test_a_sender_that_would_change_the_mail_is_refused(owner: Api, tenant: Tenant, sender: dict[str, str]) -> None:
    assert owner.put(_path(tenant), {"sender": sender}).status == 422
    assert owner.get("/api/organizations/current").json()["sender"]["name"] == ""
