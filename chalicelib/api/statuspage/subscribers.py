"""/v1/pages/{page_id}/subscribers, and those of one incident."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from chalicelib.api.call import Answer, Call
from chalicelib.api.statuspage import shapes
from chalicelib.api.statuspage.declared import PAGE, v1
from chalicelib.api.statuspage.given import Flag, Given, Ids, Paged, Text, Word
from chalicelib.api.statuspage.listed import listed, nothing
from chalicelib.api.subscribers import admit, asked_again
from chalicelib.domain.errors import InvalidError
from chalicelib.domain.ids import Id
from chalicelib.domain.organizations import Role
from chalicelib.domain.subscribers import Channel, Subscriber, SubscriberState, masked
from chalicelib.domain.subscriptions import SubscriberDraft, SubscriberEdit
from chalicelib.store import incidents
from chalicelib.store import subscribers as store
from chalicelib.use_cases import subscriber_admin as use_cases

PATH, _ONE = f"{PAGE}/subscribers", f"{PAGE}/subscribers/{{subscriber_id}}"
_OF_INCIDENT = f"{PAGE}/incidents/{{incident_id}}/subscribers"
_MODES: Mapping[Channel, str] = {
    Channel.EMAIL: "email",
    Channel.WEBHOOK: "webhook",
    Channel.SLACK: "slack",
    Channel.TEAMS: "teams",
}
_OTHER = "integration_partner"
_STATES: Mapping[SubscriberState, str] = {
    SubscriberState.PENDING: "unconfirmed",
    SubscriberState.ACTIVE: "active",
    SubscriberState.PAUSED: "active",
    SubscriberState.SUPPRESSED: "quarantined",
}


class SubscriberQuery(Paged):
    """Which subscribers."""

    q: Text = None
    """Only those whose address holds this."""
    type: Word = None
    state: Word = None
    """`active` by default; `unconfirmed`, `quarantined`, or `all`."""

    def wants(self, each: Subscriber) -> bool:
        """Whether it is one of them."""
        return (
            self.type in {None, mode_of(each)}
            and (self.state or "active") in {"all", _STATES[each.state]}
            and (self.q or "").lower() in each.address.lower()
        )


class SubscriberFields(Given):
    """Whom to tell: by mail, or by a webhook."""

    email: Text = None
    endpoint: Text = None
    """Of a webhook: https."""
    phone_number: Text = None
    component_ids: Ids | None = None
    """What to be told about: all of the page where nothing is named."""
    skip_confirmation_notification: Flag = None
    """Whether you answer for it that they want to be told; else they are asked first."""


class SubscriberBody(Given):
    """Its wrapper."""

    subscriber: SubscriberFields


class FollowingBody(Given):
    """What a subscriber is told about: in a wrapper, or as it is."""

    component_ids: Ids | None = None
    subscriber: SubscriberFields | None = None

    @property
    def chosen(self) -> tuple[Id, ...]:
        """The components."""
        if self.component_ids is not None:
            return self.component_ids
        return (self.subscriber.component_ids if self.subscriber else None) or ()


def mode_of(each: Subscriber) -> str:
    """Their word for the channel."""
    return _MODES.get(each.channel, _OTHER)


def state_of(each: Subscriber) -> str:
    """Their word for how far it is."""
    return _STATES[each.state]


def every(org_id: Id, now: datetime) -> Iterable[Subscriber]:
    """All that are not over, newest first."""
    return (current for each in store.of_organization(org_id, None) if (current := each.as_of(now)))


def _shown(call: Call[None, SubscriberQuery]) -> "Show":
    return Show(call.membership.role)


class Show:
    """Makes the subscribers that somebody in a role may see: viewers see no whole address."""

    def __init__(self, role: Role) -> None:
        self._sees_addresses = role.includes(Role.MEMBER)

    def of(self, found: Subscriber) -> shapes.Subscriber:
        """As v1 has it."""
        each = found if self._sees_addresses else masked(found)
        return shapes.Subscriber(
            id=each.id,
            skip_confirmation_notification=each.consent.by is not None,
            mode=mode_of(each),
            email=each.email,
            endpoint=each.url,
            quarantined_at=each.failing_since if each.state is SubscriberState.SUPPRESSED else None,
            purge_at=each.expires_at,
            components=each.service_ids,
            created_at=each.created_at,
            state=_STATES[each.state],
        )


def _draft(given: SubscriberFields, incident_id: Id | None = None) -> SubscriberDraft:
    """Raises InvalidError for one who is told in a way that there is not here."""
    if given.phone_number:
        raise InvalidError(("phone_number",), "is not offered: this page sends no SMS")
    to = {"channel": "email", "email": given.email} if given.email else {"channel": "webhook", "url": given.endpoint}
    if not (given.email or given.endpoint):
        raise InvalidError(("email",), "or endpoint is required")
    asked = bool(given.email) and not given.skip_confirmation_notification
    return SubscriberDraft.model_validate(
        {
            **to,
            "service_ids": given.component_ids or (),
            "incident_id": incident_id,
            "consent": "ask" if asked else "given",
        }
    )


def _every(call: Call[None, SubscriberQuery]) -> Iterator[Subscriber]:
    if call.query.q and not call.membership.role.includes(Role.MEMBER):
        raise InvalidError(("query", "q"), "needs the role member")
    return (each for each in every(call.org_id, call.now) if call.query.wants(each))


@v1("GET", PATH, Role.VIEWER, query=SubscriberQuery)
def list_subscribers(call: Call[None, SubscriberQuery]) -> Answer:
    """List subscribers, newest first."""
    return listed(_every(call), call.query, _shown(call).of)


@v1("POST", PATH, Role.MEMBER, body=SubscriberBody, status=201)
def create_subscriber(call: Call[SubscriberBody, None]) -> shapes.Subscriber:
    """Add a subscriber."""
    made = admit(call.org_id, _draft(call.body.subscriber), call.actor, call.now)
    return Show(call.membership.role).of(made)


@v1("GET", f"{PATH}/count", Role.VIEWER, query=SubscriberQuery)
def count_subscribers(call: Call[None, SubscriberQuery]) -> shapes.Counts:
    """Count subscribers by type."""
    found: dict[str, int] = {}
    for each in _every(call):
        found[mode_of(each)] = found.get(mode_of(each), 0) + 1
    return shapes.Counts.model_validate(found)


@v1("GET", f"{PATH}/histogram_by_state", Role.VIEWER, query=SubscriberQuery)
def count_by_state(call: Call[None, SubscriberQuery]) -> shapes.Histogram:
    """Count subscribers by type and state."""
    found: dict[str, dict[str, int]] = {}
    for each in every(call.org_id, call.now):
        counts = found.setdefault(mode_of(each), {"total": 0})
        counts["total"] += 1
        counts[_STATES[each.state]] = counts.get(_STATES[each.state], 0) + 1
    return shapes.Histogram.model_validate(found)


@v1("GET", f"{PATH}/unsubscribed", Role.VIEWER, query=Paged)
def list_unsubscribed(_: Call[None, Paged]) -> Answer:
    """List who unsubscribed: whoever did is not kept."""
    return nothing()


@v1("GET", _ONE, Role.VIEWER)
def get_subscriber(call: Call[None, None]) -> shapes.Subscriber:
    """Get a subscriber."""
    return Show(call.membership.role).of(use_cases.get(call.org_id, call.id("subscriber_id"), call.now))


@v1("PATCH PUT", _ONE, Role.MEMBER, body=FollowingBody)
def edit_subscriber(call: Call[FollowingBody, None]) -> shapes.Subscriber:
    """Change what a subscriber is told about."""
    edit = SubscriberEdit(service_ids=call.body.chosen)
    after = use_cases.change(call.org_id, call.id("subscriber_id"), edit, call.actor, call.now)
    return Show(call.membership.role).of(after)


@v1("DELETE", _ONE, Role.MEMBER)
def delete_subscriber(call: Call[None, None]) -> shapes.Subscriber:
    """Remove a subscriber; the answer is what it was."""
    before = use_cases.get(call.org_id, call.id("subscriber_id"), call.now)
    use_cases.remove(call.org_id, before.id, call.actor, call.now)
    return Show(call.membership.role).of(before)


@v1("POST", f"{_ONE}/resend_confirmation", Role.MEMBER, status=201)
def resend_confirmation(call: Call[None, None]) -> shapes.Subscriber:
    """Ask a subscriber who has not confirmed once more."""
    found = use_cases.get(call.org_id, call.id("subscriber_id"), call.now)
    asked_again(found, call.actor, call.now)
    return Show(call.membership.role).of(found)


@v1("GET", _OF_INCIDENT, Role.VIEWER, query=SubscriberQuery)
def list_incident_subscribers(call: Call[None, SubscriberQuery]) -> Answer:
    """List who follows one incident."""
    incident = incidents.get(call.org_id, call.id("incident_id"))
    found = (each for each in _every(call) if incident.id in each.incident_ids)
    return listed(found, call.query, _shown(call).of)


@v1("POST", _OF_INCIDENT, Role.MEMBER, body=SubscriberBody, status=201)
def create_incident_subscriber(call: Call[SubscriberBody, None]) -> shapes.Subscriber:
    """Have somebody follow one incident."""
    incident = incidents.get(call.org_id, call.id("incident_id"))
    draft = _draft(call.body.subscriber, incident.id)
    return Show(call.membership.role).of(admit(call.org_id, draft, call.actor, call.now))
