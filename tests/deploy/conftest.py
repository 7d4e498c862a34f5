"""The bundle: packaged once, and deployed once onto an emulator that enforces IAM."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.package import package
from infra.template import Json
from tests.deploy.caller import Caller, signed_up
from tests.deploy.emulator import OPERATOR_TOKEN, TOOLS, Deployed, deploy, emulator

STAGE = "proof"


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return package(STAGE, tmp_path_factory.mktemp("bundle") / STAGE)


@pytest.fixture(scope="session")
def template(bundle: Path) -> Json:
    found: Json = json.loads((bundle / "template.json").read_text())
    return found


@pytest.fixture(scope="session")
def emulator_log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    assert TOOLS.exists(), "make test-deploy fetches the emulator"
    with emulator(tmp_path_factory.mktemp("emulator")) as log:
        yield log


@pytest.fixture(scope="session")
def deployed(bundle: Path, emulator_log: Path) -> Deployed:
    return deploy(bundle, STAGE, {"token-secret": "proof-" * 8, "operator-token": OPERATOR_TOKEN})


@pytest.fixture(scope="session")
def admin(deployed: Deployed) -> Caller:
    return signed_up(deployed, "ada@example.com")


@pytest.fixture(scope="session")
def page(admin: Caller) -> dict[str, Any]:
    founded = admin("POST", "/api/organizations", {"name": "Northwind", "slug": "northwind"})
    assert founded.status == 201, founded.raw
    made = admin("POST", "/api/services", {"name": "Checkout"})
    assert made.status == 201, made.raw
    return {"org_id": founded.json["id"], "service": made.json}
