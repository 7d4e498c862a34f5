"""tail: what changes on a page, as it happens."""

import json
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import typer

from allclear_cli.client.live import Event, Watch
from allclear_cli.commands.status import PageName, page_client
from allclear_cli.output import Output, word
from allclear_cli.session import AsJson, session
from allclear_cli.times import shown


def register(app: typer.Typer) -> None:
    """Adds it."""
    app.command()(tail)


def tail(
    context: typer.Context,
    page: PageName = None,
    count: Annotated[
        int | None, typer.Option(min=1, help="End after so many changes. [default: never]", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Follow a page: a line for each change, until Ctrl-C.

    It connects again whenever the connection ends, and reads the page once when changes may have been missed. With
    --json each line is a frame as docs/api.md describes them, or {"event": "resync", "page": ...}.
    """
    asked = session(context)
    output = asked.output(as_json=as_json)
    with page_client(asked, page) as (client, slug):
        path = f"/api/status/{slug}"
        watch = Watch(client.address.live, slug, lambda: dict(client.transport.call("GET", path).json()))
        seen = 0
        for event in watch.events():
            _tell(event, output)
            seen += event.kind == "frame"
            if seen == count:
                return


def _tell(event: Event, output: Output) -> None:
    if event.kind == "lost":
        output.note(f"Not connected: {event.data['why']}. Again in {event.data['pause']} s.")
    elif output.as_json:
        frame = {"event": "resync", "page": event.data} if event.kind == "resync" else event.data
        sys.stdout.write(json.dumps(frame, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    elif event.kind == "resync":
        status = event.data["status"]
        name = event.data["organization"]["name"]
        output.say(f"{shown(_at(event.data['updated_at']))}  {name}: {status['description']}", status["indicator"])
    else:
        output.say(f"{shown(_at(event.data['occurred_at']))}  {line(event.data)}", _tone(event.data))
        sys.stdout.flush()


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _tone(frame: Mapping[str, Any]) -> str:
    return str(frame["data"].get("status", {}).get("indicator", ""))


def line(frame: Mapping[str, Any]) -> str:
    """A frame in a line for people."""
    data = frame["data"]
    about = data.get("incident") or data.get("maintenance")
    if about and "title" not in about:
        return f"{word(frame['event'])}: {about['id']} was deleted"
    if about:
        said = (about.get("updates") or [{}])[0].get("text", "")
        return ": ".join(filter(None, [f"{about['title']} ({word(about['status'])})", " ".join(said.split())]))
    services = [data["service"]] if "service" in data else data.get("services") or []
    if services and all("name" in each for each in services):
        return ", ".join(f"{each['name']} is {word(each['status'])}" for each in services)
    return f"{word(frame['event'])}: {data.get('status', {}).get('description', '')}"
