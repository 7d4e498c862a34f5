"""What holds on every page of the dashboard and of accounts: access, weight, layout."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal

import brotli  # type: ignore[import-untyped]
from playwright.sync_api import Error, Page, Request, Route, expect

from tests.browser.dashboard.conftest import Person, Town
from tests.browser.test_page_quality import violations
from tests.waiting import wait_until

SITE = Path(__file__).parents[3] / "static_site"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
MAX_BYTES = 60_000
ACCOUNT = (
    "/",
    "/sign-in",
    "/sign-up",
    "/forgot-password",
    "/reset-password",
    "/reset-password#token=x",
    "/reset-password#token=xxxxxxxxxxxxxxxxxxxxxxxx",
    "/verify-email#token=xxxxxxxxxxxxxxxxxxxxxxxx",
    "/accept-invitation#token=xxxxxxxxxxxxxxxxxxxxxxxx",
    "/nowhere",
    "/websocket-test",
)
DASHBOARD = (
    "",
    "services",
    "incidents",
    "incidents/new",
    "incidents/{incident}",
    "maintenance",
    "maintenance/new",
    "maintenance/{maintenance}",
    "maintenance/{maintenance}/edit",
    "subscribers",
    "subscribers/import",
    "subscribers/data",
    "subscribers/notifications",
    "subscribers/notifications/{notification}",
    "templates",
    "templates/new",
    "alerts",
    "alerts/new",
    "alerts/{source}",
    "monitors",
    "monitors/new",
    "monitors/{monitor}",
    "metrics",
    "metrics/new",
    "metrics/{metric}",
    "reports",
    "team",
    "organization",
    "organization/branding",
    "organization/mail",
    "organization/domain",
    "organization/share",
    "organization/moving",
    "organization/keys",
    "organization/log",
    "organization/danger",
    "profile",
    "new-organization",
    "nowhere",
)


ON_DEMAND = (
    "entries/audience.js",
    "entries/between.js",
    "entries/delete-update.js",
    "entries/edit-update.js",
    "entries/draft.js",
    "entries/template-picker.js",
    "incidents/draft.js",
    "maintenance/draft.js",
    "incidents/edit-incident.js",
    "incidents/postmortem.js",
    "incidents/write-postmortem.js",
    "maintenance/repeat-fields.js",
    "maintenance/repeat.js",
    "services/bulk.js",
    "services/bulk-move.js",
    "services/follow.js",
    "shared/affects-many.js",
    "subscribers/export.js",
    "services/history-dialog.js",
    "shared/changed-list.js",
    "sign-in-again.js",
)
"""Modules that are loaded when somebody asks for what they do."""
ALONE = (
    "services",
    "incidents",
    "maintenance",
    "subscribers",
    "templates",
    "reports",
    "monitors",
    "alerts",
    "team",
    "organization",
    "profile",
)
"""Sections that load no module of another one."""


def a_busy_owner(town: Town, **settings: object) -> tuple[Person, dict[str, str]]:
    """An organization with something of everything, and the ids to look at."""
    owner, _ = town.owner("Ada", "API", "Website", **settings)
    services = owner.call("GET", "/api/services")["items"]
    statuses = {"service_ids": [services[0]["id"]], "service_status": "degraded_performance"}
    incident = owner.call("POST", "/api/incidents", {"title": "Slow API", "description": "We look.", **statuses})
    times = {"scheduled_start": "2031-05-06T12:00:00Z", "scheduled_end": "2031-05-06T14:00:00Z"}
    maintenance = owner.call(
        "POST", "/api/maintenance", {"title": "Upgrade", "service_ids": [services[1]["id"]], **times}
    )
    owner.call("POST", "/api/team/invite", {"email": f"grace@{owner.email.replace('@', '.')}", "role": "viewer"})
    owner.call("POST", "/api/api-keys", {"name": "Deploys", "scope": "write"})
    owner.call("POST", "/api/templates", {"kind": "incident", "name": "API is down", "title": "The API is down"})
    rule = {"action": "open_incident", "match": {"severity": "critical"}, "service_ids": [services[0]["id"]]}
    source = owner.call("POST", "/api/sources", {"name": "Prometheus", "kind": "alertmanager", "rules": [rule]})
    owner.call("POST", f"/api/sources/{source['id']}/test")
    monitor = owner.call("POST", "/api/monitors", {"kind": "tcp", "name": "Shop", "host": "example.com", "port": 443})
    metric = owner.call("POST", "/api/metrics", {"name": "Response time", "unit": "ms"})
    told: list[dict[str, str]] = wait_until(lambda: owner.call("GET", "/api/notifications")["items"])
    ids = {
        "incident": incident,
        "maintenance": maintenance,
        "metric": metric,
        "monitor": monitor,
        "notification": told[0],
        "source": source,
    }
    return owner, {name: each["id"] for name, each in ids.items()}


def shown(page: Page, path: str, ids: dict[str, str]) -> None:
    page.goto(f"/dashboard/{path.format(**ids)}")
    expect(page.get_by_role("heading", level=1).first).not_to_have_text("Loading…")
    expect(page.locator(".placeholder")).to_have_count(0)


def in_both_schemes(page: Page) -> Iterator[str]:
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        yield scheme


def test_axe_finds_nothing_in_the_dashboard(town: Town) -> None:
    owner, ids = a_busy_owner(town, bypass_csp=True)
    page = owner.open_dashboard()
    found = []
    for path in DASHBOARD:
        shown(page, path, ids)
        found += found_in(page, path)
    assert found == []


def test_axe_finds_nothing_in_dialogs_and_errors(town: Town) -> None:
    owner, _ = a_busy_owner(town, bypass_csp=True)
    page = owner.open_dashboard()
    found = []
    for opener, closer in (("Edit API", "Cancel"), ("Delete API", "Keep it"), ("Add service", "Cancel")):
        page.get_by_role("button", name=opener).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        if opener == "Add service":
            page.get_by_role("dialog").get_by_role("button", name=opener).click()
            expect(page.get_by_role("alert")).to_be_visible()
        found += found_in(page, opener)
        page.get_by_role("button", name=closer).click()
    assert found == []


def found_in(page: Page, state: str) -> list[tuple[str, str, str]]:
    """In both schemes, which differ in nothing but colours: names, roles and structure are looked at in one of them."""
    return [
        (state, scheme, each)
        for scheme in in_both_schemes(page)
        for each in violations(page, of_colours=scheme != SCHEMES[0])
    ]


def test_axe_finds_nothing_where_there_is_nothing_yet(town: Town) -> None:
    owner, _ = town.owner(bypass_csp=True)
    page = owner.open_dashboard()
    found = []
    for path in ("services", "incidents", "maintenance", "team", "organization/keys"):
        shown(page, path, {})
        found += found_in(page, path)
    page.get_by_role("button", name="New key").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found += found_in(page, "new key")
    page.get_by_label("Name", exact=True).fill("Deploys")
    page.get_by_role("button", name="Create key").click()
    expect(page.get_by_role("dialog", name="Copy this key now")).to_be_visible()
    found += found_in(page, "a key, once")
    assert found == []


def test_axe_finds_nothing_while_somebody_works(town: Town) -> None:
    owner, ids = a_busy_owner(town, bypass_csp=True)
    page = owner.open_dashboard()
    page.get_by_role("group", name="Status of Website").get_by_role("button", name="Major outage").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    found = found_in(page, "a toast")
    page.locator("summary").filter(has_text="Organization:").click()
    found += found_in(page, "a menu")
    shown(page, "team", ids)
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found += found_in(page, "inviting")
    shown(page, "incidents/{incident}", ids)
    page.get_by_role("radio", name="Resolved").check()
    found += found_in(page, "resolving")
    page.get_by_role("button", name="Edit").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    owner.call("PUT", f"/api/incidents/{ids['incident']}", {"title": "Very slow API"})
    page.get_by_role("button", name="See what changed").click()
    expect(page.get_by_role("group", name="What somebody else changed")).to_be_visible()
    found += found_in(page, "a conflict")
    assert found == []


def test_axe_finds_nothing_while_loading_and_when_nothing_can_be_reached(town: Town, losing_network: None) -> None:
    owner, _ = a_busy_owner(town, bypass_csp=True)
    page = owner.context.new_page()
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        held.append(route)
        if len(held) > 1:
            route.abort()

    page.route("**/api/status/**", hold_the_first)
    page.goto("/dashboard/services")
    wait_until(lambda: page.evaluate("0") or held)
    expect(page.get_by_role("heading", level=1)).to_have_text("Loading…")
    found = found_in(page, "loading")
    held[0].abort()
    expect(page.get_by_role("alert").filter(has_text="cannot be reached right now")).to_be_visible()
    found += found_in(page, "unreachable")
    assert found == []


def test_axe_finds_nothing_on_account_pages(town: Town, losing_network: None) -> None:
    page = town.visitor(bypass_csp=True).open("/")
    found: list[tuple[str, str, str]] = []
    for path in ACCOUNT:
        page.goto("about:blank")
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Looking up your invitation…")
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Verifying your email address…")
        found += found_in(page, path)
    assert found == []


def test_no_page_scrolls_sideways_and_none_needs_anything_inline(town: Town, losing_network: None) -> None:
    """Each is opened once, under production's policy, and then shown in each width."""
    owner, ids = a_busy_owner(town)
    page = owner.open_dashboard()
    wide = []
    for path in DASHBOARD:
        shown(page, path, ids)
        wide += [(path, width) for width in too_wide_in(page)]
    for path in ACCOUNT:
        own = owner.open(path)
        wide += [(path, width) for width in too_wide_in(own)]
        own.close()
    assert wide == []


