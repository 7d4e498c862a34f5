"""Receives what Alertmanager sends, and opens and resolves incidents of it: `python alertmanager.py 9095`.

ALLCLEAR_URL and ALLCLEAR_API_KEY say where and as who. With RECEIVER_TOKEN, only calls with that bearer token are
heard. An alert's label `service` names what it affects, `severity` how badly, and the annotations `summary` and
`description` are what visitors read. It remembers nothing: it finds the open incident with the same title.
"""

import hmac
import json
import os
import sys
from collections.abc import Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from allclear_cli import Allclear, AllclearError, names
from allclear_cli.client.models import Incident, Service

STATUSES = {"critical": "major_outage", "error": "partial_outage"}
OTHERWISE = "degraded_performance"
LARGEST = 1_000_000


def take(client: Allclear, group: Mapping[str, Any]) -> str:
    """What was done for a group of alerts: Alertmanager may send the same again, and then nothing is."""
    alerts: Sequence[Mapping[str, Any]] = group["alerts"]
    said = {**group.get("commonLabels", {}), **group.get("commonAnnotations", {})}
    title = str(said.get("summary") or said.get("alertname") or "Something is wrong")[:200]
    found = next((each for each in client.incidents.each("open") if each.title == title), None)
    if group["status"] == "resolved":
        return _resolved(client, found)
    if found:
        return f"{found.id} is open already"
    affected = _affected(client.services.all(), alerts)
    opened = client.incidents.open(
        title,
        description=str(said.get("description", "")),
        service_ids=list(affected),
        **({"service_status": affected} if affected else {}),
        idempotency_key=f"alertmanager-{min(str(alert['startsAt']) for alert in alerts)}-{hash_of(title)}",
    )
    return f"{opened.id} was opened"


def hash_of(text: str) -> str:
    """A short name for a text."""
    return hmac.new(b"title", text.encode(), "sha256").hexdigest()[:16]


def _resolved(client: Allclear, found: Incident | None) -> str:
    if found is None:
        return "nothing was open"
    client.incidents.resolve(found.id)
    return f"{found.id} was resolved"


def _affected(services: Sequence[Service], alerts: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Services by the label of that name; one that the page does not have is passed over."""
    affected: dict[str, str] = {}
    for labels in (alert["labels"] for alert in alerts if "service" in alert["labels"]):
        try:
            service = names.service(services, str(labels["service"]))
        except AllclearError as error:
            sys.stderr.write(f"{error}\n")
            continue
        affected[service.id] = STATUSES.get(str(labels.get("severity")), OTHERWISE)
    return affected


class Receiver(BaseHTTPRequestHandler):
    """One call for each group. A 5xx makes Alertmanager try again; a 4xx does not."""

    def do_POST(self) -> None:
        """Answers with what was done."""
        token = os.environ.get("RECEIVER_TOKEN", "")
        given = self.headers.get("Authorization", "")
        if token and not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
            self._answer(401, "This needs the receiver's token.")
            return
        try:
            group = json.loads(self.rfile.read(min(int(self.headers.get("Content-Length", 0)), LARGEST)))
            with Allclear(os.environ["ALLCLEAR_API_KEY"], os.environ["ALLCLEAR_URL"]) as client:
                self._answer(200, take(client, group))
        except AllclearError as error:
            self._answer(503 if error.exit_code == 6 else 422, str(error))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            self._answer(400, f"This is nothing that Alertmanager sends: {error!r}")

    def _answer(self, status: int, text: str) -> None:
        body = f"{text}\n".encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
