"""What flows in a torrent at a moment, and how long until that changes."""

import math

from qbitrr.testing.qbittorrent.torrents.record import ShareLimits, ratio_of
from qbitrr.testing.qbittorrent.torrents.torrent import SimulatedTorrent

__all__ = ["bytes_until_change", "limit_waits", "rates"]


def rates(torrent: SimulatedTorrent) -> tuple[int, int]:
    """Bytes per second that flow in and out of *torrent* as it is."""
    idle = torrent.checking or torrent.moving_until is not None or not torrent.has_metadata
    if idle or not torrent.running:
        return 0, 0
    if torrent.finished:
        return 0, _capped(torrent.swarm.upload_speed, torrent.up_limit)
    if bytes_until_change(torrent) <= 0:
        return 0, 0
    return _capped(torrent.swarm.download_speed, torrent.dl_limit), 0


def _capped(speed: int, limit: int) -> int:
    return min(speed, limit) if limit > 0 else speed


def bytes_until_change(torrent: SimulatedTorrent) -> int:
    """Bytes until the download is complete or stalls."""
    wanted = [file for file in torrent.files if file.priority]
    have, whole = sum(file.have for file in wanted), sum(file.size for file in wanted)
    stalls_at = torrent.swarm.stalls_at
    end = whole if stalls_at is None else min(whole, int(torrent.size * stalls_at))
    return end - have


def limit_waits(torrent: SimulatedTorrent, limits: ShareLimits, now: float) -> list[float]:
    """Seconds until each limit in effect is reached; infinite where nothing moves towards it."""
    waits: list[float] = []
    if limits.ratio >= 0:
        ratio = ratio_of(torrent)
        base = torrent.downloaded if torrent.downloaded >= torrent.completed * 0.01 else torrent.completed
        missing = limits.ratio * base - torrent.uploaded
        if ratio >= limits.ratio or ratio == -1:
            waits.append(0)
        else:
            waits.append(missing / torrent.upload_rate if torrent.upload_rate else math.inf)
    if limits.seeding_minutes >= 0:
        left = limits.seeding_minutes * 60 - torrent.seeding_seconds
        waits.append(max(0, left) if torrent.running or left <= 0 else math.inf)
    if limits.inactive_minutes >= 0:
        since = torrent.added_on if torrent.last_activity is None else torrent.last_activity
        left = limits.inactive_minutes * 60 - (now - since)
        waits.append(math.inf if torrent.upload_rate else max(0, left))
    return waits
