"""What machines make of incidents: one for a storm, opened or drafted by a template, and resolved when all is over."""

from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate

from chalicelib.domain import damping
from chalicelib.domain.affected import MAX_AFFECTED
from chalicelib.domain.automation import REOPENS_WITHIN, Group, Statuses
from chalicelib.domain.counts import so_many
from chalicelib.domain.drafts import Draft, DraftKind
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.events import Actor
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import (
    DEFAULT_TEXTS,
    Incident,
    IncidentDraft,
    IncidentEdit,
    IncidentStatus,
    IncidentStatusChange,
    IncidentUpdateDraft,
)
from chalicelib.domain.services import Service, ServiceStatus
from chalicelib.domain.templates import Template, TemplateKind
from chalicelib.store import drafts as stored_drafts
from chalicelib.store import incidents as stored
from chalicelib.store import services as stored_services
from chalicelib.store import signals as store
from chalicelib.store.changes import Operation
from chalicelib.use_cases import automatic_services, drafts, incidents, templates

_BACK = "The problem is back. We are investigating."
_LETTERS = 4_900
"""Of an update, beside how many it does not name."""


def begin(group: Group, statuses: Statuses, actor: Actor, now: datetime) -> tuple[Group, str]:
    """Opens the incident, or opens it again, or prepares it; the group, as stored, and a sentence.

    Raises LostRaceError when somebody else was faster, and the group has to be read again.
    """
    there = {each.id: each for each in stored_services.of_organization(group.org_id)}
    known = _present(statuses, there)
    if again := _to_reopen(group, now):
        return _reopened(group, again, known, actor, now)
    draft = _draft(group, known, there)
    if draft.draft:
        return _prepared(group, draft, statuses, actor, now)
    after = group

    def along(incident: Incident) -> Sequence[Operation]:
        nonlocal after
        after = _told(group, statuses, now).saved(incident_id=incident.id, resolved_at=None)
        return [store.saving(after, now)]

    incident = incidents.open_once(group.org_id, draft, actor, now, along=along)
    return after, f"Opened the incident {incident.title}"


def follow(group: Group, statuses: Statuses, actor: Actor, now: datetime) -> tuple[Group, str]:
    """Says in the incident, or the draft, what else is amiss or is well again; the group is not stored yet."""
    after = _told(group, statuses, now)
    there = {each.id: each for each in stored_services.of_organization(group.org_id)}
    known = _present(statuses, there)
    if draft := _draft_of(group):
        if draft.version != group.draft_version:
            return after, "Left the draft as a person has written it"
        given = {each: status for each, status in known.items() if status}
        edit = IncidentEdit(service_ids=tuple(known), service_status=given)
        edited = drafts.edit(group.org_id, DraftKind.INCIDENT, draft.id, edit, actor, now)
        return after.but(draft_version=edited.version), f"Changed the draft {draft.title}"
    incident = _incident_of(group)
    if incident is None or not incident.is_open:
        return after, "Left the incident as a person has ended it"
    if not (said := _news(incident, known, _well(group, known, there), there)):
        return after, "Said already"
    posted = incidents.post_update(group.org_id, incident.id, _with(said, group), actor, now)
    return after, f"Updated the incident {posted.title}"


def end(group: Group, actor: Actor, now: datetime) -> tuple[Group, str]:
    """Resolves the incident, unless a person has; a draft that nobody has touched is taken away."""
    over = group.but(told=None, changed_at=damping.remembered(group.changed_at, now), draft_version=None)
    if draft := _draft_of(group):
        if draft.version != group.draft_version:
            return over.but(incident_id=None), "Left the draft as a person has written it"
        drafts.delete(group.org_id, DraftKind.INCIDENT, draft.id, actor, now)
        return over.but(incident_id=None), f"Took the draft {draft.title} away"
    incident = _incident_of(group)
    if incident is None or not incident.is_open:
        return over.but(incident_id=None, resolved_at=None), "Left the incident as a person has ended it"
    text = _text(_template(group), IncidentStatus.RESOLVED)
    change = IncidentStatusChange(status=IncidentStatus.RESOLVED, text=text, notify=group.notify)
    resolved = incidents.change_status(group.org_id, incident.id, change, actor, now)
    return over.but(resolved_at=resolved.resolved_at), f"Resolved the incident {resolved.title}"


def _told(group: Group, statuses: Statuses, now: datetime) -> Group:
    return group.but(told=statuses, changed_at=damping.remembered(group.changed_at, now))


def _incident_of(group: Group) -> Incident | None:
    return stored.find(group.org_id, group.incident_id) if group.incident_id else None


def _draft_of(group: Group) -> Draft | None:
    if group.draft_version is None or group.incident_id is None:
        return None
    try:
        return stored_drafts.get(group.org_id, DraftKind.INCIDENT, group.incident_id)
    except NotFoundError:
        return None


def _to_reopen(group: Group, now: datetime) -> Incident | None:
    """The incident that it resolved itself a moment ago, as long as nobody has said more of it."""
    if group.resolved_at is None or now - group.resolved_at > REOPENS_WITHIN:
        return None
    incident = _incident_of(group)
    return incident if incident and incident.resolved_at == group.resolved_at else None


