"""`make deploy`: package, upload, change set, site, invalidation, smoke test. Safe to repeat, and to interrupt."""

import argparse
import json
import logging
import secrets
import urllib.request
from copy import deepcopy
from pathlib import Path
from urllib.parse import urlsplit

from infra import aws, providers, replica, site
from infra.aws import Target
from infra.package import CODE, LAYER, TEMPLATE, package, version
from infra.template import Json

STAGES = Path(__file__).with_name("stages.json")
PARTS = (CODE, LAYER)
log = logging.getLogger("deploy")


def stage_settings(stage: str) -> Json:
    """What infra/stages.json says of a stage; an unnamed one is like prod without parameters."""
    known: Json = json.loads(STAGES.read_text())
    found: Json = {"region": "us-east-1", "parameters": {}} | known.get(stage, {})
    return found


def target_of(stage: str) -> Target:
    """Where a stage is."""
    return Target(stage, stage_settings(stage)["region"])


def deploy(target: Target, bundle: Path, parameters: dict[str, str]) -> dict[str, str]:
    """The stack as the bundle has it, with the site; answers its outputs."""
    aws.ensure_secret(target, "token-secret", secrets.token_urlsafe(48))
    return apply(target, upload(target, bundle), parameters)


def apply(target: Target, url: str, parameters: dict[str, str]) -> dict[str, str]:
    """The stack as an uploaded template has it; twice, since a new stage's address is known only when it is there."""
    parameters = parameters | providers.parameters(target, parameters)
    parameters = parameters | replica.parameters(target, parameters.get("ReplicaRegion", ""))
    log.info("Stack: %s", aws.change(target, url, parameters | _addresses(target, parameters)))
    named = parameters | _addresses(target, parameters)
    log.info("Addresses: %s", aws.change(target, url, named))
    outputs = target.outputs()
    replica.let_in(target, parameters, outputs["DistributionId"])
    log.info("Site: %d files", site.upload(target, outputs["SiteBucketName"]))
    site.invalidate(target, outputs["DistributionId"], secrets.token_hex(8))
    return outputs | {"PublicUrl": named["PublicUrl"]}


def upload(target: Target, bundle: Path) -> str:
    """Puts the bundle under its version, where it stays for a rollback; answers the template's address."""
    bucket, folder = aws.artifacts(target), f"{target.stage}/{version()}-{secrets.token_hex(4)}"
    s3 = target.client("s3")
    for name in PARTS:
        s3.upload_file(str(bundle / name), bucket, f"{folder}/{name}")
    template = with_code_at(json.loads((bundle / TEMPLATE).read_text()), f"s3://{bucket}/{folder}")
    s3.put_object(Bucket=bucket, Key=f"{folder}/{TEMPLATE}", Body=json.dumps(template).encode())
    return target.address(bucket, f"{folder}/{TEMPLATE}")


def with_code_at(template: Json, where: str) -> Json:
    """The template with its zips at an address."""
    made = deepcopy(template)
    for resource in made["Resources"].values():
        properties = resource.get("Properties", {})
        for key in ("CodeUri", "ContentUri"):
            if key in properties:
                properties[key] = f"{where}/{str(properties[key]).removeprefix('./')}"
    return made


def _addresses(target: Target, parameters: dict[str, str]) -> dict[str, str]:
    """The page's address: its domain, else the distribution's, which a first deployment makes before it is known."""
    host = parameters.get("DomainName") or target.outputs().get("SiteHost", "")
    return {"PublicHost": host, "PublicUrl": f"https://{host}" if host else "https://pending.invalid"}


def smoke(url: str) -> None:
    """Raises when the pages or the API do not answer; CloudFront takes some minutes to know a new stage."""
    for path in ("/health", "/", "/openapi.json"):
        address = f"https://{urlsplit(url).netloc}{path}"
        with urllib.request.urlopen(address, timeout=30) as answer:
            log.info("%s %s", answer.status, address)


def main() -> None:
    """Deploys the stage named."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stage")
    stage = parser.parse_args().stage
    target = target_of(stage)
    log.info("Deploying to %s", aws.describe(target))
    outputs = deploy(target, package(stage), dict(stage_settings(stage)["parameters"]))
    smoke(outputs["PublicUrl"])
    log.info("Allclear is at %s", outputs["PublicUrl"])


if __name__ == "__main__":
    main()
