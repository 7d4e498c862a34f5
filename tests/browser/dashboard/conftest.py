"""The whole stack, and people with browsers who work in it."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import PATIENCE, Console
from tests.live.stack import first_start
from tests.live.stack.whole import Whole
from tests.waiting import wait_until

EASY_GOING = "tests.browser.dashboard.easy_going"
PASSWORD = "a few words work well"
NO_LIMITS = {
    "RATE_LIMIT_AUTH": "100000",
    "RATE_LIMIT_WRITES": "100000",
    "RATE_LIMIT_READS": "100000",
    "MAIL_LIMIT_NETWORK": "0",
    "OPT_IN_LIMIT_NETWORK": "0",
}
SIGNED_IN = "sessionStorage.seen || localStorage.setItem('allclear.session', '{}'); sessionStorage.seen = 1;"
_numbers = count(1)


@pytest.fixture(scope="session")
def after_a_first_start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder to copy, with tables and the demo."""
    return first_start.after_a_first_start(tmp_path_factory)


@pytest.fixture(scope="session")
def stack(after_a_first_start: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """One for all tests; each test has organizations of its own."""
    with pytest.MonkeyPatch.context() as environment:
        for name, value in NO_LIMITS.items():
            environment.setenv(name, value)
        data = tmp_path_factory.mktemp("dashboard") / "data"
        shutil.copytree(after_a_first_start, data)
        stack = Whole(data, module=EASY_GOING, POLL_SECONDS="1").start()
    yield stack
    stack.stop()


@dataclass
class Person:
    """Somebody with a browser of their own, perhaps signed in."""

    context: BrowserContext
    console: Console
    name: str = ""
    email: str = ""
    token: str = ""

    def open(self, path: str) -> Page:
        """A new window at `path`."""
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE)
        self.console.listen_to(page)
        page.goto(path)
        return page

    def open_dashboard(self, path: str = "/dashboard/services") -> Page:
        """The dashboard, once it is live."""
        page = self.open(path)
        expect(page.get_by_role("banner").get_by_text("Live", exact=True)).to_be_visible()
        return page

    def call(self, method: str, path: str, body: object = None) -> Any:
        """The API in their name."""
        answer = self.context.request.fetch(
            path, method=method, data=body, headers={"Authorization": f"Bearer {self.token}"}
        )
        assert answer.ok, answer.text()
        return answer.json() if answer.body() else None


@dataclass
class Town:
    """Where people come from."""

    browser: Browser
    stack: Whole
    console: Console
    contexts: list[BrowserContext] = field(default_factory=list)

    def visitor(self, **settings: Any) -> Person:
        """Somebody who is not signed in."""
        given = {"timezone_id": "Europe/Berlin", "locale": "en-GB", **settings}
        context = self.browser.new_context(base_url=self.stack.url, **given)
        self.contexts.append(context)
        return Person(context, self.console)

    def member(self, name: str = "Ada", **settings: Any) -> Person:
        """Somebody with an account, signed in, in no organization yet."""
        person = self.visitor(**settings)
        person.context.add_init_script(SIGNED_IN)
        person.name, person.email = name, f"{name.lower()}{next(_numbers)}@example.com"
        account = {"name": name, "email": person.email, "password": PASSWORD}
        answer = person.context.request.post("/api/auth/sign-up", data=account)
        assert answer.ok, answer.text()
        person.token = answer.json()["access_token"]
        return person

    def newcomer(self, name: str = "Ada", **settings: Any) -> tuple[Person, str]:
        """Somebody with an organization who has not verified their address, and its slug."""
        person = self.member(name, **settings)
        slug = f"org-{os.getpid()}-{next(_numbers)}"
        person.call("POST", "/api/organizations", {"name": f"Org of {name}", "slug": slug})
        return person, slug

    def owner(self, name: str = "Ada", *services: str, **settings: Any) -> tuple[Person, str]:
        """Somebody with an organization that has these services, and its slug; its page is published, with them."""
        person, slug = self.newcomer(name, **settings)
        person.call("POST", "/api/auth/verify-email", {"token": self.invitation_link(person.email)})
        for service in services:
            person.call("POST", "/api/services", {"name": service})
        wait_until(lambda: self._is_published(slug, len(services)))
        return person, slug

    def _is_published(self, slug: str, services: int) -> bool:
        """Until then its address is a 404, and what is published later may come amid what a test does."""
        if self.stack.send("GET", f"/status/{slug}").status != 200:
            return False
        return len(self.stack.send("GET", f"/api/status/{slug}").json()["services"]) == services

    def colleague(self, owner: Person, role: str, name: str = "Grace") -> Person:
        """Somebody who has joined the owner's organization."""
        person = self.member(name)
        invited = owner.call("POST", "/api/team/invite", {"email": person.email, "role": role})
        letter = self.invitation_link(person.email) or invited["token"]
        person.call("POST", f"/api/team/invitations/{letter}/accept", {})
        return person

    def invitation_link(self, email: str) -> str:
        """The token in the newest mail to this address."""
        for mail in sorted((self.stack.data_dir / "outbox").glob("*.eml"), reverse=True):
            text = mail.read_text(errors="replace").replace("=\n", "").replace("=3D", "=")
            if email in text and "#token=" in text:
                return text.partition("#token=")[2].split()[0].strip('">')
        return ""


@pytest.fixture
def town(browser: Browser, stack: Whole, console: Console) -> Iterator[Town]:
    """Everybody goes home at the end."""
    town = Town(browser, stack, console)
    yield town
    for context in town.contexts:
        context.close()
