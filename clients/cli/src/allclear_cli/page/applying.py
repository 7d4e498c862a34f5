"""Doing what a plan says, step by step."""

from collections.abc import Callable, Mapping
from typing import Any

from allclear_cli.client import Allclear, AllclearError, ChangedError
from allclear_cli.client.models import Organization
from allclear_cli.client.resources import Things
from allclear_cli.page import views
from allclear_cli.page.matching import Directory
from allclear_cli.page.plan import Plan, Step

_PATHS = {"service": "services", "template": "templates", "metric": "metrics", "monitor": "monitors"}


class PartlyAppliedError(AllclearError):
    """A step was refused; those before it are done, and a new plan goes on from there."""

    def __init__(self, step: Step, done: int, of: int, cause: AllclearError) -> None:
        why = "somebody changed it since the plan was made" if isinstance(cause, ChangedError) else str(cause)
        super().__init__(f"{step.line()}: {why}\nDone: {done} of {of}. Run it again for the rest.")
        self.exit_code = cause.exit_code  # type: ignore[misc] # it is that of what went wrong


def applied(
    client: Allclear,
    plan: Plan,
    organization: Organization,
    directory: Directory,
    done: Callable[[Step, Mapping[str, Any]], None],
) -> None:
    """Does every step, and tells of each; raises PartlyAppliedError at the first that is refused.

    Each is made under the version that the plan was made from, so nothing is overwritten that the plan did not show.
    """
    for count, step in enumerate(plan.steps):
        try:
            made = _do(client, step, organization, directory)
        except AllclearError as error:
            raise PartlyAppliedError(step, count, len(plan.steps), error) from error
        done(step, made)


def _do(client: Allclear, step: Step, organization: Organization, directory: Directory) -> Mapping[str, Any]:
    """What was created, and nothing for other steps."""
    fields = views.resolved(step.body, directory)
    assert isinstance(fields, dict)  # noqa: S101 - a body is a mapping
    if step.kind == "settings":
        client.settings.edit(organization, **fields)
        return {}
    things = client.things(_PATHS[step.kind])
    if step.action == "create":
        made = things.create(fields)
        directory.made(step.kind, step.name, str(made["id"]))
        return made
    if step.action == "delete":
        things.delete(step.thing_id, step.version)
    else:
        _edit(client, things, step, fields)
    return {}


def _edit(client: Allclear, things: Things, step: Step, fields: Mapping[str, Any]) -> None:
    """A monitor is paused by a call of its own."""
    rest = {name: value for name, value in fields.items() if not (step.kind == "monitor" and name == "paused")}
    if rest:
        things.edit(step.thing_id, rest, step.version)
    if len(rest) < len(fields):
        verb = "pause" if fields["paused"] else "resume"
        client.transport.call("POST", f"{things.path}/{step.thing_id}/{verb}")
