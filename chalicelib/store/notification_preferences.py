"""What members want to be told; who chose nothing has no item."""

from pynamodb.exceptions import PutError

from chalicelib.domain.ids import Id
from chalicelib.domain.notification_preferences import MemberPreferences
from chalicelib.store.changes import Operation
from chalicelib.store.dynamodb import code_of, reaching_dynamodb
from chalicelib.store.rows import from_row, to_row
from chalicelib.store.tables import NotificationPreferences
from chalicelib.store.transactions import LostRaceError


def of_member(org_id: Id, user_id: str) -> MemberPreferences:
    """What a member chose, or what holds without a choice; consistent."""
    with reaching_dynamodb():
        try:
            return from_row(MemberPreferences, NotificationPreferences.get(org_id, user_id, consistent_read=True))
        except NotificationPreferences.DoesNotExist:
            return MemberPreferences(org_id=org_id, user_id=user_id)


def of_organization(org_id: Id) -> dict[str, MemberPreferences]:
    """The choices of an organization's members, by user."""
    with reaching_dynamodb():
        rows = NotificationPreferences.query(org_id)
        return {str(row.user_id): from_row(MemberPreferences, row) for row in rows}


def save(preferences: MemberPreferences) -> None:
    """Stores them in the place of the version before; raises LostRaceError."""
    row, before = to_row(NotificationPreferences, preferences), preferences.version - 1
    same = NotificationPreferences.version == before if before else NotificationPreferences.user_id.does_not_exist()
    with reaching_dynamodb():
        try:
            row.save(condition=same)
        except PutError as error:
            if code_of(error) != "ConditionalCheckFailedException":
                raise
            raise LostRaceError((0,)) from error


def forgetting(org_id: Id, user_id: str) -> Operation:
    """Forgets the choices of somebody who leaves."""
    return lambda write: write.delete(NotificationPreferences(org_id, user_id))
