"""The modules as files."""

from chalicelib.publish.facts import forms, metrics, page


def artefacts() -> dict[str, str]:
    """By file name under static_site/js/facts/."""
    return {"page.js": page.text(), "forms.js": forms.text(), "metrics.js": metrics.text()}
