"""
What moves of a torrent at one moment. Nothing is decided by it: it changes too fast to be kept.
"""

from msgspec import Struct

__all__ = ["TorrentSpeed"]


class TorrentSpeed(Struct, frozen=True, kw_only=True, gc=False):
    """Bytes per second in both directions, and with how many *seeds* and other *peers* it is connected."""

    hash: str
    download_bytes: float
    upload_bytes: float
    seeds: int
    peers: int
