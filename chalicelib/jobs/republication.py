"""What `make republish` calls on AWS: all documents of one page are made again, without a new version."""

from typing import Any

from chalice import Blueprint

from chalicelib import clock, log
from chalicelib.config import settings
from chalicelib.domain.history import seconds
from chalicelib.domain.ids import Id
from chalicelib.history.filling import UnfinishedError, fill
from chalicelib.publish.publisher import republish as publish
from chalicelib.store import organizations

settings().need("table_prefix", "documents")
bp = Blueprint(__name__)


SECONDS_TO_FILL = 700.0


def made_again(org_id: Id) -> bool:
    """Whether there is such a page. One whose past was never read gains its history first, or a while later."""
    organization = organizations.find(org_id)
    if organization and not organization.erasing:
        try:
            fill(organization, seconds(clock.now()), SECONDS_TO_FILL)
        except UnfinishedError:
            log.warning("history_not_filled", organization=org_id)
    return publish(org_id)


@bp.lambda_function(name="republish")
def republish(event: dict[str, Any], context: object) -> dict[str, bool]:  # noqa: ARG001 - a handler's shape
    """Takes `{"org_id": ...}`; answers whether there is such a page. Only who may invoke it in the account can."""
    org_id = str(event["org_id"])
    published = made_again(org_id)
    log.info("page_republished", organization=org_id, published=published)
    return {"published": published}
