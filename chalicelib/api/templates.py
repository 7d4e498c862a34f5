"""/api/templates."""

from chalice import Blueprint

from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.paging import Items, Paging, next_link
from chalicelib.domain.answer_room import first_that_fit
from chalicelib.domain.organizations import Role
from chalicelib.domain.templates import Template, TemplateDraft, TemplateEdit, TemplateKind
from chalicelib.use_cases import templates as use_cases

bp = Blueprint(__name__)


class TemplateQuery(Paging):
    """Which templates."""

    kind: TemplateKind | None = None
    """Only those for incidents, or for maintenance."""


class TemplateList(Items):
    """Templates, newest first."""

    items: list[Template]


@endpoint(bp, "GET", "/api/templates", Role.VIEWER, query=TemplateQuery, answer=TemplateList)
def list_templates(call: Call[None, TemplateQuery]) -> Answer:
    """List the templates for incidents and maintenance, newest first."""
    before, kind = call.query.before, call.query.kind
    every = use_cases.of_organization(call.org_id)
    found = [each for each in every if kind in {None, each.kind} and (before is None or each.id < before)]
    items = first_that_fit(found, call.query.limit)
    cursor = items[-1].id if len(found) > len(items) else None
    filters = {"kind": kind.value} if kind else {}
    link = next_link("/api/templates", call.query, cursor, **filters)
    return Answer(TemplateList(items=items, next_cursor=cursor), link)


@endpoint(bp, "POST", "/api/templates", Role.MEMBER, body=TemplateDraft, answer=Template, status=201)
def create_template(call: Call[TemplateDraft, None]) -> Answer:
    """Make a template; only the team sees it."""
    template = use_cases.make(call.org_id, call.body, call.actor, call.now)
    return Answer(template, {"Location": f"/api/templates/{template.id}"})


@endpoint(bp, "GET", "/api/templates/{template_id}", Role.VIEWER, answer=Template)
def get_template(call: Call[None, None]) -> Template:
    """Get a template."""
    return use_cases.get(call.org_id, call.id("template_id"))


@endpoint(bp, "PUT", "/api/templates/{template_id}", Role.MEMBER, body=TemplateEdit, answer=Template, locked=True)
def edit_template(call: Call[TemplateEdit, None]) -> Template:
    """Edit a template; fields left out keep their values."""
    return use_cases.edit(call.org_id, call.id("template_id"), call.body, call.actor, call.now, call.expected)


@endpoint(bp, "DELETE", "/api/templates/{template_id}", Role.MEMBER, status=204, locked=True)
def delete_template(call: Call[None, None]) -> None:
    """Delete a template; what was written from it stays."""
    use_cases.delete(call.org_id, call.id("template_id"), call.actor, call.now, call.expected)
