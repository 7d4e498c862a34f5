"""What a browser needs to ask for notifications."""

from base64 import urlsafe_b64decode

from chalicelib.notifications import push_keys
from tests.edges import Api


def test_browsers_are_told_the_key_that_messages_are_signed_with(api: Api) -> None:
    key = api.get("/api/push/public-key").json()["public_key"]
    assert key == push_keys.public_key()
    point = urlsafe_b64decode(key + "=")
    assert (len(point), point[0]) == (65, 4)
    assert "=" not in key
