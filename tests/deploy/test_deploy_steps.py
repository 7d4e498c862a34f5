"""The steps of `make deploy` and `make destroy` on the emulator: a second stage beside the first, up and down."""

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from botocore.exceptions import ClientError

from infra import account, edge, replica, site, stack
from infra import smoke as smoke_test
from infra.aws import Target
from infra.command import CannotError
from infra.deploy import deploy
from infra.destroy import destroy
from infra.rollback import bundles, roll_back
from infra.smoke import smoke
from infra.template import functions
from tests.deploy.caller import PATIENCE, Answer
from tests.deploy.emulator import REGION, URL, Deployed, client, patched

STAGE = "beside"
SIGN_IN = "https://clerk.example.com"
PARAMETERS = {"LogLevel": "DEBUG", "SignInOrigins": SIGN_IN}
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def environment() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "test")
        yield


@pytest.fixture(scope="module")
def target(deployed: Deployed, environment: None) -> Target:
    return Target(STAGE, REGION, URL)


def _as_stage(bundle: Path, folder: Path, version: str, stage: str = STAGE) -> Path:
    """The first stage's bundle under another name and version, which are in the template alone."""
    folder.mkdir(exist_ok=True)
    for zipped in bundle.glob("*.zip"):
        shutil.copy(zipped, folder)
    text = (bundle / "template.json").read_text()
    renamed = text.replace("allclear-proof", f"allclear-{stage}").replace("/allclear/proof/", f"/allclear/{stage}/")
    template = patched(json.loads(renamed))
    for function in functions(template).values():
        function["Properties"]["Environment"]["Variables"]["ALLCLEAR_VERSION"] = version
    (folder / "template.json").write_text(json.dumps(template))
    return folder


@pytest.fixture(scope="module")
def outputs(target: Target, bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return deploy(target, _as_stage(bundle, tmp_path_factory.mktemp("beside"), "one"), PARAMETERS)


def _get(target: Target, outputs: dict[str, str], path: str) -> Answer:
    """As a visitor, through the distribution."""
    try:
        with urlopen(target.page(outputs["SiteHost"], path), timeout=PATIENCE) as answer:  # noqa: S310 - http
            return Answer(answer.status, answer.read(), answer.headers)
    except HTTPError as error:
        return Answer(error.code, error.read(), error.headers)


def test_a_stage_goes_up_beside_another(outputs: dict[str, str], deployed: Deployed) -> None:
    assert outputs["RestApiId"] != deployed.outputs["RestApiId"]
    tables = client("dynamodb").list_tables()["TableNames"]
    assert {"allclear-proof-events", "allclear-beside-events"} <= set(tables)


def test_the_pages_know_their_own_address(outputs: dict[str, str]) -> None:
    assert outputs["PublicUrl"] == f"https://{outputs['SiteHost']}"
    (stack,) = client("cloudformation").describe_stacks(StackName=f"allclear-{STAGE}")["Stacks"]
    given = {each["ParameterKey"]: each["ParameterValue"] for each in stack["Parameters"]}
    assert (given["PublicHost"], given["LogLevel"]) == (outputs["SiteHost"], "DEBUG")


def test_every_file_of_the_site_is_up_with_its_type_and_cache(outputs: dict[str, str]) -> None:
    found = {}
    for each in client("s3").list_objects_v2(Bucket=outputs["SiteBucketName"])["Contents"]:
        head = client("s3").head_object(Bucket=outputs["SiteBucketName"], Key=each["Key"])
        found[each["Key"]] = (head["ContentType"], head["CacheControl"])
    assert found == {each.key: (each.content_type, each.cache_control) for each in site.files()}


def test_the_smoke_test_passes_through_the_distribution(outputs: dict[str, str], target: Target) -> None:
    smoke(target, outputs["PublicUrl"])


def test_the_smoke_test_fails_for_what_is_not_up(
    outputs: dict[str, str], target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smoke_test, "TRIES", 1)
    monkeypatch.setitem(smoke_test.EXPECTED, "/nowhere.js", (200, "text/javascript"))
    with pytest.raises(AssertionError, match="nowhere"):
        smoke(target, outputs["PublicUrl"])


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/dashboard", "text/html"),
        ("/dashboard/incidents/01hzy3", "text/html"),
        ("/sign-in", "text/html"),
        ("/docs", "text/html"),
        ("/openapi.json", "application/json"),
        ("/js/status.js", "text/javascript"),
        ("/api", "application/json"),
    ],
)
def test_the_distribution_answers_with_the_headers_of_the_rules(
    path: str, kind: str, outputs: dict[str, str], target: Target
) -> None:
    """All but /health, which the emulator answers itself, whoever is asked."""
    found = _get(target, outputs, path)
    assert (found.status, found.headers.get_content_type()) == (200, kind)
    rules = edge.rules()
    behavior = next(each for each in rules["behaviors"] if site.covers(each["path"], path))
    expected = rules["https_only"].copy()
    for name in behavior["headers"]:
        expected |= rules["headers"][name]
    for name, value in expected.items():
        if name not in _CORS and not (behavior["origin"] == "api" and name == "Cache-Control"):
            meant = value.replace("${live}", f"wss://{outputs['SiteHost']}").replace("${sign_in}", SIGN_IN)
            assert found.headers[name].lower() == meant.lower(), name


