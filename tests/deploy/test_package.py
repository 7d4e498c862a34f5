"""The bundle as a file: small, the same every time, and naming everything the code has."""

import io
import os
import re
import shutil
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from botocore import xform_name
from botocore.model import ServiceModel
from botocore.session import get_session

import app
from infra import gateway, lambdas, models, policies, slim, tables
from infra.command import CannotError
from infra.elf import loaded_part
from infra.package import CODE, LAYER, MAX_BYTES, sizes
from infra.template import Json, functions, pascal

ROOT = Path(__file__).parents[2]


def test_the_zips_are_small(bundle: Path) -> None:
    assert sum(sizes(bundle).values()) < MAX_BYTES


@pytest.mark.timeout(900)
def test_the_same_commit_gives_the_same_bytes(bundle: Path, tmp_path: Path) -> None:
    """Wherever it is checked out, with nothing kept from before but the wheels, and without asking a registry again."""
    archive = subprocess.run(["git", "archive", "--format=zip", "HEAD"], cwd=ROOT, capture_output=True, check=True)  # noqa: S607 - git
    one, other = (_packaged_from(archive.stdout, tmp_path / name) for name in ("one", "other"))
    for name in (CODE, LAYER, "template.json"):
        assert (one / name).read_bytes() == (other / name).read_bytes(), name


def _packaged_from(archive: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        files.extractall(folder)
    nobody = "http://127.0.0.1:9"
    environment = os.environ | {"PIP_INDEX_URL": nobody, "PIP_EXTRA_INDEX_URL": "", "HTTPS_PROXY": nobody}
    command = [sys.executable, "-m", "infra.package", "proof"]
    subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True)  # noqa: S603 - our own words
    return folder / "out/proof"


def test_a_layer_without_one_of_the_packages_is_not_made(tmp_path: Path) -> None:
    layer, lock = tmp_path / "layer.zip", tmp_path / "requirements.txt"
    zipfile.ZipFile(layer, "w").close()
    lock.write_text("left-behind==1.0 \\\n    --hash=sha256:00\nnot-for-us==1.0 ; python_version < '3.0'\n")
    with pytest.raises(CannotError, match=r"lacks botocore, left-behind: "):
        slim.slim_layer(layer, lock)


def test_every_module_comes_with_bytecode(bundle: Path) -> None:
    for name in (CODE, LAYER):
        names = set(zipfile.ZipFile(bundle / name).namelist())
        sources = {each for each in names if each.endswith(".py")}
        compiled = {
            re.sub(r"__pycache__/(.+)\.cpython-\d+\.pyc$", r"\1.py", each) for each in names if "__pycache__" in each
        }
        assert sources == compiled


def test_bytecode_of_modules_that_are_gone_is_left_out(tmp_path: Path) -> None:
    code = tmp_path / "code.zip"
    with zipfile.ZipFile(code, "w") as out:
        out.writestr("chalicelib/kept.py", "")
        out.writestr("chalicelib/__pycache__/gone.cpython-311.pyc", b"stale")
    slim.slim_code(code)
    names = zipfile.ZipFile(code).namelist()
    assert "chalicelib/kept.py" in names
    assert not [name for name in names if "gone" in name]


def test_what_runs_on_one_machine_only_stays_at_home(bundle: Path) -> None:
    names = zipfile.ZipFile(bundle / CODE).namelist()
    assert not [name for name in names if name.startswith(("chalicelib/local/", "tests/", "infra/", "static_site/"))]


def test_the_layer_has_every_aws_client_the_code_makes(bundle: Path) -> None:
    made = set(re.findall(r'create_client\("([a-z0-9-]+)"', _code()))
    assert made == set(models.OPERATIONS)
    names = zipfile.ZipFile(bundle / LAYER).namelist()
    for client in models.OPERATIONS:
        assert any(f"/botocore/data/{client}/" in name for name in names), client


@pytest.mark.parametrize("service", sorted(models.OPERATIONS))
def test_the_layer_has_every_operation_the_code_calls(service: str) -> None:
    known = get_session().get_service_model(service).operation_names
    words = set(re.findall(r"[A-Za-z0-9_]+", _code()))
    called = {name for name in known if name in words or xform_name(name) in words} - _OF_OTHERS
    assert called
    assert called <= models.OPERATIONS[service]


