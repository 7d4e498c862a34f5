"""How the CDN comes to answer on an organization's own domain: on AWS, a distribution tenant with its certificate.

CloudFront asks for the certificate by itself once the name leads to it, and renews it. docs/operations.md says what of
this was never tried on AWS itself.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Protocol

from chalicelib.config import settings
from chalicelib.domain.hosts import Standing
from chalicelib.publish.hosting import cdn_id

_SECONDS = 5
_FAILED = frozenset({"failed", "revoked", "expired"})
_TIMED_OUT = "validation-timed-out"
Found = Mapping[str, Any]


class Tenants(Protocol):
    """What answers on domains of organizations' own."""

    def stand(self, host: str) -> Standing:
        """How far the domain is; takes its next step. Safe to repeat."""

    def forget(self, host: str) -> bool:
        """Whether nothing is left of it; it may take several calls. Safe to repeat."""


class NoTenants:
    """One machine answers on every name that leads to it, and makes no certificates."""

    def stand(self, host: str) -> Standing:  # noqa: ARG002 - as `Tenants` says
        """Ready at once."""
        return Standing(is_ready=True)

    def forget(self, host: str) -> bool:  # noqa: ARG002 - as `Tenants` says
        """At once, too."""
        return True


class CloudFrontTenants:
    """Distribution tenants of one multi-tenant distribution, by CloudFront's API."""

    def __init__(self, distribution: str, connection: str, cloudfront: Any) -> None:  # noqa: ANN401 - botocore has no types
        self._distribution, self._connection, self._cloudfront = distribution, connection, cloudfront

    def stand(self, host: str) -> Standing:
        """As `Tenants` says: makes the tenant, waits for DNS and the certificate, and has the tenant use it."""
        found = self._find(host)
        if found is None:
            return self._create(host)
        tenant = found["DistributionTenant"]
        if tenant["DistributionId"] != self._distribution:
            return Standing(is_ready=False, problem=_ELSEWHERE, has_failed=True)
        if any(each["Domain"] == host and each.get("Status") == "active" for each in tenant["Domains"]):
            return self._active(host, tenant["Id"])
        return self._certified(host, found)

    def forget(self, host: str) -> bool:
        """As `Tenants` says: a tenant is disabled first, and deleted once that has reached every edge."""
        found = self._find(host)
        if found is None or found["DistributionTenant"]["DistributionId"] != self._distribution:
            return True
        tenant, tag = found["DistributionTenant"], found["ETag"]
        if tenant["Enabled"]:
            self._cloudfront.update_distribution_tenant(Id=tenant["Id"], IfMatch=tag, Enabled=False)
            return False
        if tenant["Status"] == "Deployed":
            self._cloudfront.delete_distribution_tenant(Id=tenant["Id"], IfMatch=tag)
        return False

    def _find(self, host: str) -> Found | None:
        try:
            found: Found = self._cloudfront.get_distribution_tenant_by_domain(Domain=host)
        except self._cloudfront.exceptions.EntityNotFound:
            return None
        return found

    def _create(self, host: str) -> Standing:
        exceptions = self._cloudfront.exceptions
        try:
            made = self._cloudfront.create_distribution_tenant(
                DistributionId=self._distribution,
                ConnectionGroupId=self._connection,
                Name=f"allclear-{sha256(host.encode()).hexdigest()[:32]}",
                Domains=[{"Domain": host}],
                ManagedCertificateRequest={"ValidationTokenHost": "cloudfront", "PrimaryDomainName": host},
                Enabled=True,
            )
        except exceptions.CNAMEAlreadyExists:
            return Standing(is_ready=False, problem=_ELSEWHERE, has_failed=True)
        except (exceptions.InvalidArgument, exceptions.EntityLimitExceeded) as error:
            return Standing(is_ready=False, problem=f"The CDN refused it: {error}", has_failed=True)
        return Standing(is_ready=False, problem=_leading(host), tenant_id=made["DistributionTenant"]["Id"])

    def _certified(self, host: str, found: Found) -> Standing:
        tenant = found["DistributionTenant"]
        details = self._cloudfront.get_managed_certificate_details(Identifier=tenant["Id"])["ManagedCertificateDetails"]
        status = details.get("CertificateStatus", "pending-validation")
        if status == "issued":
            certificate = {"Certificate": {"Arn": details["CertificateArn"]}}
            if tenant.get("Customizations", {}).get("Certificate") != certificate["Certificate"]:
                self._cloudfront.update_distribution_tenant(
                    Id=tenant["Id"], IfMatch=found["ETag"], Customizations=certificate
                )
            return Standing(is_ready=False, tenant_id=tenant["Id"])
        if status == _TIMED_OUT:
            self._ask_again(host, found)
        if status in _FAILED:
            problem = "No certificate was issued for it. Look whether a CAA record forbids amazon.com to."
            return Standing(is_ready=False, problem=problem, tenant_id=tenant["Id"], has_failed=True)
        return Standing(is_ready=False, problem=self._dns(host, tenant["Id"]), tenant_id=tenant["Id"])

    def _ask_again(self, host: str, found: Found) -> None:
        request = {"ValidationTokenHost": "cloudfront", "PrimaryDomainName": host}
        self._cloudfront.update_distribution_tenant(
            Id=found["DistributionTenant"]["Id"], IfMatch=found["ETag"], ManagedCertificateRequest=request
        )

    def _active(self, host: str, tenant_id: str) -> Standing:
        problem = self._dns(host, tenant_id)
        return Standing(is_ready=not problem, problem=problem, tenant_id=tenant_id)

    def _dns(self, host: str, tenant_id: str) -> str:
        """What is wrong with where the name leads; empty for nothing, or where CloudFront can't tell."""
        found = self._cloudfront.verify_dns_configuration(Identifier=tenant_id, Domain=host)["DnsConfigurationList"]
        return _leading(host) if any(each["Status"] == "invalid-configuration" for each in found) else ""


_ELSEWHERE = "The name is used by another account or distribution of the CDN. Remove it there first."


def _leading(host: str) -> str:
    return f"{host} does not lead here yet: it needs a CNAME record, or an ALIAS, to {settings().hosts_target}."


def tenants() -> Tenants:
    """Those of this deployment."""
    if not settings().hosts_cdn:
        return NoTenants()
    from botocore.config import Config  # noqa: PLC0415 - one machine never needs it
    from botocore.session import get_session  # noqa: PLC0415

    patience = Config(connect_timeout=_SECONDS, read_timeout=_SECONDS, retries={"total_max_attempts": 2})
    client = get_session().create_client("cloudfront", region_name="us-east-1", config=patience)
    return CloudFrontTenants(cdn_id("distribution"), cdn_id("connection"), client)