_CORS = {"Access-Control-Allow-Origin", "Access-Control-Expose-Headers"}
"""CloudFront sends them to whoever names an origin."""


def test_a_published_page_is_read_from_the_bucket_by_the_distribution_alone(
    outputs: dict[str, str], target: Target
) -> None:
    bucket, body = outputs["DocumentsBucketName"], b'{"version": 1}'
    client("s3").put_object(Bucket=bucket, Key="api/status/page", Body=body, ContentType="application/json")
    assert _get(target, outputs, "/api/status/page?version=7").raw == body
    assert _get(target, outputs, "/api/status/page").headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    with pytest.raises(HTTPError, match="403"):
        urlopen(f"{URL}/{bucket}/api/status/page", timeout=30)  # noqa: S310 - http


def _post(target: Target, outputs: dict[str, str], path: str, body: dict[str, str]) -> Answer:
    """As a visitor, through the distribution."""
    request = target.page(outputs["SiteHost"], path)
    request.data = json.dumps(body).encode()
    request.add_header("Content-Type", "application/json")
    with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - http
        return Answer(answer.status, answer.read(), answer.headers)


def test_what_is_written_goes_to_the_api_through_the_distribution(outputs: dict[str, str], target: Target) -> None:
    ada = {"email": "a@example.com", "password": "correct horse 9", "name": "A"}
    answer = _post(target, outputs, "/api/auth/sign-up", ada)
    assert answer.status == 201
    assert "HttpOnly" in answer.headers["Set-Cookie"]


def test_the_account_lets_its_gateways_log(outputs: dict[str, str], target: Target) -> None:
    named = client("apigateway").get_account()["cloudwatchRoleArn"]
    assert named == client("iam").get_role(RoleName=account.ROLE)["Role"]["Arn"]
    assert not account.let_gateways_log(target)


