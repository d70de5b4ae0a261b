"""
Start, stop and restart: how long until everything is there, gone, and there again.
"""

import os
import signal
import time
from collections.abc import Iterator
from functools import partial

from bench.figures import Figure
from bench.world import Qbitrr, until, world

__all__ = ["restart", "start", "stop"]

_REPETITIONS = 3
_GOALS = {3: ("1.8 s", "< 0.8 s", 0.8), 10: ("4.0 s", "< 1.1 s", 1.1)}


def start() -> Iterator[Figure]:
    """From the execution of twistd to the first answer and to all loops alive, on a fresh data folder each time."""
    for arrs, (reference, goal, at_most) in _GOALS.items():
        health, loops = [], []
        with world(arrs) as outside:
            for _ in range(_REPETITIONS):
                with outside.qbitrr() as running:
                    until("health", partial(running.get, "/health"), 30)
                    health.append(time.monotonic() - running.started)
                    loops.append(running.wait_alive(outside.children))
        around = f"{arrs} Arrs with 100 records each, fresh data folder"
        yield Figure(
            name=f"start to /health, {arrs} Arrs", unit="s", samples=health, conditions=around,
            reference="0.7 s" if arrs == 3 else "",
        )  # fmt: skip
        yield Figure(
            name=f"start to all loops alive, {arrs} Arrs", unit="s", samples=loops, conditions=around,
            reference=reference, goal=goal, at_most=at_most,
        )  # fmt: skip


def stop() -> Iterator[Figure]:
    """From SIGTERM until no process is left."""
    samples = []
    with world(3, 1000) as outside:
        for _ in range(_REPETITIONS):
            with outside.qbitrr() as running:
                running.wait_alive(outside.children)
                time.sleep(1)
                samples.append(running.stop())
    yield Figure(
        name="SIGTERM to all gone", unit="s", samples=samples, conditions="3 Arrs, 1,000 torrents",
        reference="> 60 s", goal="< 5 s", at_most=5.0,
    )  # fmt: skip


def restart() -> Iterator[Figure]:
    """From kill -9 of a child (the first of its life) until its successor is alive."""
    samples = []
    with world(3, 1000) as outside, outside.qbitrr() as running:
        running.wait_alive(outside.children)
        for child in running.processes():
            samples.append(_killed_to_alive(running, child["pid"], (child["name"], child["kind"])))
    yield Figure(
        name="kill -9 of a child to alive", unit="s", samples=samples, conditions="3 Arrs, first restart of each child",
        reference="9-10 s", goal="< 2 s", at_most=2.0,
    )  # fmt: skip


def _killed_to_alive(running: Qbitrr, pid: int, whose: tuple[str, str]) -> float:
    def back() -> bool:
        return any(
            (child["name"], child["kind"]) == whose and child["alive"] and child["pid"] != pid
            for child in running.processes()
        )

    begin = time.monotonic()
    os.kill(pid, signal.SIGKILL)
    until("the successor", back, 30)
    return time.monotonic() - begin
