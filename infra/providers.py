"""The providers a stage signs people in by: the pages' policy has to name where they are, so each is asked."""

from collections.abc import Mapping
from dataclasses import fields

from chalicelib.auth.issuers import named_in
from chalicelib.auth.jwks import discovered
from chalicelib.auth.origins import Discovery, sign_in_origins
from chalicelib.aws.parameters import referenced
from chalicelib.config import Settings
from infra.aws import Target
from infra.template import pascal

PREFIXES = ("oidc_", "clerk_")


def parameters(target: Target, given: Mapping[str, str], ask: Discovery = discovered) -> dict[str, str]:
    """`SignInOrigins` as the stage's own parameters say, else as its providers do; nothing without providers."""
    names = [field.name for field in fields(Settings) if field.name.startswith(PREFIXES)]
    chosen = {name: given[pascal(name)] for name in names if given.get(pascal(name))}
    settings = Settings(**referenced(chosen, target.region))  # type: ignore[arg-type] # all of these are text
    origins = " ".join(sign_in_origins(named_in(settings), ask))
    return {"SignInOrigins": given.get("SignInOrigins", origins)} if origins else {}
