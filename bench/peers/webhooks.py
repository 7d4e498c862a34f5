"""Endpoints of integrators: most answer after a while, some hang, some fail.

`python -m bench.peers.webhooks MS HANG FAIL`: of `/hook/{number}`, those below HANG never answer, the next FAIL say
500, all others 204 after MS milliseconds. Asked anything, it says when each of the good ones was first answered, by
the machine's monotonic clock; asked to `"forget"`, it begins anew.
"""

import asyncio
import json
import sys
import time

MILLISECONDS, HANGING, FAILING = map(int, sys.argv[1:4])
GOOD, BAD = b"HTTP/1.1 204 No Content\r\n\r\n", b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n"
answered: dict[int, float] = {}


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection, one request."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        number = int(head.split(b" ", 2)[1].rpartition(b"/")[2])
        if number < HANGING:
            await reader.read()
            await asyncio.sleep(30)
        await asyncio.sleep(MILLISECONDS / 1000)
        writer.write(BAD if number < HANGING + FAILING else GOOD)
        await writer.drain()
        if number >= HANGING + FAILING:
            answered.setdefault(number, time.monotonic())
    except (OSError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def main() -> None:
    """Answers questions from standard input until it ends."""
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=2048)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        print(json.dumps(sorted(answered.values())), flush=True)
        if json.loads(line) == "forget":
            answered.clear()


if __name__ == "__main__":
    asyncio.run(main())
