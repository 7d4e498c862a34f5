"""The CDN: the function at the edge and the one-machine gateway read the same rules, and come to the same answers."""

import json
import random
import subprocess
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from chalicelib.local.cdn_rules import CdnRules
from chalicelib.publish import catalogue
from chalicelib.publish.documents import CACHE_CONTROL
from infra import edge, headers, site
from infra.template import Json

RULES = Path(edge.__file__).with_name("cdn.json")
PATHS = [
    "/",
    "/status/demo-org",
    "/status/demo-org/history",
    "/status/demo-org/incidents/01hzy3",
    "/dashboard",
    "/dashboard/services",
    "/sign-in",
    "/docs",
    "/js/status.js",
    "/css/base.css",
    "/status/demo-org/",
    "/status/demo-org/history/",
    "/vendor/preact.js",
    "/nowhere/at/all",
    "/api/status/demo-org",
    "/api/status/demo-org/",
    "/api/status/demo-org/subscribers",
    "/api/status/subscribers",
    "/api/status/demo-org?version=7",
    "/api/status/demo-org/incidents?cursor=2026-11",
    "/api/status/demo-org/incidents?version=7&cursor=2026-11",
    "/api/status/demo-org/incidents?limit=5",
    "/api/status/demo-org/incidents?limit=5&cursor=2026-11",
    "/api/status/demo-org/timeline?cursor=../../secret",
    "/api/status/demo-org/uptime",
    "/api/status/demo-org/uptime?month=2026-10",
    "/api/status/demo-org/uptime/?version=3&month=2026-10",
    "/api/status/demo-org/uptime?month=2026-13",
    "/api/status/demo-org/uptime?month=2026-1",
    "/api/status/demo-org/uptime?month=../x",
    "/api/status/demo-org/uptime?month=2026-10&cursor=a",
    "/api/status/demo-org/uptime/2026-10?month=2026-10",
    "/api/status/demo-org/incidents?month=2026-10",
    "/api/status/uptime?month=2026-10",
    "/api/services",
    "/health",
    "/status/demo-org/no/such/path",
    "/status/Demo-Org",
    "/status/DEMO-ORG/",
    "/status/Demo-Org/incidents/01hzy3",
    "/status/Demo-Org/incidents/01hzy3/?utm_source=chat&x=1",
    "/status/demo-org/history///",
    "/status//demo-org/",
    "/status/Demo-Org/..%2fsecret",
    "/status/demo-org/history.atom",
    "/status/demo-org/api/v2/summary.json",
    "/status/demo-org/api/v2/summary",
    "/status/demo-org/calendar.ics/",
    "/status/demo-org.atom",
    "/status/demo-org/card",
    "/status/demo-org/services/01hzy3/history.ics",
    "/embed/banner.js",
    "/status/%64emo-org",
    "/status/demo-org/..%2fsecret.json",
    "/status/.well-known/x.json",
    "/status/",
    "/api/status/demo-org/summary.json",
    "/api/status/demo-org/api/v2/summary.json",
    "/api/status/demo-org/api/v2/summary.json?version=7",
    "/api/status/demo-org/history.rss?limit=3",
    "/api/status/demo-org/.hidden",
    "/api/status/demo-org//x",
    "/api/status/%64emo-org",
    "/dashboard/services/a.b",
    "/dashboard.html",
    "/nowhere/file.txt/",
    "/no.where/page",
    "/css/base.css/",
]
_CHANCE = random.Random(11)  # noqa: S311 - the same at each run
_PIECES = (
    *("status", "api", "dashboard", "demo-org", "a.b", "summary.json", ".x"),
    *("x.", "..", "%2e", "", "page", "~", "A_1"),
)
_QUERIES = ("", "", "?version=1", "?cursor=a")
_MADE_UP = (
    "/" + "/".join(_CHANCE.choices(_PIECES, k=_CHANCE.randint(1, 5))) + _CHANCE.choice(_QUERIES) for _ in range(300)
)
PATHS += sorted(set(_MADE_UP) - set(PATHS))


