"""What the pages that change something must know: what may be chosen, how long a text may be, who may do what."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from chalicelib.domain import (
    accounts,
    addresses,
    affected,
    api_keys,
    branding,
    incidents,
    invitations,
    maintenance,
    markdown,
    organizations,
    templates,
)
from chalicelib.domain.deletion import TIME_TO_UNDO
from chalicelib.domain.events import EventType
from chalicelib.domain.roles import ABILITIES, NEEDED, Permission, Role
from chalicelib.domain.services import CHOSEN, ServiceStatus
from chalicelib.domain.text import Headline, Label, LongText, Name, Title, WebAddress
from chalicelib.publish.facts.module import Fact, text_of

TITLE = "What may be chosen, how long a text may be, and who may do what."


def text() -> str:
    """forms.js."""
    return text_of(TITLE, _FACTS, explained=False)


def _schema(of: Any) -> Mapping[str, Any]:  # noqa: ANN401 - an annotated type is no type that mypy knows
    return TypeAdapter(of).json_schema()


def _longest(of: Any) -> int:  # noqa: ANN401
    return int(_schema(of)["maxLength"])


_FACTS = (
    Fact(
        "INCIDENT_SENTENCES",
        "{status: what visitors read when an update has no words of its own}.",
        {status.value: sentence for status, sentence in incidents.DEFAULT_TEXTS.items()},
    ),
    Fact(
        "MAINTENANCE_SENTENCES",
        "The same for maintenance.",
        {status.value: sentence for status, sentence in maintenance.DEFAULT_TEXTS.items()},
    ),
    Fact(
        "MAINTENANCE_STEPS",
        "{status of maintenance: those it can go to}.",
        {
            status.value: tuple(each for each in maintenance.MaintenanceStatus if each in steps)
            for status, steps in maintenance.STEPS.items()
        },
    ),
    Fact(
        "GIVEN_BY_INCIDENTS",
        "The statuses that an incident can give its services.",
        tuple(status for status in CHOSEN if status is not ServiceStatus.UNDER_MAINTENANCE),
    ),
    Fact(
        "ROLES",
        "{role: what somebody in it can do}; each includes those before it.",
        {role.value: ABILITIES[role] for role in Role},
    ),
    Fact(
        "NEEDED",
        "{what somebody wants to do: the least role that may}.",
        {permission.value: NEEDED[permission] for permission in Permission},
    ),
    Fact(
        "KEY_SCOPES",
        "{scope of an API key: the role as which it acts}.",
        {each.value: each.role for each in api_keys.Scope},
    ),
    Fact("NOTIFICATIONS", "What the owners can be told by mail.", tuple(branding.Notifications.model_fields)),
    Fact(
        "LOGGED",
        "The kinds of things that the audit log tells of.",
        tuple(dict.fromkeys(event.resource for event in EventType)),
    ),
    Fact(
        "LONGEST",
        "How many letters a text may have.",
        {
            "name": _longest(Name),
            "title": _longest(Title),
            "label": _longest(Label),
            "headline": _longest(Headline),
            "text": _longest(LongText),
            "web_address": _longest(WebAddress),
            "email": addresses.MAX_ADDRESS,
            "slug": organizations.MAX_SLUG,
            "status_word": _longest(branding.StatusWord),
            "password": _longest(accounts.Password),
        },
    ),
    Fact(
        "SHORTEST",
        "How many it must have.",
        {"slug": organizations.MIN_SLUG, "password": int(_schema(accounts.Password)["minLength"])},
    ),
    Fact("MARKS", "A pattern, with the flag `m`: where a text may have Markdown.", markdown.MARKS),
    Fact("SLUG", "What the address of a page looks like.", str(_schema(organizations.Slug)["pattern"])),
    Fact(
        "MOST",
        "How many there may be.",
        {
            "links": branding.MAX_LINKS,
            "categories": branding.MAX_CATEGORIES,
            "affected": affected.MAX_AFFECTED,
            "templates": templates.MAX_TEMPLATES,
        },
    ),
    Fact(
        "DURATIONS",
        "In days.",
        {
            "invitation": invitations.LIFETIME.days,
            "maintenance": maintenance.MAX_LENGTH.days,
            "undo_deletion": TIME_TO_UNDO.days,
        },
    ),
)
