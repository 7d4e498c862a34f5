"""Embedded accounts: signing up, in and out, and staying signed in without anyone else being able to."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.auth.passwords import Cost
from chalicelib.config import Settings
from chalicelib.domain.accounts import REUSE_GRACE, SESSION_LIFETIME
from chalicelib.store import accounts
from tests.conftest import Clock
from tests.edges import Api, Reply
from tests.engine import Engine

ADA = {"email": "Ada@Example.com", "password": "correct horse battery", "name": "Ada"}
COOKIE = re.compile(
    r"allclear_refresh=[0-9a-z.]+; Path=/api/auth; Max-Age=2592000; HttpOnly; SameSite=Strict(; Secure)?"
)


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """A guess costs a tenth of a second, and these tests make many."""
    monkeypatch.setattr("chalicelib.auth.passwords.COST", Cost(2**4, 8, 1))


@pytest.fixture
def now(clock: Clock) -> Clock:
    """The clock at the real time, which the tokens' own library asks for itself."""
    clock.now = datetime.now(UTC)
    return clock


@pytest.fixture
def ada(api: Api, now: Clock) -> Reply:
    """Ada has just signed up."""
    answer = api.post("/api/auth/sign-up", ADA)
    assert answer.status == 201
    return answer


def refreshed(api: Api, cookie: str) -> Reply:
    """The browser refreshes, sending this cookie."""
    return api.post("/api/auth/refresh", cookie=cookie)


def claims_nobody(answer: Reply) -> bool:
    """Whether it is a refusal that says nothing more."""
    return answer.status == 401 and "Set-Cookie" not in answer.headers


def is_good(api: Api, answer: Reply) -> bool:
    """Whether the access token in an answer works."""
    return api.as_(answer.json()["access_token"]).get("/api/organizations").status == 200


def test_signing_up_makes_an_account_and_signs_in_to_it(api: Api, ada: Reply) -> None:
    signed_in = ada.json()
    assert set(signed_in) == {"access_token", "token_type", "expires_in", "user"}
    assert (signed_in["token_type"], signed_in["expires_in"]) == ("Bearer", 900)
    assert {"email": "ada@example.com", "name": "Ada"}.items() <= signed_in["user"].items()
    assert COOKIE.fullmatch(ada.headers["Set-Cookie"])
    assert is_good(api, ada)


def test_nothing_that_signs_in_may_be_kept_by_a_cache(ada: Reply) -> None:
    assert ada.headers["Cache-Control"] == "no-store"


def test_signing_in_answers_the_same_user_in_a_session_of_its_own(api: Api, ada: Reply) -> None:
    answer = api.post("/api/auth/sign-in", {"email": "ada@example.com", "password": ADA["password"]})
    assert answer.status == 200
    assert answer.json()["user"] == ada.json()["user"]
    assert answer.cookie != ada.cookie
    assert is_good(api, answer)


def test_an_address_is_the_same_in_any_case(api: Api, ada: Reply) -> None:
    assert api.post("/api/auth/sign-in", {"email": "ADA@example.COM", "password": ADA["password"]}).status == 200
    assert api.post("/api/auth/sign-up", ADA | {"email": "aDa@example.com"}).status == 409


def test_a_long_address_that_can_sign_up_can_sign_in(api: Api, now: Clock) -> None:
    email = f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 55}.example"
    assert len(email) > 200
    assert api.post("/api/auth/sign-up", ADA | {"email": email}).status == 201
    assert api.post("/api/auth/sign-in", {"email": email, "password": ADA["password"]}).status == 200


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(api: Api, ada: Reply) -> None:
    wrong = api.post("/api/auth/sign-in", {"email": "ada@example.com", "password": "wrong horse battery"})
    unknown = api.post("/api/auth/sign-in", {"email": "bob@example.com", "password": "wrong horse battery"})
    assert claims_nobody(wrong)
    assert claims_nobody(unknown)
    assert wrong.json() == unknown.json()


def test_passwords_and_refresh_tokens_are_stored_as_hashes_alone(api: Api, ada: Reply, tables: Engine) -> None:
    stored = str(tables.contents())
    assert "ada@example.com" in stored
    assert ADA["password"] not in stored
    assert ada.cookie.rpartition(".")[2] not in stored


BAD_FORMS: list[dict[str, Any]] = [
    {"password": "too short"},
    {"password": "x" * 201},
    {"password": 1234567890},
    {"password": None},
    {"email": "nobody"},
    {"email": "a b@example.com"},
    {"email": "a@b@example.com"},
    {"email": "<a@example.com>"},
    {"email": "a@example"},
    {"email": "a@example.com\r\nBcc: b@example.com"},
    {"email": f"{'a' * 255}@example.com"},
    {"email": "a\x00@example.com"},
    {"name": ""},
    {"name": " "},
    {"name": "x" * 101},
    {"name": "A\x07da"},
    {"admin": True},
]


