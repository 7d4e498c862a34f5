"""The bundle as a file: small, the same every time, and naming everything the code has."""

import io
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import app
from infra import gateway, lambdas, policies, slim, tables
from infra.package import CODE, LAYER, MAX_BYTES, sizes
from infra.template import Json, functions, pascal

ROOT = Path(__file__).parents[2]


def test_the_zips_are_small(bundle: Path) -> None:
    assert sum(sizes(bundle).values()) < MAX_BYTES


@pytest.mark.timeout(900)
def test_the_same_commit_gives_the_same_bytes(tmp_path: Path) -> None:
    """Wherever it is checked out, and with nothing kept from before."""
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True)  # noqa: S607 - git
    one, other = (_packaged_from(archive.stdout, tmp_path / name) for name in ("one", "other"))
    for name in (CODE, LAYER, "template.json"):
        assert (one / name).read_bytes() == (other / name).read_bytes(), name


def _packaged_from(archive: bytes, folder: Path) -> Path:
    folder.mkdir()
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(folder, filter="data")
    subprocess.run([sys.executable, "-m", "infra.package", "proof"], cwd=folder, capture_output=True, check=True)
    return folder / "out/proof"


def test_every_module_comes_with_bytecode(bundle: Path) -> None:
    for name in (CODE, LAYER):
        names = set(zipfile.ZipFile(bundle / name).namelist())
        sources = {each for each in names if each.endswith(".py")}
        compiled = {
            re.sub(r"__pycache__/(.+)\.cpython-\d+\.pyc$", r"\1.py", each) for each in names if "__pycache__" in each
        }
        assert sources == compiled


def test_what_runs_on_one_machine_only_stays_at_home(bundle: Path) -> None:
    names = zipfile.ZipFile(bundle / CODE).namelist()
    assert not [name for name in names if name.startswith(("chalicelib/local/", "tests/", "infra/", "static_site/"))]


def test_the_layer_has_every_aws_client_the_code_makes(bundle: Path) -> None:
    made = set()
    for path in (ROOT / "chalicelib").rglob("*.py"):
        if "local" not in path.parts:
            made |= set(re.findall(r'create_client\("([a-z0-9]+)"', path.read_text()))
    assert made | {"dynamodb"} == slim.CLIENTS
    names = zipfile.ZipFile(bundle / LAYER).namelist()
    for client in slim.CLIENTS:
        assert any(f"/botocore/data/{client}/" in name for name in names), client


def test_every_table_of_the_code_is_in_the_template(template: Json) -> None:
    made = {each["Properties"]["TableName"] for each in template["Resources"].values() if "Table" in each["Type"]}
    assert made == {f"allclear-proof-{name}" for name in tables.names()}


def test_tables_are_kept_backed_up_and_protected(template: Json) -> None:
    for each in template["Resources"].values():
        if each["Type"] == "AWS::DynamoDB::Table":
            properties = each["Properties"]
            assert (each["DeletionPolicy"], each["UpdateReplacePolicy"]) == ("Retain", "Retain")
            assert properties["DeletionProtectionEnabled"]
            assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
            assert properties["BillingMode"] == "PAY_PER_REQUEST"


def test_every_handler_of_the_app_is_a_function_with_a_policy(template: Json) -> None:
    routed = {each.view_name for by_method in app.app.routes.values() for each in by_method.values()}
    handlers = {pascal(name) for name in app.app.handler_map if name not in routed}
    assert {*handlers, "APIHandler", "PublicReads"} == set(functions(template)) == set(policies.TABLES)


def test_every_setting_reaches_the_api_function(template: Json) -> None:
    variables = template["Resources"]["APIHandler"]["Properties"]["Environment"]["Variables"]
    assert {name.upper() for name in lambdas.setting_names()} <= set(variables)


def test_no_secret_is_in_the_template(bundle: Path) -> None:
    assert '"TOKEN_SECRET": "ssm:/allclear/proof/token-secret"' in (bundle / "template.json").read_text()


def test_every_public_read_goes_to_the_lean_function(template: Json) -> None:
    paths = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["paths"]
    for path in gateway.read_paths(paths):
        uri = paths[path]["get"]["x-amazon-apigateway-integration"]["uri"]
        assert "${PublicReads.Arn}" in uri["Fn::Sub"], path
    assert "${APIHandler.Arn}" in paths["/health"]["get"]["x-amazon-apigateway-integration"]["uri"]["Fn::Sub"]


def test_an_unknown_path_is_a_problem_and_not_a_403(template: Json) -> None:
    body = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    said = body["x-amazon-apigateway-gateway-responses"]["MISSING_AUTHENTICATION_TOKEN"]
    assert said["statusCode"] == "404"
    assert '"status": 404' in said["responseTemplates"]["application/problem+json"]
