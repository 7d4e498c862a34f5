"""Pages and published documents, as the CDN serves them."""

import gzip
import json
import os
import signal

import brotli  # type: ignore[import-untyped] # ships no types
import pytest

from chalicelib.local.cdn_rules import CdnRules
from tests.live.local.conftest import ROOT, Stack, wait_until

DOCUMENT = json.dumps({"from": "the store", "filler": "x" * 1000})


@pytest.fixture
def published(stack: Stack) -> Stack:
    """A stack with one page's documents."""
    stack.document("status/acme", "<!doctype html>", "html")
    stack.document("status/acme/history", "<!doctype html><!-- history -->", "html")
    stack.document("status/acme/incidents/01h", "<!doctype html><!-- an incident -->", "html")
    stack.document("api/status/acme", DOCUMENT)
    stack.document("api/status/acme/incidents", '{"items": ["newest"]}')
    stack.document("api/status/acme/incidents/page/abc", '{"items": ["older"]}')
    return stack


def from_the_api(stack: Stack, path: str) -> bool:
    """Whether the app answered, and no document."""
    return bool(stack.get(path).json().get("resource"))


def test_a_published_document_is_served(published: Stack) -> None:
    reply = published.get("/api/status/acme")
    assert reply.json()["from"] == "the store"
    assert reply.headers["Content-Type"] == "application/json"


def test_a_script_of_another_site_may_ask_for_a_document_with_any_header(published: Stack) -> None:
    asked = {"Origin": "https://other.example", "Access_Control_Request_Method": "GET"}
    for path in ("/api/status/acme", "/status/acme/api/v2/summary.json", "/status/acme/history.atom"):
        reply = published.request("OPTIONS", path, None, **asked)
        allowed = [reply.headers[f"Access-Control-Allow-{name}"] for name in ("Origin", "Headers", "Methods")]
        assert (reply.status, allowed) == (204, ["*", "*", "GET, HEAD, OPTIONS"])
    assert "Access-Control-Allow-Origin" not in published.request("OPTIONS", "/status/acme", None, **asked).headers


@pytest.mark.parametrize(
    ("path", "items"),
    [
        ("/api/status/acme/incidents", ["newest"]),
        ("/api/status/acme/incidents?version=7", ["newest"]),
        ("/api/status/acme/incidents?cursor=abc", ["older"]),
        ("/api/status/acme/incidents?version=7&cursor=abc", ["older"]),
    ],
)
def test_the_query_picks_the_document(published: Stack, path: str, items: list[str]) -> None:
    assert published.get(path).json() == {"items": items}


@pytest.mark.parametrize(
    "path",
    [
        "/api/status/nobody",
        "/api/status/acme/incidents?limit=2",
        "/api/status/acme/incidents?cursor=nope",
        "/api/status/acme/incidents?cursor=..%2Fx",
        "/api/status/acme?limit=1",
        "/api/status/%61cme",
    ],
)
def test_what_is_not_published_falls_over_to_the_api(published: Stack, path: str) -> None:
    assert from_the_api(published, path)


def test_the_answer_that_fell_over_may_be_read_from_anywhere_too(published: Stack) -> None:
    assert published.get("/api/status/nobody").headers["Access-Control-Allow-Origin"] == "*"


def test_a_new_version_is_served_at_once_even_when_as_long(published: Stack) -> None:
    for number in range(200):
        published.document("api/status/changing", f'{{"n": {number:04}}}')
        assert published.get("/api/status/changing").body == f'{{"n": {number:04}}}'.encode()


def test_a_document_that_is_deleted_is_gone_at_once(published: Stack) -> None:
    published.document("api/status/leaving", DOCUMENT)
    assert published.get("/api/status/leaving").json()["from"] == "the store"
    (published.data_dir / "documents/api/status/leaving.json").unlink()
    assert from_the_api(published, "/api/status/leaving")


