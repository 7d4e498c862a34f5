"""Sessions of embedded accounts; refresh tokens only ever as hashes."""

from datetime import datetime

from pynamodb.exceptions import PutError

from chalicelib.domain.accounts import Session
from chalicelib.domain.ids import Id
from chalicelib.store.dynamodb import code_of, reaching_dynamodb
from chalicelib.store.rows import from_row, to_row
from chalicelib.store.tables import Sessions
from chalicelib.store.transactions import LostRaceError


def add(session: Session) -> None:
    """A new session; safe to repeat, as DynamoDB's client does when an answer is lost."""
    with reaching_dynamodb():
        _row(session).save()


def get(user_id: Id, session_id: Id) -> Session | None:
    """The session, unless it was ended."""
    with reaching_dynamodb():
        try:
            return from_row(Session, Sessions.get(user_id, session_id, consistent_read=True))
        except Sessions.DoesNotExist:
            return None


def of_user(user_id: Id, now: datetime) -> list[Session]:
    """Their signed-in browsers, the newest first."""
    with reaching_dynamodb():
        rows = [
            from_row(Session, row) for row in Sessions.query(user_id, consistent_read=True, scan_index_forward=False)
        ]
    return [session for session in rows if session.expires_at > now]


def end_all(user_id: Id, but: Id = "") -> None:
    """Signs the user out everywhere, or everywhere else."""
    with reaching_dynamodb():
        for row in list(Sessions.query(user_id, consistent_read=True)):
            if row.id != but:
                row.delete()


def rotate(session: Session, previous_hash: str) -> None:
    """Stores the session's next token; raises LostRaceError when another request rotated it first."""
    with reaching_dynamodb():
        try:
            _row(session).save(Sessions.token_hash == previous_hash)
        except PutError as error:
            if code_of(error) != "ConditionalCheckFailedException":
                raise
            raise LostRaceError((0,)) from error


def end(user_id: Id, session_id: Id) -> None:
    """No token of the session is good any more; safe to repeat."""
    with reaching_dynamodb():
        Sessions(user_id, session_id).delete()


def _row(session: Session) -> Sessions:
    return to_row(Sessions, session, ttl=session.expires_at)
