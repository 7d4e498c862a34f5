"""What an assistant may read, as often as it likes."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from allclear_cli.client import Allclear
from allclear_cli.client.live import Watch
from allclear_cli.commands import affected, incidents, maintenance
from allclear_cli.output import jsonable
from allclear_cli.page import planning, pulling, reading, remote

LONGEST_WATCH = 60


@dataclass(frozen=True)
class Reading:
    """The reading verbs of one client. Their docstrings are what assistants are told of them."""

    client: Allclear
    slug: str

    def status(self, page: str = "") -> dict[str, Any]:
        """Read a public status page: its state, open incidents, maintenance and services. Without `page`, our own."""
        return self.client.page(page or self.slug).as_json()

    def list_services(self) -> list[dict[str, Any]]:
        """List our services in the order of the page, with their status, category and id."""
        return jsonable(self.client.services.all())

    def list_incidents(self, state: str = "open", limit: int = 20) -> list[dict[str, Any]]:
        """List incidents, newest first. `state` is open, draft or all."""
        found = self.client.incidents.each(state if state in {"open", "draft"} else None)
        return [each.as_json() for each, _ in zip(found, range(limit), strict=False)]

    def show_incident(self, incident: str) -> dict[str, Any]:
        """Read an incident by id, or by its title if it is open, with all that was said of it."""
        return incidents.find(self.client, incident).as_json()

    def list_maintenance(self, *, finished: bool = False, limit: int = 20) -> list[dict[str, Any]]:
        """List maintenance that is planned or running, newest first; with `finished`, the rest, too."""
        found = (each for each in self.client.maintenance.each() if finished or each.status in maintenance.UNFINISHED)
        return [each.as_json() for each, _ in zip(found, range(limit), strict=False)]

    def count_subscribers(self, services: Sequence[str] = (), incident: str = "") -> dict[str, Any]:
        """Count who would be told: `count` of something about these services or this incident, `total` of anything."""
        ids = affected.ids(self.client.services.all(), services)
        about = incidents.find(self.client, incident).id if incident else None
        return self.client.subscribers.count(ids, about).as_json()

    def watch(self, seconds: int = 20) -> dict[str, Any]:
        """Watch our page live for some seconds, at most 60, and list the changes that happened meanwhile."""
        until = time.monotonic() + max(1, min(seconds, LONGEST_WATCH))
        path = f"/api/status/{self.slug}"
        watch = Watch(
            self.client.address.live,
            self.slug,
            lambda: dict(self.client.transport.call("GET", path).json()),
            until=until,
        )
        events = [event for event in watch.events() if event.kind != "lost"]
        return {"changes": [event.data for event in events if event.kind == "frame"], "resyncs": len(events)}

    def pull_page(self) -> str:
        """Read our page as the YAML file that `apply_page` takes."""
        return reading.written(pulling.pulled(remote.looked_at(self.client)))

    def diff_page(self, file: str, *, prune: bool = False) -> dict[str, Any]:
        """Say what `apply_page` would do with this YAML, and do nothing."""
        plan, _ = planning.planned(reading.parsed(file), remote.looked_at(self.client), prune=prune)
        return {"steps": [step.as_json() for step in plan.steps], "not_in_file": list(plan.left)}

    def export_page(self) -> Mapping[str, Any]:
        """Have an archive of everything made, and get a link to it that works for some minutes, for whoever has it."""
        return self.client.exports.until_settled(str(self.client.exports.begin()["id"]))
