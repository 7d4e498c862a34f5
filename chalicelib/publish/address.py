"""Where a page is reached: whatever makes a link to one asks here."""

from chalicelib.config import settings


def page_url(slug: str, *below: str) -> str:
    """`https://status.example.com/status/{slug}`, or a path below it."""
    return site_url("status", slug, *below)


def site_url(*path: str) -> str:
    """A file of the site, such as an icon, by its whole address."""
    return "/".join([settings().public_url.rstrip("/"), *path])
