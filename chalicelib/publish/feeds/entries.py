"""Incidents and maintenance as entries of a feed: what both Atom and RSS say of each.

An entry keeps its id whatever happens to it, also when the page moves to another address.
"""

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from html import escape

from chalicelib.domain.appearance import word_of
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import Incident, IncidentUpdate
from chalicelib.domain.maintenance import Maintenance, MaintenanceUpdate
from chalicelib.domain.organizations import OrganizationProfile
from chalicelib.publish.address import page_url
from chalicelib.publish.moments import moment, span
from chalicelib.publish.prose import prose

MOST = 50
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FIRST_PARAGRAPH = '<p class="prose" dir="auto">'


@dataclass(frozen=True)
class Entry:
    """One entry."""

    id: str
    title: str
    link: str
    published: datetime
    updated: datetime
    html: str
    """What was said, newest first; its first `<strong>` is the state."""


@dataclass(frozen=True)
class Feed:
    """What is subscribed to: a page, or one of its services."""

    id: str
    title: str
    author: str
    page: str
    """The address of the page."""
    path: str
    """Where the feed is, without its suffix."""
    begun: datetime
    entries: Sequence[Entry]

    @property
    def updated(self) -> datetime:
        """When any of it changed last: the same entries make the same feed, whenever it is written."""
        return max((each.updated for each in self.entries), default=self.begun)


def feed_id(*parts: str) -> str:
    """Made of what never changes."""
    return _urn(sha256("\n".join(("feed", *parts)).encode()).digest()[:16])


def entry_id(ulid: Id) -> str:
    """The entry's own id, in a form that every reader of feeds takes."""
    return _urn(sha256(f"entry\n{ulid}".encode()).digest()[:16])


def entries(
    organization: OrganizationProfile, incidents: Iterable[Incident], maintenance: Iterable[Maintenance]
) -> list[Entry]:
    """The newest of both, by when they began or were announced."""
    found = [
        *(_of_incident(organization, each) for each in incidents),
        *(_of_maintenance(organization, each) for each in maintenance),
    ]
    return sorted(found, key=lambda each: (each.published, each.id), reverse=True)[:MOST]


def xml(text: str) -> str:
    """Text as it may stand in an element or an attribute; letters that XML does not have are left out."""
    return escape(_NOT_XML.sub("", text))


def _of_incident(organization: OrganizationProfile, found: Incident) -> Entry:
    link = page_url(organization, "incidents", found.id)
    postmortem = f'<p><a href="{escape(link)}">Postmortem</a></p>' if found.postmortem_at else ""
    html = "".join(map(_said, found.updates)) + _affected(found) + postmortem
    updated = max(found.updated_at, found.postmortem_at or found.updated_at)
    return Entry(entry_id(found.id), found.title, link, found.started_at, updated, html)


def _of_maintenance(organization: OrganizationProfile, found: Maintenance) -> Entry:
    planned = f"<p>Planned for {span(found.scheduled_start, found.scheduled_end)}</p>"
    html = planned + "".join(map(_said, found.updates)) + _affected(found)
    link = page_url(organization, "maintenance", found.id)
    return Entry(entry_id(found.id), found.title, link, found.created_at, found.updated_at, html)


def _said(update: IncidentUpdate | MaintenanceUpdate) -> str:
    """`<small>when</small> <strong>state</strong> - text`, as readers know it from Statuspage."""
    head = f"<small>{moment(update.created_at)}</small><br><strong>{word_of(update.status)}</strong>"
    text = prose(update.text, update.text_tree)
    if text.startswith(_FIRST_PARAGRAPH):
        return f'<p dir="auto">{head} - {text.removeprefix(_FIRST_PARAGRAPH)}'
    return f"<p>{head}</p>{text}"


def _affected(found: Incident | Maintenance) -> str:
    names = ", ".join(escape(each.name) for each in found.services)
    return f"<p>Affected: {names}</p>" if names else ""


def _urn(digest: bytes) -> str:
    return uuid.UUID(bytes=digest, version=5).urn
