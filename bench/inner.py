"""
The smallest parts that everything is made of, a decision and a message on the wire, and a loop deciding about everything it has.
"""

import time
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from attrs import define, field
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock

from bench.figures import Figure
from qbitrr.config.load import load
from qbitrr.config.plain import share_for
from qbitrr.config.schema.config import Config
from qbitrr.decide.torrents.rules import decide
from qbitrr.loops.torrents.arr.section import NoArr
from qbitrr.loops.torrents.client_clocks import ClientClocks
from qbitrr.loops.torrents.deciding.previewing import Previewing
from qbitrr.loops.torrents.deciding.verdict_news import VerdictNews
from qbitrr.loops.torrents.memories import TorrentMemories
from qbitrr.loops.torrents.obeyed import Obeyed
from qbitrr.loops.torrents.part import PartContext
from qbitrr.loops.torrents.reads import Reads
from qbitrr.loops.torrents.share import TorrentShare
from qbitrr.model.shown.previewed import PreviewFilter
from qbitrr.model.torrents.facts import TorrentFacts
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.tags import ALLOWED_SEEDING, IMPORTED
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.testing.strategies.memories import remembered
from qbitrr.wire.framing import from_supervisor, to_line
from qbitrr.wire.messages import Perform, Performed, Torrents
from qbitrr.wire.torrent_orders import PreviewTorrents

__all__ = ["decision", "preview", "wire"]

_NOW = 1_700_000_000
_ROUNDS = 5
_CALLS = 5_000
_TORRENTS = 30_000
_PREVIEWS = 3
_CONFIG = """
[Settings]
SchemaVersion = 1
CompletedDownloadFolder = "/downloads"
[qBit]
Host = "localhost"
[Radarr]
Managed = true
URI = "http://radarr:7878"
APIKey = "0123456789abcdef"
Category = "arr0"
[Radarr.Torrent.SeedingMode]
MaxUploadRatio = 2
RemoveTorrent = 1
"""
_ROW = """
[[Radarr.Torrent.Trackers]]
Name = "T{0}"
URI = "https://t{0}.example/announce"
AddTags = ["t{0}"]
HitAndRunMode = "and"
MinSeedRatio = 3.0
"""


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


@define
class _Child:
    reactor: Clock
    answers: list[Performed] = field(factory=list)

    def send(self, message: Any) -> None:
        """It is the answer."""
        self.answers.append(message)


def preview() -> Iterator[Figure]:
    """Processor time of a whole preview, all of it in one loop: every second torrent would go, every fourth has an open duty."""
    config = load(_CONFIG + "".join(_ROW.format(number) for number in range(10)), {}).config
    child, previewing = _loop(config)
    order = PreviewTorrents(section="Radarr", config=share_for(config, "Radarr"), wanted=PreviewFilter())
    samples = []
    for number in range(_PREVIEWS):
        begin = time.process_time()
        previewing.asked(Perform(id=number, what=order))
        child.reactor.advance(0)
        samples.append(time.process_time() - begin)
    share = child.answers[-1].previewed
    assert share is not None
    going = sum(each.count for each in share.counts if each.step == "removal")
    yield Figure(
        name=f"preview, {_TORRENTS:,} torrents", unit="s of CPU", samples=samples, goal="< 2 s", at_most=2.0,
        conditions=f"one loop, 10 tracker rows; {going:,} would be removed",
    )  # fmt: skip


def _loop(config: Config) -> tuple[_Child, Previewing]:
    clock = Clock()
    clock.advance(_NOW)
    child: Any = _Child(clock)
    nothing: Any = None
    share, memories = TorrentShare(), TorrentMemories(nothing)
    context = PartContext(
        child=child, section="Radarr", clock=clock, database=nothing, disk=nothing, share=share, memories=memories,
        obeyed=Obeyed(config, "Radarr"), begin=_begin, wake_for=lambda keys: None,
    )  # fmt: skip
    torrents = tuple(map(_torrent, range(_TORRENTS)))
    share.take(Torrents(full=True, torrents=torrents, listed_at={"qBit": _NOW}))
    memory = remembered(category="arr0", inspected_at=_NOW - 3600, inspected_files=1, record_imported=True)
    for torrent in torrents:
        memories.put(torrent.key, memory)
    clocks = ClientClocks(memories, nothing, share, clock)
    clocks.take({"qBit": _NOW}, {"qBit": _NOW - 86_400}, _NOW)
    reads = Reads(child, lambda key: None, lambda key, at: None)
    return child, Previewing(context, clocks, reads, NoArr(), VerdictNews(context))


def _begin(work: Coroutine[Any, Any, None]) -> None:
    Deferred.fromCoroutine(work)


def _torrent(number: int) -> Torrent:
    return Torrent(
        instance="qBit", hash=f"{number:040x}", name=f"Quiet.Release.{number}", state="stalledUP", category="arr0",
        tags=(ALLOWED_SEEDING, IMPORTED), added_on=_NOW - 90_000, completion_on=_NOW - 86_400, progress=1.0,
        ratio=2.5 if number % 4 else 0.5, seeding_time_seconds=86_000, last_activity=_NOW - 60, save_path="/downloads/arr0",
        content_path=f"/downloads/arr0/Quiet.Release.{number}", hosts=(f"t{number % 20}.example",), size_bytes=1 << 30,
    )  # fmt: skip
