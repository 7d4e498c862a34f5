"""AWS's Signature Version 4A, which CloudFront's key values want: of no region, and so by an asymmetric key.

botocore signs in this way only with AWS's C library, which is as large as all else that ships. What differs from its
Signature Version 4 is here: the key, which is derived from the secret, and what is signed with it.
"""

import hmac
from hashlib import sha256
from typing import Any

from botocore.auth import AUTH_TYPE_MAPS, SigV4Auth

_ALGORITHM = "AWS4-ECDSA-P256-SHA256"
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve P-256."""
_REGIONS = "X-Amz-Region-Set"


class SigV4AAuth(SigV4Auth):  # type: ignore[misc] # botocore ships no types
    """Signs for every region that it is told of, such as `*`."""

    def scope(self, request: Any) -> str:  # noqa: ANN401 - botocore's
        """With whose key it is signed, and for what."""
        return f"{self.credentials.access_key}/{self.credential_scope(request)}"

    def credential_scope(self, request: Any) -> str:  # noqa: ANN401 - botocore's
        """Without a region."""
        return f"{request.context['timestamp'][:8]}/{self._service_name}/aws4_request"

    def string_to_sign(self, request: Any, canonical_request: str) -> str:  # noqa: ANN401 - botocore's
        """The request in short."""
        told = sha256(canonical_request.encode()).hexdigest()
        return "\n".join([_ALGORITHM, request.context["timestamp"], self.credential_scope(request), told])

    def signature(self, string_to_sign: str, request: Any) -> str:  # noqa: ANN401, ARG002 - botocore's
        """In DER, as hexadecimal digits; another one each time."""
        from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - takes 100 ms
        from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415

        secret = private_key(self.credentials.access_key, self.credentials.secret_key)
        key = ec.derive_private_key(secret, ec.SECP256R1())
        return key.sign(string_to_sign.encode(), ec.ECDSA(SHA256())).hex()

    def _inject_signature_to_request(self, request: Any, signature: str) -> Any:  # noqa: ANN401 - botocore's
        names = self.signed_headers(self.headers_to_sign(request))
        request.headers["Authorization"] = (
            f"{_ALGORITHM} Credential={self.scope(request)}, SignedHeaders={names}, Signature={signature}"
        )
        return request

    def _modify_request_before_signing(self, request: Any) -> None:  # noqa: ANN401 - botocore's
        super()._modify_request_before_signing(request)
        request.headers[_REGIONS] = self._region_name


def private_key(access_key: str, secret: str) -> int:
    """The number that everybody who knows the secret derives, by counting on until it is one of the curve's."""
    for count in range(1, 255):
        given = f"{_ALGORITHM}\0{access_key}".encode() + bytes([count]) + (256).to_bytes(4)
        made = hmac.new(f"AWS4A{secret}".encode(), (1).to_bytes(4) + given, sha256).digest()
        candidate = int.from_bytes(made)
        if candidate <= _ORDER - 2:
            return candidate + 1
    raise ValueError("No key can be derived from the secret.")


def install() -> None:
    """Lets botocore's clients sign in this way, where AWS's C library is not there."""
    AUTH_TYPE_MAPS.setdefault("v4a", SigV4AAuth)
