"""
How the torrents of the stories look in their client at the moment they are added.
"""

from collections.abc import Callable
from typing import Any

from qbitrr.testing.qbittorrent.torrents.torrent import Swarm
from tests.storm.scenario import Kind

__all__ = ["DAY", "GB", "LOOKS", "release"]

GB = 10**9
DAY = 86_400.0


def release(name: str) -> str:
    """The release of a film."""
    return f"{name.replace(' ', '.')}.2020.1080p.WEB-DL.x264-GRP"


def _stalled(now: float, **more: Any) -> dict[str, Any]:
    return {"progress": 0.3, "last_activity": now - 80_000, "swarm": Swarm(), **more}


def _seed(now: float, times: int, **more: Any) -> dict[str, Any]:
    tags = {"qBitrr-imported"}
    return {"progress": 1.0, "downloaded": GB, "uploaded": times * GB, "tags": tags, "imported": True, **more}


LOOKS: dict[Kind, Callable[[float], dict[str, Any]]] = {
    Kind.QUIET: lambda now: _seed(now, 0),
    Kind.HALF_TWIN: lambda now: _seed(now, 0),
    Kind.OWNER_OF_FILE: lambda now: {"progress": 1.0, "downloaded": GB},
    Kind.LIMIT: lambda now: _seed(now, 3),
    Kind.SHARED: lambda now: _seed(now, 3),
    Kind.AGAIN: lambda now: _seed(now, 3),
    Kind.UNKNOWN: lambda now: {"progress": 1.0, "downloaded": GB, "uploaded": 3 * GB},
    Kind.STALLED: _stalled,
    Kind.TWIN: _stalled,
    Kind.REVIVED: _stalled,
    Kind.RESCUED: _stalled,
    Kind.MANAGED: lambda now: _stalled(now, auto_tmm=True, tags={"mine"}),
    Kind.PROTECTED: lambda now: _stalled(now, tags={"keep"}),
    Kind.FINISHED: lambda now: {"progress": 1.0, "downloaded": GB},
    Kind.MOVING: lambda now: {"progress": 0.1, "swarm": Swarm(download_speed=2_000, seeds=3)},
    Kind.FAILED: lambda now: {"progress": 0.1, "swarm": Swarm(download_speed=2_000, seeds=3)},
}
"""By kind: what `SimulatedQbittorrent.add` is told, and whether the Arr has `imported` it."""
