"""Metrics as HTML: figures, lines and tables that are read without any script. js/page/metrics draws them anew."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from html import escape
from typing import Any

from chalicelib.domain.appearance import Tone
from chalicelib.domain.organizations import OrganizationProfile
from chalicelib.domain.times import from_wire
from chalicelib.publish import shell
from chalicelib.publish.moments import moment
from chalicelib.publish.shell import Head

_HEIGHT = 100
_FIGURES = (("Mean", "mean"), ("p95", "p95"), ("Least", "least"), ("Most", "most"))
_NARROW_SPACE = "\u202f"
_ROWS_APART = 12
"""Steps of five minutes: a table has a row an hour."""


def page(organization: OrganizationProfile, day: str | None) -> str | None:
    """`/metrics`, from the document of a day; None for a page that shows none."""
    if day is None:
        return None
    document = json.loads(day)
    about = f"What {organization.name} measured in the last 24 hours."
    head = Head(f"Metrics - {organization.name} status", about, Tone.IDLE, ("metrics",))
    lines = "".join(_metric(each, document) for each in document["metrics"])
    known = f"<p>In the 24 hours up to {moment(from_wire(document['as_of']))}.</p>"
    content = (
        f'<section class="metrics" aria-labelledby="metrics"><h2 id="metrics">Metrics</h2>{known}{lines}</section>'
    )
    return shell.alone(organization, head, content, sheet="/css/metrics.css", script=shell.METRICS)


def _metric(metric: dict[str, Any], document: dict[str, Any]) -> str:
    head, latest = f'<h3 dir="auto">{escape(metric["name"])}</h3>', metric["latest"]
    if latest is None:
        return f'<article class="metric"><header>{head}<p class="reading">No data in this range</p></header></article>'
    newest = f"{moment(from_wire(latest['at']))}: {_said(metric, latest['value'])}"
    figures = "".join(f"<div><dt>{word}</dt><dd>{_said(metric, metric[key])}</dd></div>" for word, key in _FIGURES)
    return (
        f'<article class="metric"><header>{head}<p class="reading">{newest}</p></header>'
        f'<div class="line">{_drawing(metric["values"])}</div><dl class="figures">{figures}</dl>'
        f"{_table(metric, document)}</article>"
    )


def _drawing(values: Sequence[float | None]) -> str:
    bottom, top = _extent([each for each in values if each is not None])
    path = "".join(_pieces(values, bottom, top - bottom))
    box = f'viewBox="0 0 {len(values) - 1} {_HEIGHT}" preserveAspectRatio="none" aria-hidden="true"'
    return f'<svg {box}><path class="values" d="{path}"/></svg>'


def _extent(known: Sequence[float]) -> tuple[float, float]:
    """What is drawn, as js/page/metrics/steps.js has it: from zero, unless that would make a flat line of it."""
    least, most = min(known), max(known)
    if least == most:
        return (0, 1) if least == 0 else (min(0, 2 * least), max(0, 2 * most))
    if most - least >= abs(least) / 3:
        return min(0, least), max(0, most)
    edge = (most - least) / 4
    return least - edge, most + edge


def _pieces(values: Sequence[float | None], bottom: float, height: float) -> Iterable[str]:
    """Each value by a line from the one before it, if there is one; one that is alone is a dot."""
    before = None
    for place, value in enumerate(values):
        if value is not None:
            level = round(_HEIGHT * (1 - (value - bottom) / height), 2)
            yield f"{'M' if before is None else 'L'}{place} {level:g}{'h.01' if before is None else ''}"
        before = value


def _table(metric: dict[str, Any], document: dict[str, Any]) -> str:
    """Every twelfth step, so that it is read in a minute."""
    start, step = from_wire(document["start"]), timedelta(seconds=document["step"])
    chosen = list(enumerate(metric["values"]))[::-_ROWS_APART]
    rows = "".join(f"<tr>{_row(metric, start + step * place, value)}</tr>" for place, value in chosen)
    head = f'<thead><tr><th scope="col">From</th><th scope="col">{escape(metric["name"])}</th></tr></thead>'
    table = f"<table>{head}<tbody>{rows}</tbody></table>"
    return f'<details class="values"><summary>Values as a table</summary>{table}</details>'


def _row(metric: dict[str, Any], at: datetime, value: float | None) -> str:
    return f'<th scope="row">{moment(at, at.year)}</th><td>{_said(metric, value)}</td>'


def _said(metric: dict[str, Any], value: float | None) -> str:
    """`34.5 ms`."""
    if value is None:
        return "No data"
    number, unit = f"{value:,.{metric['decimals']}f}", metric["unit"]
    apart = "" if unit in {"", "%"} else _NARROW_SPACE
    return escape(f"{number}{apart}{unit}")
