"""What an assistant may write, each with what it would publish and whom it would tell."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from allclear_cli import names, times
from allclear_cli.client import Allclear, UsageError
from allclear_cli.client.models import Incident, Maintenance
from allclear_cli.commands import affected, incidents, subscribers
from allclear_cli.commands.services import ServiceStatus, full
from allclear_cli.page import applying, planning, reading, remote

NOBODY = {"count": 0, "total": 0}


@dataclass(frozen=True)
class Intent:
    """A write that is ready to be done."""

    publishes: Mapping[str, Any]
    """What visitors would read, or what would change."""
    told: Mapping[str, Any]
    """`count` of `total` subscribers."""
    act: Callable[[], Any]
    seen: object = None
    """What it is about, as it is now: once that differs, another look is due."""


@dataclass(frozen=True)
class Writing:
    """The writing verbs of one client: each says what it would do. `notify` is whether subscribers are told."""

    client: Allclear

    def set_services(self, services: Sequence[str], status: str, *, notify: bool) -> Intent:
        """Services get a status; whether subscribers are told of that is a setting of the organization."""
        organization = self.client.organization().as_json()
        known = self.client.services.all()
        ids = affected.ids(known, services)
        word = _word(status)
        tells = bool(organization.get("notify_service_status"))
        if tells and not notify:
            raise UsageError(
                "Subscribers are told of every such change here (notify_service_status). Set notify to true."
            )
        seen = sorted((each.id, each.version) for each in known if each.id in ids)
        publishes = {"services": [each.name for each in known if each.id in ids], "status": word}
        told = self._told(ids) if tells else NOBODY
        return Intent(
            publishes, told, lambda: [each.as_json() for each in self.client.services.set_status(ids, word)], seen
        )

    def open_incident(
        self, title: str, text: str, services: Mapping[str, str], impact: str | None, state: str, *, notify: bool
    ) -> Intent:
        """A new incident."""
        known = self.client.services.all()
        fields: dict[str, Any] = {"description": text, "status": state, "notify": notify, **_affected(known, services)}
        if impact:
            fields["impact"] = impact
        told = self._told(fields.get("service_ids", [])) if notify else NOBODY
        publishes: dict[str, Any] = {
            "incident": title,
            "text": text,
            "state": state,
            "impact": impact or "as its services are",
        }
        publishes |= {"services": dict(services)}
        return Intent(publishes, told, lambda: self.client.incidents.open(title, **fields).as_json())

    def update_incident(self, incident: str, text: str, state: str | None, *, notify: bool) -> Intent:
        """Another word about an incident."""
        meant = incidents.find(self.client, incident)
        fields: dict[str, Any] = {"notify": notify, **({"status": state} if state else {})}
        publishes = {"incident": meant.title, "text": text, "state": state or meant.status}

        def act() -> dict[str, Any]:
            return self.client.incidents.update(meant.id, text, version=meant.version, **fields).as_json()

        return Intent(publishes, self._about(meant, notify=notify), act, [meant.id, meant.version])

    def resolve_incident(self, incident: str, text: str | None, *, notify: bool) -> Intent:
        """The end of an incident."""
        meant = incidents.find(self.client, incident)
        publishes: dict[str, Any] = {"incident": meant.title, "text": text or "a plain sentence", "state": "resolved"}
        publishes |= {"services": {each.name: "operational" for each in meant.services}}

        def act() -> dict[str, Any]:
            return self.client.incidents.resolve(meant.id, text, version=meant.version, notify=notify).as_json()

        return Intent(publishes, self._about(meant, notify=notify), act, [meant.id, meant.version])

    def publish_incident(self, incident: str, *, notify: bool) -> Intent:
        """A draft is opened; whether subscribers are told was said when it was written."""
        meant = incidents.find(self.client, incident, "draft")
        said = bool(meant.as_json().get("notify", True))
        if said != notify:
            raise UsageError(f"The draft says notify: {str(said).lower()}. Say the same, or rewrite the draft.")
        told = self._told([each.id for each in meant.services]) if notify else NOBODY
        publishes = {"incident": meant.title, "text": meant.as_json().get("description", ""), "state": meant.status}
        return Intent(
            publishes, told, lambda: self.client.incidents.publish(meant.id).as_json(), [meant.id, meant.version]
        )

    def schedule_maintenance(
        self, title: str, text: str, start: str, end: str, services: Sequence[str], *, notify: bool
    ) -> Intent:
        """Planned work; subscribers are told when it starts and ends in any case."""
        ids = affected.ids(self.client.services.all(), services)
        window = {
            "scheduled_start": times.wire(times.moment(start, "UTC")),
            "scheduled_end": times.wire(times.moment(end, "UTC")),
        }
        publishes = {"maintenance": title, "text": text, **window, "services": list(services)}

        def act() -> dict[str, Any]:
            fields: dict[str, Any] = {**window, "description": text, "service_ids": ids, "notify": notify}
            return self.client.maintenance.schedule(title, **fields).as_json()

        return Intent(publishes, self._told(ids) if notify else NOBODY, act)

    def reschedule_maintenance(self, maintenance: str, start: str, end: str, *, notify: bool) -> Intent:
        """Other times for planned work."""
        meant = self._maintenance(maintenance)
        window = {
            "scheduled_start": times.wire(times.moment(start, "UTC")),
            "scheduled_end": times.wire(times.moment(end, "UTC")),
        }

        def act() -> dict[str, Any]:
            return self.client.maintenance.edit(meant.id, meant.version, **window, notify=notify).as_json()

        told = self._told([each.id for each in meant.services]) if notify else NOBODY
        return Intent({"maintenance": meant.title, **window}, told, act, [meant.id, meant.version])

    def set_maintenance(self, maintenance: str, status: str, text: str | None, *, notify: bool) -> Intent:
        """Maintenance starts, is being checked, is over, or is called off."""
        meant = self._maintenance(maintenance)
        publishes = {"maintenance": meant.title, "state": status, "text": text or "a plain sentence"}

        def act() -> dict[str, Any]:
            done = self.client.maintenance.set_status(meant.id, status, text, version=meant.version, notify=notify)
            return done.as_json()

        told = self._told([each.id for each in meant.services]) if notify else NOBODY
        return Intent(publishes, told, act, [meant.id, meant.version])

    def import_subscribers(self, csv: str, consent: str, *, notify: bool) -> Intent:
        """Subscribers of a file; those who are asked get a mail each."""
        if (consent == "ask") != notify:
            raise UsageError(
                "With consent `ask` each gets a mail: notify is true. With `given` nobody does: it is false."
            )
        parts = list(subscribers.parts_of(csv))
        many = sum(part.lines for part in parts)
        told = {"count": many if notify else 0, "total": many}
        publishes = {"subscribers": many, "consent": consent}
        return Intent(publishes, told, lambda: subscribers.imported(self.client, parts, consent, lambda _: None))

    def import_page(self, kind: str, address: str, *, notify: bool) -> Intent:
        """What another product's page has; nobody is told of it."""
        _told_to_nobody(notify)
        begun = self.client.imports.begin(kind, address=address, subscribers="skip")
        found = self.client.imports.until_settled(str(begun["id"]))
        if found["state"] != "ready":
            raise UsageError(str(found.get("message") or "It cannot be read."))
        preview = found["preview"]

        def act() -> dict[str, Any]:
            self.client.imports.start(str(begun["id"]))
            return self.client.imports.until_settled(str(begun["id"]))

        return Intent({"import": preview["tallies"], "notes": preview["notes"]}, NOBODY, act, preview["tallies"])

    def apply_page(self, file: str, *, prune: bool, notify: bool) -> Intent:
        """The page becomes as a YAML file says; nobody is told of it."""
        _told_to_nobody(notify)
        there = remote.looked_at(self.client)
        plan, directory = planning.planned(reading.parsed(file), there, prune=prune)
        steps = [step.as_json() for step in plan.steps]

        def act() -> dict[str, Any]:
            applying.applied(self.client, plan, there.organization, directory, lambda _, __: None)
            return {"applied": plan.counts()}

        versions = [[step.thing_id, step.version] for step in plan.steps]
        return Intent({"steps": steps, "not_in_file": list(plan.left)}, NOBODY, act, versions)

    def _told(self, service_ids: Sequence[str]) -> Mapping[str, Any]:
        return self.client.subscribers.count(service_ids).as_json()

    def _about(self, incident: Incident, *, notify: bool) -> Mapping[str, Any]:
        return self.client.subscribers.count(incident_id=incident.id).as_json() if notify else NOBODY

    def _maintenance(self, text: str) -> Maintenance:
        unfinished = {"scheduled", "in_progress", "verifying"}
        return names.maintenance([each for each in self.client.maintenance.each() if each.status in unfinished], text)


def _word(status: str) -> str:
    try:
        return full(ServiceStatus(status).value)
    except ValueError:
        raise UsageError(
            f"{status!r} is no state of a service: {', '.join(each.value for each in ServiceStatus)}."
        ) from None


def _affected(known: Sequence[Any], services: Mapping[str, str]) -> dict[str, Any]:
    meant = {names.service(known, name).id: status for name, status in services.items()}
    statuses = {each: _word(status) for each, status in meant.items() if status}
    return {"service_ids": list(meant), **({"service_status": statuses} if statuses else {})} if meant else {}


def _told_to_nobody(notify: bool) -> None:  # noqa: FBT001 - one word
    if notify:
        raise UsageError("Nobody can be told of this: set notify to false.")
