"""
What the browser UI costs, in the Chromium of this machine: `qbitrr/web/ui/e2e/budgets.ts` measures, with Node and the packages beside it.
"""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import evolve

from bench.figures import Figure
from bench.world import HOME, Qbitrr, environment, until, world
from qbitrr.logs.lines import record_text

__all__ = ["browser", "write_large_log"]

_UI = HOME / "qbitrr" / "web" / "ui"
_TORRENTS = 50_000
_LOG_BYTES = 5 * 1024**3
_PATIENCE_SECONDS = 900
_GOALS: dict[str, tuple[str, str, str, float, float]] = {
    # name: words, unit, goal, at most, which part of the samples is compared (0.5: the median)
    "script": ("initial script", "kB", "<= 200 kB", 200.0, 0.5),
    "frames": (f"frame while {_TORRENTS:,} torrents are scrolled, 95th percentile", "ms", "<= 17 ms", 17.0, 0.95),
    "log": ("opening a log of 5 GB", "s", "<= 1 s", 1.0, 0.5),
    "idle": ("traffic of a page at rest", "kB/s", "<= 1 kB/s", 1.0, 0.5),
    "heap": ("heap after 10,000 events, change", "%", "<= 10 %", 10.0, 0.5),
}


def browser() -> Iterator[Figure]:
    """All of the budgets; one program with many torrents, another at rest."""
    with _program(torrents=_TORRENTS) as (running, data):
        until("listing", lambda: _listed(running) == _TORRENTS, 180, 0.5)
        write_large_log(data / "logs" / "Big.log", _LOG_BYTES)
        yield from _measured(running, "script", "frames", "log")
    with _program(torrents=200) as (running, _):
        until("listing", lambda: _listed(running) == 200, 120, 0.5)
        yield from _measured(running, "idle", "heap")


@contextmanager
def _program(torrents: int) -> Iterator[tuple[Qbitrr, Path]]:
    with world(1, torrents) as outside:
        # The page has no token; nobody else reaches this address.
        open_door = evolve(outside, config=outside.config.replace("AuthDisabled = false", "AuthDisabled = true"))
        with open_door.qbitrr() as running:
            running.wait_alive(outside.children, 180)
            yield running, running.data


def _listed(running: Qbitrr) -> int:
    return sum(each.get("categoryCount", 0) for each in running.processes())


def _measured(running: Qbitrr, *names: str) -> Iterator[Figure]:
    runner = _UI / "node_modules" / ".bin" / "vite-node"
    if not runner.exists() or shutil.which("node") is None:
        raise RuntimeError("Node and the packages of the UI are needed: make ui")
    done = subprocess.run(
        [str(runner), "e2e/budgets.ts", *names], cwd=_UI, env=environment() | _address(running), capture_output=True,
        text=True, timeout=_PATIENCE_SECONDS, check=False,
    )  # fmt: skip
    for line in done.stdout.splitlines():
        yield _figure(json.loads(line))
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "the browser ended")


def _address(running: Qbitrr) -> dict[str, str]:
    found = {"QBITRR_URL": f"http://127.0.0.1:{running.port}"}
    return found | {key: os.environ[key] for key in ("IDLE_SECONDS",) if key in os.environ}


def _figure(found: dict[str, Any]) -> Figure:
    words, unit, goal, at_most, part = _GOALS[found["name"]]
    samples = sorted(float(each) for each in found["samples"])
    compared = samples if part == 0.5 else [samples[min(len(samples) - 1, int(len(samples) * part))]]
    around = (
        found["words"] if part == 0.5 else f"{found['words']}; {len(samples)} frames, the longest {samples[-1]:.0f} ms"
    )
    return Figure(name=words, unit=unit, samples=compared, conditions=around, goal=goal, at_most=at_most)


def write_large_log(path: Path, size_bytes: int) -> None:
    """A log of so many bytes: real lines at both ends and at each of 64 places between, holes in the rest, so that it needs no disk."""
    begin, places = time.time() - 86_400, 64
    with path.open("wb") as file:
        for place in range(places + 1):
            lines = b"".join(
                record_text(
                    begin + place * 86_400 / places + number / 100, "WARNING" if number % 97 == 0 else "INFO",
                    "qbitrr.bench.Main", f"line {number} at place {place} of the large log",
                ).encode()
                for number in range(2000)
            )  # fmt: skip
            at = (size_bytes - len(lines) - 1) * place // places
            file.seek(at)
            file.write(b"\n" + lines if at else lines)