@pytest.fixture(scope="module")
def at_the_edge(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Json]:
    code = tmp_path_factory.mktemp("edge") / "edge.js"
    code.write_text(edge.code())
    lines = "\n".join(json.dumps(_request(path)) for path in PATHS)
    runner = str(Path(__file__).with_name("edge_runner.mjs"))
    done = subprocess.run(["node", runner, str(code)], input=lines, capture_output=True, text=True, check=True)  # noqa: S603, S607
    return dict(zip(PATHS, map(json.loads, done.stdout.splitlines()), strict=True))


@pytest.mark.parametrize("code", [edge.code(), edge.code_of_hosts("pages.example.net")], ids=["site", "hosts"])
def test_a_browser_that_asks_may_read_documents_and_nothing_else(code: str, tmp_path: Path) -> None:
    (tmp_path / "edge.js").write_text(code)
    asked = {"host": {"value": "acme.pages.example.net"}, "access-control-request-method": {"value": "GET"}}
    paths = ["/api/status/acme", "/history.atom", "/api/v2/summary.json", "/status/acme/history.atom", "/v1/pages", "/"]
    lines = [json.dumps({"uri": path, "querystring": {}, "method": "OPTIONS", "headers": asked}) for path in paths]
    plain = {"uri": paths[0], "querystring": {}, "method": "OPTIONS", "headers": {"host": asked["host"]}}
    runner = str(Path(__file__).with_name("edge_runner.mjs"))
    given = "\n".join([*lines, json.dumps(plain)])
    done = subprocess.run(  # noqa: S603
        ["node", runner, str(tmp_path / "edge.js")],  # noqa: S607
        input=given,
        capture_output=True,
        text=True,
        check=True,
    )
    found = [json.loads(line).get("open") == "*" for line in done.stdout.splitlines()]
    assert found[0]
    assert not any(found[4:])
    assert found[1:4] == ([False, False, True] if len(code) == len(edge.code()) else [True, True, True])


def _request(path: str) -> Json:
    uri, _, query = path.partition("?")
    return {"uri": uri, "querystring": {name: {"value": values[0]} for name, values in parse_qs(query).items()}}


@pytest.mark.parametrize("path", PATHS)
def test_the_edge_goes_where_one_machine_goes(path: str, at_the_edge: dict[str, Json]) -> None:
    rules = CdnRules(RULES, "https://status.example.com")
    uri, _, query = path.partition("?")
    origin, went = rules.behavior(uri).origin, at_the_edge[path]
    if right := rules.moved(uri):
        assert went == {"status": 301, "location": f"{right}?{query}" if query else right}
    elif origin == "site":
        assert went == {"uri": f"/{file}" if (file := rules.site_file(uri)) else uri, "origin": None}
    elif origin == "documents" and (key := rules.document_key(uri, query)):
        assert went == {"uri": f"/{key}", "origin": None}
    elif origin == "documents":
        assert went == {"uri": uri, "origin": "api"}
    else:
        assert went == {"uri": uri, "origin": None}


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/status/demo-org/history.atom", "status/demo-org/history.atom"),
        ("/status/demo-org/api/v2/summary.json", "status/demo-org/api/v2/summary.json"),
        ("/api/status/demo-org/api/v2/summary.json", "api/status/demo-org/api/v2/summary.json"),
        ("/status/demo-org/history", "status/demo-org/history"),
        ("/status/demo-org/no/such/path", "status/demo-org/no/such/path"),
        ("/status//demo-org/", "status/404"),
        ("/status/%64emo-org", "status/404"),
        ("/dashboard/services/a.b", "dashboard.html"),
    ],
)
def test_a_name_with_a_dot_is_a_document_and_never_a_file_by_chance(
    path: str, key: str, at_the_edge: dict[str, Json]
) -> None:
    assert at_the_edge[path] == {"uri": f"/{key}", "origin": None}


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/status/Demo-Org", "/status/demo-org"),
        ("/status/DEMO-ORG/", "/status/demo-org"),
        ("/status/demo-org/history///", "/status/demo-org/history"),
        (
            "/status/Demo-Org/incidents/01hzy3/?utm_source=chat&x=1",
            "/status/demo-org/incidents/01hzy3?utm_source=chat&x=1",
        ),
    ],
)
def test_a_slug_in_capitals_and_a_slash_at_the_end_lead_to_the_right_address(
    path: str, location: str, at_the_edge: dict[str, Json]
) -> None:
    assert at_the_edge[path] == {"status": 301, "location": location}


