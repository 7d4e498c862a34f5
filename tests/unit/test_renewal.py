"""Documents that a release brings appear on pages of before at its deployment."""

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from infra import aws, renewal
from infra.aws import Target


@pytest.fixture
def target(monkeypatch: pytest.MonkeyPatch) -> Iterator[Target]:
    """A stage with a bucket for bundles, on a stand-in of S3."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        target = Target("prod", "us-east-1")
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket=aws.artifacts(target))
        yield target


def test_pages_are_made_again_once_for_a_release_with_other_documents(
    target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    def republished(target: Target) -> list[str]:
        made.append(target.stage)
        return ["an organization"]

    monkeypatch.setattr(renewal, "republish", republished)
    assert renewal.renew(target) == ["an organization"]
    assert renewal.renew(target) == []
    monkeypatch.setattr(renewal, "declared", lambda: ["status/{slug}/new JSON"])
    assert renewal.renew(target) == ["an organization"]
    renewal.forget(target)
    assert renewal.renew(target) == ["an organization"]
    assert len(made) == 3


def test_a_deployment_that_is_stopped_meanwhile_makes_them_the_next_time(
    target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(_: Target) -> list[str]:
        raise KeyboardInterrupt

    monkeypatch.setattr(renewal, "republish", stopped)
    with pytest.raises(KeyboardInterrupt):
        renewal.renew(target)
    monkeypatch.setattr(renewal, "republish", lambda _: ["an organization"])
    assert renewal.renew(target) == ["an organization"]


def test_a_document_is_known_by_its_path_and_kind() -> None:
    assert "status/{slug}/api/v2/summary.json JSON" in renewal.declared()
