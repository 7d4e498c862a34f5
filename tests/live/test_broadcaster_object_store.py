"""Where documents are written: a folder or a bucket, which behave alike."""

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from botocore.session import get_session
from moto import mock_aws

from chalicelib.config import SettingError, Settings
from chalicelib.publish import documents
from chalicelib.publish.documents import BucketDocuments, FolderDocuments, Gathered, Kind

KEYS = ["api/status/a", "api/status/a/incidents", "api/status/a/incidents/page/2026-01", "api/status/a-b"]


@pytest.fixture
def s3() -> Iterator[Any]:
    """A bucket named `pages`, empty."""
    with mock_aws():
        client = get_session().create_client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="pages")
        yield client
        for key in in_bucket(client):
            client.delete_object(Bucket="pages", Key=key)


def in_folder(folder: Path) -> dict[str, bytes]:
    """Every file by its path."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def in_bucket(s3: Any) -> dict[str, bytes]:
    """Every object by its key."""
    found = s3.list_objects_v2(Bucket="pages").get("Contents", [])
    return {item["Key"]: s3.get_object(Bucket="pages", Key=item["Key"])["Body"].read() for item in found}


def test_a_document_and_those_below_it_stand_side_by_side_in_a_folder(tmp_path: Path) -> None:
    store = FolderDocuments(tmp_path)
    for key in KEYS:
        store.put(key, key.encode())
    assert in_folder(tmp_path) == {f"{key}.json": key.encode() for key in KEYS}


def test_a_document_is_replaced_whole_and_leaves_no_part_behind(tmp_path: Path) -> None:
    store = FolderDocuments(tmp_path)
    for body in (b"a long first body", b"short"):
        store.put("page", body)
    assert in_folder(tmp_path) == {"page.json": b"short"}


def test_a_reader_of_a_folder_never_sees_a_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, seen = FolderDocuments(tmp_path), list[bytes]()
    store.put("page", b"old")
    replace = os.replace

    def look_and_replace(source: str, target: Path) -> None:
        seen.append(target.read_bytes())
        replace(source, target)
        seen.append(target.read_bytes())

    monkeypatch.setattr("os.replace", look_and_replace)
    store.put("page", b"new")
    assert seen == [b"old", b"new"]


def test_documents_in_a_folder_are_read_by_nobody_else_on_the_machine(tmp_path: Path) -> None:
    FolderDocuments(tmp_path).put("page", b"{}")
    assert (tmp_path / "page.json").stat().st_mode & 0o777 == 0o600


def test_deleting_a_page_takes_all_below_it_and_nothing_beside_it(tmp_path: Path, s3: Any) -> None:
    for store in (FolderDocuments(tmp_path), BucketDocuments("pages")):
        for key in KEYS:
            store.put(key, b"{}")
        for _ in range(2):
            store.delete_under("api/status/a")
    assert list(in_folder(tmp_path)) == ["api/status/a-b.json"]
    assert list(in_bucket(s3)) == ["api/status/a-b"]


def test_an_object_says_what_it_is_and_how_long_it_may_be_kept(s3: Any) -> None:
    store = BucketDocuments("pages")
    store.put("api/status/a", b"{}")
    store.put("status/a", b"<!doctype html>", Kind.HTML)
    page, shell = (s3.head_object(Bucket="pages", Key=key) for key in ("api/status/a", "status/a"))
    assert page["ContentType"] == "application/json"
    assert shell["ContentType"] == "text/html; charset=utf-8"
    assert "stale-if-error" in page["CacheControl"]


@pytest.fixture
def stored_at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The store that a setting names."""

    def stored_at(given: str) -> documents.Documents:
        monkeypatch.setattr(documents, "settings", lambda: Settings(documents=given, aws_region="us-east-1"))
        documents.documents.cache_clear()
        return documents.documents()

    yield stored_at
    documents.documents.cache_clear()


@pytest.mark.parametrize("name", ["plain", "with space", "ünder", "100%", "a#b?c"])
def test_a_folder_of_any_name_is_where_documents_go(tmp_path: Path, stored_at: Any, name: str) -> None:
    stored_at(f"file://{tmp_path / name}").put("page", b"{}")
    assert in_folder(tmp_path) == {f"{name}/page.json": b"{}"}


def test_a_bucket_is_where_documents_go(s3: Any, stored_at: Any) -> None:
    stored_at("s3://pages").put("page", b"{}")
    assert in_bucket(s3) == {"page": b"{}"}


@pytest.mark.parametrize("given", ["", "/a/folder", "file://folder", "http://example.com", "s3:bucket", "s3://"])
def test_a_place_that_is_none_stops_the_start_and_is_named(stored_at: Any, given: str) -> None:
    with pytest.raises(SettingError, match="DOCUMENTS"):
        stored_at(given)


class FarAway:
    """A store whose answers come only once as many are waiting as it takes at once."""

    at_once = 4

    def __init__(self) -> None:
        self.together = Barrier(self.at_once, timeout=10)
        self.stored: dict[str, bytes] = {}

    def put(self, key: str, body: bytes, kind: Kind = Kind.JSON) -> None:
        """Fails for a key that says so."""
        self.together.wait()
        if key == "bad":
            raise OSError("no such bucket")
        self.stored[key] = body

    def delete_under(self, key: str) -> None:
        """Nothing to do."""


def test_documents_are_stored_side_by_side_where_the_store_is_far_away() -> None:
    store = FarAway()
    gathered = Gathered(store)
    for key in ("a", "b", "c", "d", "a"):
        gathered.put(key, key.encode())
    assert store.stored == {}
    gathered.store()
    assert store.stored == {key: key.encode() for key in "abcd"}


def test_one_document_that_cannot_be_stored_fails_the_publication() -> None:
    gathered = Gathered(FarAway())
    for key in ("a", "b", "c", "bad"):
        gathered.put(key, b"{}")
    with pytest.raises(OSError, match="no such bucket"):
        gathered.store()
