"""What visitors and their browsers cost: the CDN, and the files it fetches."""

from infra.cost.rates import MONTH, rate
from infra.cost.use import Use


def misses(per_second: float, seconds: float) -> float:
    """The share of requests that a cache passes on, if it keeps an answer for so long and they come by chance."""
    return 1 / (1 + per_second * seconds)


def page_misses(use: Use) -> float:
    """Most pages are asked for by one reader at a time: only while something is wrong does the cache help."""
    busy, quiet = use.busy_share, 1 - use.busy_share
    busy_seconds = use.busy_hours * 3600
    asked = use.pages_viewed / use.caches
    return busy * misses(asked * busy / busy_seconds, 2) + quiet * misses(asked * quiet / (MONTH - busy_seconds), 2)


def file_misses(use: Use) -> float:
    """Of each of some ten files that all pages share."""
    return misses(use.tenants * use.pages_viewed * use.files_a_view / 10 / use.caches / MONTH, 300)


def cloudfront(use: Use) -> float:
    """All that comes through it: pages and files, which run the edge function, API calls and WebSocket connections."""
    views = use.tenants * use.pages_viewed
    read = views * (use.pages_a_view + use.files_a_view)
    gb = (views * use.kb_a_view + use.requests * 3 + use.pushed + use.asked * 0.2) / 1e6
    return (
        (read + use.requests + use.sessions) * rate("CloudFront request")
        + read * rate("CloudFront Function")
        + gb * rate("CloudFront GB")
        + use.deployments * rate("CloudFront invalidation")
    )


def s3(use: Use, stored: float) -> float:
    views = use.tenants * use.pages_viewed
    gets = views * (use.pages_a_view * page_misses(use) + use.files_a_view * file_misses(use))
    puts = use.tenants * (use.changes * use.documents_a_change + use.days * use.documents_a_day)
    overwritten = puts * use.kb_a_document / 1e6
    return gets * rate("S3 GET") + puts * rate("S3 PUT") + (stored + overwritten) * rate("S3 GB-month")
