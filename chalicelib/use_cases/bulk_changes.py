"""One status for many services, or one category."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain import page_room
from chalicelib.domain.events import Actor, EventType
from chalicelib.domain.ids import Id
from chalicelib.domain.services import Service, ServiceStatus, with_status
from chalicelib.store.services import of_organization
from chalicelib.use_cases.bulk import Wish, change_all
from chalicelib.use_cases.services import chosen


def change_statuses(
    org_id: Id, service_ids: Sequence[Id], status: ServiceStatus, actor: Actor, now: datetime
) -> list[Service]:
    """The services in their new status, in page order.

    Raises InvalidError, with nothing written, for one that is not the organization's, and PartlyDoneError.
    """
    words = status.value.replace("_", " ")
    wish = Wish(
        kind=EventType.SERVICE_STATUS_CHANGED,
        revised=lambda service, at: with_status(service, status, at),
        field="status",
        what="the new status",
        summary=lambda after: f"{after[0].name} is {words}" if len(after) == 1 else f"{len(after)} services: {words}",
    )
    return change_all(chosen(org_id, _once(service_ids)), wish, actor, now)


def move_to_category(
    org_id: Id, service_ids: Sequence[Id], category: str, actor: Actor, now: datetime
) -> list[Service]:
    """The services in this category, in page order, each with the position it had; "" is no category.

    Raises InvalidError for one that is not the organization's, and ConflictError where the page has no room for that
    name so often, with nothing written; and PartlyDoneError.
    """
    every = of_organization(org_id)
    wanted = chosen(org_id, _once(service_ids), every)
    ids = {each.id for each in wanted}
    page_room.check_renamed(every, [each.but(category=category) if each.id in ids else each for each in every])
    where = f"moved to {category}" if category else "taken out of their categories"
    wish = Wish(
        kind=EventType.SERVICE_MOVED,
        revised=lambda service, at: service.revised(at, category=category),
        field="category",
        what="the new category",
        summary=lambda after: f"{after[0].name} was moved" if len(after) == 1 else f"{len(after)} services: {where}",
    )
    return change_all(wanted, wish, actor, now)


def _once(service_ids: Sequence[Id]) -> tuple[Id, ...]:
    return tuple(dict.fromkeys(service_ids))
