"""Logging in and out, and the API key."""

from qbitrr.testing.qbittorrent.model.client import QbittorrentModel
from qbitrr.testing.qbittorrent.rest.auth import expired_cookie, open_session, refuse_banned
from qbitrr.testing.qbittorrent.rest.call import QbittorrentAnswer, QbittorrentCall, Refused

__all__ = ["delete_key", "login", "logout", "rotate_key"]


def login(client: QbittorrentModel, call: QbittorrentCall) -> object:
    """Open a session, unless the visitor has one."""
    good: object = QbittorrentAnswer(204, b"", None) if client.profile.modern_login else "Ok."
    if call.session is not None:
        return good
    now = client.motion.now
    refuse_banned(client, call, now)
    if not client.logins.accepts(call.address, call.params.get("username"), call.params.get("password"), now):
        if client.profile.modern_login:
            raise Refused(401, "Unauthorized")
        return "Fails."
    open_session(client, call, now)
    return good


def logout(client: QbittorrentModel, call: QbittorrentCall) -> object:
    assert call.session is not None
    client.logins.close(call.session)
    call.cookies.append(expired_cookie(client))
    return ""


def rotate_key(client: QbittorrentModel, call: QbittorrentCall) -> object:
    return {"apiKey": client.logins.rotate_key()}


def delete_key(client: QbittorrentModel, call: QbittorrentCall) -> object:
    client.logins.api_key = ""
    return QbittorrentAnswer(204, b"", None)
