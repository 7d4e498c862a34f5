"""A REST write beside the bare TransactWrite it comes down to, on the same DynamoDB Local and by turns."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from botocore.session import get_session

from bench.figures import Figure, middle, ms, percentile, report
from bench.running import Measured, running_stack, writer_of

ROUNDS, TARGET = 40, 2.0
_KEYS = [{"AttributeName": "org_id", "KeyType": "HASH"}, {"AttributeName": "id", "KeyType": "RANGE"}]
_TYPES = [{"AttributeName": name, "AttributeType": "S"} for name in ("org_id", "id")]


def engine_url(stack: Measured) -> str:
    """Where the stack's own engine listens."""
    command = Path(f"/proc/{stack.database_pid}/cmdline").read_text().split("\0")
    return f"http://127.0.0.1:{command[command.index('-port') + 1]}"


def client_of(stack: Measured) -> Any:  # noqa: ANN401 - botocore makes its clients at run time
    """A plain client of the stack's engine."""
    known = json.loads((stack.data_dir / "secrets.json").read_text())
    return get_session().create_client(
        "dynamodb",
        region_name=known["region"],
        endpoint_url=engine_url(stack),
        aws_access_key_id=known["access_key"],
        aws_secret_access_key=known["secret_key"],
    )


def bare_write(client: Any) -> Callable[[], float]:  # noqa: ANN401 - as above
    """The two items of a status change, the first under a condition; in tables of its own, the second with a stream."""
    for table in ("bench-services", "bench-events"):
        stream = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"} if table == "bench-events" else None
        client.create_table(
            TableName=table, KeySchema=_KEYS, AttributeDefinitions=_TYPES, BillingMode="PAY_PER_REQUEST",
            **({"StreamSpecification": stream} if stream else {}),
        )  # fmt: skip
    turn = iter(range(1, 1_000_000))

    def write() -> float:
        version = next(turn)
        service = {"org_id": {"S": "a"}, "id": {"S": "b"}, "version": {"N": str(version)}, "text": {"S": "x" * 200}}
        event = {"org_id": {"S": "a"}, "id": {"S": f"{version:026}"}, "data": {"S": "x" * 800}}
        put = {"TableName": "bench-services", "Item": service}
        if version > 1:
            put |= {"ConditionExpression": "version = :v", "ExpressionAttributeValues": {":v": {"N": str(version - 1)}}}
        items = [{"Put": put}, {"Put": {"TableName": "bench-events", "Item": event}}]
        started = time.perf_counter()
        client.transact_write_items(TransactItems=items)
        return time.perf_counter() - started

    return write


def figures(rounds: int = ROUNDS) -> list[Figure]:
    """The medians; what a write sets off is given time to end before the next is measured."""
    with running_stack() as stack:
        bare, writer = bare_write(client_of(stack)), writer_of(stack.admin())
        pairs = []
        for _ in range(rounds + 10):
            sent, answered = writer.write()
            time.sleep(0.15)
            pairs.append((answered - sent, bare()))
    rests, floors = [each[0] for each in pairs[10:]], [each[1] for each in pairs[10:]]
    rest, floor = middle(rests), middle(floors)
    quiet, quiet_floor = percentile(rests, 0.1), percentile(floors, 0.1)
    what = "PUT status / bare TransactWrite"
    return [
        Figure(f"{what}, p50", f"{ms(rest)} / {ms(floor)}", rest / floor, TARGET),
        Figure(f"{what}, p10 (others left the machine alone)", f"{ms(quiet)} / {ms(quiet_floor)}", quiet / quiet_floor),
    ]


if __name__ == "__main__":
    sys.exit(report(figures()))
