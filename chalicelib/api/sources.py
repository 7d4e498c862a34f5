"""/api/sources: what sends alerts, which rules say what follows, and what came."""

import json
from typing import Any, Self

from chalice import Blueprint
from pydantic import Field

from chalicelib.alerts import reading, taking
from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.paging import Items, Paging, next_link
from chalicelib.api.source_addresses import address_of, token_for
from chalicelib.domain.automation import Known
from chalicelib.domain.errors import ConflictError, NotFoundError
from chalicelib.domain.ids import new_id
from chalicelib.domain.model import Model
from chalicelib.domain.organizations import Role
from chalicelib.domain.sources import Came, Source, SourceDraft, SourceEdit
from chalicelib.domain.times import Instant
from chalicelib.store import sources as store
from chalicelib.use_cases import signals
from chalicelib.use_cases import sources as use_cases

bp = Blueprint(__name__)

_SHOWN, _SHOWN_SIGNALS = 2_000, 20
"""In a list: letters of a body, and signals of a message."""
_MOST_FIRING = 200
_LOOKED_AT = 10
"""Messages among which a dry run looks for one that is no test of ours."""


class NewSource(Source):
    """A source with an address just made: the only time that it is shown."""

    url: str = Field(repr=False)
    """Where its tool sends alerts to. Keep it safe: it cannot be shown again."""

    @classmethod
    def of(cls, source: Source, token: str) -> Self:
        """With its address."""
        return cls(**source.__dict__, url=address_of(source, token))


class SourceItems(Items):
    """Sources, newest first; all on one page."""

    items: list[Source]


class CameItems(Items):
    """What came in the last 30 days, newest first."""

    items: list[Came]


class Firing(Model):
    """An alert that fires."""

    id: str
    key: str
    """What it is about, as its tool tells alerts apart."""
    title: str
    labels: dict[str, str]
    """What rules may match."""
    since: Instant
    """As its tool says."""
    heard_at: Instant
    """When something new was heard of it; at most a day ago if it is still sent."""
    is_followed: bool
    """Whether any rule matches it."""

    @classmethod
    def of(cls, known: Known) -> Self:
        """As it is known."""
        said = {name: getattr(known, name) for name in ("id", "key", "title", "labels", "heard_at")}
        return cls(**said, since=known.at, is_followed=bool(known.firing_in))


class FiringItems(Items):
    """What fires, newest first; at most 200, all on one page."""

    items: list[Firing]


class DryRun(Model):
    """What to try the rules on."""

    body: Any = None
    """A message as the tool sends it: JSON, or a text. Left out, the last that came."""


@endpoint(bp, "GET", "/api/sources", Role.MEMBER, answer=SourceItems)
def list_sources(call: Call[None, None]) -> SourceItems:
    """List what sends alerts, newest first."""
    return SourceItems(items=store.of_organization(call.org_id))


@endpoint(bp, "POST", "/api/sources", Role.ADMIN, body=SourceDraft, answer=NewSource, status=201)
def make_source(call: Call[SourceDraft, None]) -> Answer:
    """Make a source of alerts; the answer shows its secret address once.

    Its rules say what follows from alerts that match: a service gets a status, or an incident is drafted or opened, and
    resolved when all alerts of the rule are over.
    """
    source, token = use_cases.make(call.org_id, call.body, token_for, call.actor, call.now)
    return Answer(NewSource.of(source, token), {"Location": f"/api/sources/{source.id}"})


@endpoint(bp, "GET", "/api/sources/{source_id}", Role.MEMBER, answer=Source)
def get_source(call: Call[None, None]) -> Source:
    """Get a source."""
    return store.get(call.org_id, call.id("source_id"))


@endpoint(bp, "PUT", "/api/sources/{source_id}", Role.ADMIN, body=SourceEdit, answer=Source, locked=True)
def edit_source(call: Call[SourceEdit, None]) -> Source:
    """Edit a source; fields left out keep their values. Rules that are left out of `rules` end with what they hold."""
    return _edited(call)


@endpoint(bp, "PATCH", "/api/sources/{source_id}", Role.ADMIN, body=SourceEdit, answer=Source, locked=True)
def change_source(call: Call[SourceEdit, None]) -> Source:
    """Change a source: the same as PUT."""
    return _edited(call)


@endpoint(bp, "DELETE", "/api/sources/{source_id}", Role.ADMIN, status=204, locked=True)
def delete_source(call: Call[None, None]) -> None:
    """Delete a source: its address opens nothing any more, and what it holds is given back."""
    use_cases.delete(call.org_id, call.id("source_id"), call.actor, call.now, call.expected)


