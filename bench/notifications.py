"""10,000 subscribers by mail, through a real SMTP server, beside a bare loop that sends the same bytes.

Also what an incident's POST and its push to viewers take in an organization with all these subscribers and in one with
none, by turns; and drills, in which the stack, its database or the mail server dies in the middle.
`--readers 500` is quicker; `--rounds 0` and `--away 0` leave the other two out.
"""

import argparse
import asyncio
import os
import signal
import smtplib
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import aiohttp

from bench.figures import Figure, middle, ms, report
from bench.readers import MailServer, add_readers, address, org_of
from bench.rest_write import client_of
from bench.running import Measured, another_tenant
from chalicelib.domain.deliveries import SENDERS_OF_MAIL
from chalicelib.domain.notifications import PART
from chalicelib.mail.rounds import AT_ONCE
from tests.live.stack.whole import Admin, Viewer, wait_until

READERS, TURNS, ROUNDS, KILLS = 10_000, 3, 6, 3
CONNECTIONS = SENDERS_OF_MAIL * AT_ONCE
"""That the stack keeps: so many of each of its senders."""
AWAY_SECONDS = 120.0
QUIET_SECONDS = 3.0
"""After everybody is told, until the next incident: what else follows from one is over by then."""
PATIENCE = 900.0
_titles = count(1)


def opens(admin: Admin, *, notify: bool = True) -> float:
    """Seconds that the answer took."""
    body = {"title": f"Payments fail {next(_titles)}", "notify": notify}
    started = time.perf_counter()
    answer = admin.send("POST", "/api/incidents", body)
    taken = time.perf_counter() - started
    assert answer.status == 201, answer.body
    incident = answer.json()["id"]
    admin_resolves = {"status": "resolved", "notify": False}
    assert admin.send("PUT", f"/api/incidents/{incident}/status", admin_resolves).status == 200
    return taken


def told(crowd: Admin, server: MailServer, readers: int) -> float:
    """Seconds from the POST to the last mail; all readers once."""
    server.ask("clear")
    began = time.time()
    opens(crowd)
    wait_until(lambda: server.count >= readers, PATIENCE)
    seen = server.to_readers()
    assert (len(seen), sum(seen.values())) == (readers, readers), "everybody is told once"
    return float(server.ask("seen")["last_at"]) - began


def bare(server: MailServer, readers: int) -> float:
    """Seconds for the same bytes to as many addresses on as many kept connections, and nothing else."""
    mail = str(server.ask("sample")).encode("latin-1")
    server.ask("clear")
    numbers = iter(range(readers))
    lock = threading.Lock()

    def send() -> None:
        with smtplib.SMTP("127.0.0.1", server.port) as connection:
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                connection.sendmail("status@allclear.example", [address(number)], mail)

    threads = [threading.Thread(target=send) for _ in range(CONNECTIONS)]
    began = time.time()
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return float(server.ask("seen")["last_at"]) - began


def both(crowd: Admin, server: MailServer, readers: int) -> tuple[float, float]:
    """Seconds that we take, and that the bare loop takes while the stack rests: by turns, and the middle of three."""
    times: list[list[float]] = [[], []]
    for _ in range(TURNS):
        times[0].append(told(crowd, server, readers))
        rest(crowd)
        times[1].append(bare(server, readers))
    return middle(times[0]), middle(times[1])


def rest(admin: Admin) -> None:
    """Returns when nothing is left to do of the organization's last incident."""
    wait_until(lambda: is_done(admin), PATIENCE)
    time.sleep(QUIET_SECONDS)


async def pushed(admin: Admin, slug: str) -> tuple[float, float]:
    """Seconds that an incident's POST takes, and until a viewer of the page has its frame."""
    viewer = Viewer()
    async with aiohttp.ClientSession() as session:
        watching = asyncio.create_task(viewer.watch(session, admin.whole.live, slug))
        await viewer.until(lambda seen: seen.version >= 0)
        started = time.perf_counter()
        taken = await asyncio.to_thread(opens, admin)
        await viewer.until(lambda seen: bool(seen.frames))
        watching.cancel()
    return taken, viewer.times[0] - started


def slug_of(admin: Admin) -> str:
    """Of the organization's page."""
    return str(admin.send("GET", "/api/organizations/current").json()["slug"])


