"""A tab of Chromium that only its own protocol drives: what a test tool puts into each page would be timed along."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

from playwright.async_api import Browser, CDPSession

Json = dict[str, Any]
PATIENCE = 60
"""Seconds for one thing."""


class Tab:
    """One page, in a context of its own: nothing is cached, and nothing of the tool is in it."""

    def __init__(self, session: CDPSession, target: str) -> None:
        self._session, self._target = session, target
        self._numbers = count(1)
        self._waiting: dict[int, asyncio.Future[Json]] = {}
        self._heard = asyncio.Event()
        self.events: list[Json] = []
        """All there were, in order: `{"method": ..., "params": ...}`."""

    async def send(self, method: str, **params: object) -> Json:
        """Its result; raises RuntimeError when Chromium refuses."""
        number = next(self._numbers)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        message = json.dumps({"id": number, "method": method, "params": params})
        await self._session.send("Target.sendMessageToTarget", {"sessionId": self._target, "message": message})
        answer = await asyncio.wait_for(self._waiting[number], PATIENCE)
        del self._waiting[number]
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return dict(answer["result"])

    async def value(self, expression: str) -> Any:  # noqa: ANN401 - as the page has it
        """What the expression is in the page; a promise is waited for."""
        found = await self.send("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in found:
            raise RuntimeError(found["exceptionDetails"])
        return found["result"].get("value")

    async def becomes(self, expression: str) -> None:
        """Returns once the expression is true in the page."""
        await self.value(f"new Promise(function look(done) {{ {expression} ? done() : setTimeout(look, 50, done); }})")

    async def passes(self, moment: str) -> None:
        """Returns once the page's life has come to this, as `Page.lifecycleEvent` names it."""
        while not any(event["params"].get("name") == moment for event in self.events):
            self._heard.clear()
            await asyncio.wait_for(self._heard.wait(), PATIENCE)

    def hear(self, event: Json) -> None:
        """A message from the page."""
        if event["sessionId"] != self._target:
            return
        message = json.loads(event["message"])
        if "id" in message:
            self._waiting[message["id"]].set_result(message)
        else:
            self.events.append(message)
            self._heard.set()


@asynccontextmanager
async def tab(browser: Browser, width: int, height: int) -> AsyncIterator[Tab]:
    """Empty, and closed in the end."""
    session = await browser.new_browser_cdp_session()
    context = (await session.send("Target.createBrowserContext"))["browserContextId"]
    place = {"url": "about:blank", "browserContextId": context, "width": width, "height": height}
    target = (await session.send("Target.createTarget", place))["targetId"]
    attached = await session.send("Target.attachToTarget", {"targetId": target, "flatten": False})
    opened = Tab(session, attached["sessionId"])
    session.on("Target.receivedMessageFromTarget", opened.hear)
    try:
        yield opened
    finally:
        await session.send("Target.disposeBrowserContext", {"browserContextId": context})
        await session.detach()
