"""sign-in, sign-out, whoami."""

import os
import sys
from typing import Annotated

import typer

from allclear_cli import config
from allclear_cli.client import Allclear, UsageError
from allclear_cli.client.address import found
from allclear_cli.config import DEFAULT, NotSignedInError, Profile
from allclear_cli.session import AsJson, session

FromInput = Annotated[bool, typer.Option("--key-stdin", help="Read the key from standard input.")]


def register(app: typer.Typer) -> None:
    """Adds them."""
    app.command("sign-in")(sign_in)
    app.command("sign-out")(sign_out)
    app.command()(whoami)


def sign_in(
    context: typer.Context,
    address: Annotated[str | None, typer.Argument(help="Of the deployment, or of a page.", show_default=False)] = None,
    key_stdin: FromInput = False,
) -> None:
    """Keep an address and an API key, which is tried first.

    Make a key in the dashboard, under Organization, API keys. It is asked for, read with --key-stdin, or taken from
    ALLCLEAR_API_KEY, and kept in a file that only you can read.
    """
    asked = session(context)
    given = address or asked.url or os.environ.get(config.URL)
    if not given and not sys.stdin.isatty():
        raise UsageError("Say the address of your page: allclear sign-in https://status.example.com")
    where = found(given or typer.prompt("Address of your page", err=True))
    key = _key(key_stdin)
    with Allclear(key, where) as client:
        organization = client.organization()
    name = asked.profile or os.environ.get(config.PROFILE) or DEFAULT
    kept = config.store(name, Profile(where.api, where.live, organization.slug, key))
    output = asked.output()
    output.say(f"Signed in to {organization.name} at {where.api}.")
    output.note(f"The key is in {kept}.")


def sign_out(context: typer.Context) -> None:
    """Forget a stored key. It stays valid: revoke it in the dashboard."""
    asked = session(context)
    name = asked.profile or os.environ.get(config.PROFILE) or DEFAULT
    if not config.forget(name):
        raise NotSignedInError(f"There is no profile {name}.")
    asked.output().say(f"The key of the profile {name} is forgotten. To end it, revoke it in the dashboard.")


def whoami(context: typer.Context, as_json: AsJson = False) -> None:
    """Say which organization the key is of, and where."""
    asked = session(context)
    output = asked.output(as_json=as_json)
    with asked.client() as client:
        organization = client.organization()
        if as_json:
            output.data({"api": client.address.api, "organization": organization.as_json()})
        else:
            output.say(f"{organization.name} ({organization.slug}) at {client.address.api}")


def _key(key_stdin: bool) -> str:
    key = (sys.stdin.readline() if key_stdin else os.environ.get(config.KEY, "")).strip()
    if not key and not sys.stdin.isatty():
        raise UsageError(f"Give the key on standard input with --key-stdin, or in {config.KEY}.")
    return key or str(typer.prompt("API key", hide_input=True, err=True)).strip()
