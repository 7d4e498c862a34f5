"""mcp: the same verbs for AI assistants."""

from typing import Annotated

import typer

from allclear_cli.client import UsageError
from allclear_cli.session import session


def register(app: typer.Typer) -> None:
    """Adds it."""
    app.command("mcp")(mcp)


def mcp(
    context: typer.Context,
    read_only: Annotated[bool, typer.Option("--read-only", help="Offer nothing that writes.")] = False,
) -> None:
    """Serve the same verbs to AI assistants, by MCP on standard input and output.

    Reading is free. A write first says what it would publish and to how many people, and is done when the same call
    comes again with the confirmation that this gave.
    """
    try:
        from allclear_cli.assistants.server import server  # noqa: PLC0415 - an extra, and slow to load
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "mcp":
            raise
        raise UsageError("For this, install the extra: pipx install --force 'allclear-cli[mcp]'") from None
    with session(context).client() as client:
        server(client, read_only=read_only).run("stdio")
