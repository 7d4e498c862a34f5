"""After a deployment: pages that an earlier release published get what documents are new, without an event."""

import json
import logging

from botocore.exceptions import ClientError

from infra import aws, environment
from infra.aws import Target
from infra.republish import republish

environment.prepare()

from chalicelib.publish import catalogue  # noqa: E402  isort: skip - after the environment

log = logging.getLogger("deploy")


def renew(target: Target) -> list[str]:
    """Makes the documents of every page anew where this release has others than the last one that was deployed.

    Answers the ids of the organizations; what failed was logged, and `make republish` has it made later.
    """
    bucket, key, documents = aws.artifacts(target), _marker(target), declared()
    if _last(target) == documents:
        return []
    done = republish(target)
    target.client("s3").put_object(Bucket=bucket, Key=key, Body=json.dumps(documents).encode())
    log.info("Documents of %d pages are made again, as this release has others.", len(done))
    return done


def forget(target: Target) -> None:
    """The next deployment makes all documents again: another release wrote some since the last one."""
    target.client("s3").delete_object(Bucket=aws.artifacts(target), Key=_marker(target))


def declared() -> list[str]:
    """The documents that this release has, by path and kind."""
    return sorted(f"{document.path} {document.kind.name}" for document in catalogue.DOCUMENTS)


def _last(target: Target) -> object:
    try:
        found = target.client("s3").get_object(Bucket=aws.artifacts(target), Key=_marker(target))
    except ClientError as error:
        if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
            return None
        raise
    return json.loads(found["Body"].read())


def _marker(target: Target) -> str:
    """Beside the bundles of the stage, each of which is a folder."""
    return f"{target.stage}/documents.json"
