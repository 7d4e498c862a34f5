"""Tokens of identity providers: a real OpenID Connect server, and Clerk's session tokens by a local key set."""

import base64
import json
import os
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from chalicelib.auth import issuers, jwks
from chalicelib.config import SettingError, settings
from tests.edges import Api
from tests.engine import Engine

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import oidc_provider_mock  # type: ignore[import-untyped] # ships no types

PAGE = "https://status.example.com"
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the real server's own
RSA_KEY, ROTATED_KEY, STRANGER_KEY = (rsa.generate_private_key(65537, 2048) for _ in range(3))
EC_KEY = ec.generate_private_key(ec.SECP256R1())


@dataclass
class Provider:
    """A server of public keys, as Clerk's."""

    url: str = ""
    keys: dict[str, Any] = field(default_factory=lambda: {"one": RSA_KEY, "curve": EC_KEY})
    asked: int = 0
    away: bool = False

    def document(self) -> bytes:
        """The key set."""
        return json.dumps({"keys": [_jwk(kid, key) for kid, key in self.keys.items()]}).encode()

    def token(self, key: Any = RSA_KEY, kid: str | None = "one", algorithm: str = "RS256", **claims: Any) -> str:
        """A session token of Clerk's shape; a claim given as None is left out."""
        now = int(time.time())
        usual = {
            "iss": self.url,
            "sub": "user_2abc",
            "sid": "sess_2abc",
            "azp": PAGE,
            "iat": now,
            "nbf": now,
            "exp": now + 60,
            "email": "ada@example.com",
            "email_verified": True,
            "name": "Ada",
        }
        said = {name: value for name, value in (usual | claims).items() if value is not None}
        return jwt.encode(said, key, algorithm, headers={"kid": kid} if kid else None)


def _jwk(kid: str, key: Any) -> dict[str, Any]:
    algorithm = ECAlgorithm if isinstance(key, ec.EllipticCurvePrivateKey) else RSAAlgorithm
    return {**algorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid, "use": "sig"}


@pytest.fixture
def clerk(monkeypatch: pytest.MonkeyPatch, tables: Engine) -> Iterator[Provider]:
    """Trusted, for tokens got by our pages."""
    provider = Provider()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked += 1
            self.send_response(503 if provider.away or self.path != "/.well-known/jwks.json" else 200)
            self.end_headers()
            self.wfile.write(provider.document())

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        provider.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        _trust(monkeypatch, clerk_issuer=provider.url)
        yield provider
        server.shutdown()
        thread.join()


def _trust(monkeypatch: pytest.MonkeyPatch, **given: str) -> None:
    known = replace(settings(), public_url=PAGE, **given)  # type: ignore[arg-type]
    monkeypatch.setattr(jwks, "_TIMEOUT", 60.0)
    monkeypatch.setattr(issuers, "settings", lambda: known)
    issuers.trusted.cache_clear()
    jwks.forget()


def _status(api: Api, token: str) -> int:
    return api.as_(token).get("/api/organizations").status


def test_a_session_of_clerk_signs_in_and_makes_the_user(api: Api, clerk: Provider) -> None:
    me = api.as_(clerk.token()).get("/api/auth/me")
    assert me.status == HTTPStatus.OK, me.body
    assert {"email": "ada@example.com", "name": "Ada", "email_verified": True}.items() <= me.json().items()
    assert api.as_(clerk.token()).post("/api/organizations", {"name": "Northwind"}).status == HTTPStatus.CREATED
    assert len(api.as_(clerk.token()).get("/api/organizations").json()["items"]) == 1


def test_a_token_by_an_elliptic_curve_is_as_good(api: Api, clerk: Provider) -> None:
    assert _status(api, clerk.token(EC_KEY, "curve", "ES256")) == HTTPStatus.OK


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ({"aud": "pages", "azp": "pages"}, HTTPStatus.OK),
        ({"aud": ["pages"], "azp": None}, HTTPStatus.OK),
        ({"aud": "another", "azp": "another"}, HTTPStatus.UNAUTHORIZED),
        ({"aud": "pages", "azp": "another"}, HTTPStatus.UNAUTHORIZED),
        ({"aud": ["pages", "another"], "azp": None}, HTTPStatus.UNAUTHORIZED),
    ],
)
def test_an_id_token_of_clerk_signs_in_if_it_is_made_for_our_pages(
    monkeypatch: pytest.MonkeyPatch, api: Api, clerk: Provider, claims: dict[str, Any], status: int
) -> None:
    _trust(monkeypatch, clerk_issuer=clerk.url, clerk_client_id="pages")
    assert _status(api, clerk.token(**claims)) == status


def test_without_a_client_at_clerk_no_id_token_signs_in(api: Api, clerk: Provider) -> None:
    assert _status(api, clerk.token(aud="", azp=None)) == HTTPStatus.UNAUTHORIZED


