"""What an incident or maintenance has still to do to its services, where one transaction does not take all of them.

It is kept with the incident or maintenance from the first transaction on, so that whoever comes next can complete it:
the same request, a reaction, or the next change (docs/decisions/0092). A service that is still pending keeps the claim
that it had, since a claim and its service change together.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from chalicelib.domain.holds import Claim, Claims, claimed, restored, uncovered
from chalicelib.domain.ids import Id
from chalicelib.domain.model import Model
from chalicelib.domain.services import Service, ServiceStatus, with_status
from chalicelib.domain.words import Word


class Act(Word):
    """What is to be done to a service."""

    CLAIM = "claim"
    """It gets the status that the incident or maintenance says."""
    CHOOSE = "choose"
    """It gets a status as if a person had chosen it."""
    RESTORE = "restore"
    """Its incident lets go of it."""
    UNCOVER = "uncover"
    """Its maintenance lets go of it."""
    NAME = "name"
    """It only has to be there, under the name that the incident or maintenance says."""

    @classmethod
    def for_unknown(cls) -> "Act":
        """The one that changes least."""
        return cls.NAME


class Pending(Model):
    """One act that is still to be done."""

    act: Act
    status: ServiceStatus | None = None


PendingActs = dict[Id, Pending]
_OF_PRESENT = frozenset({Act.CLAIM, Act.NAME})
"""Make sense only as long as the service is named in something that is not over."""


def act_on(service: Service, claims: Claims, letting_go: Act) -> Pending:
    """The act that made `service`, as it is after it; `claims` are those of who acts, after it as well."""
    claim = claims.get(service.id)
    if claim and claim.at == service.version:
        return Pending(act=Act.CLAIM, status=claim.status)
    if service.chosen_at == service.version:
        return Pending(act=Act.CHOOSE, status=service.status)
    return Pending(act=letting_go)


def still_due(pending: Mapping[Id, Pending] | None, named: Collection[Id], *, is_over: bool) -> PendingActs:
    """Those that still make sense for who is over, or names these services."""
    found = dict(pending or {})
    return {
        each: left for each, left in found.items() if left.act not in _OF_PRESENT or (each in named and not is_over)
    }


def done(
    service: Service, pending: Pending, others: Collection[Claim], now: datetime
) -> tuple[Service | None, Claim | None]:
    """The service after the act, or None where it stays as it is; and the claim on it, if there is one."""
    match pending.act, pending.status:
        case Act.CLAIM, ServiceStatus() as status:
            return claimed(service, status, others, now)
        case Act.CHOOSE, ServiceStatus() as status:
            return with_status(service, status, now), None
        case Act.RESTORE, _:
            return restored(service, others, now), None
        case Act.UNCOVER, _:
            return uncovered(service, others, now), None
        case _:
            return None, None
