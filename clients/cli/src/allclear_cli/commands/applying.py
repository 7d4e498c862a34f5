"""diff, apply, pull: a page that is kept as a file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from allclear_cli.client import Allclear
from allclear_cli.commands import written_files
from allclear_cli.exits import Exit
from allclear_cli.output import Output
from allclear_cli.page import applying, planning, pulling, reading, remote
from allclear_cli.page.matching import Directory
from allclear_cli.page.plan import SIGNS, Plan, Step
from allclear_cli.session import AsJson, Yes, agreed, session

File = Annotated[str, typer.Argument(metavar="FILE", help="The page as YAML; - reads it.", show_default=False)]
Prune = Annotated[
    bool, typer.Option("--prune", help="Delete what is on the page and not in a section that the file has.")
]


def register(app: typer.Typer) -> None:
    """Adds them."""
    app.command()(diff)
    app.command()(apply)
    app.command()(pull)


def diff(context: typer.Context, file: File, prune: Prune = False, as_json: AsJson = False) -> None:
    """Show what apply would do, and end with 10 if that is anything."""
    asked = session(context)
    wanted = reading.read(file)
    with asked.client() as client:
        plan, _ = planning.planned(wanted, remote.looked_at(client), prune=prune)
    _show(plan, asked.output(as_json=as_json), changed=False)
    if plan.steps:
        raise typer.Exit(Exit.DIFFERENT)


def apply(
    context: typer.Context,
    file: File,
    prune: Prune = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the plan, and change nothing.")] = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Make a page be as a file says: settings, categories, services and their order, templates, metrics, monitors.

    The plan is shown first. Applied a second time, it changes nothing. What the file does not say stays as it is, and
    nothing is deleted without --prune. Settings need a key of the scope admin.
    """
    asked = session(context)
    output = asked.output(as_json=as_json)
    wanted = reading.read(file)
    with asked.client() as client:
        there = remote.looked_at(client)
        plan, directory = planning.planned(wanted, there, prune=prune)
        if not as_json or dry_run:
            _show(plan, output, changed=False)
        if not dry_run and plan.steps:
            agreed("Apply this?", yes=yes)
            _apply(client, plan, there, directory, output)
    if as_json and not dry_run:
        _show(plan, output, changed=bool(plan.steps))


def pull(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to. [default: here]", show_default=False),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write what is on the page as a file that apply takes; values of headers are never shown, and are left out."""
    asked = session(context)
    output = asked.output(as_json=as_json)
    with asked.client() as client:
        page = pulling.pulled(remote.looked_at(client))
    if as_json:
        output.data(page)
    elif file is None:
        typer.echo(reading.written(page), nl=False)
    else:
        written_files.write(file.expanduser(), reading.written(page).encode(), force=force)
        output.note(f"Written to {file}.")


def _apply(client: Allclear, plan: Plan, there: remote.Remote, directory: Directory, output: Output) -> None:
    def done(step: Step, made: Mapping[str, Any]) -> None:
        output.note(f"done: {step.line()}")
        if address := made.get("heartbeat_url"):
            output.say(f"{step.name} calls {address}: it is not shown again.")

    applying.applied(client, plan, there.organization, directory, done)
    if not output.as_json:
        output.say(f"Applied: {plan.counts()}.")


def _show(plan: Plan, output: Output, *, changed: bool) -> None:
    if output.as_json:
        steps = [step.as_json() for step in plan.steps]
        output.data({"changed": changed, "steps": steps, "not_in_file": list(plan.left)})
        return
    for step in plan.steps:
        output.say(step.line(), SIGNS[step.action])
        for difference in step.differences:
            output.say(f"    {difference.line()}")
    output.say(f"Plan: {plan.counts()}." if plan.steps else "The page is as the file says.")
    for name in plan.left:
        output.note(f"Not in the file: {name} (--prune deletes it)")
