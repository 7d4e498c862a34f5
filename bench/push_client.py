"""The push client beside boto3's PostToConnection on 16 threads, against a stand-in with API Gateway's latency.

By turns, in one run. `python -m bench.push_client [CONNECTIONS ...]`.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

os.environ |= {
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_SECRET_ACCESS_KEY": "bench",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
}

import boto3
from botocore.config import Config

from bench.figures import Figure, middle, report
from bench.running import Child, children
from chalicelib.live.apigateway import ApiGatewayPush

SIZES, LATENCIES = (1_000, 10_000), (5, 30)
THREADS, TARGET = 16, 5.0
MESSAGE = '{"event":"service_update","data":{"service":{"name":"Checkout","status":"major_outage"}}}'.ljust(600)


@contextmanager
def stand_in(latency: int) -> Iterator[tuple[Child, str]]:
    """The process, and the endpoint to give to clients."""
    with children(Child("bench.peers.management_api", latency)) as (child,):
        yield child, f"http://127.0.0.1:{child.hear()['port']}/live"


def with_boto3(endpoint: str) -> Callable[[Sequence[str]], None]:
    """One client, its pool as large as there are threads: what one writes first."""
    config = Config(max_pool_connections=THREADS, retries={"max_attempts": 0})
    client = boto3.client("apigatewaymanagementapi", endpoint_url=endpoint, config=config)

    def post(connection_ids: Sequence[str]) -> None:
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(lambda each: client.post_to_connection(ConnectionId=each, Data=MESSAGE), connection_ids))

    return post


def with_ours(endpoint: str) -> Callable[[Sequence[str]], None]:
    """The push client of the broadcaster, as it is."""
    push = ApiGatewayPush(endpoint)

    def post(connection_ids: Sequence[str]) -> None:
        delivery = push.post(connection_ids, [MESSAGE])
        assert delivery.sent == len(connection_ids), delivery

    return post


def seconds_of(post: Callable[[Sequence[str]], None], connection_ids: Sequence[str], child: Child) -> float:
    """Until all are posted; each must have arrived."""
    started = time.perf_counter()
    post(connection_ids)
    taken = time.perf_counter() - started
    assert child.ask("count")["answered"] == len(connection_ids)
    return taken


def compared(count: int, latency: int) -> Figure:
    """How many times as long boto3 takes."""
    connection_ids = [f"Lb7{number:09}Ac=" for number in range(count)]
    with stand_in(latency) as (child, endpoint):
        ours, theirs = with_ours(endpoint), with_boto3(endpoint)
        seconds_of(ours, connection_ids[:100], child), seconds_of(theirs, connection_ids[:100], child)
        rounds = [
            (seconds_of(ours, connection_ids, child), seconds_of(theirs, connection_ids, child))
            for _ in range(3 if count < 5_000 else 1)
        ]
    mine, other = middle([each[0] for each in rounds]), middle([each[1] for each in rounds])
    what = f"boto3 on {THREADS} threads / push client, {count:,} connections at {latency} ms"
    return Figure(what, f"{other:.2f} s / {mine:.2f} s", other / mine, TARGET, at_least=True)


def figures(sizes: Sequence[int] = SIZES) -> list[Figure]:
    """For each size and latency."""
    return [compared(count, latency) for count in sizes for latency in LATENCIES]


if __name__ == "__main__":
    given = tuple(int(each) for each in sys.argv[1:] if each.isdigit())
    sys.exit(report(figures(given or SIZES)))
