"""The actions that only look."""

from typing import TYPE_CHECKING

from qbitrr.testing.qbittorrent.rest.call import Call, Refused
from qbitrr.testing.qbittorrent.rest.server_state import transfer_info
from qbitrr.testing.qbittorrent.rest.sync import maindata
from qbitrr.testing.qbittorrent.torrents.torrent import SimulatedTorrent

if TYPE_CHECKING:
    from qbitrr.testing.qbittorrent.model.client import SimulatedQbittorrent

__all__ = [
    "build_info", "categories", "count", "default_save_path", "files", "limits", "piece_states", "preferences",
    "properties", "single", "sync_maindata", "tags", "trackers", "transfer", "transfer_limit", "version", "web_api",
    "web_seeds",
]  # fmt: skip


def version(client: "SimulatedQbittorrent", call: Call) -> object:
    return client.profile.version


def web_api(client: "SimulatedQbittorrent", call: Call) -> object:
    return client.profile.web_api


def build_info(client: "SimulatedQbittorrent", call: Call) -> object:
    return client.profile.build


def default_save_path(client: "SimulatedQbittorrent", call: Call) -> object:
    return client.preferences["save_path"]


def preferences(client: "SimulatedQbittorrent", call: Call) -> object:
    return client.preferences


def transfer(client: "SimulatedQbittorrent", call: Call) -> object:
    return transfer_info(client)


def transfer_limit(name: str, client: "SimulatedQbittorrent", call: Call) -> object:
    return str(client.preferences[name])


def sync_maindata(client: "SimulatedQbittorrent", call: Call) -> object:
    assert call.session is not None
    return maindata(client, call.session.sync, call.number("rid"))


def count(client: "SimulatedQbittorrent", call: Call) -> object:
    return str(sum(1 for _ in client.publisher.listed()))


def categories(client: "SimulatedQbittorrent", call: Call) -> object:
    return {name: client.categories[name].shown(client.profile) for name in client.categories.names()}


def tags(client: "SimulatedQbittorrent", call: Call) -> object:
    return list(client.tags.names)


def single(client: "SimulatedQbittorrent", call: Call) -> SimulatedTorrent:
    """The torrent of the parameter `hash`. Raises `Refused` 404."""
    torrent = client.torrents.get(call.params["hash"].lower())
    if torrent is None:
        raise Refused(404, "Not Found")
    return torrent


def limits(field: str, client: "SimulatedQbittorrent", call: Call) -> object:
    known = (client.torrents.get(hash_.lower()) for hash_ in call.listed("hashes", "|"))
    return {torrent.hash: getattr(torrent, field) for torrent in known if torrent is not None}


def files(client: "SimulatedQbittorrent", call: Call) -> object:
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


def trackers(client: "SimulatedQbittorrent", call: Call) -> object:
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


def web_seeds(client: "SimulatedQbittorrent", call: Call) -> object:
    single(client, call)
    return []


def piece_states(client: "SimulatedQbittorrent", call: Call) -> object:
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


def properties(client: "SimulatedQbittorrent", call: Call) -> object:
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
