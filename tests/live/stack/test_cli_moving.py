"""`allclear import` and `export` against the running stack."""

from tests.live.stack.command_line import CommandLine, a_command_line

CSV = """title,impact,services,started_at,resolved_at
Search was down,major,Search,2026-01-05T02:00:00Z,2026-01-05T03:00:00Z
,minor,,2026-01-06T02:00:00Z,
"""


def test_a_page_moves_in_from_files_and_out_into_an_archive(command_line: CommandLine) -> None:
    line = command_line
    (line.folder / "incidents.csv").write_text(CSV)
    assert "--address" in line.run("import", "csv", code=2).stderr
    found = line.json("import", "csv", "incidents.csv", "--dry-run")
    assert (found["state"], found["preview"]["tallies"]["incident"]["added"]) == ("ready", 1)
    assert "It has no title" in line.run("import", "csv", "incidents.csv", "--dry-run").stdout
    assert line.json("incident", "list", "--state", "all") == []
    assert "--yes" in line.run("import", "csv", "incidents.csv", code=2).stderr
    done = line.json("import", "csv", "incidents.csv", "--yes")
    assert (done["state"], done["result"]["incident"]["added"]) == ("done", 1)
    assert line.json("import", "csv", "incidents.csv", "--yes")["result"]["incident"]["added"] == 0
    line.run("import", "csv", "incidents.csv", "--yes", scope="write", code=3)

    kept = line.json("export", "-o", "page.zip")
    assert (line.folder / "page.zip").read_bytes().startswith(b"PK")
    assert kept["file"] == "page.zip"
    assert "--force" in line.run("export", "-o", "page.zip", code=2).stderr
    other = a_command_line(line.whole, line.folder)
    other.run("import", "archive", "page.zip", "--yes")
    assert [each["title"] for each in other.json("incident", "list", "--state", "all")] == ["Search was down"]
