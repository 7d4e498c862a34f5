"""Domains of organizations' own at CloudFront, by botocore's own models: what is asked, and what is made of answers."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.session import get_session
from botocore.stub import Stubber
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from chalicelib.aws.key_values import KeyValues
from chalicelib.aws.signing_anywhere import SigV4AAuth, private_key
from chalicelib.publish.tenants import CloudFrontTenants

HOST, TENANT, CONNECTION = "status.acme.com", "dt_1", "cg_1"
STORE = "arn:aws:cloudfront::123456789012:key-value-store/0a1b2c"
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c"


def _client(service: str) -> Any:
    return get_session().create_client(
        service, region_name="us-east-1", aws_access_key_id="AKID", aws_secret_access_key="SECRET"
    )


@pytest.fixture
def cloudfront() -> Iterator[Stubber]:
    """CloudFront, which answers what a test says, in order; all of it has to be asked for."""
    with Stubber(_client("cloudfront")) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


@pytest.fixture
def store() -> Iterator[Stubber]:
    """The key values, likewise."""
    with Stubber(_client("cloudfront-keyvaluestore")) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def _tenants(cloudfront: Stubber) -> CloudFrontTenants:
    return CloudFrontTenants("EDIST", CONNECTION, cloudfront.client)


def _found(cloudfront: Stubber, status: str = "inactive", **more: Any) -> None:
    tenant = {
        "Id": TENANT,
        "DistributionId": "EDIST",
        "Domains": [{"Domain": HOST, "Status": status}],
        "Enabled": True,
        "Status": "Deployed",
        **more,
    }
    answer = {"DistributionTenant": tenant, "ETag": "E1"}
    cloudfront.add_response("get_distribution_tenant_by_domain", answer, {"Domain": HOST})


def _not_found(cloudfront: Stubber) -> None:
    cloudfront.add_client_error("get_distribution_tenant_by_domain", "EntityNotFound", http_status_code=404)


def _certificate(cloudfront: Stubber, status: str) -> None:
    details = {"CertificateArn": CERTIFICATE, "CertificateStatus": status}
    answer = {"ManagedCertificateDetails": details}
    cloudfront.add_response("get_managed_certificate_details", answer, {"Identifier": TENANT})


def _dns(cloudfront: Stubber, status: str) -> None:
    answer = {"DnsConfigurationList": [{"Domain": HOST, "Status": status}]}
    cloudfront.add_response("verify_dns_configuration", answer, {"Identifier": TENANT, "Domain": HOST})


def _updated(cloudfront: Stubber, **expected: Any) -> None:
    cloudfront.add_response("update_distribution_tenant", {}, {"Id": TENANT, "IfMatch": "E1", **expected})


def test_a_new_domain_gets_a_tenant_that_asks_for_its_certificate(cloudfront: Stubber) -> None:
    _not_found(cloudfront)
    name = "allclear-8afec1a22ec50d7b3479ac03ba1233e9"
    expected = {
        "DistributionId": "EDIST",
        "ConnectionGroupId": CONNECTION,
        "Name": name,
        "Domains": [{"Domain": HOST}],
        "ManagedCertificateRequest": {"ValidationTokenHost": "cloudfront", "PrimaryDomainName": HOST},
        "Enabled": True,
    }
    cloudfront.add_response("create_distribution_tenant", {"DistributionTenant": {"Id": TENANT}}, expected)
    standing = _tenants(cloudfront).stand(HOST)
    assert (standing.is_ready, standing.tenant_id, standing.has_failed) == (False, TENANT, False)
    assert "CNAME" in standing.problem


@pytest.mark.parametrize(("code", "said"), [("CNAMEAlreadyExists", "another account"), ("InvalidArgument", "refused")])
def test_a_domain_that_cloudfront_refuses_has_failed(cloudfront: Stubber, code: str, said: str) -> None:
    _not_found(cloudfront)
    cloudfront.add_client_error("create_distribution_tenant", code, http_status_code=409)
    standing = _tenants(cloudfront).stand(HOST)
    assert (standing.is_ready, standing.has_failed, said in standing.problem) == (False, True, True)


def test_a_certificate_is_waited_for_and_what_is_missing_is_said(cloudfront: Stubber) -> None:
    _found(cloudfront)
    _certificate(cloudfront, "pending-validation")
    _dns(cloudfront, "invalid-configuration")
    standing = _tenants(cloudfront).stand(HOST)
    assert (standing.is_ready, standing.has_failed, "CNAME" in standing.problem) == (False, False, True)


def test_an_issued_certificate_is_taken_up_once(cloudfront: Stubber) -> None:
    _found(cloudfront)
    _certificate(cloudfront, "issued")
    _updated(cloudfront, Customizations={"Certificate": {"Arn": CERTIFICATE}})
    assert not _tenants(cloudfront).stand(HOST).is_ready
    _found(cloudfront, Customizations={"Certificate": {"Arn": CERTIFICATE}})
    _certificate(cloudfront, "issued")
    assert not _tenants(cloudfront).stand(HOST).is_ready


def test_a_certificate_that_timed_out_is_asked_for_again(cloudfront: Stubber) -> None:
    _found(cloudfront)
    _certificate(cloudfront, "validation-timed-out")
    asked = {"ValidationTokenHost": "cloudfront", "PrimaryDomainName": HOST}
    _updated(cloudfront, ManagedCertificateRequest=asked)
    _dns(cloudfront, "unknown-configuration")
    assert not _tenants(cloudfront).stand(HOST).has_failed


@pytest.mark.parametrize("status", ["failed", "revoked", "expired"])
def test_a_certificate_that_will_not_come_has_failed(cloudfront: Stubber, status: str) -> None:
    _found(cloudfront)
    _certificate(cloudfront, status)
    assert _tenants(cloudfront).stand(HOST).has_failed


@pytest.mark.parametrize(
    ("dns", "is_ready"),
    [("valid-configuration", True), ("unknown-configuration", True), ("invalid-configuration", False)],
)
def test_an_active_domain_is_ready_while_it_leads_there(cloudfront: Stubber, dns: str, is_ready: bool) -> None:
    _found(cloudfront, "active")
    _dns(cloudfront, dns)
    assert _tenants(cloudfront).stand(HOST).is_ready is is_ready


def test_a_domain_of_another_distribution_is_left_alone(cloudfront: Stubber) -> None:
    _found(cloudfront, DistributionId="OTHER")
    assert _tenants(cloudfront).stand(HOST).has_failed
    _found(cloudfront, DistributionId="OTHER")
    assert _tenants(cloudfront).forget(HOST)


def test_a_tenant_is_disabled_and_then_deleted_and_then_gone(cloudfront: Stubber) -> None:
    tenants = _tenants(cloudfront)
    _found(cloudfront)
    _updated(cloudfront, Enabled=False)
    assert not tenants.forget(HOST)
    _found(cloudfront, Enabled=False, Status="InProgress")
    assert not tenants.forget(HOST)
    _found(cloudfront, Enabled=False)
    cloudfront.add_response("delete_distribution_tenant", {}, {"Id": TENANT, "IfMatch": "E1"})
    assert not tenants.forget(HOST)
    _not_found(cloudfront)
    assert tenants.forget(HOST)


def _known(store: Stubber, slug: str | None) -> None:
    if slug is None:
        store.add_client_error("get_key", "ResourceNotFoundException", http_status_code=404)
    else:
        store.add_response("get_key", {"Key": HOST, "Value": slug, "ItemCount": 1, "TotalSizeInBytes": 9})


def _tagged(store: Stubber, tag: str) -> None:
    answer = {"ItemCount": 1, "TotalSizeInBytes": 9, "KvsARN": STORE, "Created": 0, "ETag": tag}
    store.add_response("describe_key_value_store", answer, {"KvsARN": STORE})


WRITTEN = {"ItemCount": 1, "TotalSizeInBytes": 9, "ETag": "T2"}


def test_a_host_leads_to_its_page_and_what_is_known_is_not_written_again(store: Stubber) -> None:
    values = KeyValues(STORE, "us-east-1", store.client)
    _known(store, None)
    _tagged(store, "T1")
    store.add_client_error("put_key", "ConflictException", http_status_code=409)
    _tagged(store, "T2")
    expected = {"KvsARN": STORE, "Key": HOST, "Value": "acme", "IfMatch": "T2"}
    store.add_response("put_key", WRITTEN, expected)
    values.lead(HOST, "acme")
    _known(store, "acme")
    values.lead(HOST, "acme")


def test_a_host_that_is_gone_leads_nowhere(store: Stubber) -> None:
    values = KeyValues(STORE, "us-east-1", store.client)
    _known(store, "acme")
    _tagged(store, "T1")
    store.add_response("delete_key", WRITTEN, {"KvsARN": STORE, "Key": HOST, "IfMatch": "T1"})
    values.forget(HOST)
    _known(store, None)
    values.forget(HOST)


def test_the_signing_key_is_derived_as_aws_derives_it() -> None:
    """From the test suite of AWS's own C library."""
    derived = private_key("AKISORANDOMAASORANDOM", "q+jcrXGc+0zWN6uzclKVhvMmUsIfRPa4rlRandom")
    assert derived == 0x7FD3BD010C0D9C292141C2B77BFBDE1042C92E6836FFF749D1269EC890FCA1BD


