"""`make checker`: the checker alone, in another region than its stage. Safe to repeat: that is how it is updated."""

import argparse
import json
import logging
import secrets
from dataclasses import dataclass
from pathlib import Path

from infra import aws, stack, stages
from infra.aws import Target
from infra.command import CannotError, run
from infra.package import CHECKER, CODE, LAYER, package, version
from infra.template import Json

log = logging.getLogger("checkers")


@dataclass(frozen=True)
class Checker(Target):
    """A stage's checker in a region."""

    @property
    def stack(self) -> str:
        """The stack's name."""
        return f"allclear-{self.stage}-checker"


def deploy(home: Target, region: str, bundle: Path) -> str:
    """The URL of the queue that home tells the checker by. Raises CannotError.

    Every deployment has keys of its own: of code under the same key, CloudFormation would not see that it is new.
    """
    there, queue = Checker(home.stage, region, home.endpoint), queue_at_home(home, region)
    bucket, s3 = aws.make_artifacts(there), there.client("s3")
    folder = f"{home.stage}/checker-{version()}-{secrets.token_hex(4)}"
    for part in (CODE, LAYER):
        s3.upload_file(str(bundle / part), bucket, f"{folder}/{part}")
    template = json.dumps(template_of(bundle))
    s3.put_object(Bucket=bucket, Key=f"{folder}/{CHECKER}", Body=template.encode())
    code = {"CodeBucket": bucket, "CodeKey": f"{folder}/{CODE}", "LayerKey": f"{folder}/{LAYER}"}
    log.info("Stack: %s", stack.change(there, there.address(bucket, f"{folder}/{CHECKER}"), code | queue))
    return there.outputs()["ChecksQueueUrl"]


def template_of(bundle: Path) -> Json:
    """The checker's, as it was packaged."""
    found: Json = json.loads((bundle / CHECKER).read_text())
    return found


def queue_at_home(home: Target, region: str) -> dict[str, str]:
    """The parameters that say where a checker in this region tells what it found. Raises CannotError."""
    if region == home.region:
        raise CannotError(f"The stage {home.stage} is in {region} itself: monitors look from there anyway.")
    outputs = home.outputs()
    try:
        return {"HomeQueueUrl": outputs["SettleChecksQueueUrl"], "HomeQueueArn": outputs["SettleChecksQueueArn"]}
    except KeyError as error:
        where = f"The stack {home.stack} in {home.region}"
        raise CannotError(f"{where} tells no queue for checkers: make deploy STAGE={home.stage} first.") from error


def main() -> None:
    """Packages the stage, deploys its checker to a region, and says what home has to be told."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stage")
    parser.add_argument("region")
    asked = parser.parse_args()
    stage = stages.of(asked.stage)
    queue_at_home(stage.target, asked.region)  # before anything is packaged
    url = deploy(stage.target, asked.region, package(stage.target.stage))
    known = stage.parameters.get("CheckRegions", "")
    log.info('CheckRegions of %s in infra/stages.json: "%s"', stage.target.stage, with_region(known, asked.region, url))


def with_region(known: str, region: str, url: str) -> str:
    """The parameter CheckRegions, with this region in it."""
    others = [each for each in known.split() if each.partition("=")[0] != region]
    return " ".join([*others, f"{region}={url}"])


if __name__ == "__main__":
    run(main)
