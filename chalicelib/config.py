"""Settings: the only reader of the environment."""

import os
from dataclasses import dataclass, fields
from functools import cache

from chalicelib.aws.parameters import referenced

MIN_SECRET = 32


class SettingError(Exception):
    """The environment lacks something, or holds something unusable; the message names it."""


@dataclass(frozen=True)
class Settings:
    """What the environment says; each field is the variable of the same name in capitals."""

    aws_region: str = ""
    aws_endpoint_url_dynamodb: str = ""
    """Where DynamoDB is, when it is not AWS's own."""
    aws_endpoint_url: str = ""
    """Where all of AWS is, on an emulator."""
    table_prefix: str = ""
    """Put before every table's name, such as `allclear-prod-`."""
    documents: str = ""
    """Where public documents are written: `file:///folder` or `s3://bucket`."""
    files: str = ""
    """Where private files of imports and exports are kept: `file:///folder` or `s3://bucket`."""
    websocket_endpoint: str = ""
    """Base URL of the WebSocket management API, without `/@connections`."""
    token_secret: str = ""
    """Signs our own access tokens; 32 characters or more."""
    public_url: str = ""
    """Where people reach the pages, such as `https://status.example.com`."""
    pages_domain: str = ""
    """The domain below which every page has a host, such as `pages.example.com`. Without it, none has."""
    hosts_target: str = ""
    """What organizations' own domains lead to, by a CNAME record; the site's own host unless it is set."""
    hosts_cdn: str = ""
    """The CDN's ids for these: `distribution=... connection=... store=...`. Without them, nothing has to be made."""
    dns_servers: str = ""
    """Name servers to ask instead of the system's, such as `127.0.0.1:5353`; comma-separated."""
    mail: str = ""
    """How mail goes out: `outbox:///folder`, `smtp://user:password@host:587?from=...` or `ses://?from=...`."""
    mail_configuration_set: str = ""
    """SES's configuration set, by which bounces and complaints come back."""
    outbound_loopback: str = ""
    """`on` lets webhooks lead to this very machine, by plain http, too, so that they can be tried. One machine has it
    unless it listens to others."""
    push_secret: str = ""
    """What the key of this installation for browsers' notifications is made from; TOKEN_SECRET unless it is set."""
    allowed_origins: str = ""
    """Other origins whose pages may call the API for their user, such as `https://ops.example.com`; comma-separated."""
    trusted_proxies: int = 0
    """How many of our proxies stand in front of API Gateway: the client address that they report is trusted."""
    proxy_secret: str = ""
    """What those proxies send as `X-Allclear-Proxy`. Without it, the address that a request reports is ignored."""
    rate_limit_auth: int = 120
    """Calls of /api/auth that one address may make per minute; 0 turns a limit off."""
    rate_limit_writes: int = 1200
    """Changes that one person or API key may make per minute."""
    rate_limit_reads: int = 3000
    """Reads per minute by one person or API key, or by one address where nobody signs in."""
    mail_limit_network: int = 100
    """Verification and password reset mails per day that one network may cause; 0 turns the limit off."""
    mail_rate: int = 0
    """Mails to subscribers per second, in all: what SES says the account may send. 0 for no limit."""
    notify_limit_day: int = 100_000
    """Messages of one organization to its subscribers a day (UTC); the rest is told as a digest. 0 for no limit."""
    opt_in_limit_network: int = 10
    """Mails an hour by which one network may have addresses asked whether they subscribe; 0 turns the limit off."""
    rate_limit_alerts: int = 6_000
    """Messages a minute from one address to one source of alerts; 0 turns the limit off."""
    sns_endpoint: str = ""
    """Where certificates and confirmations of SNS are fetched instead of from AWS, on one machine and in tests."""
    inbound_mail_domain: str = ""
    """The domain whose mail comes here, for mail that sets the status of services; without it there is none."""
    inbound_smtp: str = ""
    """`host:port` at which one machine takes such mail; on AWS SES does."""
    operator_token: str = ""
    """The bearer token that opens /admin; 32 characters or more. Without it, /admin does not exist."""
    embedded_accounts: str = "on"
    """`off` leaves signing in to the providers below alone."""
    clerk_issuer: str = ""
    """Clerk's frontend API, such as `https://clerk.example.com`: its session tokens are trusted."""
    clerk_authorized_parties: str = ""
    """The origins that such a token may have been issued to (`azp`), comma-separated; by default only PUBLIC_URL's."""
    clerk_client_id: str = ""
    """The OAuth application at Clerk that the pages sign in as; without one, only Clerk's session tokens are taken."""
    oidc_issuer: str = ""
    """An OpenID Connect provider whose tokens are trusted, such as `https://login.example.com`."""
    oidc_audience: str = ""
    """What its tokens' `aud` must hold; the client id by default."""
    oidc_client_id: str = ""
    """The client the pages sign in as."""
    oidc_name: str = ""
    """The provider's name on the sign-in page."""
    oidc_issuers: str = ""
    """More of them, as JSON: `[{"issuer", "audience", "client_id", "name", "authorized_parties"}]`."""
    push_part: str = ""
    """The Lambda function that pushes to a part of a large audience. Without it, the broadcaster pushes to all."""
    push_part_size: int = 10_000
    """How many viewers of one page a single invocation pushes to."""
    push_quota: int = 10_000
    """How many calls per second the account's API Gateway accepts."""
    queues: str = ""
    """Where slower reactions are fed: `name=url` of SQS queues, separated by spaces. One machine has its own."""
    check_regions: str = ""
    """Other regions that monitors may be looked at from: `name=url` of their queues of checks, separated by spaces."""
    check_region: str = ""
    """Of a checker in another region alone: what it is called."""
    log_level: str = "INFO"
    metrics: str = "on"
    """`off` where nothing makes metrics of log lines: then LOG_LEVEL holds for these lines, too."""
    allclear_version: str = "dev"
    aws_lambda_function_name: str = ""
    """Set by Lambda itself."""

    def need(self, *names: str) -> "Settings":
        """These settings, or SettingError naming every one of `names` that is missing."""
        missing = [name.upper() for name in names if not getattr(self, name)]
        if missing:
            raise SettingError(f"Missing in the environment: {', '.join(missing)}")
        if "token_secret" in names and len(self.token_secret) < MIN_SECRET:
            raise SettingError(f"TOKEN_SECRET must have at least {MIN_SECRET} characters")
        return self


@cache
def settings() -> Settings:
    """The environment as it is at the first call; `ssm:/name` stands for a secret in Parameter Store."""
    given = {field.name: os.environ.get(field.name.upper(), "").strip() for field in fields(Settings)}
    known = referenced({name: value for name, value in given.items() if value}, given["aws_region"])
    read = {name: _typed(name, value) for name, value in known.items()}
    return Settings(**read)  # type: ignore[arg-type] # each value has the type of its field's default


def _typed(name: str, value: str) -> str | int:
    if not isinstance(getattr(Settings, name), int):
        return value
    if not (value.isascii() and value.isdigit()):
        raise SettingError(f"{name.upper()} must be a whole number, not {value!r}")
    return int(value)
