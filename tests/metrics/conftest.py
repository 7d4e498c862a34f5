"""Metrics as tests meet them: points are added, and the job's next minute rolls them up."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.metrics import Metric, MetricDraft
from chalicelib.domain.points import Point, moment
from chalicelib.jobs.metrics import metric_rollups
from chalicelib.use_cases import metrics
from tests.conftest import Clock
from tests.edges import Stream
from tests.history.conftest import message_of
from tests.queues import Queues
from tests.tenancy import Tenant


@dataclass
class Measuring:
    """An organization that measures, and the clock and the queue behind it."""

    tenant: Tenant
    stream: Stream
    queues: Queues
    folder: Path
    clock: Clock

    def metric(self, name: str = "Response time", **fields: Any) -> Metric:
        """Adds a metric."""
        draft = MetricDraft(name=name, **fields)
        return metrics.add(self.tenant.org_id, draft, self.tenant.actor, self.clock.now)

    def push(self, metric: Metric, values: Mapping[datetime, float] | Mapping[int, float]) -> None:
        """Adds points."""
        points = [Point(at=at if isinstance(at, datetime) else moment(at), value=value) for at, value in values.items()]
        metrics.push(self.tenant.org_id, metric.id, points, self.clock.now)

    def publishes(self) -> None:
        """What happened becomes a version of the page, and the reaction learns of it."""
        told = [message_of(each) for each in self.stream.flow() if each["eventName"] == "INSERT"]
        self.queues.sent["metrics"] = [
            each for each in told if each.type.startswith("metric.") or each.type == "organization.updated"
        ]
        assert self.queues.flow("metrics") == []

    def minute_passes(self) -> int:
        """The job runs once more; answers how many organizations it found due."""
        self.clock.passes(minutes=1)
        found = metric_rollups()
        assert self.queues.flow("metrics") == []
        return found

    def fails(self) -> None:
        """The job runs, and the reaction dies."""
        self.clock.passes(minutes=1)
        assert metric_rollups() == 1
        assert len(self.queues.flow("metrics")) == 1
        self.queues.sent.clear()

    def names(self) -> list[str] | None:
        """What the page shows; None without a document."""
        document = self.folder / f"api/status/{self.tenant.slug}/metrics.json"
        return [each["name"] for each in json.loads(document.read_text())["metrics"]] if document.exists() else None

    def document(self, name: str = "") -> Any:
        """A document of the page's metrics."""
        below = f"/{name}" if name else ""
        return json.loads((self.folder / f"api/status/{self.tenant.slug}/metrics{below}.json").read_text())


@pytest.fixture
def measuring(tenant: Tenant, stream: Stream, queues: Queues, documents: Path, clock: Clock) -> Measuring:
    """An organization that measures nothing yet, whose page is published."""
    made = Measuring(tenant, stream, queues, documents, clock)
    stream.flow()
    return made
