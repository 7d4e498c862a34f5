"""`allclear mcp`, spoken to by the Model Context Protocol's own client over standard input and output."""

import sys
from typing import Any

from mcp import Client, StdioServerParameters

from tests.live.stack.command_line import CommandLine


async def test_an_assistant_reads_freely_and_writes_what_was_confirmed(command_line: CommandLine) -> None:
    line = command_line
    service = line.call("POST", "/api/services", {"name": "Search", "category": "Shop"})
    for name in ("ada", "grace"):
        line.call("POST", "/api/subscribers", {"channel": "email", "email": f"{name}@example.com", "consent": "given"})
    launched = StdioServerParameters(command=sys.executable, args=["-m", "allclear_cli", "mcp"], env=line.env("write"))
    async with Client(launched) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert {"status", "list_services", "open_incident", "apply_page", "watch"} <= tools.keys()
        reads = {name for name, tool in tools.items() if tool.annotations and tool.annotations.read_only_hint}
        for name in tools.keys() - reads:
            assert "notify" in tools[name].input_schema["required"], name
            assert "confirmation" not in tools[name].input_schema["required"], name

        async def call(tool: str, **arguments: Any) -> Any:
            answer = await client.call_tool(tool, arguments)
            if answer.is_error:
                return answer.content[0].text  # type: ignore[union-attr] # an error is a text
            found = answer.structured_content
            return found["result"] if found and found.keys() == {"result"} else found

        assert (await call("status"))["organization"]["name"] == "Northwind"
        assert [each["id"] for each in await call("list_services")] == [service["id"]]
        incident = {"title": "Search is down", "text": "We look.", "services": {"search": "major_outage"}}
        assert "notify" in await call("open_incident", **incident)
        shown = await call("open_incident", **incident, notify=True)
        assert (shown["done"], shown["would_tell"]) == (False, {"count": 2, "total": 2})
        assert shown["would_publish"]["text"] == "We look."
        assert line.json("incident", "list") == []

        told = {"notify": True, "confirmation": shown["confirmation"]}
        other = await call("open_incident", **{**incident, "text": "Something else."}, **told)
        assert "another call" in other
        assert "another call" in await call("open_incident", **incident, **{**told, "notify": False})
        opened = await call("open_incident", **incident, **told)
        assert (opened["done"], opened["result"]["impact"]) == (True, "critical")
        assert "too old or was used" in await call("open_incident", **incident, **told)
        assert [each["id"] for each in line.json("incident", "list")] == [opened["result"]["id"]]

        update = {"incident": "search is down", "text": "A disk.", "notify": False}
        quiet = await call("update_incident", **update)
        assert quiet["would_tell"]["count"] == 0
        line.run("incident", "update", opened["result"]["id"], "A person was faster.")
        late = await call("update_incident", **update, confirmation=quiet["confirmation"])
        assert "has changed since" in late
        assert "There is no service 'x'" in await call("count_subscribers", services=["x"])

        window = {"title": "Disks", "start": "2090-01-10T02:00+01:00", "end": "2090-01-10T04:00+01:00", "notify": False}
        planned = await call("schedule_maintenance", **window)
        await call("schedule_maintenance", **window, confirmation=planned["confirmation"])
        moved = {"maintenance": "disks", "start": "2090-01-11T02:00", "end": "2090-01-11T03:00", "notify": True}
        asked = await call("reschedule_maintenance", **moved)
        assert asked["would_publish"]["scheduled_start"] == "2090-01-11T02:00:00.000Z"
        done = await call("reschedule_maintenance", **moved, confirmation=asked["confirmation"])
        assert done["result"]["scheduled_end"] == "2090-01-11T03:00:00Z"

        plan = await call("apply_page", file="services: [{name: Mail}]", notify=False)
        assert plan["would_publish"]["steps"][0]["name"] == "Mail"
        done = await call(
            "apply_page", file="services: [{name: Mail}]", notify=False, confirmation=plan["confirmation"]
        )
        assert done["result"] == {"applied": "1 to create, 0 to change, 0 to delete"}
        assert {each["name"] for each in line.json("services", "list")} == {"Mail", "Search"}


async def test_an_assistant_that_may_only_read_has_nothing_that_writes(command_line: CommandLine) -> None:
    words = ["-m", "allclear_cli", "mcp", "--read-only"]
    launched = StdioServerParameters(command=sys.executable, args=words, env=command_line.env("read"))
    async with Client(launched) as client:
        tools = (await client.list_tools()).tools
        assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools)
        answer = await client.call_tool("watch", {"seconds": 5})
        assert answer.structured_content
        assert answer.structured_content["resyncs"] == 1
