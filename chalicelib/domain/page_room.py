"""How much one page may hold, in bytes of UTF-8: what is published of it is one DynamoDB item of at most 400 KB.

Whoever writes is told before anything is stored. What makes a page smaller is always accepted, also when it is still
too large afterwards; and whatever the tables hold, the publisher makes it fit (`store/fitting.py`).
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from chalicelib.domain.affected import Affected
from chalicelib.domain.errors import ConflictError
from chalicelib.domain.organizations import Organization
from chalicelib.domain.services import Service

SERVICES_BYTES = 100_000
"""Names, descriptions and categories of all services."""
INCIDENTS_BYTES = 100_000
"""Of all open incidents: title, description, names of services and the newest text."""
MAINTENANCE_BYTES = 60_000
"""The same of all maintenance that is planned or running."""
SETTINGS_BYTES = 50_000
"""All that an organization says of itself on its page."""
_LETTERS = "A letter takes 1 to 4 bytes: English ones 1, Chinese ones 3, emoji 4."


class Said(Protocol):
    """One update."""

    @property
    def text(self) -> str:
        """What it says."""


class Entry(Protocol):
    """An incident or a maintenance."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def title(self) -> str:
        """One line."""

    @property
    def description(self) -> str:
        """May be empty."""

    @property
    def services(self) -> Affected:
        """Those it touches."""

    @property
    def updates(self) -> Sequence[Said]:
        """Newest first."""


def size_of_service(service: Service) -> int:
    """What it adds to the page."""
    return _bytes(service.name, service.description, service.category)


def size_of_entry(entry: Entry) -> int:
    """What it adds to the page, its older updates aside."""
    newest = (said.text for said in entry.updates[:1])
    return _bytes(entry.title, entry.description, *(service.name for service in entry.services), *newest)


def check_services(service: Service, others: Iterable[Service]) -> None:
    """Raises ConflictError when there is no room for a service beside the others."""
    size = size_of_service(service) + sum(size_of_service(each) for each in others if each.id != service.id)
    what = "Names, descriptions and categories of all services"
    _check(size, SERVICES_BYTES, what, "Shorten a description, or remove a service.")


def check_incident(incident: Entry, others: Iterable[Entry]) -> None:
    """Raises ConflictError when there is no room for an open incident beside the other open ones."""
    what = "Titles, descriptions, services' names and newest updates of all open incidents"
    _check(_together(incident, others), INCIDENTS_BYTES, what, "Shorten the description, or resolve an incident first.")


def check_maintenance(maintenance: Entry, others: Iterable[Entry]) -> None:
    """Raises ConflictError when there is no room for a maintenance beside the others that are not over."""
    what = "Titles, descriptions, services' names and newest updates of all maintenance planned or running"
    _check(
        _together(maintenance, others), MAINTENANCE_BYTES, what, "Shorten the description, or end a maintenance first."
    )


def check_settings(before: Organization, after: Organization) -> None:
    """Raises ConflictError when the page's settings grow beyond their room."""
    size, known = (len(each.profile.model_dump_json().encode()) for each in (after, before))
    if size > known:
        what = "All settings of the page"
        _check(size, SETTINGS_BYTES, what, "Shorten description, introduction, footer or links.")


def _together(entry: Entry, others: Iterable[Entry]) -> int:
    return size_of_entry(entry) + sum(size_of_entry(each) for each in others if each.id != entry.id)


def _check(size: int, limit: int, what: str, advice: str) -> None:
    if size > limit:
        room = f"{what} may have {limit:,} bytes together; this would make them {size:,}."
        raise ConflictError(f"{room} {advice} {_LETTERS}")


def _bytes(*texts: str) -> int:
    return sum(len(text.encode()) for text in texts)
