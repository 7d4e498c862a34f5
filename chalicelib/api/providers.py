"""Status pages of others: looking at one, and having a service follow it."""

import asyncio

from chalice import Blueprint
from pydantic import Field

from chalicelib.api.call import Call
from chalicelib.api.endpoint import endpoint
from chalicelib.domain.errors import InvalidError
from chalicelib.domain.model import Model
from chalicelib.domain.organizations import Role
from chalicelib.domain.providers import Provider
from chalicelib.domain.services import Service
from chalicelib.domain.text import OneLine, WebAddress
from chalicelib.monitors import guard
from chalicelib.monitors.finding import FailedError
from chalicelib.providers.looking import found
from chalicelib.store import services
from chalicelib.use_cases import following

bp = Blueprint(__name__)
_PATH = "/api/services/{service_id}/follows"


class ProviderAddress(Model):
    """A status page of somebody else."""

    url: WebAddress = Field(max_length=200)
    """The page: one with Statuspage's documents, one of Allclear, or an RSS or Atom feed."""


class FollowDraft(ProviderAddress):
    """What a service is to follow."""

    component_id: OneLine | None = Field(default=None, max_length=100)
    """A part of the page, by its id there; all of the page when left out."""


@endpoint(bp, "POST", "/api/providers", Role.MEMBER, body=ProviderAddress, answer=Provider)
def look_at_provider(call: Call[ProviderAddress, None]) -> Provider:
    """Look at a status page of somebody else, and answer its parts; nothing is stored."""
    return _found(call.body.url, call)


@endpoint(bp, "PUT", _PATH, Role.MEMBER, body=FollowDraft, answer=Service, locked=True)
def follow_provider(call: Call[FollowDraft, None]) -> Service:
    """Have a service follow a part of somebody else's page, or all of it.

    From now on its status is what that page says, whenever that changes; it is read every five minutes, once for all
    who follow it. Where it can't be read for 20 minutes, the page says that nothing is known.
    """
    service = services.get(call.org_id, call.id("service_id"))
    provider = _found(call.body.url, call)
    wanted = call.body.component_id
    return following.follow(call.org_id, service.id, provider, wanted, call.actor, call.now, call.expected)


@endpoint(bp, "DELETE", _PATH, Role.MEMBER, answer=Service, locked=True)
def leave_provider(call: Call[None, None]) -> Service:
    """Have a service follow nobody any more; its status stays what it is."""
    return following.leave(call.org_id, call.id("service_id"), call.actor, call.now, call.expected)


def _found(url: str, call: Call[ProviderAddress, None] | Call[FollowDraft, None]) -> Provider:
    try:
        return asyncio.run(found(url, call.now, loopback=guard.loopback()))
    except FailedError as error:
        raise InvalidError(("url",), str(error)) from None
