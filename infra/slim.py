"""Makes the zips small and quick to start from; the same input gives the same bytes."""

import json
import py_compile
import re
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from infra import models
from infra.command import CannotError
from infra.elf import loaded_part

ENDPOINTS = frozenset({"cloudfront", "s3", "ssm", "email", "sts", "lambda", "sqs"})
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNUSED = re.compile(
    r"(^|/)(tests?|__pycache__)/|\.(pyi|pyx|pxd|c|h|so\.dbg|pth)$|/py\.typed$|\.dist-info/(?!METADATA$)"
    # What only builds extensions, reads models of pydantic 1, checks types, or is data another file has, too.
    r"|^(cffi|pycparser|pydantic/v1)/|^pydantic/mypy\.py$|^dateutil/zoneinfo/.*\.tar\.gz$"
    r"|^tzdata/zoneinfo/(tzdata\.zi|leapseconds|.*\.tab)$"
    # What runs in browsers or through proxies, reads calendars or names of hosts as typed, or is a tool of its own.
    r"|^urllib3/contrib/(emscripten/|pyopenssl\.|socks\.)|^dateutil/(rrule|easter)\.|^idna/uts46data\."
    r"|^pydantic/experimental/|^markdown_it/(cli/|port\.yaml|tree\.)"
)
_BOTOCORE_DATA = re.compile(r"botocore/data/([^/]+)/")
_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


def slim_layer(layer: Path, requirements: Path) -> None:
    """Leaves what `requirements` and botocore need when running, as bytecode alone.

    It is for one Python anyway, as its extensions are; of our own modules the source is there, too, for traces.
    """
    site = Path("python/lib", f"python{_PYTHON}", "site-packages")

    def trimmed(root: Path) -> None:
        _trim_layer(root / site, _roots(requirements))
        _compile(root, "/opt", with_source=False)

    _rewritten(layer, trimmed)


def slim_code(code: Path) -> None:
    """Our own modules, with bytecode; what runs on one machine only stays at home."""

    def trimmed(root: Path) -> None:
        _trim_code(root)
        _compile(root, "/var/task", with_source=True)

    _rewritten(code, trimmed)


def _trim_code(root: Path) -> None:
    """Chalice also packs the bytecode that lies about, of modules that are long gone, too."""
    shutil.rmtree(root / "chalicelib/local", ignore_errors=True)
    for folder in list(root.rglob("__pycache__")):
        shutil.rmtree(folder)


def _roots(requirements: Path) -> list[str]:
    """Those that are for this Python."""
    named = pinned(requirements.read_text())
    return [*(each.name for each in named if each.marker is None or each.marker.evaluate()), "botocore"]


def pinned(requirements: str) -> list[Requirement]:
    """The packages that a requirements file names, without their hashes."""
    lines = (line.partition("#")[0].strip().removesuffix("\\") for line in requirements.splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


def _trim_layer(site: Path, roots: Iterable[str]) -> None:
    wanted = set(_files_of(site, roots))
    for path in [path for path in site.rglob("*") if path.is_file()]:
        name = path.relative_to(site).as_posix()
        data = _BOTOCORE_DATA.match(name)
        if name not in wanted or _UNUSED.search(name) or (data and data[1] not in models.OPERATIONS):
            path.unlink()
        elif path.suffix == ".so":
            path.write_bytes(loaded_part(path.read_bytes()))
        elif path.name == "METADATA":
            path.write_text(path.read_text(encoding="utf-8").partition("\n\n")[0] + "\n", encoding="utf-8")
    models.trim(site / "botocore/data")
    _trim_endpoints(site / "botocore/data/endpoints.json")


def _files_of(site: Path, roots: Iterable[str]) -> Iterator[str]:
    """Every file of the packages named and of what those need, their own account of themselves."""
    installed = {str(canonicalize_name(each.name)): each for each in distributions(path=[str(site)])}
    waiting: list[str] = [canonicalize_name(name) for name in roots]
    if lost := sorted(set(waiting) - installed.keys()):  # the packager goes on without what it finds no wheel of
        raise CannotError(f"The layer lacks {', '.join(lost)}: there is no wheel of it for Lambda.")
    seen = set()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in installed:
            continue
        seen.add(name)
        yield from (file.as_posix() for file in installed[name].files or ())
        waiting += _needs(installed[name])


def _needs(package: Distribution) -> Iterator[str]:
    for line in package.requires or ():
        needed = Requirement(line)
        if needed.marker is None or needed.marker.evaluate({"extra": ""}):
            yield canonicalize_name(needed.name)


def _trim_endpoints(file: Path) -> None:
    known = json.loads(file.read_text())
    for partition in known["partitions"]:
        partition["services"] = {name: each for name, each in partition["services"].items() if name in ENDPOINTS}
    file.write_text(json.dumps(known, separators=(",", ":"), sort_keys=True))


def _rewritten(archive: Path, trim: Callable[[Path], None]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        with zipfile.ZipFile(archive) as given:
            given.extractall(root)
        trim(root)
        _zip(root, archive)


def _compile(root: Path, home: str, *, with_source: bool) -> None:
    """Bytecode that is never checked against its source: Lambda could not write a newer one anyway."""
    for source in sorted(root.rglob("*.py")):
        shown = f"{home}/{source.relative_to(root).as_posix()}"
        place = None if with_source else str(source.with_suffix(".pyc"))
        mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
        py_compile.compile(str(source), cfile=place, dfile=shown, doraise=True, invalidation_mode=mode)
        if not with_source:
            source.unlink()


def _zip(root: Path, archive: Path) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for path in sorted(path for path in root.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(root).as_posix(), _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o755 if path.suffix == ".so" else 0o644) << 16
            out.writestr(entry, path.read_bytes())
