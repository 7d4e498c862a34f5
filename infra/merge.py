"""The whole template of a stage: what Chalice packaged, with our resources merged in."""

from copy import deepcopy

from infra import (
    alarms,
    buckets,
    cdn,
    domain,
    fallback,
    gateway,
    headers,
    hosts,
    inbound_mail,
    lambdas,
    mail,
    queues,
    regions,
    stream,
    tables,
)
from infra.template import Json, att, functions, ref, sub, tag_map

_MODULES = (lambdas, buckets, headers, domain, hosts, alarms)


def complete(chalice: Json, stage: str, version: str) -> Json:
    """The template that is deployed; `chalice` is what its packager wrote, and stays as it is."""
    template = deepcopy(chalice)
    made = template["Resources"]
    runtime, architecture = _runtime(made["APIHandler"]["Properties"])
    made["PublicReads"] = lambdas.lean_function(runtime, architecture)
    made |= tables.resources(stage) | buckets.resources(stage) | cdn.resources(stage) | domain.resources(stage)
    stream.connect(template, stage)
    queues.connect(template, stage)
    made |= mail.resources(stage) | hosts.resources(stage)
    made |= inbound_mail.resources(stage)
    gateway.finish(template, stage)
    lambdas.finish(template, stage, version)
    made |= alarms.resources(stage, functions(template), queues.alarms())
    _name(template, stage)
    template["Parameters"] = parameters()
    template["Conditions"] = {name: value for module in _MODULES for name, value in module.CONDITIONS.items()}
    template["Outputs"] = _outputs()
    template["Description"] = f"Allclear, stage {stage}, version {version}"
    return template


def parameters() -> Json:
    """The parameters of a stage, by name."""
    return {name: value for module in _MODULES for name, value in module.PARAMETERS.items()}


def _runtime(properties: Json) -> tuple[str, str]:
    return str(properties["Runtime"]), str(properties["Architectures"][0])


def _name(template: Json, stage: str) -> None:
    """The REST API has the stack's name, which its metrics go by. A layer version lasts as long as it is used."""
    made = template["Resources"]
    made["RestAPI"]["Properties"]["Name"] = sub("${AWS::StackName}")
    made["RestAPI"]["Properties"]["DefinitionBody"]["info"]["title"] = sub("${AWS::StackName}")
    made["WebsocketAPI"]["Properties"] |= {"Name": sub("${AWS::StackName}-live"), "Tags": tag_map(stage)}
    made["ManagedLayer"]["Properties"] |= {"LayerName": f"allclear-{stage}", "RetentionPolicy": "Delete"}


def _outputs() -> Json:
    """The outputs that the deploy step needs, and that a person wants to see."""
    values = {
        "SiteHost": att("Distribution", "DomainName"),
        "DistributionId": ref("Distribution"),
        "SiteBucketName": ref("SiteBucket"),
        "DocumentsBucketName": ref("DocumentsBucket"),
        "RestUrl": sub("https://${RestAPI}.execute-api.${AWS::Region}.${AWS::URLSuffix}/live"),
        "LiveUrl": sub("wss://${WebsocketAPI}.execute-api.${AWS::Region}.${AWS::URLSuffix}/live"),
        "DeadLettersUrl": ref("DeadLetters"),
        **queues.outputs(),
        **regions.home_outputs(),
        "RestApiId": ref("RestAPI"),
        "WebsocketApiId": ref("WebsocketAPI"),
    }
    return {**{name: {"Value": value} for name, value in values.items()}, **fallback.outputs()}
