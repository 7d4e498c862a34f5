"""moto without what makes it slow in a session of thousands of tests: its tables as they are, the ways to them shorter.

Before each transaction moto copies every table that it touches, with its schema and with every record of its stream,
to have something to put back. Here the copy shares what no request changes in place, and an update changes an item of
its own. And of the time of a request to moto, two thirds go into finding out which of AWS's services it is for, and
into comparing request and answer with the model of that service.
"""

import copy
import json
from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict
from moto.dynamodb.models.table import Table
from moto.dynamodb.responses import DynamoHandler

_METHODS = {
    "GetItem": DynamoHandler.get_item,
    "PutItem": DynamoHandler.put_item,
    "UpdateItem": DynamoHandler.update_item,
    "DeleteItem": DynamoHandler.delete_item,
    "Query": DynamoHandler.query,
    "BatchGetItem": DynamoHandler.batch_get_item,
    "BatchWriteItem": DynamoHandler.batch_write_item,
    "TransactGetItems": DynamoHandler.transact_get_items,
    "TransactWriteItems": DynamoHandler.transact_write_items,
}
_BINARY = b'"B"'


def answered(operation: str, body: bytes, account: str, region: str) -> bytes | None:
    """moto's answer to a request for items; None for other requests, and for those that fail.

    What fails has changed nothing, so it can be sent once more, by the whole way, on which moto words its refusal.
    """
    if not (method := _METHODS.get(operation)):
        return None
    handler = DynamoHandler()
    handler.current_account, handler.region = account, region
    handler.body = handler.params = json.loads(body, object_hook=_from_base64 if _BINARY in body else None)
    try:
        found = method(handler).result
    except Exception:  # noqa: BLE001 - whatever it is, moto says it
        return None
    return json.dumps(found, default=_as_base64).encode()


def _from_base64(found: dict[str, Any]) -> dict[str, Any]:
    given = found.get("B")
    return {"B": b64decode(given)} if len(found) == 1 and isinstance(given, str) else found


def _as_base64(value: bytes) -> str:
    return b64encode(value).decode()


@contextmanager
def in_a_hurry() -> Iterator[None]:
    """For as long as moto serves."""
    update_item = DynamoDBBackend.update_item

    def update(self: Any, table_name: str, key: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        _give_an_item_of_its_own(self.get_table(table_name), key)
        return update_item(self, table_name, key, *args, **kwargs)

    with (
        patch.object(Table, "__deepcopy__", _backup, create=True),
        patch.object(DynamoDBBackend, "update_item", update),
        patch.object(Item, "__init__", _weighed_once),
    ):
        yield


def _backup(table: Any, memo: object) -> Any:
    kept = copy.copy(table)
    kept.items = defaultdict(dict)
    for key, held in table.items.items():
        kept.items[key] = dict(held) if isinstance(held, dict) else held
    if table.stream_shard:
        kept.stream_shard = copy.copy(table.stream_shard)
        kept.stream_shard.table = kept
        kept.stream_shard.items = list(table.stream_shard.items)
    return kept


def _weighed_once(item: Any, hash_key: DynamoType, range_key: DynamoType | None, attrs: dict[str, Any]) -> None:
    """moto weighs all attributes for each that is added."""
    item.hash_key, item.range_key, item.attrs = hash_key, range_key, LimitedSizeDict()
    typed = [(name, DynamoType(value)) for name, value in attrs.items()]
    dict.update(item.attrs, typed[:-1])
    for name, value in typed[-1:]:
        item.attrs[name] = value


def _give_an_item_of_its_own(table: Any, key: dict[str, Any]) -> None:
    """The stored item is replaced by a copy, which the update changes in place."""
    outer = DynamoType(key[table.hash_key_attr]) if table.hash_key_attr in key else None
    held = table.items.get(outer) if outer else None
    if not held:
        return
    if not table.range_key_attr:
        table.items[outer] = copy.deepcopy(held)
    elif (inner := DynamoType(key[table.range_key_attr])) in held:
        held[inner] = copy.deepcopy(held[inner])
