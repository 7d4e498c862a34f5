"""What alerts and mail cost that change services."""

from infra.cost.rates import rate


def followed(alerts: float, changing: float) -> float:
    """Dollars of so many alerts, of which this share changes something: a call, a message, its log, and what follows.

    Units are those of docs/benchmarks.md; a message of 2 KB is kept for 30 days. What is published because of a
    change is counted with changes.
    """
    taken = (
        rate("CloudFront request") + rate("REST request") + rate("Lambda request") + 0.040 * rate("Lambda GB-second")
    )
    taken += rate("DynamoDB read unit") + 3 * rate("SQS request")
    heard = rate("Lambda request") + 0.1 * rate("Lambda GB-second")
    heard += 4 * rate("DynamoDB read unit") + 2 * rate("DynamoDB write unit")
    change = 3 * rate("DynamoDB read unit") + 10 * rate("DynamoDB write unit")
    return alerts * (taken + heard + changing * change)
