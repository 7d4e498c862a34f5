"""What it costs to check monitors and to take in metrics."""

import math

from infra.cost.rates import MONTH, rate


def checks(monitors: float) -> float:
    """Dollars of looking at so many each minute: claim, state, result and response time of each, and rounds of 500.

    A round is spread over 20 seconds when it is full, and the slowest of 500 checks adds 5; a single check takes one.
    """
    units = 5 * rate("DynamoDB write unit") + 2.5 * rate("DynamoDB read unit")
    rounds = math.ceil(monitors / 500)
    seconds = rounds + monitors * (25 - 1) / 500
    each_round = rate("Lambda request") + 3 * rate("SQS request")
    return MONTH / 60 * (monitors * units + seconds * rate("Lambda GB-second") + rounds * each_round)


def measured(metrics: float) -> float:
    """Dollars of a tenant that has so many metrics: a call a minute for each, and all of them counted once a minute.

    Counting reads the claim, the points of an hour and the hours of a day, and writes an hour, the claim and its index.
    """
    minutes = MONTH / 60
    a_point = (
        rate("CloudFront request")
        + rate("REST request")
        + rate("Lambda request")
        + 0.040 * rate("Lambda GB-second")
        + 2.5 * rate("DynamoDB read unit")
        + 2 * rate("DynamoDB write unit")
    )
    a_count = (
        (6 + 5 * metrics) * rate("DynamoDB read unit")
        + (5 + 1.5 * metrics) * rate("DynamoDB write unit")
        + 2 * rate("S3 PUT")
        + 3 * rate("SQS request")
        + rate("Lambda request")
        + 0.1 * rate("Lambda GB-second")
    )
    return minutes * (metrics * a_point + a_count)
