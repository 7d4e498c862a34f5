"""Making, listing, taking over and revoking API keys."""

from datetime import datetime

from chalicelib.domain import api_keys as rules
from chalicelib.domain.api_keys import MAX_KEYS, ApiKey, ApiKeyDraft
from chalicelib.domain.errors import ConflictError, NotFoundError
from chalicelib.domain.events import Actor, EventType, happened
from chalicelib.domain.ids import Id
from chalicelib.store import api_keys, members
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


def of_organization(org_id: Id) -> list[ApiKey]:
    """All keys, newest first, each with the member who owns it, if one still does."""
    team = members.of_organization(org_id)
    return [rules.owned(key, team) for key in api_keys.of_organization(org_id)]


def of_member(org_id: Id, user_id: str) -> list[ApiKey]:
    """The keys that this member owns."""
    return [key for key in of_organization(org_id) if key.owner is not None and key.owner.id == user_id]


def take(org_id: Id, key_id: Id, by: Actor, now: datetime) -> ApiKey:
    """The key with `by` as its owner; raises NotFoundError, and ConflictError when another member owns it."""
    before = rules.owned(_get(org_id, key_id), members.of_organization(org_id))
    after = rules.taken(before, by)
    if before.owner is not None:
        return after
    summary = f"{by.name} took over API key {after.name}"
    event = happened(EventType.API_KEY_TAKEN, after, by, now, org_id=org_id, summary=summary, before=before)
    _commit(Change(event, first=[api_keys.handing_over(after)]))
    return after


def revoke(org_id: Id, key_id: Id, by: Actor, now: datetime) -> None:
    """From now on the key opens nothing; raises NotFoundError."""
    key = _get(org_id, key_id)
    summary = f"API key {key.name} was revoked"
    event = happened(EventType.API_KEY_REVOKED, key, by, now, org_id=org_id, summary=summary)
    _commit(Change(event, first=[api_keys.removing(key)]))


def _get(org_id: Id, key_id: Id) -> ApiKey:
    if (key := api_keys.find(org_id, key_id)) is None:
        raise NotFoundError(_UNKNOWN)
    return key


def _commit(change: Change) -> None:
    """Commits a change whose first condition is that the key is still there."""

    def attempt() -> None:
        try:
            change.commit()
        except LostRaceError as lost:
            if 0 in lost.failed:
                raise NotFoundError(_UNKNOWN) from None
            raise

    retried(attempt)
