"""What the whole client transfers, with which limits: `transfer/…`, and the `server_state` of `sync/maindata`."""

from qbitrr.testing.qbittorrent.model.client import QbittorrentModel
from qbitrr.testing.qbittorrent.rest.call import QbittorrentCall

__all__ = [
    "server_state", "set_transfer_limit", "speed_limits_mode", "toggle_speed_limits_mode", "transfer_info", "transfer_limit",
]  # fmt: skip


def transfer_info(client: QbittorrentModel, call: QbittorrentCall) -> object:
    return _rates(client)


def _rates(client: QbittorrentModel) -> dict[str, object]:
    """What `transfer/info` answers, and `server_state` begins with."""
    down, up = client.motion.rates()
    answer: dict[str, object] = {
        "connection_status": client.connection_status or _connection(client),
        "dht_nodes": 0,
        "dl_info_data": client.motion.received,
        "dl_info_speed": down,
        "dl_rate_limit": client.preferences.get("dl_limit", 0),
        "up_info_data": client.motion.sent,
        "up_info_speed": up,
        "up_rate_limit": client.preferences.get("up_limit", 0),
    }
    if client.profile.has(5, 1):
        answer |= {"last_external_address_v4": "", "last_external_address_v6": ""}
    return answer


def _connection(client: QbittorrentModel) -> str:
    """
    What a client without outside connections says: `firewalled`, without torrents, with dead ones, while it transfers. Measured on
    4.5.2, 5.1.0 and 5.3.0: `disconnected` is what a 5.x says just after its start, and any while the interface it is bound to is gone.
    """
    is_starting = client.motion.now - client.started_at < client.timing.listening_after
    return "disconnected" if client.profile.listens_late and is_starting else "firewalled"


def server_state(client: QbittorrentModel) -> dict[str, object]:
    """The `server_state` of `sync/maindata`."""
    profile, preferences = client.profile, client.preferences
    received, sent = client.motion.received, client.motion.sent
    values = {
        **_rates(client),
        "alltime_dl": received,
        "alltime_ul": sent,
        "average_time_queue": 0,
        "free_space_on_disk": client.free_space_bytes,
        "global_ratio": f"{sent / received:.2f}" if received else "-",
        "queued_io_jobs": 0,
        "queueing": bool(preferences.get("queueing_enabled")),
        "read_cache_hits": "0",
        "read_cache_overload": "0",
        "refresh_interval": preferences.get("refresh_interval", 1500),
        "total_buffers_size": 0,
        "total_peer_connections": 0,
        "total_queued_size": 0,
        "total_wasted_session": 0,
        "use_alt_speed_limits": client.alternative_limits,
        "write_cache_overload": "0",
    }
    if profile.has(4, 6) and not profile.always_subcategories:
        values["use_subcategories"] = bool(preferences.get("use_subcategories"))
    if profile.has(5, 3):
        values |= {"queued_tracker_announces": 0, "request_latency": 0, "session_state": False}
    return values


def set_transfer_limit(name: str, client: QbittorrentModel, call: QbittorrentCall) -> object:
    client.preferences[name] = max(0, call.number("limit"))
    return ""


def speed_limits_mode(client: QbittorrentModel, call: QbittorrentCall) -> object:
    return "1" if client.alternative_limits else "0"


def toggle_speed_limits_mode(client: QbittorrentModel, call: QbittorrentCall) -> object:
    client.alternative_limits = not client.alternative_limits if "mode" not in call.params else call.number("mode") == 1
    return ""


def transfer_limit(name: str, client: QbittorrentModel, call: QbittorrentCall) -> object:
    return str(client.preferences[name])