def test_documents_carry_the_headers_of_public_data(published: Stack) -> None:
    headers = published.get("/api/status/acme").headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "max-age=0" in headers["Cache-Control"]
    assert "stale-if-error=86400" in headers["Cache-Control"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_document_comes_compressed_to_who_can_read_it(published: Stack) -> None:
    for accepted, encoding, decode in [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
    ]:
        reply = published.get("/api/status/acme", Accept_Encoding=accepted)
        assert reply.headers["Content-Encoding"] == encoding
        assert reply.headers["Vary"] == "Accept-Encoding"
        assert len(reply.body) < 200
        assert decode(reply.body) == DOCUMENT.encode()


def test_each_encoding_has_a_strong_tag_of_its_own_and_any_of_them_is_304(published: Stack) -> None:
    tags = [published.get("/api/status/acme", Accept_Encoding=e).headers["ETag"] for e in ("br", "gzip", "identity")]
    assert len(set(tags)) == 3
    assert not any(tag.startswith("W/") for tag in tags)
    for tag in (*tags, f'W/{tags[0]}, "other"', "*"):
        reply = published.get("/api/status/acme", If_None_Match=tag)
        assert (reply.status, reply.body) == (304, b"")
        assert reply.headers["ETag"]
        assert reply.headers["Cache-Control"]
    assert published.get("/api/status/acme", If_None_Match='"other"').status == 200


def test_head_says_how_long_the_document_is(published: Stack) -> None:
    reply = published.request("HEAD", "/api/status/acme", Accept_Encoding="identity")
    assert (reply.body, int(reply.headers["Content-Length"])) == (b"", len(DOCUMENT))


def test_documents_and_pages_outlive_the_database(published: Stack) -> None:
    os.kill(published.database_pid(), signal.SIGSTOP)
    try:
        for path in ("/", "/status/acme", "/api/status/acme", "/api/status/acme/incidents?cursor=abc"):
            assert published.get(path).status == 200
    finally:
        os.kill(published.database_pid(), signal.SIGCONT)
    wait_until(lambda: published.write("awake").status == 201)
    wait_until(lambda: "awake" in published.broadcast())


@pytest.mark.parametrize("path", ["/", "/status/acme", "/status/acme/incidents/01h?x=1"])
def test_pages_have_clean_addresses(published: Stack, path: str) -> None:
    reply = published.get(path)
    assert reply.status == 200
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"


def test_every_address_below_a_page_is_a_document_of_its_own(published: Stack) -> None:
    assert published.get("/status/acme/history").body == b"<!doctype html><!-- history -->"
    assert published.get("/status/acme/incidents/01h?x=1").body == b"<!doctype html><!-- an incident -->"


@pytest.mark.parametrize("path", ["/incidents/01gone", "/incidents", "/a/b/c", "/below"])
def test_an_unknown_address_below_a_page_is_a_404_that_people_can_read(published: Stack, path: str) -> None:
    reply = published.get(f"/status/acme{path}")
    assert reply.status == 404
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    assert b"There is nothing at this address" in reply.body


@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("/status/Acme", "/status/acme"),
        ("/status/ACME/", "/status/acme"),
        ("/status/acme/", "/status/acme"),
        ("/status/Acme/incidents/01h?a=1&b", "/status/acme/incidents/01h?a=1&b"),
        ("/status/acme/history/", "/status/acme/history"),
    ],
)
def test_a_slug_in_capitals_and_a_slash_at_the_end_are_redirected(published: Stack, path: str, right: str) -> None:
    for method in ("GET", "HEAD"):
        reply = published.request(method, path)
        assert (reply.status, reply.headers["Location"]) == (301, right)
        assert "max-age=0" in reply.headers["Cache-Control"]
    assert published.get(right).status == 200


def test_parts_of_pages_carry_no_policy_of_pages(stack: Stack) -> None:
    """It would be a tenth of what a first visit weighs, and means nothing for a script or a sheet."""
    for path in ("/css/base.css", "/js/status.js", "/vendor/preact.js"):
        headers = stack.get(path).headers
        assert headers["Content-Security-Policy"] is None
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_picture_may_be_shown_beside_a_shared_link_anywhere(stack: Stack) -> None:
    reply = stack.get("/icons/critical-large.png")
    assert (reply.status, reply.headers["Content-Type"]) == (200, "image/png")
    assert reply.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_pages_are_locked_down(stack: Stack) -> None:
    headers = stack.get("/").headers
    policy = headers["Content-Security-Policy"]
    for part in (
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    ):
        assert part in policy
    assert "unsafe" not in policy
    assert f"ws://127.0.0.1:{stack.port}" in policy
    assert headers["Strict-Transport-Security"] is None
    assert headers["Server"] == "Allclear"


def test_only_the_pages_visitors_come_to_do_without_an_opener_policy(published: Stack) -> None:
    """There it would cost a browser another process, and nobody is signed in on them."""
    for path in ("/", "/sign-in", "/dashboard/services", "/docs", "/redoc", "/websocket-test", "/no/such/page"):
        assert published.get(path).headers["Cross-Origin-Opener-Policy"] == "same-origin", path
    for path in ("/status/acme", "/status/acme/history"):
        headers = published.get(path).headers
        assert headers["Cross-Origin-Opener-Policy"] is None, path
        assert (headers["X-Frame-Options"], headers["X-Content-Type-Options"]) == ("DENY", "nosniff"), path
    rules = CdnRules(ROOT / "infra" / "cdn.json", "https://status.example.com")
    pages = [each for each in rules.behaviors if "script-src" in each.headers.get("Content-Security-Policy", "")]
    assert [each.path for each in pages if "Cross-Origin-Opener-Policy" not in each.headers] == ["/status/*"]


def test_https_adds_strict_transport_security() -> None:
    rules = CdnRules(ROOT / "infra" / "cdn.json", "https://status.example.com")
    headers = rules.behavior("/").headers
    assert "max-age=" in headers["Strict-Transport-Security"]
    assert "wss://status.example.com" in headers["Content-Security-Policy"]


def test_an_unknown_page_is_404(stack: Stack) -> None:
    reply = stack.get("/no/such/page")
    assert reply.status == 404
    assert reply.headers["Content-Type"].startswith("text/html")


def test_a_page_nobody_published_is_404(stack: Stack) -> None:
    reply = stack.get("/status/nobody")
    assert reply.status == 404
    assert reply.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    "path",
    [
        "/../pyproject.toml",
        "/..%2fpyproject.toml",
        "/%2e%2e/pyproject.toml",
        "/css/../../pyproject.toml",
        "/css/%2e%2e%2f%2e%2e%2fpyproject.toml",
        "/..%5cpyproject.toml",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/css",
        "/css/",
        "/.gitignore",
        "/base.css%00.html",
        "/css%00",
        "/%ff%fe",
    ],
)
def test_nothing_outside_the_site_can_be_reached(stack: Stack, path: str) -> None:
    assert stack.get(path).status == 404


@pytest.mark.parametrize("path", ["/api/status/../../../secrets", "/api/status/%2e%2e/%2e%2e/%2e%2e/secrets"])
def test_nothing_outside_the_documents_can_be_reached(stack: Stack, path: str) -> None:
    assert b"secret_key" not in stack.get(path).body


def test_a_page_takes_only_reads(stack: Stack) -> None:
    reply = stack.request("POST", "/", b"x")
    assert (reply.status, reply.headers["Allow"]) == (405, "GET, HEAD")