def too_wide_in(page: Page) -> list[int]:
    """The widths, of phones and of a screen, in which the page can be scrolled to the side."""
    wide = []
    for width, height in ((320, 256), (360, 800), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        if width_of(page) > width:
            wide.append(width)
    return wide


def width_of(page: Page) -> int:
    """The width of what the page shows; some pages lead on to another when somebody is signed in, at any moment."""

    def measured() -> int:
        page.wait_for_load_state()
        try:
            return int(page.evaluate("document.documentElement.scrollWidth"))
        except Error as error:
            if "context was destroyed" not in str(error):
                raise
            return 0

    return wait_until(measured)


@cache
def weight(path: str) -> int:
    """Bytes of a script or a style as a CDN can send it."""
    return len(brotli.compress((SITE / path[1:]).read_bytes(), quality=11))


def asked_for(owner: Person, own: str, path: str, ids: dict[str, str]) -> set[str]:
    """The scripts and styles that a section asks for when it is the first to be opened."""
    page = owner.context.new_page()
    paths: set[str] = set()

    def asked(request: Request) -> None:
        address = request.url.removeprefix(own)
        assert address.startswith(("/", "data:")), "no third party"
        if address.endswith((".js", ".css")):
            paths.add(address)

    page.on("request", asked)
    shown(page, path, ids)
    page.close()
    return paths


def test_a_section_is_loaded_when_it_is_opened_and_stays_within_its_budget_with_the_frame(town: Town) -> None:
    owner, ids = a_busy_owner(town)
    sections = {path: asked_for(owner, town.stack.url, path, ids) for path in DASHBOARD}
    weights = {path: sum(map(weight, paths)) for path, paths in sections.items()}
    assert {path: size for path, size in weights.items() if size > MAX_BYTES} == {}
    ours = {f"/{each.relative_to(SITE)}" for each in (SITE / "js" / "dashboard").rglob("*.js")}
    loaded = set[str]().union(*sections.values())
    asked = {f"/js/dashboard/{each}" for each in ON_DEMAND}
    assert ours - loaded == asked, "a module that no section loads"
    for section in ALONE:
        opened = {each.split("/")[3] for each in sections[section] if "/dashboard/" in each}
        assert opened & set(DASHBOARD) == {section}


def test_no_module_of_the_dashboard_is_longer_than_a_newcomer_reads_at_once() -> None:
    folders = (SITE / "js" / each for each in ("dashboard", "account", "parts"))
    lines = {each.name: each.read_text().count("\n") for folder in folders for each in folder.rglob("*.js")}
    assert {name: count for name, count in lines.items() if count > 150} == {}


def test_the_websocket_page_connects_and_reconnects(town: Town) -> None:
    page = town.owner()[0].open("/websocket-test")
    page.get_by_role("button", name="Connect", exact=True).click()
    page.get_by_role("button", name="Subscribe", exact=True).click()
    expect(page.get_by_text("subscribed (version")).to_be_visible()
    page.get_by_role("button", name="Ping", exact=True).click()
    expect(page.get_by_text("ms there and back")).to_be_visible()
    page.get_by_role("button", name="Drop the connection").click()
    expect(page.get_by_text("subscribed (version")).to_have_count(2)
