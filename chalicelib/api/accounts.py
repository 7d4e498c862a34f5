"""/api/auth: the embedded accounts."""

from datetime import datetime
from operator import attrgetter
from typing import Literal

from chalice import Blueprint

from chalicelib import log
from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.joining import join
from chalicelib.api.registry import Open
from chalicelib.auth import accounts, issuers, verification
from chalicelib.auth.accounts import Entry
from chalicelib.config import settings
from chalicelib.domain.accounts import SESSION_LIFETIME, SignedIn, SignedUp, SignIn, SignUp, User
from chalicelib.domain.addresses import address_of
from chalicelib.domain.errors import AllclearError, InvalidError, NotFoundError, UnauthenticatedError
from chalicelib.domain.invitations import Invitation, Token, proves_mailbox
from chalicelib.domain.model import Model
from chalicelib.use_cases import invitations

bp = Blueprint(__name__)

COOKIE = "allclear_refresh"
PATH = "/api/auth"


class Provider(Model):
    """One way to sign in."""

    type: Literal["embedded", "oidc", "clerk"]
    """`embedded`: an email address and a password, by /api/auth/sign-in."""
    name: str = ""
    issuer: str = ""
    client_id: str = ""
    """What the pages sign in as, with PKCE; empty where they can't."""


class AuthConfig(Model):
    """How one signs in here."""

    providers: tuple[Provider, ...]


@endpoint(bp, "GET", "/api/auth/config", Open.PUBLIC, answer=AuthConfig)
def get_auth_config(call: Call[None, None]) -> AuthConfig:  # noqa: ARG001 - a view's shape
    """Get the ways to sign in."""
    outside = [
        Provider(type=each.kind, name=each.name, issuer=each.url, client_id=each.client_id)
        for each in issuers.trusted().values()
    ]
    ours = [Provider(type="embedded")] if _has_accounts() else []
    return AuthConfig(providers=(*ours, *outside))


@endpoint(bp, "POST", "/api/auth/sign-up", Open.PUBLIC, body=SignUp, answer=SignedUp, status=201)
def sign_up(call: Call[SignUp, None]) -> Answer:
    """Make an account, and sign in to it.

    With the token from the mail of an invitation to this address, the address is verified, and the account is in the
    organization. Otherwise a mail is sent to verify the address.
    """
    _need_accounts()
    invitation = _proof(call.body, call.now)
    agent = call.headers.get("user-agent", "")
    entry = accounts.sign_up(call.body, call.now, agent, email_verified=invitation is not None)
    user = entry.signed_in.user
    if invitation is None:
        verification.send_verification(accounts.own(user.id), call.sender, call.now)
    joined = _joined(invitation, user, call.now) if invitation else ""
    return _entered(entry, SignedUp(**entry.signed_in.__dict__, organization_id=joined) if joined else None)


def _proof(form: SignUp, now: datetime) -> Invitation | None:
    """The invitation whose mail has reached the address. Raises InvalidError for one that is over or not for it."""
    if not form.invitation_token:
        return None
    token = Token.read(form.invitation_token)
    try:
        found = invitations.by_token(token, now) if token else None
    except NotFoundError:
        found = None
    if token is None or found is None:
        raise InvalidError(("invitation_token",), invitations.NO_INVITATION)
    if address_of(found.email) != address_of(form.email):
        raise InvalidError(("invitation_token",), "is for another email address")
    return found if proves_mailbox(found, token) else None


def _joined(invitation: Invitation, user: User, now: datetime) -> str:
    """The organization; nothing where that failed: the account is made by then, and may accept by itself."""
    try:
        return join(invitation, user, now).org_id
    except AllclearError as error:
        log.warning("not_joined", organization=invitation.org_id, why=error.detail)
        return ""


@endpoint(bp, "POST", "/api/auth/sign-in", Open.PUBLIC, body=SignIn, answer=SignedIn, counted_by=attrgetter("email"))
def sign_in(call: Call[SignIn, None]) -> Answer:
    """Sign in."""
    _need_accounts()
    return _entered(accounts.sign_in(call.body, call.now, call.sender, call.headers.get("user-agent", "")))


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


def _has_accounts() -> bool:
    return settings().embedded_accounts.lower() != "off"


def _need_accounts() -> None:
    if not _has_accounts():
        raise NotFoundError("There are no accounts here. Sign in with one of the providers of /api/auth/config.")


def _entered(entry: Entry, answer: SignedIn | None = None) -> Answer:
    lifetime = int(SESSION_LIFETIME.total_seconds())
    return Answer(answer or entry.signed_in, {"Set-Cookie": _cookie(entry.refresh_token, lifetime)})


def _refresh_token(call: Call[None, None]) -> str:
    """Picked by hand: a parser of all cookies gives up at one it does not like, though it be of another application."""
    pairs = (pair.strip().partition("=") for pair in call.headers.get("cookie", "").split(";"))
    return next((value for name, _, value in pairs if name == COOKIE), "")


def _cookie(value: str, max_age: int) -> str:
    secure = "; Secure" if settings().public_url.startswith("https:") else ""
    return f"{COOKIE}={value}; Path={PATH}; Max-Age={max_age}; HttpOnly; SameSite=Strict{secure}"
