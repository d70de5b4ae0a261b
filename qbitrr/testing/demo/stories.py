"""
What may become of something that is wanted: the releases the indexers have for it, and how each of them behaves.
"""

import hashlib
from collections.abc import Iterable
from random import Random
from typing import Any

from attrs import frozen

from qbitrr.testing.arr import Release, SimulatedArr
from qbitrr.testing.qbittorrent import SimulatedQbittorrent, Swarm

__all__ = ["STORIES", "Story", "offer", "put_in_motion"]

MEGABYTE = 1_000_000
TRACKER = "http://tracker.demo.invalid/announce"
_ENDINGS = {"radarr": "mkv", "sonarr": "mkv", "lidarr": "flac"}
_TRACKS = 8
# What a download needs from its first byte to the last, and a seed to its ratio, in seconds.
_SHORTEST, _LONGEST, _SEEDING = 12, 24, 75
# After the Arr has noticed what it grabbed, before the supervisor takes the magnet for dead.
_METADATA = (4.5, 6.5)
# How long ago was added what is in motion at the start, at least.
_AGE_SECONDS = 300.0


@frozen
class Story:
    """A plot: the behaviour of the releases in the order they are taken, and what is told beforehand."""

    releases: tuple[str, ...]
    told: str


STORIES: dict[str, Story] = {
    "good": Story(("good",), "the release it will find is fine"),
    "extras": Story(("extras",), "the release it will find brings files nobody wants"),
    "stalls": Story(("stalls", "good"), "the first release it will find is going to stall"),
    "fake": Story(("fake", "good"), "the first release it will find is a fake"),
    "no_metadata": Story(("no_metadata", "good"), "nobody has the first release it will find"),
}


def offer(
    arr: SimulatedArr, qbit: SimulatedQbittorrent, leaf_id: int, behaviours: Iterable[str], random: Random
) -> list[Release]:
    """Let the indexers have one release for a leaf per behaviour; what each is, the client learns when it is added."""
    made = []
    for behaviour in behaviours:
        title = arr.library.release_name((leaf_id,), arr.kind.default_quality, f"{random.randrange(16**6):06X}")
        release = Release(hash=hashlib.sha1(title.encode()).hexdigest(), title=title, size=_size(arr, random))
        if behaviour != "no_metadata":  # a magnet of which nothing is known stays one
            qbit.expected[release.hash] = _torrent(arr.kind.name, release, behaviour, random)
        arr.offer(leaf_id, release)
        made.append(release)
    return made


def put_in_motion(
    arr: SimulatedArr,
    qbit: SimulatedQbittorrent,
    leaf_id: int,
    release: Release,
    *,
    progress: float,
    idle_seconds: float = 0,
) -> None:
    """Have a release taken some minutes ago; *progress* (0 to 1) is there by now, and nothing came for *idle_seconds*."""
    arr.grab([leaf_id], release.hash, release.title, size=release.size)
    now = qbit.now
    known: dict[str, Any] = qbit.expected[release.hash]
    qbit.add(
        hash=release.hash, category=arr.tracker.links[0].category, progress=progress,
        added_on=now - max(idle_seconds, _AGE_SECONDS), last_activity=now - idle_seconds, **known,
    )  # fmt: skip


def _torrent(kind: str, release: Release, behaviour: str, random: Random) -> dict[str, object]:
    """What the client learns of a release: keyword arguments of `SimulatedQbittorrent.add`."""
    speed = release.size // random.randint(_SHORTEST, _LONGEST)
    stalls_at = random.uniform(0.2, 0.8) if behaviour == "stalls" else None
    return {
        "name": release.title,
        "files": [(f"{release.title}/{name}", size) for name, size in _files(kind, release, behaviour)],
        "trackers": [TRACKER],
        "swarm": Swarm(
            download_speed=speed, upload_speed=release.size // _SEEDING, stalls_at=stalls_at, seeds=3, leeches=5,
            metadata_after_seconds=random.uniform(*_METADATA),
        ),
    }  # fmt: skip


def _files(kind: str, release: Release, behaviour: str) -> list[tuple[str, int]]:
    size = release.size
    if behaviour == "fake":
        return [(f"{release.title}.{_ENDINGS[kind]}.exe", size - 1_000), ("How to play.txt", 1_000)]
    if kind == "lidarr":
        wanted = [(f"{number:02} - Track {number}.flac", size // _TRACKS) for number in range(1, _TRACKS + 1)]
    else:
        wanted = [(f"{release.title}.{_ENDINGS[kind]}", size)]
    extras = [("Sample/sample.mkv", 20 * MEGABYTE), ("Setup.exe", 2 * MEGABYTE)] if behaviour == "extras" else []
    return wanted + extras


def _size(arr: SimulatedArr, random: Random) -> int:
    small, large = {"radarr": (1200, 4000), "sonarr": (400, 1500), "lidarr": (200, 500)}[arr.kind.name]
    return random.randint(small, large) * MEGABYTE
