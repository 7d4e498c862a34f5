"""The clock of a device may be hours off: what the dashboard says goes by the server's."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.dashboard.conftest import Town


@pytest.mark.parametrize("off", [timedelta(hours=-5), timedelta(hours=7), timedelta(days=40)], ids=str)
def test_what_just_happened_is_just_now_and_not_hours_away(town: Town, off: timedelta) -> None:
    owner, _ = town.owner("Ada", "API")
    opened = owner.call("POST", "/api/incidents", {"title": "Slow API"})
    page = owner.context.new_page()
    page.clock.install(time=datetime.now(UTC) + off)
    page.goto(f"/dashboard/incidents/{opened['id']}")
    expect(page.get_by_role("complementary")).to_contain_text(re.compile("just now|1 minute ago"))


def test_the_times_that_are_suggested_are_tomorrow(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    page = owner.context.new_page()
    page.clock.install(time=datetime.now(UTC) - timedelta(days=400))
    page.goto("/dashboard/maintenance/new")
    suggested = page.get_by_label("Start")
    expect(suggested).not_to_have_value("")
    start = datetime.fromisoformat(suggested.input_value()).replace(tzinfo=UTC)
    assert abs(start - datetime.now(UTC) - timedelta(days=1)) < timedelta(hours=4)
