"""What follows from an event by way of a queue, on the whole stack: whatever happens in between."""

from typing import Any

from tests.live.stack.whole import EMAIL, Admin, Whole, wait_until


def _renames(admin: Admin, name: str) -> None:
    organization = admin.send("GET", "/api/organizations/current").json()
    answer = admin.send("PUT", f"/api/organizations/{organization['id']}", {"name": name})
    assert answer.status == 200, answer.body


def _permalinks(whole: Whole) -> list[str]:
    incidents = wait_until(lambda: whole.send("GET", "/api/status/demo-org/incidents").json().get("incidents"))
    return [f"/api/status/demo-org/incidents/{each['id']}" for each in incidents]


def _name_at(whole: Whole, path: str) -> Any:
    return whole.send("GET", path).json()["organization"]["name"]


def test_after_a_renaming_every_permalink_says_the_new_name_though_the_stack_was_killed(own: Whole) -> None:
    permalinks = _permalinks(own)
    _renames(own.admin(), "Renamed before a crash")
    own.kill()
    own.start()
    wait_until(lambda: {_name_at(own, path) for path in permalinks} == {"Renamed before a crash"})


def _reset_mails(whole: Whole) -> list[str]:
    mails = [file.read_text() for file in (whole.data_dir / "outbox").glob("*.eml")]
    return [mail for mail in mails if "Subject: Reset your" in mail and f"To: {EMAIL}" in mail]


def test_the_mail_to_reset_a_password_is_sent_though_the_stack_was_killed_after_the_answer(own: Whole) -> None:
    before = len(_reset_mails(own))
    assert own.send("POST", "/api/auth/forgot-password", {"email": EMAIL}).status == 202
    own.kill()
    own.start()
    wait_until(lambda: len(_reset_mails(own)) > before)
