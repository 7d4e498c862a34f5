"""What we call: the messages that a subscriber of the channel `webhook` receives."""

from typing import Any

from chalicelib.api.openapi.schemas import Schemas
from chalicelib.notifications.channels.webhook_message import WebhookMessage

MODELS = (WebhookMessage,)
_HEADERS = {
    "webhook-id": "The same at every try: whoever has seen it knows the message.",
    "webhook-timestamp": "When it was sent, in seconds since 1970. Refuse one that is minutes old.",
    "webhook-signature": "`v1,` and a signature in base64; two of them, separated by a space, after a rotation.",
}
_DESCRIPTION = (
    "By the rules of Standard Webhooks. Any status of 200 to 299 is taken for receipt. 408, 425, 429 and 5xx, and no "
    "answer within 10 seconds, are tried again for three days; other refusals and redirects are not. 410 ends the "
    "subscription."
)


def webhooks(schemas: Schemas) -> dict[str, Any]:
    """The one that there is."""
    schema = schemas.given(WebhookMessage)
    operation = {
        "operationId": "tell_webhook",
        "tags": ["Subscribers"],
        "summary": "Be told what happens",
        "description": _DESCRIPTION,
        "parameters": [
            {"name": name, "in": "header", "required": True, "description": text, "schema": {"type": "string"}}
            for name, text in _HEADERS.items()
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": schema, "example": schemas.example(schema)}},
        },
        "responses": {"2XX": {"description": "Received."}, "410": {"description": "Nothing more, please."}},
    }
    return {"message": {"post": operation}}
