"""A page of 500 services in 40 categories with 90 days of history, beside one of 10 services with the same history.

Its publication, and how soon its content is there on a phone, by turns. `python -m bench.large_page SERVICES ROUNDS` is
the same with fewer.
"""

import asyncio
import json
import sys
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from playwright.async_api import async_playwright

from bench.engine import running_engine
from bench.figures import Figure, middle, ms, report
from bench.page_in_browser import visit
from bench.running import Child, children
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.site import Site

FEW, MANY, CATEGORIES = 10, 500, 40
DAYS, INCIDENTS, ROUNDS = 90, 30, 9
CONTENT_TARGET = 1.5
Json = dict[str, Any]


def figures(many: int = MANY, rounds: int = ROUNDS) -> list[Figure]:
    """The medians of publications and of visits, each page's by turns with the other's."""
    child = ("bench.large_page", "--build", many, rounds)
    with running_engine() as environment, children(Child(*child, **environment)) as (built,):
        found = built.hear()
    small, large = found[str(FEW)], found[str(many)]
    contents = asyncio.run(_visited(small, large, rounds))
    less, more = (middle([pair[which] for pair in contents]) for which in range(2))
    best = [min(pair[which] for pair in contents) for which in range(2)]
    sizes = f"{len(json.dumps(large['page'])) // 1024} KB / {len(json.dumps(small['page'])) // 1024} KB"
    slow, quick = large["seconds"], small["seconds"]
    return [
        Figure(f"publication with {many} services / with {FEW}", f"{ms(slow)} / {ms(quick)}", slow / quick, many / FEW),
        Figure(
            f"time to content with {many} services and {DAYS} days / with {FEW}",
            f"{ms(more)} / {ms(less)} (page documents {sizes})",
            more / less,
            CONTENT_TARGET,
        ),
        Figure("the same, best of all visits", f"{ms(best[1])} / {ms(best[0])}", best[1] / best[0]),
    ]


async def _visited(small: Json, large: Json, rounds: int) -> list[tuple[float, float]]:
    """Seconds to the content of the small page and of the large one, once for each round."""
    executable = str(CHROMIUM) if CHROMIUM.exists() else None
    with Site() as site:
        urls = [_served(site, each) for each in (small, large)]
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=executable, args=FLAGS)
            found = []
            for _ in range(rounds + 1):
                seen = [(await visit(browser, url, "Live"))[1] for url in urls]
                found.append((seen[0], seen[1]))
            await browser.close()
    return found[1:]


def _served(site: Site, built: Json) -> str:
    """The page's address on a site that serves its documents."""
    site.publish(built["page"])
    slug = built["page"]["organization"]["slug"]
    site.documents[f"/api/status/{slug}/uptime/bars"] = built["bars"]
    return f"{site.url}/status/{slug}"


def _built(many: int, rounds: int) -> Mapping[int, Json]:
    """Both pages as published, and what a publication takes; imported late, as the engine's address comes with it."""
    from chalicelib import clock  # noqa: PLC0415
    from chalicelib.live import push  # noqa: PLC0415
    from chalicelib.queues import queues  # noqa: PLC0415
    from chalicelib.store.schema import create_missing_tables  # noqa: PLC0415
    from tests.edges import Viewers  # noqa: PLC0415
    from tests.queues import Queues  # noqa: PLC0415

    create_missing_tables()
    push.install(Viewers())
    queues.install(Queues())
    now = clock.now()
    tenants = {count: _a_tenant(count, now) for count in (FEW, many)}
    taken: dict[int, list[float]] = {count: [] for count in tenants}
    for turn in range(rounds + 1):
        for count, tenant in tenants.items():
            taken[count].append(_published(tenant, now + timedelta(seconds=turn)))
    return {count: {"seconds": middle(taken[count][1:]), **_documents(tenants[count])} for count in tenants}


def _a_tenant(count: int, now: datetime) -> Any:  # noqa: ANN401 - tests.tenancy.Tenant, which is imported late
    """Services that are 90 days old, and an incident on one of them every third day."""
    from chalicelib.store.rows import to_row  # noqa: PLC0415
    from chalicelib.store.tables import Services  # noqa: PLC0415
    from tests.factories import DOWN, a_service  # noqa: PLC0415
    from tests.tenancy import a_tenant  # noqa: PLC0415

    began = now - timedelta(days=DAYS)
    tenant, listed = a_tenant(f"With {count}", now=began), []
    for number in range(count):
        fields = {"category": f"Category {number % min(CATEGORIES, max(1, count // 5))}", "position": number}
        words = f"What runs in room {number}, for everybody there."
        times = {"created_at": began, "updated_at": began}
        listed.append(a_service(f"Service {number}", org_id=tenant.org_id, description=words, **fields).but(**times))
        to_row(Services, listed[-1]).save()
    for number in range(INCIDENTS):
        at = began + timedelta(days=number * DAYS / INCIDENTS, hours=1)
        incident = tenant.opens(listed[number * 7 % count], title=f"Trouble {number}", now=at, service_status=DOWN)
        tenant.resolves(incident, at + timedelta(minutes=40))
    return tenant


def _published(tenant: Any, now: datetime) -> float:  # noqa: ANN401 - as above
    """Seconds that the publication of a status change takes."""
    from chalicelib.domain.services import ServiceStatus  # noqa: PLC0415
    from chalicelib.live.broadcast import broadcast  # noqa: PLC0415
    from chalicelib.store import events, services  # noqa: PLC0415

    first = services.of_organization(tenant.org_id)[0]
    is_up = first.status is ServiceStatus.OPERATIONAL
    tenant.sets(first, ServiceStatus.DEGRADED_PERFORMANCE if is_up else ServiceStatus.OPERATIONAL, now)
    newest = events.newest_public(tenant.org_id, limit=1)
    started = time.perf_counter()
    broadcast(tenant.org_id, newest)
    return time.perf_counter() - started


def _documents(tenant: Any) -> Json:  # noqa: ANN401 - as above
    """The page, and its uptime as bars."""
    from chalicelib import clock  # noqa: PLC0415
    from chalicelib.domain.history import seconds  # noqa: PLC0415
    from chalicelib.history.counting import Pace  # noqa: PLC0415
    from chalicelib.publish.uptime import load  # noqa: PLC0415
    from chalicelib.reactions.history import follow  # noqa: PLC0415
    from chalicelib.store import events, organizations, snapshots  # noqa: PLC0415

    newest = events.newest_public(tenant.org_id, limit=1)[0]
    follow(organizations.get(tenant.org_id), newest, seconds(clock.now()), Pace(is_due=True))
    snapshot, uptime = snapshots.get(tenant.org_id), load(tenant.org_id)
    assert snapshot, "it was published"
    assert uptime, "it was counted"
    return {"page": snapshot.page.model_dump(mode="json"), "bars": json.loads(uptime.bars())}


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:] if each.isdigit()]
    if "--build" in sys.argv:
        print(json.dumps(_built(*given)), flush=True)
        sys.stdin.readline()
    else:
        sys.exit(report(figures(*given)))