SIGNED_BY_AWS = bytes.fromhex(
    "3044022073848cebfe3e874a6fbdff16a4b875a7186c465b80aa0d1dfc68bad58e64fc01"
    "02200953ba4286cb56e1daa71d9c2833d7adc0c47b026d352b60a7d59bd8a9f8ade5"
)
"""Of the request below at its time, by AWS's own C library (awscrt 0.38.0)."""


def _request() -> AWSRequest:
    path = "/key-value-stores/arn%3Aaws%3Acloudfront%3A%3A123456789012%3Akey-value-store%2F0a1b2c/keys/status.acme.com"
    url = f"https://123456789012.cloudfront-kvs.global.api.aws{path}"
    headers = {"If-Match": "T1", "Content-Type": "application/json"}
    return AWSRequest("PUT", url, headers=headers, data=b'{"Value": "acme"}')


def test_what_is_signed_is_what_aws_s_library_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    request = _request()
    signer = SigV4AAuth(Credentials("AKID", "SECRET", "TOKEN"), "cloudfront-keyvaluestore", "*")
    request.context["timestamp"] = "20260105T120000Z"
    monkeypatch.setattr(
        signer,
        "_set_necessary_date_headers",
        lambda given: given.headers.add_header("X-Amz-Date", given.context["timestamp"]),
    )
    signer._modify_request_before_signing(request)  # noqa: SLF001 - what add_auth does, at a time of the test's own
    said = signer.string_to_sign(request, signer.canonical_request(request)).encode()
    key = ec.derive_private_key(private_key("AKID", "SECRET"), ec.SECP256R1()).public_key()
    key.verify(SIGNED_BY_AWS, said, ec.ECDSA(SHA256()))
    with pytest.raises(InvalidSignature):
        key.verify(SIGNED_BY_AWS, said + b".", ec.ECDSA(SHA256()))


def test_a_request_is_sent_with_a_signature_of_its_own() -> None:
    request = _request()
    SigV4AAuth(Credentials("AKID", "SECRET"), "cloudfront-keyvaluestore", "*").add_auth(request)
    assert request.headers["X-Amz-Region-Set"] == "*"
    assert request.headers["Authorization"].startswith("AWS4-ECDSA-P256-SHA256 Credential=AKID/20")
