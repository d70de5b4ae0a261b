"""What is shown of one torrent beyond its record: files, trackers, pieces, properties."""

from qbitrr.testing.qbittorrent.model.client import QbittorrentModel
from qbitrr.testing.qbittorrent.rest.call import QbittorrentCall, Refused
from qbitrr.testing.qbittorrent.torrents.torrent import SimulatedTorrent

__all__ = ["files", "limits", "piece_states", "properties", "single", "trackers", "web_seeds"]


def single(client: QbittorrentModel, call: QbittorrentCall) -> SimulatedTorrent:
    """The torrent of the parameter `hash`. Raises `Refused` 404."""
    torrent = client.torrents.get(call.params["hash"].lower())
    if torrent is None:
        raise Refused(404, "Not Found")
    return torrent


def limits(field: str, client: QbittorrentModel, call: QbittorrentCall) -> object:
    known = (client.torrents.get(hash_.lower()) for hash_ in call.listed("hashes", "|"))
    return {torrent.hash: getattr(torrent, field) for torrent in known if torrent is not None}


def files(client: QbittorrentModel, call: QbittorrentCall) -> object:
    torrent = single(client, call)
    if not torrent.has_metadata:
        return []
    wanted = {int(index) for index in call.listed("indexes", "|") if index.isdigit()}
    suffix = ".!qB" if client.preferences.get("incomplete_files_ext") else ""
    rows: list[dict[str, object]] = []
    for index, (file, span) in enumerate(zip(torrent.files, torrent.piece_ranges(), strict=True)):
        if wanted and index not in wanted:
            continue
        done = file.have >= file.size
        row: dict[str, object] = {
            "index": index,
            "name": file.name if done else file.name + suffix,
            "size": file.size,
            "progress": 1 if done else file.have / file.size,
            "priority": file.priority,
            "piece_range": list(span),
            "availability": -1 if torrent.finished else 0,
        }
        if not rows:
            row["is_seed"] = torrent.finished
        rows.append(row)
    return rows


def trackers(client: QbittorrentModel, call: QbittorrentCall) -> object:
    torrent = single(client, call)
    zeros = {"num_peers": 0, "num_seeds": 0, "num_leeches": 0, "num_downloaded": 0}
    rows: list[dict[str, object]] = []
    for name, preference in (("DHT", "dht"), ("PeX", "pex"), ("LSD", "lsd")):
        is_on = bool(client.preferences.get(preference)) and not torrent.private
        rows.append({"url": f"** [{name}] **", "tier": -1, "status": 2 if is_on else 0, "msg": "", **zeros})
    for tracker in torrent.trackers:
        row: dict[str, object] = {
            name: getattr(tracker, name)
            for name in ("url", "tier", "status", "msg", "num_peers", "num_seeds", "num_leeches", "num_downloaded")
        }
        if client.profile.has(5, 2):
            row |= {"updating": False, "next_announce": 0, "min_announce": 0, "endpoints": []}
        elif tracker.status > 4:
            row["status"] = 4
        rows.append(row)
    return rows


def web_seeds(client: QbittorrentModel, call: QbittorrentCall) -> object:
    single(client, call)
    return []


def piece_states(client: QbittorrentModel, call: QbittorrentCall) -> object:
    torrent = single(client, call)
    have = torrent.pieces_have
    return [2 if index < have else 0 for index in range(max(0, torrent.pieces_num))]


# Name in `torrents/properties` -> name in the torrent's record.
_SAME = {
    "addition_date": "added_on", "comment": "comment", "created_by": "created_by", "creation_date": "creation_date",
    "dl_speed": "dlspeed", "download_path": "download_path", "eta": "eta", "hash": "hash", "infohash_v1": "infohash_v1",
    "infohash_v2": "infohash_v2", "name": "name", "nb_connections_limit": "connections_limit", "peers": "num_leechs",
    "peers_total": "num_incomplete", "piece_size": "piece_size", "pieces_have": "pieces_have", "pieces_num": "pieces_num",
    "reannounce": "reannounce", "save_path": "save_path", "seeding_time": "seeding_time", "seeds": "num_seeds",
    "seeds_total": "num_complete", "share_ratio": "ratio", "time_elapsed": "time_active",
    "total_downloaded": "downloaded", "total_downloaded_session": "downloaded_session", "total_size": "total_size",
    "total_uploaded": "uploaded", "total_uploaded_session": "uploaded_session", "total_wasted": "total_wasted",
    "up_speed": "upspeed",
}  # fmt: skip


def properties(client: QbittorrentModel, call: QbittorrentCall) -> object:
    torrent = single(client, call)
    seen = client.publisher.describe(torrent, client.motion.now)
    active, modern = torrent.active_seconds, client.profile.has(5, 0)

    def average(amount: int) -> int:
        return int(amount / active) if active > 0 else (-1 if modern else 0)

    answer = {name: seen[source] for name, source in _SAME.items()}
    answer |= {
        "completion_date": -1 if torrent.completion_on is None else int(torrent.completion_on),
        "dl_limit": torrent.dl_limit if torrent.dl_limit > 0 else -1,
        "up_limit": torrent.up_limit if torrent.up_limit > 0 else -1,
        "dl_speed_avg": average(torrent.downloaded),
        "up_speed_avg": average(torrent.uploaded),
        "is_private": torrent.private,
        "last_seen": -1 if torrent.seen_complete is None else int(torrent.seen_complete),
        "nb_connections": seen["connections_count"],
    }
    if modern:
        answer |= {name: seen[name] for name in ("popularity", "private", "has_metadata")}
    if client.profile.has(5, 1):
        answer["progress"] = seen["progress"]
    if client.profile.has(5, 2):
        answer["availability"] = seen["availability"]
    return answer
