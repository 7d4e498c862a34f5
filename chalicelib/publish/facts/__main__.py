"""`python -m chalicelib.publish.facts FOLDER` writes page.js, forms.js and metrics.js there."""

import sys
from pathlib import Path

from chalicelib.publish.facts.artefacts import artefacts

for name, text in artefacts().items():
    (Path(sys.argv[1]) / name).write_text(text, encoding="utf-8")