_OF_OTHERS = frozenset({"SendMessage", "DescribeKeyValueStore"})
"""What reads like an operation: smtplib has a `send_message`, and two services the other one."""


def _code() -> str:
    return "\n".join(path.read_text() for path in (ROOT / "chalicelib").rglob("*.py") if "local" not in path.parts)


def test_a_trimmed_model_still_has_what_its_operations_need() -> None:
    loaded = get_session().get_component("data_loader").load_service_model("dynamodb", "service-2")
    small = ServiceModel(models.trimmed(loaded, frozenset({"GetItem"})), "dynamodb")
    assert small.operation_names == ["GetItem"]
    operation = small.operation_model("GetItem")
    assert "AttributesToGet" in operation.input_shape.members
    assert "ResourceNotFoundException" in [shape.name for shape in operation.error_shapes]
    assert "TransactWriteItemsInput" not in small.shape_names


def test_an_operation_that_aws_lacks_stops_the_packaging() -> None:
    with pytest.raises(ValueError, match="GetItems"):
        models.trimmed({"operations": {}, "shapes": {}}, frozenset({"GetItems"}))


@pytest.fixture(scope="module")
def bare(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], None]:
    """Runs lines by an interpreter that sees the layer and nothing else: what was left out is missed here."""
    layer = tmp_path_factory.mktemp("layer")
    shutil.unpack_archive(bundle / LAYER, layer)
    site = layer / f"python/lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"

    def run(lines: str) -> None:
        code = f"import sys; sys.path.insert(0, {str(site)!r})\n{textwrap.dedent(lines)}"
        subprocess.run([sys.executable, "-I", "-S", "-B", "-c", code], check=True)  # noqa: S603 - our own words

    return run


def test_what_ships_verifies_tokens_of_others(bare: Callable[[str], None]) -> None:
    bare("""
        import jwt
        from cryptography.hazmat.primitives.asymmetric import ec, rsa
        keys = {"RS256": rsa.generate_private_key(65537, 2048), "ES256": ec.generate_private_key(ec.SECP256R1())}
        for name, key in keys.items():
            token = jwt.encode({"sub": "ada"}, key, name)
            assert jwt.decode(token, key.public_key(), [name]) == {"sub": "ada"}
    """)


def test_what_ships_knows_time_zones(bare: Callable[[str], None]) -> None:
    bare("""
        import zoneinfo
        zoneinfo.reset_tzpath([])
        assert len(zoneinfo.available_timezones()) > 400
        zoneinfo.ZoneInfo("Europe/Berlin")
    """)


def test_what_ships_reads_markdown(bare: Callable[[str], None]) -> None:
    bare(f"""
        sys.path.insert(0, {str(ROOT)!r})
        from chalicelib.domain.markdown import tree_of
        assert tree_of("**[a](https://example.com)**") == [["p", ["strong", ["a", "https://example.com", "a"]]]]
        assert "markdown_it" in sys.modules
    """)


def test_libraries_ship_without_the_names_of_their_symbols(bundle: Path) -> None:
    with zipfile.ZipFile(bundle / LAYER) as layer:
        libraries = {name: layer.read(name) for name in layer.namelist() if name.endswith(".so")}
    assert any("cryptography" in name for name in libraries)
    for name, library in libraries.items():
        assert loaded_part(library) == library, name


