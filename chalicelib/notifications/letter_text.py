"""A mail as plain text."""

from collections.abc import Iterator

from chalicelib.domain.markdown import plain_text
from chalicelib.mail.letters import dashboard
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
    yield from footer(message, links)
    yield from ("", "Change what you get:", links[0] if links else own_choice(message))
    if links:
        yield from ("", "Unsubscribe:", links[1])
    if organization.postal_address:
        yield from ("", organization.postal_address)


def footer(message: Rendered, links: Links) -> list[str]:
    """Why somebody gets it."""
    why = "follow the status page of" if links else "are in the team of"
    return [f"You get this because you {why} {message.organization.name}."]


def own_choice(message: Rendered) -> str:
    """Where a member of the team chooses what to be told."""
    return dashboard("profile", message.told.org_id)
