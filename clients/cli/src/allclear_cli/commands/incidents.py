"""incident open, update, resolve, list, show."""

import sys
from enum import Enum
from textwrap import indent
from typing import Annotated, Any

import typer

from allclear_cli import names, times
from allclear_cli.client import Allclear, NotFoundError, UsageError
from allclear_cli.client.models import Incident
from allclear_cli.commands import affected
from allclear_cli.commands.affected import Affected
from allclear_cli.commands.listing import Limit, Table
from allclear_cli.output import Output, word
from allclear_cli.session import AsJson, Notify, Once, Zone, session

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Open, update, resolve and list incidents.")


class State(str, Enum):
    """Where an open incident stands."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"


class Impact(str, Enum):
    """How bad it is."""

    NONE = "none"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"


class Which(str, Enum):
    """Of a list."""

    OPEN = "open"
    DRAFT = "draft"
    RESOLVED = "resolved"
    ALL = "all"


_TABLE: Table[Incident] = Table(
    ("Id", "Began", "Impact", "Status", "Title"),
    lambda each: (each.id, times.shown(each.started_at), each.impact, each.status, each.title),
    toned=("Impact", "Status"),
)
Meant = Annotated[str, typer.Argument(metavar="INCIDENT", help="By id or title.", show_default=False)]
Text = Annotated[
    str | None,
    typer.Option(
        "--text", "-t", help="What visitors read, in Markdown; - reads it from standard input.", show_default=False
    ),
]


@app.command("open")
def open_incident(
    context: typer.Context,
    title: Annotated[str, typer.Argument(help="What it is about, in a few words.", show_default=False)],
    text: Text = None,
    service: Affected = None,
    state: Annotated[State, typer.Option(help="Where it stands.")] = State.INVESTIGATING,
    impact: Annotated[
        Impact | None, typer.Option(help="How bad it is. [default: as its services are]", show_default=False)
    ] = None,
    started_at: Annotated[
        str | None, typer.Option(metavar="TIME", help="When it began. [default: now]", show_default=False)
    ] = None,
    zone: Zone = None,
    draft: Annotated[bool, typer.Option("--draft", help="For the team alone, until it is published.")] = False,
    notify: Notify = None,
    idempotency_key: Once = None,
    as_json: AsJson = False,
) -> None:
    """Open an incident: allclear incident open "Checkout is slow" -s Checkout=degraded -t "We are looking."

    The first word of the answer is its id.
    """
    asked = session(context)
    with asked.client() as client:
        fields = _without_nothing(
            description=written(text),
            status=state.value,
            impact=impact and impact.value,
            started_at=started_at and times.wire(times.moment(started_at, zone)),
            draft=draft or None,
            notify=notify,
            **(affected.fields(client.services.all(), service) if service else {}),
        )
        opened = client.incidents.open(title, idempotency_key=idempotency_key, **fields)
    show(opened, asked.output(as_json=as_json))


@app.command("update")
def update_incident(
    context: typer.Context,
    incident: Meant,
    text: Annotated[str, typer.Argument(help="What visitors read, in Markdown; - reads it.", show_default=False)],
    state: Annotated[State | None, typer.Option(help="Where it stands now.", show_default=False)] = None,
    service: Affected = None,
    notify: Notify = None,
    idempotency_key: Once = None,
    as_json: AsJson = False,
) -> None:
    """Say more about an incident. With --service, these are all that it affects from now on."""
    asked = session(context)
    with asked.client() as client:
        meant = find(client, incident)
        services = affected.fields(client.services.all(), service) if service else {}
        fields = _without_nothing(status=state and state.value, notify=notify, **services)
        said = client.incidents.update(meant.id, written(text) or "", idempotency_key=idempotency_key, **fields)
    show(said, asked.output(as_json=as_json))


@app.command("resolve")
def resolve_incident(
    context: typer.Context,
    incident: Meant,
    text: Annotated[
        str | None, typer.Argument(help="What visitors read; else a plain sentence.", show_default=False)
    ] = None,
    keep_services: Annotated[
        bool, typer.Option("--keep-services", help="Leave services as they are. [default: operational again]")
    ] = False,
    notify: Notify = None,
    as_json: AsJson = False,
) -> None:
    """Resolve an incident; its services are operational again, unless something else holds them down."""
    asked = session(context)
    with asked.client() as client:
        meant = find(client, incident)
        fields = _without_nothing(notify=notify, restore_services=False if keep_services else None)
        ended = client.incidents.resolve(meant.id, written(text), **fields)
    show(ended, asked.output(as_json=as_json))


@app.command("publish")
def publish_incident(context: typer.Context, incident: Meant, as_json: AsJson = False) -> None:
    """Open a draft."""
    asked = session(context)
    with asked.client() as client:
        opened = client.incidents.publish(find(client, incident, "draft").id)
    show(opened, asked.output(as_json=as_json))


@app.command("list")
def list_incidents(
    context: typer.Context,
    state: Annotated[Which, typer.Option(help="Which of them.")] = Which.OPEN,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """List incidents, newest first."""
    asked = session(context)
    with asked.client() as client:
        found = client.incidents.each(state.value if state in {Which.OPEN, Which.DRAFT} else None)
        output = asked.output(as_json=as_json)
        _TABLE.list(found, lambda each: state is not Which.RESOLVED or each.status == "resolved", limit, output)


@app.command("show")
def show_incident(context: typer.Context, incident: Meant, as_json: AsJson = False) -> None:
    """Show an incident with all that was said of it."""
    asked = session(context)
    output = asked.output(as_json=as_json)
    with asked.client() as client:
        found = find(client, incident)
    show(found, output)
    if not as_json:
        for service in found.services:
            output.say(f"  {service.name}: {word(service.status)}", service.status)
        for update in found.updates:
            output.say()
            output.say(f"{times.shown(update.created_at)}  {word(update.status)}", update.status)
            output.say(indent(update.text, "  "))


def find(client: Allclear, text: str, state: str = "open") -> Incident:
    """By id, whatever its state, or by its title among those that are open (or drafts)."""
    if len(text) == 26 and text.isalnum():
        try:
            return client.incidents.get(text.casefold())
        except NotFoundError:
            pass
    return names.incident(list(client.incidents.each(state)), text)


def show(incident: Incident, output: Output) -> None:
    """One line, or all as JSON."""
    if output.as_json:
        output.data(incident.as_json())
    else:
        state = "draft" if incident.draft else incident.status
        output.table(
            ("Id", "Impact", "Status", "Title"),
            [(incident.id, incident.impact, state, incident.title)],
            toned=("Impact", "Status"),
        )


def written(text: str | None) -> str | None:
    """A text, or what standard input says for `-`; raises UsageError for nothing."""
    if text != "-":
        return text
    said = sys.stdin.read().strip()
    if not said:
        raise UsageError("There is no text on standard input.")
    return said


def _without_nothing(**fields: object) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
