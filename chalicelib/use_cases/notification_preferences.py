"""What members of the team want to be told, and who of them is to be told something."""

from datetime import datetime

from chalicelib.domain import notification_preferences as rules
from chalicelib.domain.ids import Id
from chalicelib.domain.notification_preferences import MemberPreferences, PreferencesEdit
from chalicelib.domain.organizations import Member
from chalicelib.store import members
from chalicelib.store import notification_preferences as store
from chalicelib.store.changes import checked
from chalicelib.store.transactions import retried


def edit(org_id: Id, user_id: str, changes: PreferencesEdit, expected: int | None = None) -> MemberPreferences:
    """A member's own preferences changed."""

    def attempt() -> MemberPreferences:
        after = rules.edited(checked(store.of_member(org_id, user_id), expected), changes)
        store.save(after)
        return after

    return retried(attempt)


def members_who_want(
    org_id: Id, kind: str, actor_id: str | None, now: datetime | None
) -> list[tuple[Member, MemberPreferences]]:
    """The members to tell of an event of this kind: not who caused it, and nobody in their quiet hours.

    Without `now`, quiet hours do not matter.
    """
    chosen = store.of_organization(org_id)
    found = [
        (member, chosen.get(member.user_id) or MemberPreferences(org_id=org_id, user_id=member.user_id))
        for member in members.of_organization(org_id)
        if member.user_id != actor_id
    ]
    return [(member, wants) for member, wants in found if wants.wants(kind) and not (now and wants.is_quiet(now))]
