"""`make deploy`: package, upload, change set, site, smoke test, new documents. Safe to repeat, and to interrupt."""

import argparse
import json
import logging
import secrets
from collections.abc import Collection
from copy import deepcopy
from pathlib import Path

from infra import account, aws, merge, providers, renewal, replica, site, stack, stages
from infra.aws import Target
from infra.command import CannotError, run
from infra.package import CODE, LAYER, TEMPLATE, package, version
from infra.smoke import smoke
from infra.template import Json

PARTS = (CODE, LAYER)
SITE = "site"
log = logging.getLogger("deploy")


def deploy(target: Target, bundle: Path, parameters: dict[str, str]) -> dict[str, str]:
    """Deploys the bundle and the site, and returns the outputs of the stack. Raises CannotError."""
    check(target, parameters, json.loads((bundle / TEMPLATE).read_text())["Parameters"])
    aws.make_artifacts(target)
    account.let_gateways_log(target)
    aws.ensure_secret(target, "token-secret", secrets.token_urlsafe(48))
    return apply(target, upload(target, bundle), parameters)


def check(target: Target, parameters: dict[str, str], known: Collection[str]) -> None:
    """Raises CannotError for mistakes that CloudFormation would notice only after minutes, or never."""
    if unknown := sorted(set(parameters) - set(known)):
        raise CannotError(f"infra/stages.json names what the template does not know: {', '.join(unknown)}.")
    if parameters.get("RateLimit", "0") != "0" and target.region != "us-east-1":
        raise CannotError("RateLimit needs a stage in us-east-1: CloudFront's firewall is nowhere else.")
    if parameters.get("DomainName") and not parameters.get("CertificateArn"):
        raise CannotError("DomainName needs CertificateArn: a certificate of us-east-1.")


def apply(target: Target, name: str, parameters: dict[str, str]) -> dict[str, str]:
    """The stack and the site of a bundle; twice, since a new stage's address is known only when it is there.

    An older template is told nothing that it does not know.
    """
    bucket, url = aws.artifacts(target), template_url(target, name)
    parameters = parameters | providers.parameters(target, parameters)
    parameters = parameters | replica.parameters(target, parameters.get("ReplicaRegion", ""))
    known = template_of(target, name)["Parameters"]
    parameters = {key: value for key, value in parameters.items() if key in known}
    log.info("Stack: %s", stack.change(target, url, parameters | _addresses(target, parameters)))
    named = parameters | _addresses(target, parameters)
    log.info("Addresses: %s", stack.change(target, url, named))
    outputs = target.outputs()
    replica.let_in(target, parameters, outputs)
    count = site.publish(target, bucket, f"{target.stage}/{name}/{SITE}", outputs["SiteBucketName"])
    log.info("Site: %d files", count)
    site.invalidate(target, outputs["DistributionId"], secrets.token_hex(8))
    return outputs | {"PublicUrl": named["PublicUrl"]}


def template_of(target: Target, name: str) -> Json:
    """The template of a bundle that was uploaded."""
    key = f"{target.stage}/{name}/{TEMPLATE}"
    found: Json = json.loads(target.client("s3").get_object(Bucket=aws.artifacts(target), Key=key)["Body"].read())
    return found


def template_url(target: Target, name: str) -> str:
    """Where the template of a bundle is."""
    return target.address(aws.artifacts(target), f"{target.stage}/{name}/{TEMPLATE}")


def upload(target: Target, bundle: Path) -> str:
    """Puts the bundle and the site under their version, where they stay for a rollback; answers the bundle's name."""
    bucket, name = aws.artifacts(target), f"{version()}-{secrets.token_hex(4)}"
    folder, s3 = f"{target.stage}/{name}", target.client("s3")
    for part in PARTS:
        s3.upload_file(str(bundle / part), bucket, f"{folder}/{part}")
    site.keep(target, bucket, f"{folder}/{SITE}")
    template = with_code_at(json.loads((bundle / TEMPLATE).read_text()), f"s3://{bucket}/{folder}")
    s3.put_object(Bucket=bucket, Key=f"{folder}/{TEMPLATE}", Body=json.dumps(template).encode())
    return name


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


def main() -> None:
    """Deploys the stage. Whatever is known to fail is reported before anything is built."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stage")
    stage = stages.of(parser.parse_args().stage)
    check(stage.target, stage.parameters, merge.parameters())
    log.info("Deploying to %s", aws.describe(stage.target))
    stack.check(stage.target)
    outputs = deploy(stage.target, package(stage.target.stage), stage.parameters)
    smoke(stage.target, outputs["PublicUrl"])
    renewal.renew(stage.target)
    log.info("Allclear is at %s", outputs["PublicUrl"])


if __name__ == "__main__":
    run(main)
