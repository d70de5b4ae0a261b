"""Ordinary torrents to start from: a download half done, and a finished one that was imported."""

from typing import Any

from attrs import evolve
from msgspec.structs import replace

from qbitrr.decide.torrents.rules import Decision, decide
from qbitrr.decide.torrents.watching import seen
from qbitrr.model.steps import Step
from qbitrr.model.torrents.facts import TorrentFacts
from qbitrr.model.torrents.memory import Memory
from qbitrr.model.torrents.queue import Record
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.tags import ALLOWED_SEEDING, IMPORTED
from qbitrr.model.torrents.torrent import META_STATES, Torrent, Tracker
from qbitrr.model.torrents.watching import Watch
from qbitrr.testing.strategies.memories import altered, remembered

NOW = 1_700_000_000
HASH = "a" * 40
DAY = 86_400
TRACKERS = (Tracker(url="https://tracker.example.org/announce"),)
RADARR = OwnerRules(section="Radarr", arr_type="radarr")
INSPECTED = remembered(category="radarr", inspected_at=NOW - 3600, inspected_files=1)

_COMMON: dict[str, Any] = {
    "instance": "qBit",
    "hash": HASH,
    "name": "Movie",
    "category": "radarr",
    "added_on": NOW - DAY,
    "last_activity": NOW - 10,
}


def download(**fields: Any) -> Torrent:
    """A download half done."""
    usual = {"state": "downloading", "progress": 0.5, "amount_left": 5, "availability": 2.0, "eta_seconds": 3600}
    return Torrent(**{**_COMMON, **usual, **fields})


def finished(**fields: Any) -> Torrent:
    """A torrent that was imported an hour ago and seeds."""
    usual = {
        "state": "stalledUP",
        "tags": (ALLOWED_SEEDING, IMPORTED),
        "completion_on": NOW - 3600,
        "progress": 1.0,
        "ratio": 0.5,
        "seeding_time_seconds": 3600,
    }
    return Torrent(**{**_COMMON, **usual, **fields})


def record(state: str = "downloading") -> Record:
    """What the Arr has in its queue."""
    return Record(hash=HASH, state=state, ids=(7,), media_ids=(3,))


def look(
    torrent: Torrent,
    *,
    rules: OwnerRules = RADARR,
    memory: Memory = INSPECTED,
    now: float = NOW,
    known: dict[str, Any] | None = None,
    **given: Any,
) -> Decision:
    """Decide about a torrent; *given* changes the rules, *known* the facts."""
    facts = TorrentFacts(torrent=torrent, **{"trackers": TRACKERS, "storage_ok": True, **(known or {})})
    if memory.watching.seen_from is None:
        memory = watched_all_along(memory, torrent)
    return decide(facts, evolve(rules, **given), memory, now)


def watched_all_along(memory: Memory, torrent: Torrent) -> Memory:
    """The memory of somebody who has watched a torrent since it was added, its clock showing the time of day."""
    begin = float(min(torrent.added_on, NOW))
    memory = seen(memory, torrent, Watch(now=begin), begin)
    if memory.watching.complete_since is not None and torrent.completion_on > 0:
        memory = altered(memory, complete_since=float(torrent.completion_on))
    last = begin if torrent.state in META_STATES or torrent.last_activity <= 0 else float(torrent.last_activity)
    since = None if memory.watching.idle.since is None else max(begin, last) if torrent.state in META_STATES else last
    return altered(memory, idle=replace(memory.watching.idle, since=since))


def remembering(**fields: Any) -> Memory:
    """The usual memory and this."""
    return altered(INSPECTED, **fields)


def kinds(decision: Decision) -> list[str]:
    """The names of the steps."""
    return [type(step).__name__ for step in decision.steps]


def only(decision: Decision) -> Step:
    """The one step."""
    (step,) = decision.steps
    return step
