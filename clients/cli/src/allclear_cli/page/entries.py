"""What may stand in a page's file. A field left out is not touched; a section left out is not looked at."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Status = str
Services = dict[str, Status | None] | list[str]
"""Names of services, with the status that each gets or none."""


class Entry(BaseModel):
    """Something in the file; a field that is not known is an error."""

    model_config = ConfigDict(extra="forbid", strict=True)

    def given(self) -> dict[str, Any]:
        """The fields that the file has."""
        return self.model_dump(exclude_unset=True)


class Named(Entry):
    """Something that is told from others by its name."""

    name: str = Field(min_length=1)
    renamed_from: str | None = None
    """The name that it has on the page until this is applied."""


class Settings(Entry):
    """Of the organization and its page."""

    name: str | None = None
    slug: str | None = None
    description: str | None = None
    website_url: str | None = None
    logo_url: str | None = None
    accent_color: str | None = None
    time_zone: str | None = None
    links: list[dict[str, str]] | None = None
    intro_text: str | None = None
    footer_text: str | None = None
    status_words: dict[str, str] | None = None
    show_uptime: bool | None = None
    notify_service_status: bool | None = None
    notifications: dict[str, bool] | None = None
    sender: dict[str, str] | None = None


class Category(Entry):
    """A group of services; their order is that of the list."""

    name: str = Field(min_length=1)
    description: str = ""
    folded: bool = False


class Service(Named):
    """A service; their order is that of the list. Its status is no matter of the file."""

    category: str = ""
    description: str = ""
    show_uptime: bool = True


class Template(Named):
    """Prepared words and choices."""

    kind: Literal["incident", "maintenance"]
    title: str = ""
    description: str = ""
    texts: dict[str, str] = {}
    impact: str | None = None
    services: Services = {}
    duration_minutes: int | None = None


class Metric(Named):
    """A line of the page; their order is that of the list."""

    unit: str = ""
    decimals: int = 0
    aggregation: str = "mean"
    visible: bool = True


class Monitor(Named):
    """What is watched. Further fields are those of `POST /api/monitors`; rules name `services` and a `template`."""

    model_config = ConfigDict(extra="allow", strict=True)

    kind: str
    rules: list[dict[str, Any]] = []


class PageFile(Entry):
    """The whole file."""

    settings: Settings | None = None
    categories: list[Category | str] | None = None
    services: list[Service] | None = None
    templates: list[Template] | None = None
    metrics: list[Metric] | None = None
    monitors: list[Monitor] | None = None


def services_of(given: Services) -> Mapping[str, Status | None]:
    """Both ways of writing services as one."""
    return given if isinstance(given, dict) else dict.fromkeys(given)
