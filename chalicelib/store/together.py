"""A membership, and what it is asked to act on, in one round trip instead of two; both consistent."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.exceptions import GetError

from chalicelib.domain.ids import is_id
from chalicelib.domain.organizations import Member
from chalicelib.domain.services import Service
from chalicelib.store import members
from chalicelib.store.dynamodb import Table, reaching_dynamodb, shared_connection
from chalicelib.store.rows import from_row
from chalicelib.store.tables import Members, Services

Key = dict[str, dict[str, str]]


def member_and_service(org_id: str, user_id: str, service_id: str) -> tuple[Member | None, Service | None]:
    """What there is of both. Without a service, whoever needs it reads it by itself, and finds out why."""
    if not (members.may_be(org_id, user_id) and is_id(service_id)):
        return members.find(org_id, user_id), None
    keys: dict[type[Table], Key] = {
        Members: {"org_id": {"S": org_id}, "user_id": {"S": user_id}},
        Services: {"org_id": {"S": org_id}, "service_id": {"S": service_id}},
    }
    rows = _read(keys)
    if Members not in rows:
        return members.find(org_id, user_id), None
    service = from_row(Service, rows[Services]) if Services in rows else None
    return members.of_row(rows[Members]), service


def _read(keys: dict[type[Table], Key]) -> dict[type[Table], Any]:
    """The rows found; DynamoDB may leave some out when it is busy, which looks as if they were not there."""
    wanted = {table.Meta.table_name: {"Keys": [key], "ConsistentRead": True} for table, key in keys.items()}
    with reaching_dynamodb():
        try:
            answer = shared_connection().dispatch("BatchGetItem", {"RequestItems": wanted})
        except (BotoCoreError, ClientError) as error:
            raise GetError("The membership cannot be read", error) from error
    found = answer["Responses"]
    return {
        table: table.from_raw_data(found[table.Meta.table_name][0])
        for table in keys
        if found.get(table.Meta.table_name)
    }
