"""The peer: FastAPI and python-socketio, broadcasting in process. Arguments: PORT FRAME DATABASE.

It does what a program of this kind has to: the change is validated, stored (SQLite, one commit: the cheapest lasting
write there is), and the same frame goes to everyone in the room. No sign-in, no events, no snapshot: in its favour.
"""

import json
import sqlite3
import sys
from pathlib import Path
from typing import Any, Literal

import socketio  # type: ignore[import-not-found]
import uvicorn
from fastapi import FastAPI  # type: ignore[import-not-found]
from pydantic import BaseModel

_PING_SECONDS = 600
"""As seldom as ours: pings must not get in the way of what is measured."""

api = FastAPI()
sio = socketio.AsyncServer(async_mode="asgi", ping_interval=_PING_SECONDS)
frame: dict[str, Any] = json.loads(Path(sys.argv[2]).read_text())
database = sqlite3.connect(sys.argv[3], isolation_level=None)


class Change(BaseModel):
    """The body of the request."""

    status: Literal["operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance"]


@sio.event  # type: ignore[untyped-decorator]
async def subscribe_organization(sid: str, message: dict[str, str]) -> None:
    """Joins the room, and says so."""
    await sio.enter_room(sid, message["tenant_id"])
    await sio.emit("subscribed", {"tenant_id": message["tenant_id"]}, to=sid)


@api.put("/api/services/{service_id}/status")  # type: ignore[untyped-decorator]
async def change_status(service_id: str, change: Change) -> dict[str, Any]:
    """Stores the change and tells the room."""
    database.execute("INSERT OR REPLACE INTO services VALUES (?, ?)", (service_id, change.status))
    frame["data"]["service"]["status"] = change.status
    frame["version"] += 1
    await sio.emit(frame["event"], frame, room="demo-org")
    service: dict[str, Any] = frame["data"]["service"]
    return service


if __name__ == "__main__":
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("CREATE TABLE services (id TEXT PRIMARY KEY, status TEXT)")
    both = socketio.ASGIApp(sio, api)
    uvicorn.run(
        both, port=int(sys.argv[1]), log_level="warning", access_log=False, loop="uvloop", http="httptools",
        ws_ping_interval=None,
    )  # fmt: skip
