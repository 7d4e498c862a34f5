"""Feeds and calendars, as others read them: with feedparser, icalendar, and in Node rss-parser and ical.js."""

import json
import re
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import feedparser
import pytest
from icalendar import Calendar

from chalicelib.domain.incidents import IncidentUpdateDraft
from chalicelib.domain.maintenance import MaintenanceEdit
from chalicelib.domain.organizations import OrganizationEdit
from chalicelib.publish.feeds.zone import observances
from chalicelib.use_cases import incidents, maintenance, organizations, services
from tests.edges import Stream
from tests.factories import NOW
from tests.queues import Queues
from tests.tenancy import Tenant

HOUR = timedelta(hours=1)
ODD = '<b>&amp; "it\'s"</b>, a; b\\c \u00fc\u2603'
Read = Callable[..., str]


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was written by this process before, and no page waits."""
    monkeypatch.setattr("chalicelib.reactions.syndicate._written", {})
    monkeypatch.setattr("chalicelib.reactions.syndicate._pause", lambda _: 0)


@pytest.fixture
def read(tenant: Tenant, stream: Stream, queues: Queues, documents: Path) -> Read:
    """A document of the page or of a service, once everything has flowed."""

    def read(suffix: str, *below: str) -> str:
        stream.flow()
        assert queues.flow("syndicate") == []
        folder = documents / f"status/{tenant.slug}"
        return (folder.joinpath(*below) / f"history.{suffix}.{suffix}").read_bytes().decode()

    return read


def said(tenant: Tenant, incident_id: str, text: str, at: datetime) -> None:
    """One more update of an incident."""
    incidents.post_update(tenant.org_id, incident_id, IncidentUpdateDraft(text=text), tenant.actor, at)


def events(text: str) -> list[Any]:
    """Those of a calendar."""
    return list(Calendar.from_ical(text).walk("VEVENT"))


@pytest.mark.parametrize("suffix", ["atom", "rss"])
def test_an_entry_keeps_its_id_through_updates_a_new_title_and_a_move(tenant: Tenant, read: Read, suffix: str) -> None:
    opened = tenant.opens(title=ODD)
    tenant.schedules(title="Later")
    first = feedparser.parse(read(suffix))
    assert (first.bozo, len(first.entries)) == (False, 2)
    by_title = {each.title: each for each in first.entries}
    entry = by_title[ODD]
    said(tenant, opened.id, "We know *more* now.", NOW + HOUR)
    second = feedparser.parse(read(suffix))
    again = next(each for each in second.entries if each.id == entry.id)
    html = again.content[0].value if suffix == "atom" else again.description
    assert re.findall("<strong>(.*?)</strong>", html)[0] == "Investigating"
    assert html.index("We know") < html.index("We are investigating")
    assert again.link == f"https://status.example.com/status/{tenant.slug}/incidents/{opened.id}"
    assert again.published == entry.published
    if suffix == "atom":
        assert again.updated > entry.updated
        assert second.feed.updated == again.updated
        assert second.feed.id == first.feed.id


def test_a_feed_says_where_it_is_and_a_service_has_one_of_its_own(tenant: Tenant, read: Read) -> None:
    hit, other = tenant.service(), tenant.service("Search")
    tenant.opens(hit, title="Payments fail")
    tenant.schedules(other, title="Move")
    found = feedparser.parse(read("atom", "services", hit.id))
    assert [each.title for each in found.entries] == ["Payments fail"]
    own = next(each.href for each in found.feed.links if each.rel == "self")
    assert own == f"https://status.example.com/status/{tenant.slug}/services/{hit.id}/history.atom"
    assert [str(each["SUMMARY"]) for each in events(read("ics", "services", other.id))] == ["Move"]
    assert events(read("ics", "services", hit.id)) == []
    services.delete(tenant.org_id, hit.id, tenant.actor, NOW)
    with pytest.raises(FileNotFoundError):
        read("atom", "services", hit.id)


def test_a_calendar_follows_what_is_moved_and_what_is_called_off(tenant: Tenant, read: Read) -> None:
    zone = ZoneInfo("Europe/Zurich")
    organizations.edit(tenant.org_id, OrganizationEdit(time_zone="Europe/Zurich"), tenant.actor, NOW)
    item = tenant.schedules(tenant.service(ODD), title=ODD, description=f"{ODD}\n\nTwice " + "\u00fc" * 90)
    text = read("ics")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    (before,) = events(text)
    assert before.decoded("DTSTART") == item.scheduled_start.replace(microsecond=0)
    assert before["DTSTART"].params["TZID"] == "Europe/Zurich"
    assert (str(before["SUMMARY"]), str(before["STATUS"])) == (ODD, "CONFIRMED")
    summer = datetime(2026, 7, 1, 9, 30, tzinfo=zone)
    edit = MaintenanceEdit(scheduled_start=summer, scheduled_end=summer + HOUR)
    maintenance.edit(tenant.org_id, item.id, edit, tenant.actor, NOW)
    (moved,) = events(read("ics"))
    assert (moved["UID"], moved.decoded("DTSTART"), moved.decoded("DTEND")) == (before["UID"], summer, summer + HOUR)
    assert moved["SEQUENCE"] > before["SEQUENCE"]
    tenant.moves(item, "cancelled")
    (off,) = events(read("ics"))
    assert (off["UID"], str(off["STATUS"])) == (before["UID"], "CANCELLED")
    assert off["SEQUENCE"] > moved["SEQUENCE"]
    maintenance.delete(tenant.org_id, item.id, tenant.actor, NOW)
    assert events(read("ics")) == []


def test_programs_of_node_read_them_as_well(tenant: Tenant, read: Read) -> None:
    organizations.edit(tenant.org_id, OrganizationEdit(time_zone="America/New_York"), tenant.actor, NOW)
    item = tenant.schedules(title="Move", starts_in=24 * 120)
    tenant.opens(title=ODD)
    given = {suffix: read(suffix) for suffix in ("rss", "atom", "ics")}
    script = str(Path(__file__).with_name("feed_readers.mjs"))
    done = subprocess.run(["node", script], input=json.dumps(given), capture_output=True, text=True, check=True)  # noqa: S603, S607
    found = json.loads(done.stdout)
    assert found["rss"] == found["atom"]
    assert {each["title"] for each in found["rss"]} == {"Move", ODD}
    (event,) = found["events"]
    assert datetime.fromisoformat(event["start"]) == item.scheduled_start
    assert datetime.fromisoformat(event["end"]) == item.scheduled_end
    assert (event["zone"], event["status"]) == ("America/New_York", "CONFIRMED")


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("Asia/Tokyo", ["STANDARD"]),
        ("Europe/Zurich", ["STANDARD", "DAYLIGHT", "STANDARD", "DAYLIGHT", "STANDARD"]),
        ("Europe/Dublin", ["STANDARD"] * 5),
    ],
)
def test_a_zone_is_told_by_each_change_of_its_clocks(name: str, kinds: list[str]) -> None:
    found = list(observances(ZoneInfo(name), NOW, NOW))
    assert [each.kind for each in found] == kinds
    if name == "Europe/Zurich":
        spring = found[3]
        assert (spring.begins.isoformat()[:19], spring.before, spring.after) == (
            "2026-03-29T02:00:00",
            "+0100",
            "+0200",
        )
