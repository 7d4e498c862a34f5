"""Both APIs: how the REST API answers what never reaches a function, and how the WebSocket API is deployed."""

import json
import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from pathlib import Path

from chalicelib.reasons import reason
from infra.lambdas import log_group
from infra.template import STAGE_NAME, Json, att, sub, tag_map

SITE = Path(__file__).parents[1] / "static_site"
READS = "/api/status/"
_LEAN = (
    "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${PublicReads.Arn}/invocations"
)
NOTHING_HERE = "There is nothing at this address."
_RESPONSES: Mapping[str, tuple[HTTPStatus, str]] = {
    "MISSING_AUTHENTICATION_TOKEN": (HTTPStatus.NOT_FOUND, NOTHING_HERE),
    "INVALID_SIGNATURE": (HTTPStatus.NOT_FOUND, NOTHING_HERE),
    "RESOURCE_NOT_FOUND": (HTTPStatus.NOT_FOUND, NOTHING_HERE),
    "ACCESS_DENIED": (HTTPStatus.FORBIDDEN, "This is not yours to do."),
    "WAF_FILTERED": (HTTPStatus.FORBIDDEN, "This is not yours to do."),
    "UNSUPPORTED_MEDIA_TYPE": (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send JSON, with Content-Type: application/json."),
    "REQUEST_TOO_LARGE": (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too large."),
    "THROTTLED": (HTTPStatus.TOO_MANY_REQUESTS, "Too many requests. Try again in a moment."),
    "QUOTA_EXCEEDED": (HTTPStatus.TOO_MANY_REQUESTS, "Too many requests. Try again later."),
    "INTEGRATION_TIMEOUT": (HTTPStatus.SERVICE_UNAVAILABLE, "That took too long. Try again in a moment."),
    "INTEGRATION_FAILURE": (HTTPStatus.SERVICE_UNAVAILABLE, "That did not work. Try again in a moment."),
    "DEFAULT_4XX": (HTTPStatus.BAD_REQUEST, "The request was refused."),
    "DEFAULT_5XX": (HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side. It has been logged."),
}
"""What API Gateway answers by itself. Where it has no method, it takes a bearer token for a bad signature, and would
answer with the token in its message."""


def finish(template: Json, stage: str) -> None:
    """The REST API's own answers, its public reads, the page for what is not there; stages, throttles and logs."""
    api = template["Resources"]["RestAPI"]["Properties"]
    body = api["DefinitionBody"]
    body["x-amazon-apigateway-gateway-responses"] = {name: _problem(*said) for name, said in _RESPONSES.items()}
    _serve_reads_lean(body["paths"])
    body["paths"]["/missing/{proxy+}"] = _missing_page()
    api |= {
        "OpenApiVersion": "2.0",
        "TracingEnabled": True,
        "Tags": tag_map(stage),
        "MethodSettings": [
            {
                "ResourcePath": "/*",
                "HttpMethod": "*",
                "MetricsEnabled": False,
                "ThrottlingBurstLimit": 2000,
                "ThrottlingRateLimit": 1000,
            }
        ],
        "AccessLogSetting": {"DestinationArn": att("RestAccessLogGroup", "Arn"), "Format": _access_line()},
    }
    template["Resources"] |= {
        "RestAccessLogGroup": log_group(f"/allclear/{stage}/rest-access", stage),
        "WebsocketAccessLogGroup": log_group(f"/allclear/{stage}/websocket-access", stage),
        "PublicReadsInvokePermission": _invoke_permission(),
    }
    _deploy_websocket(template["Resources"], stage)


def read_paths(paths: Iterable[str]) -> list[str]:
    """The public reads among the API's paths."""
    return [path for path in paths if path.startswith(READS)]


def _serve_reads_lean(paths: Json) -> None:
    """The lean function answers them; and the CDN's name of a page of a list is a path of its own."""
    for path in read_paths(list(paths)):
        for method in ("get", "head"):
            if method in paths[path]:
                paths[path][method]["x-amazon-apigateway-integration"]["uri"] = sub(_LEAN)
    for path in read_paths(list(paths)):
        if "get" in paths[path] and not path.endswith("}"):
            paths[f"{path}/page/{{cursor}}"] = {method: paths[path][method] for method in ("get", "head")}


def _problem(status: HTTPStatus, detail: str) -> Json:
    """API Gateway fills in the request's id, and nothing else: a gateway response's template knows no directives."""
    return {
        "statusCode": str(int(status)),
        "responseParameters": {
            "gatewayresponse.header.Cache-Control": "'no-store'",
            "gatewayresponse.header.Access-Control-Allow-Origin": "'*'",
            "gatewayresponse.header.X-Request-Id": "context.requestId",
        },
        "responseTemplates": {
            "application/problem+json": json.dumps(problem_body(status, detail, "$context.requestId"))
        },
    }


def problem_body(status: HTTPStatus, detail: str, request_id: str) -> Json:
    """RFC 9457, as the app writes it."""
    return {
        "type": "about:blank",
        "title": reason(status),
        "status": int(status),
        "detail": detail,
        "request_id": request_id,
    }


def _missing_page() -> Json:
    """The site's 404 page with its status: where the CDN turns when the bucket lacks a file."""
    answer = {
        "statusCode": "404",
        "responseParameters": {"method.response.header.Content-Type": "'text/html; charset=utf-8'"},
        "responseTemplates": {"text/html": as_template((SITE / "404.html").read_text())},
    }
    method = {
        "consumes": ["application/json"],
        "produces": ["text/html"],
        "parameters": [{"name": "proxy", "in": "path", "required": True, "type": "string"}],
        "responses": {"404": {"description": "Not found", "headers": {"Content-Type": {"type": "string"}}}},
        "x-amazon-apigateway-integration": {
            "type": "mock",
            "requestTemplates": {"application/json": '{"statusCode": 404}'},
            "passthroughBehavior": "when_no_templates",
            "responses": {"default": answer},
        },
    }
    return {"get": method, "head": method}


def as_template(page: str) -> str:
    """HTML that Velocity leaves as it is: `$` and `#` begin what it replaces, and HTML has other names for both."""
    return re.sub(r"(?<!&)#", "&num;", page).replace("$", "&dollar;")


def _invoke_permission() -> Json:
    source = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${RestAPI}/*"
    return {
        "Type": "AWS::Lambda::Permission",
        "Properties": {
            "FunctionName": {"Ref": "PublicReads"},
            "Action": "lambda:InvokeFunction",
            "Principal": "apigateway.amazonaws.com",
            "SourceArn": sub(source),
        },
    }


def _deploy_websocket(resources: Json, stage: str) -> None:
    """Routes deploy themselves: Chalice's Deployment is made once and would never hear of a changed route."""
    del resources["WebsocketAPIDeployment"]
    resources["WebsocketAPIStage"]["DependsOn"] = [
        name for name, each in resources.items() if each["Type"] == "AWS::ApiGatewayV2::Route"
    ]
    resources["WebsocketAPIStage"]["Properties"] = {
        "ApiId": {"Ref": "WebsocketAPI"},
        "StageName": STAGE_NAME,
        "AutoDeploy": True,
        "DefaultRouteSettings": {
            "DetailedMetricsEnabled": False,
            "ThrottlingBurstLimit": 2000,
            "ThrottlingRateLimit": 1000,
        },
        "AccessLogSettings": {"DestinationArn": att("WebsocketAccessLogGroup", "Arn"), "Format": _access_line()},
        "Tags": tag_map(stage),
    }


def _access_line() -> str:
    """No address and no token: a visitor is nobody's business."""
    names = {"id": "requestId", "route": "routeKey", "path": "resourcePath", "method": "httpMethod"}
    names |= {"status": "status", "ms": "responseLatency", "error": "error.responseType"}
    return json.dumps({key: f"$context.{name}" for key, name in names.items()})
