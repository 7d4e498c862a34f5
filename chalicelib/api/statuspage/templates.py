"""/v1/pages/{page_id}/incident_templates."""

from chalicelib.api.call import Answer, Call
from chalicelib.api.statuspage import shapes
from chalicelib.api.statuspage.components import on_page
from chalicelib.api.statuspage.declared import PAGE, v1
from chalicelib.api.statuspage.given import Given, Ids, Paged, Text, Word
from chalicelib.api.statuspage.incident_bodies import INCIDENT_WORDS, MAINTENANCE_WORDS, word
from chalicelib.api.statuspage.listed import listed
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import IncidentStatus
from chalicelib.domain.organizations import Role
from chalicelib.domain.templates import Template, TemplateDraft, TemplateKind
from chalicelib.use_cases import templates as use_cases

_PATH = f"{PAGE}/incident_templates"


class TemplateFields(Given):
    """A template; its groups and its tweets have no counterpart."""

    name: Text = None
    title: Text = None
    body: Text = None
    update_status: Word = None
    """The step that `body` is said at, of an incident or of maintenance; `investigating` by default."""
    component_ids: Ids | None = None


class TemplateBody(Given):
    """Its wrapper."""

    template: TemplateFields


class _Views:
    """Makes the templates of one page; its components are read once."""

    def __init__(self, org_id: Id) -> None:
        self._components = {each.id: each for each in on_page(org_id)}

    def of(self, found: Template) -> shapes.Template:
        step, body = next(iter(found.texts.items()), (_first_step(found.kind), found.description))
        components = (self._components[each] for each in found.service_ids if each in self._components)
        return shapes.Template.model_construct(
            id=found.id,
            components=tuple(components),
            name=found.name,
            title=found.title,
            body=body,
            update_status=step,
        )


def _first_step(kind: TemplateKind) -> str:
    return "investigating" if kind is TemplateKind.INCIDENT else "scheduled"


@v1("GET", _PATH, Role.VIEWER, query=Paged)
def list_templates(call: Call[None, Paged]) -> Answer:
    """List the templates for incidents and maintenance, newest first."""
    return listed(use_cases.of_organization(call.org_id), call.query, _Views(call.org_id).of)


@v1("POST", _PATH, Role.MEMBER, body=TemplateBody, status=201)
def create_template(call: Call[TemplateBody, None]) -> shapes.Template:
    """Make a template."""
    given = call.body.template
    step = word({**MAINTENANCE_WORDS, **INCIDENT_WORDS}, given.update_status) or IncidentStatus.INVESTIGATING
    fields = given.sent(name="name", title="title", component_ids="service_ids")
    fields["kind"] = TemplateKind.INCIDENT if isinstance(step, IncidentStatus) else TemplateKind.MAINTENANCE
    if given.body:
        fields["texts"] = {str(step): given.body}
    draft = TemplateDraft.model_validate(fields)
    return _Views(call.org_id).of(use_cases.make(call.org_id, draft, call.actor, call.now))
