"""The static site's files, as they are uploaded: content types, cache headers, and in an order that breaks no page."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chalicelib.content_types import content_type
from chalicelib.publish.paths import covers as covers  # noqa: PLC0414 - tests ask it of the site, too
from infra import edge
from infra.aws import Target

SITE = Path(__file__).parents[1] / "static_site"


@dataclass(frozen=True)
class SiteFile:
    """A file and how it goes out."""

    path: Path
    key: str
    content_type: str
    cache_control: str


def files() -> list[SiteFile]:
    """Every file; pages last, so that what they name is there before them."""
    found = [_file(path) for path in sorted(SITE.rglob("*")) if path.is_file() and not path.name.startswith(".")]
    return sorted(found, key=lambda each: _is_page(each.key))


def keep(target: Target, bucket: str, folder: str) -> None:
    """Puts every file beside its bundle, as it goes out: a rollback brings back the pages of then, too."""
    s3 = target.client("s3")
    for each in files():
        s3.put_object(
            Bucket=bucket,
            Key=f"{folder}/{each.key}",
            Body=each.path.read_bytes(),
            ContentType=each.content_type,
            CacheControl=each.cache_control,
        )


def publish(target: Target, bucket: str, folder: str, site_bucket: str) -> int:
    """Copies what was kept to where the CDN finds it; answers how many files. Older ones stay: open pages use them."""
    s3 = target.client("s3")
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"{folder}/")
    keys = [each["Key"] for page in pages for each in page.get("Contents", ())]
    for key in sorted(keys, key=_is_page):
        s3.copy_object(
            Bucket=site_bucket, Key=key.removeprefix(f"{folder}/"), CopySource={"Bucket": bucket, "Key": key}
        )
    return len(keys)


def _is_page(key: str) -> bool:
    """Pages go last, so that what they name is there before them."""
    return key.endswith(".html")


def invalidate(target: Target, distribution: str, reference: str) -> None:
    """Makes every edge ask again; one path with a star costs as much as one file."""
    batch = {"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": reference}
    target.client("cloudfront").create_invalidation(DistributionId=distribution, InvalidationBatch=batch)


def _file(path: Path) -> SiteFile:
    key = path.relative_to(SITE).as_posix()
    return SiteFile(path, key, content_type(key), _cache_control(f"/{key}"))


def _cache_control(path: str) -> str:
    """As infra/cdn.json has it for the path, whose last matching header wins."""
    rules = edge.rules()
    behavior = next(each for each in rules["behaviors"] if covers(each["path"], path))
    return next(_cache_headers(rules["headers"], behavior["headers"]), rules["headers"]["site"]["Cache-Control"])


def _cache_headers(headers: dict[str, dict[str, str]], names: list[str]) -> Iterator[str]:
    return (headers[name]["Cache-Control"] for name in reversed(names) if "Cache-Control" in headers[name])
