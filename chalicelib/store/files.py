"""Private files: what is uploaded for an import, what was read for it, and exports. Only this code reads them.

A key begins with the organization. On one machine it is a file of a folder, on AWS an object in a bucket of its own
that forgets everything after a week; who has the link of one reads that one, for some minutes.
"""

import shutil
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from chalicelib.config import SettingError, settings
from chalicelib.domain.ids import Id

KEPT_SECONDS = 7 * 24 * 3600
LINK_SECONDS = 15 * 60


class Files(Protocol):
    """Where private files are."""

    def put(self, key: str, body: bytes) -> None:
        """Stores a file; a reader sees the old one or the new one."""

    def put_file(self, key: str, path: Path) -> None:
        """The same of a file that is on this machine's disk."""

    def get(self, key: str) -> bytes | None:
        """All of a file, if it is there."""

    def keys_under(self, prefix: str) -> list[str]:
        """Those that begin so, in order."""

    def delete_under(self, prefix: str) -> None:
        """None is left that begins so."""

    def link(self, key: str, name: str) -> str | None:
        """An address at which whoever has it reads the file for some minutes; None where the API itself has it read."""


class FolderFiles:
    """`<folder>/<key>`. What is older than a week is deleted when something is written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: str, body: bytes) -> None:
        """Written aside and renamed."""
        path = self._made(key)
        part = path.with_name(f".{path.name}")
        part.write_bytes(body)
        part.replace(path)

    def put_file(self, key: str, path: Path) -> None:
        """Moved there."""
        self._forget_old()
        shutil.copyfile(path, self._made(key))

    def get(self, key: str) -> bytes | None:
        """All of it."""
        try:
            return (self._folder / key).read_bytes()
        except OSError:
            return None

    def path(self, key: str) -> Path:
        """Where it is."""
        return self._folder / key

    def keys_under(self, prefix: str) -> list[str]:
        """In order."""
        return sorted(self._under(prefix))

    def delete_under(self, prefix: str) -> None:
        """Files first; folders that are empty then go, too."""
        for key in self.keys_under(prefix):
            (self._folder / key).unlink(missing_ok=True)
        shutil.rmtree(self._folder / prefix, ignore_errors=True)

    def link(self, key: str, name: str) -> str | None:  # noqa: ARG002 - a bucket needs them
        """The API reads it."""
        return None

    def _made(self, key: str) -> Path:
        path = self._folder / key
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path

    def _under(self, prefix: str) -> Iterator[str]:
        top = self._folder / prefix.rpartition("/")[0]
        for path in top.rglob("*"):
            key = path.relative_to(self._folder).as_posix()
            if path.is_file() and key.startswith(prefix) and not path.name.startswith("."):
                yield key

    def _forget_old(self) -> None:
        oldest = time.time() - KEPT_SECONDS
        for path in self._folder.rglob("*"):
            if path.is_file() and path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)


class BucketFiles:
    """Objects of a bucket whose lifecycle deletes them after a week."""

    def __init__(self, bucket: str) -> None:
        from botocore.config import Config  # noqa: PLC0415 - one machine never needs it
        from botocore.session import get_session  # noqa: PLC0415

        self._bucket = bucket
        signing = Config(signature_version="s3v4")
        self._s3 = get_session().create_client("s3", region_name=settings().aws_region, config=signing)

    def put(self, key: str, body: bytes) -> None:
        """One object."""
        self._s3.put_object(Bucket=self._bucket, Key=key, Body=body)

    def put_file(self, key: str, path: Path) -> None:
        """One object of at most 5 GB, read as it is sent."""
        with path.open("rb") as body:
            self._s3.put_object(Bucket=self._bucket, Key=key, Body=body)

    def get(self, key: str) -> bytes | None:
        """One object."""
        try:
            found: bytes = self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except self._s3.exceptions.NoSuchKey:
            return None
        return found

    def keys_under(self, prefix: str) -> list[str]:
        """In order, as S3 lists them."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
        return [item["Key"] for page in pages for item in page.get("Contents", ())]

    def delete_under(self, prefix: str) -> None:
        """One by one: there are few."""
        for key in self.keys_under(prefix):
            self._s3.delete_object(Bucket=self._bucket, Key=key)

    def link(self, key: str, name: str) -> str | None:
        """Signed by this function's own role."""
        shown = {"ResponseContentDisposition": f'attachment; filename="{name}"'}
        given = {"Bucket": self._bucket, "Key": key, **shown}
        return str(self._s3.generate_presigned_url("get_object", Params=given, ExpiresIn=LINK_SECONDS))


@cache
def files() -> FolderFiles | BucketFiles:
    """The store that the settings name; raises SettingError for one that is none."""
    given = settings().need("files").files
    if given.startswith("file:///"):
        return FolderFiles(Path(given.removeprefix("file://")))
    url = urlsplit(given)
    if url.scheme == "s3" and url.netloc:
        return BucketFiles(url.netloc)
    raise SettingError(f"FILES must be file:///folder or s3://bucket, not {given}")


def of_import(org_id: Id, import_id: Id) -> str:
    """What the keys of an import begin with."""
    return f"{org_id}/imports/{import_id}/"


def of_export(org_id: Id, export_id: Id) -> str:
    """The key of an export."""
    return f"{org_id}/exports/{export_id}.zip"
