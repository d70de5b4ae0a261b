"""
What is asked of a torrent loop about one torrent: why it is still there, and to have it imported now.
"""

from msgspec import Struct

__all__ = ["ExplainTorrent", "ImportTorrent", "TorrentOrder"]


class ExplainTorrent(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="explain_torrent"):
    """Tell what is decided about it, rule by rule. *upload_speed* is that of this moment in bytes per second, None if it is not known."""

    instance: str
    hash: str
    upload_speed: float | None = None


class ImportTorrent(Struct, frozen=True, kw_only=True, tag="import_torrent"):
    """Hand it over to the Arr now, however often that was tried."""

    instance: str
    hash: str


TorrentOrder = ExplainTorrent | ImportTorrent
