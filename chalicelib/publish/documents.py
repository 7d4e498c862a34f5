"""Where public documents live: a folder on one machine, a bucket on AWS. A key is the URL's path without its slash."""

import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from chalicelib.config import SettingError, settings


class Kind(Enum):
    """What a document is: its content type, and its suffix in a folder."""

    JSON = ("application/json", ".json")
    HTML = ("text/html; charset=utf-8", ".html")


CACHE_CONTROL = "public, max-age=0, s-maxage=1, stale-while-revalidate=1, stale-if-error=86400"
"""As infra/cdn.json has it for documents: CloudFront goes by what the object says."""


class Documents(Protocol):
    """What the publisher needs of an object store."""

    at_once: int
    """How many `put`s are worth making at the same time."""

    def put(self, key: str, body: bytes, kind: Kind = Kind.JSON) -> None:
        """Stores a document; a reader sees the old one or the new one, never a part."""

    def delete_under(self, key: str) -> None:
        """Deletes the document `key` and all below it."""


class FolderDocuments:
    """`<folder>/<key>.json` (or `.html`): the suffix keeps a document and the folder of the same name apart."""

    at_once = 1

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: str, body: bytes, kind: Kind = Kind.JSON) -> None:
        """Written aside and renamed, which is atomic."""
        path = self._folder / f"{key}{kind.value[1]}"
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as part:
            part.write(body)
        os.replace(part.name, path)  # noqa: PTH105 - atomic on every system

    def delete_under(self, key: str) -> None:
        """The files and the folder of that name."""
        for kind in Kind:
            (self._folder / f"{key}{kind.value[1]}").unlink(missing_ok=True)
        shutil.rmtree(self._folder / key, ignore_errors=True)


class BucketDocuments:
    """Objects named by their key, in an S3 bucket: 20 to 50 ms away."""

    at_once = 8

    def __init__(self, bucket: str) -> None:
        from botocore.session import get_session  # noqa: PLC0415 - one machine never needs it

        self._bucket = bucket
        self._s3 = get_session().create_client("s3", region_name=settings().aws_region)

    def put(self, key: str, body: bytes, kind: Kind = Kind.JSON) -> None:
        """One object."""
        self._s3.put_object(
            Bucket=self._bucket, Key=key, Body=body, ContentType=kind.value[0], CacheControl=CACHE_CONTROL
        )

    def delete_under(self, key: str) -> None:
        """The object, and those whose names go on after a slash."""
        self._s3.delete_object(Bucket=self._bucket, Key=key)
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=f"{key}/")
        for page in pages:
            for item in page.get("Contents", ()):
                self._s3.delete_object(Bucket=self._bucket, Key=item["Key"])


class Gathered:
    """The documents of one publication: what is put is stored when all of it is known, side by side."""

    def __init__(self, store: Documents) -> None:
        self._store = store
        self.at_once = store.at_once
        self._waiting: dict[str, tuple[bytes, Kind]] = {}

    def put(self, key: str, body: bytes, kind: Kind = Kind.JSON) -> None:
        """Noted; of two for one key the later one counts."""
        self._waiting[key] = (body, kind)

    def delete_under(self, key: str) -> None:
        """At once, so that it can't hit what is stored now."""
        self._store.delete_under(key)

    def store(self) -> None:
        """Returns when every document is there; raises what the first one that failed raised."""
        puts = [(key, body, kind) for key, (body, kind) in self._waiting.items()]
        if self.at_once == 1:
            for put in puts:
                self._store.put(*put)
            return
        with ThreadPoolExecutor(self.at_once) as pool:
            list(pool.map(lambda put: self._store.put(*put), puts))


@cache
def documents() -> Documents:
    """The store the settings name; raises SettingError for one that is none."""
    given = settings().need("documents").documents
    if given.startswith("file:///"):
        return FolderDocuments(Path(given.removeprefix("file://")))
    url = urlsplit(given)
    if url.scheme == "s3" and url.netloc:
        return BucketDocuments(url.netloc)
    raise SettingError(f"DOCUMENTS must be file:///folder or s3://bucket, not {given}")
