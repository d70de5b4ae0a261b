"""The actions that change torrents."""

from collections.abc import Iterator
from urllib.parse import unquote

from qbitrr.testing.qbittorrent.model import commands
from qbitrr.testing.qbittorrent.model.client import QbittorrentModel
from qbitrr.testing.qbittorrent.rest.call import QbittorrentAnswer, QbittorrentCall, Refused
from qbitrr.testing.qbittorrent.rest.details import single
from qbitrr.testing.qbittorrent.torrents.torrent import SimulatedTorrent, SimulatedTracker

__all__ = [
    "add_tags", "add_trackers", "delete", "edit_tracker", "file_prio", "reannounce", "recheck", "remove_tags",
    "remove_trackers", "rename", "set_auto_management", "set_category", "set_comment", "set_force_start", "set_limit",
    "set_location", "set_share_limits", "set_super_seeding", "set_tags", "start", "stop", "toggle", "top_prio",
]  # fmt: skip


def chosen(client: QbittorrentModel, call: QbittorrentCall, name: str = "hashes") -> list[SimulatedTorrent]:
    """The torrents of the parameter `hashes`; unknown ones are ignored, `all` is all."""
    if call.params[name] == "all":
        return list(client.torrents.values())
    return [client.torrents[hash_.lower()] for hash_ in call.listed(name, "|") if hash_.lower() in client.torrents]


def _flag(call: QbittorrentCall, name: str) -> bool:
    return bool(call.flag(name, False))


def reannounce(client: QbittorrentModel, call: QbittorrentCall) -> object:
    """An announce that succeeds brings the times of an idle torrent up to date."""
    for torrent in chosen(client, call):
        if any(tracker.status == 2 for tracker in torrent.trackers):
            client.change(torrent.hash)
    return ""


def delete(client: QbittorrentModel, call: QbittorrentCall) -> object:
    for torrent in chosen(client, call):
        client.remove(torrent.hash, delete_files=_flag(call, "deleteFiles"))
    return ""


def stop(client: QbittorrentModel, call: QbittorrentCall) -> object:
    for torrent in chosen(client, call):
        client.change(torrent.hash, stopped=True, stops_after_check=False)
    return ""


def start(client: QbittorrentModel, call: QbittorrentCall) -> object:
    for torrent in chosen(client, call):
        commands.start(client, torrent, forced=False)
    return ""


def set_force_start(client: QbittorrentModel, call: QbittorrentCall) -> object:
    for torrent in chosen(client, call):
        commands.start(client, torrent, forced=_flag(call, "value"))
    return ""


def recheck(client: QbittorrentModel, call: QbittorrentCall) -> object:
    for torrent in chosen(client, call):
        commands.recheck(client, torrent)
    return ""


def set_super_seeding(client: QbittorrentModel, call: QbittorrentCall) -> object:
    for torrent in chosen(client, call):
        client.change(torrent.hash, super_seeding=_flag(call, "value"))
    return ""


def toggle(attribute: str, client: QbittorrentModel, call: QbittorrentCall) -> object:
    for torrent in chosen(client, call):
        client.change(torrent.hash, **{attribute: not getattr(torrent, attribute)})
    return ""


def set_limit(attribute: str, client: QbittorrentModel, call: QbittorrentCall) -> object:
    for torrent in chosen(client, call):
        client.change(torrent.hash, **{attribute: max(0, call.number("limit"))})
    return ""


def top_prio(how: str, client: QbittorrentModel, call: QbittorrentCall) -> object:
    if not client.queue.is_on:
        raise Refused(409, "Torrent queueing must be enabled")
    commands.reorder(client, chosen(client, call), how)
    return ""


def set_category(client: QbittorrentModel, call: QbittorrentCall) -> object:
    category = call.params["category"]
    if category and category not in client.categories:
        raise Refused(409, "Incorrect category name")
    for torrent in chosen(client, call):
        commands.set_category(client, torrent, category)
    return ""


def set_auto_management(client: QbittorrentModel, call: QbittorrentCall) -> object:
    for torrent in chosen(client, call):
        client.change(torrent.hash, auto_tmm=_flag(call, "enable"))
        commands.set_category(client, torrent, torrent.category)
    return ""


def set_location(client: QbittorrentModel, call: QbittorrentCall) -> object:
    target = call.params["location"].strip().rstrip("/")
    if not target:
        raise Refused(400, "Save path cannot be empty")
    if not client.disk.accepts(target):
        raise Refused(409, "Cannot make save path")
    for torrent in chosen(client, call):
        client.change(torrent.hash, auto_tmm=False)
        commands.move_to(client, torrent, target)
    return ""


