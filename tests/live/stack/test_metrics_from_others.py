"""docs/api.md: the calls that bring a metric from a vendor, run as they stand there.

The vendors are a stand-in on loopback that wants what their documents ask for, and answers in their documents' shapes.
"""

import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.live.stack.whole import Admin, Whole
from tests.waiting import wait_until

pytestmark = pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
GUIDE = (Path(__file__).resolve().parents[3] / "docs/api.md").read_text()
(_BLOCK,) = re.findall(r"^```sh\n(# Prometheus: .*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
(*VENDORS, SENDING) = re.split(r"^# .*\n", _BLOCK, flags=re.MULTILINE)[1:]
_TO_THE_STAND_IN = """\
set -eu
curl() { command curl --noproxy '*' "${@/#https:\\/\\//$STANDIN/}"; }
"""


class Vendors(BaseHTTPRequestHandler):
    """Prometheus, Datadog and New Relic; an unexpected question is a 400, as theirs."""

    measured: str | None = ""

    def do_GET(self) -> None:
        """Datadog's query."""
        at, asked = urlsplit(self.path), parse_qs(urlsplit(self.path).query)
        names = self.headers["DD-API-KEY"], self.headers["DD-APPLICATION-KEY"]
        begins, ends = int(asked["from"][0]), int(asked["to"][0])
        good = at.path == "/api.datadoghq.com/api/v1/query" and names == ("dd-api", "dd-app") and begins < ends
        points = [[begins * 1000.0, 1.0], [ends * 1000.0, json.loads(self.measured or "null")]]
        series = {"metric": "trace.http.request.duration", "scope": "env:prod", "pointlist": points, "interval": 20}
        self._answer(good and asked["query"], {"status": "ok", "res_type": "time_series", "series": [series]})

    def do_POST(self) -> None:
        """Prometheus's query, or New Relic's GraphQL."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/api/v1/query":
            vector = [{"metric": {}, "value": [1435781451.781, self.measured]}]
            answer = {"status": "success", "data": {"resultType": "vector", "result": vector}}
            self._answer("histogram_quantile(0.95" in parse_qs(body)["query"][0], answer)
        else:
            asked = re.fullmatch(r'\{actor\{account\(id:1234\)\{nrql\(query:"(.*)"\)\{results\}\}\}\}', _query(body))
            good = self.path == "/api.newrelic.com/graphql" and self.headers["API-Key"] == "NRAK" and asked
            found = {"nrql": {"results": [{"v": json.loads(self.measured or "null")}]}}
            self._answer(good and asked and " AS v FROM " in asked[1], {"data": {"actor": {"account": found}}})

    def _answer(self, good: object, answer: dict[str, Any]) -> None:
        body = json.dumps(answer if good else {"errors": ["This is no such question."]}).encode()
        self.send_response(200 if good else 400)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def _query(body: str) -> str:
    return str(json.loads(body)["query"])


@pytest.fixture
def stand_in() -> Iterator[str]:
    """Its URL."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Vendors)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_what_vendors_measure_is_brought_by_the_calls_of_the_guide(
    shared: Whole, admin: Admin, stand_in: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = admin.send("POST", "/api/api-keys", {"name": "Cron", "scope": "write"}).json()["key"]
    metric = admin.send("POST", "/api/metrics", {"name": "From others", "aggregation": "last"}).json()["id"]
    known = {"STANDIN": stand_in, "PROMETHEUS": stand_in, "ALLCLEAR": shared.url, "METRIC": metric, "ALLCLEAR_KEY": key}
    known |= {"DD_API_KEY": "dd-api", "DD_APP_KEY": "dd-app", "NEW_RELIC_KEY": "NRAK", "NEW_RELIC_ACCOUNT": "1234"}

    def run(script: str) -> str:
        command, environment = ["/bin/bash", "-c", _TO_THE_STAND_IN + script], {**os.environ, **known}
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60).stdout  # noqa: S603 - our own guide

    def latest() -> object:
        newest = admin.send("GET", f"/api/metrics/{metric}").json().get("latest")
        return newest and newest["value"]

    assert len(VENDORS) == 3
    for number, vendor in enumerate(VENDORS):
        measured = 41.5 + number
        monkeypatch.setattr(Vendors, "measured", f"{measured}")
        run(vendor + SENDING)
        assert wait_until(lambda: latest() == measured)  # noqa: B023 - waited for at once
    for nothing in ("NaN", "+Inf", None):
        monkeypatch.setattr(Vendors, "measured", nothing)
        assert json.loads(run(VENDORS[0] + SENDING))["status"] in {400, 422}
    assert latest() == 43.5
