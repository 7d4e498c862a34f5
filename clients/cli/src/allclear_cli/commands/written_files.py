"""Files that commands write: none in the place of another, unless that was asked for."""

from pathlib import Path

from allclear_cli.client import UsageError


def write(file: Path, content: bytes, *, force: bool) -> None:
    """Raises UsageError where it can't be written, or something is there that must stay."""
    try:
        with file.open("wb" if force else "xb") as opened:
            opened.write(content)
    except FileExistsError:
        raise UsageError(f"{file} is there already. Add --force to replace it.") from None
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}.") from None
