"""How much one page may hold, in bytes of UTF-8: what is published of it is one DynamoDB item of at most 400 KB.

Of the tree of a text's Markdown, the nodes count. Its words repeat the text, which makes next to nothing of them once
they are compressed.

Whoever writes is told before anything is stored. What makes a page smaller is always accepted, also when it is still
too large afterwards; and whatever the tables hold, the publisher makes it fit (`store/fitting.py`).
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from chalicelib.domain.errors import ConflictError
from chalicelib.domain.markdown import FIELDS, TREE, Tree, size_of
from chalicelib.domain.organizations import Organization, OrganizationProfile
from chalicelib.domain.services import Service
from chalicelib.domain.updates import Written

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

    @property
    def text_tree(self) -> Tree | None:
        """Its Markdown."""


class Entry(Written, Protocol):
    """An incident or a maintenance."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def updates(self) -> Sequence[Said]:
        """Newest first."""


def size_of_service(service: Service) -> int:
    """What it adds to the page."""
    nodes = _nodes(service.description, service.description_tree)
    follows = len(service.follows.model_dump_json().encode()) if service.follows else 0
    return _bytes(service.name, service.description, service.category) + nodes + follows


def size_of_entry(entry: Entry) -> int:
    """What it adds to the page, its older updates aside."""
    newest = entry.updates[:1]
    texts = [entry.title, entry.description, *(service.name for service in entry.services)]
    nodes = _nodes(entry.description, entry.description_tree) + sum(
        _nodes(each.text, each.text_tree) for each in newest
    )
    return _bytes(*texts, *(said.text for said in newest)) + nodes


def check_services(service: Service, others: Iterable[Service]) -> None:
    """Raises ConflictError when there is no room for a service beside the others."""
    size = size_of_service(service) + sum(size_of_service(each) for each in others if each.id != service.id)
    _check_size_of_services(size)


def check_renamed(before: Iterable[Service], after: Iterable[Service]) -> None:
    """Raises ConflictError when all services together grow beyond their room."""
    was, size = (sum(map(size_of_service, each)) for each in (before, after))
    if size > was:
        _check_size_of_services(size)


def _check_size_of_services(size: int) -> None:
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
    size, known = (_size_of_settings(each.profile) for each in (after, before))
    if size > known:
        what = "All settings of the page"
        _check(size, SETTINGS_BYTES, what, "Shorten description, introduction, footer or links.")


def _together(entry: Entry, others: Iterable[Entry]) -> int:
    return size_of_entry(entry) + sum(size_of_entry(each) for each in others if each.id != entry.id)


def _check(size: int, limit: int, what: str, advice: str) -> None:
    if size > limit:
        room = f"{what} may have {limit:,} bytes together; this would make them {size:,}."
        raise ConflictError(f"{room} {advice} {_LETTERS}")


def _size_of_settings(profile: OrganizationProfile) -> int:
    trees = {name: name + TREE for name in FIELDS if name + TREE in type(profile).model_fields}
    said = len(profile.model_dump_json(exclude=set(trees.values())).encode())
    return said + sum(_nodes(getattr(profile, name), getattr(profile, tree)) for name, tree in trees.items())


def _nodes(text: str, tree: Tree | None) -> int:
    """What a tree adds to its text."""
    return max(0, size_of(tree) - _bytes(text)) if tree else 0


def _bytes(*texts: str) -> int:
    return sum(len(text.encode()) for text in texts)