def test_what_ships_calls_every_service_it_has_a_model_of(bare: Callable[[str], None]) -> None:
    bare("""
        from botocore.awsrequest import AWSResponse
        from botocore.session import get_session

        class Body:
            def __init__(self, content): self.content = content
            def stream(self, **_): return [self.content]

        def client(name, answer):
            keys = {"aws_access_key_id": "a", "aws_secret_access_key": "b"}
            made = get_session().create_client(name, region_name="us-east-1", **keys)
            reply = lambda request, **_: AWSResponse(request.url, 200, {}, Body(answer))
            made.meta.events.register("before-send", reply)
            return made

        mail = client("sesv2", b'{"MessageId": "one"}')
        content = {"Simple": {"Subject": {"Data": "Up"}, "Body": {"Text": {"Data": "Again"}}}}
        to = {"ToAddresses": ["b@example.com"]}
        sent = mail.send_email(FromEmailAddress="a@example.com", Destination=to, Content=content)
        assert sent["MessageId"] == "one"
        ssm = client("ssm", b'{"Parameter": {"Value": "secret"}}')
        assert ssm.get_parameter(Name="/one", WithDecryption=True)["Parameter"]["Value"] == "secret"
        client("lambda", b"").invoke(FunctionName="one", InvocationType="Event", Payload=b"{}")
        sqs = client("sqs", b'{"Successful": [], "Failed": []}')
        sqs.send_message_batch(QueueUrl="https://sqs/1/one", Entries=[{"Id": "1", "MessageBody": "{}"}])
        sqs.change_message_visibility(QueueUrl="https://sqs/1/one", ReceiptHandle="r", VisibilityTimeout=5)
        s3 = client("s3", b"<ListBucketResult><Contents><Key>one</Key></Contents></ListBucketResult>")
        pages = s3.get_paginator("list_objects_v2").paginate(Bucket="one", Prefix="a/")
        assert [each["Key"] for page in pages for each in page["Contents"]] == ["one"]
        s3.put_object(Bucket="one", Key="a", Body=b"b", ContentType="text/html", CacheControl="no-store")
        s3.delete_object(Bucket="one", Key="a")
    """)


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


def test_every_setting_that_it_reads_reaches_the_api_function(template: Json) -> None:
    variables = template["Resources"]["APIHandler"]["Properties"]["Environment"]["Variables"]
    read = set(lambdas.setting_names()) - lambdas.OF_OTHERS
    assert {name.upper() for name in read} <= set(variables)
    code = "\n".join(path.read_text() for path in (ROOT / "chalicelib/api").rglob("*.py"))
    assert [name for name in lambdas.OF_OTHERS if f".{name}" in code] == []


def test_no_secret_is_in_the_template(bundle: Path) -> None:
    assert '"TOKEN_SECRET": "ssm:/allclear/proof/token-secret"' in (bundle / "template.json").read_text()


def test_every_public_read_goes_to_the_lean_function(template: Json) -> None:
    paths = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["paths"]
    for path in (each for each in gateway.read_paths(paths) if "get" in paths[each]):
        uri = paths[path]["get"]["x-amazon-apigateway-integration"]["uri"]
        assert "${PublicReads.Arn}" in uri["Fn::Sub"], path
    assert "${APIHandler.Arn}" in paths["/health"]["get"]["x-amazon-apigateway-integration"]["uri"]["Fn::Sub"]


def test_an_unknown_path_is_a_problem_and_not_a_403(template: Json) -> None:
    body = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    said = body["x-amazon-apigateway-gateway-responses"]["MISSING_AUTHENTICATION_TOKEN"]
    assert said["statusCode"] == "404"
    assert '"status": 404' in said["responseTemplates"]["application/problem+json"]


def test_no_metric_is_paid_for_by_method_or_route(template: Json) -> None:
    (rest,) = template["Resources"]["RestAPI"]["Properties"]["MethodSettings"]
    assert rest["MetricsEnabled"] is False
    live = template["Resources"]["WebsocketAPIStage"]["Properties"]["DefaultRouteSettings"]
    assert live["DetailedMetricsEnabled"] is False


def test_a_layer_version_goes_when_the_next_one_comes(template: Json) -> None:
    layers = [each for each in template["Resources"].values() if each["Type"] == "AWS::Serverless::LayerVersion"]
    assert [each["Properties"]["RetentionPolicy"] for each in layers] == ["Delete"]


def test_throttling_is_alarmed_on_once_for_the_account_whose_quota_it_is(template: Json) -> None:
    alarms = [each["Properties"] for each in template["Resources"].values() if each["Type"] == "AWS::CloudWatch::Alarm"]
    (throttled,) = [each for each in alarms if each["MetricName"] == "Throttles"]
    assert (throttled["Namespace"], throttled["Dimensions"]) == ("AWS/Lambda", [])


def test_what_the_gateway_refuses_by_itself_names_the_request(template: Json) -> None:
    refusals = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["x-amazon-apigateway-gateway-responses"]
    for kind, said in refusals.items():
        assert said["responseParameters"]["gatewayresponse.header.X-Request-Id"] == "context.requestId", kind
        assert "$context.requestId" in said["responseTemplates"]["application/problem+json"], kind
