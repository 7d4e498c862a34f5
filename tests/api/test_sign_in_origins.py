"""Which origins the pages' policy names, so that somebody can sign in by a provider: no more, and no fewer."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from chalicelib.auth.issuers import Issuer, named_in
from chalicelib.auth.origins import sign_in_origins
from chalicelib.config import Settings
from infra import headers, providers
from infra.aws import Target

GOOGLE = Issuer("oidc", "https://accounts.example.com", "allclear", client_id="allclear")
STAGE = Target("prod", "us-east-1")
ISSUERS = '[{"issuer": "https://login.example.org/tenant", "client_id": "pages"}]'


def asked(issuer: Issuer) -> Mapping[str, str]:
    """A provider whose tokens are had at another host than its own."""
    return {"issuer": issuer.url, "token_endpoint": "https://oauth2.example.com/token"}


def away(issuer: Issuer) -> Mapping[str, str]:
    raise OSError(issuer.url)


def test_a_provider_is_named_with_the_host_of_its_tokens() -> None:
    assert sign_in_origins([GOOGLE], asked) == ["https://accounts.example.com", "https://oauth2.example.com"]


def test_a_provider_that_cannot_be_asked_is_named_all_the_same() -> None:
    assert sign_in_origins([GOOGLE], away) == ["https://accounts.example.com"]


def test_one_that_only_programs_sign_in_by_is_not_named() -> None:
    assert sign_in_origins([replace(GOOGLE, client_id="")], asked) == []


@pytest.mark.parametrize(
    "endpoint", ["http://oauth2.example.com/token", "https://*.example.com/", "https://a.example; script-src *", ""]
)
def test_what_a_provider_says_cannot_widen_the_policy(endpoint: str) -> None:
    assert sign_in_origins([GOOGLE], lambda _: {"token_endpoint": endpoint}) == ["https://accounts.example.com"]


def test_a_stage_asks_every_provider_it_names() -> None:
    given = {"OidcIssuers": ISSUERS, "ClerkIssuer": "https://clerk.example.net", "ClerkClientId": "pages"}
    origins = "https://login.example.org https://oauth2.example.com https://clerk.example.net"
    assert providers.parameters(STAGE, given, asked) == {"SignInOrigins": origins}


def test_a_stage_without_providers_names_none() -> None:
    assert providers.parameters(STAGE, {"LogLevel": "DEBUG"}, asked) == {}


def test_what_a_stage_says_itself_counts() -> None:
    given = {"OidcIssuers": ISSUERS, "SignInOrigins": "https://proxy.example.org"}
    assert providers.parameters(STAGE, given, asked) == {"SignInOrigins": "https://proxy.example.org"}


def test_only_the_pages_that_sign_in_name_the_providers() -> None:
    policies = headers.resources()
    naming = {name for name, policy in policies.items() if "${SignInOrigins}" in str(policy)}
    assert naming == {headers.policy_id(("security", "opener", "account", "site"))}
    assert "SignInOrigins" in headers.PARAMETERS


def test_clerk_without_a_client_is_for_session_tokens_alone() -> None:
    (clerk,) = named_in(Settings(clerk_issuer="https://clerk.example.net", public_url="https://status.example.com"))
    assert sign_in_origins([clerk], asked) == []
