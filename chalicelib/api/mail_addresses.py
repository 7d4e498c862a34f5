"""/api/services/{service_id}/mail-address: mail that sets the status of a service, for tools that can only mail."""

from chalice import Blueprint

from chalicelib.api.call import Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.source_addresses import token_for
from chalicelib.api.sources import NewSource
from chalicelib.domain.organizations import Role
from chalicelib.use_cases import sources as use_cases

bp = Blueprint(__name__)


@endpoint(bp, "POST", "/api/services/{service_id}/mail-address", Role.ADMIN, answer=NewSource, status=201)
def make_mail_address(call: Call[None, None]) -> NewSource:
    """Make the mail address of a service, or a new one in place of it; the answer shows it once, as `url`.

    A mail whose subject says DOWN sets the service to major outage, and one that says UP gives it back. It is a source
    like others: its rules, what came and what it did are found under `/api/sources`.
    """
    made = use_cases.address_of_service(call.org_id, call.id("service_id"), token_for, call.actor, call.now)
    return NewSource.of(*made)
