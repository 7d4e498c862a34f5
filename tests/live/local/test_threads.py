"""The product's own app on the gateway's worker threads."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from chalice import Chalice

from chalicelib.local.threads import threaded


def an_app() -> Chalice:
    """Answers with the caller's own parameter, once another request has come in between."""
    app = Chalice(app_name="threads", configure_logs=False)
    others = Barrier(2, timeout=30)

    @app.route("/who/{name}")
    def who(name: str) -> dict[str, Any]:
        others.wait()
        request = app.current_request
        assert request is not None
        return {"name": name, "seen": request.uri_params}

    return app


def a_request(name: str) -> dict[str, Any]:
    """The part of a proxy event that Chalice reads."""
    return {
        "requestContext": {"httpMethod": "GET", "resourcePath": "/who/{name}"},
        "pathParameters": {"name": name},
        "multiValueQueryStringParameters": None,
        "headers": {},
        "stageVariables": None,
        "body": None,
    }


def test_requests_at_the_same_time_do_not_see_each_other() -> None:
    app = threaded(an_app())
    names = [str(number) for number in range(200)]
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda name: app(a_request(name), None)["body"], names))
    assert answers == [f'{{"name":"{name}","seen":{{"name":"{name}"}}}}' for name in names]


def test_an_app_is_made_so_only_once() -> None:
    app = threaded(an_app())
    assert type(threaded(app)) is type(app)
