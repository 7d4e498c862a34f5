"""An Uptime Kuma: the API of one of its status pages, or the JSON of a backup."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from chalicelib.domain.incidents import Impact, IncidentStatus
from chalicelib.domain.pieces import (
    HistoryPiece,
    IncidentPiece,
    IncidentSaid,
    MaintenancePiece,
    ServicePiece,
    SpanPiece,
)
from chalicelib.domain.services import ServiceStatus
from chalicelib.importing.fetching import Web
from chalicelib.importing.findings import Findings, UnreadableError, wanted
from chalicelib.importing.times import moment, zone_of

Json = Mapping[str, Any]
_BEAT = {0: ServiceStatus.MAJOR_OUTAGE, 3: ServiceStatus.UNDER_MAINTENANCE}
_IMPACT = {"danger": Impact.MAJOR, "warning": Impact.MINOR}
_GROUP = "group"


def read_page(web: Web, address: str, found: Findings) -> None:
    """A status page, such as `https://uptime.example.com/status/main`."""
    parts = urlsplit(address)
    slug = parts.path.rstrip("/").rpartition("/")[2] or "default"
    base = f"{parts.scheme}://{parts.netloc}/api/status-page"
    page = wanted(web.json(f"{base}/{slug}"), dict, "The status page")
    beats = (web.maybe(f"{base}/heartbeat/{slug}") or {}).get("heartbeatList") or {}
    for group in wanted(page.get("publicGroupList"), list, "The status page"):
        for monitor in group.get("monitorList") or ():
            _read_monitor(monitor, str(group.get("name") or ""), _beats(beats.get(str(monitor.get("id")))), found)
    for incident in (*([page["incident"]] if page.get("incident") else ()), *(page.get("incidents") or ())):
        _read_incident(incident, found)
    for maintenance in page.get("maintenanceList") or ():
        _read_maintenance(maintenance, found)
    found.note("history", "Uptime is known for the last beats that a status page shows; older days stay empty.")


def read_backup(backup: Any, found: Findings) -> None:  # noqa: ANN401 - JSON
    """A backup of Uptime Kuma 1: it holds monitors, and no incidents."""
    monitors = wanted(wanted(backup, dict, "The backup").get("monitorList"), list, "The backup")
    names = {each.get("id"): str(each.get("name") or "") for each in monitors}
    for each in monitors:
        if each.get("type") == _GROUP:
            continue
        if _is_off(each.get("active", True)):
            found.note("service", "Monitors that are paused are left out.", each.get("name"))
            continue
        _read_monitor(each, names.get(each.get("parent"), ""), (), found)
    found.note("monitor", "How something is checked is not taken over: make a monitor for it here.")
    for name in ("notificationList", "proxyList"):
        if backup.get(name):
            found.note("setting", "Notifications and proxies are not taken over.", name)
    if not monitors:
        raise UnreadableError("The backup holds no monitors.")


def _read_monitor(given: Json, category: str, beats: Sequence[tuple[datetime, int]], found: Findings) -> None:
    foreign_id = str(given["id"])
    latest = _BEAT.get(beats[-1][1], ServiceStatus.OPERATIONAL) if beats else ServiceStatus.OPERATIONAL
    found.add(
        ServicePiece(
            foreign_id=foreign_id,
            name=str(given.get("name") or ""),
            description=str(given.get("description") or ""),
            category=category,
            status=latest,
            since=beats[0][0] if beats else None,
        )
    )
    spans = tuple(_spans(foreign_id, beats))
    if spans:
        key = f"{foreign_id}@{spans[0].start.isoformat()}"
        found.add(HistoryPiece(foreign_id=key, spans=spans))


def _beats(given: Any) -> list[tuple[datetime, int]]:  # noqa: ANN401 - JSON
    """Times and states, oldest first; a stretch without any says nothing."""
    timed = [(moment(each.get("time")), each.get("status")) for each in given or () if isinstance(each, dict)]
    return sorted((at, status) for at, status in timed if at and isinstance(status, int))


def _spans(service: str, beats: Sequence[tuple[datetime, int]]) -> Iterable[SpanPiece]:
    """From a beat that says down to the next that says something else."""
    start: datetime | None = None
    status: ServiceStatus | None = None
    for at, state in beats:
        now = _BEAT.get(state)
        if now is status:
            continue
        if status and start and at - start >= timedelta(seconds=1):
            yield SpanPiece(service=service, status=status, start=start, end=at)
        start, status = at, now


def _is_off(value: object) -> bool:
    """Whether a field says no; databases say it as 0."""
    return value is False or value == 0


def _read_incident(given: Json, found: Findings) -> None:
    """Only what is pinned is there; it ends when somebody takes it away, which leaves no trace."""
    began = moment(given.get("createdDate") or given.get("created_date"))
    title = str(given.get("title") or "")
    if began is None:
        found.note("incident", "It says of no time when it was.", title)
        return
    ended = _is_off(given.get("active", True)) or _is_off(given.get("pin", True))
    changed = moment(given.get("lastUpdatedDate") or given.get("last_updated_date")) or began
    found.add(
        IncidentPiece(
            foreign_id=str(given["id"]),
            title=title,
            impact=_IMPACT.get(str(given.get("style")), Impact.NONE),
            updates=(
                IncidentSaid(status=IncidentStatus.INVESTIGATING, text=str(given.get("content") or ""), at=began),
            ),
            started_at=began,
            resolved_at=changed if ended else None,
        )
    )
    found.note("incident", "An incident of Uptime Kuma names no monitors: say here which services it affects.", title)


def _read_maintenance(given: Json, found: Findings) -> None:
    title, slots = str(given.get("title") or ""), given.get("timeslotList") or ()
    zone = zone_of(given.get("timezone"))
    times = [(moment(each.get("startDate"), zone), moment(each.get("endDate"), zone)) for each in slots]
    known = [(start, end) for start, end in times if start and end and start < end]
    if given.get("strategy") not in {None, "single"}:
        found.note("maintenance", "Of one that is repeated, the dates that are known come; plan the rest here.", title)
    if not known:
        found.note("maintenance", "It has no dates.", title)
    for number, (start, end) in enumerate(known):
        found.add(
            MaintenancePiece(
                foreign_id=f"{given['id']}#{start.isoformat()}" if number else str(given["id"]),
                title=title,
                description=str(given.get("description") or ""),
                scheduled_start=start,
                scheduled_end=end,
                is_over=given.get("status") == "ended",
            )
        )
