"""
What moves of a torrent at one moment. Nothing is decided by it: it changes too fast to be kept.
"""

from msgspec import Struct

__all__ = ["TorrentSpeed"]


class TorrentSpeed(Struct, frozen=True, kw_only=True, gc=False):
    """
    Bytes per second in both directions, and with how many *seeds* and other *peers* it is connected; how many of them its trackers know
    (-1: they do not say). *uploaded_bytes* ever, *total_size_bytes* with what is not wanted of it, *active_seconds* in which it ran.
    """

    hash: str
    download_bytes: float
    upload_bytes: float
    seeds: int
    peers: int
    seeds_known: int = -1
    peers_known: int = -1
    uploaded_bytes: int = 0
    total_size_bytes: int = 0
    active_seconds: int = 0
