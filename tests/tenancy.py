"""An organization in the tables, and what its people do to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.auth.identity import access_token
from chalicelib.clock import now as real_now
from chalicelib.domain.accounts import SESSION_LIFETIME, Session, User
from chalicelib.domain.events import Actor
from chalicelib.domain.exports import begun
from chalicelib.domain.ids import new_id
from chalicelib.domain.imports import ImportKind, ImportRequest
from chalicelib.domain.incidents import Incident, IncidentDraft, IncidentStatusChange
from chalicelib.domain.maintenance import Maintenance, MaintenanceStatusChange
from chalicelib.domain.metrics import Metric, MetricDraft
from chalicelib.domain.monitors import Monitor, MonitorDraft
from chalicelib.domain.organizations import OrganizationDraft, Role
from chalicelib.domain.recurrence import Repeat
from chalicelib.domain.services import Service, ServiceDraft, ServiceStatus
from chalicelib.domain.subscriber_imports import SubscriberImport
from chalicelib.domain.subscribers import Channel, Consent, Following, Subscriber
from chalicelib.domain.templates import Template, TemplateDraft
from chalicelib.importing import running as importing
from chalicelib.store import exports, sessions
from chalicelib.store import incidents as stored_incidents
from chalicelib.store import maintenance as stored_maintenance
from chalicelib.store import services as stored_services
from chalicelib.store.subscriber_tokens import token_of
from chalicelib.store.tables import Members
from chalicelib.use_cases import (
    incidents,
    maintenance,
    metrics,
    monitors,
    organizations,
    services,
    subscriber_imports,
    subscribers,
    templates,
)
from tests.factories import NOW, a_maintenance_draft


@dataclass(frozen=True)
class Tenant:
    """An organization and its owner."""

    org_id: str
    slug: str
    owner: User

    @property
    def actor(self) -> Actor:
        """The owner, as events name them."""
        return Actor(id=self.owner.id, name=self.owner.name)

    @property
    def token(self) -> str:
        """A bearer token of the owner."""
        return a_token(self.owner, email_verified=True)

    def joined_by(self, role: Role) -> User:
        """A new user in this role."""
        user = a_user(role.value)
        Members(
            self.org_id,
            user.id,
            email=user.email,
            name=user.name,
            role=role.value,
            joined_at="2026-01-05T12:00:00.000Z",
        ).save()
        return user

    def service(self, name: str = "Checkout", now: datetime = NOW, **fields: Any) -> Service:
        """Adds a service."""
        return services.add(self.org_id, ServiceDraft(name=name, **fields), self.actor, now)

    def sets(self, service: Service, status: ServiceStatus, now: datetime = NOW) -> Service:
        """Somebody says how a service is."""
        return services.change_status(self.org_id, service.id, status, self.actor, now)

    def status_of(self, service: Service) -> ServiceStatus:
        """How a service is now."""
        return stored_services.get(self.org_id, service.id).status

    def opens(self, *affected: Service, title: str = "Payments fail", now: datetime = NOW, **fields: Any) -> Incident:
        """Opens an incident."""
        draft = IncidentDraft(title=title, service_ids=tuple(service.id for service in affected), **fields)
        return incidents.open_incident(self.org_id, draft, self.actor, now)

    def resolves(self, incident: Incident, now: datetime = NOW, **fields: Any) -> Incident:
        """Resolves an incident."""
        change = IncidentStatusChange(status="resolved", **fields)
        return incidents.change_status(self.org_id, incident.id, change, self.actor, now)

    def subscriber(self, email: str = "ada@example.com", now: datetime = NOW, **following: Any) -> Subscriber:
        """Somebody who is told, and has confirmed that they want it."""
        wanted, address = Following(**following), {"email": email}
        waiting, _ = subscribers.ask(self.org_id, Channel.EMAIL, address, wanted, Consent(at=now), now)
        return subscribers.activated(waiting, now)

    def subscriber_token(self) -> str:
        """The token in the mails of a subscriber."""
        return token_of(self.org_id, self.subscriber().id)

    def import_of(self, csv: str) -> str:
        """The id of an import that is not begun."""
        given = SubscriberImport(csv=csv, consent="given")
        return subscriber_imports.begin(self.org_id, given, self.actor, NOW).id

    def page_import(self) -> str:
        """The id of an import from another product that waits for its file."""
        given = ImportRequest(kind=ImportKind.CSV, files_follow=True)
        return importing.begin(self.org_id, given, self.actor, NOW).id

    def export(self) -> str:
        """The id of an export that is not made yet."""
        return exports.save(begun(new_id(NOW), self.org_id, self.actor, NOW)).id

    def incident(self, incident: Incident) -> Incident:
        """An incident as it is now."""
        return stored_incidents.get(self.org_id, incident.id)

    def schedules(self, *affected: Service, now: datetime = NOW, **fields: Any) -> Maintenance:
        """Schedules maintenance; times as `a_maintenance_draft` takes them."""
        draft = a_maintenance_draft(service_ids=tuple(service.id for service in affected), now=now, **fields)
        return maintenance.schedule(self.org_id, draft, self.actor, now)

    def moves(self, item: Maintenance, status: str, now: datetime = NOW) -> Maintenance:
        """Takes maintenance a step on, by hand."""
        change = MaintenanceStatusChange(status=status)
        return maintenance.change_status(self.org_id, item.id, change, self.actor, now)

    def maintenance(self, item: Maintenance) -> Maintenance:
        """Maintenance as it is now."""
        return stored_maintenance.get(self.org_id, item.id)

    def repeats(self, *affected: Service, until: str = "2028-01-05", every: str = "week", **fields: Any) -> Maintenance:
        """Schedules maintenance that repeats; answers its first occurrence."""
        repeat = Repeat.model_validate({"every": every, "until": until})
        return self.schedules(*affected, repeat=repeat, **fields)

    def metric(self, name: str = "Response time", **fields: Any) -> Metric:
        """Adds a metric."""
        return metrics.add(self.org_id, MetricDraft(name=name, **fields), self.actor, NOW)

    def heartbeat(self, name: str = "Nightly backup", **fields: Any) -> tuple[Monitor, str]:
        """Makes a monitor that is called, and what its address ends with."""
        draft = MonitorDraft.model_validate({"kind": "heartbeat", "name": name, "heartbeat_minutes": 60, **fields})
        made = monitors.make(self.org_id, draft, self.actor, NOW)
        return made.watched.monitor, made.token or ""

    def monitor(self, kind: str = "http", name: str = "Shop", **fields: Any) -> Monitor:
        """Makes a monitor."""
        draft = MonitorDraft.model_validate({"kind": kind, "name": name, **fields})
        return monitors.make(self.org_id, draft, self.actor, NOW).watched.monitor

    def template(self, name: str = "Card payments", kind: str = "incident", **fields: Any) -> Template:
        """Makes a template."""
        draft = TemplateDraft.model_validate({"kind": kind, "name": name, **fields})
        return templates.make(self.org_id, draft, self.actor, NOW)


def a_user(name: str = "Ada") -> User:
    """Somebody with a signed-in browser; they need no account here."""
    user_id = new_id(NOW)
    session = Session(
        id=user_id,
        user_id=user_id,
        token_hash="-",
        rotated_at=NOW,
        expires_at=real_now() + SESSION_LIFETIME,
        created_at=NOW,
    )
    sessions.add(session)
    return User(id=user_id, email=f"{name.lower()}-{user_id}@example.com", name=name)


def a_token(user: User, *, email_verified: bool = False) -> str:
    """A bearer token of that browser, fresh."""
    return access_token(user, user.id, real_now(), email_verified=email_verified)


def a_tenant(
    name: str = "Northwind", slug: str | None = None, owner: User | None = None, now: datetime = NOW
) -> Tenant:
    """An organization founded by its owner."""
    owner = owner or a_user()
    actor = Actor(id=owner.id, name=owner.name)
    organization = organizations.found(OrganizationDraft(name=name, slug=slug), actor, owner.email, now)
    return Tenant(organization.id, organization.slug, owner)
