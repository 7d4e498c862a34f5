"""The files of an import: sent in parts, and unpacked within limits."""

import zipfile
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath

from chalicelib.domain.errors import InvalidError
from chalicelib.domain.imports import MAX_FILE_BYTES, MAX_FILES, PART_BYTES, Import, UploadedFile
from chalicelib.importing.findings import UnreadableError
from chalicelib.store.files import files, of_import

MAX_UNPACKED = 400 * 1024 * 1024


def folder_of(made: Import) -> str:
    """Where what belongs to it is kept."""
    return of_import(made.org_id, made.id)


def keep(made: Import, number: int, given: UploadedFile) -> int:
    """Keeps a part of a file, in the place of any that came under the number before; answers its size."""
    try:
        body = b64decode(given.data, validate=True)
    except (Base64Error, ValueError):
        raise InvalidError(("data",), "is not base64") from None
    if len(body) > PART_BYTES:
        raise InvalidError(("data",), f"has more than {PART_BYTES // 1024 // 1024} MB: send it in parts")
    files().put(f"{folder_of(made)}upload/{number:05}", given.name.encode() + b"\0" + body)
    return len(body)


def uploaded(made: Import) -> list[tuple[str, bytes]]:
    """The files with their names; parts in a row that have one name are one file."""
    found: list[tuple[str, list[bytes]]] = []
    total = 0
    for key in files().keys_under(f"{folder_of(made)}upload/"):
        name, _, body = (files().get(key) or b"").partition(b"\0")
        total += len(body)
        if total > MAX_FILE_BYTES:
            raise UnreadableError(f"The files have more than {MAX_FILE_BYTES // 1024 // 1024} MB.")
        if found and found[-1][0] == name.decode():
            found[-1][1].append(body)
        else:
            found.append((name.decode(), [body]))
    return [(name, b"".join(parts)) for name, parts in found]


def unpacked(given: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """The same, with what is in ZIP files in their place."""
    return [each for name, body in given for each in (_inside(name, body) if _is_zip(body) else [(name, body)])]


def _is_zip(body: bytes) -> bool:
    return body[:4] in {b"PK\x03\x04", b"PK\x05\x06"}


def _inside(name: str, body: bytes) -> Iterator[tuple[str, bytes]]:
    """The files of a ZIP, read only as far as their sizes together stay within the limit, whatever it says of them."""
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir() and _is_wanted(each.filename)]
            if len(entries) > MAX_FILES:
                raise UnreadableError(f"{name} holds more than {MAX_FILES:,} files.")
            room = MAX_UNPACKED
            for entry in entries:
                with archive.open(entry) as file:
                    found = file.read(room + 1)
                room -= len(found)
                if room < 0:
                    raise UnreadableError(f"{name} is larger than {MAX_UNPACKED // 1024 // 1024} MB unpacked.")
                yield entry.filename, found
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise UnreadableError(f"{name} can't be unpacked: {type(error).__name__}.") from None


def _is_wanted(name: str) -> bool:
    """Not what a Mac adds, and nothing hidden."""
    return not any(part.startswith(("__MACOSX", ".")) for part in PurePosixPath(name).parts)
