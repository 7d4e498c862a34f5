"""status: a page in the terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from textwrap import indent
from typing import Annotated

import typer

from allclear_cli.client import Allclear, UsageError
from allclear_cli.client.address import found
from allclear_cli.client.models import Page
from allclear_cli.client.retries import Patience
from allclear_cli.exits import Exit
from allclear_cli.output import Output, word
from allclear_cli.session import AsJson, Session, session
from allclear_cli.times import shown

FINE = frozenset({"none", "operational", "maintenance"})
PageName = Annotated[
    str | None,
    typer.Argument(metavar="[PAGE]", help="A slug, or the address of a page. [default: your own]", show_default=False),
]


def register(app: typer.Typer) -> None:
    """Adds it."""
    app.command()(status)


def status(
    context: typer.Context,
    page: PageName = None,
    as_json: AsJson = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="End with 10 unless all is well.")] = False,
) -> None:
    """Show a page: its state, what is open, and every service. No key is needed for the page of somebody else."""
    asked = session(context)
    output = asked.output(as_json=as_json)
    with page_client(asked, page) as (client, slug):
        read = client.page(slug)
    if as_json:
        output.data(read.as_json())
    else:
        _show(read, output)
    if exit_code and read.status.indicator not in FINE:
        raise typer.Exit(Exit.DIFFERENT)


@contextmanager
def page_client(asked: Session, page: str | None) -> Iterator[tuple[Allclear, str]]:
    """A client and the slug of the page that is meant: by its address, its slug, or that of the key."""
    if page and any(letter in page for letter in "/.:"):
        where = found(page)
        if not where.slug:
            raise UsageError(f"{page} is not the address of a page, such as {where.api}/status/your-page.")
        with Allclear("", where, patience=Patience(asked.patience)) as client:
            yield client, where.slug
    else:
        with asked.client(key_needed=False) as client:
            yield client, page or client.address.slug or client.organization().slug


def _show(page: Page, output: Output) -> None:
    output.say(f"{page.organization.name}: {page.status.description}", page.status.indicator)
    for incident in page.active_incidents:
        output.say()
        output.say(f"{incident.title} ({word(incident.status)}, {incident.impact})  {incident.id}", incident.impact)
        for update in incident.updates[:1]:
            output.say(indent(f"{shown(update.created_at)}  {update.text}", "  "))
    for item in page.maintenance:
        if item.status in {"scheduled", "in_progress", "verifying"}:
            output.say()
            output.say(f"{item.title} ({word(item.status)})  {item.id}", item.status)
            output.say(f"  {shown(item.scheduled_start)} to {shown(item.scheduled_end)}")
    if page.services:
        output.say()
        rows = [(each.category, each.name, each.status) for each in page.services]
        output.table(("Category", "Service", "Status"), rows, toned=("Status",))