@pytest.mark.parametrize("wrong", BAD_FORMS, ids=range(len(BAD_FORMS)))
def test_a_form_that_makes_no_sense_makes_no_account(api: Api, tables: Engine, wrong: dict[str, Any]) -> None:
    before = tables.contents()
    answer = api.post("/api/auth/sign-up", ADA | wrong)
    assert answer.status == 422
    assert [error["loc"][0] for error in answer.json()["errors"]] == list(wrong)
    assert tables.contents()["tests-accounts"] == before["tests-accounts"]


def test_an_answer_never_repeats_a_password(api: Api, tables: Engine) -> None:
    answer = api.post("/api/auth/sign-up", {"email": "x", "password": "swordfish", "name": ""})
    assert answer.status == 422
    assert "swordfish" not in answer.body


def test_refreshing_gives_a_new_token_and_a_new_cookie(api: Api, ada: Reply) -> None:
    answer = refreshed(api, ada.cookie)
    assert answer.status == 200
    assert answer.json()["user"] == ada.json()["user"]
    assert answer.cookie != ada.cookie
    assert COOKIE.fullmatch(answer.headers["Set-Cookie"])
    assert is_good(api, answer)


def test_a_browser_stays_signed_in_for_as_long_as_it_comes_back(api: Api, ada: Reply, now: Clock) -> None:
    cookie = ada.cookie
    for _ in range(4):
        now.passes(days=20)
        answer = refreshed(api, cookie)
        assert answer.status == 200
        cookie = answer.cookie


def test_a_browser_that_stays_away_too_long_is_signed_out(api: Api, ada: Reply, now: Clock) -> None:
    now.now += SESSION_LIFETIME
    assert claims_nobody(refreshed(api, ada.cookie))


def test_two_tabs_that_refresh_at_once_both_stay_signed_in(api: Api, ada: Reply, now: Clock) -> None:
    first, second = refreshed(api, ada.cookie), refreshed(api, ada.cookie)
    assert first.status == second.status == 200
    assert first.cookie == second.cookie
    assert refreshed(api, first.cookie).status == 200


def test_two_tabs_whose_refreshes_interleave_both_stay_signed_in(api: Api, ada: Reply, tables: Engine) -> None:
    other: list[Reply] = []
    tables.before("PutItem", lambda: other.append(refreshed(api, ada.cookie)))
    mine = refreshed(api, ada.cookie)
    assert mine.status == other[0].status == 200
    assert mine.cookie == other[0].cookie
    assert refreshed(api, mine.cookie).status == 200


def test_a_token_used_again_later_ends_the_session_for_whoever_holds_it(api: Api, ada: Reply, now: Clock) -> None:
    current = refreshed(api, ada.cookie)
    now.now += REUSE_GRACE
    now.passes(seconds=1)
    assert claims_nobody(refreshed(api, ada.cookie))
    assert claims_nobody(refreshed(api, current.cookie))


def test_a_token_of_two_refreshes_ago_ends_the_session_at_once(api: Api, ada: Reply) -> None:
    current = refreshed(api, refreshed(api, ada.cookie).cookie)
    assert claims_nobody(refreshed(api, ada.cookie))
    assert claims_nobody(refreshed(api, current.cookie))


def test_a_token_of_many_refreshes_ago_ends_the_session(api: Api, ada: Reply) -> None:
    current = ada
    for _ in range(20):
        current = refreshed(api, current.cookie)
    assert claims_nobody(refreshed(api, ada.cookie))
    assert claims_nobody(refreshed(api, current.cookie))


@pytest.mark.parametrize("refreshes", [0, 1, 5])
def test_a_wrong_secret_for_a_known_session_does_not_end_it(api: Api, ada: Reply, refreshes: int) -> None:
    mine = ada
    for _ in range(refreshes):
        mine = refreshed(api, mine.cookie)
    session = mine.cookie.rpartition(".")[0]
    for guess in ("0" * 64, "f" * 64, mine.cookie.rpartition(".")[2][::-1]):
        assert claims_nobody(refreshed(api, f"{session}.{guess}"))
    assert refreshed(api, mine.cookie).status == 200


def test_a_used_token_of_one_session_does_not_end_another(api: Api, ada: Reply) -> None:
    other = api.post("/api/auth/sign-in", {"email": "ada@example.com", "password": ADA["password"]})
    refreshed(api, refreshed(api, ada.cookie).cookie)
    session, used = other.cookie.rpartition(".")[0], ada.cookie.rpartition(".")[2]
    assert claims_nobody(refreshed(api, f"{session}.{used}"))
    assert refreshed(api, other.cookie).status == 200


