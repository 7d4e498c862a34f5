"""The demo organization that a first start makes."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from chalicelib import clock
from chalicelib.auth import accounts as sign
from chalicelib.domain.accounts import SignUp
from chalicelib.domain.events import Actor
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import IncidentDraft, IncidentStatus, IncidentUpdateDraft, PastUpdate
from chalicelib.domain.maintenance import (
    DEFAULT_TEXTS,
    MaintenanceDraft,
    MaintenanceStatus,
    PastMaintenanceUpdate,
)
from chalicelib.domain.organizations import OrganizationDraft
from chalicelib.domain.services import ServiceDraft
from chalicelib.local.demo import EMAIL, PASSWORD_FILE, SLUG
from chalicelib.local.demo_story import LINES, TROUBLES, WORKS, D, M, Said, Trouble, Work
from chalicelib.store import accounts, slugs
from chalicelib.store import incidents as stored_incidents
from chalicelib.store import maintenance as stored_maintenance
from chalicelib.store import services as stored_services
from chalicelib.use_cases import incidents, maintenance, organizations, services

ADMIN = "Ada Admin"


def seed(data_dir: Path) -> str | None:
    """Makes the demo on a first start, and says how to sign in to it; None when its admin is no more.

    The next start goes on where an interrupted one stopped.
    """
    path, complete = data_dir / PASSWORD_FILE, data_dir / "demo-complete"
    if not complete.exists():
        _make(_password(path), clock.now())
        complete.touch()
    if accounts.by_email(EMAIL) is None:
        return None
    return f"  Sign in       {EMAIL}\n  Password      {path.read_text().strip()}"


def _password(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(12) + "\n")
    return path.read_text().strip()


def _make(password: str, now: datetime) -> None:
    actor = _admin(password, now)
    began = now - 110 * D
    org_id = slugs.holder(SLUG) or _found(actor, began)
    ids = {service.name: service.id for service in stored_services.of_organization(org_id)}
    for line in LINES:
        if line.name not in ids:
            ids[line.name] = services.add(org_id, ServiceDraft.model_validate(vars(line)), actor, began).id
    happenings: list[Trouble | Work] = [*TROUBLES, *WORKS]
    for happening in sorted(happenings, key=lambda each: each.begins_in):
        if isinstance(happening, Trouble):
            _play(org_id, happening, ids, actor, now)
        else:
            _plan(org_id, happening, ids, actor, now)


def _admin(password: str, now: datetime) -> Actor:
    if (account := accounts.by_email(EMAIL)) is None:
        sign.sign_up(SignUp.model_validate({"email": EMAIL, "password": password, "name": ADMIN}), now)
        return _admin(password, now)
    if not account.email_verified:
        accounts.change(account.user_id, email_verified=True)
    return Actor(id=account.user_id, name=account.name)


def _found(actor: Actor, began: datetime) -> Id:
    draft = OrganizationDraft(
        name="Demo Org",
        slug=SLUG,
        description="A made-up shop whose page shows what Allclear can do.",
        website_url="https://demo.example",
    )
    return organizations.found(draft, actor, EMAIL, began).id


def _play(org_id: Id, trouble: Trouble, ids: Mapping[str, Id], actor: Actor, now: datetime) -> None:
    opened = now - trouble.ago
    known = {incident.title: incident for incident in stored_incidents.newest_first(org_id, limit=100)}
    if (incident := known.get(trouble.title)) is None:
        draft = _draft(trouble, ids, opened)
        incident = incidents.open_incident(org_id, draft, actor, opened + (trouble.lasted or 0 * M))
    for said in trouble.updates[len(incident.updates) - 1 :]:
        update = IncidentUpdateDraft(text=said.text, status=said.status)
        incidents.post_update(org_id, incident.id, update, actor, opened + said.after)


def _draft(trouble: Trouble, ids: Mapping[str, Id], opened: datetime) -> IncidentDraft:
    """What is over is recorded with all that was said, in one write: a first start should not take long."""
    statuses = {ids[name]: status for name, status in trouble.services.items()}
    if trouble.lasted is None:
        return IncidentDraft(
            title=trouble.title, description=trouble.text, service_ids=tuple(statuses), service_status=statuses
        )
    told = (Said(0 * M, IncidentStatus.INVESTIGATING, trouble.text), *trouble.updates)
    return IncidentDraft(
        title=trouble.title,
        description=trouble.text,
        service_ids=tuple(statuses),
        service_status=statuses,
        started_at=opened,
        resolved_at=opened + trouble.lasted,
        updates=tuple(PastUpdate(status=said.status, text=said.text, created_at=opened + said.after) for said in told),
    )


def _plan(org_id: Id, work: Work, ids: Mapping[str, Id], actor: Actor, now: datetime) -> None:
    known = {item.title for item in stored_maintenance.newest_first(org_id, limit=100)}
    if work.title not in known:
        start = now + work.starts_in
        announced = min(now, start - 5 * D)
        draft = MaintenanceDraft(
            title=work.title,
            description=work.text,
            scheduled_start=start,
            scheduled_end=start + work.lasts,
            service_ids=tuple(ids[name] for name in work.services),
        )
        is_over = draft.scheduled_end < now
        draft = _as_it_went(draft, announced) if is_over else draft
        maintenance.schedule(org_id, draft, actor, draft.scheduled_end if is_over else announced)


def _as_it_went(draft: MaintenanceDraft, announced: datetime) -> MaintenanceDraft:
    """Maintenance that is over, with what was said on time."""
    told = [
        (MaintenanceStatus.SCHEDULED, draft.description, announced),
        (MaintenanceStatus.IN_PROGRESS, DEFAULT_TEXTS[MaintenanceStatus.IN_PROGRESS], draft.scheduled_start),
        (MaintenanceStatus.COMPLETED, DEFAULT_TEXTS[MaintenanceStatus.COMPLETED], draft.scheduled_end),
    ]
    updates = tuple(PastMaintenanceUpdate(status=status, text=text, created_at=at) for status, text, at in told)
    return draft.but(status=MaintenanceStatus.COMPLETED, updates=updates)
