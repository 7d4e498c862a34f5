"""`python -m chalicelib.api.openapi FOLDER` writes openapi.json and asyncapi.json there."""

import sys
from pathlib import Path

import app  # noqa: F401 - its import fills the registry
from chalicelib.api.openapi.artefacts import artefacts

for name, text in artefacts().items():
    (Path(sys.argv[1]) / name).write_text(text)
