"""Where a page is reached: whatever makes a link to one asks here.

That is the domain of its own while one is live, else its host below PAGES_DOMAIN, else `/status/{slug}` of the site.
"""

from urllib.parse import urlsplit

from chalicelib.config import settings
from chalicelib.domain.organizations import OrganizationProfile


def page_url(organization: OrganizationProfile, *below: str) -> str:
    """`https://status.example.com`, or a path below it; without a slash at its end."""
    host = host_of(organization)
    return "/".join([origin(host), *below]) if host else site_url("status", organization.slug, *below)


def page_link(organization: OrganizationProfile, *below: str) -> str:
    """What a link within the page's HTML leads to: a path, or the page's host if it has one, and that is not here."""
    return page_url(organization, *below) if host_of(organization) else "/".join(["/status", organization.slug, *below])


def site_url(*path: str) -> str:
    """A file of the site, such as an icon, by its whole address."""
    return "/".join([settings().public_url.rstrip("/"), *path])


def host_of(organization: OrganizationProfile) -> str:
    """The page's own host; empty for one that has none."""
    if organization.host:
        return organization.host
    domain = settings().pages_domain.lower().partition(":")[0]
    return f"{organization.slug}.{domain}" if domain else ""


def origin(host: str) -> str:
    """Pages' hosts are reached in the way of the site: by its scheme and port."""
    site = urlsplit(settings().public_url)
    return f"{site.scheme}://{host}:{site.port}" if site.port else f"{site.scheme}://{host}"
