"""/v1/pages/{page_id}/component-groups: a category is there as long as a service is in it."""

from chalicelib.api.call import Answer, Call
from chalicelib.api.statuspage.components import on_page
from chalicelib.api.statuspage.declared import PAGE, v1
from chalicelib.api.statuspage.given import Given, Ids, Paged, Text
from chalicelib.api.statuspage.listed import listed
from chalicelib.api.statuspage.shapes import ComponentGroup, Group
from chalicelib.domain.branding import CategoryDetail
from chalicelib.domain.errors import ForbiddenError, InvalidError, NotFoundError
from chalicelib.domain.ids import Id
from chalicelib.domain.organizations import OrganizationEdit, Role
from chalicelib.domain.services import ServicesCategoryChange
from chalicelib.publish.statuspage.components import group_id
from chalicelib.store import organizations
from chalicelib.use_cases import organizations as settings
from chalicelib.use_cases import services
from chalicelib.use_cases.bulk_changes import move_to_category

_PATH, _ONE = f"{PAGE}/component-groups", f"{PAGE}/component-groups/{{group_id}}"


class GroupFields(Given):
    """A group."""

    name: Text = None
    components: Ids | None = None
    """The ids of all that are in it."""
    description: Text = None


class GroupBody(Given):
    """Its wrapper; their clients send the description beside it."""

    component_group: GroupFields
    description: Text = None

    @property
    def about(self) -> str | None:
        """The description, wherever it is."""
        return self.description if self.component_group.description is None else self.component_group.description


@v1("GET", _PATH, Role.VIEWER, query=Paged)
def list_component_groups(call: Call[None, Paged]) -> Answer:
    """List the groups of components."""
    return listed((each for each in on_page(call.org_id) if isinstance(each, Group)), call.query, _shown)


@v1("POST", _PATH, Role.MEMBER, body=GroupBody, status=201)
def create_component_group(call: Call[GroupBody, None]) -> ComponentGroup:
    """Make a group of components."""
    given = call.body.component_group
    if not given.components:
        raise InvalidError(("components",), "must name at least one component")
    if not given.name:
        raise InvalidError(("name",), "is required")
    _check_free(call.org_id, name := _name(given.name, given.components))
    services.chosen(call.org_id, given.components)
    _describe(call, name)
    move_to_category(call.org_id, given.components, name, call.actor, call.now)
    return _shown(_group(call.org_id, group_id(call.org_id, name)))


@v1("GET", _ONE, Role.VIEWER)
def get_component_group(call: Call[None, None]) -> ComponentGroup:
    """Get a group of components."""
    return _shown(_group(call.org_id, call.id("group_id")))


@v1("PATCH PUT", _ONE, Role.MEMBER, body=GroupBody)
def edit_component_group(call: Call[GroupBody, None]) -> ComponentGroup:
    """Rename a group, or say which components are in it. A new name gives it a new id."""
    before, given = _group(call.org_id, call.id("group_id")), call.body.component_group
    wanted = before.components if given.components is None else given.components
    if not wanted:
        raise InvalidError(("components",), "must name at least one component")
    name = _name(given.name or before.name, wanted)
    if name != before.name:
        _check_free(call.org_id, name)
    services.chosen(call.org_id, wanted)
    _describe(call, name)
    moving = wanted if name != before.name else [each for each in wanted if each not in before.components]
    if moving:
        move_to_category(call.org_id, moving, name, call.actor, call.now)
    if left := [each for each in before.components if each not in wanted]:
        move_to_category(call.org_id, left, "", call.actor, call.now)
    return _shown(_group(call.org_id, group_id(call.org_id, name)))


@v1("DELETE", _ONE, Role.MEMBER)
def delete_component_group(call: Call[None, None]) -> ComponentGroup:
    """Take all components out of a group, which ends it."""
    before = _group(call.org_id, call.id("group_id"))
    move_to_category(call.org_id, before.components, "", call.actor, call.now)
    return _shown(before)


def _group(org_id: Id, wanted: Id) -> Group:
    for each in on_page(org_id):
        if isinstance(each, Group) and each.id == wanted:
            return each
    raise NotFoundError("There is no such group.")


def _name(name: str, components: tuple[Id, ...]) -> str:
    """As it is stored; raises ValidationError for what is no name."""
    return ServicesCategoryChange.model_validate({"service_ids": components, "category": name}).category


def _check_free(org_id: Id, name: str) -> None:
    if any(isinstance(each, Group) and each.name == name for each in on_page(org_id)):
        raise InvalidError(("name",), "has already been taken")


def _describe(call: Call[GroupBody, None], name: str) -> None:
    """The description of a category is a setting of the organization."""
    if call.body.about is None:
        return
    organization = organizations.get(call.org_id)
    before = next((each for each in organization.category_details if each.name == name), CategoryDetail(name=name))
    after = before.but(description=call.body.about)
    if after == before:
        return
    if not call.membership.role.includes(Role.ADMIN):
        raise ForbiddenError("A description of a group is a setting of the page: this needs the role admin.")
    others = [each for each in organization.category_details if each.name != name]
    edit = OrganizationEdit(category_details=(*others, after))
    settings.edit(call.org_id, edit, call.actor, call.now)


def _shown(group: Group) -> ComponentGroup:
    return ComponentGroup.model_construct(**{name: getattr(group, name) for name in ComponentGroup.model_fields})
