"""Making and revoking API keys."""

from datetime import datetime

from chalicelib.domain import api_keys as rules
from chalicelib.domain.api_keys import MAX_KEYS, ApiKey, ApiKeyDraft
from chalicelib.domain.errors import ConflictError, NotFoundError
from chalicelib.domain.events import Actor, EventType, happened
from chalicelib.domain.ids import Id
from chalicelib.store import api_keys
from chalicelib.store.changes import Change
from chalicelib.store.transactions import LostRaceError, retried

_UNKNOWN = "There is no such API key."


def make(org_id: Id, draft: ApiKeyDraft, by: Actor, now: datetime) -> tuple[ApiKey, str]:
    """A new key and its text, which is shown once and stored nowhere."""
    if len(api_keys.of_organization(org_id)) >= MAX_KEYS:
        raise ConflictError(f"An organization can have {MAX_KEYS} API keys. Revoke one first.")
    key, text = rules.made(org_id, draft, by, now)
    summary = f"API key {key.name} was made, to {key.scope}"
    event = happened(EventType.API_KEY_CREATED, key, by, now, org_id=org_id, summary=summary)
    retried(Change(event, first=[api_keys.adding(key)]).commit)
    return key, text


def revoke(org_id: Id, key_id: Id, by: Actor, now: datetime) -> None:
    """From now on the key opens nothing; raises NotFoundError."""
    key = api_keys.find(org_id, key_id)
    if key is None:
        raise NotFoundError(_UNKNOWN)
    summary = f"API key {key.name} was revoked"
    event = happened(EventType.API_KEY_REVOKED, key, by, now, org_id=org_id, summary=summary)

    def attempt() -> None:
        try:
            Change(event, first=[api_keys.removing(key)]).commit()
        except LostRaceError as lost:
            if 0 in lost.failed:
                raise NotFoundError(_UNKNOWN) from None
            raise

    retried(attempt)
