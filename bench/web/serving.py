"""
How quickly the HTTP API answers, what it costs, and what those cost who only listen.
"""

import json
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.figures import Figure
from bench.resting import is_calm
from bench.settings import TOKEN
from bench.tree import cpu_seconds, pss_bytes
from bench.world import HOME, Qbitrr, Simulated, environment, until, world

__all__ = ["serving"]

_ROUNDS = 5
_TIMES = 4000
_PATHS = {"/health": ("1,700", 2000), "/api/status": ("595", 1500), "/api/processes": ("145", 1500)}
_FILMS = 50_000
_TORRENTS = 30_000
_LOG_BYTES = 100_000_000
_LINE = b"[2025-11-27 10:30:15,123] INFO    : qbitrr.Radarr-4K: something was decided about one of many torrents\n"
_LISTENERS = 500
_WINDOW_SECONDS = 30.0


def serving() -> Iterator[Figure]:
    """What pages and scripts ask most, large logs, 500 listeners, and pages of many torrents and of a large library."""
    with world(3, 300) as outside, outside.qbitrr() as running:
        running.wait_alive(outside.children)
        for path, (theirs, least) in _PATHS.items():
            yield from _rate(running, path, theirs, least)
        yield from _logs(running)
        yield from _listeners(running)
    yield from _torrents()
    yield from _library()


def _rate(running: Qbitrr, path: str, theirs: str, least: int) -> Iterator[Figure]:
    used, rates = cpu_seconds(running.pid), []
    for _ in range(_ROUNDS):
        asked = _ask(running, path, _TIMES, 1)
        rates.append(asked["asked"] / asked["seconds"])
    used = (cpu_seconds(running.pid) - used) / (_ROUNDS * _TIMES)
    yield Figure(
        name=f"{path}, one client", unit="1/s", samples=rates, conditions=f"3 Arrs; {1e6 * used:.0f} us of CPU each",
        reference=theirs, goal=f">= {least:,}", at_least=least,
    )  # fmt: skip


