"""What the HTML of every address says in its head: to who shares its link, to search engines, and in the tab."""

import re
from html import unescape
from pathlib import Path

import pytest

from chalicelib.domain.appearance import Tone
from chalicelib.domain.organizations import OrganizationEdit
from chalicelib.publish import publisher
from chalicelib.publish.icons import COLOURS, icon_address
from chalicelib.use_cases import incidents, organizations
from tests.edges import Stream
from tests.factories import DOWN, NOW
from tests.tenancy import Tenant

SITE_FILES = Path(__file__).parents[2] / "static_site"
ICONS, BASE = SITE_FILES / "icons", SITE_FILES / "css" / "base.css"
SITE = "https://status.example.com"


def head(html: str) -> dict[str, str]:
    """The title, and what links and metas say."""
    found = dict(re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', html))
    found |= dict(re.findall(r'<link rel="([^"]+)" href="([^"]*)">', html))
    title = re.search("<title>(.*?)</title>", html)
    assert title
    return {name: unescape(value) for name, value in {**found, "title": title[1]}.items()}


@pytest.fixture
def pages(tenant: Tenant, documents: Path) -> dict[str, str]:
    """The HTML documents by their path below the page's, read when they are asked for."""

    class Pages(dict[str, str]):
        def __missing__(self, below: str) -> str:
            return (documents / f"status/{tenant.slug}{below}.html").read_text()

    return Pages()


def test_each_address_has_a_title_an_address_and_a_picture_of_its_own(
    tenant: Tenant, stream: Stream, pages: dict[str, str]
) -> None:
    service = tenant.service()
    tenant.sets(service, DOWN)
    incident = tenant.opens(service, title='Payments "fail" & <b>hang</b>', impact="major", description="We look.")
    planned = tenant.schedules(service, title="Bigger disks", description="Reads go on.")
    stream.flow()
    of_incident, of_maintenance = f"/incidents/{incident.id}", f"/maintenance/{planned.id}"
    said = {
        "": ("Major outage - Northwind status", "Current state of the services of Northwind.", "critical"),
        of_incident: ('Payments "fail" & <b>hang</b> (investigating) - Northwind status', "We look.", "major"),
        of_maintenance: ("Bigger disks (scheduled) - Northwind status", "Reads go on.", "maintenance"),
        "/history": ("History - Northwind status", "Incidents and maintenance of Northwind, month by month.", "idle"),
        "/uptime": (
            "Uptime - Northwind status",
            "How the services of Northwind did in the last 90 days and month by month.",
            "idle",
        ),
        "/history/2026-01": (
            "History of January 2026 - Northwind status",
            "Incidents and maintenance of Northwind in January 2026.",
            "idle",
        ),
    }
    for below, (title, description, tone) in said.items():
        found = head(pages[below])
        url = f"{SITE}/status/{tenant.slug}{below}"
        assert (found["title"], found["description"]) == (title, description)
        assert (found["og:title"], found["og:description"]) == (title, description)
        assert (found["canonical"], found["og:url"]) == (url, url)
        assert found["og:image"] == f"{SITE}/icons/{tone}-large.png"
        assert found["icon"] == icon_address(Tone(tone))
        assert found["og:type"] == ("article" if below else "website")
        assert found["twitter:card"] == "summary_large_image"
        assert "<b>hang" not in pages[below]


@pytest.mark.parametrize("tone", Tone)
def test_every_tone_has_a_picture_and_an_icon_of_its_own(tone: Tone) -> None:
    assert (ICONS / f"{tone}-large.png").read_bytes().startswith(b"\x89PNG")
    assert [each for each in Tone if icon_address(each) == icon_address(tone)] == [tone]
    assert f"--{tone}: light-dark({COLOURS[tone]}," in BASE.read_text()


def test_the_icon_of_a_resolved_incident_is_that_of_something_over(
    tenant: Tenant, stream: Stream, pages: dict[str, str]
) -> None:
    incident = tenant.opens(impact="critical")
    stream.flow()
    assert head(pages[f"/incidents/{incident.id}"])["icon"] == icon_address(Tone.CRITICAL)
    tenant.resolves(incident, text="The switch was replaced.")
    stream.flow()
    found = head(pages[f"/incidents/{incident.id}"])
    assert (found["icon"], found["description"]) == (icon_address(Tone.OK), "The switch was replaced.")


def test_a_long_text_is_cut_between_words(tenant: Tenant, stream: Stream, pages: dict[str, str]) -> None:
    incident = tenant.opens(description=f"First line.\n\n{'word ' * 100}")
    stream.flow()
    description = head(pages[f"/incidents/{incident.id}"])["description"]
    assert description.startswith("First line. word word")
    assert description.endswith("word\u2026")
    assert len(description) <= 200


def test_a_deleted_incident_has_no_address(
    tenant: Tenant, stream: Stream, documents: Path, pages: dict[str, str]
) -> None:
    incident = tenant.opens()
    stream.flow()
    assert incident.title in pages["/history"]
    incidents.delete(tenant.org_id, incident.id, tenant.actor, NOW)
    stream.flow()
    assert not (documents / f"status/{tenant.slug}/incidents/{incident.id}.html").exists()
    assert incident.title not in pages["/history"]


def test_another_name_is_in_the_history_at_once_and_another_slug_in_every_address(
    tenant: Tenant, stream: Stream, documents: Path, pages: dict[str, str]
) -> None:
    incident = tenant.resolves(tenant.opens())
    stream.flow()
    organizations.edit(tenant.org_id, OrganizationEdit(name="Southwind"), tenant.actor, NOW)
    stream.flow()
    assert head(pages["/history"])["title"] == "History - Southwind status"
    organizations.edit(tenant.org_id, OrganizationEdit(slug="southwind"), tenant.actor, NOW)
    stream.flow()
    moved = (documents / f"status/southwind/incidents/{incident.id}.html").read_text()
    assert head(moved)["canonical"] == f"{SITE}/status/southwind/incidents/{incident.id}"


def test_a_publication_writes_only_what_its_events_touch(tenant: Tenant, stream: Stream, documents: Path) -> None:
    old = tenant.resolves(tenant.opens(title="Old"))
    stream.flow()
    untouched = documents / f"status/{tenant.slug}/incidents/{old.id}.html"
    untouched.write_text("as it was")
    tenant.opens(tenant.service(), title="New")
    stream.flow()
    assert untouched.read_text() == "as it was"


def test_pages_of_an_earlier_release_get_their_documents_by_being_published_again(
    tenant: Tenant, stream: Stream, documents: Path
) -> None:
    incident = tenant.opens()
    stream.flow()
    root = documents / f"status/{tenant.slug}"
    (root / "below.html").write_text("an earlier release's")
    own = root / f"incidents/{incident.id}.html"
    own.unlink()
    assert publisher.republish(tenant.org_id)
    assert incident.title in own.read_text()
    assert not (root / "below.html").exists()
