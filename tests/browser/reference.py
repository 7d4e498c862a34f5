"""How somebody brings /docs and /redoc into the states worth looking at, each by itself or one after the other."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page

DOCUMENT = Path(__file__).parents[2] / "static_site/openapi.json"
TRIED = {"get_root", "open_incident"}
"""Operations that are brought into states here."""
SLOWLY = 60_000  # milliseconds, for ReDoc on a machine that has other things to do


def with_some_of_each_kind(context: BrowserContext) -> None:
    """The reference then has what `some_of_each_kind` leaves: axe takes a minute for all of it."""
    brief = json.dumps(some_of_each_kind(json.loads(DOCUMENT.read_text())))
    context.route("**/openapi.json", lambda route: route.fulfill(body=brief, content_type="application/json"))


def some_of_each_kind(document: dict[str, Any]) -> dict[str, Any]:
    """All sections with their text, but of the operations the first of each section and method, and what is tried."""
    seen: set[str] = set()
    paths: dict[str, dict[str, Any]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            kinds = {method, *operation["tags"], *(["deprecated"] if operation.get("deprecated") else [])}
            if kinds - seen or operation["operationId"] in TRIED:
                paths.setdefault(path, {})[method] = operation
                seen |= kinds
    schemas = document["components"].pop("schemas")
    document["paths"] = paths
    document["components"]["schemas"] = _needed(document, schemas)
    return document


def _needed(document: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """The schemas that it refers to, and those refer to."""
    needed: dict[str, Any] = {}
    rest: list[Any] = [document]
    while rest:
        for name in set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(rest.pop()))) - needed.keys():
            needed[name] = schemas[name]
            rest.append(schemas[name])
    return needed


def _docs(page: Page) -> None:
    page.locator(".opblock").first.wait_for()


def _authorizing(page: Page) -> None:
    _docs(page)
    page.get_by_role("button", name="Authorize", exact=True).first.click()
    page.get_by_role("dialog").get_by_role("heading", name="Available authorizations").wait_for()


def _answered(page: Page) -> None:
    """A call that needs nobody, tried out, with its answer."""
    operation = _opened(page, "About-get_root")
    operation.get_by_role("button", name="Execute").click()
    operation.locator(".live-responses-table .highlight-code").first.wait_for()


def _writing(page: Page) -> None:
    """A form with a body."""
    _opened(page, "Incidents-open_incident").get_by_role("textbox", name="Request body").wait_for()


def _schema(page: Page) -> None:
    """What the body is made of, and one of the schemas with all it holds."""
    operation = page.locator("#operations-Incidents-open_incident")
    if not operation.get_by_role("tab", name="Schema").first.is_visible():
        operation = _opened(page, "Incidents-open_incident")
    operation.get_by_role("tab", name="Schema").first.click()
    models = page.locator(".models")
    models.get_by_role("button", name="Expand all").first.click()
    models.get_by_role("button", name="Collapse all").first.wait_for()


def _opened(page: Page, operation: str) -> Locator:
    _docs(page)
    if page.get_by_role("dialog").count():
        page.keyboard.press("Escape")
    found = page.locator(f"#operations-{operation}")
    found.locator(".opblock-summary-control").press("Enter")
    return found


def _redoc(page: Page) -> None:
    """All there is: the description comes in one go, its last section last."""
    page.locator("[id='tag/Operator'] h2").wait_for(timeout=SLOWLY)


_MOST_FIELDS = 8
"""Folded out of one operation: an open field is folded no more, and may have others in it, some of them endless."""


def _read(page: Page) -> None:
    """An operation with its authorizations, fields, variants, answers and samples folded out, and its menu."""
    _redoc(page)
    operation = page.locator("[id='operation/open_incident']")
    operation.locator("h2").scroll_into_view_if_needed()
    folded = operation.locator("button[aria-label^=expand]")
    for _ in range(_MOST_FIELDS):
        if folded.count():
            folded.first.click()
    for folded_part in operation.locator("h5 + svg, button:has(.http-verb)").all():
        folded_part.click()
    for answer in operation.locator("> div:first-child button:has(strong)").all()[:2]:
        answer.click()
    operation.get_by_role("tab", name="400").click()
    page.locator("li[data-item-id='tag/Incidents'] > ul").wait_for(state="attached")


def _searched(page: Page) -> None:
    """What is found, in the menu, which a phone opens first."""
    _redoc(page)
    menu = page.get_by_role("button", name="Menu", exact=True)
    if menu.is_visible():
        menu.press("Enter")
    page.get_by_role("textbox", name="Search").fill("incident")
    page.locator("[data-role='search:results'] li").first.wait_for()


DOCS: dict[str, Callable[[Page], None]] = {
    "closed": _docs,
    "authorizing": _authorizing,
    "answered": _answered,
    "writing": _writing,
    "schema": _schema,
}
REDOC: dict[str, Callable[[Page], None]] = {"closed": _redoc, "read": _read, "searched": _searched}
