"""Makes a page fit a DynamoDB item, whatever the tables hold: publication never fails because of size."""

import zlib
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from typing import TypeVar

from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenance import Maintenance
from chalicelib.domain.markdown import TREE, plain_text
from chalicelib.domain.model import Model
from chalicelib.domain.page import Page

MAX_PAGE_BYTES = 300_000
"""Compressed. An item has room for 409,600 bytes, of which the timeline may take 60,000."""
_TEXT_LETTERS = (2_000, 1_000, 500, 200, 100, 50)
_SERVICES = (20, 10, 5, 2, 0)

E = TypeVar("E", Incident, Maintenance)
M = TypeVar("M", bound=Model)


def fitting(page: Page) -> Page:
    """The page, or as much of it as fits.

    What is over goes first, since history has it; then older updates, which permalinks have; then the ends of long
    texts; at last the services that incidents and maintenance name.
    """
    return next((smaller for smaller in chain([page], _smaller(page)) if _fits(smaller)), page)


def _fits(page: Page) -> bool:
    text = page.model_dump_json().encode()
    return len(text) <= MAX_PAGE_BYTES or len(zlib.compress(text, 1)) <= MAX_PAGE_BYTES


def _smaller(page: Page) -> Iterator[Page]:
    for shrink in (_less_past, _fewer_updates, _shorter_texts, _fewer_services):
        for smaller in shrink(page):
            yield smaller
            page = smaller


def _less_past(page: Page) -> Iterator[Page]:
    while page.recent_incidents or any(item.is_finished for item in page.maintenance):
        finished = [item for item in page.maintenance if item.is_finished]
        left = {item.id for item in finished[: len(finished) // 2]}
        page = page.but(
            recent_incidents=page.recent_incidents[: len(page.recent_incidents) // 2],
            maintenance=tuple(item for item in page.maintenance if not item.is_finished or item.id in left),
        )
        yield page


def _fewer_updates(page: Page) -> Iterator[Page]:
    counts = [len(incident.updates) for incident in page.active_incidents]
    kept = max([*counts, *(len(item.updates) for item in page.maintenance)], default=0)
    while kept > 1:
        kept //= 2
        yield _each(page, partial(_with_updates, most=kept))


def _shorter_texts(page: Page) -> Iterator[Page]:
    for letters in _TEXT_LETTERS:
        shorter = _each(page, partial(_with_shorter_texts, letters=letters))
        organization = _cut(page.organization, letters, "description", "intro_text", "footer_text")
        services = tuple(_cut(each, letters, "description") for each in page.services)
        yield shorter.but(organization=organization, services=services)


def _fewer_services(page: Page) -> Iterator[Page]:
    for most in _SERVICES:
        yield _each(page, partial(_with_services, most=most))


def _with_updates(entry: E, most: int) -> E:
    return entry.but(updates=entry.updates[:most])


def _with_services(entry: E, most: int) -> E:
    return entry.but(services=entry.services[:most])


def _with_shorter_texts(entry: E, letters: int) -> E:
    updates = tuple(_cut(said, letters, "text") for said in entry.updates)
    return _cut(entry.but(updates=updates), letters, "description")


def _each(page: Page, shrink: Callable[..., Incident | Maintenance]) -> Page:
    return page.but(
        active_incidents=tuple(shrink(entry) for entry in page.active_incidents),
        maintenance=tuple(shrink(entry) for entry in page.maintenance),
    )


def _cut(written: M, letters: int, *names: str) -> M:
    """With the beginning of texts that are longer; of Markdown it is what a reader sees of it, as a plain text."""
    shorter = dict[str, object]()
    for name in names:
        text, tree = getattr(written, name), getattr(written, name + TREE)
        if len(text) > letters:
            shorter |= {name: f"{plain_text(text, tree)[: letters - 1].rstrip()}…", name + TREE: None}
    return written.but(**shorter) if shorter else written
