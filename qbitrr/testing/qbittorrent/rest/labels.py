"""Categories and tags."""

from qbitrr.testing.qbittorrent.model import commands
from qbitrr.testing.qbittorrent.model.categories import SimulatedCategory, is_valid_category
from qbitrr.testing.qbittorrent.model.client import QbittorrentModel
from qbitrr.testing.qbittorrent.rest.call import QbittorrentCall, Refused

__all__ = [
    "categories", "create_category", "create_tags", "delete_tags", "edit_category", "remove_categories", "tags",
]  # fmt: skip


def categories(client: QbittorrentModel, call: QbittorrentCall) -> object:
    return {name: client.categories[name].shown(client.profile) for name in client.categories.names()}


def tags(client: QbittorrentModel, call: QbittorrentCall) -> object:
    return list(client.tags.names)


def create_category(client: QbittorrentModel, call: QbittorrentCall) -> object:
    name = call.params["category"]
    if not name:
        raise Refused(400, "Category cannot be empty")
    if not is_valid_category(name):
        raise Refused(409, "Incorrect category name")
    if name in client.categories:
        raise Refused(409, "Unable to create category")
    save_path = call.params.get("savePath", "").rstrip("/")
    client.categories.put(SimulatedCategory(name=name, save_path=save_path, download_path=_download_path(call)))
    return ""


def _download_path(call: QbittorrentCall) -> str | bool | None:
    enabled = call.flag("downloadPathEnabled")
    if enabled is None:
        return None
    return call.params.get("downloadPath", "") if enabled else False


def edit_category(client: QbittorrentModel, call: QbittorrentCall) -> object:
    name, forgiving = call.params["category"], client.profile.has(5, 2)
    if not name:
        raise Refused(400, "Category cannot be empty")
    if name not in client.categories:
        raise Refused(404, "Category does not exist") if forgiving else Refused(409, "Unable to edit category")
    if not client.categories.edit(name, call.params["savePath"].rstrip("/"), _download_path(call)) and not forgiving:
        raise Refused(409, "Unable to edit category")
    for torrent in [each for each in client.torrents.values() if each.category == name]:
        commands.set_category(client, torrent, name)
    return ""


def remove_categories(client: QbittorrentModel, call: QbittorrentCall) -> object:
    for name in call.listed("categories", "\n"):
        commands.remove_category(client, name)
    return ""


def create_tags(client: QbittorrentModel, call: QbittorrentCall) -> object:
    for tag in call.listed("tags", ","):
        client.tags.add(tag)
    return ""


def delete_tags(client: QbittorrentModel, call: QbittorrentCall) -> object:
    doomed = set(call.listed("tags", ","))
    for tag in doomed:
        client.tags.remove(tag)
    for torrent in [each for each in client.torrents.values() if each.tags & doomed]:
        client.change(torrent.hash, tags=torrent.tags - doomed)
    return ""
