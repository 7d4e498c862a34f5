"""What an operator sees who types a command that cannot work: one line that says why, and nothing made."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from infra import destroy, stages
from infra.command import CannotError, run
from infra.package import package

ROOT = Path(__file__).parents[2]
COMMANDS = {
    "deploy": ("infra.deploy", "{stage}"),
    "destroy": ("infra.destroy", "{stage}"),
    "destroy with its data": ("infra.destroy", "{stage}", "--data", "delete"),
    "list bundles": ("infra.rollback", "{stage}"),
    "roll back": ("infra.rollback", "{stage}", "a-bundle"),
    "republish": ("infra.republish", "{stage}"),
    "republish a page": ("infra.republish", "{stage}", "--slug", "northwind"),
    "restore": ("infra.restore", "{stage}", "incidents", "a-copy"),
    "deploy a checker": ("infra.checkers", "{stage}", "ap-southeast-2"),
}
every_command = pytest.mark.parametrize("name", list(COMMANDS))


def _line_of(name: str, stage: str, **environment: str) -> str:
    """What a command says before it gives up: one line, on standard error, and not a byte anywhere else."""
    module, *arguments = (part.format(stage=stage) for part in COMMANDS[name])
    kept = {key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ}
    plain = {"HOME": "/nonexistent", "AWS_EC2_METADATA_DISABLED": "true", "AWS_MAX_ATTEMPTS": "1"}
    before = _built()
    asked = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=kept | plain | environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert asked.returncode == 1, asked.stderr
    assert asked.stdout == ""
    assert _built() == before
    (line,) = asked.stderr.splitlines()
    return line


def _built() -> set[tuple[Path, int]]:
    return {(path, path.stat().st_mtime_ns) for path in (ROOT / "out").glob("*/*")}


@every_command
def test_a_stage_that_is_not_known_is_one_line(name: str) -> None:
    assert _line_of(name, "prdo") == "infra/stages.json knows no stage 'prdo', but prod, staging. Add it there first."


@every_command
def test_no_credentials_are_one_line(name: str) -> None:
    line = _line_of(name, "prod")
    assert line.startswith("No AWS credentials: ")
    assert "AWS_PROFILE" in line


@every_command
def test_a_profile_that_is_not_there_is_one_line(name: str) -> None:
    assert "nobody" in _line_of(name, "prod", AWS_PROFILE="nobody")


_KEYS = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}


def test_an_aws_out_of_reach_is_one_line() -> None:
    line = _line_of("deploy", "prod", **_KEYS, AWS_ENDPOINT_URL="http://127.0.0.1:1")
    assert line.startswith("AWS is out of reach: ")


class _Refusing(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        """As AWS's query protocol refuses."""
        self.rfile.read(int(self.headers["Content-Length"]))
        kind = self.server.kind  # type: ignore[attr-defined]
        body = f"<ErrorResponse><Error><Code>{kind}</Code><Message>No.\nNot you.</Message></Error></ErrorResponse>"
        self.send_response(403)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def refusing() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("ExpiredToken", "AWS does not take these credentials: "),
        ("InvalidClientTokenId", "AWS does not take these credentials: "),
        ("AccessDenied", "These credentials may not do this: "),
        ("Strange", "AWS refused: "),
    ],
)
def test_what_aws_refuses_is_one_line(refusing: ThreadingHTTPServer, kind: str, said: str) -> None:
    refusing.kind = kind  # type: ignore[attr-defined]
    endpoint = f"http://127.0.0.1:{refusing.server_address[1]}"
    line = _line_of("deploy", "prod", **_KEYS, AWS_ENDPOINT_URL=endpoint)
    assert line.startswith(said)
    assert "No. Not you." in line


def test_a_parameter_that_the_template_lacks_is_one_line_before_anybody_is_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from infra import deploy  # noqa: PLC0415 - beside the others it is a command's name

    file = tmp_path / "stages.json"
    file.write_text('{"prod": {"region": "us-east-1", "parameters": {"RateLimt": 100}}}')
    monkeypatch.setattr(stages, "FILE", file)
    monkeypatch.setattr(sys, "argv", ["deploy", "prod"])
    with pytest.raises(SystemExit, match="RateLimt"):
        run(deploy.main)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"prod": 1}', '{"Prod!": {}}'])
def test_stages_that_cannot_be_read_are_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str) -> None:
    file = tmp_path / "stages.json"
    file.write_text(text)
    monkeypatch.setattr(stages, "FILE", file)
    with pytest.raises(CannotError) as refused:
        stages.of("Prod!" if "Prod!" in text else "prod")
    assert "\n" not in str(refused.value)


def test_a_number_among_the_parameters_is_what_cloudformation_takes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "stages.json"
    file.write_text('{"prod": {"region": "us-east-1", "parameters": {"RateLimit": 2000}}}')
    monkeypatch.setattr(stages, "FILE", file)
    assert stages.of("prod").parameters == {"RateLimit": "2000"}


def test_nobody_at_the_keyboard_takes_nothing_down(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[object] = []
    monkeypatch.setattr(sys, "argv", ["destroy", "prod"])
    monkeypatch.setattr(destroy, "describe", lambda _: "a stage")
    monkeypatch.setattr(destroy, "there_is_a_stack", lambda *_, **__: True)
    monkeypatch.setattr(destroy, "destroy", lambda *_, **__: taken.append(1))
    monkeypatch.setattr("builtins.input", _nobody)
    with pytest.raises(SystemExit, match="Nothing was done"):
        run(destroy.main)
    assert taken == []


def _nobody(_: str) -> str:
    raise EOFError


def test_an_interruption_is_no_traceback() -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(SystemExit, match="Interrupted"):
        run(interrupted)


def test_a_fault_of_ours_is_still_shown_as_one() -> None:
    def faulty() -> None:
        raise KeyError("ours")

    with pytest.raises(KeyError):
        run(faulty)


def test_every_command_for_a_stage_is_tried_here() -> None:
    named = {parts[0] for parts in COMMANDS.values()}
    aws = {f"infra.{path.stem}" for path in (ROOT / "infra").glob("*.py") if "stages.of(" in path.read_text()}
    assert aws == named


def test_a_name_that_no_stage_can_have_is_not_packaged(tmp_path: Path) -> None:
    with pytest.raises(CannotError, match="1 to 16 of a-z"):
        package("Prod!", tmp_path / "out")
    assert not (tmp_path / "out").exists()
