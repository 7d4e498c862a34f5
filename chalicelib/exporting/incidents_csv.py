"""Incidents as CSV: a line for each update, as an import of CSV reads them."""

import csv
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from chalicelib.domain.cells import as_cell

COLUMNS = (
    "id", "title", "impact", "status", "services", "service_status", "started_at", "resolved_at", "description",
    "update_status", "update_at", "update_text",
)  # fmt: skip


class IncidentsCsv:
    """Writes incidents to a file as they come."""

    def __init__(self, file: TextIO) -> None:
        self._writer = csv.writer(file)
        self._writer.writerow(COLUMNS)

    def add(self, incident: Mapping[str, Any]) -> None:
        """Its updates, oldest first."""
        for update in reversed(incident["updates"]):
            self._writer.writerow([as_cell(cell) for cell in _cells(incident, update)])


def _cells(incident: Mapping[str, Any], update: Mapping[str, Any]) -> Sequence[str]:
    statuses = {str(each["status"]) for each in incident["services"]} - {"operational"}
    return (
        incident["id"],
        incident["title"],
        incident["impact"],
        incident["status"],
        "; ".join(str(each["name"]).replace(";", ",") for each in incident["services"]),
        statuses.pop() if len(statuses) == 1 else "",
        incident["started_at"],
        incident["resolved_at"] or "",
        incident["description"],
        update["status"],
        update["created_at"],
        update["text"],
    )
