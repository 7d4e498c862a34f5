"""Metrics, monitors and sources of alerts of an archive, which holds neither their secrets nor their points."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from chalicelib.domain.errors import ConflictError, InvalidError
from chalicelib.domain.ids import Id
from chalicelib.domain.metrics import MAX_METRICS, Metric, check_shown
from chalicelib.domain.model import Model
from chalicelib.domain.monitor_fields import check
from chalicelib.domain.monitors import MAX_MONITORS, Monitor, MonitorKind
from chalicelib.domain.signals import Rule
from chalicelib.domain.sources import MAX_SOURCES, Source, check_source
from chalicelib.store import metrics, monitors, sources

W = TypeVar("W", Source, Monitor)


def notes_on(kind: str, line: Mapping[str, Any]) -> Iterator[str]:
    """What an import does not bring of a resource, in words for whoever looks at the preview."""
    if kind == "sources":
        yield "Its address is in no archive: nothing reaches it until you give it a new one."
        if line.get("signed"):
            yield "Its signing secret is in no archive: signatures are not looked at until you enter it again."
    elif kind == "monitors":
        if line.get("kind") == MonitorKind.HEARTBEAT:
            yield "Its address is in no archive: no job reaches it until you give it a new one."
        if line.get("headers"):
            yield "Values of its headers are in no archive: it comes paused. Enter them, and resume it."
    elif kind == "metrics":
        yield "Definitions of metrics come without their points."


def without_secrets(model: Model) -> Model:
    """The resource as it works without its secrets, which no archive holds: unsigned, or paused where headers lack."""
    if isinstance(model, Source):
        return model.but(signed=False)
    if isinstance(model, Monitor) and model.headers:
        return model.but(paused=True)
    return model


class Automation:
    """Checks them one after the other against what is there, and against those before them."""

    def __init__(self, org_id: Id) -> None:
        self._sources = {each.id: each for each in sources.of_organization(org_id)}
        self._monitors = {each.id: each for each in monitors.of_organization(org_id)}
        self._metrics = {each.id: each for each in metrics.of_organization(org_id)}

    def check(self, model: Model, services: Collection[Id], templates: Collection[Id]) -> None:
        """Raises InvalidError or ConflictError for one that can't be made here."""
        if isinstance(model, Source):
            check_source(model)
            _check_rules(model.rules, services, templates)
            _note(model, self._sources, MAX_SOURCES, "sources")
        elif isinstance(model, Monitor):
            check(model)
            _check_rules(model.rules, services, templates)
            _note(model, self._monitors, MAX_MONITORS, "monitors")
        elif isinstance(model, Metric):
            self._check_metric(model)

    def _check_metric(self, metric: Metric) -> None:
        if metric.monitor_id and (metric.monitor_id != metric.id or metric.id not in self._monitors):
            raise InvalidError(("monitor_id",), "is not a monitor of this organization")
        others = [each for each in self._metrics.values() if each.id != metric.id]
        check_shown(metric, others)
        if not metric.monitor_id and sum(not each.monitor_id for each in others) >= MAX_METRICS:
            raise ConflictError(f"An organization can have {MAX_METRICS} metrics.")
        self._metrics[metric.id] = metric


def _note(model: W, known: dict[Id, W], most: int, what: str) -> None:
    if len(known | {model.id: model}) > most:
        raise ConflictError(f"An organization can have {most} {what}.")
    known[model.id] = model


def _check_rules(rules: Sequence[Rule], services: Collection[Id], templates: Collection[Id]) -> None:
    for place, rule in enumerate(rules):
        if not {*rule.service_ids} <= {*services}:
            raise InvalidError(("rules", place, "service_ids"), "must be services of this organization")
        if rule.template_id is not None and rule.template_id not in templates:
            raise InvalidError(("rules", place, "template_id"), "is not a template of this organization")
