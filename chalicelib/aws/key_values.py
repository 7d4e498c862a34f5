"""CloudFront's key values, which its functions look up while they lead requests; a change needs some seconds."""

from typing import Any

from botocore.config import Config
from botocore.session import get_session

from chalicelib.aws import signing_anywhere

_PATIENCE = Config(connect_timeout=5, read_timeout=5, retries={"total_max_attempts": 2})
_TRIES = 3


class KeyValues:
    """Slugs by host, in one store."""

    def __init__(self, store: str, region: str, client: Any = None) -> None:  # noqa: ANN401 - botocore has no types
        """`store` is its ARN."""
        signing_anywhere.install()
        self._store = store
        self._client = client or _made(region)

    def lead(self, host: str, slug: str) -> None:
        """Writes only what is new: reading costs nothing, and writers of one store wait for each other."""
        if self._known(host) != slug:
            self._changed(lambda tag: self._client.put_key(KvsARN=self._store, Key=host, Value=slug, IfMatch=tag))

    def forget(self, host: str) -> None:
        """Nobody has the host any more."""
        if self._known(host) is not None:
            self._changed(lambda tag: self._client.delete_key(KvsARN=self._store, Key=host, IfMatch=tag))

    def _known(self, host: str) -> str | None:
        try:
            return str(self._client.get_key(KvsARN=self._store, Key=host)["Value"])
        except self._client.exceptions.ResourceNotFoundException:
            return None

    def _changed(self, change: Any) -> None:  # noqa: ANN401 - a call of the client's
        """The whole store has one ETag, which every change of any host makes new."""
        for left in reversed(range(_TRIES)):
            tag = self._client.describe_key_value_store(KvsARN=self._store)["ETag"]
            try:
                change(tag)
            except self._client.exceptions.ConflictException:
                if not left:
                    raise
            else:
                return


def _made(region: str) -> Any:  # noqa: ANN401 - botocore has no types
    return get_session().create_client("cloudfront-keyvaluestore", region_name=region, config=_PATIENCE)
