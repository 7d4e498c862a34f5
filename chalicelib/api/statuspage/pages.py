"""/v1/pages."""

from chalicelib.api.call import Answer, Call
from chalicelib.api.statuspage.declared import PAGE, v1
from chalicelib.api.statuspage.given import Given, Paged, Text
from chalicelib.api.statuspage.listed import listed
from chalicelib.api.statuspage.shapes import Page
from chalicelib.domain.organizations import Organization, OrganizationEdit, Role
from chalicelib.publish.address import page_url
from chalicelib.store import members, organizations
from chalicelib.use_cases import organizations as use_cases


class PageFields(Given):
    """What of a page may change by this API."""

    name: Text = None
    page_description: Text = None
    subdomain: Text = None
    """The slug of the page."""
    url: Text = None
    """The organization's own site."""
    time_zone: Text = None


class PageBody(Given):
    """Its wrapper."""

    page: PageFields


def shown(organization: Organization) -> Page:
    """As v1 has it."""
    return Page(
        id=organization.id,
        created_at=organization.created_at,
        updated_at=organization.updated_at,
        name=organization.name,
        page_description=organization.description or None,
        headline=organization.intro_text or None,
        subdomain=organization.slug,
        domain=organization.host or None,
        url=page_url(organization.profile),
        support_url=organization.website_url or None,
        time_zone=organization.time_zone,
    )


@v1("GET", "/v1/pages", Role.VIEWER, query=Paged)
def list_pages(call: Call[None, Paged]) -> Answer:
    """List the pages that the key, or the person, works on."""
    found = (organizations.find(org_id) for org_id in _mine(call))
    return listed((each for each in found if each and not each.erasing), call.query, shown)


@v1("GET", PAGE, Role.VIEWER)
def get_page(call: Call[None, None]) -> Page:
    """Get a page."""
    return shown(organizations.get(call.org_id))


@v1("PATCH PUT", PAGE, Role.ADMIN, body=PageBody)
def edit_page(call: Call[PageBody, None]) -> Page:
    """Edit a page."""
    given = call.body.page.sent(
        name="name", page_description="description", subdomain="slug", url="website_url", time_zone="time_zone"
    )
    if not given:
        return shown(organizations.get(call.org_id))
    return shown(use_cases.edit(call.org_id, OrganizationEdit.model_validate(given), call.actor, call.now))


def _mine(call: Call[None, Paged]) -> list[str]:
    """A key works on one page, and is no member of any."""
    return [member.org_id for member in members.of_user(call.caller.id)] or [call.org_id]
