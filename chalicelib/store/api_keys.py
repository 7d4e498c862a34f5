"""API keys; of a key itself only its hash is ever stored."""

from datetime import datetime, timedelta

from pynamodb.exceptions import UpdateError

from chalicelib import log
from chalicelib.domain.api_keys import ApiKey
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.ids import Id
from chalicelib.domain.times import to_wire
from chalicelib.store.changes import Operation
from chalicelib.store.dynamodb import code_of, reaching_dynamodb
from chalicelib.store.rows import from_row, to_row
from chalicelib.store.tables import ApiKeys

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


def find(org_id: Id, key_id: Id) -> ApiKey | None:
    """A key of the organization by its public id, unless it was revoked."""
    with reaching_dynamodb():
        rows = ApiKeys.by_organization.query(org_id, ApiKeys.id == key_id)
        return next((from_row(ApiKey, row) for row in rows), None)


def adding(key: ApiKey) -> Operation:
    """Stores a key that must not be there yet."""
    return lambda write: write.save(to_row(ApiKeys, key), condition=ApiKeys.key_hash.does_not_exist())


def removing(key: ApiKey) -> Operation:
    """Deletes a key, which must still be its organization's."""
    return lambda write: write.delete(ApiKeys(key.key_hash), condition=ApiKeys.org_id == key.org_id)


def handing_over(key: ApiKey) -> Operation:
    """Stores the key's owner; the key must still be there."""
    assert key.owner is not None  # noqa: S101 - it was just taken
    owner = ApiKeys.owner.set(key.owner.model_dump())
    return lambda write: write.update(ApiKeys(key.key_hash), actions=[owner], condition=ApiKeys.org_id == key.org_id)


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
        if code_of(error) != "ConditionalCheckFailedException":
            log.warning("key_use_not_noted", key=key.id)
    except UnavailableError:
        log.warning("key_use_not_noted", key=key.id)
