"""The demo organization of a first start; `python -m chalicelib.local.demo --live` plays an incident on its page."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from chalicelib import clock
from chalicelib.auth import accounts as sign
from chalicelib.domain.accounts import SignUp
from chalicelib.domain.events import Actor
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import IncidentDraft, IncidentUpdateDraft
from chalicelib.domain.maintenance import MaintenanceDraft
from chalicelib.domain.organizations import OrganizationDraft
from chalicelib.domain.services import ServiceDraft
from chalicelib.local.demo_live import EMAIL, PASSWORD_FILE, SLUG, main
from chalicelib.local.demo_story import LINES, TROUBLES, WORKS, D, M, Trouble, Work
from chalicelib.store import accounts, incidents, maintenance, organizations, services

ADMIN = "Ada Admin"


def seed(data_dir: Path) -> str | None:
    """Makes the demo on a first start, and says how to sign in to it; None when its admin is no more."""
    path = data_dir / PASSWORD_FILE
    if organizations.holder_of_slug(SLUG) is None and accounts.by_email(EMAIL) is None:
        _make(_new_password(path), clock.now())
    if not path.exists():
        return None
    return f"  Sign in       {EMAIL}\n  Password      {path.read_text().strip()}"


def _new_password(path: Path) -> str:
    password = secrets.token_urlsafe(12)
    path.touch(mode=0o600)
    path.write_text(password + "\n")
    return password


def _make(password: str, now: datetime) -> None:
    form = SignUp.model_validate({"email": EMAIL, "password": password, "name": ADMIN})
    user = sign.sign_up(form, now).signed_in.user
    actor = Actor(id=user.id, name=user.name)
    began = now - 60 * D
    draft = OrganizationDraft(
        name="Demo Org",
        slug=SLUG,
        description="A made-up shop whose page shows what Allclear can do.",
        website_url="https://demo.example",
    )
    org_id = organizations.found(draft, actor, EMAIL, began).id
    ids = {line.name: services.add(org_id, _service(line), actor, began).id for line in LINES}
    history: list[Trouble | Work] = [*TROUBLES, *WORKS]
    for happening in history:
        if isinstance(happening, Trouble):
            _play(org_id, happening, ids, actor, now)
        else:
            _plan(org_id, happening, ids, actor, now)


def _service(line: object) -> ServiceDraft:
    return ServiceDraft.model_validate(vars(line))


def _play(org_id: Id, trouble: Trouble, ids: Mapping[str, Id], actor: Actor, now: datetime) -> None:
    opened = now - trouble.ago
    statuses = {ids[name]: status for name, status in trouble.services.items()}
    draft = IncidentDraft(
        title=trouble.title, description=trouble.text, service_ids=tuple(statuses), service_status=statuses
    )
    incident = incidents.open_incident(org_id, draft, actor, opened)
    for said in trouble.updates:
        update = IncidentUpdateDraft(text=said.text, status=said.status)
        incidents.post_update(org_id, incident.id, update, actor, opened + said.after)


def _plan(org_id: Id, work: Work, ids: Mapping[str, Id], actor: Actor, now: datetime) -> None:
    start = now + work.starts_in
    announced = min(now, start - 5 * D)
    draft = MaintenanceDraft(
        title=work.title,
        description=work.text,
        scheduled_start=start,
        scheduled_end=start + work.lasts,
        service_ids=tuple(ids[name] for name in work.services),
    )
    planned = maintenance.schedule(org_id, draft, actor, announced)
    if start < now:
        maintenance.advance(org_id, planned.id, start)
        maintenance.advance(org_id, planned.id, start + work.lasts + M)


if __name__ == "__main__":
    main()