def _reopened(group: Group, incident: Incident, statuses: Statuses, actor: Actor, now: datetime) -> tuple[Group, str]:
    given = {each: status for each, status in statuses.items() if status}
    named = tuple(dict.fromkeys((*(each.id for each in incident.services), *statuses)))[:MAX_AFFECTED]
    given = {each: status for each, status in given.items() if each in named}
    draft = IncidentUpdateDraft(
        text=_BACK,
        status=IncidentStatus.INVESTIGATING,
        service_ids=named,
        service_status=given or None,
        notify=group.notify,
    )
    incidents.post_update(group.org_id, incident.id, draft, actor, now)
    after = _told(group, statuses, now).saved(resolved_at=None)
    store.save(after, now)
    return after, f"Opened the incident {incident.title} again"


def _prepared(group: Group, draft: IncidentDraft, statuses: Statuses, actor: Actor, now: datetime) -> tuple[Group, str]:
    after = group

    def along(made: Draft) -> Sequence[Operation]:
        nonlocal after
        after = _told(group, statuses, now).saved(incident_id=made.id, draft_version=made.version, resolved_at=None)
        return [store.saving(after, now)]

    made = drafts.prepare_once(group.org_id, draft, actor, now, along)
    return after, f"Prepared a draft of an incident: {made.title}"


def _draft(group: Group, statuses: Statuses, there: dict[Id, Service]) -> IncidentDraft:
    """By the template, with the services of the rules; without one, it is called what the first signal is called."""
    template = _template(group)
    of_template = {each: template.service_status.get(each) for each in template.service_ids} if template else {}
    every = {**{each: status for each, status in of_template.items() if each in there}, **statuses}
    named = list(dict.fromkeys((*statuses, *every)))[:MAX_AFFECTED]
    every = {each: status for each, status in every.items() if each in named}
    given = {each: status for each, status in every.items() if status}
    fallback = group.leading.title if group.leading else ""
    return IncidentDraft(
        title=(template.title if template else "") or fallback or f"Problem reported by {group.origin.name}",
        description=_text(template, IncidentStatus.INVESTIGATING) or "",
        impact=template.impact if template else None,
        service_ids=tuple(every),
        service_status=given or None,
        draft=group.action.value == "draft_incident",
        notify=group.notify,
    )


def _template(group: Group) -> Template | None:
    if group.template_id is None:
        return None
    try:
        found = templates.get(group.org_id, group.template_id)
    except NotFoundError:
        return None
    return found if found.kind is TemplateKind.INCIDENT else None


def _text(template: Template | None, status: IncidentStatus) -> str | None:
    return (template.texts.get(status.value) if template else None) or None


def _well(group: Group, statuses: Statuses, there: dict[Id, Service]) -> list[Id]:
    """The services of which it said that they are amiss, and does not any more."""
    return [each for each, status in (group.told or {}).items() if status and each in there and each not in statuses]


def _news(
    incident: Incident, statuses: Statuses, well: Sequence[Id], there: dict[Id, Service]
) -> IncidentUpdateDraft | None:
    """What the incident does not say yet."""
    named = {each.id: each.status for each in incident.services}
    ended = [each for each in well if _claimed(incident, each) not in {None, ServiceStatus.OPERATIONAL}]
    worse = {each: status for each, status in statuses.items() if status and _claimed(incident, each) is not status}
    added = [each for each in statuses if each not in named][: MAX_AFFECTED - len(named)]
    worse = {each: status for each, status in worse.items() if each in named or each in added}
    if not (ended or worse or added):
        return None
    lines = [f"{there[each].name} is affected, too." for each in added]
    lines += [f"{there[each].name} is now: {_words(status)}." for each, status in worse.items() if each in named]
    lines += [f"{there[each].name} is operational again." for each in ended]
    given = {**worse, **dict.fromkeys(ended, ServiceStatus.OPERATIONAL)}
    return IncidentUpdateDraft(
        text=_together(lines) or DEFAULT_TEXTS[incident.status],
        service_ids=tuple(dict.fromkeys((*named, *added))),
        service_status=given or None,
    )


def _present(statuses: Statuses, there: dict[Id, Service]) -> Statuses:
    """Those that are there, as many as an incident can name."""
    known = [(each, status) for each, status in statuses.items() if each in there]
    return dict(known[:MAX_AFFECTED])


def _together(lines: Sequence[str]) -> str:
    """As many of the sentences as an update has room for."""
    ends = accumulate(len(line) + 1 for line in lines)
    fit = sum(end <= _LETTERS for end in ends)
    more = [f"{so_many(len(lines) - fit, 'more service')} changed, too."] if fit < len(lines) else []
    return " ".join([*lines[:fit], *more])


def _claimed(incident: Incident, service_id: Id) -> ServiceStatus | None:
    claim = incident.holding.get(service_id)
    return claim.status if claim else None


def _with(said: IncidentUpdateDraft, group: Group) -> IncidentUpdateDraft:
    return said.but(notify=group.notify)


def _words(status: ServiceStatus) -> str:
    return status.value.replace("_", " ")


def all_covered(org_id: Id, statuses: Statuses) -> bool:
    """Whether maintenance that runs covers all that it would be about."""
    return bool(statuses) and set(statuses) <= automatic_services.in_maintenance(org_id)
