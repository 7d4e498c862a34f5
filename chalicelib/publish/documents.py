"""Where public documents live: a folder on one machine, a bucket on AWS. A key is the URL's path without its slash."""

import os
import shutil
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from chalicelib.config import SettingError, settings
from chalicelib.content_types import content_type


class Kind(Enum):
    """What a document is: its suffix in a folder, which also says its content type."""

    JSON = ".json"
    HTML = ".html"
    ATOM = ".atom"
    RSS = ".rss"
    CALENDAR = ".ics"
    SVG = ".svg"
    TEXT = ".txt"

    @property
    def suffix(self) -> str:
        """With its dot."""
        return self.value

    @property
    def content_type(self) -> str:
        """As it goes out."""
        return content_type(f"document{self.value}")


CACHE_CONTROL = "public, max-age=0, s-maxage=1, stale-while-revalidate=1, stale-if-error=86400"
"""As infra/cdn.json has it for documents: CloudFront goes by what the object says."""


MOST_WAITING = 200
"""Documents held in memory before they are stored."""


class Writable(Protocol):
    """What a publication needs of an object store."""

    at_once: int
    """How many `put`s are worth making at the same time."""

    def put(self, key: str, body: bytes, kind: Kind = Kind.JSON) -> None:
        """Stores a document; a reader sees the old one or the new one, never a part."""

    def delete_under(self, key: str) -> None:
        """Deletes the document `key` and all below it."""


class Documents(Writable, Protocol):
    """What the publisher needs to tidy up as well."""

    def delete(self, key: str) -> None:
        """Deletes this one document, if it is there."""

    def keys_under(self, key: str) -> Iterable[str]:
        """The key itself and all below it, of those that are there."""


class FolderDocuments:
    """`<folder>/<key><suffix>`: the suffix says what it is, and every key gets one, also a key that has a dot.

    So `summary` is in `summary.json`, and `summary.json` in `summary.json.json`. What is below a key with a dot is in a
    folder with a tilde, `summary.json~/`; no key has one.
    """

    at_once = 1

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: str, body: bytes, kind: Kind = Kind.JSON) -> None:
        """Written aside and renamed, which is atomic; left alone where it is the same."""
        known = self.read(key, kind)
        if known == body:
            return
        path = self._folder / file_name(key, kind)
        if known is None:
            path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, part = tempfile.mkstemp(dir=path.parent, prefix=".")
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor is no path
            file.write(body)
        os.replace(part, path)  # noqa: PTH105 - atomic on every system
        if known is None:
            self._delete(key, besides=kind)

    def read(self, key: str, kind: Kind) -> bytes | None:
        """The document as it is, if it is there."""
        try:
            return (self._folder / file_name(key, kind)).read_bytes()
        except OSError:
            return None

    def delete(self, key: str) -> None:
        """The file, whichever kind it is of."""
        self._delete(key)

    def delete_under(self, key: str) -> None:
        """The files and the folder of that name."""
        self._delete(key)
        shutil.rmtree(self._folder / _folder_name(key), ignore_errors=True)

    def keys_under(self, key: str) -> Iterable[str]:
        """Files that are no documents are left out."""
        folder = self._folder / _folder_name(key)
        below = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
        here = (self._folder / file_name(key, kind) for kind in Kind)
        for path in (*(each for each in here if each.is_file()), *below):
            name = path.relative_to(self._folder).as_posix()
            suffix = next((kind.suffix for kind in Kind if name.endswith(kind.suffix)), None)
            if suffix:
                yield name.removesuffix(suffix).replace("~/", "/")

    def _delete(self, key: str, besides: Kind | None = None) -> None:
        for kind in Kind:
            if kind is not besides:
                (self._folder / file_name(key, kind)).unlink(missing_ok=True)


def file_name(key: str, kind: Kind) -> str:
    """Where a folder keeps the document, below it."""
    above, slash, name = key.rpartition("/")
    return f"{_folder_name(above)}{slash}{name}{kind.suffix}"


def likely(key: str) -> list[Kind]:
    """Every kind that a document may be of, the likeliest first: a folder is looked through in this order."""
    usual = Kind.HTML if key.startswith("status/") else Kind.JSON
    named = next((kind for kind in Kind if key.endswith(kind.suffix)), usual)
    return sorted(Kind, key=lambda kind: (kind is not named, kind is not usual))


def _folder_name(key: str) -> str:
    return "/".join(f"{segment}~" if "." in segment else segment for segment in key.split("/"))


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
            Bucket=self._bucket, Key=key, Body=body, ContentType=kind.content_type, CacheControl=CACHE_CONTROL
        )

    def delete(self, key: str) -> None:
        """One object."""
        self._s3.delete_object(Bucket=self._bucket, Key=key)

    def delete_under(self, key: str) -> None:
        """The object, and those whose names go on after a slash."""
        for each in self.keys_under(key):
            self.delete(each)

    def keys_under(self, key: str) -> Iterable[str]:
        """The key itself is named whether it is there or not: asking would cost as much as deleting it."""
        yield key
        for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=f"{key}/"):
            yield from (item["Key"] for item in page.get("Contents", ()))


class Gathered:
    """The documents of one publication: what is put is stored when all of it is known, side by side."""

    def __init__(self, store: Writable) -> None:
        self._store = store
        self.at_once = store.at_once
        self._waiting: dict[str, tuple[bytes, Kind]] = {}

    def put(self, key: str, body: bytes, kind: Kind = Kind.JSON) -> None:
        """Noted; of two for one key the later one counts. What is very much is stored in between."""
        self._waiting[key] = (body, kind)
        if len(self._waiting) >= MOST_WAITING:
            self.store()

    def delete_under(self, key: str) -> None:
        """At once, so that it can't hit what is stored now."""
        self._store.delete_under(key)

    def store(self) -> None:
        """Returns when every document is there; raises what the first one that failed raised."""
        puts = [(key, body, kind) for key, (body, kind) in self._waiting.items()]
        self._waiting.clear()
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
