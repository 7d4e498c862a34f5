"""Metrics as HTML: figures, lines and tables that are read without any script. js/page/metrics draws them anew."""

import json
from html import escape
from typing import Any

from chalicelib.domain.appearance import Tone
from chalicelib.domain.organizations import OrganizationProfile
from chalicelib.publish import shell
from chalicelib.publish.shell import Head


def page(organization: OrganizationProfile, day: str | None) -> str | None:
    """`/metrics`, from the document of a day; None for a page that shows none."""
    if day is None:
        return None
    document = json.loads(day)
    about = f"What {organization.name} measured in the last 24 hours."
    head = Head(f"Metrics - {organization.name} status", about, Tone.IDLE, ("metrics",))
    lines = "".join(_line(each) for each in document["metrics"])
    return shell.below(organization, head, f"<h2>Metrics</h2>{lines}")


def _line(metric: dict[str, Any]) -> str:
    return f"<p>{escape(metric['name'])}</p>"
