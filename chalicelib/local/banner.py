"""What the terminal says once everything runs."""

import shlex
from pathlib import Path

from chalicelib.local.settings import DEFAULT_PORT, RuntimeSettings


def banner(settings: RuntimeSettings, note: str | None) -> str:
    """Where to look and how to stop; `note` is what the demo has to say, such as how to sign in."""
    url = settings.url
    rows = [
        ("Status page", f"{url}/status/demo-org"),
        ("Dashboard", f"{url}/dashboard"),
        ("API reference", f"{url}/docs"),
        ("Mail", f"{url}/_local/outbox"),
        ("Data", str(settings.data_dir)),
        ("Live demo", _demo_command(settings)),
    ]
    lines = "\n".join(f"  {label:<14}{value}" for label, value in rows)
    said = f"\n{note.rstrip()}\n" if note else ""
    return f"\nAllclear is ready: {url}\n\n{lines}\n{said}\nCtrl-C stops it.\n"


def _demo_command(settings: RuntimeSettings) -> str:
    """What plays the demo on this very stack, from a shell in the project's folder."""
    port = f"PORT={settings.port} " if settings.port != DEFAULT_PORT else ""
    elsewhere = settings.data_dir != Path(".local").absolute()
    data_dir = f"DATA_DIR={shlex.quote(str(settings.data_dir))} " if elsewhere else ""
    return f"{port}{data_dir}make demo"
