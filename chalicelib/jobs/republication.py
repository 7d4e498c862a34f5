"""What `make republish` calls on AWS: all documents of one page are made again, without a new version."""

from typing import Any

from chalice import Blueprint

from chalicelib import log
from chalicelib.config import settings
from chalicelib.publish.publisher import republish as publish

settings().need("table_prefix", "documents")
bp = Blueprint(__name__)


@bp.lambda_function(name="republish")
def republish(event: dict[str, Any], context: object) -> dict[str, bool]:  # noqa: ARG001 - a handler's shape
    """Takes `{"org_id": ...}`; answers whether there is such a page. Only who may invoke it in the account can."""
    org_id = str(event["org_id"])
    published = publish(org_id)
    log.info("page_republished", organization=org_id, published=published)
    return {"published": published}
