"""DynamoDB in this process, and what was asked of it."""

import copy
from binascii import crc32
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from botocore.awsrequest import AWSPreparedRequest
from botocore.compat import HTTPHeaders
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.core.models import botocore_stubber
from moto.dynamodb.models import dynamodb_backends

from chalicelib.api import limits
from chalicelib.aws.pool import Answer
from chalicelib.aws.retries import Tries
from chalicelib.aws.wire import Wire
from chalicelib.store import dynamodb, published, schema, tables
from tests.permitted import roles
from tests.quick_moto import answered, in_a_hurry

MAX_KEY_BYTES = 1024
BOOKKEEPING = frozenset({"tests-counters", "tests-replays"})
REGION, ACCOUNT = "us-east-1", "123456789012"


class MotoWire(Wire):
    """The wire as it is, down to signed bytes, which moto answers in this process instead of a socket."""

    def __init__(self, watch: Callable[[str, dict[str, Any]], None]) -> None:
        super().__init__(REGION)
        self._watch = watch
        self._one_at_a_time = Lock()
        """Each request is atomic in DynamoDB, and not in moto."""
        self.sent: list[bytes] = []

    def _make_api_call(self, operation: str, arguments: dict[str, Any]) -> dict[str, Any]:
        self._watch(operation, arguments)
        return self.call(operation, arguments)

    def send(self, body: bytes, headers: Mapping[str, str], tries: Tries) -> Answer:
        """moto's answer."""
        self.sent.append(body)
        fields = HTTPHeaders()
        for name, value in headers.items():
            fields[name] = value
        operation = str(fields["X-Amz-Target"]).rpartition(".")[2]
        with self._one_at_a_time:
            if (found := answered(operation, body, ACCOUNT, REGION)) is not None:
                return Answer(200, found, str(crc32(found)))
            answer = botocore_stubber(
                "before-send", AWSPreparedRequest("POST", f"{self.endpoint}/", fields, body, False)
            )
        assert answer is not None, "no request leaves this process"
        return Answer(int(answer.status_code), bytes(answer.content), answer.headers.get("x-amz-crc32"))


@dataclass
class Engine:
    """moto's DynamoDB; every request passes `_watch`."""

    requests: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    scans: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Callable[[str, dict[str, Any]], None]] = field(default_factory=list)

    @staticmethod
    @contextmanager
    def started() -> "Iterator[Engine]":
        """With all tables, empty."""
        with mock_aws(), in_a_hurry():
            engine = Engine()
            dynamodb.shared_connection.cache_clear()
            dynamodb.shared_connection().wire = MotoWire(engine._watch)
            schema.create_missing_tables()
            yield engine
            dynamodb.shared_connection.cache_clear()

    def wipe(self) -> None:
        """Forgets all items, requests and faults."""
        for table in self._backend.tables.values():
            table.items.clear()
            if table.stream_shard:
                table.stream_shard.items.clear()
        self.requests.clear()
        self.scans.clear()
        roles.refused.clear()
        self.faults.clear()
        limits.forget()
        published.forget()
        dynamodb._silence.until = 0.0  # noqa: SLF001 - what one test broke is no matter of the next

    def keep(self) -> Mapping[str, Any]:
        """What the tables hold now, for `put_back`. It costs little: quick_moto changes no item in place."""
        return {name: copy.deepcopy(table) for name, table in self._backend.tables.items()}

    def put_back(self, kept: Mapping[str, Any]) -> None:
        """As `wipe`, but the tables hold what they held when it was kept."""
        self.wipe()
        self._backend.tables.update({name: copy.deepcopy(table) for name, table in kept.items()})

    def records(self) -> list[dict[str, Any]]:
        """All records of the events stream, oldest first, as Lambda gets them."""
        shard = self._backend.tables[tables.Events.Meta.table_name].stream_shard
        return [_as_lambda_gets_it(item.to_json()) for item in shard.items]

    def contents(self) -> dict[str, Any]:
        """Every item of every table but those that count and repeat calls, to see that nothing changed."""
        found = {name: table.items for name, table in self._backend.tables.items() if name not in BOOKKEEPING}
        return {
            name: {
                str(key): {str(inner): item.to_json() for inner, item in value.items()}
                if isinstance(value, dict)
                else value.to_json()
                for key, value in items.items()
                if not isinstance(value, dict) or value  # moto makes one for each key it is asked for
            }
            for name, items in found.items()
        }

    def fails(self, operation: str, code: str, *, times: int = 1_000_000) -> None:
        """From now on, so many calls of this operation fail in DynamoDB with this code."""
        left = [times]

        def fault(name: str, params: dict[str, Any]) -> None:
            if name == operation and left[0]:
                left[0] -= 1
                raise ClientError({"Error": {"Code": code, "Message": "a fault of the test's"}}, name)

        self.faults.append(fault)

    def refuses(self, org_id: str, code: str = "ThrottlingException") -> None:
        """From now on, whatever is asked of this organization's keys is refused: as for a hot key, or otherwise."""

        def fault(name: str, params: dict[str, Any]) -> None:
            if org_id in str(params):
                raise ClientError({"Error": {"Code": code, "Message": "a fault of the test's"}}, name)

        self.faults.append(fault)

    def before(self, operation: str, act: Callable[[], object]) -> None:
        """Once, just before the next call of this operation, somebody else acts."""

        def interpose(name: str, params: dict[str, Any]) -> None:
            if name == operation and interpose in self.faults:
                self.faults.remove(interpose)
                act()

        self.faults.append(interpose)

    def break_row(self, table: str, org_id: str) -> None:
        """Makes what an organization has in a table unreadable, as no code of ours would write it."""
        for key, items in self._backend.tables[f"tests-{table}"].items.items():
            for item in items.values() if org_id in str(key) else ():
                item.attrs["created_at"].value = "broken"

    @property
    def _backend(self) -> Any:
        return dynamodb_backends[ACCOUNT][REGION]

    def _watch(self, operation: str, params: dict[str, Any]) -> None:
        self.requests.append((operation, params))
        if operation == "Scan":
            self.scans.append(params)
        roles.ask(operation, params)
        _check_key(operation, params.get("Key", {}))
        for fault in list(self.faults):
            fault(operation, params)


def _check_key(operation: str, key: dict[str, dict[str, str]]) -> None:
    """DynamoDB refuses an empty or very long key, which moto takes."""
    if any(not 0 < len(value["S"].encode()) <= MAX_KEY_BYTES for value in key.values()):
        raise ClientError({"Error": {"Code": "ValidationException", "Message": "a key of a wrong size"}}, operation)


def _as_lambda_gets_it(record: dict[str, Any]) -> dict[str, Any]:
    made = record["dynamodb"]["ApproximateCreationDateTime"].timestamp()
    dynamodb = {**record["dynamodb"], "ApproximateCreationDateTime": made}
    return {
        **record,
        "dynamodb": dynamodb,
        "eventSourceARN": "arn:aws:dynamodb:us-east-1:1:table/tests-events/stream/1",
    }
