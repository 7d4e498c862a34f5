"""Members: who works in an organization, and as what."""

from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.ids import Id, is_id
from chalicelib.domain.members import MAX_USER_ID
from chalicelib.domain.organizations import Member, Role
from chalicelib.store.changes import Operation
from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.rows import from_row, to_row
from chalicelib.store.tables import Members


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
    """A user's memberships, oldest first. One that is a moment old may be missing, because the index lags behind."""
    with reaching_dynamodb():
        return [of_row(row) for row in Members.by_user_joined.query(user_id)]


def of_row(row: Members) -> Member:
    """The member a row holds."""
    return from_row(Member, row, id=row.user_id)


def joining(member: Member) -> Operation:
    """Adds a member who must not be one yet."""
    return lambda write: write.save(to_row(Members, member), condition=Members.user_id.does_not_exist())


def replacing(before: Member, after: Member) -> Operation:
    """Stores the member as they now are, as long as their role is still the one that was read."""
    return lambda write: write.save(to_row(Members, after), condition=Members.role == before.role.value)


def leaving(member: Member) -> Operation:
    """Deletes the member, as long as their role is still the one that was read."""
    return lambda write: write.delete(to_row(Members, member), condition=Members.role == member.role.value)


def staying_owner(member: Member) -> Operation:
    """Writes nothing, and fails the transaction unless the member still is an owner."""
    is_owner = Members.role == Role.OWNER.value
    return lambda write: write.condition_check(Members, member.org_id, member.user_id, condition=is_owner)
