"""
What a large site costs day after day: many torrents over several clients and Arrs, of which some change all the time.
"""

import time
from collections.abc import Iterator
from itertools import chain

from bench.figures import Figure
from bench.resting import is_calm
from bench.tree import cpu_seconds
from bench.world import Qbitrr, World, until, world

__all__ = ["scale"]

_TORRENTS, _CLIENTS, _ARRS = 30_000, 3, 5
_CHANGING_A_MINUTE = 0.01
_SETTLING_SECONDS = 280.0
# Each torrent is looked at anew five to ten minutes after it was listed: that is in it.
_WINDOW_SECONDS = 180.0
_WORDS = f"{_TORRENTS:,} torrents of {_CLIENTS} clients and {_ARRS} Arrs, 1 % of them changing a minute"


def scale() -> Iterator[Figure]:
    """Processor time of the supervisor and of each child, requests, and the time until a change is acted on."""
    with world(_ARRS, _TORRENTS, clients=_CLIENTS) as outside, outside.qbitrr() as running:
        running.wait_alive(outside.children)
        until("listing", lambda: _listed(running) == _TORRENTS, 120, 0.5)
        until("calm", lambda: is_calm(running), 180)
        for qbit in outside.qbits:
            qbit.ask("stir", _TORRENTS * _CHANGING_A_MINUTE / 60 / _CLIENTS)
        time.sleep(_SETTLING_SECONDS)
        yield from _measured(outside, running)


def _listed(running: Qbitrr) -> int:
    return sum(each.get("categoryCount", 0) for each in running.processes())


def _measured(outside: World, running: Qbitrr) -> Iterator[Figure]:
    asked = [qbit.ask("requests")["qbit"] for qbit in outside.qbits]
    pids, begin = running.tree(), time.monotonic()
    named = {each["pid"]: f"{each['name']} {each['kind']}" for each in running.processes()}
    used = [cpu_seconds(pid) for pid in pids]
    busiest = _busiest_seconds(pids, begin + _WINDOW_SECONDS)
    passed = time.monotonic() - begin
    loads = [100 * (cpu_seconds(pid) - before) / passed for pid, before in zip(pids, used, strict=True)]
    asks = [(qbit.ask("requests")["qbit"] - before) / passed for qbit, before in zip(outside.qbits, asked, strict=True)]
    stirred = [qbit.ask("stirred") for qbit in outside.qbits]
    around = f"{_WORDS}, {passed:.0f} s"
    children = loads[1:]
    each = sorted(zip(children, (named.get(pid, "fork server") for pid in pids[1:]), strict=True), reverse=True)
    yield Figure(
        name="scale, supervisor", unit="% of a core", samples=loads[:1], conditions=around, goal="< 5 %", at_most=5.0
    )
    yield Figure(
        name="scale, each child", unit="% of a core", samples=[sum(children) / len(children)],
        conditions=f"mean of {len(children)}", goal="< 1 %", at_most=1.0,
    )  # fmt: skip
    yield Figure(
        name="scale, the busiest child", unit="% of a core", samples=[max(children)],
        conditions=", ".join(f"{who} {load:.2f}" for load, who in each), goal="< 1 %", at_most=1.0,
    )  # fmt: skip
    yield Figure(
        name="scale, busiest second of a child", unit="s of CPU", samples=[max(busiest[1:])],
        conditions="no full scan at once", goal="< 0.5 s", at_most=0.5,
    )  # fmt: skip
    yield Figure(
        name="scale, requests to each client", unit="1/s", samples=asks, conditions=around, goal="<= 1", at_most=1.0
    )
    acted = list(chain.from_iterable(each["acted"] for each in stirred))
    yield Figure(
        name="scale, from a change to what is done", unit="s", samples=acted,
        conditions=f"a tag of ours taken off by hand is set again; {sum(each['changed'] for each in stirred)} changes, "
        f"{sum(each['waiting'] for each in stirred)} not acted on yet", goal="< 2 s", at_most=2.0,
    )  # fmt: skip


def _busiest_seconds(pids: list[int], end: float) -> list[float]:
    """Until *end*: the most processor time each process used in a second."""
    busiest, before = [0.0] * len(pids), [cpu_seconds(pid) for pid in pids]
    while time.monotonic() < end:
        time.sleep(1)
        now = [cpu_seconds(pid) for pid in pids]
        busiest = [max(most, here - there) for most, here, there in zip(busiest, now, before, strict=True)]
        before = now
    return busiest
