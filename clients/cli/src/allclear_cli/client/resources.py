"""Services, incidents, maintenance, subscribers and settings: a group of verbs for each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from allclear_cli.client.models import Audience, Incident, Maintenance, Organization, Service
from allclear_cli.client.transport import Transport, Value

Statuses = str | Mapping[str, str] | None
"""One status for all services, one for each by id, or none: they keep theirs."""
MOST_AT_ONCE = 500
"""Services in one request."""


class Things:
    """What is listed at a path, as the API says it."""

    def __init__(self, transport: Transport, path: str) -> None:
        self._transport = transport
        self.path = path

    def all(self, **query: Value) -> list[dict[str, Any]]:
        """All of them."""
        return list(self._transport.pages(self.path, **query))

    def get(self, thing_id: str) -> dict[str, Any]:
        """One of them."""
        return dict(self._transport.call("GET", f"{self.path}/{thing_id}").json())

    def create(self, fields: Mapping[str, Any], *, idempotency_key: str | None = None) -> dict[str, Any]:
        """A new one."""
        return dict(self._transport.call("POST", self.path, fields, idempotency_key=idempotency_key).json())

    def edit(self, thing_id: str, fields: Mapping[str, Any], version: int | None = None) -> dict[str, Any]:
        """The same with other fields; with a version, only if it still is that one."""
        return dict(self._transport.call("PUT", f"{self.path}/{thing_id}", fields, version=version).json())

    def delete(self, thing_id: str, version: int | None = None) -> None:
        """Takes it away."""
        self._transport.call("DELETE", f"{self.path}/{thing_id}", version=version)


class Services:
    """Services."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.raw = Things(transport, "/api/services")

    def all(self) -> list[Service]:
        """All, in the order of the page."""
        return [Service.model_validate(each) for each in self.raw.all()]

    def get(self, service_id: str) -> Service:
        """One."""
        return Service.model_validate(self.raw.get(service_id))

    def create(self, name: str, **fields: object) -> Service:
        """A new one."""
        return Service.model_validate(self.raw.create({"name": name, **fields}))

    def edit(self, service_id: str, version: int | None = None, **fields: object) -> Service:
        """The same with other fields."""
        return Service.model_validate(self.raw.edit(service_id, fields, version))

    def delete(self, service_id: str, version: int | None = None) -> None:
        """Takes it off the page."""
        self.raw.delete(service_id, version)

    def set_status(self, service_ids: Sequence[str], status: str) -> list[Service]:
        """Gives services a status; several change with one frame."""
        if len(service_ids) == 1:
            path = f"/api/services/{service_ids[0]}/status"
            return [Service.model_validate(self._transport.call("PUT", path, {"status": status}).json())]
        changed: list[Service] = []
        for start in range(0, len(service_ids), MOST_AT_ONCE):
            body = {"service_ids": list(service_ids[start : start + MOST_AT_ONCE]), "status": status}
            answer = self._transport.call("PUT", "/api/services/status", body).json()
            changed += [Service.model_validate(each) for each in answer["items"]]
        return changed


