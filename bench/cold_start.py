"""Cold starts: each function as packaged, above a bare interpreter, beside Chalice's own layer with the same needs.

The peer imports the same code from the requirements as pip installs them and Chalice zips them: no bytecode (Lambda's
folders are read-only), all of botocore. `make package` makes what is measured; the peer's layer is made once.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

from bench.figures import Figure, middle, ms, report
from bench.running import ROOT

ROUNDS = 10
RATIO = 0.42
PACKAGE = Path(os.environ.get("BENCH_PACKAGE") or ROOT / "out" / "prod")
PEER_LAYER = ROOT / ".venv" / "bench-layer"
MOST_BYTES = 14_000_000
_SITE = f"python/lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"
_SECONDS = {"public_reads": 0.35, "websocket": 0.4}
_CLIENT = "from chalicelib.store.dynamodb import shared_connection as c; c().client"
_ON_LAMBDA = "import os; os.environ['AWS_LAMBDA_FUNCTION_NAME'] = 'allclear'"
_ALL = "import app, chalicelib.live.apigateway, aiohttp, botocore.session, jwt, pydantic, pynamodb.models"
_SETTINGS = {
    "TABLE_PREFIX": "bench-", "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench", "DOCUMENTS": "s3://bench",
    "WEBSOCKET_ENDPOINT": "https://example.com/live", "PUBLIC_URL": "https://status.example.com",
    "TOKEN_SECRET": "a-secret-of-benchmarks-and-of-nothing-else", "LOG_LEVEL": "ERROR", "METRICS": "off",
}  # fmt: skip


def starts() -> Mapping[str, str]:
    """What each function imports, and what its first call makes: client, push, validators, what errors and POSTs need.

    The API's first call opens the room that takes longest (`chalicelib.api.declared`). Public reads go further: all of
    their first answer, but for the network.
    """
    first_answer = str(ROOT / "bench" / "first_answer.py")
    later = "import chalicelib.api.problems, chalicelib.api.idempotency"
    push = "from chalicelib.live import push; push.current()"
    page = "from chalicelib.domain.page import Page; Page.model_rebuild()"
    return {
        "api_handler": f"{_ON_LAMBDA}; import app; app.app.open('/api/subscribers'); {later}; {_CLIENT}; {page}",
        "public_reads": f"exec(compile(open({first_answer!r}).read(), 'first_answer', 'exec'))",
        "websocket_connect": "import chalicelib.live.handlers",
        "websocket_message": f"import chalicelib.live.handlers; {_CLIENT}; {push}",
        "websocket_disconnect": f"import chalicelib.live.handlers; {_CLIENT}",
        "broadcaster": f"from chalicelib.reactions.handlers import broadcaster; {_CLIENT}; {push}; {page}",
        "push_part": f"import chalicelib.live.parts; {_CLIENT}; {push}",
        "maintenance_transitions": f"from chalicelib.jobs.handlers import maintenance_transitions; {_CLIENT}",
    }


def seconds_of(code: str, *paths: Path) -> float:
    """How long an interpreter lives that sees nothing but these folders."""
    line = f"import sys; sys.path[:0] = {[str(path) for path in paths]!r}; {code}"
    command = [sys.executable, "-I", "-S", "-B", "-c", line]
    started = time.perf_counter()
    subprocess.run(command, env=os.environ | _SETTINGS, check=True, cwd="/")  # noqa: S603 - our own words
    return time.perf_counter() - started


def peer_layer() -> Path:
    """The requirements as installed without bytecode, made where they are not yet."""
    wanted = (ROOT / "requirements-local.txt").read_text()
    stamp = PEER_LAYER / "made-of.json"
    if not stamp.exists() or json.loads(stamp.read_text()) != wanted:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
        pip += ["--upgrade", "--target", str(PEER_LAYER), "-r", str(ROOT / "requirements-local.txt")]
        subprocess.run(pip, check=True)  # noqa: S603 - our own words
        stamp.write_text(json.dumps(wanted))
    return PEER_LAYER


def unpacked(folder: Path) -> tuple[Path, Path]:
    """The code and the layer as Lambda lays them out."""
    for name in ("deployment.zip", "layer-deployment.zip"):
        with zipfile.ZipFile(PACKAGE / name) as archive:
            archive.extractall(folder / name)
    return folder / "deployment.zip", folder / "layer-deployment.zip" / _SITE


def without_bytecode(code: Path, folder: Path) -> Path:
    """The same code as Chalice leaves it."""
    for source in code.rglob("*.py"):
        copy = folder / "source" / source.relative_to(code)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(source.read_bytes())
    for data in [*code.rglob("*.html"), *code.rglob("*.json")]:
        (folder / "source" / data.relative_to(code)).write_bytes(data.read_bytes())
    return folder / "source"


def figures(rounds: int = ROUNDS) -> list[Figure]:
    """The medians above a bare interpreter; all kinds of start by turns."""
    if not (PACKAGE / "deployment.zip").exists():
        sys.exit("There is no package to measure: make package")
    taken: dict[str, list[float]] = {name: [] for name in ("bare", "peer", *starts())}
    with tempfile.TemporaryDirectory(prefix="allclear-bench-") as folder:
        ours = unpacked(Path(folder))
        source = without_bytecode(ours[0], Path(folder))
        for _ in range(rounds):
            taken["bare"].append(seconds_of("pass"))
            taken["peer"].append(seconds_of(f"{_ALL}; {starts()['api_handler']}", source, peer_layer()))
            for name, code in starts().items():
                taken[name].append(seconds_of(code, *ours))
    bare = middle(taken.pop("bare"))
    above = {name: middle(each) - bare for name, each in taken.items()}
    return [*_figures_of(above), _size()]


def _figures_of(above: dict[str, float]) -> list[Figure]:
    """Targets in seconds are for a machine on which the peer takes 1.65 s; ratios hold anywhere."""
    peer = above.pop("peer")
    found = []
    for name, seconds in above.items():
        target = next((_SECONDS[kind] for kind in _SECONDS if name.startswith(kind)), 0.7) / 1.65
        found.append(
            Figure(
                f"cold start of {name} / Chalice's own layer",
                f"{ms(seconds)} / {ms(peer)}",
                seconds / peer,
                min(RATIO, round(target, 2)),
            )
        )
    return found


def _size() -> Figure:
    total = sum((PACKAGE / name).stat().st_size for name in ("deployment.zip", "layer-deployment.zip"))
    return Figure("bundle, zipped / 14 MB", f"{total / 1e6:.1f} MB", total / MOST_BYTES, 1)


if __name__ == "__main__":
    sys.exit(report(figures()))