def _logs(running: Qbitrr) -> Iterator[Figure]:
    log = running.data / "logs" / "Large.log"
    log.write_bytes(_LINE * (_LOG_BYTES // len(_LINE)))
    for form, end, theirs, most in (("text", "", "0.33", 0.33), ("a download", "/download", "0.06", 0.2)):
        before, used, seconds, peak = pss_bytes(running.pid), cpu_seconds(running.pid), [], 0
        for _ in range(_ROUNDS):
            seconds.append(_ask(running, f"/api/logs/{log.name}{end}", 1, 1)["seconds"])
            peak = max(peak, pss_bytes(running.pid))
        used = (cpu_seconds(running.pid) - used) / _ROUNDS
        yield Figure(
            name=f"a log of 100 MB as {form}", unit="s", samples=seconds, reference=theirs, goal=f"<= {most:g} s", at_most=most,
            conditions=f"{used:.2f} s of CPU each; {max(0, peak - before) / 1e6:.1f} MB more memory (theirs 213)",
        )  # fmt: skip
    log.unlink()


def _listeners(running: Qbitrr) -> Iterator[Figure]:
    """Those that come from many addresses: of one there may be fewer."""
    before = pss_bytes(running.pid)
    idle = _load(running)
    listening = [_listen(running.port, f"127.0.0.{1 + number % 20}") for number in range(_LISTENERS)]
    time.sleep(2)
    grown = pss_bytes(running.pid) - before
    load = _load(running)
    for each in listening:
        each.close()
    yield Figure(
        name=f"memory for {_LISTENERS} idle listeners", unit="MB", samples=[grown / 1e6], goal="< 10 MB", at_most=10.0
    )
    yield Figure(
        name=f"load of {_LISTENERS} idle listeners", unit="% of a core", samples=[load - idle], goal="< 1 %", at_most=1.0,
        conditions=f"{_WINDOW_SECONDS:.0f} s; {load:.2f} % with them, {idle:.2f} % without",
    )  # fmt: skip


def _listen(port: int, source: str) -> socket.socket:
    listening = socket.create_connection(("127.0.0.1", port), source_address=(source, 0))
    request = f"GET /api/events?topics=config HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\n\r\n"
    listening.sendall(request.encode())
    if b" 200 " not in listening.recv(65536):
        raise RuntimeError("nobody may listen")
    return listening


def _load(running: Qbitrr) -> float:
    """Percent of a core that the supervisor uses."""
    used, began = cpu_seconds(running.pid), time.monotonic()
    time.sleep(_WINDOW_SECONDS)
    return 100 * (cpu_seconds(running.pid) - used) / (time.monotonic() - began)


def _torrents() -> Iterator[Figure]:
    """As they lie, and searched by name."""
    with world(1, _TORRENTS) as outside, outside.qbitrr() as running:
        running.wait_alive(outside.children)
        until("every torrent is listed", lambda: (running.get(_listing("")) or {}).get("total") == _TORRENTS, 120, 0.5)
        until("calm", lambda: is_calm(running), 180)
        for name, query in (("", ""), (" found by name", "&sort=name&q=a")):
            asked = [1000 * _ask(running, _listing(query), 200, 1)["median"] for _ in range(_ROUNDS)]
            yield Figure(
                name=f"a page of 50 of {_TORRENTS:,} torrents{name}", unit="ms", samples=asked, goal="<= 5 ms", at_most=5.0,
                conditions="median of 200",
            )  # fmt: skip


def _listing(query: str) -> str:
    return f"/api/torrents?limit=50{query}"


def _library() -> Iterator[Figure]:
    """A library that is on disk already."""
    outside = Simulated("--films", str(_FILMS))
    try:
        with world(1) as around, tempfile.TemporaryDirectory() as folder:
            _copy(outside.ports["films"], Path(folder))
            with around.qbitrr(lambda data: _place(Path(folder), data)) as running:
                until("the library is served", lambda: (running.get(_page(0)) or {}).get("total") == _FILMS, 120)
                yield from _pages(running)
    finally:
        outside.end()


def _copy(port: int, folder: Path) -> None:
    """Have a copy of the library made, and no more."""
    copying = subprocess.Popen(
        [sys.executable, "-m", "bench.copying", str(port), str(folder)], cwd=HOME, env=environment(),
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert copying.stdout is not None
    copying.stdout.readline()
    copying.kill()
    copying.wait()


def _place(copied: Path, data: Path) -> None:
    """Put the copy where that of the only Arr is, and that Arr where it cannot be asked: it has other films."""
    at = data / "db" / "Radarr-0"
    at.mkdir(parents=True)
    for each in copied.iterdir():
        each.rename(at / each.name)
    config = data / "config.toml"
    config.write_text(re.sub(r'URI = "[^"]+"', 'URI = "http://127.0.0.1:9"', config.read_text()))


def _pages(running: Qbitrr) -> Iterator[Figure]:
    one = [1000 * _ask(running, _page(each), 400, 1)["median"] for each in range(_ROUNDS)]
    yield Figure(
        name="a page of 50 of 50,000 films, one client", unit="ms", samples=one, reference="15.7", goal="<= 2 ms", at_most=2.0,
        conditions="median of 400",
    )  # fmt: skip
    used, rates = cpu_seconds(running.pid), []
    for each in range(_ROUNDS):
        asked = _ask(running, _page(each), 2000, 8)
        rates.append(asked["asked"] / asked["seconds"])
    used = (cpu_seconds(running.pid) - used) / (_ROUNDS * 2000)
    yield Figure(
        name="pages of 50 of 50,000 films, 8 clients", unit="1/s", samples=rates, reference="61", goal=">= 400", at_least=400,
        conditions=f"{1000 * used:.2f} ms of CPU each",
    )  # fmt: skip


def _page(number: int) -> str:
    return f"/api/radarr/arr0/movies?page={number * 100}&page_size=50"


def _ask(running: Qbitrr, path: str, times: int, clients: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.web.asking", str(running.port), path, str(times), str(clients)], cwd=HOME,
        env=environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
