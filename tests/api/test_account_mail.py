"""Embedded accounts: proving an address, resetting and changing a password, and where one is signed in."""

import re
from datetime import UTC, datetime
from http import HTTPStatus

import pytest

from chalicelib.auth.passwords import Cost
from chalicelib.mail import sending
from chalicelib.mail.message import Message
from tests.conftest import Clock
from tests.edges import Api, Reply
from tests.engine import Engine
from tests.queues import Queues

PASSWORD, BETTER = "correct horse battery", "a better horse battery"
ADA = {"email": "ada@example.com", "password": PASSWORD, "name": "Ada"}
_TOKEN = re.compile(r"#token=([\w-]+)")


class Letters:
    """A carrier that keeps what it is given."""

    def __init__(self) -> None:
        self.sent: list[Message] = []

    def send(self, message: Message) -> None:
        """As carriers do."""
        self.sent.append(message)

    def token(self, subject: str) -> str:
        """The token of the last mail about this."""
        mail = next(each for each in reversed(self.sent) if subject in each.subject)
        found = _TOKEN.search(mail.text)
        assert found
        return found[1]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.auth.passwords.COST", Cost(2**4, 8, 1))
    monkeypatch.setattr("chalicelib.aws.pausing._way", lambda _: None)


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> Letters:
    """The mails."""
    letters = Letters()
    monkeypatch.setattr(sending, "carrier", lambda: letters)
    return letters


@pytest.fixture
def now(clock: Clock) -> Clock:
    """The clock at the real time, which tokens go by."""
    clock.now = datetime.now(UTC)
    return clock


@pytest.fixture
def ada(api: Api, letters: Letters, now: Clock) -> Reply:
    """Ada has just signed up."""
    return api.post("/api/auth/sign-up", ADA)


@pytest.fixture(autouse=True)
def queues(queues: Queues) -> Queues:
    """Where requests wait to be handled."""
    return queues


def _forgot(api: Api, queues: Queues, email: str = ADA["email"]) -> None:
    """Somebody asks for a reset, and the queue is read."""
    assert api.post("/api/auth/forgot-password", {"email": email}).status == HTTPStatus.ACCEPTED
    assert queues.flow("password_reset") == []


def _as(api: Api, entry: Reply) -> Api:
    return api.as_(entry.json()["access_token"])


def _sign_in(api: Api, password: str = PASSWORD) -> Reply:
    return api.post("/api/auth/sign-in", {"email": ADA["email"], "password": password})


def test_the_link_in_the_mail_proves_the_address(api: Api, ada: Reply, letters: Letters) -> None:
    assert _as(api, ada).get("/api/auth/me").json()["email_verified"] is False
    assert api.post("/api/auth/verify-email", {"token": letters.token("Verify")}).status == HTTPStatus.NO_CONTENT
    assert _as(api, ada).get("/api/auth/me").json() == {**ada.json()["user"], "email_verified": True}


def test_a_link_works_once(api: Api, ada: Reply, letters: Letters) -> None:
    body = {"token": letters.token("Verify")}
    assert [api.post("/api/auth/verify-email", body).status for _ in range(2)] == [204, 422]


def test_a_link_for_one_thing_is_none_for_another(api: Api, ada: Reply, letters: Letters) -> None:
    body = {"token": letters.token("Verify"), "password": BETTER}
    assert api.post("/api/auth/reset-password", body).status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert _sign_in(api).status == HTTPStatus.OK


def test_the_mail_can_be_sent_again_but_not_for_ever(api: Api, ada: Reply, letters: Letters) -> None:
    for _ in range(9):
        assert _as(api, ada).post("/api/auth/resend-verification").status == HTTPStatus.ACCEPTED
    assert len(letters.sent) == 5


def test_a_reset_sets_the_password_and_ends_every_session(
    api: Api, ada: Reply, letters: Letters, queues: Queues
) -> None:
    _forgot(api, queues, "ADA@example.com")
    body = {"token": letters.token("Reset"), "password": BETTER}
    assert api.post("/api/auth/reset-password", body).status == HTTPStatus.NO_CONTENT
    assert api.post("/api/auth/refresh", Cookie=ada.cookie).status == HTTPStatus.UNAUTHORIZED
    assert _sign_in(api).status == HTTPStatus.UNAUTHORIZED
    entry = _sign_in(api, BETTER)
    assert _as(api, entry).get("/api/auth/me").json()["email_verified"] is True
    assert api.post("/api/auth/reset-password", body).status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "was changed" in letters.sent[-1].subject


