"""/v1/pages/{page_id}/incidents/{incident_id}/postmortem. It has one text, and no draft beside what is published."""

from chalicelib.api.call import Call
from chalicelib.api.statuspage import shapes
from chalicelib.api.statuspage.declared import PAGE, v1
from chalicelib.api.statuspage.given import Flag, Given, Text
from chalicelib.domain.organizations import Role
from chalicelib.domain.postmortems import Postmortem, PostmortemEdit
from chalicelib.use_cases import postmortems as use_cases

_PATH = f"{PAGE}/incidents/{{incident_id}}/postmortem"


class PostmortemFields(Given):
    """A postmortem."""

    body_draft: Text = None
    """Its text; of a published one, visitors read it at once."""
    notify_subscribers: Flag = None


class PostmortemBody(Given):
    """Its wrapper, which publishing it may do without."""

    postmortem: PostmortemFields = PostmortemFields()


def shown(found: Postmortem) -> shapes.Postmortem:
    """As v1 has it."""
    public = found.published
    return shapes.Postmortem(
        body=found.text if public else None,
        body_updated_at=found.updated_at if public else None,
        body_draft=None if public else found.text,
        body_draft_updated_at=None if public else found.updated_at,
        published_at=found.published_at if public else None,
        created_at=found.created_at,
        updated_at=found.updated_at,
    )


def _written(call: Call[PostmortemBody, None] | Call[None, None], edit: PostmortemEdit) -> shapes.Postmortem:
    return shown(use_cases.write(call.org_id, call.id("incident_id"), edit, call.actor, call.now))


@v1("GET", _PATH, Role.VIEWER)
def get_postmortem(call: Call[None, None]) -> shapes.Postmortem:
    """Get the postmortem of an incident, published or not."""
    return shown(use_cases.get(call.org_id, call.id("incident_id")))


@v1("PUT PATCH", _PATH, Role.MEMBER, body=PostmortemBody)
def write_postmortem(call: Call[PostmortemBody, None]) -> shapes.Postmortem:
    """Write the postmortem of an incident."""
    return _written(call, PostmortemEdit.model_validate({"text": call.body.postmortem.body_draft}))


@v1("DELETE", _PATH, Role.MEMBER, status=204)
def delete_postmortem(call: Call[None, None]) -> None:
    """Delete the postmortem of an incident."""
    use_cases.delete(call.org_id, call.id("incident_id"), call.actor, call.now)


@v1("PUT", f"{_PATH}/publish", Role.MEMBER, body=PostmortemBody)
def publish_postmortem(call: Call[PostmortemBody, None]) -> shapes.Postmortem:
    """Publish the postmortem of an incident that is resolved."""
    return _written(call, PostmortemEdit(published=True, notify=call.body.postmortem.notify_subscribers is not False))


@v1("PUT", f"{_PATH}/revert", Role.MEMBER)
def revert_postmortem(call: Call[None, None]) -> shapes.Postmortem:
    """Take the postmortem of an incident back: it is a draft again."""
    return _written(call, PostmortemEdit(published=False))
