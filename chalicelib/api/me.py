"""/api/auth: the signed-in person, and their sessions."""

from typing import Self

from chalice import Blueprint

from chalicelib.api.call import Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.paging import Items
from chalicelib.api.registry import Budget, Open
from chalicelib.auth import live_sessions, password_changes
from chalicelib.auth.accounts import own
from chalicelib.domain.accounts import Me, MeEdit, PasswordChange, Session
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.ids import Id
from chalicelib.domain.model import Model
from chalicelib.domain.times import Instant
from chalicelib.store import accounts, sessions

bp = Blueprint(__name__)


class SignedInBrowser(Model):
    """One place where I am signed in."""

    id: Id
    created_at: Instant
    last_used_at: Instant
    user_agent: str
    """The browser, as it names itself."""
    current: bool
    """Whether it is the one that asks."""

    @classmethod
    def of(cls, session: Session, current: str) -> Self:
        """A session without its secrets."""
        return cls(
            id=session.id,
            created_at=session.created_at,
            last_used_at=session.rotated_at,
            user_agent=session.user_agent,
            current=session.id == current,
        )


class SignedInBrowsers(Items):
    """Where I am signed in, the newest first; all on one page."""

    items: list[SignedInBrowser]


@endpoint(bp, "GET", "/api/auth/me", Open.SIGNED_IN, answer=Me)
def get_me(call: Call[None, None]) -> Me:
    """Get who I am."""
    return _me(call.caller.id)


@endpoint(bp, "PUT", "/api/auth/me", Open.SIGNED_IN, body=MeEdit, answer=Me)
def edit_me(call: Call[MeEdit, None]) -> Me:
    """Change my name; not for accounts that a provider manages."""
    accounts.change(own(call.caller.id).user_id, name=call.body.name)
    return _me(call.caller.id)


@endpoint(
    bp,
    "POST",
    "/api/auth/change-password",
    Open.SIGNED_IN,
    body=PasswordChange,
    status=204,
    budget=Budget.AUTH,
)
def change_password(call: Call[PasswordChange, None]) -> None:
    """Change my password; I am signed out everywhere else."""
    old, new = call.body.current_password.get_secret_value(), call.body.new_password.get_secret_value()
    password_changes.change_password(call.caller.id, old, new, call.session_id, call.sender, call.now)


@endpoint(bp, "GET", "/api/auth/sessions", Open.SIGNED_IN, answer=SignedInBrowsers)
def list_sessions(call: Call[None, None]) -> SignedInBrowsers:
    """List where I am signed in."""
    found = sessions.of_user(call.caller.id, call.now)
    return SignedInBrowsers(items=[SignedInBrowser.of(session, call.session_id) for session in found])


@endpoint(bp, "DELETE", "/api/auth/sessions/{session_id}", Open.SIGNED_IN, status=204)
def end_session(call: Call[None, None]) -> None:
    """Sign out somewhere: neither the refresh cookie nor an access token got there is good any more."""
    session_id = call.id("session_id")
    if sessions.get(call.caller.id, session_id) is None:
        raise NotFoundError("There is no such session.")
    live_sessions.end(call.caller.id, session_id)


def _me(user_id: str) -> Me:
    account = accounts.get(user_id)
    if account is None:
        raise NotFoundError("This account is no more.")
    return Me(**account.user.model_dump(), email_verified=account.email_verified)
