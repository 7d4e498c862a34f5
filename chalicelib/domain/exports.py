"""Exports: everything of an organization as one archive, made in the background and kept for a week."""

from datetime import timedelta

from pydantic import Field

from chalicelib.domain.events import Actor
from chalicelib.domain.ids import Id
from chalicelib.domain.model import Model
from chalicelib.domain.times import Instant
from chalicelib.domain.words import Word

KEPT_FOR = timedelta(days=7)
MOST_AT_ONCE = 3
"""Of one organization."""


class ExportState(Word):
    """How far an export is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"

    @classmethod
    def for_unknown(cls) -> "ExportState":
        """There is nothing to read."""
        return cls.FAILED


class Export(Model):
    """An archive of everything that an organization has."""

    id: Id
    """Its id."""
    org_id: Id = Field(default="", exclude=True)
    state: ExportState = ExportState.RUNNING
    """How far it is."""
    counts: dict[str, int] = Field(default_factory=dict)
    """What it holds, by kind of resource."""
    size: int | None = None
    """Bytes."""
    message: str = ""
    """Why it failed."""
    created_at: Instant
    """When it was asked for."""
    created_by: Actor
    """Who asked for it."""
    finished_at: Instant | None = None
    """When it was made."""
    expires_at: Instant
    """When the archive is forgotten."""
    version: int = 1
    """Counts from 1."""


class ExportWithLink(Export):
    """An export, and where its archive is."""

    url: str | None = None
    """Reads the archive for some minutes, without signing in: whoever has it can. Ask again for another one."""
    url_expires_at: Instant | None = None
    """When the link ends."""


def begun(export_id: Id, org_id: Id, actor: Actor, now: Instant) -> Export:
    """An export that is to be made."""
    return Export(id=export_id, org_id=org_id, created_at=now, created_by=actor, expires_at=now + KEPT_FOR)
