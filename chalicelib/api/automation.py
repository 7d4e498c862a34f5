"""/api/automation: people in charge of what alerts, monitors and mail change."""

from chalice import Blueprint

from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.paging import Items, Paging, next_link
from chalicelib.domain.events import LogEntry
from chalicelib.domain.model import Model
from chalicelib.domain.organizations import Role
from chalicelib.store import events, organizations
from chalicelib.use_cases import automation as use_cases

bp = Blueprint(__name__)


class Automation(Model):
    """Whether machines change the page."""

    paused: bool
    """True while alerts, monitors and mail change nothing. What fires then is said when it goes on."""


class ChangeItems(Items):
    """What machines changed, newest first; a page may be short, and not the last."""

    items: list[LogEntry]


@endpoint(bp, "GET", "/api/automation", Role.VIEWER, answer=Automation)
def get_automation(call: Call[None, None]) -> Automation:
    """Tell whether alerts, monitors and mail change the page."""
    return Automation(paused=organizations.get(call.org_id).automation_paused)


@endpoint(bp, "PUT", "/api/automation", Role.MEMBER, body=Automation, answer=Automation)
def set_automation(call: Call[Automation, None]) -> Automation:
    """Pause all automation of the organization, or let it go on.

    When it goes on, the page is brought up to date with what fires then.
    """
    after = use_cases.pause(call.org_id, call.actor, call.now, paused=call.body.paused)
    return Automation(paused=after.automation_paused)


@endpoint(bp, "GET", "/api/automation/changes", Role.MEMBER, query=Paging, answer=ChangeItems)
def list_automatic_changes(call: Call[None, Paging]) -> Answer:
    """List what alerts, monitors and mail changed, newest first; `POST /api/events/{id}/undo` undoes one."""
    query = call.query
    found = events.log(call.org_id, lambda each: each.actor.automatic, limit=query.limit, before=query.before)
    items = ChangeItems(items=found.entries, next_cursor=found.looked_down_to)
    return Answer(items, next_link("/api/automation/changes", query, found.looked_down_to))


@endpoint(bp, "POST", "/api/events/{event_id}/undo", Role.MEMBER, status=204)
def undo_change(call: Call[None, None]) -> None:
    """Undo an automatic change.

    A service gets the status that it had, an incident that was opened is deleted, an update is taken back, a draft is
    deleted. It then counts as done by you: machines say nothing else until the next transition.
    """
    use_cases.undo(call.org_id, call.id("event_id"), call.actor, call.now)