def beside_nobody(crowd: Admin, server: MailServer, readers: int, rounds: int) -> list[Figure]:
    """An incident with and without subscribers, by turns; nothing of one is left to do when the next is opened."""
    sides = [another_tenant(crowd.whole), crowd]
    times: list[list[tuple[float, float]]] = [[], []]
    for number in range(rounds + 1):
        for side in (0, 1) if number % 2 else (1, 0):
            server.ask("clear")
            found = asyncio.run(pushed(sides[side], slug_of(sides[side])))
            times[side] += [found] if number else []
            wait_until(lambda side=side: server.count >= readers * side, PATIENCE)  # type: ignore[misc] # bound at once
            rest(sides[side])
    posts = [middle([each[0] for each in times[side]]) for side in (1, 0)]
    pushes = [middle([each[1] for each in times[side]]) for side in (1, 0)]
    return [
        Figure(f"{what} with {readers:,} subscribers / with none", f"{ms(one)} / {ms(other)}", one / other, 1.1)
        for what, (one, other) in (("POST of an incident", posts), ("its push to a viewer", pushes))
    ]


def is_done(crowd: Admin) -> bool:
    """Whether the newest notification is told to everybody; False while there is none yet."""
    answer = crowd.send("GET", "/api/notifications?limit=1")
    return answer.status == 200 and [each["state"] for each in answer.json()["items"]] == ["done"]


def drill(crowd: Admin, server: MailServer, readers: int, kills: int, kill: Callable[[], None], what: str) -> Figure:
    """Something is killed a few times while all are told: how many were told twice, of a part for each time."""
    wait_until(lambda: is_done(crowd), PATIENCE)
    server.ask("clear")
    opens(crowd)
    for number in range(kills):
        goal = readers * (number + 1) // (kills + 1)
        wait_until(lambda goal=goal: server.count >= goal, PATIENCE)  # type: ignore[misc] # bound at once
        kill()
    wait_until(lambda: is_done(crowd) and len(server.to_readers()) == readers, PATIENCE)
    twice = sum(server.to_readers().values()) - readers
    return Figure(f"{what}: 0 of {readers:,} lost; told twice, of a part each time", f"{twice}", twice / PART, kills)


def drills(stack: Measured, crowd: Admin, server: MailServer, readers: int, away: float) -> list[Figure]:
    """The stack with its database, the database alone, the mail server."""

    def the_stack() -> None:
        stack.kill()
        stack.start()

    def the_mail_server() -> None:
        server.go_away()
        time.sleep(away)
        server.come_back()

    def the_database() -> None:
        os.kill(stack.database_pid, signal.SIGKILL)

    return [
        drill(crowd, server, readers, KILLS, the_stack, "kill -9 of the stack, 3 times"),
        drill(crowd, server, readers, KILLS, the_database, "kill -9 of DynamoDB Local, 3 times"),
        drill(crowd, server, readers, 1, the_mail_server, f"the SMTP server is gone for {away:.0f} s"),
    ]


def figures(readers: int, rounds: int, away: float) -> list[Figure]:
    """All of it, on one stack."""
    server = MailServer()
    with tempfile.TemporaryDirectory(prefix="allclear-bench-") as folder:
        stack = Measured(Path(folder) / "data", MAIL=server.setting, NOTIFY_LIMIT_DAY="0")
        stack.start()
        try:
            crowd = another_tenant(stack, "Crowd")
            add_readers(client_of(stack), org_of(crowd), readers)
            one, other = both(crowd, server, readers)
            what = f"{readers:,} mails, from the POST to the last / a bare loop on {CONNECTIONS} kept connections"
            found = [Figure(what, f"{one:.1f} s / {other:.1f} s", one / other, 1.5)]
            print(found, flush=True)
            found += beside_nobody(crowd, server, readers, rounds) if rounds else []
            return found + (drills(stack, crowd, server, readers, away) if away else [])
        finally:
            stack.stop()
            server.stop()


def main() -> int:
    """1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=READERS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--away", type=float, default=AWAY_SECONDS)
    given = parser.parse_known_args()[0]
    return report(figures(given.readers, given.rounds, given.away))


if __name__ == "__main__":
    sys.exit(main())
