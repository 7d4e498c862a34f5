"""docs/api.md: every example, run in order against the real stack, gets the status it says."""

import os
import re
import subprocess
from pathlib import Path

from tests.live.stack.whole import EMAIL, Whole

GUIDE = Path(__file__).resolve().parents[3] / "docs/api.md"
_BLOCK = re.compile(r"^```bash\n(.*?)^```", re.MULTILINE | re.DOTALL)
_STATUS = re.compile(r"# (\d{3})$", re.MULTILINE)
_SETUP = """\
set -euo pipefail
curl() { command curl --silent --show-error --noproxy '*' --write-out '%{stderr}%{http_code}\\n' "$@"; }
"""


def test_every_example_gets_the_status_it_says(shared: Whole) -> None:
    script = "\n".join(_BLOCK.findall(GUIDE.read_text()))
    promised = _STATUS.findall(script)
    assert len(promised) == len(re.findall(r"\bcurl ", script)), "each call says its status"
    environment = {**os.environ, "ALLCLEAR": shared.url, "EMAIL": EMAIL, "PASSWORD": shared.password}
    run = subprocess.run(  # noqa: S603 - our own guide
        ["/bin/bash", "-c", _SETUP + script], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert run.stderr.split() == promised, run.stdout[-2000:]
    assert run.returncode == 0
