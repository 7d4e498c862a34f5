"""Members: who works in an organization, and as what. The last owner stays, whoever asks for what at the same time."""

from datetime import datetime

from pynamodb.transactions import TransactWrite

from chalicelib.domain.errors import ConflictError, NotFoundError
from chalicelib.domain.events import Actor, EventType, happened
from chalicelib.domain.ids import Id, is_id
from chalicelib.domain.members import MAX_USER_ID, check_may_manage
from chalicelib.domain.organizations import Member, Role
from chalicelib.store.changes import Change
from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.rows import from_row, to_row
from chalicelib.store.tables import Members
from chalicelib.store.transactions import retried, transaction


def find(org_id: Id, user_id: str) -> Member | None:
    """The user as a member of the organization, if they are one; ids may be whatever a caller made up."""
    if not may_be(org_id, user_id):
        return None
    with reaching_dynamodb():
        try:
            return of_row(Members.get(org_id, user_id, consistent_read=True))
        except Members.DoesNotExist:
            return None


def may_be(org_id: str, user_id: str) -> bool:
    """Whether these can be ids at all: DynamoDB refuses keys that are empty or too long."""
    return is_id(org_id) and 0 < len(user_id) <= MAX_USER_ID


def get(org_id: Id, user_id: str) -> Member:
    """A member; raises NotFoundError."""
    if (found := find(org_id, user_id)) is None:
        raise NotFoundError("There is no such member.")
    return found


def of_organization(org_id: Id) -> list[Member]:
    """All members, in the order they joined; consistent."""
    with reaching_dynamodb():
        rows = [of_row(row) for row in Members.query(org_id, consistent_read=True)]
    return sorted(rows, key=lambda member: (member.joined_at, member.id))


def of_user(user_id: str) -> list[Member]:
    """All of a user's memberships, oldest first, but perhaps for one that is a moment old: the index lags behind."""
    with reaching_dynamodb():
        return [of_row(row) for row in Members.by_user_joined.query(user_id)]


def change_role(org_id: Id, user_id: str, role: Role, by: Member, now: datetime) -> Member:
    """The member in another role; raises ForbiddenError or, for the last owner, ConflictError."""

    def attempt() -> Member:
        before = get(org_id, user_id)
        check_may_manage(by.role, before.role, role)
        if before.role is role:
            return before
        after = before.but(role=role)
        summary = f"{after.name} is now {role}"
        event = happened(
            EventType.MEMBER_ROLE_CHANGED, after, actor_of(by), now, org_id=org_id, summary=summary, before=before
        )
        with transaction() as write:
            if before.role is Role.OWNER:
                _hold_another_owner(write, before)
            write.save(row_of(after), condition=Members.role == before.role.value)
            Change(event).add_to(write)
        return after

    return retried(attempt)


def remove(org_id: Id, user_id: str, by: Member, now: datetime) -> None:
    """The member works here no more, by their own will or another's; raises as `change_role` does."""

    def attempt() -> None:
        before = get(org_id, user_id)
        if before.id != by.id:
            check_may_manage(by.role, before.role)
        summary = f"{before.name} left" if before.id == by.id else f"{before.name} was removed"
        event = happened(EventType.MEMBER_REMOVED, before, actor_of(by), now, org_id=org_id, summary=summary)
        with transaction() as write:
            if before.role is Role.OWNER:
                _hold_another_owner(write, before)
            write.delete(row_of(before), condition=Members.role == before.role.value)
            Change(event).add_to(write)

    retried(attempt)


def actor_of(member: Member) -> Actor:
    """The member, as events name them."""
    return Actor(id=member.user_id, name=member.name)


def row_of(member: Member) -> Members:
    """The member as stored."""
    return to_row(Members, member)


def _hold_another_owner(write: TransactWrite, than: Member) -> None:
    """The transaction fails unless another owner still is one as it commits.

    Two owners who demote each other at once each rely on the other: only one of the two can succeed.
    """
    others = [member for member in of_organization(than.org_id) if member.role is Role.OWNER and member.id != than.id]
    if not others:
        raise ConflictError("An organization needs an owner. Make somebody else an owner first.")
    write.condition_check(Members, than.org_id, others[0].user_id, condition=Members.role == Role.OWNER.value)


def of_row(row: Members) -> Member:
    """The member a row holds."""
    return from_row(Member, row, id=row.user_id)
