"""What monitors look at in the benchmark: `python -m bench.monitor_targets` says its port, then how often it was asked.

A line of its input is a question.
"""

import asyncio
import json
import sys

from aiohttp import web


async def main() -> None:
    """Until its questions end."""
    asked = [0]

    async def answer(_: web.Request) -> web.Response:
        asked[0] += 1
        return web.json_response({"status": "ok"})

    app = web.Application()
    app.router.add_get("/health", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr] # noqa: SLF001 - aiohttp says it nowhere else
    print(json.dumps(port), flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(asked[0]), flush=True)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
