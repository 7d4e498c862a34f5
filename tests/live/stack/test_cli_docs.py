"""docs/cli.md: its examples, its GitHub workflow and its receiver of alerts do what it says."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from tests.live.stack.command_line import CommandLine
from tests.live.stack.whole import ROOT, wait_until
from tests.ports import free_port

GUIDE = (ROOT / "docs/cli.md").read_text()


def _shell(line: CommandLine, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A script with `allclear` on its path."""
    folder = line.folder / "bin"
    folder.mkdir(exist_ok=True)
    (folder / "allclear").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m allclear_cli "$@"\n')
    (folder / "allclear").chmod(0o755)
    env = line.env("write") | {"PATH": f"{folder}:{os.environ['PATH']}"} | environment
    return subprocess.run(  # noqa: S603 - our own guide
        ["/bin/bash", "-e", "-o", "pipefail", "-c", script],
        env=env, cwd=line.folder, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_its_examples_work_as_they_stand(command_line: CommandLine) -> None:
    for name in ("Checkout", "Search"):
        command_line.call("POST", "/api/services", {"name": name, "category": "Shop"})
    block = re.search(r"```bash\n(.*?)```", GUIDE, re.DOTALL)
    assert block
    run = _shell(command_line, block[1])
    assert run.returncode == 0, run.stderr
    assert "New disks" in run.stdout


def test_its_workflow_shows_a_deployment_and_what_became_of_it(command_line: CommandLine) -> None:
    line = command_line
    line.call("POST", "/api/services", {"name": "Checkout"})
    workflow = re.search(r"```yaml\n(name: Deploy\n.*?)```", GUIDE, re.DOTALL)
    assert workflow
    steps = [step for step in yaml.safe_load(workflow[1])["jobs"]["deploy"]["steps"] if "run" in step]
    assert steps.pop(0)["run"] == "pipx install allclear-cli"
    (line.folder / "deploy.sh").write_text("#!/bin/sh\nallclear services list | grep -q under_maintenance\nexit 7\n")
    (line.folder / "deploy.sh").chmod(0o755)
    outputs, failed, ended = line.folder / "outputs", False, []
    for step in [*steps, steps[-1]]:  # and once more, as when somebody runs the job again
        if failed and "if" not in step:
            continue
        script = step["run"].replace("${{ github.run_id }}", "17")
        script = script.replace("${{ steps.announce.outputs.maintenance }}", _output(outputs))
        run = _shell(line, script, GITHUB_OUTPUT=str(outputs))
        assert run.returncode == (7 if "deploy.sh" in script else 0), run.stderr
        failed = failed or run.returncode != 0
        ended.append(script)
    assert len(ended) == 5
    assert [each["title"] for each in line.json("incident", "list")] == ["Deployment failed"]
    assert [each["status"] for each in line.json("maintenance", "list", "--state", "all")] == ["completed"]


def test_its_receiver_opens_and_resolves_an_incident_for_alerts(command_line: CommandLine) -> None:
    line, port = command_line, free_port()
    service = line.call("POST", "/api/services", {"name": "Checkout"})
    labels = {"alertname": "Slow", "service": "checkout", "severity": "critical"}
    alert = {"labels": labels, "startsAt": "2026-01-05T12:00:00Z"}
    said = {"summary": "Checkout is slow", "description": "We look."}
    group: dict[str, Any] = {"status": "firing", "alerts": [alert], "commonLabels": labels, "commonAnnotations": said}
    receiver = Path(ROOT / "clients/cli/examples/alertmanager.py")
    environment = line.env("write") | {"RECEIVER_TOKEN": "known"}
    with subprocess.Popen(  # noqa: S603 - our own example
        [sys.executable, str(receiver), str(port)], env=environment, stderr=subprocess.DEVNULL
    ) as process:
        try:
            answer = wait_until(lambda: _posted(port, group))
            assert "was opened" in str(answer)
            assert "is open already" in str(_posted(port, group))
            (incident,) = line.json("incident", "list")
            assert (incident["title"], incident["services"][0]["status"]) == ("Checkout is slow", "major_outage")
            assert "was resolved" in str(_posted(port, {**group, "status": "resolved"}))
            assert "nothing was open" in str(_posted(port, {**group, "status": "resolved"}))
            assert "nothing that Alertmanager sends" in str(_posted(port, {"alerts": 1}))
            assert "receiver's token" in str(_posted(port, group, token="unknown"))
        finally:
            process.kill()
    (back,) = line.json("services", "list")
    assert (back["id"], back["status"]) == (service["id"], "operational")


def _output(file: Path) -> str:
    return dict(line.split("=", 1) for line in file.read_text().splitlines())["maintenance"] if file.exists() else ""


def _posted(port: int, body: object, *, token: str = "known") -> str | None:
    """What the receiver said; None while it is not there."""
    words = ["curl", "-s", "--noproxy", "*", "-H", f"Authorization: Bearer {token}", "-d", json.dumps(body)]
    done = subprocess.run([*words, f"http://127.0.0.1:{port}/"], capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    return done.stdout if done.returncode == 0 else None
