"""/api/auth: the embedded accounts."""

from chalice import Blueprint

from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.registry import Open
from chalicelib.auth import accounts
from chalicelib.auth.accounts import Entry
from chalicelib.config import settings
from chalicelib.domain.accounts import SESSION_LIFETIME, SignedIn, SignIn, SignUp
from chalicelib.domain.errors import UnauthenticatedError
from chalicelib.domain.model import Model

bp = Blueprint(__name__)

COOKIE = "allclear_refresh"
PATH = "/api/auth"


class AuthConfig(Model):
    """How one signs in here."""

    providers: tuple[str, ...] = ("embedded",)
    """`embedded`: an email address and a password, by /api/auth/sign-in."""


@endpoint(bp, "GET", "/api/auth/config", Open.PUBLIC, answer=AuthConfig)
def get_auth_config(call: Call[None, None]) -> AuthConfig:  # noqa: ARG001 - a view's shape
    """Get the ways to sign in."""
    return AuthConfig()


@endpoint(bp, "POST", "/api/auth/sign-up", Open.PUBLIC, body=SignUp, answer=SignedIn, status=201)
def sign_up(call: Call[SignUp, None]) -> Answer:
    """Make an account, and sign in to it."""
    return _entered(accounts.sign_up(call.body, call.now))


@endpoint(bp, "POST", "/api/auth/sign-in", Open.PUBLIC, body=SignIn, answer=SignedIn)
def sign_in(call: Call[SignIn, None]) -> Answer:
    """Sign in."""
    return _entered(accounts.sign_in(call.body, call.now))


@endpoint(bp, "POST", "/api/auth/refresh", Open.PUBLIC, answer=SignedIn)
def refresh(call: Call[None, None]) -> Answer:
    """Get a new access token for the refresh cookie, which is renewed, too."""
    token = _refresh_token(call)
    if not token:
        raise UnauthenticatedError("You are not signed in.")
    return _entered(accounts.refresh(token, call.now))


@endpoint(bp, "POST", "/api/auth/sign-out", Open.PUBLIC, status=204)
def sign_out(call: Call[None, None]) -> Answer:
    """Sign out: the refresh cookie is good no more. Safe to repeat."""
    accounts.sign_out(_refresh_token(call))
    return Answer(None, {"Set-Cookie": _cookie("", 0)})


def _entered(entry: Entry) -> Answer:
    lifetime = int(SESSION_LIFETIME.total_seconds())
    return Answer(entry.signed_in, {"Set-Cookie": _cookie(entry.refresh_token, lifetime)})


def _refresh_token(call: Call[None, None]) -> str:
    """Picked by hand: a parser of all cookies gives up at one it does not like, though it be of another application."""
    pairs = (pair.strip().partition("=") for pair in call.headers.get("cookie", "").split(";"))
    return next((value for name, _, value in pairs if name == COOKIE), "")


def _cookie(value: str, max_age: int) -> str:
    secure = "; Secure" if settings().public_url.startswith("https:") else ""
    return f"{COOKIE}={value}; Path={PATH}; Max-Age={max_age}; HttpOnly; SameSite=Strict{secure}"
