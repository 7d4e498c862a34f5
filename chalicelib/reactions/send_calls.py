"""Calls the webhooks, chats and browsers of a part of a notification."""

from chalicelib.config import settings
from chalicelib.domain.deliveries import Way
from chalicelib.notifications.sending import send_part
from chalicelib.queues.message import PartMessage

settings().need("table_prefix", "token_secret", "public_url")


def send_calls(message: PartMessage) -> None:
    """Safe to repeat, and side by side."""
    send_part(message, Way.CALLS)
