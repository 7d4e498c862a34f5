"""Reading all pages whose turn it is, side by side, and telling the services that follow them."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import TypeVar

from chalicelib import clock, log
from chalicelib.domain.errors import AllclearError
from chalicelib.domain.ids import Id
from chalicelib.domain.providers import READ_EVERY, Provider
from chalicelib.monitors import guard
from chalicelib.providers.looking import renewed
from chalicelib.publish import followed
from chalicelib.publish.documents import documents
from chalicelib.store import organizations, services
from chalicelib.store import providers as store
from chalicelib.use_cases import following

AT_ONCE = 200

R = TypeVar("R")


def run() -> int:
    """Returns how many pages were read. One that can't be read, or told of, keeps no other waiting."""
    now = clock.now()
    mine = [found for each in store.due(now, AT_ONCE) if store.claimed(each, now) and (found := store.find(each))]
    after = asyncio.run(_renewed(mine, now)) if mine else []
    touched: set[Id] = set()
    for before, provider in zip(mine, after, strict=True):
        hear = partial(_heard, provider or before, is_new=provider is not None, now=now)
        touched |= _guarded(hear, provider=before.id) or set()
    for org_id in touched:
        _guarded(partial(_write, org_id, now), organization=org_id)
    return sum(each is not None for each in after)


async def _renewed(providers: Iterable[Provider], now: datetime) -> list[Provider | None]:
    return list(await asyncio.gather(*(renewed(each, now, loopback=guard.loopback()) for each in providers)))


def _heard(provider: Provider, *, is_new: bool, now: datetime) -> set[Id]:
    """The organizations that follow it."""
    followers = store.followers(provider.id)
    if is_new or not followers:
        store.save(provider, now + READ_EVERY if followers else None)
    if not is_new:
        log.warning("provider_not_read", provider=provider.id)
    for org_id, service_id in followers:
        _guarded(partial(following.hear, org_id, service_id, provider, now), organization=org_id)
    return {org_id for org_id, _ in followers}


def _write(org_id: Id, now: datetime) -> None:
    """The document that says how old is what is known, which a publication would be too much for."""
    organization = organizations.find(org_id)
    if organization is None or organization.erasing:
        return
    if made := followed.document(services.of_organization(org_id), now):
        documents().put(f"api/status/{organization.slug}/providers", made.model_dump_json().encode())


def _guarded(do: Callable[[], R], **whose: Id) -> R | None:
    """What it returns; None where it failed, which holds up nobody else."""
    try:
        return do()
    except AllclearError as error:
        log.warning("provider_not_told", why=error.detail, **whose)
    except Exception:  # noqa: BLE001 - one tenant's trouble is not the others'
        log.exception("provider_not_told", **whose)
    return None
