"""Making, editing and deleting templates; only the team ever sees them."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain import templates as rules
from chalicelib.domain.events import Actor, EventType, happened
from chalicelib.domain.ids import Id
from chalicelib.domain.templates import Template, TemplateDraft, TemplateEdit, name_key
from chalicelib.store import services as stored_services
from chalicelib.store import templates as store
from chalicelib.store.changes import Change, Operation, checked
from chalicelib.store.transactions import LostRaceError, retried
from chalicelib.use_cases import services


def of_organization(org_id: Id) -> list[Template]:
    """All of them, newest first, without services that are no more."""
    return _present(org_id, store.of_organization(org_id))


def get(org_id: Id, template_id: Id) -> Template:
    """One of them; raises NotFoundError."""
    return _present(org_id, [store.get(org_id, template_id)])[0]


def make(org_id: Id, draft: TemplateDraft, actor: Actor, now: datetime) -> Template:
    """A new template."""

    def attempt() -> Template:
        services.chosen(org_id, draft.service_ids)
        template = rules.made(org_id, draft, store.of_organization(org_id), now)
        summary = f"Template {template.name} was made"
        event = happened(EventType.TEMPLATE_CREATED, template, actor, now, org_id=org_id, summary=summary)
        claiming = [store.claiming_name(org_id, name_key(template))]
        _commit(Change(event, saved=[template], first=claiming), template, claims=True)
        return template

    return retried(attempt)


def edit(
    org_id: Id, template_id: Id, changes: TemplateEdit, actor: Actor, now: datetime, expected: int | None = None
) -> Template:
    """The template edited."""

    def attempt() -> Template:
        before = checked(get(org_id, template_id), expected)
        services.chosen(org_id, changes.service_ids or ())
        template = rules.edited(before, changes, store.of_organization(org_id), now)
        summary = f"Template {template.name} was edited"
        event = happened(
            EventType.TEMPLATE_UPDATED, template, actor, now, org_id=org_id, summary=summary, before=before
        )
        renamed = renaming(before, template)
        _commit(Change(event, saved=[template], first=renamed), template, claims=bool(renamed))
        return template

    return retried(attempt)


def delete(org_id: Id, template_id: Id, actor: Actor, now: datetime, expected: int | None = None) -> None:
    """The template is gone; what was written from it stays."""

    def attempt() -> None:
        template = checked(store.get(org_id, template_id), expected)
        summary = f"Template {template.name} was deleted"
        event = happened(EventType.TEMPLATE_DELETED, template, actor, now, org_id=org_id, summary=summary)
        Change(event, deleted=[template], first=[store.freeing_name(org_id, name_key(template))]).commit()

    retried(attempt)


def _present(org_id: Id, found: Sequence[Template]) -> list[Template]:
    if not any(each.service_ids for each in found):
        return list(found)
    existing = {service.id for service in stored_services.of_organization(org_id)}
    return [rules.with_services(each, existing) for each in found]


def renaming(before: Template, after: Template) -> list[Operation]:
    """What a new name takes and gives up. The claim comes first, where `_commit` looks for it."""
    old, new = name_key(before), name_key(after)
    if old == new:
        return []
    return [store.claiming_name(after.org_id, new), store.freeing_name(after.org_id, old)]


def _commit(change: Change, template: Template, *, claims: bool) -> None:
    """Raises ConflictError when somebody has taken the name that `change` claims first."""
    try:
        change.commit()
    except LostRaceError as lost:
        if claims and 0 in lost.failed:
            raise rules.name_taken(template) from None
        raise
