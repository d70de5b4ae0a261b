"""
The copy of a large library: how long it takes to make it and to look for changes, and how fast pages of it are.
"""

import json
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from bench.figures import Figure
from bench.world import HOME, Simulated, environment, library, until
from qbitrr.store.catalog.browse.asked import Paging, Scope
from qbitrr.store.catalog.browse.movies import MOVIE_PAGE, MOVIE_PAGE_MOST, MovieFilters, movie_page
from qbitrr.store.sqlite.reader import Reader, Snapshot

__all__ = ["catalog", "first_search"]

_FILMS = 50_000
_PAGES = 200
_APART_SECONDS = 0.02
"""Between two pages while somebody writes: else all of them would be of one moment."""
_GOALS = (("thin", 7.0, 0.3), ("realistic", 12.0, 0.3))
"""Seconds of the first pass, and of CPU of a quiet one. Of the 390 MB of realistic records it takes 0.1 s to receive them."""


def catalog() -> Iterator[Figure]:
    """A Radarr with many films, with short records and with such as real ones are."""
    for kind, first, quiet in _GOALS:
        wordy = ["--wordy"] if kind == "realistic" else []
        outside = Simulated("--films", str(_FILMS), *wordy)
        try:
            with tempfile.TemporaryDirectory() as folder:
                yield from _measured(outside.ports["films"], Path(folder), kind, (first, quiet))
        finally:
            outside.end()


def first_search() -> Iterator[Figure]:
    """From the execution of twistd, on a fresh data folder, to the first search that the Arr is told of."""
    for films in (1_000, _FILMS):
        samples = []
        with library(films) as outside, outside.qbitrr() as running:
            ago = until("first search", lambda: outside.arrs.ask("first_search")["ago"], 60)
            samples.append(time.monotonic() - running.started - ago)
        yield Figure(
            name=f"start to first search, {films:,} films", unit="s", samples=samples,
            conditions="fresh data folder, short records; the simulated programs share the cores", goal="<= 3 s", at_most=3.0,
        )  # fmt: skip


def _measured(port: int, folder: Path, kind: str, at_most: tuple[float, float]) -> Iterator[Figure]:
    copying = subprocess.Popen(
        [sys.executable, "-m", "bench.copying", str(port), str(folder)], cwd=HOME, env=environment(),
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert copying.stdout is not None
    try:
        yield from _passes(copying.stdout, kind, at_most)
        reader = Reader(folder / "catalog.db")
        if kind == "thin":
            yield from _pages(reader, "while every film is written anew", apart=_APART_SECONDS)
        copying.kill()
        copying.wait()
        if kind == "thin":
            yield from _pages(reader, "at rest")
        reader.close()
    finally:
        copying.kill()
        copying.wait()


def _passes(lines: IO[str], kind: str, at_most: tuple[float, float]) -> Iterator[Figure]:
    most_seconds, most_cpu = at_most
    first = _line(lines)
    quiet = list(iter(lambda: _line(lines), {}))
    films = f"{_FILMS:,} films, {kind} records"
    yield Figure(
        name=f"first pass, {films}", unit="s", samples=[first["seconds"]],
        conditions=f"all written after {first['list']:.1f} s, then {first['scored']:,} scores; {first['cpu']:.1f} s of CPU; "
        "the simulated Radarr shares the cores",
        goal=f"<= {most_seconds:.0f} s", at_most=most_seconds,
    )  # fmt: skip
    yield Figure(
        name=f"quiet pass, {films}", unit="s of CPU", samples=[each["cpu"] for each in quiet],
        conditions=f"{sum(each['seconds'] for each in quiet) / len(quiet):.2f} s each", goal=f"<= {most_cpu} s", at_most=most_cpu,
    )  # fmt: skip


def _line(lines: IO[str]) -> dict[str, Any]:
    line = lines.readline()
    if not line:
        raise RuntimeError("the process that copies the library ended")
    found: dict[str, Any] = json.loads(line)
    return found


def _pages(reader: Reader, when: str, apart: float = 0.0) -> Iterator[Figure]:
    for name, filters, at_most in (
        ("page of films", MovieFilters(), 2.0),
        ("page of missing films", MovieFilters(missing=True), 2.0),
        ("page of films with a text", MovieFilters(text="Harbour 4"), 10.0),
    ):
        milliseconds, states = zip(*_timed(reader, filters, apart), strict=True)
        slowest = sorted(milliseconds)[math.ceil(0.95 * len(milliseconds)) - 1]
        yield Figure(
            name=f"{name}, {when}", unit="ms", samples=milliseconds,
            conditions=f"{_FILMS:,} films, {_PAGES} pages of {len(set(states))} states of the file, 95 % within {slowest:.1f} ms",
            goal=f"<= {at_most:.0f} ms", at_most=at_most,
        )  # fmt: skip


def _timed(reader: Reader, filters: MovieFilters, apart: float) -> Iterator[tuple[float, int]]:
    """Of each page how long it took, and the state of the file it is of."""
    reader.read(_page, filters)
    for _ in range(_PAGES):
        time.sleep(apart)
        begin = time.perf_counter()
        state = reader.read(_page, filters)
        yield 1000 * (time.perf_counter() - begin), state


def _page(snapshot: Snapshot, filters: MovieFilters) -> int:
    scope = Scope(category="radarr", now=int(time.time()), specials=False)
    movie_page(snapshot, scope, filters, Paging.bounded(0, MOVIE_PAGE, MOVIE_PAGE_MOST))
    return snapshot.version
