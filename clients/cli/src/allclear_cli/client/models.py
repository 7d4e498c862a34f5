"""What the API answers with, as far as this package looks at it. More fields come along and are kept.

Words such as a status are plain strings, so what a newer release says is read, too.
"""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Read-only, and open to fields that are not named here."""

    model_config = ConfigDict(extra="allow", frozen=True)

    def as_json(self) -> dict[str, Any]:
        """What the API said of it."""
        return self.model_dump(mode="json", exclude_unset=True)


class Service(Model):
    """A service, or what an incident or maintenance says of one."""

    id: str
    name: str
    status: str = "operational"
    description: str = ""
    category: str = ""
    position: int = 0
    show_uptime: bool = True
    version: int = 1


class Update(Model):
    """What was said at a time."""

    id: str = ""
    status: str
    text: str = ""
    created_at: datetime


class Incident(Model):
    """An incident; `updates` come newest first."""

    id: str
    title: str
    status: str
    impact: str
    services: list[Service] = []
    updates: list[Update] = []
    started_at: datetime
    resolved_at: datetime | None = None
    draft: bool = False
    version: int = 1


class Maintenance(Model):
    """Planned work; `updates` come newest first."""

    id: str
    title: str
    status: str
    description: str = ""
    scheduled_start: datetime
    scheduled_end: datetime
    actual_start: datetime | None = None
    actual_end: datetime | None = None
    services: list[Service] = []
    updates: list[Update] = []
    draft: bool = False
    version: int = 1


class Template(Model):
    """Words and choices prepared for what is likely to go wrong."""

    id: str
    kind: str
    name: str
    version: int = 1


class Organization(Model):
    """The organization that a key belongs to, with its settings as more fields."""

    id: str
    name: str
    slug: str
    time_zone: str = "UTC"
    version: int = 1


class PageStatus(Model):
    """The state of a page: `none`, `minor`, `major`, `critical`, `maintenance`, and a sentence for people."""

    indicator: str
    description: str


class Page(Model):
    """A status page, as every visitor sees it."""

    organization: Organization
    status: PageStatus
    services: list[Service]
    active_incidents: list[Incident]
    recent_incidents: list[Incident] = []
    maintenance: list[Maintenance] = []
    version: int
    updated_at: datetime


class Audience(Model):
    """How many subscribers are told."""

    count: int
    """Of this."""
    total: int
    """Of anything."""
