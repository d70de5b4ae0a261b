"""The actions that change the client: login, preferences, categories, tags, keys."""

import json
from typing import TYPE_CHECKING

from qbitrr.testing.qbittorrent.model import commands
from qbitrr.testing.qbittorrent.model.categories import Category, is_valid_category
from qbitrr.testing.qbittorrent.rest.auth import BANNED
from qbitrr.testing.qbittorrent.rest.call import Answer, Call, Refused

if TYPE_CHECKING:
    from qbitrr.testing.qbittorrent.model.client import SimulatedQbittorrent

__all__ = [
    "create_category", "create_tags", "delete_key", "delete_tags", "edit_category", "login", "logout",
    "remove_categories", "rotate_key", "set_preferences", "set_transfer_limit", "speed_limits_mode",
    "toggle_speed_limits_mode",
]  # fmt: skip


def login(client: "SimulatedQbittorrent", call: Call) -> object:
    """Open a session, unless the visitor has one."""
    good: object = Answer(204, b"", None) if client.profile.modern_login else "Ok."
    if call.session is not None:
        return good
    now = client.motion.now
    if client.doorman.is_banned(call.address, now):
        raise Refused(403, BANNED)
    if not client.doorman.accepts(call.address, call.params.get("username"), call.params.get("password"), now):
        if client.profile.modern_login:
            raise Refused(401, "Unauthorized")
        return "Fails."
    call.session = client.doorman.open(now)
    call.cookies.append(client.doorman.cookie(call.session, client.port, now))
    return good


def logout(client: "SimulatedQbittorrent", call: Call) -> object:
    assert call.session is not None
    client.doorman.close(call.session)
    call.cookies.append(client.doorman.expired_cookie(client.port))
    return ""


def rotate_key(client: "SimulatedQbittorrent", call: Call) -> object:
    return {"apiKey": client.doorman.rotate_key()}


def delete_key(client: "SimulatedQbittorrent", call: Call) -> object:
    client.doorman.api_key = ""
    return Answer(204, b"", None)


def set_preferences(client: "SimulatedQbittorrent", call: Call) -> object:
    """Take over the known keys of the JSON object in `json`."""
    try:
        wanted = json.loads(call.params["json"])
    except ValueError:
        wanted = {}
    if isinstance(wanted, dict):
        known = {name: value for name, value in wanted.items() if name in client.preferences}
        client.preferences.update(known)
        if isinstance(password := wanted.get("web_ui_password"), str):
            client.doorman.password = password
        client.doorman.username = str(client.preferences["web_ui_username"])
        client.reconsider()
    return ""


def create_category(client: "SimulatedQbittorrent", call: Call) -> object:
    name = call.params["category"]
    if not name:
        raise Refused(400, "Category cannot be empty")
    if not is_valid_category(name):
        raise Refused(409, "Incorrect category name")
    if name in client.categories:
        raise Refused(409, "Unable to create category")
    save_path = call.params.get("savePath", "").rstrip("/")
    client.categories.put(Category(name=name, save_path=save_path, download_path=_download_path(call)))
    return ""


def _download_path(call: Call) -> str | bool | None:
    enabled = call.flag("downloadPathEnabled")
    if enabled is None:
        return None
    return call.params.get("downloadPath", "") if enabled else False


def edit_category(client: "SimulatedQbittorrent", call: Call) -> object:
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


def remove_categories(client: "SimulatedQbittorrent", call: Call) -> object:
    for name in call.listed("categories", "\n"):
        commands.remove_category(client, name)
    return ""


def create_tags(client: "SimulatedQbittorrent", call: Call) -> object:
    for tag in call.listed("tags", ","):
        client.tags.add(tag)
    return ""


def delete_tags(client: "SimulatedQbittorrent", call: Call) -> object:
    doomed = set(call.listed("tags", ","))
    for tag in doomed:
        client.tags.remove(tag)
    for torrent in [each for each in client.torrents.values() if each.tags & doomed]:
        client.change(torrent.hash, tags=torrent.tags - doomed)
    return ""


def set_transfer_limit(name: str, client: "SimulatedQbittorrent", call: Call) -> object:
    client.preferences[name] = max(0, call.number("limit"))
    return ""


def speed_limits_mode(client: "SimulatedQbittorrent", call: Call) -> object:
    return "1" if client.alternative_limits else "0"


def toggle_speed_limits_mode(client: "SimulatedQbittorrent", call: Call) -> object:
    client.alternative_limits = not client.alternative_limits if "mode" not in call.params else call.number("mode") == 1
    return ""
