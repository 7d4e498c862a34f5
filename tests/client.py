"""A viewer's page, kept up as static_site/js/live.js keeps it: the newer of a resource counts, and a gap is fetched."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class Client:
    """Holds a page; `fetch` reads the published document."""

    fetch: Callable[[], Json]
    page: Json = field(default_factory=dict)
    early: dict[int, Json] = field(default_factory=dict)

    def hears(self, frames: Iterable[Json]) -> None:
        """Frames in the order they arrive."""
        for frame in frames:
            if frame["version"] > self.page["version"]:
                self.early[frame["version"]] = frame
            self._take()

    def catches_up(self) -> None:
        """Whoever still waits for a version fetches the document."""
        if any(version > self.page["version"] for version in self.early):
            self.reads()

    def reads(self) -> None:
        """The document, unless it is older than what is held."""
        found = self.fetch()
        if not self.page or found["version"] > self.page["version"]:
            self.page = found
        self._take()

    def _take(self) -> None:
        while (frame := self.early.get(self.page["version"] + 1)) and not frame["data"].get("partial"):
            self.page = applied(self.page, frame)


def applied(page: Json, frame: Json) -> Json:
    """The page after a frame."""
    data = frame["data"]
    incidents = _merged([*page["active_incidents"], *page["recent_incidents"]], _changed(data, "incident"))
    incidents.sort(key=lambda each: str(each["id"]), reverse=True)
    return {
        **page,
        "organization": data.get("organization", page["organization"]),
        "status": data["status"],
        "services": sorted(
            _merged(page["services"], _changed(data, "service")), key=lambda each: (each["position"], each["id"])
        ),
        "active_incidents": [each for each in incidents if each["status"] != "resolved"],
        "recent_incidents": [each for each in incidents if each["status"] == "resolved"],
        "maintenance": _merged(page["maintenance"], _changed(data, "maintenance")),
        "version": frame["version"],
    }


def _changed(data: Json, resource: str) -> list[Json]:
    one = data.get(resource)
    return [*([one] if one else []), *data.get(f"{resource}s", ())]


def _merged(held: list[Json], changed: list[Json]) -> list[Json]:
    by_id = {each["id"]: each for each in held}
    for each in changed:
        if each.get("deleted"):
            by_id.pop(each["id"], None)
        elif each["id"] not in by_id or by_id[each["id"]]["version"] <= each["version"]:
            by_id[each["id"]] = each
    return list(by_id.values())
