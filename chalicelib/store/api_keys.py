"""API keys; of a key itself only its hash is ever stored."""

from datetime import datetime, timedelta

from pynamodb.exceptions import UpdateError

from chalicelib import log
from chalicelib.domain import api_keys as rules
from chalicelib.domain.api_keys import MAX_KEYS, ApiKey, ApiKeyDraft
from chalicelib.domain.errors import ConflictError, NotFoundError, UnavailableError
from chalicelib.domain.events import Actor, EventType, happened
from chalicelib.domain.ids import Id
from chalicelib.domain.times import to_wire
from chalicelib.store.changes import Change
from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.rows import from_row, to_row
from chalicelib.store.tables import ApiKeys
from chalicelib.store.transactions import LostRaceError, retried, transaction

USE_NOTED_EVERY = timedelta(minutes=1)


def by_hash(key_hash: str) -> ApiKey | None:
    """The key with this hash, unless it was revoked; consistent."""
    with reaching_dynamodb():
        try:
            return from_row(ApiKey, ApiKeys.get(key_hash, consistent_read=True))
        except ApiKeys.DoesNotExist:
            return None


def of_organization(org_id: Id) -> list[ApiKey]:
    """All keys, newest first."""
    with reaching_dynamodb():
        rows = ApiKeys.by_organization.query(org_id, scan_index_forward=False)
        return [from_row(ApiKey, row) for row in rows]


def make(org_id: Id, draft: ApiKeyDraft, by: Actor, now: datetime) -> tuple[ApiKey, str]:
    """A new key and its text, which is shown once and stored nowhere."""
    if len(of_organization(org_id)) >= MAX_KEYS:
        raise ConflictError(f"An organization can have {MAX_KEYS} API keys. Revoke one first.")
    key, text = rules.made(org_id, draft, by, now)
    summary = f"API key {key.name} was made, to {key.scope}"
    event = happened(EventType.API_KEY_CREATED, key, by, now, org_id=org_id, summary=summary)

    def attempt() -> None:
        with transaction() as write:
            write.save(to_row(ApiKeys, key), condition=ApiKeys.key_hash.does_not_exist())
            Change(event).add_to(write)

    retried(attempt)
    return key, text


def revoke(org_id: Id, key_id: Id, by: Actor, now: datetime) -> None:
    """From now on the key opens nothing; raises NotFoundError."""
    with reaching_dynamodb():
        rows = ApiKeys.by_organization.query(org_id, ApiKeys.id == key_id)
        key = next((from_row(ApiKey, row) for row in rows), None)
    if key is None:
        raise _unknown()
    summary = f"API key {key.name} was revoked"
    event = happened(EventType.API_KEY_REVOKED, key, by, now, org_id=org_id, summary=summary)

    def attempt() -> None:
        try:
            with transaction() as write:
                write.delete(ApiKeys(key.key_hash), condition=ApiKeys.org_id == org_id)
                Change(event).add_to(write)
        except LostRaceError as lost:
            if 0 in lost.failed:
                raise _unknown() from None
            raise

    retried(attempt)


def is_stale(key: ApiKey, now: datetime) -> bool:
    """Whether it is time to note another use."""
    return key.last_used_at is None or now - key.last_used_at >= USE_NOTED_EVERY


def note_use(key: ApiKey, now: datetime) -> None:
    """Remembers the use, at most once a minute for all callers together; a fault is of no consequence."""
    before = to_wire(now - USE_NOTED_EVERY)
    unused = ApiKeys.last_used_at.does_not_exist() | (ApiKeys.last_used_at <= before)
    try:
        with reaching_dynamodb():
            ApiKeys(key.key_hash).update(
                [ApiKeys.last_used_at.set(to_wire(now))], condition=ApiKeys.key_hash.exists() & unused
            )
    except UpdateError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            log.warning("key_use_not_noted", key=key.id)
    except UnavailableError:
        log.warning("key_use_not_noted", key=key.id)


def _unknown() -> NotFoundError:
    return NotFoundError("There is no such API key.")
