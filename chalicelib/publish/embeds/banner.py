"""What the banner's script, `static_site/embed/banner.js`, reads: little, since it is on every page of a site."""

from chalicelib.domain.appearance import word_of
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenance import Maintenance
from chalicelib.domain.model import Model
from chalicelib.domain.organizations import OrganizationProfile
from chalicelib.domain.page import PageStatus
from chalicelib.publish.address import page_url
from chalicelib.publish.source import Source


class Whose(Model):
    """The page."""

    id: str
    name: str
    url: str


class Item(Model):
    """What is open, or under way."""

    title: str
    state: str
    """In a word, such as `Investigating`."""
    impact: str
    url: str


class BannerDocument(Model):
    """`banner.json`."""

    page: Whose
    status: PageStatus
    incidents: tuple[Item, ...]
    """The open ones, the newest first."""
    maintenance: tuple[Item, ...]
    """What is under way."""
    version: int


def banner(source: Source) -> BannerDocument:
    """As the page is now."""
    page = source.page
    running = (each for each in page.maintenance if each.is_running)
    return BannerDocument(
        page=Whose(id=source.org_id, name=page.organization.name, url=page_url(page.organization)),
        status=page.status,
        incidents=tuple(_incident(page.organization, each) for each in page.active_incidents),
        maintenance=tuple(_maintenance(page.organization, each) for each in running),
        version=page.version,
    )


def _incident(organization: OrganizationProfile, found: Incident) -> Item:
    url = page_url(organization, "incidents", found.id)
    return Item(title=found.title, state=word_of(found.status), impact=found.impact.value, url=url)


def _maintenance(organization: OrganizationProfile, found: Maintenance) -> Item:
    url = page_url(organization, "maintenance", found.id)
    return Item(title=found.title, state=word_of(found.status), impact="maintenance", url=url)
