"""
The two smallest parts that everything is made of: a decision, and a message on the wire.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

from bench.figures import Figure
from qbitrr.decide.torrents.rules import decide
from qbitrr.model.torrents.facts import TorrentFacts
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.tags import ALLOWED_SEEDING, IMPORTED
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.testing.strategies.memories import remembered
from qbitrr.wire.framing import from_supervisor, to_line
from qbitrr.wire.messages import Torrents

__all__ = ["decision", "wire"]

_NOW = 1_700_000_000
_ROUNDS = 5
_CALLS = 5_000


def _quiet() -> Torrent:
    return Torrent(
        instance="qBit", hash="a" * 40, name="Quiet.Release.2020.1080p.WEB-DL", state="stalledUP", category="arr0",
        tags=(ALLOWED_SEEDING, IMPORTED), added_on=_NOW - 90_000, completion_on=_NOW - 86_400, progress=1.0, ratio=0.5,
        seeding_time_seconds=86_000, last_activity=_NOW - 60, save_path="/downloads/arr0",
        content_path="/downloads/arr0/Quiet.Release.2020.1080p.WEB-DL",
    )  # fmt: skip


def decision() -> Iterator[Figure]:
    """One decision about a torrent that was imported and seeds."""
    rules = OwnerRules(section="Radarr", arr_type="radarr")
    facts = TorrentFacts(torrent=_quiet(), trackers=())
    memory = remembered(category="arr0", inspected_at=_NOW - 3600, inspected_files=1)
    yield Figure(
        name="decide, quiet torrent", unit="us", samples=_timed(lambda: decide(facts, rules, memory, _NOW)),
        conditions=f"{_CALLS:,} calls a round",
    )  # fmt: skip


def wire() -> Iterator[Figure]:
    """A message with one torrent, to a line and back."""
    message = Torrents(full=False, torrents=(_quiet(),), listed_at={"qBit": _NOW})
    line = to_line(message)
    samples = _timed(lambda: from_supervisor(to_line(message)[:-1]))
    yield Figure(
        name="wire, Torrents of one, there and back", unit="us", samples=samples,
        conditions=f"{len(line)} bytes, {_CALLS:,} calls a round",
    )  # fmt: skip


def _timed(call: Callable[[], Any]) -> list[float]:
    """Microseconds of a call, one sample a round."""
    samples = []
    for _ in range(_ROUNDS):
        begin = time.perf_counter()
        for _ in range(_CALLS):
            call()
        samples.append(1e6 * (time.perf_counter() - begin) / _CALLS)
    return samples
