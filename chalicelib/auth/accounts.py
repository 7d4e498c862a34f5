"""Embedded accounts: signing up, in and out, and keeping a browser signed in."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from chalicelib import log
from chalicelib.auth import live_sessions, passwords, throttle
from chalicelib.auth.identity import access_token
from chalicelib.config import settings
from chalicelib.domain.accounts import SESSION_LIFETIME, Account, Session, SignedIn, SignIn, SignUp, within_grace
from chalicelib.domain.errors import ConflictError, NotFoundError, UnauthenticatedError
from chalicelib.domain.ids import new_id
from chalicelib.store import accounts, sessions
from chalicelib.store.transactions import LostRaceError

_TOKEN = re.compile(r"([0-9a-z]{26})\.([0-9a-z]{26})\.([0-9a-f]{64})")
_WRONG = "The email address or the password is wrong."
_SIGNED_OUT = "You have been signed out. Sign in again."
_FOLLOWED = 20_000
"""How many refreshes back a used token is known: half a year of one every quarter of an hour."""


@dataclass(frozen=True)
class Entry:
    """What a signed-in browser gets: the answer, and the refresh token for its cookie."""

    signed_in: SignedIn
    refresh_token: str


def sign_up(form: SignUp, now: datetime, user_agent: str = "", *, email_verified: bool = False) -> Entry:
    """A new account, signed in; raises ConflictError when the address has one."""
    account = Account(
        user_id=new_id(now),
        email=form.email,
        email_verified=email_verified,
        name=form.name,
        password_hash=passwords.hashed(form.password.get_secret_value()),
        created_at=now,
    )
    accounts.add(account)
    return enter(account, now, user_agent)


def sign_in(form: SignIn, now: datetime, sender: str = "", user_agent: str = "") -> Entry:
    """A new session; raises UnauthenticatedError that does not say which of the two was wrong.

    Raises TooManyError after failures at this account or from this `sender`.
    """
    tried = throttle.attempt(form.email, sender, now)
    account = accounts.by_email(form.email)
    password = form.password.get_secret_value()
    if account is None:
        passwords.match_nobody(password)
    elif passwords.matches(password, account.password_hash):
        tried.succeeded()
        return _entered_by_password(_with_hash_of_today(account, password), now, user_agent)
    tried.failed()
    raise UnauthenticatedError(_WRONG)


def refresh(token: str, now: datetime) -> Entry:
    """The next access and refresh token; raises UnauthenticatedError, ending the session if the token was used before.

    The next token follows from the one before, so that two tabs that refresh at once both get the same. A token that
    never was the session's changes nothing: an id of a session must not be enough to end it.
    """
    user_id, session_id, secret = _parts(token)
    session = sessions.get(user_id, session_id)
    if session is None or session.expires_at <= now:
        raise UnauthenticatedError(_SIGNED_OUT)
    if _same(session.token_hash, secret):
        return _rotate(session, secret, now)
    if session.previous_hash and _same(session.previous_hash, secret) and within_grace(session, now):
        return _answer(session, _next_secret(session, secret), now)
    if _was_once_good(session, secret):
        live_sessions.end(user_id, session_id)
        log.warning("refresh_token_reused", user=user_id, session=session_id)
    raise UnauthenticatedError(_SIGNED_OUT)


def sign_out(token: str) -> None:
    """The session of this refresh token is over; no token, or a wrong one, changes nothing."""
    try:
        user_id, session_id, secret = _parts(token)
    except UnauthenticatedError:
        return
    session = sessions.get(user_id, session_id)
    if session and (_same(session.token_hash, secret) or _same(session.previous_hash, secret)):
        live_sessions.end(user_id, session_id)


def session_of(token: str) -> str:
    """The session a refresh token says it is of; empty for none."""
    return token.split(".")[1] if token.count(".") == 2 else ""


def enter(account: Account, now: datetime, user_agent: str = "") -> Entry:
    """A new session of an account."""
    secret = secrets.token_hex(32)
    session = Session(
        id=new_id(now),
        user_id=account.user_id,
        token_hash=_hash(secret),
        rotated_at=now,
        rotations=0,
        expires_at=now + SESSION_LIFETIME,
        created_at=now,
        user_agent=user_agent[:200],
    )
    sessions.add(session)
    return _entry(account, session, secret, now)


def _with_hash_of_today(account: Account, password: str) -> Account:
    if not passwords.is_outdated(account.password_hash):
        return account
    renewed = passwords.hashed(password)
    try:
        accounts.renew_hash(account.user_id, account.password_hash, renewed)
    except LostRaceError:
        return account
    return account.but(password_hash=renewed)


def _entered_by_password(account: Account, now: datetime, user_agent: str) -> Entry:
    """Whoever changed the password while it was being looked at ended all sessions there were: this one, too."""
    entry = enter(account, now, user_agent)
    current = accounts.get(account.user_id)
    if current is None or current.password_hash != account.password_hash:
        live_sessions.end(account.user_id, session_of(entry.refresh_token))
        raise UnauthenticatedError(_WRONG)
    return entry


def _rotate(session: Session, secret: str, now: datetime) -> Entry:
    following = _next_secret(session, secret)
    rotated = session.but(
        token_hash=_hash(following),
        previous_hash=session.token_hash,
        rotated_at=now,
        rotations=session.rotations + 1,
        expires_at=now + SESSION_LIFETIME,
    )
    try:
        sessions.rotate(rotated, session.token_hash)
    except LostRaceError:
        if sessions.get(session.user_id, session.id) is None:
            raise UnauthenticatedError(_SIGNED_OUT) from None
        log.info("refreshed_by_another_tab", session=session.id)
    return _answer(session, following, now)


def _answer(session: Session, secret: str, now: datetime) -> Entry:
    account = accounts.get(session.user_id)
    if account is None:
        raise UnauthenticatedError("This account is no more.")
    return _entry(account, session, secret, now)


def _entry(account: Account, session: Session, secret: str, now: datetime) -> Entry:
    token = access_token(account.user, session.id, now, email_verified=account.email_verified)
    signed_in = SignedIn(access_token=token, user=account.user)
    return Entry(signed_in, f"{session.user_id}.{session.id}.{secret}")


def _parts(token: str) -> tuple[str, str, str]:
    if not (parts := _TOKEN.fullmatch(token)):
        raise UnauthenticatedError("You are not signed in.")
    return parts[1], parts[2], parts[3]


def _was_once_good(session: Session, secret: str) -> bool:
    """Whether the current token follows from this one, which only an earlier token of the session can lead to."""
    for _ in range(min(session.rotations, _FOLLOWED)):
        secret = _next_secret(session, secret)
        if _same(session.token_hash, secret):
            return True
    return False


def _next_secret(session: Session, secret: str) -> str:
    key = settings().need("token_secret").token_secret.encode()
    return hmac.digest(key, f"refresh:{session.id}:{secret}".encode(), "sha256").hex()


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _same(stored_hash: str, secret: str) -> bool:
    return hmac.compare_digest(stored_hash, _hash(secret))


def own(user_id: str) -> Account:
    """An account of ours; raises ConflictError for whom a provider signs in."""
    account = accounts.get(user_id)
    if account is None:
        raise NotFoundError("This account is no more.")
    if account.issuer:
        raise ConflictError("Your identity provider manages this account. Change it there.")
    return account