class Incidents:
    """Incidents."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.raw = Things(transport, "/api/incidents")

    def each(self, state: str | None = None) -> Iterator[Incident]:
        """Newest first; `state` may be `open` or `draft`."""
        return (Incident.model_validate(each) for each in self._transport.pages(self.raw.path, state=state))

    def get(self, incident_id: str) -> Incident:
        """One."""
        return Incident.model_validate(self.raw.get(incident_id))

    def open(self, title: str, *, idempotency_key: str | None = None, **fields: object) -> Incident:
        """A new one, with the fields of an `IncidentDraft`: `description`, `service_ids`, `notify` and so on."""
        return Incident.model_validate(self.raw.create({"title": title, **fields}, idempotency_key=idempotency_key))

    def update(
        self,
        incident_id: str,
        text: str,
        *,
        version: int | None = None,
        idempotency_key: str | None = None,
        **fields: object,
    ) -> Incident:
        """Says more about it: `status`, `service_ids`, `service_status`, `restore_services`, `notify`."""
        path = f"{self.raw.path}/{incident_id}/updates"
        body = {"text": text, **fields}
        answer = self._transport.call("POST", path, body, version=version, idempotency_key=idempotency_key)
        return Incident.model_validate(answer.json())

    def resolve(
        self, incident_id: str, text: str | None = None, *, version: int | None = None, **fields: object
    ) -> Incident:
        """Ends it: `restore_services`, `notify`. Without a text, a plain sentence is written."""
        body = {"status": "resolved", "text": text, **fields}
        answer = self._transport.call("PUT", f"{self.raw.path}/{incident_id}/status", body, version=version)
        return Incident.model_validate(answer.json())

    def publish(self, incident_id: str) -> Incident:
        """Opens a draft."""
        return Incident.model_validate(self._transport.call("POST", f"{self.raw.path}/{incident_id}/publish").json())


class Maintenances:
    """Maintenance."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.raw = Things(transport, "/api/maintenance")

    def each(self, state: str | None = None) -> Iterator[Maintenance]:
        """Newest first; `state` may be `draft`."""
        return (Maintenance.model_validate(each) for each in self._transport.pages(self.raw.path, state=state))

    def get(self, maintenance_id: str) -> Maintenance:
        """One."""
        return Maintenance.model_validate(self.raw.get(maintenance_id))

    def schedule(self, title: str, *, idempotency_key: str | None = None, **fields: object) -> Maintenance:
        """A new one: `scheduled_start`, `scheduled_end`, `description`, `service_ids`, `repeat`, `draft`, `notify`."""
        body = {"title": title, **fields}
        return Maintenance.model_validate(self.raw.create(body, idempotency_key=idempotency_key))

    def edit(self, maintenance_id: str, version: int | None = None, **fields: object) -> Maintenance:
        """The same with other times, words or services."""
        return Maintenance.model_validate(self.raw.edit(maintenance_id, fields, version))

    def set_status(
        self, maintenance_id: str, status: str, text: str | None = None, *, version: int | None = None, **fields: object
    ) -> Maintenance:
        """Starts, verifies, completes or cancels it: `notify`."""
        body = {"status": status, "text": text, **fields}
        answer = self._transport.call("PUT", f"{self.raw.path}/{maintenance_id}/status", body, version=version)
        return Maintenance.model_validate(answer.json())


class Subscribers:
    """Whom a page tells."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.raw = Things(transport, "/api/subscribers")

    def count(self, service_ids: Iterable[str] = (), incident_id: str | None = None) -> Audience:
        """How many are told of something about these services, or of this incident."""
        query = {"service_ids": ",".join(service_ids), "incident_id": incident_id}
        return Audience.model_validate(self._transport.call("GET", "/api/subscribers/count", query=query).json())

    def start_import(self, csv: str, consent: str) -> dict[str, Any]:
        """Begins to take at most 5,000 lines; the answer has an `id` to ask `progress` for."""
        return dict(self._transport.call("POST", "/api/subscribers/import", {"csv": csv, "consent": consent}).json())

    def progress(self, import_id: str) -> dict[str, Any]:
        """How far an import is."""
        return dict(self._transport.call("GET", f"/api/subscribers/import/{import_id}").json())


class Settings:
    """The organization that a key belongs to."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def get(self) -> Organization:
        """As it is."""
        return Organization.model_validate(self._transport.call("GET", "/api/organizations/current").json())

    def edit(self, organization: Organization, **fields: object) -> Organization:
        """With other settings, if it still is as it was read; for keys of the scope `admin`."""
        path = f"/api/organizations/{organization.id}"
        return Organization.model_validate(
            self._transport.call("PUT", path, fields, version=organization.version).json()
        )
