"""Documents of every kind and name, as the one-machine CDN serves them."""

import pytest
from discordstatus import DiscordStatus

from chalicelib.domain.page import page_of
from chalicelib.publish.documents import FolderDocuments, Kind
from chalicelib.publish.statuspage.board import Board
from tests.factories import DOWN, NOW, a_service, an_incident, an_organization
from tests.live.local.conftest import Stack
from tests.live.test_catalogue import SAMPLES, said


@pytest.fixture
def published(stack: Stack) -> Stack:
    """A stack with one page's documents of each kind."""
    store = FolderDocuments(stack.data_dir / "documents")
    for path, kind, _ in SAMPLES:
        store.put(path.format(slug="acme"), said("acme", path) * 20, kind)
    store.put("status/acme", b"<!doctype html>", Kind.HTML)
    return stack


@pytest.mark.parametrize(("path", "kind", "content_type"), SAMPLES, ids=[path for path, _, _ in SAMPLES])
def test_a_document_comes_as_what_it_is_and_is_kept_as_all_are(
    published: Stack, path: str, kind: Kind, content_type: str
) -> None:
    address = f"/{path.format(slug='acme')}"
    reply = published.get(address, Accept_Encoding="gzip")
    assert (reply.status, reply.headers["Content-Type"]) == (200, content_type)
    assert reply.headers["Content-Encoding"] == "gzip"
    assert "stale-if-error=86400" in reply.headers["Cache-Control"]
    assert published.get(address, If_None_Match=reply.headers["ETag"]).status == 304
    assert published.get(address).body == said("acme", path) * 20


@pytest.mark.parametrize("path", ["/status/acme/other.atom", "/status/nobody/history.atom", "/status/acme.atom"])
def test_a_name_with_a_dot_that_nobody_published_is_a_404_for_people(published: Stack, path: str) -> None:
    reply = published.get(path)
    assert (reply.status, reply.headers["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_a_name_with_a_dot_below_the_api_that_nobody_published_falls_over_to_it(published: Stack) -> None:
    assert published.get("/api/status/acme/other.json").headers["Content-Type"].startswith("application/")


def test_a_client_of_statuspage_reads_a_page_and_so_may_any_site(stack: Stack) -> None:
    store = FolderDocuments(stack.data_dir / "documents")
    service = a_service(status=DOWN)
    page = page_of(an_organization(slug="acme"), [service], [an_incident()], [], version=1, updated_at=NOW)
    board = Board(page)
    made = {"summary": board.summary(), "status": board.status(), "incidents/unresolved": board.unresolved()}
    for name, document in made.items():
        store.put(f"status/acme/api/v2/{name}.json", document.model_dump_json().encode())
    client = DiscordStatus()
    client.base_target = f"{stack.url}/status/acme/api/v2"
    assert client.status["status"] == client.summary["status"]
    assert client.summary["components"][0]["status"] == "major_outage"
    assert client.summary["incidents"] == client.unresolved_incidents["incidents"]
    reply = stack.get("/status/acme/api/v2/status.json", Origin="https://elsewhere.example")
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert reply.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Access-Control-Allow-Origin" not in stack.get("/status/acme", Origin="https://elsewhere.example").headers


def test_a_path_without_a_dot_is_not_taken_for_the_one_with_it(published: Stack) -> None:
    assert published.get("/status/acme/api/v2/summary").status == 404
