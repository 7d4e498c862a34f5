"""The steps of `make deploy` and `make destroy` on the emulator: a second stage beside the first, up and down."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from infra.aws import Target
from infra.deploy import deploy
from infra.destroy import destroy
from infra.rollback import bundles
from tests.deploy.emulator import REGION, URL, Deployed, client

STAGE = "beside"
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


@pytest.fixture(scope="module")
def outputs(target: Target, bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The first stage's bundle under another name: what a stage is named by is in the template alone."""
    folder = tmp_path_factory.mktemp("beside")
    for zipped in bundle.glob("*.zip"):
        (folder / zipped.name).write_bytes(zipped.read_bytes())
    text = (bundle / "template.json").read_text()
    renamed = text.replace("allclear-proof", f"allclear-{STAGE}").replace("/allclear/proof/", f"/allclear/{STAGE}/")
    (folder / "template.json").write_text(renamed)
    return deploy(target, folder, {"LogLevel": "DEBUG"})


def test_a_stage_goes_up_beside_another(outputs: dict[str, str], deployed: Deployed) -> None:
    assert outputs["RestApiId"] != deployed.outputs["RestApiId"]
    tables = client("dynamodb").list_tables()["TableNames"]
    assert {"allclear-proof-events", "allclear-beside-events"} <= set(tables)


def test_the_pages_know_their_own_address(outputs: dict[str, str]) -> None:
    assert outputs["PublicUrl"] == f"https://{outputs['SiteHost']}"
    (stack,) = client("cloudformation").describe_stacks(StackName=f"allclear-{STAGE}")["Stacks"]
    given = {each["ParameterKey"]: each["ParameterValue"] for each in stack["Parameters"]}
    assert (given["PublicHost"], given["LogLevel"]) == (outputs["SiteHost"], "DEBUG")


def test_the_site_is_up_with_its_types(outputs: dict[str, str]) -> None:
    page = client("s3").get_object(Bucket=outputs["SiteBucketName"], Key="index.html")
    assert page["ContentType"] == "text/html; charset=utf-8"
    assert "s-maxage" in page["CacheControl"]


def test_a_secret_is_made_once(outputs: dict[str, str], target: Target, bundle: Path) -> None:
    name = f"/allclear/{STAGE}/token-secret"
    found = client("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]
    assert (found["Type"], len(found["Value"]) >= 32) == ("SecureString", True)


def test_what_was_deployed_is_kept_to_go_back_to(outputs: dict[str, str], target: Target) -> None:
    assert len(bundles(target)) == 1


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