def test_the_same_person_is_the_same_user_and_another_is_another(api: Api, clerk: Provider) -> None:
    ids = [api.as_(clerk.token(sub=sub)).get("/api/auth/me").json()["id"] for sub in ("a", "a", "b")]
    assert ids[0] == ids[1] != ids[2]


def test_what_the_provider_says_of_somebody_is_kept_up_to_date(api: Api, clerk: Provider) -> None:
    api.as_(clerk.token()).get("/api/auth/me")
    assert api.as_(clerk.token(name="Ada L.")).get("/api/auth/me").json()["name"] == "Ada L."


def test_a_provider_does_not_open_an_account_of_ours_by_its_address(api: Api, clerk: Provider) -> None:
    form = {"email": "ada@example.com", "password": "correct horse battery", "name": "Ada"}
    ours = api.post("/api/auth/sign-up", form).json()["user"]["id"]
    assert api.as_(clerk.token()).get("/api/auth/me").json()["id"] != ours


def test_an_account_of_a_provider_is_changed_there(api: Api, clerk: Provider) -> None:
    assert api.as_(clerk.token()).put("/api/auth/me", {"name": "X"}).status == HTTPStatus.CONFLICT


@pytest.mark.parametrize(
    "claims",
    [
        {"azp": "https://evil.example"},
        {"azp": None},
        {"azp": [PAGE]},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"exp": None},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"sts": "pending"},
    ],
    ids=str,
)
def test_a_token_whose_claims_are_wrong_is_refused(api: Api, clerk: Provider, claims: dict[str, Any]) -> None:
    assert _status(api, clerk.token(**claims)) == HTTPStatus.UNAUTHORIZED


@pytest.mark.parametrize(("claim", "seconds"), [("exp", -60), ("nbf", 600), ("iat", 600)])
def test_a_token_outside_its_time_is_refused(api: Api, clerk: Provider, claim: str, seconds: int) -> None:
    claims: dict[str, Any] = {claim: int(time.time()) + seconds}
    assert _status(api, clerk.token(**claims)) == HTTPStatus.UNAUTHORIZED


def test_a_clock_may_be_a_little_off(api: Api, clerk: Provider) -> None:
    now = int(time.time())
    assert _status(api, clerk.token(nbf=now + 3, iat=now + 3)) == HTTPStatus.OK


def test_a_key_of_somebody_else_is_refused_under_any_name(api: Api, clerk: Provider) -> None:
    for kid in ("one", "unknown", None, "../one"):
        assert _status(api, clerk.token(STRANGER_KEY, kid)) == HTTPStatus.UNAUTHORIZED


def test_no_token_chooses_its_algorithm(api: Api, clerk: Provider) -> None:
    header, payload, signature = clerk.token().split(".")
    for chosen in ("none", "None", "HS256", "HS512", "RS512", "ES256"):
        other = base64.urlsafe_b64encode(json.dumps({"alg": chosen, "kid": "one"}).encode()).rstrip(b"=").decode()
        for ending in ("", signature):
            assert _status(api, f"{other}.{payload}.{ending}") == HTTPStatus.UNAUTHORIZED
    assert header


def test_a_public_key_is_no_secret_of_ours(api: Api, clerk: Provider) -> None:
    import hashlib  # noqa: PLC0415
    import hmac  # noqa: PLC0415

    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: PLC0415

    pem = RSA_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for issuer in (clerk.url, "allclear"):
        parts = [
            {"alg": "HS256", "typ": "JWT", "kid": "one"},
            {"iss": issuer, "aud": "allclear", "sub": "x", "azp": PAGE},
        ]
        body = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
        mac = base64.urlsafe_b64encode(hmac.new(pem, body.encode(), hashlib.sha256).digest()).rstrip(b"=").decode()
        assert _status(api, f"{body}.{mac}") == HTTPStatus.UNAUTHORIZED


def test_a_provider_cannot_speak_for_us(api: Api, clerk: Provider) -> None:
    assert _status(api, clerk.token(iss="allclear", aud="allclear")) == HTTPStatus.UNAUTHORIZED


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_tampered_token_is_refused(api: Api, clerk: Provider, place: int) -> None:
    parts = clerk.token().split(".")
    middle = len(parts[place]) // 2
    parts[place] = parts[place][:middle] + ("A" if parts[place][middle] != "A" else "B") + parts[place][middle + 1 :]
    assert _status(api, ".".join(parts)) == HTTPStatus.UNAUTHORIZED


@pytest.mark.parametrize("token", ["", ".", "..", "a.b.c", "e30.e30.", "x" * 100_000])
def test_what_is_no_token_is_refused(api: Api, clerk: Provider, token: str) -> None:
    assert _status(api, token) == HTTPStatus.UNAUTHORIZED


