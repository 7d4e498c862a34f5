"""An Instatus: all of it through its API with a key, or what its public documents hold."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.incidents import Impact, IncidentStatus
from chalicelib.domain.maintenance import MaintenanceStatus
from chalicelib.domain.pieces import (
    IncidentPiece,
    IncidentSaid,
    MaintenancePiece,
    MaintenanceSaid,
    ServicePiece,
    SpanPiece,
    SubscriberPiece,
    TemplatePiece,
)
from chalicelib.domain.services import ServiceStatus
from chalicelib.importing.fetching import Web
from chalicelib.importing.findings import Findings, UnreadableError, wanted
from chalicelib.importing.times import moment

API = "https://api.instatus.com"
PER_PAGE = 100
Json = Mapping[str, Any]
_STATUS = {
    "OPERATIONAL": ServiceStatus.OPERATIONAL,
    "UNDERMAINTENANCE": ServiceStatus.UNDER_MAINTENANCE,
    "DEGRADEDPERFORMANCE": ServiceStatus.DEGRADED_PERFORMANCE,
    "MINOROUTAGE": ServiceStatus.DEGRADED_PERFORMANCE,
    "PARTIALOUTAGE": ServiceStatus.PARTIAL_OUTAGE,
    "MAJOROUTAGE": ServiceStatus.MAJOR_OUTAGE,
}
_IMPACT = {
    "OPERATIONAL": Impact.NONE,
    "DEGRADEDPERFORMANCE": Impact.MINOR,
    "MINOROUTAGE": Impact.MINOR,
    "PARTIALOUTAGE": Impact.MAJOR,
    "MAJOROUTAGE": Impact.CRITICAL,
}
_INCIDENT = {
    "INVESTIGATING": IncidentStatus.INVESTIGATING,
    "IDENTIFIED": IncidentStatus.IDENTIFIED,
    "MONITORING": IncidentStatus.MONITORING,
    "RESOLVED": IncidentStatus.RESOLVED,
}
_MAINTENANCE = {
    "NOTSTARTEDYET": MaintenanceStatus.SCHEDULED,
    "INPROGRESS": MaintenanceStatus.IN_PROGRESS,
    "VERIFYING": MaintenanceStatus.VERIFYING,
    "COMPLETED": MaintenanceStatus.COMPLETED,
}


def read_public(web: Web, address: str, found: Findings) -> None:
    """The components, and what goes on right now: the public documents hold no past."""
    base = address.rstrip("/")
    for path in ("v2/components.json", "v3/components.json", "components.json"):
        if (answer := web.maybe(f"{base}/{path}")) is not None:
            _read_components(answer.get("components") if isinstance(answer, dict) else answer, found)
            break
    summary = wanted(web.json(f"{base}/summary.json"), dict, "summary.json")
    for each in summary.get("activeIncidents") or ():
        _read_incident(each, found)
    for each in summary.get("activeMaintenances") or ():
        _read_maintenance(each, found)
    found.note("incident", "The public documents hold what is open alone: with a key of the API all come.")


def read_managed(web: Web, address: str, page_id: str, found: Findings, *, subscribers: bool) -> None:
    """All of a page, through the API."""
    base = (address or API).rstrip("/")
    page_id = page_id or _only_page([*web.pages(f"{base}/v1/pages", PER_PAGE, _list)])
    _read_components([*web.pages(f"{base}/v1/{page_id}/components", PER_PAGE, _list)], found)
    for each in web.pages(f"{base}/v1/{page_id}/incidents", PER_PAGE, _list):
        _read_incident(each, found)
    for each in web.pages(f"{base}/v1/{page_id}/maintenances", PER_PAGE, _list):
        _read_maintenance(each, found)
    for each in web.maybe(f"{base}/v1/{page_id}/templates") or ():
        _read_template(each, found)
    if subscribers:
        for each in web.pages(f"{base}/v1/{page_id}/subscribers", PER_PAGE, _list):
            if each.get("email") and each.get("confirmed", True):
                found.add(SubscriberPiece(foreign_id=str(each["id"]), email=str(each["email"])))
            else:
                found.note("subscriber", "Only confirmed subscribers by mail are taken over.")


def _list(value: Any) -> list[Any]:  # noqa: ANN401 - JSON
    return list(wanted(value, list, "The answer of the API"))


def _only_page(pages: list[Any]) -> str:
    if len(pages) != 1:
        names = ", ".join(f"{each.get('name')} ({each.get('id')})" for each in pages[:10])
        raise UnreadableError(f"The key opens {len(pages)} pages: say which one by its id. {names}")
    return str(pages[0]["id"])


def _read_components(components: Any, found: Findings) -> None:  # noqa: ANN401
    for each in sorted(components or (), key=lambda each: each.get("order") or 0):
        if each.get("isParent"):
            continue
        group = each.get("group")
        found.add(
            ServicePiece(
                foreign_id=str(each["id"]),
                name=_word(each.get("name")),
                description=_word(each.get("description")),
                category=_word(group.get("name")) if isinstance(group, dict) else str(group or ""),
                status=_STATUS.get(str(each.get("status")), ServiceStatus.OPERATIONAL),
                since=moment(each.get("createdAt")),
            )
        )


def _read_incident(given: Json, found: Findings) -> None:
    title, began = _word(given.get("name")), moment(given.get("started"))
    if began is None:
        found.note("incident", "It says of no time when it was.", title)
        return
    said = tuple(
        IncidentSaid(
            status=_INCIDENT.get(str(each.get("status")), IncidentStatus.MONITORING),
            text=_word(each.get("message")),
            at=at,
        )
        for each in given.get("updates") or ()
        if (at := _at(each))
    )
    end = moment(given.get("resolved")) if given.get("status") == "RESOLVED" else None
    if given.get("status") == "RESOLVED" and end is None:
        end = max((each.at for each in said), default=began)
    services = _services(given, found)
    impact = str(given.get("impact"))
    status = _STATUS.get(impact)
    gives = {each: own or status for each, own in services.items()}
    found.add(
        IncidentPiece(
            foreign_id=str(given["id"]),
            title=title,
            impact=_IMPACT.get(impact),
            services=tuple(services),
            updates=tuple(sorted(said, key=lambda each: each.at)),
            started_at=began,
            resolved_at=end,
            statuses={} if end else {each: own for each, own in gives.items() if own},
            spans=tuple(
                SpanPiece(service=each, status=status, start=began, end=end)
                for each in services
                if end and status and status is not ServiceStatus.OPERATIONAL
            ),
        )
    )


def _read_maintenance(given: Json, found: Findings) -> None:
    title, start = _word(given.get("name")), moment(given.get("start"))
    if start is None:
        found.note("maintenance", "It says of no time when it is.", title)
        return
    minutes = given.get("duration")
    length = (
        timedelta(minutes=float(minutes)) if isinstance(minutes, int | float) and minutes > 0 else timedelta(hours=1)
    )
    end = moment(given.get("end")) or start + length
    found.add(
        MaintenancePiece(
            foreign_id=str(given["id"]),
            title=title,
            services=tuple(_services(given, found)),
            updates=tuple(
                MaintenanceSaid(status=status, text=_word(each.get("message")), at=at)
                for each in given.get("updates") or ()
                if (status := _MAINTENANCE.get(str(each.get("status")))) and (at := _at(each))
            ),
            scheduled_start=start,
            scheduled_end=end,
            actual_end=moment(given.get("resolved")),
            is_over=given.get("status") == "COMPLETED",
        )
    )


def _read_template(given: Json, found: Findings) -> None:
    if given.get("type") == "MAINTENANCE":
        found.note("template", "Templates of maintenance are left out.", given.get("name"))
        return
    status = _INCIDENT.get(str(given.get("status")), IncidentStatus.INVESTIGATING)
    name = _word(given.get("name"))
    found.add(
        TemplatePiece(
            foreign_id=str(given["id"]), name=name, title=name, text=_word(given.get("message")), status=status
        )
    )


def _services(given: Json, found: Findings) -> dict[str, ServiceStatus | None]:
    services: dict[str, ServiceStatus | None] = {}
    for each in given.get("components") or ():
        key = str(each.get("id") if isinstance(each, dict) else each)
        if not found.has("service", key):
            name = _word(each.get("name")) if isinstance(each, dict) else key
            found.note("service", "Services that were deleted there come because incidents name them.", name)
            found.need_service(key, name)
        own = _STATUS.get(str(each.get("status"))) if isinstance(each, dict) else None
        services[key] = own if own is not ServiceStatus.OPERATIONAL else None
    return services


def _at(update: Json) -> datetime | None:
    return moment(update.get("started") or update.get("createdAt"))


def _word(value: Any) -> str:  # noqa: ANN401 - a text, or one for each language
    if isinstance(value, dict):
        return str(value.get("default") or value.get("en") or next(iter(value.values()), ""))
    return str(value or "")
