"""/api/api-keys: for integrators."""

from chalice import Blueprint
from pydantic import Field

from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.owners import tell_owners
from chalicelib.api.paging import Items
from chalicelib.api.registry import People
from chalicelib.domain.api_keys import ApiKey, ApiKeyDraft
from chalicelib.domain.organizations import Role
from chalicelib.mail import letters
from chalicelib.store import organizations
from chalicelib.use_cases import api_keys as use_cases

bp = Blueprint(__name__)


class NewApiKey(ApiKey):
    """A key just made: the only time that it is shown."""

    key: str = Field(repr=False)
    """Send it as `Authorization: Bearer ...`. Keep it safe: it cannot be shown again."""


class ApiKeyItems(Items):
    """API keys, newest first; all on one page."""

    items: list[ApiKey]


@endpoint(bp, "GET", "/api/api-keys", People(Role.ADMIN), answer=ApiKeyItems)
def list_api_keys(call: Call[None, None]) -> ApiKeyItems:
    """List the API keys, as far as they may be shown."""
    return ApiKeyItems(items=use_cases.of_organization(call.org_id))


@endpoint(bp, "POST", "/api/api-keys", People(Role.ADMIN), body=ApiKeyDraft, answer=NewApiKey, status=201)
def make_api_key(call: Call[ApiKeyDraft, None]) -> Answer:
    """Make an API key; the answer shows it once.

    `read` sees what a viewer sees, `write` also runs services, incidents and maintenance. No key reaches the team, the
    keys, or the settings.
    """
    key, text = use_cases.make(call.org_id, call.body, call.actor, call.now)
    organization = organizations.get(call.org_id)
    if organization.notifications.api_key_created:
        tell_owners(call.org_id, lambda owner: letters.api_key_created(owner, key, organization.name), call.now)
    return Answer(NewApiKey(**key.__dict__, key=text), {"Location": f"/api/api-keys/{key.id}"})


@endpoint(bp, "POST", "/api/api-keys/{key_id}/take", People(Role.ADMIN), answer=ApiKey)
def take_api_key(call: Call[None, None]) -> ApiKey:
    """Take over an API key whose owner has left.

    The key itself does not change: whatever uses it goes on working. From now on you own it.
    """
    return use_cases.take(call.org_id, call.id("key_id"), call.actor, call.now)


@endpoint(bp, "DELETE", "/api/api-keys/{key_id}", People(Role.ADMIN), status=204)
def revoke_api_key(call: Call[None, None]) -> None:
    """Revoke an API key; the next request with it is refused."""
    use_cases.revoke(call.org_id, call.id("key_id"), call.actor, call.now)
