"""What is on the page now, in the words of the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from allclear_cli.client import Allclear, NotFoundError, UsageError
from allclear_cli.client.models import Organization

Raw = Mapping[str, Any]
_LISTED = {"service": "services", "template": "templates", "metric": "metrics", "monitor": "monitors"}


@dataclass(frozen=True)
class Remote:
    """An organization, as the API says it. Kinds that the deployment does not have are None."""

    organization: Organization
    services: Sequence[Raw]
    templates: Sequence[Raw] | None
    metrics: Sequence[Raw] | None
    monitors: Sequence[Raw] | None

    def of(self, kind: str) -> Sequence[Raw]:
        """Things of a kind; raises UsageError where the deployment has none."""
        found: Sequence[Raw] | None = getattr(self, _LISTED[kind])
        if found is None:
            raise UsageError(f"This deployment has no {_LISTED[kind]}. Leave that section out.")
        return found

    @property
    def settings(self) -> dict[str, Any]:
        """Its settings."""
        return self.organization.as_json()


def looked_at(client: Allclear) -> Remote:
    """All of it; reading needs no more than a key that reads."""
    organization = client.organization()
    services = client.services.raw.all()
    templates, metrics, monitors = (_listed(client, kind) for kind in ("templates", "metrics", "monitors"))
    if metrics is not None:  # a monitor's own comes and goes with it
        metrics = [each for each in metrics if not each.get("monitor_id")]
    return Remote(organization, in_order(services), templates, metrics and in_order(metrics), monitors)


def in_order(things: Sequence[Raw]) -> list[Raw]:
    """As the page lists them."""
    return sorted(things, key=lambda each: (each["position"], each["id"]))


def _listed(client: Allclear, kind: str) -> list[dict[str, Any]] | None:
    try:
        return client.things(kind).all()
    except NotFoundError:
        return None
