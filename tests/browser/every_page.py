"""Every page there is, with what brings it into the state that is worth looking at."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser import reference
from tests.live.stack.whole import Whole

Act = Callable[[Page], object]


@dataclass(frozen=True)
class Visit:
    """A page, and what to do there before it is looked at; `full` pictures go from top to bottom."""

    path: str
    act: Act | None = None
    full: bool = True


def _press(name: str) -> Act:
    return lambda page: page.get_by_role("button", name=name, exact=True).first.click()


def _talked(page: Page) -> None:
    page.get_by_role("button", name="Connect", exact=True).click()
    page.get_by_role("button", name="Subscribe", exact=True).click()
    page.get_by_text("subscribed (version").wait_for()


VISITORS = {
    "front": Visit("/"),
    "status": Visit("/status/demo-org"),
    "status-subscribing": Visit("/status/demo-org", _press("Subscribe"), full=False),
    "status-subscribe": Visit("/status/demo-org/subscribe"),
    "status-history": Visit("/status/demo-org/history"),
    "status-unknown": Visit("/status/nobody"),
    "not-found": Visit("/nowhere"),
    "sign-in": Visit("/sign-in"),
    "sign-in-wrong": Visit("/sign-in", _press("Sign in")),
    "sign-up": Visit("/sign-up"),
    "forgot-password": Visit("/forgot-password"),
    "reset-password": Visit("/reset-password#token=xxxxxxxxxxxxxxxxxxxxxxxx"),
    "verify-email": Visit("/verify-email#token=x"),
    "accept-invitation": Visit("/accept-invitation#token=x"),
    "websocket-test": Visit("/websocket-test"),
    "websocket-test-talking": Visit("/websocket-test", _talked),
    **{f"docs-{state}": Visit("/docs", act, full=False) for state, act in reference.DOCS.items()},
    **{f"redoc-{state}": Visit("/redoc", act, full=False) for state, act in reference.REDOC.items()},
}


def team_pages(stack: Whole) -> dict[str, Visit]:
    """The dashboard's, of the demo organization."""
    page = stack.page()
    incident, maintenance = page["active_incidents"][0]["id"], page["maintenance"][0]["id"]
    dashboard = {
        "overview": Visit(""),
        "services": Visit("services"),
        "services-add": Visit("services", _press("Add service"), full=False),
        "incidents": Visit("incidents"),
        "incidents-all": Visit("incidents", lambda page: page.get_by_role("radio", name="All").check()),
        "incident": Visit(f"incidents/{incident}"),
        "incident-resolving": Visit(
            f"incidents/{incident}", lambda page: page.get_by_role("radio", name="Resolved").check()
        ),
        "incident-new": Visit("incidents/new"),
        "maintenance": Visit("maintenance"),
        "maintenance-one": Visit(f"maintenance/{maintenance}"),
        "maintenance-new": Visit("maintenance/new"),
        "subscribers": Visit("subscribers"),
        "subscribers-add": Visit("subscribers", _press("Add"), full=False),
        "subscribers-import": Visit("subscribers/import"),
        "notifications": Visit("subscribers/notifications"),
        "templates": Visit("templates"),
        "template-new": Visit("templates/new"),
        "team": Visit("team"),
        "team-invite": Visit("team", _press("Invite"), full=False),
        "organization": Visit("organization"),
        "branding": Visit("organization/branding"),
        "mail": Visit("organization/mail"),
        "keys": Visit("organization/keys"),
        "log": Visit("organization/log"),
        "danger": Visit("organization/danger"),
        "profile": Visit("profile"),
        "new-organization": Visit("new-organization"),
        "nowhere": Visit("nowhere"),
    }
    return {name: Visit(f"/dashboard/{each.path}", each.act, each.full) for name, each in dashboard.items()}
