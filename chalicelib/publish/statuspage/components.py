"""Services as components, and categories as groups of them."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import groupby

from chalicelib.domain.ids import Id, id_from
from chalicelib.domain.markdown import plain_text
from chalicelib.domain.services import Service
from chalicelib.publish.markup import Grouped, by_category
from chalicelib.publish.statuspage.shapes import COMPONENT_STATUS, Component, Group


def group_id(org_id: Id, category: str) -> Id:
    """A category has only its name; the same name always gives the same id."""
    return id_from(sha256(f"category\n{org_id}\n{category}".encode()).digest())


def components(page: Grouped) -> tuple[Group | Component, ...]:
    """In the order of the page, each group before its components; positions count from 1 on within what lists them."""
    return tuple(_in_order(page))


def _in_order(page: Grouped) -> Iterable[Group | Component]:
    place = 0
    for category, found in groupby(by_category(page), key=lambda service: service.category):
        services = list(found)
        if category:
            place += 1
            yield _group(page, category, services, place)
        for within, service in enumerate(services, 1):
            place += 0 if category else 1
            yield _component(page, service, within if category else place)


def _component(page: Grouped, service: Service, position: int) -> Component:
    org_id = page.organization.id
    showcase = page.organization.show_uptime and service.show_uptime
    return Component.model_construct(
        id=service.id,
        name=service.name,
        status=COMPONENT_STATUS[service.status],
        created_at=service.created_at,
        updated_at=service.updated_at,
        position=position,
        description=plain_text(service.description, service.description_tree) or None,
        showcase=showcase,
        start_date=f"{service.created_at:%Y-%m-%d}" if showcase else None,
        group_id=group_id(org_id, service.category) if service.category else None,
        page_id=org_id,
    )


def _group(page: Grouped, category: str, services: Sequence[Service], position: int) -> Group:
    details = page.organization.category_details
    about = next((each.description for each in details if each.name == category), "")
    return Group.model_construct(
        id=group_id(page.organization.id, category),
        name=category,
        status=COMPONENT_STATUS[max((each.status for each in services), key=lambda status: status.severity)],
        created_at=min(each.created_at for each in services),
        updated_at=max(each.updated_at for each in services),
        position=position,
        description=about or None,
        showcase=False,
        start_date=None,
        group_id=None,
        page_id=page.organization.id,
        group=True,
        components=tuple(each.id for each in services),
    )
