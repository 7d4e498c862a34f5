"""What follows from an event by way of a queue, on the whole stack: whatever happens in between."""

from typing import Any

from tests.live.stack.whole import Admin, Whole, wait_until


def _renames(admin: Admin, name: str) -> None:
    organization = admin.send("GET", "/api/organizations/current").json()
    answer = admin.send("PUT", f"/api/organizations/{organization['id']}", {"name": name})
    assert answer.status == 200, answer.body


def _permalinks(whole: Whole) -> list[str]:
    history = whole.send("GET", "/api/status/demo-org/incidents").json()
    assert history["incidents"]
    return [f"/api/status/demo-org/incidents/{each['id']}" for each in history["incidents"]]


def _name_at(whole: Whole, path: str) -> Any:
    return whole.send("GET", path).json()["organization"]["name"]


def test_after_a_renaming_every_permalink_says_the_new_name_though_the_stack_was_killed(own: Whole) -> None:
    permalinks = _permalinks(own)
    _renames(own.admin(), "Renamed before a crash")
    own.kill()
    own.start()
    wait_until(lambda: {_name_at(own, path) for path in permalinks} == {"Renamed before a crash"})
