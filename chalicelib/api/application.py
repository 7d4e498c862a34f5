"""Chalice's app, which imports the rooms of the API as they are called."""

from collections.abc import Mapping
from typing import Any

from chalice import Chalice

from chalicelib.api.declared import ROOMS, Room


class Application(Chalice):
    """Knows no route until rooms are opened: all of them at once, or those of a route that is called."""

    def __init__(self) -> None:
        super().__init__(app_name="allclear", configure_logs=False)
        self.experimental_feature_flags.update(["BLUEPRINTS", "WEBSOCKETS"])
        self._closed: list[Room] = list(ROOMS)

    def open_all(self) -> None:
        """Declares every route: for packaging, and for one machine."""
        self._open(self._closed)

    def __call__(self, event: Mapping[str, Any], context: object) -> dict[str, Any]:
        """Answers a call of API Gateway."""
        self.open(event["requestContext"]["resourcePath"])
        return super().__call__(event, context)

    def open(self, route: str) -> None:
        """Declares what may be called by `route`, and perhaps more."""
        self._open([room for room in self._closed if room.answers(route)])

    def _open(self, rooms: list[Room]) -> None:
        self._closed = [room for room in self._closed if room not in rooms]
        for room in rooms:
            self.register_blueprint(room.blueprint)
