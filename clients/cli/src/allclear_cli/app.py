"""The command and all below it."""

from typing import Annotated

import typer

from allclear_cli import __version__, config
from allclear_cli.commands import (
    accounts,
    applying,
    assistants,
    incidents,
    maintenance,
    services,
    status,
    subscribers,
    tail,
    transfers,
)
from allclear_cli.session import Session

app = typer.Typer(
    name="allclear",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it so
    if wanted:
        typer.echo(f"allclear {__version__}")
        raise typer.Exit


@app.callback()
def allclear(
    context: typer.Context,
    profile: Annotated[
        str | None,
        typer.Option(metavar="NAME", help=f"A stored sign-in, of several. [env: {config.PROFILE}]", show_default=False),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help=f"The address of the deployment, or of a page. [env: {config.URL}]"),
    ] = None,
    patience: Annotated[
        float, typer.Option(metavar="SECONDS", help="How long one call may take, tries and pauses included.")
    ] = 60.0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing beside the answer.")] = False,  # noqa: FBT002
    version: Annotated[  # noqa: ARG001, FBT002 - its callback answers
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version and end.")
    ] = False,
) -> None:
    """Run an Allclear status page: services, incidents, maintenance, all of it from a file.

    Sign in with `allclear sign-in`, or set ALLCLEAR_URL and ALLCLEAR_API_KEY. Services are named by id or name.

    Ends with 0; 2 for wrong usage, 3 without permission, 4 for what is not there, 5 for conflicts, 6 for what may
    work later.
    """
    context.obj = Session(profile, url, quiet, patience)


for module in (accounts, status, tail, applying, transfers, assistants):
    module.register(app)
app.add_typer(services.app, name="services")
app.add_typer(incidents.app, name="incident")
app.add_typer(maintenance.app, name="maintenance")
app.add_typer(subscribers.app, name="subscribers")
