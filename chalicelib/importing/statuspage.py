"""A Statuspage: its public v2 documents by address, or all of it through its management API with a key."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
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

API = "https://api.statuspage.io"
PER_PAGE = 100
PUBLISHED = 50
"""The public documents hold no more."""
Json = Mapping[str, Any]


def read_public(web: Web, address: str, found: Findings) -> None:
    """What the public documents of a page hold."""
    base = f"{address.rstrip('/')}/api/v2"
    components = wanted(
        wanted(web.json(f"{base}/components.json"), dict, "components.json").get("components"), list, "It"
    )
    _read_components(components, found)
    incidents = web.json(f"{base}/incidents.json").get("incidents") or []
    if len(incidents) >= PUBLISHED:
        found.note(
            "incident",
            f"The public documents hold the newest {PUBLISHED} alone: with a key of the page's API all come.",
        )
    maintenance = web.json(f"{base}/scheduled-maintenances.json").get("scheduled_maintenances") or []
    _read_entries([*incidents, *maintenance], found)


def read_managed(web: Web, address: str, page_id: str, found: Findings, *, subscribers: bool) -> None:
    """All of a page, through its management API."""
    pages = f"{(address or API).rstrip('/')}/v1/pages"
    base = f"{pages}/{page_id or _only_page(web.json(pages))}"
    components = [*web.pages(f"{base}/components", PER_PAGE, _list)]
    groups = [*web.pages(f"{base}/component-groups", PER_PAGE, _list)]
    _read_components(components, found, groups)
    _read_entries(web.pages(f"{base}/incidents", PER_PAGE, _list, of="limit"), found)
    for each in _list(web.maybe(f"{base}/incident_templates", per_page=PER_PAGE, page=1) or []):
        _read_template(each, found)
    if subscribers:
        for each in web.pages(f"{base}/subscribers", PER_PAGE, _list, of="limit", type="email"):
            _read_subscriber(each, found)
    if web.maybe(f"{base}/metrics_providers"):
        found.note("metric", "Numbers of metrics are not taken over: send them to metrics of this page.")


def _list(value: Any) -> list[Any]:  # noqa: ANN401 - JSON
    return list(wanted(value, list, "The answer of the API"))


def _only_page(pages: Any) -> str:  # noqa: ANN401
    found = _list(pages)
    if len(found) != 1:
        names = ", ".join(f"{each.get('name')} ({each.get('id')})" for each in found[:10])
        raise UnreadableError(f"The key opens {len(found)} pages: say which one by its id. {names}")
    return str(found[0]["id"])


def _read_components(components: Sequence[Json], found: Findings, groups: Sequence[Json] = ()) -> None:
    names = {str(each.get("id")): str(each.get("name") or "") for each in (*components, *groups)}
    places = {str(each.get("id")): _position(each) for each in (*components, *groups)}
    for each in sorted(components, key=lambda each: _place(each, places)):
        if each.get("group"):
            if each.get("description"):
                found.note("service", "Descriptions of groups are not taken over.", each.get("name"))
            continue
        if each.get("only_show_if_degraded"):
            found.note("service", "Services that show only while something is wrong show always.", each.get("name"))
        if each.get("status") and str(each["status"]) not in {*ServiceStatus}:
            found.note("service", "Its status is none that is known: it comes as operational.", each.get("name"))
        found.add(
            ServicePiece(
                foreign_id=str(each["id"]),
                name=str(each.get("name") or ""),
                description=str(each.get("description") or ""),
                category=names.get(str(each.get("group_id") or ""), ""),
                status=_status(each.get("status")),
                since=moment(each.get("start_date")) or moment(each.get("created_at")),
            )
        )


def _place(component: Json, places: Mapping[str, int]) -> tuple[int, str, int]:
    """Where it stands: its group is among the components without one, and counts its own from the beginning."""
    group = str(component.get("group_id") or "")
    return places.get(group, _position(component)), group, _position(component)


def _position(given: Json) -> int:
    value = given.get("position")
    return value if isinstance(value, int) else 0


def _read_entries(entries: Iterable[Json], found: Findings) -> None:
    for each in entries:
        if each.get("scheduled_for"):
            _read_maintenance(each, found)
        else:
            _read_incident(each, found)


def _read_incident(given: Json, found: Findings) -> None:
    title, said = str(given.get("name") or ""), _said(given)
    began = _began(given, said)
    if began is None:
        found.note("incident", "It says of no time when it was.", title)
        return
    updates = [
        IncidentSaid(status=_incident_status(each), text=str(each.get("body") or ""), at=at) for at, each in said
    ]
    end = _end(given, updates)
    if given.get("status") == "postmortem" or any(each.get("status") == "postmortem" for _, each in said):
        found.note("incident", "Postmortems are taken over as such; updates of that status say resolved.", title)
    now = {str(each["id"]): _status(each.get("status")) for each in given.get("components") or () if each.get("id")}
    found.add(
        IncidentPiece(
            foreign_id=str(given["id"]),
            title=title,
            impact=_impact(given.get("impact"), found, title),
            services=_services(given, said, found),
            updates=tuple(updates),
            started_at=began,
            resolved_at=end,
            statuses={} if end else now,
            spans=_spans(said, end),
            postmortem=str(given.get("postmortem_body") or "") if given.get("postmortem_published_at") else "",
        )
    )
    if given.get("postmortem_body") and not given.get("postmortem_published_at"):
        found.note("incident", "Postmortems that are not published are left out.", title)


def _read_maintenance(given: Json, found: Findings) -> None:
    title, said = str(given.get("name") or ""), _said(given)
    start, end = moment(given.get("scheduled_for")), moment(given.get("scheduled_until"))
    if start is None or end is None:
        found.note("maintenance", "It says of no time when it is.", title)
        return
    updates = tuple(
        MaintenanceSaid(status=status, text=str(each.get("body") or ""), at=at)
        for at, each in said
        if (status := _MAINTENANCE.get(str(each.get("status"))))
    )
    actual = [each.at for each in updates if each.status is MaintenanceStatus.IN_PROGRESS]
    over = [each.at for each in updates if each.status is MaintenanceStatus.COMPLETED]
    found.add(
        MaintenancePiece(
            foreign_id=str(given["id"]),
            title=title,
            services=_services(given, said, found),
            updates=updates,
            scheduled_start=start,
            scheduled_end=end,
            actual_start=min(actual, default=None),
            actual_end=min(over, default=None) or moment(given.get("resolved_at")),
            is_over=given.get("status") in {"completed", "resolved", "postmortem"},
        )
    )


def _read_template(given: Json, found: Findings) -> None:
    services = tuple(str(each.get("id")) for each in given.get("components") or ())
    status = _INCIDENT.get(str(given.get("update_status")), IncidentStatus.INVESTIGATING)
    if str(given.get("update_status")) in _MAINTENANCE:
        found.note("template", "Templates of maintenance are left out.", given.get("name"))
        return
    name, title, text = (str(given.get(field) or "") for field in ("name", "title", "body"))
    found.add(
        TemplatePiece(
            foreign_id=str(given.get("id") or name), name=name, title=title, text=text, status=status, services=services
        )
    )


def _read_subscriber(given: Json, found: Findings) -> None:
    if not given.get("email"):
        found.note("subscriber", "Only subscribers by mail are taken over.", given.get("mode"))
    elif given.get("quarantined_at") or given.get("purge_at"):
        found.note("subscriber", "Who is not told any more there is left out.")
    else:
        services = tuple(map(str, given.get("components") or ()))
        found.add(SubscriberPiece(foreign_id=str(given["id"]), email=str(given["email"]), services=services))


def _said(given: Json) -> list[tuple[datetime, Json]]:
    """Its updates with their times, oldest first."""
    timed = [
        (moment(each.get("display_at")) or moment(each.get("created_at")), each)
        for each in given.get("incident_updates") or ()
    ]
    return sorted([(at, each) for at, each in timed if at], key=lambda pair: pair[0])


def _began(given: Json, said: Sequence[tuple[datetime, Json]]) -> datetime | None:
    known = moment(given.get("started_at")) or moment(given.get("created_at"))
    return min([*([known] if known else []), *(at for at, _ in said)], default=None)


def _end(given: Json, updates: Sequence[IncidentSaid]) -> datetime | None:
    if given.get("status") not in {"resolved", "postmortem", "completed"}:
        return None
    over = [each.at for each in updates if each.status is IncidentStatus.RESOLVED]
    return (
        min(over, default=None) or moment(given.get("resolved_at")) or max((each.at for each in updates), default=None)
    )


def _services(given: Json, said: Sequence[tuple[datetime, Json]], found: Findings) -> tuple[str, ...]:
    """Those it names, and those that an update changed; one that is gone from the page comes by its name."""
    named = [(str(each.get("id")), str(each.get("name") or "")) for each in given.get("components") or ()]
    named += [
        (str(each.get("code")), str(each.get("name") or ""))
        for _, update in said
        for each in update.get("affected_components") or ()
    ]
    for service_id, name in dict(named).items():
        if not found.has("service", service_id):
            found.note("service", "Services that were deleted there come because incidents name them.", name)
            found.need_service(service_id, name.rpartition(" - ")[2] or service_id)
    return tuple(dict(named))


def _spans(said: Sequence[tuple[datetime, Json]], end: datetime | None) -> tuple[SpanPiece, ...]:
    """What services were, as far as updates say which status they gave them; the last until it was over."""
    spans, since = list[SpanPiece](), dict[str, tuple[ServiceStatus, datetime]]()
    for at, update in said:
        for each in update.get("affected_components") or ():
            service = str(each.get("code"))
            _close(spans, since, service, at)
            status = _status(each.get("new_status"))
            if status is not ServiceStatus.OPERATIONAL:
                since[service] = (status, at)
    for service in [*since]:
        if end:
            _close(spans, since, service, end)
    return tuple(spans)


def _close(
    spans: list[SpanPiece], since: dict[str, tuple[ServiceStatus, datetime]], service: str, at: datetime
) -> None:
    status, start = since.pop(service, (ServiceStatus.OPERATIONAL, at))
    if start < at:
        spans.append(SpanPiece(service=service, status=status, start=start, end=at))


def _status(word: object) -> ServiceStatus:
    known = {each.value: each for each in ServiceStatus}
    return known.get(str(word), ServiceStatus.OPERATIONAL)


_INCIDENT = {each.value: each for each in IncidentStatus} | {"postmortem": IncidentStatus.RESOLVED}
_MAINTENANCE = {each.value: each for each in MaintenanceStatus}


def _incident_status(update: Json) -> IncidentStatus:
    return _INCIDENT.get(str(update.get("status")), IncidentStatus.MONITORING)


def _impact(word: object, found: Findings, title: str) -> Impact | None:
    known = {each.value: each for each in Impact}
    if str(word) == "maintenance":
        found.note("incident", "The impact maintenance is none of an incident's: it is told as minor.", title)
        return Impact.MINOR
    return known.get(str(word))