def test_one_session_that_ends_leaves_the_others(api: Api, ada: Reply) -> None:
    elsewhere = api.post("/api/auth/sign-in", {"email": "ada@example.com", "password": ADA["password"]})
    assert api.post("/api/auth/sign-out", cookie=ada.cookie).status == 204
    assert claims_nobody(refreshed(api, ada.cookie))
    assert refreshed(api, elsewhere.cookie).status == 200


def test_signing_out_takes_the_cookie_back_and_may_be_repeated(api: Api, ada: Reply) -> None:
    for _ in range(2):
        answer = api.post("/api/auth/sign-out", cookie=ada.cookie)
        assert (answer.status, answer.body) == (204, "")
        assert answer.headers["Set-Cookie"].startswith("allclear_refresh=; Path=/api/auth; Max-Age=0")


def test_signing_out_while_another_tab_refreshes_still_signs_out(api: Api, ada: Reply, tables: Engine) -> None:
    tables.before("PutItem", lambda: api.post("/api/auth/sign-out", cookie=ada.cookie))
    assert claims_nobody(refreshed(api, ada.cookie))


def test_a_stranger_cannot_sign_somebody_out(api: Api, ada: Reply) -> None:
    guess = ada.cookie.rpartition(".")[0] + "." + "0" * 64
    assert api.post("/api/auth/sign-out", cookie=guess).status == 204
    assert refreshed(api, ada.cookie).status == 200


USER, SESSION = "01kg000000000000000000000a", "01kg000000000000000000000b"
BAD_COOKIES = [
    "",
    "other=1",
    "allclear_refresh=",
    "allclear_refresh=x",
    "allclear_refresh=a.b",
    "allclear_refresh=a.b.c.d",
    "allclear_refresh=..",
    f"allclear_refresh={'u' * 3000}.{SESSION}.{'0' * 64}",
    f"allclear_refresh={USER}.{'s' * 2000}.{'0' * 64}",
    f"allclear_refresh={USER}.{SESSION}.{'0' * 64}",
    'allclear_refresh="\\303\\377.\\000.x"',
    "allclear_refresh",
    ";;;=;",
]


@pytest.mark.parametrize("cookie", BAD_COOKIES, ids=range(len(BAD_COOKIES)))
def test_a_cookie_that_means_nothing_signs_nobody_in_and_nobody_out(api: Api, tables: Engine, cookie: str) -> None:
    assert claims_nobody(refreshed(api, cookie))
    assert api.post("/api/auth/sign-out", cookie=cookie).status == 204


NEIGHBOURS = ['theme={"dark":true}', "a[b]=c", "x=y z", "flag", "expires=never", 'q="open']


@pytest.mark.parametrize("neighbour", NEIGHBOURS)
def test_cookies_of_others_on_the_same_host_do_not_sign_one_out(api: Api, ada: Reply, neighbour: str) -> None:
    for cookies in (f"{neighbour}; {ada.cookie}", f"{ada.cookie}; {neighbour}"):
        assert refreshed(api, cookies).status == 200, cookies


def test_the_cookie_is_for_https_alone_where_the_pages_are(
    api: Api, now: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = Settings(public_url="https://status.example.com")
    monkeypatch.setattr("chalicelib.api.accounts.settings", lambda: public)
    assert api.post("/api/auth/sign-up", ADA).headers["Set-Cookie"].endswith("; Secure")


def test_the_ways_to_sign_in_are_public(api: Api) -> None:
    answer = api.get("/api/auth/config")
    assert answer.status == 200
    assert "embedded" in str(answer.json()["providers"])


def test_a_hash_of_before_is_made_anew_at_sign_in_and_still_opens(
    api: Api, tables: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert api.post("/api/auth/sign-up", ADA).status == 201
    before = _hash_of("ada@example.com")
    monkeypatch.setattr("chalicelib.auth.passwords.COST", Cost(2**5, 8, 1))
    for _ in range(2):
        assert api.post("/api/auth/sign-in", {"email": ADA["email"], "password": ADA["password"]}).status == 200
    after = _hash_of("ada@example.com")
    assert (before.split("$")[1], after.split("$")[1]) == ("16", "32")


def _hash_of(email: str) -> str:
    account = accounts.by_email(email)
    assert account
    return account.password_hash


@pytest.mark.parametrize("password", ["password12", "1234567890", "iloveyou123"])
def test_a_password_that_everybody_tries_first_is_refused_with_words(api: Api, password: str) -> None:
    refused = api.post("/api/auth/sign-up", ADA | {"password": password})
    assert (refused.status, refused.json()["errors"][0]["loc"]) == (422, ["password"])
    assert "choose another" in refused.json()["errors"][0]["msg"]
