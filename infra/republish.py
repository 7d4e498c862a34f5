"""Makes documents again that were lost or damaged: those of one page, or of all. Versions stay as they are."""

import argparse
import json
import logging
from collections.abc import Iterator

from botocore.config import Config

from infra import stack, stages, tables
from infra.aws import Target
from infra.command import CannotError, run

FUNCTION = "Republish"
_PATIENT = Config(read_timeout=930, retries={"total_max_attempts": 1})
"""Longer than the function may take."""
log = logging.getLogger("republish")


def republish(target: Target, slug: str = "") -> list[str]:
    """Answers the ids of the organizations whose pages were written; raises CannotError for an unknown slug."""
    found = [_holder(target, slug)] if slug else _published(target)
    resource = target.client("cloudformation").describe_stack_resource(
        StackName=target.stack, LogicalResourceId=FUNCTION
    )
    name = resource["StackResourceDetail"]["PhysicalResourceId"]
    return [org_id for org_id in found if _invoked(target, name, org_id)]


def _holder(target: Target, slug: str) -> str:
    key = {"slug": {"S": slug}}
    item = target.client("dynamodb").get_item(TableName=f"{tables.prefix(target.stage)}slugs", Key=key).get("Item")
    if item is None:
        raise CannotError(f"There is no page /status/{slug} in the stage {target.stage}.")
    return str(item["org_id"]["S"])


def _published(target: Target) -> Iterator[str]:
    """Whoever has a snapshot: an operator's command may scan."""
    pages = target.client("dynamodb").get_paginator("scan")
    for page in pages.paginate(TableName=f"{tables.prefix(target.stage)}snapshots", ProjectionExpression="org_id"):
        yield from (item["org_id"]["S"] for item in page["Items"])


def _invoked(target: Target, name: str, org_id: str) -> bool:
    answer = target.client("lambda", config=_PATIENT).invoke(
        FunctionName=name, Payload=json.dumps({"org_id": org_id}).encode()
    )
    said = json.loads(answer["Payload"].read())
    if "FunctionError" in answer:
        log.error("%s failed: %s", org_id, said.get("errorMessage", said))
        return False
    return bool(said["published"])


def main() -> None:
    """`python -m infra.republish STAGE [--slug SLUG]`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stage")
    parser.add_argument("--slug", default="", help="one page; all without it")
    given = parser.parse_args()
    target = stages.of(given.stage).target
    stack.existing(target)
    done = republish(target, given.slug)
    log.info("%d pages were written anew", len(done))


if __name__ == "__main__":
    run(main)