def set_share_limits(client: QbittorrentModel, call: QbittorrentCall) -> object:
    limits: dict[str, object] = {
        "ratio_limit": _number(call.params["ratioLimit"]),
        "seeding_time_limit": call.number("seedingTimeLimit"),
        "inactive_seeding_time_limit": call.number("inactiveSeedingTimeLimit", -2),
    }
    if client.profile.has(5, 2):
        limits["share_limit_action"] = call.params["shareLimitAction"] or "Default"
    if client.profile.has(5, 3):
        limits["share_limits_mode"] = call.params["shareLimitsMode"] or "Default"
    for torrent in chosen(client, call):
        client.change(torrent.hash, **limits)
    return ""


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0


def file_prio(client: QbittorrentModel, call: QbittorrentCall) -> object:
    try:
        priority = int(call.params["priority"])
    except ValueError:
        raise Refused(400, "Priority must be an integer") from None
    if priority not in (0, 1, 6, 7):
        raise Refused(400, "Priority is not valid")
    torrent = single(client, call)
    if not torrent.has_metadata:
        raise Refused(409, "Torrent's metadata has not yet downloaded")
    for text in call.params["id"].split("|"):
        if not text.strip().lstrip("-").isdigit():
            raise Refused(400, "File IDs must be integers")
        if not 0 <= int(text) < len(torrent.files):
            raise Refused(409, "File ID is not valid")
    commands.set_priorities(client, torrent, [int(text) for text in call.params["id"].split("|")], priority)
    return ""


def _each(client: QbittorrentModel, call: QbittorrentCall) -> Iterator[tuple[SimulatedTorrent, list[str]]]:
    for torrent in chosen(client, call):
        yield torrent, call.listed("tags", ",")


def add_tags(client: QbittorrentModel, call: QbittorrentCall) -> object:
    for tag in call.listed("tags", ","):
        client.tags.add(tag)
    for torrent, tags in _each(client, call):
        client.change(torrent.hash, tags=torrent.tags | set(tags))
    return ""


def remove_tags(client: QbittorrentModel, call: QbittorrentCall) -> object:
    for torrent, tags in _each(client, call):
        client.change(torrent.hash, tags=torrent.tags - set(tags) if tags else set())
    return ""


def set_tags(client: QbittorrentModel, call: QbittorrentCall) -> object:
    for tag in call.listed("tags", ","):
        client.tags.add(tag)
    for torrent, tags in _each(client, call):
        client.change(torrent.hash, tags=set(tags))
    return _done(client)


def _done(client: QbittorrentModel) -> object:
    """The answer of actions that have said 204 since 5.2."""
    return QbittorrentAnswer(204, b"", None) if client.profile.has(5, 2) else ""


def add_trackers(client: QbittorrentModel, call: QbittorrentCall) -> object:
    several = client.profile.has(5, 2)
    for torrent in chosen(client, call, "hash") if several else [single(client, call)]:
        known = {tracker.url for tracker in torrent.trackers}
        new = [SimulatedTracker(url=url) for url in call.listed("urls", "\n") if url not in known]
        client.change(torrent.hash, trackers=[*torrent.trackers, *new])
    return _done(client)


def remove_trackers(client: QbittorrentModel, call: QbittorrentCall) -> object:
    torrents = list(client.torrents.values()) if call.params["hash"] == "*" else [single(client, call)]
    doomed = call.listed("urls", "|")
    if client.profile.has(5, 0):
        doomed = [unquote(url) for url in doomed]
    for torrent in torrents:
        client.change(torrent.hash, trackers=[each for each in torrent.trackers if each.url not in doomed])
    return _done(client)


def edit_tracker(client: QbittorrentModel, call: QbittorrentCall) -> object:
    torrent = single(client, call)
    old, new = call.params.get("origUrl", call.params.get("url", "")), call.params.get("newUrl", "")
    if old not in (urls := [tracker.url for tracker in torrent.trackers]):
        raise Refused(409, "Tracker not found")
    if new in urls and new != old:
        raise Refused(409, "New tracker URL already exists")
    replaced = [SimulatedTracker(url=new, tier=each.tier) if each.url == old else each for each in torrent.trackers]
    client.change(torrent.hash, trackers=replaced)
    return _done(client)


def rename(client: QbittorrentModel, call: QbittorrentCall) -> object:
    torrent = single(client, call)
    if not call.params["name"].strip():
        raise Refused(409, "Incorrect torrent name")
    client.change(torrent.hash, name=call.params["name"].strip())
    return ""


def set_comment(client: QbittorrentModel, call: QbittorrentCall) -> object:
    for torrent in chosen(client, call):
        client.change(torrent.hash, comment=call.params["comment"])
    return _done(client)
