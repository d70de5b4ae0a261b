"""`torrents/add`: from uploads and links to torrents of the simulation."""

from typing import Any

from attrs import evolve

from qbitrr.testing.qbittorrent.model import commands
from qbitrr.testing.qbittorrent.model.client import QbittorrentModel
from qbitrr.testing.qbittorrent.rest.call import QbittorrentAnswer, QbittorrentCall, Refused
from qbitrr.testing.qbittorrent.torrents.metainfo import Metainfo, NotATorrent, read_magnet, read_torrent
from qbitrr.testing.qbittorrent.torrents.torrent import SimulatedTorrent, SimulatedTorrentFile

__all__ = ["add"]


def add(client: QbittorrentModel, call: QbittorrentCall) -> object:
    """Add uploads and links. A file that is no torrent aborts with 415; a link that is none, or a duplicate, fails."""
    found: list[Metainfo | None] = []
    for file_name, content in call.files:
        try:
            found.append(read_torrent(content))
        except NotATorrent:
            raise Refused(415, f"Error: '{file_name}' is not a valid torrent file.") from None
    for link in call.listed("urls", "\n"):
        try:
            found.append(read_magnet(link))
        except NotATorrent:
            found.append(None)
    added = [torrent.hash for each in found if each is not None and (torrent := _add_one(client, call, each))]
    return _answer(client, added, failed=len(found) - len(added))


def _answer(client: QbittorrentModel, added: list[str], failed: int) -> object:
    if not client.profile.has(5, 2):
        return "Ok." if added else "Fails."
    if not added:
        return QbittorrentAnswer(409, b"Conflict")
    return {
        "success_count": len(added),
        "failure_count": failed,
        "pending_count": 0,
        "added_torrent_ids": added,
    }


def _add_one(client: QbittorrentModel, call: QbittorrentCall, found: Metainfo) -> SimulatedTorrent | None:
    if found.hash in client.torrents:
        return None
    facts: dict[str, Any] = {
        "name": found.name,
        "files": found.files,
        "has_metadata": bool(found.files),
        "private": found.private,
        "comment": found.comment,
        "created_by": found.created_by,
        "creation_date": found.creation_date,
        "piece_size": found.piece_size,
        "trackers": found.trackers,
        "size_bytes": 0,
    }
    expected = dict(client.expected.get(found.hash, {}))
    if expected:
        # A magnet whose files are known arrives with them, or gets them when its swarm says so.
        facts |= {"has_metadata": True, "files": ()} if not found.files else {}
        facts |= expected
        swarm = expected.get("swarm")
        if not found.files and getattr(swarm, "metadata_after_seconds", None) is not None:
            facts["has_metadata"] = False
    facts |= {name: value for name, value in _options(client, call).items() if value is not None}
    torrent = client.add(hash=found.hash, **facts)
    if torrent.has_metadata:
        _lay_out(torrent, call.params.get("contentLayout", "Original"))
        _set_priorities(torrent, call)
    commands.load(client, torrent)
    return torrent


def _options(client: QbittorrentModel, call: QbittorrentCall) -> dict[str, object]:
    """The options of the request as attributes of a torrent; `None` where the request is silent."""
    stopped_word = "stopped" if client.profile.has(5, 0) else "paused"
    default_stopped = "add_stopped_enabled" if client.profile.has(5, 0) else "start_paused_enabled"
    automatic = call.flag("autoTMM", bool(client.preferences.get("auto_tmm_enabled")) and "savepath" not in call.params)
    category = call.params.get("category", "")
    save_path = call.params.get("savepath", "").rstrip("/")
    if automatic:
        save_path = client.categories.save_path(category, str(client.preferences["save_path"])) if category else ""
    download_path = call.params.get("downloadPath", "").rstrip("/")
    if not call.flag("useDownloadPath", bool(download_path or client.preferences.get("temp_path_enabled"))):
        download_path = ""
    elif not download_path:
        download_path = str(client.preferences["temp_path"]).rstrip("/")
    options: dict[str, object] = {
        "category": category or None,
        "tags": call.listed("tags", ","),
        "stopped": call.flag(stopped_word, bool(client.preferences.get(default_stopped))),
        "forced": call.flag("forced") if client.profile.has(5, 1) else None,
        "name": call.params.get("rename") or None,
        "save_path": save_path or None,
        "download_path": download_path or None,
        "auto_tmm": automatic,
        "seq_dl": call.flag("sequentialDownload"),
        "f_l_piece_prio": call.flag("firstLastPiecePrio"),
        "share_limit_action": call.params.get("shareLimitAction") if client.profile.has(5, 0) else None,
    }
    for attribute, parameter in (("dl_limit", "dlLimit"), ("up_limit", "upLimit"),
                                 ("seeding_time_limit", "seedingTimeLimit"),
                                 ("inactive_seeding_time_limit", "inactiveSeedingTimeLimit")):  # fmt: skip
        options[attribute] = call.number(parameter) if call.params.get(parameter) else None
    if call.params.get("ratioLimit"):
        options["ratio_limit"] = _ratio(call.params["ratioLimit"])
    return options


def _ratio(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return -2


def _lay_out(torrent: SimulatedTorrent, layout: str) -> None:
    """Put the files under a folder of their own, or take that folder away, as `contentLayout` asks."""
    top = torrent.top_folder
    if layout == "Subfolder" and not top:
        torrent.files = [_renamed(file, f"{torrent.name.rsplit('.', 1)[0]}/{file.name}") for file in torrent.files]
    elif layout == "NoSubfolder" and top:
        torrent.files = [_renamed(file, file.name.split("/", 1)[1]) for file in torrent.files]


def _renamed(file: SimulatedTorrentFile, name: str) -> SimulatedTorrentFile:
    return evolve(file, name=name)


def _set_priorities(torrent: SimulatedTorrent, call: QbittorrentCall) -> None:
    for file, priority in zip(torrent.files, call.listed("filePriorities", ","), strict=False):
        file.priority = int(priority) if priority.isdigit() else 1
    torrent.priorities_changed()
