"""services list, services set."""

from enum import Enum
from typing import Annotated

import typer

from allclear_cli import names
from allclear_cli.client import Allclear, AllclearError, UsageError
from allclear_cli.client.models import Service
from allclear_cli.output import jsonable
from allclear_cli.session import AsJson, Session, session

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="See and set the state of services.")


class ServiceStatus(str, Enum):
    """The words for a service; the short one is for those who type it."""

    OPERATIONAL = "operational"
    DEGRADED = "degraded"
    DEGRADED_PERFORMANCE = "degraded_performance"
    PARTIAL_OUTAGE = "partial_outage"
    MAJOR_OUTAGE = "major_outage"
    UNDER_MAINTENANCE = "under_maintenance"


def names_of_services(context: typer.Context, incomplete: str) -> list[str]:
    """For completion: what can be asked for within two seconds, and else nothing."""
    root = context.find_root()
    asked = Session(root.params.get("profile"), root.params.get("url"), quiet=True, patience=2.0)
    try:
        with asked.client() as client:
            found = [service.name for service in client.services.all()]
    except AllclearError:
        return []
    return [name for name in found if name.casefold().startswith(incomplete.casefold())]


Named = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SERVICE...", help="By id, name or Category/Name.", autocompletion=names_of_services, show_default=False
    ),
]


@app.command("list")
def list_services(
    context: typer.Context,
    status: Annotated[ServiceStatus | None, typer.Option(help="Only those in this state.", show_default=False)] = None,
    category: Annotated[str | None, typer.Option(help="Only those of this category.", show_default=False)] = None,
    as_json: AsJson = False,
) -> None:
    """List services in the order of the page."""
    asked = session(context)
    with asked.client() as client:
        found = client.services.all()
    if status:
        found = [each for each in found if each.status == full(status.value)]
    if category is not None:
        found = [each for each in found if each.category.casefold() == category.casefold()]
    _show(found, asked, as_json)


@app.command("set")
def set_services(
    context: typer.Context,
    services: Named = None,
    status: Annotated[
        ServiceStatus | None, typer.Option("--status", "-s", help="What they are from now on.", show_default=False)
    ] = None,
    category: Annotated[str | None, typer.Option(help="All services of this category.", show_default=False)] = None,
    as_json: AsJson = False,
) -> None:
    """Set the state of services: allclear services set Checkout Search degraded

    The last word is the state, unless --status has it. Several services change at once, and visitors see one change.
    """
    named, wanted = _split(list(services or ()), status)
    asked = session(context)
    with asked.client() as client:
        meant = _meant(client, named, category)
        changed = client.services.set_status([each.id for each in meant], wanted)
    _show(changed, asked, as_json)


def full(status: str) -> str:
    """The word that the API says."""
    return "degraded_performance" if status == "degraded" else status


def _split(named: list[str], status: ServiceStatus | None) -> tuple[list[str], str]:
    if status is not None:
        return named, full(status.value)
    try:
        return named[:-1], full(ServiceStatus(named[-1].casefold().replace("-", "_")).value)
    except (IndexError, ValueError):
        known = ", ".join(each.value for each in ServiceStatus)
        raise UsageError(f"Say the state last: allclear services set Checkout degraded. There are {known}.") from None


def _meant(client: Allclear, named: list[str], category: str | None) -> list[Service]:
    known = client.services.all()
    meant = [names.service(known, name) for name in named]
    if category is not None:
        grouped = [each for each in known if each.category.casefold() == category.casefold()]
        if not grouped:
            raise names.UnknownNameError(f"No service is in a category {category!r}.")
        meant += grouped
    if not meant:
        raise UsageError("Say which services, or a --category.")
    return list({each.id: each for each in meant}.values())


def _show(found: list[Service], asked: Session, as_json: bool) -> None:
    output = asked.output(as_json=as_json)
    if as_json:
        output.data(jsonable(found))
        return
    output.table(
        ("Id", "Category", "Service", "Status"),
        [(each.id, each.category, each.name, each.status) for each in found],
        toned=("Status",),
    )
    if not found:
        output.note("There are no such services.")
