"""Postmortems: what an organization says of an incident once it knows why it happened."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from chalicelib.domain import markdown
from chalicelib.domain.errors import ConflictError, InvalidError
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import Incident
from chalicelib.domain.markdown import TextTree
from chalicelib.domain.model import Model
from chalicelib.domain.text import MULTILINE_RULES
from chalicelib.domain.times import Instant

MAX_LETTERS = 20_000
"""Kept in an item of its own: with the incident's updates it might not fit."""

PostmortemText = Annotated[str, Field(min_length=1, max_length=MAX_LETTERS), *MULTILINE_RULES]


class Postmortem(Model):
    """What is said of one incident. Until it is published, only the team sees it."""

    id: Id = Field(exclude=True)
    """The incident's."""
    org_id: Id = Field(default="", exclude=True)
    text: PostmortemText
    text_tree: TextTree = None
    published: bool = False
    """Whether visitors read it, on the incident's page."""
    published_at: Instant | None = None
    """When it was first published; null while it is a draft."""
    created_at: Instant
    updated_at: Instant
    """When its text was last written, or it was published or taken back."""
    version: int = 1

    @property
    def shown_at(self) -> datetime | None:
        """When what visitors read of it last changed; None while they read nothing."""
        return self.updated_at if self.published else None


class PostmortemEdit(Model):
    """What becomes of a postmortem; a field left out keeps its value. A new one needs a text."""

    text: PostmortemText | None = None
    published: bool | None = None
    """Whether visitors read it, on the incident's page; only once the incident is resolved."""
    notify: bool | None = None
    """False where subscribers are not to be told that it is published."""


class PublishedPostmortem(Model):
    """A postmortem as visitors read it."""

    text: PostmortemText
    text_tree: TextTree = None
    published_at: Instant
    """When it was first published."""
    updated_at: Instant

    @classmethod
    def of(cls, postmortem: Postmortem) -> Self | None:
        """None for a draft."""
        if not postmortem.published or postmortem.published_at is None:
            return None
        return cls(**postmortem.model_dump(include={"text", "text_tree", "published_at", "updated_at"}))


class IncidentWithPostmortem(Incident):
    """An incident, and what was said of it afterwards, if that is published."""

    postmortem: PublishedPostmortem | None = Field(default=None, exclude_if=lambda value: value is None)
    """Left out where there is none."""


def written(before: Postmortem | None, incident: Incident, edit: PostmortemEdit, now: datetime) -> Postmortem:
    """The postmortem with what the edit says; raises ConflictError for publishing it while the incident is open."""
    if edit.published and incident.is_open and not (before and before.published):
        raise ConflictError("The incident is not resolved yet: keep its postmortem as a draft until it is.")
    if before is None:
        return _begun(incident, edit, now)
    changes = edit.model_dump(exclude_none=True, exclude={"notify"})
    is_first = bool(edit.published) and before.published_at is None
    return before.but(
        **markdown.written(**changes),
        published_at=now if is_first else before.published_at,
        updated_at=now,
        version=before.version + 1,
    )


def marked(incident: Incident, postmortem: Postmortem | None, now: datetime) -> Incident:
    """The incident, which says since when its postmortem reads as it does, or that there is none."""
    return incident.revised(now, postmortem_at=postmortem.shown_at if postmortem else None)


def _begun(incident: Incident, edit: PostmortemEdit, now: datetime) -> Postmortem:
    if edit.text is None:
        raise InvalidError(("text",), "is required for a new postmortem")
    published = bool(edit.published)
    return Postmortem(
        id=incident.id,
        org_id=incident.org_id,
        **markdown.written(text=edit.text),
        published=published,
        published_at=now if published else None,
        created_at=now,
        updated_at=now,
    )
