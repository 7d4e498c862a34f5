"""What a command works with: where it goes, with what key, and how it answers."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

import typer

from allclear_cli import config
from allclear_cli.client import Allclear, UsageError
from allclear_cli.client.retries import Patience
from allclear_cli.output import Output

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Notify = Annotated[
    bool | None,
    typer.Option("--notify/--no-notify", help="Tell subscribers, or nobody. [default: tell them]", show_default=False),
]
Once = Annotated[
    str | None,
    typer.Option(
        "--idempotency-key",
        metavar="KEY",
        help="Do it once, however often this is sent within 24 hours with the same key, such as a run's id.",
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")]
Zone = Annotated[
    str | None,
    typer.Option(
        "--zone", metavar="ZONE", help="Whose time is meant where none says its offset. [default: this machine's]"
    ),
]


@dataclass
class Session:
    """The options that stand before a command."""

    profile: str | None = None
    url: str | None = None
    quiet: bool = False
    patience: float = 60.0

    def output(self, *, as_json: bool = False) -> Output:
        """How the command answers."""
        return Output(as_json, self.quiet)

    @contextmanager
    def client(self, *, key_needed: bool = True) -> Iterator[Allclear]:
        """A client; raises NotSignedInError."""
        access = config.access(self.profile, self.url, os.environ, key_needed=key_needed)
        with Allclear(access.key, access.address, patience=Patience(self.patience)) as client:
            yield client


def session(context: typer.Context) -> Session:
    """That of the command."""
    found = context.find_root().obj
    assert isinstance(found, Session)  # noqa: S101 - the callback of the app made it
    return found


def agreed(question: str, *, yes: bool) -> None:
    """Goes on if somebody says so; raises UsageError where nobody can be asked, and Abort for a no."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError(f"{question} Nobody can be asked here: add --yes.")
    typer.confirm(question, abort=True, err=True)
