"""How a page is made an organization's own: its colour, its words, its links and texts."""

from collections.abc import Hashable, Sequence
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from chalicelib.domain.addresses import Email
from chalicelib.domain.model import Model
from chalicelib.domain.services import ServiceStatus
from chalicelib.domain.text import Color, Headline, Label, LongText, Name, WebAddress
from chalicelib.domain.words import AS_STORED

READABLE = 4.5
"""WCAG AA for text."""
LIGHT_PAGE, DARK_PAGE = "#ffffff", "#0e1116"
MAX_LINKS, MAX_CATEGORIES = 10, 50
MAX_POSTAL_ADDRESS = 500

H = TypeVar("H", bound=Hashable)


def contrast(one: str, other: str) -> float:
    """The contrast of two `#rrggbb` colours as WCAG 2 defines it: from 1 for equal ones to 21 for black on white."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _readable(color: str) -> str:
    """One scheme is enough, because the page adapts the colour to the other one."""
    if not color:
        return color
    on_light, on_dark = contrast(color, LIGHT_PAGE), contrast(color, DARK_PAGE)
    if max(on_light, on_dark) < READABLE:
        raise ValueError(
            f"is hard to read on the light page ({on_light:.2f}:1) and on the dark one ({on_dark:.2f}:1): "
            f"choose a darker or a lighter one, with {READABLE}:1 on either"
        )
    return color


def _of_known_statuses(value: object, info: ValidationInfo) -> object:
    """Without the words for statuses that only a newer release knows."""
    if info.context != AS_STORED or not isinstance(value, dict):
        return value
    return {status: word for status, word in value.items() if status in ServiceStatus.__members__.values()}


def _given(address: str) -> str:
    if not address:
        raise ValueError("must not be blank")
    return address


def _without_repeats(items: Sequence[H]) -> Sequence[H]:
    if len(set(items)) != len(items):
        raise ValueError("must not repeat itself")
    return items


class PageLink(Model):
    """A link on the page, to support, terms, or the product."""

    label: Name
    url: Annotated[WebAddress, AfterValidator(_given)]
    """http or https."""


class CategoryDetail(Model):
    """What the page says and does with a category beyond listing its services."""

    name: Name
    """The category's, as services have it; one that no service has is kept for later."""
    description: Headline = ""
    """One line above its services."""
    folded: bool = False
    """Whether it starts folded while all is well in it. What is affected always starts open."""


class Notifications(Model):
    """What the owners are told by mail, besides what concerns their own account."""

    member_joined: bool = True
    """Somebody accepted an invitation."""
    api_key_created: bool = True
    """Somebody made an API key."""


class Sender(Model):
    """How mail to subscribers says whom it is from."""

    name: Label = ""
    """Whom it comes from; empty for the name of the organization."""
    reply_to: Email | Literal[""] = ""
    """Where answers go; empty for nowhere."""
    postal_address: Annotated[LongText, Field(max_length=MAX_POSTAL_ADDRESS)] = ""
    """At the foot of every mail, which many laws ask for."""


def _told_once(details: Sequence[CategoryDetail]) -> Sequence[CategoryDetail]:
    _without_repeats([each.name for each in details])
    return details


AccentColor = Annotated[Color, AfterValidator(_readable)]
StatusWord = Annotated[Name, Field(max_length=40)]
StatusWords = Annotated[dict[ServiceStatus, StatusWord], BeforeValidator(_of_known_statuses)]
Links = Annotated[tuple[PageLink, ...], Field(max_length=MAX_LINKS)]
Categories = Annotated[tuple[Name, ...], Field(max_length=MAX_CATEGORIES), AfterValidator(_without_repeats)]
CategoryDetails = Annotated[tuple[CategoryDetail, ...], Field(max_length=MAX_CATEGORIES), AfterValidator(_told_once)]
