"""A product small enough to see through, for testing the runtime: `python -m tests.live.local.standin`."""

import base64
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.local import __main__ as runtime
from chalicelib.local.core import Core
from chalicelib.local.schedule import Scheduled
from chalicelib.local.sockets import Handlers
from tests.waiting import wait_until

Answer = dict[str, Any]
Event = dict[str, Any]
TABLE = "standin-events"
SEEN = threading.Lock()
CONNECTED: set[str] = set()


def answer(body: object, status: int = 200, **more: object) -> Answer:
    """A proxy answer with a JSON body."""
    headers = {"Content-Type": "application/json"}
    return {"statusCode": status, "headers": headers, "body": json.dumps(body), **more}


def echo(event: Event) -> Answer:
    """The event itself."""
    return answer(event)


def cookies(event: Event) -> Answer:
    """Two cookies, which one header can't hold."""
    return answer({}, multiValueHeaders={"Set-Cookie": ["a=1; Path=/", "b=2; Path=/"]})


def binary(event: Event) -> Answer:
    """Bytes that are no text."""
    body = base64.b64encode(bytes(range(256))).decode()
    return {"statusCode": 200, "headers": {"Content-Type": "image/png"}, "body": body, "isBase64Encoded": True}


def boom(event: Event) -> Answer:
    """A fault nobody expected."""
    raise RuntimeError("the secret of the machine")


def nonsense(event: Event) -> Answer:
    """No proxy answer."""
    return {"hello": "world"}


def slow(event: Event) -> Answer:
    """Is answered once the test releases it by its name."""
    name = event["queryStringParameters"]["until"]
    note("slow", name)
    wait_until(data(f"released-{name}").exists)
    return answer({"released": name})


def write(event: Event) -> Answer:
    """Writes one event, as a mutation does, and answers when it is acknowledged."""
    given = json.loads(event["body"])
    item = {"org_id": {"S": given.get("org_id", "org")}, "event_id": {"S": given["id"]}, "raw": {"B": b"\x00\xff"}}
    if given.get("poison"):
        item["poison"] = {"S": given["poison"]}
    try:
        database().put_item(TableName=TABLE, Item=item)
    except Exception:  # noqa: BLE001 - the stand-in for the product's 503
        return answer({}, 503)
    return answer({"id": given["id"], "at": time.time()}, 201)


ROUTES: dict[str, dict[str, Callable[[Event], Answer]]] = {
    "/api": {"GET": echo},
    "/api/echo": {"GET": echo, "POST": echo},
    "/api/echo/{name}": {"GET": echo, "PUT": echo, "DELETE": echo},
    "/api/echo/current": {"GET": echo},
    "/api/status/{slug}": {"GET": echo},
    "/api/status/{slug}/incidents": {"GET": echo},
    "/api/cookies": {"GET": cookies},
    "/api/binary": {"GET": binary},
    "/api/boom": {"GET": boom},
    "/api/nonsense": {"GET": nonsense},
    "/api/slow": {"GET": slow},
    "/api/events": {"POST": write},
    "/health": {"GET": echo},
}


class App:
    """Has what the gateway needs of a Chalice app."""

    routes = ROUTES

    def __call__(self, event: Event, context: object) -> Answer:
        """Calls the route's function."""
        return ROUTES[event["resource"]][event["httpMethod"]](event)


def push(connection_ids: list[str], *messages: object) -> Any:
    """Through whatever push the runtime installed."""
    from chalicelib.live.push import current  # noqa: PLC0415

    return current().post(connection_ids, [json.dumps(each) for each in messages])


def connect(event: Event, context: object) -> Answer:
    """Refuses whoever asks for it."""
    if (event["queryStringParameters"] or {}).get("refuse"):
        return {"statusCode": 403}
    note("connect", event)
    return {"statusCode": 200}


def message(event: Event, context: object) -> Answer:
    """Answers by the action it is asked for."""
    connection_id = event["requestContext"]["connectionId"]
    asked = json.loads(event["body"])
    if asked["action"] == "boom":
        raise RuntimeError("boom")
    if name := asked.get("until"):
        wait_until(data(f"released-{name}").exists)
    if asked["action"] == "subscribe":
        CONNECTED.add(connection_id)
    if asked["action"] == "push":
        took = time.perf_counter()
        delivery = push(sorted(CONNECTED), *asked["messages"])
        reply = {"took": time.perf_counter() - took, "sent": delivery.sent, "gone": len(delivery.gone)}
        push([connection_id], reply)
        return {"statusCode": 200}
    push([connection_id], {"echo": asked, "id": connection_id})
    return {"statusCode": 200}


def disconnect(event: Event, context: object) -> Answer:
    """Says so in the log."""
    CONNECTED.discard(event["requestContext"]["connectionId"])
    note("disconnect", event)
    return {"statusCode": 200}


def broadcaster(event: Event, context: object) -> Answer:
    """Notes each record, fails the poisoned ones, and pushes the rest; none of them while the test holds it."""
    wait_until(lambda: not data("hold").exists())
    for record in event["Records"]:
        image = record["dynamodb"]["NewImage"]
        if image.get("poison", {}).get("S") == "named":
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
        if "poison" in image:
            raise RuntimeError("poison")
        note("record", record)
        push(sorted(CONNECTED), {"event": "change", "id": image["event_id"]["S"]})
    return {"batchItemFailures": []}


def tick(event: Event, context: object) -> None:
    """A scheduled run."""
    note("tick", event)


def slow_tick(event: Event, context: object) -> None:
    """A scheduled run of a job that is due more rarely."""
    note("slow_tick", event)


def note(kind: str, what: object) -> None:
    """One line in DATA_DIR/seen.jsonl, for the test to read."""
    with SEEN, data("seen.jsonl").open("a") as file:
        file.write(json.dumps({"kind": kind, "at": time.time(), "what": what}) + "\n")


def data(name: str) -> Path:
    """A file that the test may look at, or make."""
    return Path(os.environ["DATA_DIR"]) / name


@cache
def database() -> Any:
    """A client for the stack's DynamoDB."""
    from botocore.config import Config  # noqa: PLC0415
    from botocore.session import get_session  # noqa: PLC0415

    return get_session().create_client("dynamodb", config=Config(retries={"max_attempts": 0}, connect_timeout=1))


def create_tables() -> None:
    """The one table, with its stream."""
    if TABLE in database().list_tables()["TableNames"]:
        return
    keys = (("org_id", "HASH"), ("event_id", "RANGE"))
    database().create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in keys],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name, _ in keys],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )


def load() -> Core:
    """The stand-in as the runtime takes a product."""
    handlers = Handlers(connect, message, disconnect)
    app = App()
    return Core(
        app,
        app.routes,
        handlers,
        readers={"broadcaster": broadcaster},
        queue_reactions=[],
        scheduled=[Scheduled("tick", tick, 1), Scheduled("slow_tick", slow_tick, 3)],
        create_tables=create_tables,
        seed=lambda _: "Sign in as somebody.",
        events_table=TABLE,
    )


if __name__ == "__main__":
    runtime.SAME_MOMENT_SECONDS = float(os.environ.get("SAME_MOMENT_SECONDS", runtime.SAME_MOMENT_SECONDS))
    sys.exit(runtime.main(load))
