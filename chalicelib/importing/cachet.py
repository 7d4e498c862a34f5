"""A Cachet, by its API: version 1 of Cachet 2, or the JSON:API of Cachet 3."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.incidents import IncidentStatus
from chalicelib.domain.pieces import (
    IncidentPiece,
    IncidentSaid,
    MaintenancePiece,
    ServicePiece,
    SpanPiece,
    SubscriberPiece,
)
from chalicelib.domain.services import ServiceStatus
from chalicelib.importing.fetching import Web
from chalicelib.importing.findings import Findings, wanted
from chalicelib.importing.times import moment

PER_PAGE = 50
Json = Mapping[str, Any]
_COMPONENT = {
    1: ServiceStatus.OPERATIONAL,
    2: ServiceStatus.DEGRADED_PERFORMANCE,
    3: ServiceStatus.PARTIAL_OUTAGE,
    4: ServiceStatus.MAJOR_OUTAGE,
    5: ServiceStatus.UNDER_MAINTENANCE,
}
_INCIDENT = {
    1: IncidentStatus.INVESTIGATING,
    2: IncidentStatus.IDENTIFIED,
    3: IncidentStatus.MONITORING,
    4: IncidentStatus.RESOLVED,
}
_COMPLETED = 2


def read(web: Web, address: str, found: Findings, *, subscribers: bool) -> None:
    """What the API at an address holds. Subscribers need a key."""
    base = f"{address.rstrip('/').removesuffix('/api/v1').removesuffix('/api')}"
    base = f"{base}/api" if _is_third(web, base) else f"{base}/api/v1"
    groups = {each["id"]: each for each in _all(web, f"{base}/{_groups_path(base)}")}
    for each in sorted(_all(web, f"{base}/components"), key=lambda each: _place(each, groups)):
        _read_component(each, groups, found)
    for each in _all(web, f"{base}/incidents", include="updates,components"):
        _read_incident(web, base, each, found)
    for each in _all(web, f"{base}/schedules", include="components"):
        _read_schedule(each, found)
    if web.maybe(f"{base}/metrics"):
        found.note("metric", "Numbers of metrics are not taken over: send them to metrics of this page.")
    if subscribers:
        for each in _all(web, f"{base}/subscribers"):
            if each.get("verified_at") and each.get("email"):
                found.add(SubscriberPiece(foreign_id=str(each["id"]), email=str(each["email"])))
            else:
                found.note("subscriber", "Who has not confirmed is left out.")


def _is_third(web: Web, base: str) -> bool:
    """Whether it is version 3, which has no `/api/v1`."""
    return web.maybe(f"{base}/api/v1/ping") is None


def _groups_path(base: str) -> str:
    return "components/groups" if base.endswith("/v1") else "component-groups"


def _all(web: Web, address: str, **query: object) -> Iterable[dict[str, Any]]:
    """All pages of a list, each item as a flat object with what is related to it beside it."""
    third = "/api/v1/" not in address
    for page in range(1, 2_000):
        answer = web.json(address, **(query if third else {}), per_page=PER_PAGE, page=page)
        items = wanted(answer, dict, "The answer of the API").get("data") or []
        included = {(each["type"], str(each["id"])): each for each in answer.get("included") or ()}
        yield from (_flat(each, included) for each in items)
        if len(items) < PER_PAGE:
            return


def _flat(item: Json, included: Mapping[tuple[str, str], Json]) -> dict[str, Any]:
    """What JSON:API tells in `attributes` and `relationships`, as version 1 has it."""
    if "attributes" not in item:
        return dict(item)
    flat = {**item["attributes"], "id": item["attributes"].get("id", item["id"])}
    for name, related in (item.get("relationships") or {}).items():
        data = related.get("data")
        if isinstance(data, list):
            keys = [(each["type"], str(each["id"])) for each in data]
            flat[name] = [_flat(included[key], {}) if key in included else {"id": key[1]} for key in keys]
    return flat


def _read_component(given: Json, groups: Mapping[Any, Json], found: Findings) -> None:
    if not given.get("enabled", True):
        found.note("service", "Components that are switched off are left out.", given.get("name"))
        return
    group = _group_of(given, groups)
    found.add(
        ServicePiece(
            foreign_id=str(given["id"]),
            name=str(given.get("name") or ""),
            description=str(given.get("description") or ""),
            category=str((group or {}).get("name") or ""),
            status=_COMPONENT.get(_value(given.get("status")), ServiceStatus.OPERATIONAL),
            since=_time(given, "created"),
        )
    )
    if given.get("link"):
        found.note("service", "Links of components are not taken over.", given.get("name"))


def _place(component: Json, groups: Mapping[Any, Json]) -> tuple[bool, int, str, int]:
    """Where it stands: in the order of groups, then in that of components; those without a group come last."""
    group = _group_of(component, groups)
    return group is None, _order(group or {}), str((group or {}).get("id", "")), _order(component)


def _order(given: Json) -> int:
    value = given.get("order")
    return value if isinstance(value, int) else 0


def _group_of(given: Json, groups: Mapping[Any, Json]) -> Json | None:
    """The group that the component names, or else the one that lists it."""
    if named := groups.get(given.get("group_id")) or groups.get(given.get("component_group_id")):
        return named
    listing = ((group, group.get("components") or group.get("enabled_components") or ()) for group in groups.values())
    return next(
        (group for group, members in listing if any(str(each.get("id")) == str(given["id"]) for each in members)), None
    )


def _read_incident(web: Web, base: str, given: Json, found: Findings) -> None:
    title = str(given.get("name") or "")
    began = _time(given, "occurred") or _time(given, "created")
    if str(given.get("visible", given.get("is_visible", 1))).lower() in {"0", "false"}:
        found.note("incident", "Hidden incidents are left out.", title)
        return
    if began is None or (_value(given.get("status")) == 0 and "/v1" in base):
        found.note("incident", "Scheduled incidents of old releases say no end: plan them as maintenance.", title)
        return
    updates = given.get("updates")
    if updates is None and "/api/v1" in base:
        updates = [*_all(web, f"{base}/incidents/{given['id']}/updates")]
    said = [_said(each, began) for each in updates or ()]
    latest = _INCIDENT.get(_value(given.get("latest_status", given.get("status"))), IncidentStatus.INVESTIGATING)
    first = IncidentStatus.INVESTIGATING if said or latest is IncidentStatus.RESOLVED else latest
    said = sorted([IncidentSaid(status=first, text=str(given.get("message") or ""), at=began), *said], key=_at)
    if latest is IncidentStatus.RESOLVED and said[-1].status is not latest:
        last = max(_time(given, "updated") or began, said[-1].at)
        said.append(IncidentSaid(status=latest, text="", at=last))
        found.note("incident", "The end is when it was last changed: Cachet keeps no other.", title)
    end = said[-1].at if said[-1].status is IncidentStatus.RESOLVED else None
    services = _affected(given, found)
    found.add(
        IncidentPiece(
            foreign_id=str(given["id"]),
            title=title,
            services=tuple(services),
            updates=tuple(said),
            started_at=began,
            resolved_at=end,
            statuses={} if end else {each: status for each, status in services.items() if status},
            spans=tuple(
                SpanPiece(service=each, status=status, start=began, end=end)
                for each, status in services.items()
                if end and status and status is not ServiceStatus.OPERATIONAL
            ),
        )
    )


def _affected(given: Json, found: Findings) -> dict[str, ServiceStatus | None]:
    """The components, each with the status that the incident gave it where it says so."""
    services: dict[str, ServiceStatus | None] = {}
    for each in given.get("components") or ():
        pivot = each.get("pivot") or each.get("meta") or {}
        services[str(each.get("id"))] = _COMPONENT.get(_value(pivot.get("component_status") or pivot.get("status")))
    if (one := given.get("component_id")) and str(one) != "0":
        services.setdefault(str(one), _COMPONENT.get(_value(given.get("component_status"))))
    for each in [*services]:
        if not found.has("service", each):
            found.note("service", "Incidents name components that are gone; they lose them.", given.get("name"))
            del services[each]
    return services


def _read_schedule(given: Json, found: Findings) -> None:
    title, start = str(given.get("name") or ""), _time(given, "scheduled")
    if start is None:
        found.note("maintenance", "It says of no time when it is.", title)
        return
    end = _time(given, "completed")
    over = end is not None or _value(given.get("status")) == _COMPLETED
    services = tuple(
        str(each.get("component_id") or each.get("id"))
        for each in given.get("components") or ()
        if found.has("service", str(each.get("component_id") or each.get("id")))
    )
    if end is None:
        found.note("maintenance", "Without an end it is planned for an hour: Cachet keeps none.", title)
    planned = end if end and end > start else start + timedelta(hours=1)
    found.add(
        MaintenancePiece(
            foreign_id=str(given["id"]),
            title=title,
            description=str(given.get("message") or ""),
            services=services,
            scheduled_start=start,
            scheduled_end=planned,
            actual_end=end,
            is_over=over,
        )
    )


def _said(update: Json, began: datetime) -> IncidentSaid:
    status = _INCIDENT.get(_value(update.get("status")), IncidentStatus.MONITORING)
    return IncidentSaid(status=status, text=str(update.get("message") or ""), at=_time(update, "created") or began)


def _at(said: IncidentSaid) -> datetime:
    return said.at


def _value(given: Any) -> int:  # noqa: ANN401 - a number, its text, or `{value, human}`
    value = str(given.get("value") if isinstance(given, dict) else given)
    return int(value) if value.isascii() and value.isdigit() else -1


def _time(given: Json, name: str) -> datetime | None:
    """`occurred_at`, or `occurred: {string}`."""
    told = given.get(f"{name}_at") or (given.get(name) or {})
    return moment(told.get("string") if isinstance(told, dict) else told)
