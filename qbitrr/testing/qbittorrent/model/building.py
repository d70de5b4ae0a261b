"""Making a torrent from what a test or a demonstration says of it."""

from collections.abc import Iterable, Sequence
from typing import Any

from qbitrr.testing.qbittorrent.torrents.torrent import PIECE, SimulatedTorrent, SimulatedTorrentFile, SimulatedTracker

__all__ = ["build"]


def build(
    *,
    name: str,
    size_bytes: int,
    files: Sequence[tuple[str, int]],
    progress: float,
    trackers: Iterable[str | SimulatedTracker],
    added_on: float,
    **attributes: Any,
) -> SimulatedTorrent:
    """
    A torrent of *files*, or of a single one of *size_bytes* called *name*, filled from the first on up to *progress*.

    *attributes* are those of `SimulatedTorrent`; an unknown one raises `TypeError`. A complete torrent was completed when
    it was added, unless they say otherwise.
    """
    own = [SimulatedTorrentFile(name=each, size=size) for each, size in files or [(name, size_bytes)]]
    _fill(own, progress)
    attributes.setdefault("piece_size", _piece_size(own))
    torrent = SimulatedTorrent(
        name=name,
        files=own,
        trackers=[SimulatedTracker(url=each) if isinstance(each, str) else each for each in trackers],
        added_on=added_on,
        **attributes,
    )
    if torrent.finished and torrent.completion_on is None:
        torrent.completion_on = added_on
    return torrent


def _fill(files: list[SimulatedTorrentFile], progress: float) -> None:
    left = round(sum(file.size for file in files) * progress)
    for file in files:
        file.have = min(file.size, left)
        left -= file.have


def _piece_size(files: list[SimulatedTorrentFile]) -> int:
    """Small pieces for small torrents, about a thousand pieces for large ones."""
    size = PIECE
    while size * 1500 < sum(file.size for file in files) and size < 2**24:
        size *= 2
    return size
