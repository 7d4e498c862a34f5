"""First answers to requests with an Idempotency-Key, for a day."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pynamodb.exceptions import PutError

from chalicelib.domain.times import to_wire
from chalicelib.store.dynamodb import code_of, reaching_dynamodb
from chalicelib.store.tables import Replays

KEPT = timedelta(hours=24)
CLAIM = timedelta(seconds=40)
"""Longer than an answer can take: a claim this old was left behind by a process that died."""


@dataclass(frozen=True)
class First:
    """The first request with a key."""

    scope: str
    key_hash: str
    fingerprint: str
    answer: bytes | None = None


def claim(first: First, now: datetime) -> First | None:
    """None when this request is the first with its key; otherwise the first one."""
    row = Replays(
        first.scope,
        first.key_hash,
        fingerprint=first.fingerprint,
        claimed_until=to_wire(now + CLAIM),
        expires_at=now + KEPT,
    )
    abandoned = Replays.answer.does_not_exist() & (Replays.claimed_until < to_wire(now))
    free = Replays.scope.does_not_exist() | abandoned | (Replays.expires_at < now)
    with reaching_dynamodb():
        try:
            row.save(free)
        except PutError as error:
            if code_of(error) != "ConditionalCheckFailedException":
                raise
            return _there(first)
    return None


def keep(first: First, now: datetime) -> None:
    """Stores the answer to a claimed request."""
    row = Replays(
        first.scope,
        first.key_hash,
        fingerprint=first.fingerprint,
        claimed_until=to_wire(now),
        answer=first.answer,
        expires_at=now + KEPT,
    )
    with reaching_dynamodb():
        row.save()


def release(first: First) -> None:
    """Forgets a request that failed, so that the next one with this key counts as the first."""
    with reaching_dynamodb():
        Replays(first.scope, first.key_hash).delete()


def _there(first: First) -> First:
    try:
        row = Replays.get(first.scope, first.key_hash, consistent_read=True)
    except Replays.DoesNotExist:
        return First(first.scope, first.key_hash, first.fingerprint)
    return First(first.scope, first.key_hash, row.fingerprint, row.answer)
