"""The state of a torrent: the one text people and programs look at first."""

from qbitrr.testing.qbittorrent.torrents.torrent import SimulatedTorrent

__all__ = ["state_of"]


def state_of(torrent: SimulatedTorrent, stopped_word: str) -> str:
    """The `state` text of *torrent*: the first of its conditions that holds, in qBittorrent's order."""
    if torrent.loading_until is not None:
        return "checkingResumeData"
    if torrent.moving_until is not None:
        return "moving"
    if torrent.missing:
        return "missingFiles"
    if torrent.error:
        return "error"
    finished = torrent.finished
    side = "UP" if finished else "DL"
    if torrent.checking and not torrent.stopped:
        return f"checking{'UP' if torrent.completion_on is not None else 'DL'}"
    if torrent.stopped:
        return f"{stopped_word}{side}"
    if torrent.queued:
        return f"queued{side}"
    if not torrent.has_metadata:
        return "forcedMetaDL" if torrent.forced else "metaDL"
    if torrent.forced:
        return f"forced{side}"
    if finished:
        return "uploading" if torrent.upload_rate else "stalledUP"
    return "downloading" if torrent.download_rate else "stalledDL"
