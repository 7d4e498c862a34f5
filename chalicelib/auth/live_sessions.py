"""An access token ends with the session it was made in.

Asking the table at each request would cost every read and write another read. So what concerns the account, the team,
the keys and the organization itself asks each time, and the rest believes an answer for a few seconds, unless this
process itself ended the session.
"""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

from chalicelib.auth.identity import Identity
from chalicelib.domain.errors import UnauthenticatedError
from chalicelib.domain.ids import is_id
from chalicelib.store import sessions

BELIEVED_FOR = timedelta(seconds=10)
_MOST = 10_000

_seen: "OrderedDict[tuple[str, str], datetime]" = OrderedDict()
"""When the session of a user was last found in the table."""
_lock = threading.Lock()


def need_live_session(identity: Identity, now: datetime, *, at_once: bool) -> None:
    """Raises UnauthenticatedError for a token whose session is over; keys and providers' tokens have none of ours."""
    if identity.member or identity.issuer:
        return
    key = (identity.user.id, identity.session_id)
    if not at_once and _is_believed(key, now):
        return
    if not _is_live(key, now):
        raise UnauthenticatedError("You have been signed out. Sign in again.")
    with _lock:
        _seen[key] = now
        _seen.move_to_end(key)
        if len(_seen) > _MOST:
            _seen.popitem(last=False)


def end(user_id: str, session_id: str) -> None:
    """Ends a session, and with it all its tokens; safe to repeat."""
    sessions.end(user_id, session_id)
    with _lock:
        _seen.pop((user_id, session_id), None)


def end_all(user_id: str, but: str = "") -> None:
    """Signs the user out everywhere, or everywhere else."""
    sessions.end_all(user_id, but)
    with _lock:
        for key in [key for key in _seen if key[0] == user_id and key[1] != but]:
            del _seen[key]


def forget() -> None:
    """Forgets what was believed, as a new process would."""
    with _lock:
        _seen.clear()


def _is_believed(key: tuple[str, str], now: datetime) -> bool:
    with _lock:
        seen = _seen.get(key)
    return seen is not None and seen <= now < seen + BELIEVED_FOR


def _is_live(key: tuple[str, str], now: datetime) -> bool:
    user_id, session_id = key
    session = sessions.get(user_id, session_id) if is_id(session_id) else None
    return session is not None and session.expires_at > now