def test_a_reset_voids_the_links_sent_before(api: Api, ada: Reply, letters: Letters, queues: Queues) -> None:
    tokens = []
    for _ in range(2):
        _forgot(api, queues)
        tokens.append(letters.token("Reset"))
    statuses = [api.post("/api/auth/reset-password", {"token": t, "password": BETTER}).status for t in tokens]
    assert statuses == [204, 422]


def test_a_reset_link_is_good_for_an_hour(api: Api, ada: Reply, letters: Letters, now: Clock, queues: Queues) -> None:
    _forgot(api, queues)
    now.passes(hours=1, seconds=1)
    body = {"token": letters.token("Reset"), "password": BETTER}
    assert api.post("/api/auth/reset-password", body).status == HTTPStatus.UNPROCESSABLE_ENTITY


def test_asking_for_a_reset_does_the_same_whoever_is_asked_about(
    api: Api, ada: Reply, letters: Letters, queues: Queues, tables: Engine
) -> None:
    before, asked = len(letters.sent), []
    for email in (ADA["email"], "x@example.com"):
        tables.requests.clear()
        reply = api.post("/api/auth/forgot-password", {"email": email})
        asked.append((reply.status, reply.body, [operation for operation, _ in tables.requests]))
    assert asked[0] == asked[1]
    assert asked[0][:2] == (202, "")
    assert len(queues.sent["password_reset"]) == 2
    assert len(letters.sent) == before
    assert queues.flow("password_reset") == []
    assert [each.to for each in letters.sent[before:]] == [ADA["email"]]


def test_asking_for_a_reset_is_a_503_while_the_queue_is_away(api: Api, ada: Reply, queues: Queues) -> None:
    queues.away = True
    refused = api.post("/api/auth/forgot-password", {"email": ADA["email"]})
    assert refused.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert int(refused.headers["Retry-After"]) > 0


def test_a_request_that_waited_for_longer_than_its_link_would_last_sends_no_mail(
    api: Api, ada: Reply, letters: Letters, now: Clock, queues: Queues
) -> None:
    before = len(letters.sent)
    api.post("/api/auth/forgot-password", {"email": ADA["email"]})
    now.passes(hours=1, seconds=1)
    assert queues.flow("password_reset") == []
    assert len(letters.sent) == before


