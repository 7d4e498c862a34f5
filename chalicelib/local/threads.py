"""Chalice on several threads: it keeps the current request on the app, which on Lambda has one request at a time."""

import threading

from chalice.app import Chalice, Request


class _Answering(threading.local):
    """What this thread is answering."""

    request: Request | None = None


class _RequestPerThread(Chalice):
    _answering = _Answering()

    @property
    def current_request(self) -> Request | None:
        """The request this thread is answering."""
        return self._answering.request

    @current_request.setter
    def current_request(self, request: Request | None) -> None:
        self._answering.request = request


def threaded(app: Chalice) -> Chalice:
    """`app` itself, from now on safe to call from several threads at once."""
    if not isinstance(app, _RequestPerThread):
        app.__class__ = type("ThreadedChalice", (_RequestPerThread, type(app)), {})
    return app
