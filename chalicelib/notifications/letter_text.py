"""A mail as plain text."""

from collections.abc import Iterator

from chalicelib.domain.markdown import plain_text
from chalicelib.notifications.channel import Rendered
from chalicelib.notifications.facts import facts
from chalicelib.notifications.moments import moment

Links = tuple[str, str] | None
"""To change and to end what somebody gets; None for a member of the team."""


def text(message: Rendered, zone: str, links: Links) -> str:
    """All of it; each link stands on a line of its own."""
    return "\n".join(_lines(message, zone, links)) + "\n"


def _lines(message: Rendered, zone: str, links: Links) -> Iterator[str]:
    told, organization = message.told, message.organization
    yield f"{told.state}: {told.title}"
    yield organization.name
    for said in told.updates:
        yield from ("", f"{said.label} - {moment(said.at, zone)}")
        if said.text:
            yield plain_text(said.text, said.tree)
    yield ""
    yield from (f"{name}: {value}" for name, value in facts(told, zone))
    yield from ("", "Read on:", message.url, "", "--")
    yield from footer(message)
    if links:
        yield from ("", "Change what you get:", links[0], "", "Unsubscribe:", links[1])
    if organization.postal_address:
        yield from ("", organization.postal_address)


def footer(message: Rendered) -> list[str]:
    """Why somebody gets it."""
    return [f"You get this because you follow the status page of {message.organization.name}."]
