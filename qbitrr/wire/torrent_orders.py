"""
What is asked of a torrent loop: why a torrent is still there, to have it imported now, which of some its Arr knows, and what would be
done about all of them.
"""

from typing import Any

from msgspec import Struct

from qbitrr.model.shown.previewed import PreviewFilter

__all__ = ["ExplainTorrent", "FindTorrents", "ImportTorrent", "PreviewTorrents", "TorrentOrder"]


class ExplainTorrent(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="explain_torrent"):
    """Tell what is decided about it, rule by rule. *upload_speed* is that of this moment in bytes per second, None if it is not known."""

    instance: str
    hash: str
    upload_speed: float | None = None


class FindTorrents(Struct, frozen=True, kw_only=True, tag="find_torrents"):
    """Tell which of these the Arr has in its queue or has grabbed once; each torrent by all of its hashes."""

    torrents: tuple[tuple[str, ...], ...]


class ImportTorrent(Struct, frozen=True, kw_only=True, tag="import_torrent"):
    """Hand it over to the Arr now, however often that was tried."""

    instance: str
    hash: str


class PreviewTorrents(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="preview_torrents"):
    """
    Tell what would be done now about the *wanted* torrents by *config* (a share of a configuration, as in `Configure`), in which the loop
    is that of *section*; do nothing. The torrents of the categories *leaving* (pairs of client and category) would be somebody else's.
    *clients* are those that have another name in that configuration, by their name of today.
    """

    section: str
    config: dict[str, Any]
    wanted: PreviewFilter
    leaving: tuple[tuple[str, str], ...] = ()
    clients: dict[str, str] = {}


TorrentOrder = ExplainTorrent | FindTorrents | ImportTorrent | PreviewTorrents
