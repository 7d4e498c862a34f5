"""What monitors look at in the benchmark: `python -m bench.monitor_targets` says its port, then how often it was asked.

A line of its input is a question: `"minutes"` is answered with how often each asked in each minute,
`"fails"` has it answer with errors from then on, and anything else with how often it was asked in all.
"""

import asyncio
import json
import sys
import time
from collections import Counter

from aiohttp import web


async def main() -> None:
    """Until its questions end."""
    asked: Counter[str] = Counter()
    fails: list[bool] = []

    async def answer(request: web.Request) -> web.Response:
        asked[f"{int(time.time()) // 60} {request.query_string}"] += 1
        return web.json_response({"status": "ok"}, status=503 if fails else 200)

    app = web.Application()
    app.router.add_get("/health", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr] # noqa: SLF001 - aiohttp says it nowhere else
    print(json.dumps(port), flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        question = json.loads(line)
        fails += [True] if question == "fails" else []
        print(json.dumps(asked if question == "minutes" else asked.total()), flush=True)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