@endpoint(bp, "POST", "/api/sources/{source_id}/rotate", Role.ADMIN, answer=NewSource, status=201, locked=True)
def rotate_source(call: Call[None, None]) -> NewSource:
    """Make a new address for a source; the answer shows it once, and the one before opens nothing any more."""
    source_id = call.id("source_id")
    return NewSource.of(*use_cases.rotate(call.org_id, source_id, token_for, call.actor, call.now, call.expected))


@endpoint(bp, "POST", "/api/sources/{source_id}/test", Role.ADMIN, answer=Came, status=201)
def send_test_alert(call: Call[None, None]) -> Came:
    """Try the rules with a sample alert of the source's kind; it changes nothing, and is listed."""
    source = store.get(call.org_id, call.id("source_id"))
    came = taking.tried(source, _made_up(call, source, reading.sample_of(source.kind)).but(is_test=True))
    store.note(came)
    return came


@endpoint(bp, "POST", "/api/sources/{source_id}/dry-run", Role.MEMBER, body=DryRun, answer=Came)
def try_rules(call: Call[DryRun, None]) -> Came:
    """Try the rules on a message, or on the last that came, and change nothing.

    `did` says of each signal which rules match it, and what they do.
    """
    source = store.get(call.org_id, call.id("source_id"))
    if call.body.body is not None:
        return taking.tried(source, _made_up(call, source, call.body.body))
    newest = store.newest(call.org_id, source.id, limit=_LOOKED_AT)
    last = next((each for each in newest if not each.is_test), next(iter(newest), None))
    if last is None:
        raise ConflictError("Nothing has come yet. Send a body to try the rules on.")
    return taking.tried(source, last.but(did=(), trouble=""))


@endpoint(bp, "GET", "/api/sources/{source_id}/alerts", Role.MEMBER, query=Paging, answer=CameItems)
def list_alerts(call: Call[None, Paging]) -> Answer:
    """List what came from a source in the last 30 days, newest first, and what it did.

    Bodies, and what many signals did, are cut here; ask for one message to see more of it.
    """
    query, source_id = call.query, call.id("source_id")
    store.get(call.org_id, source_id)
    limit = min(query.limit, 50)
    found = store.newest(call.org_id, source_id, limit=limit + 1, before=query.before)
    items = [_short(each) for each in found[:limit]]
    cursor = items[-1].id if len(found) > limit else None
    link = next_link(f"/api/sources/{source_id}/alerts", query, cursor)
    return Answer(CameItems(items=items, next_cursor=cursor), link)


@endpoint(bp, "GET", "/api/sources/{source_id}/firing", Role.MEMBER, answer=FiringItems)
def list_firing_alerts(call: Call[None, None]) -> FiringItems:
    """List the alerts of a source that fire now, newest first; at most 200."""
    source = store.get(call.org_id, call.id("source_id"))
    found = signals.firing(call.org_id, source.origin)
    return FiringItems(items=[Firing.of(each) for each in found[:_MOST_FIRING]])


@endpoint(bp, "POST", "/api/sources/{source_id}/firing/{firing_id}/end", Role.MEMBER, status=204)
def end_firing_alert(call: Call[None, None]) -> None:
    """End an alert whose tool does not say that it is over.

    It counts as over from now on, until it begins again: the same alert, sent again, changes nothing. Quiet times of
    rules apply.
    """
    use_cases.end(call.org_id, call.id("source_id"), call.path["firing_id"], call.actor, call.now)


@endpoint(bp, "GET", "/api/sources/{source_id}/alerts/{alert_id}", Role.MEMBER, answer=Came)
def get_alert(call: Call[None, None]) -> Came:
    """Get one message that came, all of it."""
    found = store.came(call.org_id, call.id("source_id"), call.id("alert_id"))
    if found is None:
        raise NotFoundError("There is no such message.")
    return found


def _short(came: Came) -> Came:
    """As it is listed: an answer has room for 50 of them."""
    did = tuple(each if place == 0 else each.but(labels={}) for place, each in enumerate(came.did[:_SHOWN_SIGNALS]))
    return came.but(body=came.body[:_SHOWN], did=did)


def _edited(call: Call[SourceEdit, None]) -> Source:
    return use_cases.edit(call.org_id, call.id("source_id"), call.body, call.actor, call.now, call.expected)


def _made_up(call: Call[Any, Any], source: Source, body: object) -> Came:
    return Came(
        id=new_id(call.now),
        org_id=source.org_id,
        source_id=source.id,
        received_at=call.now,
        content_type="application/json",
        body=body if isinstance(body, str) else json.dumps(body, ensure_ascii=False),
    )
