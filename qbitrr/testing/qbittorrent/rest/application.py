"""What the program says of itself, and its preferences."""

import json

from qbitrr.testing.qbittorrent.model.client import QbittorrentModel
from qbitrr.testing.qbittorrent.rest.call import QbittorrentCall

__all__ = ["build_info", "default_save_path", "preferences", "set_preferences", "version", "web_api"]


def version(client: QbittorrentModel, call: QbittorrentCall) -> object:
    return client.profile.version


def web_api(client: QbittorrentModel, call: QbittorrentCall) -> object:
    return client.profile.web_api


def build_info(client: QbittorrentModel, call: QbittorrentCall) -> object:
    return client.profile.build


def default_save_path(client: QbittorrentModel, call: QbittorrentCall) -> object:
    return client.preferences["save_path"]


def preferences(client: QbittorrentModel, call: QbittorrentCall) -> object:
    return client.preferences


def set_preferences(client: QbittorrentModel, call: QbittorrentCall) -> object:
    """Take over the known keys of the JSON object in `json`."""
    try:
        wanted = json.loads(call.params["json"])
    except ValueError:
        wanted = {}
    if isinstance(wanted, dict):
        known = {name: value for name, value in wanted.items() if name in client.preferences}
        client.preferences.update(known)
        if isinstance(password := wanted.get("web_ui_password"), str):
            client.logins.password = password
        client.logins.username = str(client.preferences["web_ui_username"])
        client.reconsider()
    return ""
