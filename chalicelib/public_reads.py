"""The public reads as a Lambda function of their own: an app of two blueprints, which starts faster.

It starts with the page alone, which nearly every request is for. Lists and permalinks need models, which are imported
when the first of them is asked for.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from chalice import Chalice

from chalicelib.api import page
from chalicelib.config import settings

settings().need("table_prefix", "aws_region")

_PAGE = "/page/{cursor}"
_app = Chalice(app_name="allclear-public-reads", configure_logs=False)
_app.experimental_feature_flags.update(["BLUEPRINTS"])
_app.register_blueprint(page.bp)


def public_reads(event: Mapping[str, Any], context: object) -> Any:  # noqa: ANN401 - Lambda's answer
    """Answers what the CDN has no document for, by API Gateway's event."""
    if event["resource"] != page.PATH:
        _complete()
    return _app(_as_asked(event), context)


@cache
def _complete() -> None:
    from chalicelib.api import public  # noqa: PLC0415 - it brings the models

    _app.register_blueprint(public.bp)


def _as_asked(event: Mapping[str, Any]) -> dict[str, Any]:
    """A page of a list is `/page/{cursor}` as a document, and `?cursor=` as a request."""
    resource = str(event["resource"])
    if not resource.endswith(_PAGE):
        return dict(event)
    resource = resource.removesuffix(_PAGE)
    parameters = dict(event["pathParameters"])
    query = (event.get("multiValueQueryStringParameters") or {}) | {"cursor": [parameters.pop("cursor")]}
    return {
        **event,
        "resource": resource,
        "pathParameters": parameters,
        "multiValueQueryStringParameters": query,
        "queryStringParameters": {name: values[-1] for name, values in query.items()},
        "requestContext": {**event["requestContext"], "resourcePath": resource},
    }
