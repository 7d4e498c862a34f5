"""/v1/pages/{page_id}/components: services, and categories as groups of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.api.call import Answer, Call
from chalicelib.api.statuspage.declared import PAGE, v1
from chalicelib.api.statuspage.given import Flag, Given, Paged, Text, Word
from chalicelib.api.statuspage.listed import listed
from chalicelib.api.statuspage.shapes import Component, Group
from chalicelib.domain.errors import InvalidError, NotFoundError
from chalicelib.domain.ids import Id
from chalicelib.domain.organizations import Organization, Role
from chalicelib.domain.services import Service, ServiceDraft, ServiceEdit
from chalicelib.publish.statuspage import components as v2
from chalicelib.publish.statuspage import shapes
from chalicelib.publish.statuspage.components import group_id
from chalicelib.store import organizations, services
from chalicelib.use_cases import services as use_cases

_PATH, _ONE = f"{PAGE}/components", f"{PAGE}/components/{{component_id}}"


@dataclass(frozen=True)
class _Listing:
    organization: Organization
    services: Sequence[Service]


class ComponentFields(Given):
    """A component. `only_show_if_degraded` and `start_date` have no counterpart: answers say what holds here."""

    name: Text = None
    description: Text = None
    status: Word = None
    group_id: Text = None
    """Of a group that is there; null or empty takes it out of its group."""
    showcase: Flag = None
    """Whether visitors see its uptime."""


class ComponentBody(Given):
    """Its wrapper."""

    component: ComponentFields


def on_page(org_id: Id) -> list[Component | Group]:
    """All of the page, in its order, each group before its components."""
    return as_listed(organizations.get(org_id), services.of_organization(org_id))


def as_listed(organization: Organization, found: Sequence[Service]) -> list[Component | Group]:
    """These services as components, and their groups."""
    return [_shown(each) for each in v2.components(_Listing(organization, found))]


def _shown(found: shapes.Component) -> Component | Group:
    kind = Group if found.group else Component
    return kind.model_construct(**found.__dict__)


def component(org_id: Id, component_id: Id) -> Component | Group:
    """One of the page; raises NotFoundError."""
    for each in on_page(org_id):
        if each.id == component_id:
            return each
    raise NotFoundError("There is no such component.")


def category_of(org_id: Id, found: Sequence[Service], wanted: str | None) -> str:
    """The name of the group, "" for none; raises InvalidError for one that is not there."""
    if not wanted:
        return ""
    named = dict.fromkeys([each.category for each in found] + list(organizations.get(org_id).categories))
    for name in named:
        if name and group_id(org_id, name) == wanted:
            return name
    raise InvalidError(("group_id",), "is not a group of this page")


@v1("GET", _PATH, Role.VIEWER, query=Paged)
def list_components(call: Call[None, Paged]) -> Answer:
    """List the components, groups among them."""
    return listed(on_page(call.org_id), call.query, lambda each: each)


@v1("POST", _PATH, Role.MEMBER, body=ComponentBody, status=201)
def create_component(call: Call[ComponentBody, None]) -> Component | Group:
    """Add a component."""
    draft = ServiceDraft.model_validate(_fields(call))
    service = use_cases.add(call.org_id, draft, call.actor, call.now)
    return component(call.org_id, service.id)


@v1("GET", _ONE, Role.VIEWER)
def get_component(call: Call[None, None]) -> Component | Group:
    """Get a component, or a group."""
    return component(call.org_id, call.id("component_id"))


@v1("PATCH PUT", _ONE, Role.MEMBER, body=ComponentBody)
def edit_component(call: Call[ComponentBody, None]) -> Component | Group:
    """Edit a component, its status included."""
    fields = _fields(call)
    if fields:
        edit = ServiceEdit.model_validate(fields)
        use_cases.edit(call.org_id, call.id("component_id"), edit, call.actor, call.now)
    return component(call.org_id, call.id("component_id"))


@v1("DELETE", _ONE, Role.MEMBER, status=204)
def delete_component(call: Call[None, None]) -> None:
    """Delete a component."""
    use_cases.delete(call.org_id, call.id("component_id"), call.actor, call.now)


def _fields(call: Call[ComponentBody, None]) -> dict[str, Any]:
    given = call.body.component
    fields = given.sent(name="name", description="description", status="status", showcase="show_uptime")
    if "group_id" in given.model_fields_set:
        known = services.of_organization(call.org_id) if given.group_id else []
        fields["category"] = category_of(call.org_id, known, given.group_id)
    return fields
