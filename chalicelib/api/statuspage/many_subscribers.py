"""/v1/pages/{page_id}/subscribers/unsubscribe, reactivate and resend_confirmation: up to 100 subscribers at once."""

from collections.abc import Callable
from itertools import islice
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from chalicelib.api.call import Answer, Call
from chalicelib.api.statuspage.declared import v1
from chalicelib.api.statuspage.given import Flag, Given, Paged, Word
from chalicelib.api.statuspage.listed import listed
from chalicelib.api.statuspage.subscribers import PATH, Show, every, mode_of, state_of
from chalicelib.api.subscribers import asked_again
from chalicelib.domain.errors import ConflictError, InvalidError
from chalicelib.domain.ids import Id
from chalicelib.domain.organizations import Role
from chalicelib.domain.subscribers import Channel, Subscriber, SubscriberState
from chalicelib.domain.subscriptions import SubscriberEdit
from chalicelib.use_cases import subscriber_admin as use_cases

MOST = 100


def _one_or_many(value: object) -> object:
    return [value] if isinstance(value, str) and value != "all" else value


Chosen = Annotated[
    Literal["all"] | Annotated[tuple[Id, ...], Field(min_length=1, max_length=MOST)], BeforeValidator(_one_or_many)
]


class SubscribersBody(Given):
    """Which subscribers: named by their ids, or `all` that there are of a type and state, if those are at most 100."""

    subscribers: Chosen
    type: Word = None
    """Only those of it."""
    state: Word = None
    """Of those to unsubscribe: `active` by default, or `all`."""
    skip_unsubscription_notification: Flag = None
    """Nobody is told that they were removed, in any case."""


Many = Call[SubscribersBody, None]


@v1("POST", f"{PATH}/unsubscribe", Role.MEMBER, body=SubscribersBody)
def unsubscribe_subscribers(call: Many) -> Answer:
    """Remove subscribers; the answer is who they were."""
    wanted = call.body.state or "active"
    found = _chosen(call, lambda each: wanted in {"all", state_of(each)})
    return _done(call, found, lambda each: use_cases.remove(call.org_id, each.id, call.actor, call.now))


@v1("POST", f"{PATH}/reactivate", Role.MEMBER, body=SubscribersBody)
def reactivate_subscribers(call: Many) -> Answer:
    """Tell quarantined subscribers again; whose mail came back can only ask for that themselves."""
    found = _chosen(call, lambda each: each.state is SubscriberState.SUPPRESSED)
    if any(each.channel is Channel.EMAIL for each in found):
        if call.body.subscribers != "all":
            raise ConflictError("Mail to one of these came back, or its reader complained. Only they can go on.")
        found = [each for each in found if each.channel is not Channel.EMAIL]
    edit = SubscriberEdit(state="active")
    return _done(call, found, lambda each: use_cases.change(call.org_id, each.id, edit, call.actor, call.now))


@v1("POST", f"{PATH}/resend_confirmation", Role.MEMBER, body=SubscribersBody)
def resend_confirmations(call: Many) -> Answer:
    """Ask subscribers by mail who have not confirmed once more."""
    found = _chosen(call, lambda each: each.state is SubscriberState.PENDING and each.channel is Channel.EMAIL)
    return _done(call, found, lambda each: asked_again(each, call.actor, call.now))


def _chosen(call: Many, fits: Callable[[Subscriber], bool]) -> list[Subscriber]:
    """Those that are meant and that it is for; raises NotFoundError or InvalidError before anything is done."""
    given = call.body.subscribers
    found = (
        (each for each in every(call.org_id, call.now) if fits(each))
        if given == "all"
        else (use_cases.get(call.org_id, each, call.now) for each in dict.fromkeys(given))
    )
    matching = (each for each in found if fits(each) and call.body.type in {None, mode_of(each)})
    first = [*islice(matching, MOST + 1)]
    if len(first) > MOST:
        raise InvalidError(("subscribers",), f"are more than {MOST}: name up to {MOST} at a time")
    return first


def _done(call: Many, found: list[Subscriber], do: Callable[[Subscriber], Any]) -> Answer:
    for each in found:
        do(each)
    return listed(found, Paged(), Show(call.membership.role).of)
