"""A thousand webhooks, of which fifty hang and fifty fail: how long the others wait for it. `python -m bench.webhooks`.

Parts of 50 recipients side by side, as the reaction `send_calls` takes them from its queue, and every call as it is in
the product: read, checked, pinned, signed. The ideal is what the calls that are made at once would take if nobody hung
or failed, and calls cost no processor time.
"""

import os
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

os.environ |= {
    "TABLE_PREFIX": "bench-",
    "AWS_REGION": "us-east-1",
    "TOKEN_SECRET": "a-secret-of-benchmarks-and-of-nothing-else",
    "PUBLIC_URL": "https://status.example.com",
    "OUTBOUND_LOOPBACK": "on",
}

from bench.figures import Figure, middle, report
from bench.readers import add_webhooks, org_of
from bench.rest_write import client_of
from bench.running import Child, Measured, children
from chalicelib.domain.notifications import PART
from chalicelib.domain.signing_secrets import new_secret
from chalicelib.notifications.channel import Recipient
from chalicelib.notifications.channels import webhook
from chalicelib.outbound.side_by_side import PLACES, for_each
from tests.live.stack.whole import wait_until
from tests.notifications.messages import recipient, rendered, told

ENDPOINTS, HANGING, FAILING, MILLISECONDS, AT_ONCE = 1_000, 50, 50, 30, 20
ROUNDS = 3


def recipients(port: int) -> list[Recipient]:
    """One for each endpoint, the bad ones spread among the others."""
    secrets = (new_secret(),)
    urls = (f"http://127.0.0.1:{port}/hook/{each}" for each in range(ENDPOINTS))
    found = [recipient(url=url, signing_secrets=secrets) for url in urls]
    return sorted(found, key=lambda each: hash(str(each.subscriber.url)))


def told_all(everybody: list[Recipient]) -> None:
    """Until the last call has ended, the hanging ones by their limit."""
    message = rendered(told("It is **slow**, see <https://status.example.com>."))
    parts = [everybody[first : first + PART] for first in range(0, len(everybody), PART)]
    with ThreadPoolExecutor(AT_ONCE) as senders:
        list(senders.map(lambda part: for_each(part, lambda each: webhook.send(each, message)), parts))


def seconds_of(child: Child, everybody: list[Recipient]) -> float:
    """From the first call until the last of the good endpoints has answered."""
    child.ask("forget")
    began = time.monotonic()
    thread = threading.Thread(target=told_all, args=(everybody,))
    thread.start()
    thread.join()
    answered: list[float] = child.ask("answered")
    assert len(answered) == ENDPOINTS - HANGING - FAILING, len(answered)
    return answered[-1] - began


def through_the_stack(child: Child, urls: list[str]) -> float:
    """From an incident's POST on the whole one-machine stack until the last of the good endpoints has answered."""
    with tempfile.TemporaryDirectory(prefix="allclear-bench-") as folder:
        stack = Measured(Path(folder) / "data", NOTIFY_LIMIT_DAY="0")
        stack.start()
        try:
            admin = stack.admin()
            add_webhooks(client_of(stack), org_of(admin), urls, new_secret())
            child.ask("forget")
            began = time.monotonic()
            assert admin.send("POST", "/api/incidents", {"title": "Payments fail"}).status == 201
            good = ENDPOINTS - HANGING - FAILING
            wait_until(lambda: len(child.ask("answered")) == good, 60)
            return float(child.ask("answered")[-1]) - began
        finally:
            stack.stop()


def figures() -> list[Figure]:
    """Beside the ideal, and beside ten seconds."""
    with children(Child("bench.peers.webhooks", MILLISECONDS, HANGING, FAILING)) as (child,):
        everybody = recipients(child.hear()["port"])
        seconds = middle([seconds_of(child, everybody) for _ in range(ROUNDS)])
        whole = through_the_stack(child, [str(each.subscriber.url) for each in everybody])
    good = ENDPOINTS - HANGING - FAILING
    ideal = good * MILLISECONDS / 1000 / PLACES
    which = f"{good} of {ENDPOINTS:,} webhooks at {MILLISECONDS} ms, {HANGING} hang and {FAILING} fail"
    return [
        Figure(f"{which} / ideal for {PLACES} at once", f"{seconds:.2f} s / {ideal:.2f} s", seconds / ideal, 2),
        Figure(f"{which}: from an incident's POST to the last, whole stack / 10 s", f"{whole:.2f} s", whole / 10, 1),
    ]


if __name__ == "__main__":
    sys.exit(report(figures()))
