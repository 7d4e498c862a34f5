"""/api/services."""

from chalice import Blueprint
from pydantic import BaseModel

from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.paging import Items, Paging, next_link
from chalicelib.api.registry import About
from chalicelib.domain.organizations import Role
from chalicelib.domain.services import (
    Service,
    ServiceDraft,
    ServiceEdit,
    ServicesCategoryChange,
    ServicesStatusChange,
    ServiceStatusChange,
)
from chalicelib.store import services as store
from chalicelib.store.together import member_and_service
from chalicelib.use_cases import services as use_cases
from chalicelib.use_cases.bulk_changes import change_statuses, move_to_category

bp = Blueprint(__name__)
_ABOUT = About("service_id", member_and_service)


class ServicePage(Items):
    """Services by position."""

    items: list[Service]


class ServicesChanged(BaseModel):
    """Services as they are now, in page order."""

    items: list[Service]


@endpoint(bp, "GET", "/api/services", Role.VIEWER, query=Paging, answer=ServicePage)
def list_services(call: Call[None, Paging]) -> Answer:
    """List the services, as the page orders them."""
    found = store.of_organization(call.org_id)
    ids = [service.id for service in found]
    start = ids.index(call.query.before) + 1 if call.query.before in ids else 0
    items = found[start : start + call.query.limit]
    cursor = items[-1].id if len(found) > start + len(items) else None
    return Answer(ServicePage(items=items, next_cursor=cursor), next_link("/api/services", call.query, cursor))


@endpoint(bp, "POST", "/api/services", Role.MEMBER, body=ServiceDraft, answer=Service, status=201)
def create_service(call: Call[ServiceDraft, None]) -> Answer:
    """Add a service."""
    service = use_cases.add(call.org_id, call.body, call.actor, call.now)
    return Answer(service, {"Location": f"/api/services/{service.id}"})


@endpoint(bp, "GET", "/api/services/{service_id}", Role.VIEWER, answer=Service, about=_ABOUT)
def get_service(call: Call[None, None]) -> Service:
    """Get a service."""
    return call.found or store.get(call.org_id, call.id("service_id"))


@endpoint(bp, "PUT", "/api/services/{service_id}", Role.MEMBER, body=ServiceEdit, answer=Service, locked=True)
def edit_service(call: Call[ServiceEdit, None]) -> Service:
    """Edit a service; fields left out keep their values."""
    return use_cases.edit(call.org_id, call.id("service_id"), call.body, call.actor, call.now, call.expected)


@endpoint(bp, "DELETE", "/api/services/{service_id}", Role.MEMBER, status=204, locked=True)
def delete_service(call: Call[None, None]) -> None:
    """Delete a service; past incidents keep its name."""
    use_cases.delete(call.org_id, call.id("service_id"), call.actor, call.now, call.expected)


@endpoint(bp, "PUT", "/api/services/status", Role.MEMBER, body=ServicesStatusChange, answer=ServicesChanged)
def change_status_of_services(call: Call[ServicesStatusChange, None]) -> ServicesChanged:
    """Change the status of many services.

    They change in as few transactions as they fit into, each with one frame. If it gets only so far, it answers a 503
    that says in `changed` which have the new status; send the same request again for the others.
    """
    ids = call.body.service_ids
    return ServicesChanged(items=change_statuses(call.org_id, ids, call.body.status, call.actor, call.now))


@endpoint(bp, "PUT", "/api/services/category", Role.MEMBER, body=ServicesCategoryChange, answer=ServicesChanged)
def change_category_of_services(call: Call[ServicesCategoryChange, None]) -> ServicesChanged:
    """Move many services to a category; each keeps its position.

    It answers, and is sent again, as the change of many statuses.
    """
    ids = call.body.service_ids
    return ServicesChanged(items=move_to_category(call.org_id, ids, call.body.category, call.actor, call.now))


@endpoint(
    bp,
    "PUT",
    "/api/services/{service_id}/status",
    Role.MEMBER,
    body=ServiceStatusChange,
    answer=Service,
    locked=True,
    about=_ABOUT,
)
def change_service_status(call: Call[ServiceStatusChange, None]) -> Service:
    """Change the status of a service."""
    return use_cases.change_status(
        call.org_id,
        call.id("service_id"),
        call.body.status,
        call.actor,
        call.now,
        call.expected,
        call.found,
    )
