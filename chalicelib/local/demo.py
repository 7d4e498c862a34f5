"""Plays an incident on the running demo page, over REST like any integrator, so that a newcomer sees it move.

`python -m chalicelib.local.demo --live`, with the PORT and DATA_DIR of the stack.
"""

import argparse
import json
import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from chalicelib.local.faults import StartError
from chalicelib.local.settings import read_settings

SLUG = "demo-org"
EMAIL = "admin@demo.example"
PASSWORD_FILE = "demo-password"  # noqa: S105 - where it is, not what it is
SERVICES = ("Website", "Checkout")


class Api:
    """Just enough of a client; raises StartError with a sentence for the terminal."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._token = ""

    def sign_in(self, password: str) -> None:
        """Later calls are the admin's."""
        self._token = self.send("POST", "/api/auth/sign-in", email=EMAIL, password=password)["access_token"]

    def send(self, method: str, path: str, **body: Any) -> Any:  # noqa: ANN401 - JSON
        """One request, and its JSON answer."""
        request = urllib.request.Request(  # noqa: S310 - our own http address
            self._base + path,
            method=method,
            data=json.dumps(body).encode() if body else None,
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=15) as answer:  # noqa: S310
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise StartError(f"{method} {path} answered {error.code}: {error.read().decode()[:300]}") from None
        except urllib.error.URLError as error:
            raise StartError(f"No stack at {self._base} ({error.reason}). Start it with `make run`.") from None


def main() -> None:
    """`--live` plays the incident; without it, says where the demo is."""
    parser = argparse.ArgumentParser(prog="python -m chalicelib.local.demo", description=__doc__)
    parser.add_argument("--live", action="store_true", help="play an incident on the running page")
    parser.add_argument("--pause", type=float, default=6.0, help="seconds between its steps (default: 6)")
    options = parser.parse_args()
    try:
        settings = read_settings(os.environ)
        if not options.live:
            parser.print_help()
            return
        _play(Api(settings.url), _password(settings.data_dir), settings.url, options.pause)
    except StartError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("\nStopped. The incident stays as it is; resolve it in the dashboard.")


def _password(data_dir: Path) -> str:
    path = data_dir / PASSWORD_FILE
    if not path.exists():
        raise StartError(f"No demo in {data_dir}. Start the stack once with `make run`, with the same DATA_DIR.")
    return path.read_text().strip()


def _play(api: Api, password: str, url: str, pause: float) -> None:
    api.sign_in(password)
    ids = {service["name"]: service["id"] for service in api.send("GET", "/api/services")["items"]}
    affected = [ids[name] for name in SERVICES if name in ids]
    print(f"Watch {url}/status/{SLUG}")
    incident = _step(
        "An incident is opened",
        pause,
        lambda: api.send(
            "POST",
            "/api/incidents",
            title="Orders take long to go through",
            description="Customers wait up to a minute at the checkout. We are investigating.",
            service_ids=affected,
            service_status=dict(zip(affected, ["degraded_performance", "partial_outage"], strict=False)),
        ),
    )
    updates = f"/api/incidents/{incident['id']}/updates"
    for status, text in (
        ("identified", "A cache node ran out of memory. We are replacing it."),
        ("monitoring", "The new node is in place, and orders go through at once."),
        ("resolved", "Everything has been normal for a while. Thank you for your patience."),
    ):
        body = {"status": status, "text": text}
        _step(f"It is {status}", pause, lambda body=body: api.send("POST", updates, **body))


def _step(words: str, pause: float, act: Any) -> Any:  # noqa: ANN401 - JSON
    time.sleep(pause)
    answer = act()
    print(f"  {time.strftime('%H:%M:%S')}  {words}")
    return answer


if __name__ == "__main__":
    main()
