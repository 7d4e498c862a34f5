"""The stage's template without its zips: what Chalice makes of an app, with everything of ours in it."""

from pathlib import Path
from typing import Any

from chalice.app import Chalice
from chalice.cli.factory import CLIFactory
from chalice.deploy import models
from chalice.deploy.appgraph import ApplicationGraphBuilder, DependencyBuilder
from chalice.deploy.deployer import create_build_stage
from chalice.deploy.swagger import CFNSwaggerGenerator
from chalice.package import SAMTemplateGenerator
from chalice.utils import UI, OSUtils

from infra.merge import complete
from infra.template import Json

ROOT = Path(__file__).parents[2]


def template_of(app: Chalice) -> Json:
    """What `make package` would deploy for this app as stage `proof`."""
    factory = CLIFactory(str(ROOT))
    config: Any = factory.create_config_obj(chalice_stage_name="proof")
    config._chalice_app = app  # noqa: SLF001 - it would load app.py instead
    resources = DependencyBuilder().build_dependencies(ApplicationGraphBuilder().build(config, "proof"))
    for each in resources:
        if isinstance(each, models.DeploymentPackage):
            each.filename = "deployment.zip"
    create_build_stage(OSUtils(), UI(), CFNSwaggerGenerator(), config).execute(config, resources)
    return complete(SAMTemplateGenerator(config, factory.create_package_options()).generate(resources), "proof", "test")
