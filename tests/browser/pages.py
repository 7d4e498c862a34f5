"""Published documents and frames of a made-up organization, as the publisher writes them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

Document = dict[str, Any]

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
OPERATIONAL = {"indicator": "none", "description": "All systems operational"}
INDICATORS = {
    "minor": "Degraded performance",
    "major": "Partial outage",
    "critical": "Major outage",
    "maintenance": "Maintenance in progress",
}

ORGANIZATION_ID = "01kat" + 20 * "0" + "g"

_numbers = count(1)


def ago(**length: float) -> str:
    """The wire form of a moment before NOW; a negative length is after it."""
    return (NOW - timedelta(**length)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def an_id() -> str:
    """Ascends, like the ULIDs it stands for."""
    return f"01kat{next(_numbers):021d}"


def a_status(indicator: str) -> Document:
    """What the banner says."""
    return OPERATIONAL if indicator == "none" else {"indicator": indicator, "description": INDICATORS[indicator]}


def a_service(name: str = "API", status: str = "operational", **given: object) -> Document:
    """A service as documents and frames hold it."""
    base = {"id": an_id(), "description": "", "category": "", "position": 100, "version": 1}
    return {**base, "name": name, "status": status, "created_at": ago(days=90), "updated_at": ago(days=3), **given}


def an_update(status: str = "investigating", text: str = "We are looking into it.", **since: float) -> Document:
    """One entry of an incident or of maintenance, `since` (as a timedelta) before NOW."""
    return {"id": an_id(), "status": status, "text": text, "created_at": ago(**since)}


def affected(*services: Document, status: str | None = None) -> list[Document]:
    """Services as an incident or maintenance names them."""
    return [{"id": each["id"], "name": each["name"], "status": status or each["status"]} for each in services]


def an_incident(
    title: str = "Elevated error rates",
    updates: Sequence[Document] | None = None,
    services: Sequence[Document] = (),
    impact: str = "minor",
) -> Document:
    """An incident that started with its oldest update and stands where its newest says."""
    said = list(updates) if updates is not None else [an_update(minutes=20)]
    newest, oldest = said[0], said[-1]
    resolved_at = newest["created_at"] if newest["status"] == "resolved" else None
    return {
        "id": an_id(),
        "title": title,
        "description": "",
        "status": newest["status"],
        "impact": impact,
        "services": list(services),
        "updates": said,
        "started_at": oldest["created_at"],
        "resolved_at": resolved_at,
        "created_at": oldest["created_at"],
        "updated_at": newest["created_at"],
        "version": len(said),
    }


def a_maintenance(title: str = "Database upgrade", status: str = "scheduled", **given: object) -> Document:
    """Maintenance of two hours the day after NOW, unless given otherwise."""
    return {
        "id": an_id(),
        "title": title,
        "description": "",
        "status": status,
        "services": [],
        "updates": [],
        "scheduled_start": ago(days=-1),
        "scheduled_end": ago(days=-1, hours=-2),
        "actual_start": None,
        "actual_end": None,
        "created_at": ago(days=2),
        "updated_at": ago(days=2),
        "version": 1,
        **given,
    }


def an_organization(slug: str = "demo-org", **given: object) -> Document:
    """An organization without branding."""
    base: Document = {"id": ORGANIZATION_ID, "name": "Demo", "description": "", "website_url": "", "logo_url": ""}
    base |= {"links": [], "intro_text": "", "footer_text": "", "status_words": {}, "categories": []}
    base |= {"show_uptime": True}
    return {**base, "slug": slug, "accent_color": "", "time_zone": "UTC", **given}


def a_page(indicator: str = "none", **given: object) -> Document:
    """A published page, version 10, with nothing on it but what is given."""
    return {
        "organization": an_organization(),
        "status": a_status(indicator),
        "services": [],
        "active_incidents": [],
        "recent_incidents": [],
        "maintenance": [],
        "version": 10,
        "updated_at": ago(minutes=3),
        **given,
    }


def a_frame(
    page: Mapping[str, Any], event: str, *, indicator: str = "none", version: int = 0, **data: object
) -> Document:
    """The next frame of a page, unless another version is asked for."""
    return {
        "event": event,
        "id": an_id(),
        "tenant_id": page["organization"]["id"],
        "version": version or page["version"] + 1,
        "occurred_at": ago(),
        "data": {**data, "status": a_status(indicator)},
    }
