"""What the terminal says once everything runs."""

from chalicelib.local.settings import RuntimeSettings


def banner(settings: RuntimeSettings, note: str | None) -> str:
    """Where to look and how to stop; `note` is what the demo has to say, such as how to sign in."""
    url = settings.url
    rows = [
        ("Status page", f"{url}/status/demo-org"),
        ("Dashboard", f"{url}/dashboard"),
        ("API reference", f"{url}/docs"),
        ("Mail", f"{url}/_local/outbox"),
        ("Data", str(settings.data_dir)),
        ("Live demo", "python -m chalicelib.local.demo --live"),
    ]
    lines = "\n".join(f"  {label:<14}{value}" for label, value in rows)
    said = f"\n{note.rstrip()}\n" if note else ""
    return f"\nAllclear is ready: {url}\n\n{lines}\n{said}\nCtrl-C stops it.\n"