def test_a_new_key_is_fetched_but_strangers_do_not_make_us_fetch_often(
    api: Api, clerk: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _status(api, clerk.token()) == HTTPStatus.OK
    clerk.keys["two"] = ROTATED_KEY
    for number in range(20):
        assert _status(api, clerk.token(STRANGER_KEY, f"stranger-{number}")) == HTTPStatus.UNAUTHORIZED
    assert clerk.asked == 1
    monkeypatch.setattr(jwks, "COOL_DOWN", 0.0)
    assert _status(api, clerk.token(ROTATED_KEY, "two")) == HTTPStatus.OK


def test_while_the_provider_is_away_held_keys_stay_good(
    api: Api, clerk: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jwks, "COOL_DOWN", 0.0)
    clerk.away = True
    assert _status(api, clerk.token()) == HTTPStatus.SERVICE_UNAVAILABLE
    clerk.away = False
    assert _status(api, clerk.token()) == HTTPStatus.OK
    clerk.away = True
    monkeypatch.setattr(jwks, "LIFETIME", 0.0)
    assert _status(api, clerk.token()) == HTTPStatus.OK


@pytest.mark.parametrize("url", ["http://login.example.com", "ftp://127.0.0.1", "login.example.com"])
def test_an_issuer_must_be_reached_safely(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    _trust(monkeypatch, oidc_issuer=url, oidc_client_id="allclear")
    with pytest.raises(SettingError, match="https"):
        issuers.trusted()


@pytest.fixture
def oidc(monkeypatch: pytest.MonkeyPatch, tables: Engine) -> Iterator[str]:
    """A real OpenID Connect server, trusted for the client `allclear`; its URL."""
    user = oidc_provider_mock.User(
        sub="grace", claims={"email": "grace@example.com", "email_verified": True, "name": "Grace"}
    )
    with oidc_provider_mock.run_server_in_thread(user_claims=[user]) as server:
        url = f"http://localhost:{server.server_port}"
        _trust(monkeypatch, oidc_issuer=url, oidc_client_id="allclear", oidc_name="Example login")
        yield url


def _id_token(url: str, client: str = "allclear") -> str:
    """Through the authorization code flow, as a browser goes it."""
    back = "https://status.example.com/sign-in"
    asked = {"client_id": client, "redirect_uri": back, "response_type": "code", "scope": "openid email profile"}

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: Any) -> None:
            return None

    try:
        form = urllib.parse.urlencode({"sub": "grace"}).encode()
        urllib.request.build_opener(Stay).open(f"{url}/oauth2/authorize?{urllib.parse.urlencode(asked)}", form)
    except urllib.error.HTTPError as redirect:
        code = urllib.parse.parse_qs(urllib.parse.urlsplit(redirect.headers["Location"]).query)["code"][0]
        redirect.close()
    given = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "client_id": client}
    given["client_secret"] = "any"
    with urllib.request.urlopen(f"{url}/oauth2/token", urllib.parse.urlencode(given).encode()) as answer:  # noqa: S310
        return str(json.load(answer)["id_token"])


def test_a_real_provider_signs_somebody_in(api: Api, oidc: str) -> None:
    me = api.as_(_id_token(oidc)).get("/api/auth/me")
    assert me.status == HTTPStatus.OK, me.body
    assert {"email": "grace@example.com", "name": "Grace", "email_verified": True}.items() <= me.json().items()


def test_a_token_for_another_client_of_the_provider_is_refused(api: Api, oidc: str) -> None:
    assert _status(api, _id_token(oidc, "another")) == HTTPStatus.UNAUTHORIZED


def test_the_ways_to_sign_in_are_told(api: Api, oidc: str) -> None:
    providers = api.get("/api/auth/config").json()["providers"]
    assert [each["type"] for each in providers] == ["embedded", "oidc"]
    assert providers[1] == {"type": "oidc", "name": "Example login", "issuer": oidc, "client_id": "allclear"}


def test_our_own_tokens_cost_no_import_of_cryptography() -> None:
    script = """
import sys
from datetime import UTC, datetime
import app
from chalicelib.auth.identity import access_token, identify
from chalicelib.domain.accounts import User
token = access_token(User(id="x", email="", name=""), "", datetime.now(UTC))
assert identify(f"Bearer {token}").user.id == "x"
assert not {"jwt", "cryptography", "aiohttp", "boto3"} & set(sys.modules), sorted(sys.modules)
"""
    environment = {
        **os.environ,
        "TABLE_PREFIX": "t-",
        "TOKEN_SECRET": "x" * 32,
        "PUBLIC_URL": PAGE,
        "DOCUMENTS": "file:///nowhere",
        "WEBSOCKET_ENDPOINT": PAGE,
    }
    subprocess.run([sys.executable, "-c", script], check=True, env=environment, timeout=60)  # noqa: S603 - our own
