"""Badges, the card and what the banner reads: how a page shows on other sites."""

import json
import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from xml.etree import ElementTree

import pytest

from chalicelib.domain.organizations import OrganizationEdit
from chalicelib.use_cases import organizations
from tests.edges import Stream
from tests.factories import DOWN, NOW, SLOW
from tests.queues import Queues
from tests.tenancy import Tenant

Read = Callable[[str], str]
ODD = '<script>alert("x")</script> & Co'


@pytest.fixture
def read(tenant: Tenant, stream: Stream, queues: Queues, documents: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """A document by its name and suffix, once everything has flowed."""
    monkeypatch.setattr("chalicelib.reactions.syndicate._written", {})
    monkeypatch.setattr("chalicelib.reactions.syndicate._pause", lambda _: 0)

    def read(name: str) -> str:
        stream.flow()
        assert queues.flow("syndicate") == []
        folder = documents / f"status/{tenant.slug}"
        return (folder / f"{name}{Path(name).suffix or '.html'}").read_text()

    return read


def test_a_badge_says_how_the_page_is_to_eyes_and_to_screen_readers(tenant: Tenant, read: Read) -> None:
    organizations.edit(tenant.org_id, OrganizationEdit(name=ODD), tenant.actor, NOW)
    service = tenant.service(ODD)
    drawn = ElementTree.fromstring(read("badge.svg"))  # noqa: S314 - our own
    assert drawn.get("aria-label") == f"{ODD}: All systems operational"
    assert int(drawn.get("width") or 0) > 100
    tenant.sets(service, DOWN)
    assert "Major outage" in read("badge.svg")
    of_service = ElementTree.fromstring(read(f"services/{service.id}/badge.svg"))  # noqa: S314 - our own
    assert of_service.get("aria-label") == f"{ODD}: Major outage"


@pytest.mark.parametrize(
    ("status", "color"),
    [
        ("operational", "brightgreen"),
        ("under_maintenance", "blue"),
        ("degraded_performance", "yellow"),
        ("partial_outage", "orange"),
        ("major_outage", "red"),
    ],
)
def test_shields_gets_what_its_endpoint_asks_for(tenant: Tenant, read: Read, status: str, color: str) -> None:
    service = tenant.service(status=status)
    for name in ("badge.json", f"services/{service.id}/badge.json"):
        found = json.loads(read(name))
        assert found.keys() == {"schemaVersion", "label", "message", "color", "cacheSeconds"}
        assert (found["schemaVersion"], found["color"]) == (1, color)
        assert found["label"]
        assert found["message"]


def test_the_banner_reads_what_is_open_and_under_way(tenant: Tenant, read: Read) -> None:
    service = tenant.service()
    incident = tenant.opens(service, title=ODD, impact="major")
    item = tenant.schedules(service, title="Move")
    assert json.loads(read("banner.json"))["maintenance"] == []
    tenant.moves(item, "in_progress")
    found = json.loads(read("banner.json"))
    address = f"https://status.example.com/status/{tenant.slug}"
    assert found["page"] == {"id": tenant.org_id, "name": "Northwind", "url": address}
    assert found["incidents"] == [
        {"title": ODD, "state": "Investigating", "impact": "major", "url": f"{address}/incidents/{incident.id}"}
    ]
    assert [each["state"] for each in found["maintenance"]] == ["In progress"]
    tenant.resolves(incident)
    assert json.loads(read("banner.json"))["incidents"] == []


def test_the_card_is_framed_by_what_oembed_says_and_runs_nothing(tenant: Tenant, read: Read) -> None:
    tenant.sets(tenant.service(), SLOW)
    for number in range(6):
        tenant.opens(title=f"{ODD} {number}")
    said = json.loads(read("oembed.json"))
    assert (said["version"], said["type"]) == ("1.0", "rich")
    assert {"html", "width", "height"} <= said.keys()
    assert said["allclear"] == {
        "slug": tenant.slug,
        "api": "https://status.example.com",
        "live": "wss://status.example.com/live",
    }
    assert re.findall('src="([^"]+)"', said["html"]) == [f"https://status.example.com/status/{tenant.slug}/card"]
    card = read("card")
    assert "<script" not in card
    assert escape(ODD) in card
    assert "and 2 more" in card
    assert all(' target="_blank" rel="noopener"' in link for link in re.findall("<a [^>]+>", card))


def test_the_head_of_every_address_of_a_page_says_where_its_feeds_are(tenant: Tenant, read: Read) -> None:
    incident = tenant.opens()
    read("card")
    for name in ("../" + tenant.slug, f"incidents/{incident.id}", "history"):
        head = read(name).partition("</head>")[0]
        links = dict(re.findall('<link rel="alternate" type="([^"]+)" href="([^"]+)"', head))
        root = f"https://status.example.com/status/{tenant.slug}"
        assert links == {
            "application/atom+xml": f"{root}/history.atom",
            "application/rss+xml": f"{root}/history.rss",
            "text/calendar": f"{root}/history.ics",
            "application/json+oembed": f"{root}/oembed.json",
        }
