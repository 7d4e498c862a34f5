"""What an incident or maintenance affects, as it is written on the command line."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from allclear_cli import names
from allclear_cli.client import UsageError
from allclear_cli.client.models import Service
from allclear_cli.commands.services import ServiceStatus, full, names_of_services

Affected = Annotated[
    list[str] | None,
    typer.Option(
        "--service",
        "-s",
        metavar="SERVICE[=STATUS]",
        help="By id, name or Category/Name, with what it is: Checkout=major_outage. Again for each.",
        autocompletion=names_of_services,
        show_default=False,
    ),
]
Concerned = Annotated[
    list[str] | None,
    typer.Option(
        "--service",
        "-s",
        metavar="SERVICE",
        help="By id, name or Category/Name. Again for each.",
        autocompletion=names_of_services,
        show_default=False,
    ),
]


def ids(known: Sequence[Service], named: Sequence[str]) -> list[str]:
    """The services that are meant, once each."""
    return list(dict.fromkeys(names.service(known, text).id for text in named))


def fields(known: Sequence[Service], named: Sequence[str]) -> dict[str, Any]:
    """`service_ids` and `service_status` of the API; nothing for no services."""
    meant, statuses = {}, {}
    for text in named:
        found, status = _one(known, text)
        meant[found.id] = found
        if status:
            statuses[found.id] = status
    if not meant:
        return {}
    return {"service_ids": list(meant), **({"service_status": statuses} if statuses else {})}


def _one(known: Sequence[Service], text: str) -> tuple[Service, str]:
    """A name may hold a `=` itself: what stands after the last one is a status where there is no such name."""
    name, sign, status = text.rpartition("=")
    try:
        return names.service(known, text), ""
    except names.UnknownNameError:
        if not sign:
            raise
    try:
        word = ServiceStatus(status.strip().casefold().replace("-", "_")).value
    except ValueError:
        words = ", ".join(each.value for each in ServiceStatus)
        raise UsageError(f"{status!r} is no state of a service. There are {words}.") from None
    return names.service(known, name), full(word)