def test_every_document_of_the_catalogue_is_found_by_its_own_path() -> None:
    rules = CdnRules(RULES, "https://status.example.com")
    for document in catalogue.DOCUMENTS:
        key = document.key("demo-org", "2026-11")
        path, cursor, name = f"/{key}".partition("/page/")
        assert rules.behavior(path).origin == "documents"
        assert rules.document_key(path, f"cursor={name}" if cursor else "") == key


def test_objects_in_the_bucket_are_cached_as_the_rules_say() -> None:
    assert headers.cache_control("documents") == CACHE_CONTROL


def test_every_header_of_the_rules_is_in_the_template(template: Json) -> None:
    rules = edge.rules()
    for behavior in rules["behaviors"]:
        made = template["Resources"][headers.policy_id(behavior["headers"])]["Properties"]
        text = json.dumps(made["ResponseHeadersPolicyConfig"])
        for name in behavior["headers"]:
            for header, value in rules["headers"][name].items():
                expected = value.partition(" ${live}")[0] if header == "Content-Security-Policy" else value
                assert _shown(header, expected) in text or header == "Cross-Origin-Resource-Policy", (header, expected)


def _shown(header: str, value: str) -> str:
    special = {"X-Content-Type-Options": '"ContentTypeOptions"', "Access-Control-Expose-Headers": '"ETag"'}
    return special.get(header, json.dumps(value)[1:-1])


def test_behaviors_come_in_the_order_of_the_rules(template: Json) -> None:
    config = template["Resources"]["Distribution"]["Properties"]["DistributionConfig"]
    patterns = [each["PathPattern"] for each in config["CacheBehaviors"]]
    assert patterns == ["/live", *(each["path"] for each in edge.rules()["behaviors"][:-1])]


def test_only_the_distribution_is_believed_about_addresses(template: Json) -> None:
    resources = template["Resources"]
    origins = resources["Distribution"]["Properties"]["DistributionConfig"]["Origins"]
    [sent] = next(each for each in origins if each.get("Id") == "api")["OriginCustomHeaders"]
    for function in ("APIHandler", "PublicReads"):
        expected = resources[function]["Properties"]["Environment"]["Variables"]["PROXY_SECRET"]
        assert (sent["HeaderName"], sent["HeaderValue"]) == ("X-Allclear-Proxy", expected)


def test_no_error_is_kept_for_the_next_caller(template: Json) -> None:
    config = template["Resources"]["Distribution"]["Properties"]["DistributionConfig"]
    kept = {each["ErrorCode"]: each["ErrorCachingMinTTL"] for each in config["CustomErrorResponses"]}
    assert kept == dict.fromkeys((400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504), 0)


def test_what_writes_never_goes_to_an_origin_group(template: Json) -> None:
    """CloudFront takes only reads there."""
    config = template["Resources"]["Distribution"]["Properties"]["DistributionConfig"]
    groups = {group["Id"] for group in config["OriginGroups"]["Items"]}
    for behavior in (*config["CacheBehaviors"], config["DefaultCacheBehavior"]):
        if behavior["TargetOriginId"] in groups:
            assert set(behavior["AllowedMethods"]) == {"GET", "HEAD", "OPTIONS"}
        else:
            assert "POST" in behavior["AllowedMethods"]


def test_site_files_go_up_with_their_type_and_cache_and_pages_last() -> None:
    found = {each.key: each for each in site.files()}
    assert found["index.html"].content_type == "text/html; charset=utf-8"
    assert found["js/status.js"].content_type == "text/javascript; charset=utf-8"
    assert "max-age=604800" in next(each.cache_control for key, each in found.items() if key.startswith("vendor/"))
    keys = list(found)
    assert keys.index("js/status.js") < keys.index("index.html")


def test_the_quota_of_header_policies_is_told_as_it_is() -> None:
    """Each set of headers is a policy, of which CloudFront gives an account 20."""
    assert f"({len(headers.resources())} each)" in (RULES.parents[1] / "docs" / "operations.md").read_text()
