"""Which page an organization's own domain leads to, kept where requests are led: at the CDN, or beside documents.

One machine's gateway reads the file; CloudFront's function reads its key value store.
"""

from typing import Protocol

from chalicelib.config import settings
from chalicelib.publish.documents import Kind, documents


class Directory(Protocol):
    """Slugs by host."""

    def lead(self, host: str, slug: str) -> None:
        """Requests for the host are for this page from now on; safe to repeat."""

    def forget(self, host: str) -> None:
        """Nobody has the host any more; safe to repeat."""


class FolderDirectory:
    """Beside the documents."""

    def lead(self, host: str, slug: str) -> None:
        """A file that holds the slug."""
        documents().put(key_of(host), slug.encode(), Kind.TEXT)

    def forget(self, host: str) -> None:
        """No file."""
        documents().delete(key_of(host))


def key_of(host: str) -> str:
    """Where the slug is kept; no document of a page is there."""
    return f"hosts/{host}"


def directory() -> Directory:
    """The one of this deployment."""
    if not settings().hosts_cdn:
        return FolderDirectory()
    from chalicelib.aws.key_values import KeyValues  # noqa: PLC0415 - one machine never needs it

    return KeyValues(cdn_id("store"), settings().aws_region)


def cdn_id(name: str) -> str:
    """One of the ids in HOSTS_CDN."""
    return dict(each.split("=", 1) for each in settings().hosts_cdn.split())[name]
