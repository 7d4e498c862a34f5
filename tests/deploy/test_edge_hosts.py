"""Pages' own hosts: the function at the edge and the one-machine gateway come to the same answers."""

import json
import random
import subprocess
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from chalicelib.local.cdn_rules import CdnRules
from chalicelib.publish import catalogue
from infra import edge
from infra.template import Json

RULES = Path(edge.__file__).with_name("cdn.json")
BELOW, OWN = "acme.pages.example.net", "status.acme.com"
PATHS = [
    "/",
    "/history",
    "/history/",
    "/history/2026-11",
    "/history.atom",
    "/history.rss?x=1",
    "/incidents/01hzy3",
    "/maintenance/01hzy3/",
    "/uptime",
    "/subscribe",
    "/subscription?token=a",
    "/card",
    "/badge.svg",
    "/services/01hzy3/badge.svg",
    "/oembed.json",
    "/api/v2/summary.json",
    "/api/v2/incidents/unresolved.json",
    "/v1/pages/acme/components.json",
    "/api/status/acme",
    "/api/status/acme?version=7",
    "/api/status/acme/incidents?cursor=2026-11",
    "/api/status/acme/incidents?limit=3",
    "/api/status/acme/uptime?month=2026-10",
    "/api/status/acme/subscribers",
    "/api/status/acme2",
    "/api/status/other",
    "/api/status/other/incidents?limit=3",
    "/api/status/other/subscribers",
    "/api/status/",
    "/api/services",
    "/api/auth/sign-in",
    "/admin/init-database",
    "/health",
    "/dashboard",
    "/sign-in",
    "/status/acme",
    "/status/acme/",
    "/status/ACME/incidents/01hzy3?a=1",
    "/status/acmeother",
    "/status/other",
    "/status/other/incidents/01hzy3",
    "/status",
    "/js/status.js",
    "/css/base.css",
    "/vendor/preact.js",
    "/push.js",
    "/icons/good.png",
    "/api/push/public-key",
    "/api/subscriptions/abc/unsubscribe",
    "//evil.example/x",
    "/..%2fother",
    "/.well-known/acme-challenge/x",
    "/index.html",
]
_CHANCE = random.Random(7)  # noqa: S311 - the same at each run
_PIECES = ("status", "api", "v2", "acme", "other", "history.atom", ".x", "..", "%2e", "", "js", "~", "card")
PATHS += sorted({"/" + "/".join(_CHANCE.choices(_PIECES, k=_CHANCE.randint(1, 5))) for _ in range(200)} - set(PATHS))


def _ran(events: list[Json], folder: Path) -> list[Json]:
    code = folder / "edge.js"
    code.write_text(edge.code_of_hosts("pages.example.net"))
    lines = "\n".join(map(json.dumps, events))
    runner = str(Path(__file__).with_name("edge_runner.mjs"))
    done = subprocess.run(["node", runner, str(code)], input=lines, capture_output=True, text=True, check=True)  # noqa: S603, S607
    return [json.loads(line) for line in done.stdout.splitlines()]


def _asked(host: str, path: str = "/") -> Json:
    uri, _, query = path.partition("?")
    asked = {name: {"value": values[0]} for name, values in parse_qs(query).items()}
    return {"uri": uri, "querystring": asked, "headers": {"host": {"value": host}}, "known": {OWN: "acme"}}


@pytest.fixture(scope="module")
def at_the_edge(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Json]:
    found = _ran([_asked(OWN, path) for path in PATHS], tmp_path_factory.mktemp("hosts"))
    return dict(zip(PATHS, found, strict=True))


@pytest.mark.parametrize("path", PATHS)
def test_the_edge_goes_where_one_machine_goes_on_a_page_s_host(path: str, at_the_edge: dict[str, Json]) -> None:
    rules = CdnRules(RULES, "https://status.example.com")
    uri, _, query = path.partition("?")
    route, went = rules.route("acme", uri), at_the_edge[path]
    origin = rules.of_hosts[route.behavior].origin
    if route.moved:
        assert went == {"status": 301, "location": f"{route.moved}?{query}" if query else route.moved}
    elif origin == "site":
        assert went == {"uri": f"/{file}" if (file := rules.site_file(uri)) else uri, "origin": None}
    elif origin == "documents" and (key := rules.document_key(route.path, query)):
        assert went == {"uri": f"/{key}", "origin": None}
    elif origin == "documents":
        assert went == {"uri": route.path, "origin": "api"}
    elif route.path != uri:
        assert went == {"status": 404}
    else:
        assert went == {"uri": uri, "origin": None}


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/", "status/acme"),
        ("/history.atom", "status/acme/history.atom"),
        ("/api/v2/summary.json", "status/acme/api/v2/summary.json"),
        ("/api/status/acme", "api/status/acme"),
        ("/api/status/other", "status/404"),
        ("/status/other", "status/acme/status/other"),
        ("/dashboard", "status/acme/dashboard"),
        ("/api/services", "status/acme/api/services"),
    ],
)
def test_a_page_s_host_has_that_page_and_nothing_else(path: str, key: str, at_the_edge: dict[str, Json]) -> None:
    assert at_the_edge[path] == {"uri": f"/{key}", "origin": None}


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/status/acme", "/"),
        ("/status/ACME/incidents/01hzy3?a=1", "/incidents/01hzy3?a=1"),
        ("/history/", "/history"),
    ],
)
def test_a_page_has_one_address_on_its_host(path: str, location: str, at_the_edge: dict[str, Json]) -> None:
    assert at_the_edge[path] == {"status": 301, "location": location}


def test_nothing_on_a_host_leads_to_another_host(at_the_edge: dict[str, Json]) -> None:
    for path, went in at_the_edge.items():
        assert not went.get("location", "/").startswith("//"), path


def test_hosts_lead_to_their_pages_and_others_nowhere(tmp_path: Path) -> None:
    there = {"uri": "/status/acme", "origin": None}
    hosts = {
        BELOW: there,
        "ACME.Pages.Example.NET": there,
        f"{BELOW}.": there,
        f"{BELOW}:443": there,
        OWN: there,
        "Status.Acme.Com.": there,
        "nobody.pages.example.net": {"uri": "/status/nobody", "origin": None},
        "pages.example.net": {"status": 404},
        "a.b.pages.example.net": {"status": 404},
        ".pages.example.net": {"status": 404},
        "..pages.example.net": {"status": 404},
        "%2e.pages.example.net": {"status": 404},
        "status.other.com": {"status": 404},
        "192.0.2.7": {"status": 404},
        "": {"status": 404},
    }
    assert dict(zip(hosts, _ran([_asked(host) for host in hosts], tmp_path), strict=True)) == hosts


def test_every_document_of_a_page_is_on_its_host() -> None:
    rules = CdnRules(RULES, "https://status.example.com")
    for document in catalogue.DOCUMENTS:
        key = document.key("acme", "2026-11")
        path = f"/{key}".removeprefix("/status/acme") or "/"
        if "/page/" in path:
            continue
        route = rules.route("acme", path)
        site = rules.behavior(f"/{key}")
        assert rules.of_hosts[route.behavior].origin == "documents"
        assert rules.document_key(route.path, "") == key
        theirs = rules.of_hosts[route.behavior].headers
        for name in ("Access-Control-Allow-Origin", "Cache-Control", "X-Frame-Options"):
            assert theirs.get(name) == site.headers.get(name), (path, name)