def test_no_log_line_holds_the_address_of_a_reset(
    api: Api, ada: Reply, queues: Queues, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("chalicelib.auth.password_changes.send_reset", lambda *_: 1 / 0)
    api.post("/api/auth/forgot-password", {"email": ADA["email"]})
    assert len(queues.flow("password_reset")) == 1
    assert "reaction_failed" in caplog.text
    assert ADA["email"] not in caplog.text


def test_no_token_is_stored(api: Api, ada: Reply, letters: Letters, tables: Engine) -> None:
    assert letters.token("Verify") not in str(tables.contents())


def test_changing_the_password_keeps_only_this_session(api: Api, ada: Reply, letters: Letters) -> None:
    here, there = _sign_in(api), ada
    body = {"current_password": PASSWORD, "new_password": BETTER}
    assert _as(api, here).post("/api/auth/change-password", body).status == HTTPStatus.NO_CONTENT
    assert api.post("/api/auth/refresh", Cookie=here.cookie).status == HTTPStatus.OK
    assert api.post("/api/auth/refresh", Cookie=there.cookie).status == HTTPStatus.UNAUTHORIZED
    assert _sign_in(api, BETTER).status == HTTPStatus.OK


def test_changing_the_password_needs_the_old_one_and_cannot_be_used_to_guess_it(api: Api, ada: Reply) -> None:
    body = {"current_password": "a wrong one", "new_password": BETTER}
    statuses = [_as(api, ada).post("/api/auth/change-password", body).status for _ in range(7)]
    assert statuses == [422] * 5 + [429] * 2


def test_sessions_are_listed_and_ended(api: Api, ada: Reply, now: Clock) -> None:
    now.passes(seconds=1)
    phone = api.post("/api/auth/sign-in", {"email": ADA["email"], "password": PASSWORD}, User_Agent="Phone/1.0")
    items = _as(api, ada).get("/api/auth/sessions").json()["items"]
    assert [(each["user_agent"], each["current"]) for each in items] == [("Phone/1.0", False), ("", True)]
    assert _as(api, ada).delete(f"/api/auth/sessions/{items[0]['id']}").status == HTTPStatus.NO_CONTENT
    assert api.post("/api/auth/refresh", Cookie=phone.cookie).status == HTTPStatus.UNAUTHORIZED
    assert _as(api, ada).delete(f"/api/auth/sessions/{items[0]['id']}").status == HTTPStatus.NOT_FOUND


def test_nobody_ends_anothers_session(api: Api, ada: Reply) -> None:
    bob = api.post("/api/auth/sign-up", {**ADA, "email": "bob@example.com"})
    theirs = _as(api, ada).get("/api/auth/sessions").json()["items"][0]["id"]
    assert _as(api, bob).delete(f"/api/auth/sessions/{theirs}").status == HTTPStatus.NOT_FOUND
    assert api.post("/api/auth/refresh", Cookie=ada.cookie).status == HTTPStatus.OK


def test_a_name_can_be_changed(api: Api, ada: Reply) -> None:
    assert _as(api, ada).put("/api/auth/me", {"name": "Ada L."}).json()["name"] == "Ada L."
    assert _sign_in(api).json()["user"]["name"] == "Ada L."


def test_guessing_a_password_takes_longer_and_longer(api: Api, ada: Reply, now: Clock) -> None:
    assert [_sign_in(api, "wrong").status for _ in range(6)] == [401] * 5 + [429]
    refused = _sign_in(api)
    assert refused.status == HTTPStatus.TOO_MANY_REQUESTS
    now.passes(seconds=int(refused.headers["Retry-After"]))
    assert _sign_in(api, "wrong").status == HTTPStatus.UNAUTHORIZED
    longer = int(_sign_in(api).headers["Retry-After"])
    assert longer > int(refused.headers["Retry-After"])
    now.passes(seconds=longer)
    assert _sign_in(api).status == HTTPStatus.OK


def test_a_victim_is_let_in_at_their_own_desk_while_strangers_guess(
    api: Api, ada: Reply, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _sign_in(api).status == HTTPStatus.OK
    desk = {"email": ADA["email"], "password": PASSWORD}
    for number in range(25):
        monkeypatch.setattr("chalicelib.api.limits.anonymous", lambda _, n=number: f"address-{n}")
        last = _sign_in(api, "wrong").status
    assert last == HTTPStatus.TOO_MANY_REQUESTS
    monkeypatch.undo()
    assert api.post("/api/auth/sign-in", desk).status == HTTPStatus.OK


def test_an_unknown_address_is_throttled_alike(api: Api, tables: Engine, now: Clock) -> None:
    body = {"email": "nobody@example.com", "password": "wrong"}
    assert [api.post("/api/auth/sign-in", body).status for _ in range(6)] == [401] * 5 + [429]


def _spoil(api: Api) -> None:
    """Somebody guesses at other accounts from here, until the address is over its limit."""
    for number in range(20):
        for _ in range(6):
            api.post("/api/auth/sign-in", {"email": f"p{number}@example.com", "password": "wrong"})


def test_a_right_password_gets_in_though_others_at_the_address_guess(api: Api, ada: Reply) -> None:
    _spoil(api)
    assert _sign_in(api).status == HTTPStatus.OK


def test_from_an_address_that_guesses_a_few_guesses_at_each_account_are_free(api: Api, ada: Reply) -> None:
    _spoil(api)
    assert [_sign_in(api, "wrong").status for _ in range(4)] == [401] * 3 + [429]
    assert _sign_in(api).status == HTTPStatus.TOO_MANY_REQUESTS
