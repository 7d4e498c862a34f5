"""An incident's impact beside the statuses that it gives its services: the two never contradict each other."""

from collections.abc import Collection, Mapping

from chalicelib.domain.errors import InvalidError
from chalicelib.domain.holds import Claim
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import Impact, impact_of
from chalicelib.domain.services import ServiceStatus


def check_impact(impact: Impact | None, statuses: Collection[ServiceStatus]) -> None:
    """Raises InvalidError for an impact of none beside a service that is not operational.

    How bad it is otherwise is the team's to judge: a major outage of something small may be a minor incident.
    """
    if impact is Impact.NONE and any(status is not ServiceStatus.OPERATIONAL for status in statuses):
        raise InvalidError(("impact",), "must not be none while a service it affects is not operational")


def raised(impact: Impact, before: Mapping[Id, Claim], after: Mapping[Id, Claim]) -> Impact:
    """The impact once its services are worse than it said before; it never falls by itself."""
    was, now = (impact_of({each: claim.status for each, claim in claims.items()}) for claims in (before, after))
    if not after or (before and _rank(now) <= _rank(was)):
        return impact
    return max(impact, now, key=_rank)


def _rank(impact: Impact) -> int:
    return list(Impact).index(impact)
