"""The README's own words, done: its examples work as they stand, but for the port and the data folder."""

import json
import os
import re
import subprocess

from tests.live.stack.whole import ROOT, Whole, wait_until

README = (ROOT / "README.md").read_text()


def test_the_examples_of_the_api_work_as_they_stand(shared: Whole) -> None:
    block = re.search(r"## Try the API.*?```\n(.*?)```", README, re.DOTALL)
    assert block
    here = block[1].replace("localhost:8000", f"127.0.0.1:{shared.port}").replace(".local/", f"{shared.data_dir}/")
    run = subprocess.run(  # noqa: S603 - our own README
        ["/bin/bash", "-ec", here.replace("curl -s ", "curl -sS --noproxy '*' -w '\\n' ")],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    services, incident, page = map(json.loads, run.stdout.split("\n")[:3])
    assert services["items"]
    assert incident["title"] == "Checkout is slow"
    assert page["organization"]["slug"] == "demo-org"
    wait_until(lambda: incident["id"] in {item["id"] for item in shared.page()["active_incidents"]})


def test_the_commands_it_names_exist(shared: Whole) -> None:
    targets = set(re.findall(r"(?:^|`)make ([a-z-]+)", README, re.MULTILINE))
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S607
    assert targets <= set(re.findall(r"make ([a-z-]+)", listed))
