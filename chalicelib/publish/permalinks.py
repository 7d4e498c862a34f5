"""One incident or maintenance as HTML, at its own address: all of it, in the elements of js/page/permalink.js.

Written when it changes and hardly ever again, so every time names its year, and no state but its own is in it.
"""

from collections.abc import Iterable
from html import escape

from chalicelib.domain.appearance import IMPACTS, Tone, tone_of, word_of
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenance import Maintenance, MaintenanceStatus
from chalicelib.domain.markdown import plain_text
from chalicelib.domain.organizations import OrganizationProfile
from chalicelib.domain.postmortems import PublishedPostmortem
from chalicelib.publish import shell, subscribe_page
from chalicelib.publish.markup import affected, badge, timeline, updates_of
from chalicelib.publish.moments import length, moment, span
from chalicelib.publish.prose import prose
from chalicelib.publish.shell import Head

Fact = tuple[str, str]
"""A name, and HTML."""
_FOLLOW = '<form action="#follow"><button class="button">Follow this incident</button></form>'
"""Leads to the form below; scripts open a dialog instead."""


def incident(organization: OrganizationProfile, found: Incident, postmortem: PublishedPostmortem | None = None) -> str:
    """`/incidents/{id}`, with its postmortem where one is published."""
    word, impact = IMPACTS[found.impact]
    tone = impact if found.is_open else Tone.OK
    said = _newest_of(found) if found.updates else plain_text(found.description, found.description_tree)
    badges = f'<p class="badges">{badge(word_of(found.status), tone)}{badge(word, impact)}</p>'
    parts = badges + _facts(_of_incident(found, organization))
    parts += (_FOLLOW if found.is_open else "") + _postmortem(postmortem)
    parts += _updates(timeline(found.updates))
    head = _head(found.title, word_of(found.status), said or word, tone, organization, "incidents", found.id)
    after = subscribe_page.following(organization, found.id) if found.is_open else ""
    return shell.below(organization, head, _entry(found.title, tone, parts), after)


def maintenance(organization: OrganizationProfile, found: Maintenance) -> str:
    """`/maintenance/{id}`."""
    tone, word = tone_of(found.status), word_of(found.status)
    about = prose(found.description, found.description_tree) if found.description else ""
    parts = f'<p class="badges">{badge(word, tone)}</p>{about}'
    parts += _facts(_of_maintenance(found, organization)) + _updates(timeline(updates_of(found)))
    head = _head(found.title, word, _said_of(found), tone, organization, "maintenance", found.id)
    return shell.below(organization, head, _entry(found.title, tone, parts))


def _head(
    title: str, status: str, said: str, tone: Tone, organization: OrganizationProfile, kind: str, name: str
) -> Head:
    return Head(f"{title} ({status.lower()}) - {organization.name} status", said, tone, (kind, name))


def _entry(title: str, tone: Tone, parts: str) -> str:
    return f'<article class="entry tone-{tone}"><h2 dir="auto">{escape(title)}</h2>{parts}</article>'


def _facts(facts: Iterable[Fact]) -> str:
    rows = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts)
    return f'<dl class="facts">{rows}</dl>'


def _postmortem(found: PublishedPostmortem | None) -> str:
    if found is None:
        return ""
    edited = f", edited {moment(found.updated_at)}" if found.updated_at > found.published_at else ""
    when = f'<p class="muted">Published {moment(found.published_at)}{edited}</p>'
    text = prose(found.text, found.text_tree)
    return f'<section aria-labelledby="postmortem"><h3 id="postmortem">Postmortem</h3>{when}{text}</section>'


def _updates(shown: str) -> str:
    return f"<h3>Updates</h3>{shown}" if shown else ""


def _of_incident(found: Incident, organization: OrganizationProfile) -> Iterable[Fact]:
    yield "Started", moment(found.started_at)
    if found.resolved_at:
        yield "Resolved", moment(found.resolved_at)
        yield "Lasted", length(found.started_at, found.resolved_at)
    if found.services:
        yield "Affected", affected(found.services, organization.status_words)


def _of_maintenance(found: Maintenance, organization: OrganizationProfile) -> Iterable[Fact]:
    start, end = found.scheduled_start, found.scheduled_end
    yield "Planned", f"{span(start, end)} ({length(start, end)})"
    if found.actual_start:
        yield "Started", moment(found.actual_start)
    if found.actual_end:
        took = length(found.actual_start or start, found.actual_end)
        yield "Ended", f"{moment(found.actual_end)} (took {took})"
    if found.services:
        yield "Affected", affected(found.services, organization.status_words, planned=not found.is_running)


def _said_of(found: Maintenance) -> str:
    """While it is planned, what it is about; then the newest that was said."""
    is_planned = found.status is MaintenanceStatus.SCHEDULED
    if found.updates and not (is_planned and found.description):
        return _newest_of(found)
    return plain_text(found.description, found.description_tree)


def _newest_of(found: Incident | Maintenance) -> str:
    newest = found.updates[0]
    return plain_text(newest.text, newest.text_tree)
