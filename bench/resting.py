"""
What it costs while nothing happens: memory and processor time.
"""

import time
from collections.abc import Iterator

from bench.figures import Figure
from bench.tree import cpu_seconds, pss_bytes
from bench.world import Qbitrr, Simulated, World, until, world

__all__ = ["idle", "is_calm", "memory"]

_SETTLED_SECONDS = 30
_CALM_SECONDS = 12
_WINDOW_SECONDS = 30
_MEMORY = {3: ("196 MB", 150.0), 10: ("920 MB", 310.0)}
_IDLE = {1_000: ("60 %", 0.3), 5_000: ("128 %", 0.3), 20_000: ("169 %", 0.3)}
_REQUESTS = {1_000: "425-1050", 5_000: "425-1050", 20_000: "425-1050"}


def memory() -> Iterator[Figure]:
    """Memory of all processes together, shared pages counted once."""
    for arrs, (reference, at_most) in _MEMORY.items():
        with world(arrs) as outside, outside.qbitrr() as running:
            running.wait_alive(outside.children)
            time.sleep(_SETTLED_SECONDS)
            each = sorted((pss_bytes(pid) / 1e6 for pid in running.tree()), reverse=True)
        yield Figure(
            name=f"memory of the tree (PSS), {arrs} Arrs", unit="MB", samples=[sum(each)],
            conditions=f"idle, {_SETTLED_SECONDS} s after all alive; {len(each)} processes, largest "
            f"{each[0]:.0f}, median {each[len(each) // 2]:.0f} MB",
            reference=reference, goal=f"< {at_most:.0f} MB", at_most=at_most,
        )  # fmt: skip


def idle() -> Iterator[Figure]:
    """Processor time and requests with torrents that do not change."""
    for torrents, (reference, at_most) in _IDLE.items():
        with world(3, torrents) as outside, outside.qbitrr() as running:
            yield from _idle(outside, running, torrents, reference, at_most)
    with world(3, 20_000, refresh=60) as outside, outside.qbitrr() as running:
        running.wait_alive(outside.children)
        time.sleep(_CALM_SECONDS)
        each, passed = _load(running, 2 * _WINDOW_SECONDS)
    yield Figure(
        name="idle load, 20,000 whose times creep", unit="% of a core", samples=[sum(each)],
        conditions=f"as above, {passed:.0f} s; qBittorrent tells every seeding time once a minute; supervisor {each[0]:.1f} %",
        reference="", goal="< 8 %", at_most=8.0,
    )  # fmt: skip


def _idle(outside: World, running: Qbitrr, torrents: int, reference: str, at_most: float) -> Iterator[Figure]:
    alive_after = running.wait_alive(outside.children)
    until("listing", lambda: sum(each.get("categoryCount", 0) for each in running.processes()) == torrents, 60, 0.05)
    listed_after = time.monotonic() - running.started
    until("calm", lambda: is_calm(running), 60)
    calm_after = time.monotonic() - running.started
    time.sleep(_CALM_SECONDS)
    seen = _qbit_requests(outside.qbit)
    each, passed = _load(running, _WINDOW_SECONDS)
    requests = (_qbit_requests(outside.qbit) - seen) / passed
    around = f"3 Arrs, {torrents:,} torrents that were imported and seed, {_WINDOW_SECONDS} s"
    yield Figure(
        name=f"idle load, {torrents:,} torrents", unit="% of a core", samples=[sum(each)],
        conditions=f"{around}; supervisor {each[0]:.1f} %", reference=reference,
        goal=f"< {at_most:g} %", at_most=at_most,
    )  # fmt: skip
    yield Figure(
        name=f"requests to qBittorrent, {torrents:,} torrents", unit="1/s", samples=[requests], conditions=around,
        reference=_REQUESTS[torrents], goal="<= 2", at_most=2.0,
    )  # fmt: skip
    yield Figure(
        name=f"first listing at its owners, {torrents:,} torrents", unit="s", samples=[listed_after - alive_after],
        conditions="after all loops were alive", goal="< 3 s", at_most=3.0,
    )  # fmt: skip
    yield Figure(
        name=f"first look at everything, {torrents:,} torrents", unit="s", samples=[calm_after - alive_after],
        conditions="after all loops were alive, until the load falls below 15 %",
    )  # fmt: skip


def _load(running: Qbitrr, seconds: float) -> tuple[list[float], float]:
    """Processor time of each process in percent of a core, the supervisor first, and over how many seconds."""
    pids, begin = running.tree(), time.monotonic()
    before = {pid: cpu_seconds(pid) for pid in pids}
    time.sleep(seconds)
    passed = time.monotonic() - begin
    return [100 * (cpu_seconds(pid) - before[pid]) / passed for pid in pids], passed


def is_calm(running: Qbitrr) -> bool:
    """Whether the whole tree used less than 15 % of a core during a second."""
    pids = running.tree()
    before = sum(map(cpu_seconds, pids))
    time.sleep(1)
    return sum(map(cpu_seconds, pids)) - before < 0.15


def _qbit_requests(qbit: Simulated) -> int:
    count: int = qbit.ask("requests")["qbit"]
    return count
