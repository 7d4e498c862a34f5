"""maintenance schedule, reschedule, start, complete, cancel, list."""

from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import Annotated, Any

import typer

from allclear_cli import names, times
from allclear_cli.client import Allclear, NotFoundError, UsageError
from allclear_cli.client.errors import ConflictError
from allclear_cli.client.models import Maintenance
from allclear_cli.commands import affected
from allclear_cli.commands.affected import Concerned
from allclear_cli.commands.incidents import Text, written
from allclear_cli.commands.listing import Limit, Table
from allclear_cli.output import Output
from allclear_cli.session import AsJson, Notify, Once, Session, Zone, session

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Schedule, move, end and list maintenance.")
UNFINISHED = frozenset({"scheduled", "in_progress", "verifying"})


class Which(str, Enum):
    """Of a list."""

    UNFINISHED = "unfinished"
    DRAFT = "draft"
    ALL = "all"


Meant = Annotated[str, typer.Argument(metavar="MAINTENANCE", help="By id or title.", show_default=False)]
Said = Annotated[
    str | None, typer.Argument(metavar="[TEXT]", help="What visitors read; else a plain sentence.", show_default=False)
]
From = Annotated[
    str,
    typer.Option("--from", metavar="TIME", help='When it begins: 2026-01-10T02:00+01:00, or "2026-01-10 02:00" here.'),
]
To = Annotated[str | None, typer.Option("--to", metavar="TIME", help="When it is over.", show_default=False)]
For = Annotated[
    str | None, typer.Option("--for", metavar="DURATION", help="How long it takes: 90m, 2h, 1h30m.", show_default=False)
]


@app.command("schedule")
def schedule(
    context: typer.Context,
    title: Annotated[str, typer.Argument(help="What it is about, in a few words.", show_default=False)],
    start: From,
    end: To = None,
    length: For = None,
    zone: Zone = None,
    text: Text = None,
    service: Concerned = None,
    draft: Annotated[bool, typer.Option("--draft", help="For the team alone, until it is published.")] = False,
    notify: Notify = None,
    idempotency_key: Once = None,
    as_json: AsJson = False,
) -> None:
    """Schedule maintenance: allclear maintenance schedule "New disks" --from "2026-01-10 02:00" --for 2h -s Search

    It starts and completes by itself. The first word of the answer is its id.
    """
    window = _window(start, end, length, zone)
    asked = session(context)
    with asked.client() as client:
        fields: dict[str, Any] = {**window, "description": written(text), "draft": draft or None, "notify": notify}
        if service:
            fields["service_ids"] = affected.ids(client.services.all(), service)
        made = client.maintenance.schedule(title, idempotency_key=idempotency_key, **_without_nothing(fields))
    _show(made, asked.output(as_json=as_json))


@app.command("reschedule")
def reschedule(
    context: typer.Context,
    maintenance: Meant,
    start: From,
    end: To = None,
    length: For = None,
    zone: Zone = None,
    notify: Notify = None,
    as_json: AsJson = False,
) -> None:
    """Move maintenance; without --to and --for it takes as long as before."""
    asked = session(context)
    with asked.client() as client:
        meant = _find(client, maintenance)
        if end is None and length is None:
            window = _between(times.moment(start, zone), meant.scheduled_end - meant.scheduled_start)
        else:
            window = _window(start, end, length, zone)
        moved = client.maintenance.edit(meant.id, meant.version, **_without_nothing({**window, "notify": notify}))
    _show(moved, asked.output(as_json=as_json))


@app.command("start")
def start(
    context: typer.Context, maintenance: Meant, text: Said = None, notify: Notify = None, as_json: AsJson = False
) -> None:
    """Begin it now."""
    _goes_to("in_progress", context, maintenance, text, notify, as_json)


@app.command("verify")
def verify(
    context: typer.Context, maintenance: Meant, text: Said = None, notify: Notify = None, as_json: AsJson = False
) -> None:
    """The work is done, and is being checked."""
    _goes_to("verifying", context, maintenance, text, notify, as_json)


@app.command("complete")
def complete(
    context: typer.Context, maintenance: Meant, text: Said = None, notify: Notify = None, as_json: AsJson = False
) -> None:
    """It is over; services are given back as they were."""
    _goes_to("completed", context, maintenance, text, notify, as_json)


@app.command("cancel")
def cancel(
    context: typer.Context, maintenance: Meant, text: Said = None, notify: Notify = None, as_json: AsJson = False
) -> None:
    """Call it off; visitors read that."""
    _goes_to("cancelled", context, maintenance, text, notify, as_json)


@app.command("list")
def list_maintenance(
    context: typer.Context,
    state: Annotated[Which, typer.Option(help="Which of it.")] = Which.UNFINISHED,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """List maintenance, newest first."""
    asked = session(context)
    with asked.client() as client:
        found = client.maintenance.each("draft" if state is Which.DRAFT else None)
        output = asked.output(as_json=as_json)
        _TABLE.list(found, lambda each: state is not Which.UNFINISHED or each.status in UNFINISHED, limit, output)


def _row(each: Maintenance) -> tuple[str, ...]:
    state = "draft" if each.draft else each.status
    return each.id, times.shown(each.scheduled_start), times.shown(each.scheduled_end), state, each.title


_TABLE = Table(("Id", "Begins", "Ends", "Status", "Title"), _row, toned=("Status",))


def _show(item: Maintenance, output: Output) -> None:
    if output.as_json:
        output.data(item.as_json())
    else:
        _TABLE.show([item], output)


def _goes_to(
    status: str, context: typer.Context, maintenance: str, text: str | None, notify: bool | None, as_json: bool
) -> None:
    asked: Session = session(context)
    with asked.client() as client:
        meant = _find(client, maintenance)
        said = written(text)
        try:
            changed = client.maintenance.set_status(meant.id, status, said, **_without_nothing({"notify": notify}))
        except ConflictError:
            changed = client.maintenance.get(meant.id)
            if changed.status != status:
                raise
            # It has come so far by itself, which is what was asked for.
    _show(changed, asked.output(as_json=as_json))


def _find(client: Allclear, text: str) -> Maintenance:
    if len(text) == 26 and text.isalnum():
        try:
            return client.maintenance.get(text.casefold())
        except NotFoundError:
            pass
    return names.maintenance([each for each in client.maintenance.each() if each.status in UNFINISHED], text)


def _window(start: str, end: str | None, length: str | None, zone: str | None) -> dict[str, Any]:
    if (end is None) == (length is None):
        raise UsageError("Say when it ends, with either --to or --for.")
    began = times.moment(start, zone)
    if length is not None:
        return _between(began, times.duration(length))
    return {"scheduled_start": times.wire(began), "scheduled_end": times.wire(times.moment(str(end), zone))}


def _between(start: datetime, length: timedelta) -> dict[str, Any]:
    return {
        "scheduled_start": times.wire(start),
        "scheduled_end": times.wire(start.astimezone(timezone.utc) + length),
    }


def _without_nothing(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
