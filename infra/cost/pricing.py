"""What a month costs, by what AWS bills it as."""

from infra.cost.alerting import followed
from infra.cost.changing import dynamodb, functions, sqs
from infra.cost.measuring import checks, measured
from infra.cost.observing import observed
from infra.cost.rates import rate
from infra.cost.reading import cloudfront, s3
from infra.cost.telling import told
from infra.cost.use import Use


def price(use: Use) -> dict[str, float]:
    """Dollars a month by service."""
    stored = use.tenants * use.kb_stored / 1e6
    return {
        "CloudFront": cloudfront(use),
        "S3": s3(use, stored),
        "API Gateway, REST": use.requests * rate("REST request"),
        "API Gateway, WebSocket": (use.pushed + 2 * use.asked) * rate("WebSocket message")
        + use.minutes * rate("WebSocket connection-minute"),
        "Lambda": functions(use),
        "DynamoDB": dynamodb(use, stored),
        "SQS": sqs(use),
        "SES": use.tenants * use.mails * rate("SES mail"),
        "Subscribers": use.tenants * told(use),
        "Metrics": use.tenants * use.measuring * measured(use.metrics),
        "Monitors": checks(use.tenants * use.monitors),
        "Alerts": use.tenants * followed(use.alerts, use.alerts_changing),
        "CloudWatch": sum(observed(use).values()),
    }
