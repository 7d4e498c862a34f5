"""Whose host a request names: the site's, a page's, or nobody's."""

import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

from chalicelib.domain.hosts import never_claimed, read_host
from chalicelib.publish.documents import Kind, file_name
from chalicelib.publish.hosting import key_of

_LOCALHOST = "localhost"


class Site:
    """The host is the site's own."""


class Hosts:
    """`{slug}.localhost` and `{slug}.<pages domain>` are pages' hosts; domains of their own are where documents are."""

    def __init__(self, public_url: str, pages_domain: str, documents: Path) -> None:
        self._site = (urlsplit(public_url).hostname or "").lower()
        self._below = tuple(f".{each}" for each in (_LOCALHOST, pages_domain.partition(":")[0].lower()) if each)
        self._documents = documents

    def page_of(self, header: str) -> str | Site | None:
        """The slug of the page whose host this `Host` header names; None for a host that nobody has.

        Addresses, names without a dot and those of networks lead to the machine itself, however it is called.
        """
        host = without_port(header).lower()
        if "." not in host or host == self._site or _is_address(host):
            return Site()
        for ending in self._below:
            if host.endswith(ending):
                return _slug(host.removesuffix(ending))
        return Site() if never_claimed(host) else self._of_domain(host)

    def _of_domain(self, host: str) -> str | None:
        if read_host(host) != host:
            return None
        try:
            return (self._documents / file_name(key_of(host), Kind.TEXT)).read_text().strip() or None
        except OSError:
            return None


def without_port(header: str) -> str:
    """The host of a `Host` header, without the dot that a full name may end with."""
    if header.startswith("["):
        return header.partition("]")[0].removeprefix("[")
    return header.partition(":")[0].removesuffix(".")


def _slug(name: str) -> str | None:
    return name if name and name.isascii() and all(each.isalnum() or each == "-" for each in name) else None


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