def test_a_secret_is_made_once(outputs: dict[str, str], target: Target, bundle: Path) -> None:
    name = f"/allclear/{STAGE}/token-secret"
    found = client("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]
    assert (found["Type"], len(found["Value"]) >= 32) == ("SecureString", True)


def test_a_rollback_brings_back_code_and_site_and_keeps_the_data(
    outputs: dict[str, str], target: Target, bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [(_, first)] = bundles(target)
    before = client("dynamodb").scan(TableName=f"allclear-{STAGE}-accounts")["Count"]
    newer = tmp_path / "site"
    shutil.copytree(site.SITE, newer)
    (newer / "index.html").write_text("<!doctype html><title>Newer</title>")
    with monkeypatch.context() as patch:
        patch.setattr(site, "SITE", newer)
        deploy(target, _as_stage(bundle, tmp_path / "bundle", "two"), PARAMETERS)
    assert _get(target, outputs, "/api").json["version"] == "two"
    assert b"Newer" in _get(target, outputs, "/").raw

    roll_back(target, first, PARAMETERS | {"OfTheNewerRelease": "on"})
    assert _get(target, outputs, "/api").json["version"] == "one"
    assert b"Newer" not in _get(target, outputs, "/").raw
    assert client("dynamodb").scan(TableName=f"allclear-{STAGE}-accounts")["Count"] == before > 0


@pytest.mark.parametrize(
    ("parameters", "why"),
    [
        ({"RateLimt": "100"}, "RateLimt"),
        ({"RateLimit": "2000"}, "us-east-1"),
        ({"DomainName": "status.example.com"}, "CertificateArn"),
    ],
)
def test_a_stage_that_cannot_be_is_refused_before_anything_is_made(
    parameters: dict[str, str], why: str, bundle: Path, deployed: Deployed, environment: None
) -> None:
    elsewhere = Target("elsewhere", "eu-central-1", URL)
    before = client("s3").list_buckets()["Buckets"]
    with pytest.raises(ValueError, match=why):
        deploy(elsewhere, bundle, parameters)
    assert client("s3").list_buckets()["Buckets"] == before
    assert elsewhere.outputs() == {}


def test_a_rollback_to_what_never_was_changes_nothing(outputs: dict[str, str], target: Target) -> None:
    with pytest.raises(ValueError, match="no bundle"):
        roll_back(target, "never", {})


def test_a_stage_that_was_taken_down_comes_back_with_its_data(
    outputs: dict[str, str], target: Target, bundle: Path, tmp_path: Path
) -> None:
    bob = {"email": "bob@example.com", "password": "correct horse 9"}
    assert _post(target, outputs, "/api/auth/sign-up", {**bob, "name": "Bob"}).status == 201
    before = client("dynamodb").scan(TableName=f"allclear-{STAGE}-accounts")["Items"]
    secret = client("ssm").get_parameter(Name=f"/allclear/{STAGE}/token-secret", WithDecryption=True)["Parameter"]
    destroy(target, data=False)
    assert target.outputs() == {}
    with pytest.raises(CannotError, match="no stack"):
        destroy(target, data=False)

    _write_a_last_line(f"/allclear/{STAGE}/Hosts")
    again = deploy(target, _as_stage(bundle, tmp_path / "bundle", "again"), PARAMETERS)
    assert _get(target, again, "/api").json["version"] == "again"
    assert client("dynamodb").scan(TableName=f"allclear-{STAGE}-accounts")["Items"] == before
    kept = client("ssm").get_parameter(Name=f"/allclear/{STAGE}/token-secret", WithDecryption=True)["Parameter"]
    assert kept["Value"] == secret["Value"]
    assert _post(target, again, "/api/auth/sign-in", bob).status == 200


def _write_a_last_line(log_group: str) -> None:
    """As a function does that was still running when its log group was deleted."""
    logs = client("logs")
    with suppress(logs.exceptions.ResourceAlreadyExistsException):
        logs.create_log_group(logGroupName=log_group)


def test_a_first_deployment_that_fails_stands_in_nobodys_way(
    deployed: Deployed, environment: None, bundle: Path, tmp_path: Path
) -> None:
    """AWS updates no stack that never came up, and its tables, which are kept, have the names the next one gives."""
    failing = Target("failing", REGION, URL)
    folder = _as_stage(bundle, tmp_path / "bundle", "one", "failing")
    whole = (folder / "template.json").read_text()
    broken = json.loads(whole)
    broken["Resources"]["Unmakeable"] = {
        "Type": "AWS::Lambda::Url",
        "DependsOn": ["EventsTable", "SiteBucket"],
        "Properties": {"TargetFunctionArn": "nowhere", "AuthType": "AWS_IAM"},
    }
    (folder / "template.json").write_text(json.dumps(broken))
    with pytest.raises(CannotError, match="Unmakeable"):
        deploy(failing, folder, PARAMETERS)
    assert stack.status(failing) == "ROLLBACK_COMPLETE"
    left = client("dynamodb").list_tables()["TableNames"]
    assert "allclear-failing-events" in left
    buckets = [each["Name"] for each in client("s3").list_buckets()["Buckets"]]
    assert not [name for name in buckets if name.startswith("allclear-failing-")]

    (folder / "template.json").write_text(whole)
    outputs = deploy(failing, folder, PARAMETERS)
    assert _get(failing, outputs, "/api").json["version"] == "one"
    destroy(failing, data=True)
    assert not [name for name in client("dynamodb").list_tables()["TableNames"] if name.startswith("allclear-failing-")]


def test_what_the_replica_lacks_is_answered_as_the_site_and_the_api_would(
    deployed: Deployed, environment: None, bundle: Path, tmp_path: Path
) -> None:
    copied = Target("copied", REGION, URL)
    parameters = PARAMETERS | {"ReplicaRegion": "eu-west-1"}
    outputs = deploy(copied, _as_stage(bundle, tmp_path / "bundle", "one", "copied"), parameters)
    bucket = replica.bucket_name(copied, "eu-west-1")
    copied.client("s3", "eu-west-1").put_object(
        Bucket=bucket, Key="status/there", Body=b"<p>There</p>", ContentType="text/html"
    )
    found = {
        name: {"SiteHost": client("cloudfront").get_distribution(Id=outputs[name])["Distribution"]["DomainName"]}
        for name in ("ReplicaPagesId", "ReplicaDocumentsId")
    }
    assert _get(copied, found["ReplicaPagesId"], "/status/there").raw == b"<p>There</p>"
    page = _get(copied, found["ReplicaPagesId"], "/status/nowhere")
    assert (page.status, page.headers.get_content_type()) == (404, "text/html")
    assert page.raw == (site.SITE / "404.html").read_bytes()
    document = _get(copied, found["ReplicaDocumentsId"], "/api/status/nowhere")
    assert (document.status, document.headers.get_content_type()) == (404, "application/problem+json")
    assert document.json["status"] == 404

    destroy(copied, data=True)
    assert bucket not in [each["Name"] for each in client("s3").list_buckets()["Buckets"]]


def test_taking_it_down_keeps_its_data_until_told(outputs: dict[str, str], target: Target) -> None:
    destroy(target, data=False)
    assert "allclear-beside-events" in client("dynamodb").list_tables()["TableNames"]
    assert client("s3").head_bucket(Bucket=outputs["SiteBucketName"])

    destroy(target, data=True)
    left = client("dynamodb").list_tables()["TableNames"]
    assert not [name for name in left if name.startswith("allclear-beside-")]
    assert [name for name in left if name.startswith("allclear-proof-")]
    with pytest.raises(ClientError):
        client("ssm").get_parameter(Name=f"/allclear/{STAGE}/token-secret")
