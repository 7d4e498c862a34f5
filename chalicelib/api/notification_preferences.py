"""/api/notification-preferences: what I am told of an organization I work in."""

from chalice import Blueprint

from chalicelib.api.call import Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.registry import People
from chalicelib.api.subscriber_addresses import reachable
from chalicelib.domain.notification_preferences import MemberPreferences, PreferencesEdit
from chalicelib.domain.organizations import Role
from chalicelib.domain.subscribers import Channel
from chalicelib.domain.subscriptions import Address
from chalicelib.store import notification_preferences as store
from chalicelib.use_cases import notification_preferences as use_cases

bp = Blueprint(__name__)
PATH = "/api/notification-preferences"


@endpoint(bp, "GET", PATH, People(Role.VIEWER), answer=MemberPreferences)
def get_notification_preferences(call: Call[None, None]) -> MemberPreferences:
    """Get what I am told of this organization, how, and when not."""
    return store.of_member(call.org_id, call.membership.user_id)


@endpoint(bp, "PUT", PATH, People(Role.VIEWER), body=PreferencesEdit, answer=MemberPreferences, locked=True)
def change_notification_preferences(call: Call[PreferencesEdit, None]) -> MemberPreferences:
    """Change what I am told of this organization; fields left out keep their values."""
    if call.body.subscription:
        reachable(Address(channel=Channel.WEB_PUSH, subscription=call.body.subscription))
    return use_cases.edit(call.org_id, call.membership.user_id, call.body, call.expected)
