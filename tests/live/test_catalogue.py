"""The catalogue of documents: what is declared there is written, typed, moved and taken away like all the others."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.session import get_session
from moto import mock_aws

from chalicelib.domain.organizations import OrganizationEdit
from chalicelib.publish import catalogue, publisher
from chalicelib.publish.declaration import Document
from chalicelib.publish.documents import BucketDocuments, FolderDocuments, Kind
from chalicelib.use_cases import organizations
from tests.edges import Stream
from tests.factories import NOW
from tests.tenancy import Tenant

SAMPLES = (
    ("status/{slug}/history.atom", Kind.ATOM, "application/atom+xml"),
    ("status/{slug}/history.rss", Kind.RSS, "application/rss+xml"),
    ("status/{slug}/maintenance.ics", Kind.CALENDAR, "text/calendar; charset=utf-8"),
    ("status/{slug}/badge.svg", Kind.SVG, "image/svg+xml"),
    ("status/{slug}/summary.txt", Kind.TEXT, "text/plain; charset=utf-8"),
    ("status/{slug}/summary.html", Kind.HTML, "text/html; charset=utf-8"),
    ("status/{slug}/api/v2/summary.json", Kind.JSON, "application/json"),
    ("api/status/{slug}/summary.json", Kind.JSON, "application/json"),
    ("api/status/{slug}/summary.json/more", Kind.JSON, "application/json"),
    ("api/status/{slug}/summary", Kind.JSON, "application/json"),
    ("api/status/{slug}/badge", Kind.SVG, "image/svg+xml"),
)
"""One of each kind, and names that are easily taken for each other."""


def said(slug: str, path: str) -> bytes:
    """What a sample says."""
    return f"{path.format(slug=slug)} of {slug}".encode()


@pytest.fixture
def samples(monkeypatch: pytest.MonkeyPatch) -> None:
    """The samples, declared."""

    def sample(path: str, kind: Kind) -> Document:
        return Document(path, kind, lambda source, _: said(source.slug, path))

    declared = (*catalogue.DOCUMENTS, *(sample(path, kind) for path, kind, _ in SAMPLES))
    monkeypatch.setattr(catalogue, "DOCUMENTS", declared)


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch, stream: Stream) -> Iterator[Any]:
    """The publisher writes to a bucket."""
    with mock_aws():
        client = get_session().create_client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="pages")
        store = BucketDocuments("pages")
        monkeypatch.setattr("chalicelib.publish.publisher.documents", lambda: store)
        yield client
        for item in client.list_objects_v2(Bucket="pages").get("Contents", []):
            client.delete_object(Bucket="pages", Key=item["Key"])


@pytest.mark.usefixtures("samples")
def test_a_folder_keeps_every_declared_document_apart(tenant: Tenant, stream: Stream, documents: Path) -> None:
    stream.flow()
    store = FolderDocuments(documents)
    for path, kind, _ in SAMPLES:
        assert store.read(path.format(slug=tenant.slug), kind) == said(tenant.slug, path)
    keys = {key for root in catalogue.roots(tenant.slug) for key in store.keys_under(root)}
    assert {path.format(slug=tenant.slug) for path, _, _ in SAMPLES} < keys


@pytest.mark.usefixtures("samples")
def test_a_page_that_moves_takes_every_declared_document_along(tenant: Tenant, stream: Stream, documents: Path) -> None:
    stream.flow()
    organizations.edit(tenant.org_id, OrganizationEdit(slug="new-home"), tenant.actor, NOW)
    stream.flow()
    store = FolderDocuments(documents)
    for path, kind, _ in SAMPLES:
        assert store.read(path.format(slug="new-home"), kind) == said("new-home", path)
    assert not [key for root in catalogue.roots(tenant.slug) for key in store.keys_under(root)]


@pytest.mark.usefixtures("samples")
def test_a_bucket_says_of_every_declared_document_what_it_is(tenant: Tenant, stream: Stream, bucket: Any) -> None:
    stream.flow()
    for path, _, content_type in SAMPLES:
        found = bucket.get_object(Bucket="pages", Key=path.format(slug=tenant.slug))
        assert (found["Body"].read(), found["ContentType"]) == (said(tenant.slug, path), content_type)
        assert "stale-if-error" in found["CacheControl"]
    publisher.withdraw(tenant.slug)
    assert bucket.list_objects_v2(Bucket="pages")["KeyCount"] == 0


def test_a_document_that_becomes_another_kind_leaves_nothing_of_the_old_one(tmp_path: Path) -> None:
    store = FolderDocuments(tmp_path)
    store.put("status/a/badge", b"<svg/>", Kind.SVG)
    store.put("status/a/badge", b"{}", Kind.JSON)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["badge.json"]


def test_every_path_of_the_catalogue_belongs_to_one_page() -> None:
    for document in catalogue.DOCUMENTS:
        assert "/{slug}" in document.path
    assert catalogue.roots("a") == ["api/status/a", "status/a"]
