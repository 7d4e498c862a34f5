"""Reads a membership together with the service that the request is about, in one round trip; both are consistent."""

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
    """The member and the service, as far as they exist. Who needs a missing service reads it again, which says why."""
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
    """The rows found. DynamoDB may leave some out when it is busy, as if they did not exist."""
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
