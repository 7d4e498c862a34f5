"""Goes back to a bundle that was deployed before, with its code, template and site; data stay."""

import argparse
import logging
from datetime import datetime

from infra import aws, renewal, stack, stages
from infra.aws import Target
from infra.command import CannotError, run
from infra.deploy import apply
from infra.package import TEMPLATE
from infra.smoke import smoke

log = logging.getLogger("rollback")


def bundles(target: Target) -> list[tuple[datetime, str]]:
    """What was deployed to the stage and is still kept, newest first: when, and under which name."""
    s3, bucket = target.client("s3"), aws.artifacts(target)
    if not aws.bucket_exists(s3, bucket):
        return []
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"{target.stage}/")
    found = [each for page in pages for each in page.get("Contents", ()) if each["Key"].endswith(TEMPLATE)]
    return sorted(((each["LastModified"], each["Key"].split("/")[1]) for each in found), reverse=True)


def roll_back(target: Target, name: str, parameters: dict[str, str]) -> dict[str, str]:
    """The stage as that bundle made it; answers its outputs. Raises CannotError without such a bundle or stack."""
    if name not in {known for _, known in bundles(target)}:
        raise CannotError(f"There is no bundle {name}: python -m infra.rollback {target.stage} lists them.")
    stack.existing(target)
    outputs = apply(target, name, parameters)
    renewal.forget(target)
    smoke(target, outputs["PublicUrl"])
    return outputs


def main() -> None:
    """`python -m infra.rollback STAGE` lists what there is; with a name, it goes back to that."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stage")
    parser.add_argument("bundle", nargs="?")
    given = parser.parse_args()
    stage = stages.of(given.stage)
    if given.bundle:
        roll_back(stage.target, given.bundle, stage.parameters)
        return
    found = bundles(stage.target)
    if not found:
        raise CannotError(f"Nothing was deployed to {given.stage} in {stage.target.region} yet.")
    for when, name in found:
        log.info("%s  %s", when.isoformat(timespec="minutes"), name)


if __name__ == "__main__":
    run(main)
