"""Live events over real connections: one that takes nothing, and the end of many."""

from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest_twisted
from twisted.internet.defer import gatherResults
from twisted.internet.threads import deferToThread

from qbitrr.model.status import Overview
from qbitrr.web.events import hub
from qbitrr.web.events.listeners import MOST_WAITING_BYTES
from qbitrr.web.serving import site
from tests.web.serving.test_site import Served, everything, request, until

LISTENERS = 20


async def listening(served, connections, topics):
    """So many clients that listen."""
    found = [await deferToThread(served.connect) for _ in range(connections)]
    for plain in found:
        plain.sendall(request("GET", f"/api/events?topics={topics}"))
    await until(lambda: served.site._api.events.listeners == connections)
    return found


def last_of(plain, words):
    """Read until *words* come; the last of what came."""
    last = b""
    while words not in last:
        block = plain.recv(65536)
        assert block, last[-1000:]
        last = (last + block)[-65536:]
    return last


@pytest_twisted.ensureDeferred
async def test_a_client_that_takes_nothing(monkeypatch):
    """It costs a bounded buffer while another hears everything, and after some beats its connection."""
    monkeypatch.setattr(hub, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(hub, "BEAT_SECONDS", 1.0)
    with TemporaryDirectory() as folder:
        served = Served(Path(folder))
        await served.start()
        events, turns, waiting = served.site._api.events, count(1), set()

        def overview():
            waiting.update(each._waiting_bytes for each in events._listeners)
            turn = next(turns)
            return Overview(ready=True, problems=(f"{turn}: {'x' * 100_000}",) if turn < 120 else ("the end",))

        monkeypatch.setattr(events, "_overview", overview)
        stuck, other = await listening(served, 2, "status")
        heard = deferToThread(last_of, other, b'"the end"')
        await until(lambda: events.listeners == 1)
        assert 0 < max(waiting) <= MOST_WAITING_BYTES
        assert b"event: patch" in await heard
        await served.stop()
        for plain in (stuck, other):
            plain.close()
        assert served.front.running == 0


@pytest_twisted.ensureDeferred
async def test_the_end_of_many(monkeypatch):
    """Stopping tells all at once and waits for nobody's patience to end."""
    monkeypatch.setattr(site, "_PATIENCE_SECONDS", 3600.0)
    with TemporaryDirectory() as folder:
        served = Served(Path(folder))
        await served.start()
        clients = await listening(served, LISTENERS, "status,removals")
        await served.stop()
        for text in await gatherResults([deferToThread(everything, plain) for plain in clients]):
            assert b"event: snapshot" in text
            assert text.rstrip(b"\r\n0").endswith(b'event: bye\ndata: {"why":"stopping"}')
        for plain in clients:
            plain.close()
        assert served.front.running == 0
