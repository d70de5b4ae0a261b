"""Clients of any size, for measurements and tests over TCP."""

from collections.abc import Sequence
from pathlib import Path

from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import LoopingCall

from qbitrr.testing.qbittorrent.model.client import QbittorrentModel
from qbitrr.testing.qbittorrent.torrents.torrent import Swarm

__all__ = ["follow_disk", "populate"]

_DAY = 86_400
_LOOK_SECONDS = 0.25


def follow_disk(client: QbittorrentModel, file: Path, clock: IReactorTime) -> LoopingCall:
    """Have so many bytes free in *client* as *file* says, whatever it says then; returns what looks at it."""

    def look() -> None:
        text = file.read_text() if file.exists() else ""
        if text.strip().isdigit():  # else it is just being written
            client.free_space_bytes = int(text)

    looking = LoopingCall(look)
    looking.clock = clock
    looking.start(_LOOK_SECONDS)
    return looking


def populate(client: QbittorrentModel, quiet: int, moving: int, categories: Sequence[str], *, first: int = 0) -> None:
    """Fill *client* with *quiet* finished torrents that do not change, numbered from *first* on, and *moving* ones that download."""
    now = client.now
    for number in range(first, first + quiet):
        name = f"Quiet.Release.{number:06}.1080p.WEB-DL"
        client.add(
            name=name,
            files=[(f"{name}/{name}.mkv", 2_000_000_000 + number)],
            progress=1.0,
            category=categories[number % len(categories)],
            trackers=[f"http://tracker{number % 5}.example/announce"],
            added_on=now - _DAY - number,
            downloaded=2_000_000_000 + number,
        )
    for number in range(moving):
        client.add(
            name=f"Moving.Release.{number:06}.2160p.BluRay",
            size_bytes=10**14,
            category=categories[number % len(categories)],
            swarm=Swarm(download_speed=1_000_000, seeds=3),
        )
