"""import and export: an organization moves in, or out."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

import typer

from allclear_cli.client import AllclearError, UsageError
from allclear_cli.commands import written_files
from allclear_cli.exits import Exit
from allclear_cli.output import Output
from allclear_cli.session import AsJson, Yes, agreed, session

SOURCE_KEY = "ALLCLEAR_IMPORT_KEY"


class Kind(str, Enum):
    """The product that is moved in from."""

    STATUSPAGE = "statuspage"
    CACHET = "cachet"
    UPTIME_KUMA = "uptime_kuma"
    INSTATUS = "instatus"
    CSTATE = "cstate"
    CSV = "csv"
    ARCHIVE = "archive"


class Subscribers(str, Enum):
    """What becomes of subscribers."""

    SKIP = "skip"
    GIVEN = "given"
    ASK = "ask"


def register(app: typer.Typer) -> None:
    """Adds them."""
    app.command("import")(import_page)
    app.command("export")(export_page)


def import_page(
    context: typer.Context,
    kind: Annotated[
        Kind, typer.Argument(help="Where it comes from; archive is what export writes.", show_default=False)
    ],
    files: Annotated[list[Path] | None, typer.Argument(help="Files, or a folder of them.", show_default=False)] = None,
    address: Annotated[str | None, typer.Option(help="Of the page to read.", show_default=False)] = None,
    with_key: Annotated[
        bool, typer.Option("--with-key", help=f"With the other product's API key: from {SOURCE_KEY}, or asked for.")
    ] = False,
    page_id: Annotated[
        str | None, typer.Option(help="Which page, where that key opens several.", show_default=False)
    ] = None,
    subscribers: Annotated[
        Subscribers,
        typer.Option(help="given: they said that they want to be told, and you answer for it; ask: first."),
    ] = Subscribers.SKIP,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would come, and import nothing.")] = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Move in from another status page: what would come is shown first. Nobody is notified, and nothing comes twice."""
    asked = session(context)
    output = asked.output(as_json=as_json)
    source = {"address": address, "page_id": page_id, "key": _source_key() if with_key else None}
    given = {name: value for name, value in source.items() if value}
    if not given and not files:
        raise UsageError("Say what to read: an --address, --with-key, or files.")
    with asked.client() as client:
        begun = client.imports.begin(kind.value, list(_read(files or ())), subscribers=subscribers.value, **given)
        found = _settled(client.imports.until_settled(str(begun["id"]), _progress(output)))
        if not (as_json and not dry_run):
            _show(found, output, "preview")
        if dry_run:
            return
        agreed("Import this?", yes=yes)
        client.imports.start(str(begun["id"]))
        done = _settled(client.imports.until_settled(str(begun["id"]), _progress(output)))
    _show(done, output, "result")
    if done.get("errors"):
        raise typer.Exit(Exit.FAILED)


def export_page(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to. [default: SLUG-DATE.zip]", show_default=False),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write everything of the organization into one archive, which import takes again."""
    asked = session(context)
    output = asked.output(as_json=as_json)
    if file is not None and file.exists() and not force:
        raise UsageError(f"{file} is there already. Add --force to replace it.")
    with asked.client() as client:
        begun = client.exports.begin()
        done = _settled(client.exports.until_settled(str(begun["id"]), _progress(output)))
        slug = client.organization().slug
        target = (file or Path(f"{slug}-{done['created_at'][:10]}.zip")).expanduser()
        archive = client.exports.archive(str(done["url"]))
    written_files.write(target, archive, force=force)
    if as_json:
        output.data({**done, "url": None, "file": str(target)})
    else:
        output.say(f"{target}: {', '.join(f'{kind} {many}' for kind, many in done['counts'].items())}")


def _source_key() -> str:
    key = os.environ.get(SOURCE_KEY, "").strip()
    if not key and not sys.stdin.isatty():
        raise UsageError(f"Give the other product's key in {SOURCE_KEY}.")
    return key or str(typer.prompt("The other product's API key", hide_input=True, err=True)).strip()


def _read(paths: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    """Files by their names below the folder that was given."""
    for given in paths:
        path = given.expanduser()
        files = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
        for file in files:
            name = PurePosixPath(file.relative_to(path).as_posix()) if path.is_dir() else PurePosixPath(file.name)
            if any(part.startswith(".") for part in name.parts):
                continue
            try:
                yield str(name), file.read_bytes()
            except OSError as error:
                raise UsageError(f"{file} cannot be read: {error.strerror}.") from None


def _settled(job: Mapping[str, Any]) -> Mapping[str, Any]:
    if job.get("state") == "failed":
        raise AllclearError(str(job.get("message") or "It failed."))
    return job


def _progress(output: Output) -> Any:  # noqa: ANN401 - a function that is told of a job
    told: list[str] = []

    def seen(job: Mapping[str, Any]) -> None:
        line = (
            f"{job['state']}: {job['done']} of {job['total']}"
            if job.get("total")
            else str(job.get("message") or job["state"])
        )
        if line not in told[-1:]:
            told.append(line)
            output.note(line)

    return seen


def _show(job: Mapping[str, Any], output: Output, part: str) -> None:
    if output.as_json:
        output.data(job)
        return
    preview = job.get("preview") or {}
    tallies = preview.get("tallies", {}) if part == "preview" else job.get("result", {})
    names = ("found", "added", "asked", "changed", "unchanged", "kept", "failed")
    output.table(
        ("", *map(str.title, names)), [(sort, *(each.get(name, 0) for name in names)) for sort, each in tallies.items()]
    )
    if part == "preview":
        for note in preview.get("notes", ()):
            examples = f" ({', '.join(note['examples'])})" if note.get("examples") else ""
            output.say(f"{note['what']}: {note['why']} {note['count']} of them{examples}")
    for each in (preview if part == "preview" else job).get("kept", ()):
        output.say(f"{each['what']} {each['name']} stays as it is here: {each['message']}")
    for error in (preview if part == "preview" else job).get("errors", ()):
        output.say(f"{error['what']} {error['name']}: {error['message']}", "failed")
