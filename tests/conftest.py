"""The environment that the core reads, DynamoDB in this process, and the edges as tests meet them."""

import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

_DOCUMENTS = Path(tempfile.mkdtemp(prefix="allclear-tests-"))
os.environ.pop("AWS_ENDPOINT_URL_DYNAMODB", None)
os.environ.pop("AWS_PROFILE", None)
_SETTINGS = {
    "TABLE_PREFIX": "tests-",
    "DOCUMENTS": _DOCUMENTS.as_uri(),
    "FILES": Path(tempfile.mkdtemp(prefix="allclear-files-")).as_uri(),
    "WEBSOCKET_ENDPOINT": "http://127.0.0.1:9",
    "TOKEN_SECRET": "a-secret-of-tests-and-of-nothing-else",
    "RATE_LIMIT_AUTH": "100000",
    "RATE_LIMIT_WRITES": "100000",
    "RATE_LIMIT_READS": "100000",
    "RATE_LIMIT_ALERTS": "100000",
    "INBOUND_MAIL_DOMAIN": "in.example.com",
    "PUBLIC_URL": "https://status.example.com",
    "MAIL": Path(tempfile.mkdtemp(prefix="allclear-mail-")).as_uri().replace("file:", "outbox:", 1),
}
os.environ |= _SETTINGS | {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}

from tests.edges import Api, Stream, Viewers  # noqa: E402 - the environment comes first
from tests.engine import Engine  # noqa: E402
from tests.factories import NOW  # noqa: E402
from tests.letters import Letters  # noqa: E402
from tests.permitted import roles  # noqa: E402
from tests.queues import Queues  # noqa: E402
from tests.tenancy import Tenant, a_tenant  # noqa: E402

for _name in _SETTINGS:  # read by now; the stacks that other tests start have their own
    del os.environ[_name]


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """DynamoDB for the whole session: making the tables costs more than most tests."""
    with Engine.started() as engine:
        yield engine


@pytest.fixture
def tables(engine: Engine) -> Iterator[Engine]:
    """Empty tables; a scan of any of them fails the test, and what a function's policy does not allow."""
    engine.wipe()
    yield engine
    assert engine.scans == []
    assert roles.refused == set()


class Clock:
    """What time the edges are told; it only moves when a test says so."""

    def __init__(self) -> None:
        self.now = NOW

    def passes(self, **duration: float) -> datetime:
        """Some time later."""
        self.now += timedelta(**duration)
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The edges' clock, in the test's hand."""
    clock = Clock()
    monkeypatch.setattr("chalicelib.clock.now", lambda: clock.now)
    return clock


@pytest.fixture
def api(tables: Engine) -> Api:
    """The REST API, called as API Gateway calls it."""
    return Api()


@pytest.fixture
def documents(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty folder that the publisher writes to."""
    from chalicelib.publish.documents import FolderDocuments  # noqa: PLC0415 - after the environment

    monkeypatch.setattr("chalicelib.publish.publisher.documents", lambda: FolderDocuments(tmp_path / "documents"))
    return tmp_path / "documents"


@pytest.fixture
def viewers(monkeypatch: pytest.MonkeyPatch) -> Viewers:
    """WebSocket connections that remember what they were told."""
    viewers = Viewers()
    monkeypatch.setattr("chalicelib.live.push._installed", [viewers])
    return viewers


@pytest.fixture
def queues(monkeypatch: pytest.MonkeyPatch) -> Queues:
    """Queues that slower reactions are fed from."""
    queues = Queues()
    monkeypatch.setattr("chalicelib.queues.queues._installed", [queues])
    return queues


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> Letters:
    """The mails, none of which leaves."""
    return Letters.caught(monkeypatch)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine makes nobody late, but where a test is about that; and nothing is known of the test before."""
    from chalicelib.live import set_aside, side_by_side  # noqa: PLC0415 - after the environment

    monkeypatch.setattr(side_by_side, "_state", side_by_side.State(side_by_side.Patience(60, 60, 60)))
    monkeypatch.setattr(set_aside, "_failed", {})


@pytest.fixture
def stream(tables: Engine, documents: Path, viewers: Viewers, queues: Queues) -> Stream:
    """The events stream, not yet read, and the broadcaster behind it."""
    return Stream(tables)


@pytest.fixture
def found_tenant(tables: Engine) -> Callable[..., Tenant]:
    """Makes organizations."""
    return a_tenant


@pytest.fixture
def tenant(tables: Engine) -> Tenant:
    """An organization with an owner and nothing else."""
    return a_tenant()


@pytest.fixture
def owner(api: Api, tenant: Tenant) -> Api:
    """The API as the tenant's owner calls it."""
    return api.as_(tenant.token)
