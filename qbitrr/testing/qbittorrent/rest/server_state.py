"""The numbers of the whole client: `transfer/info` and the `server_state` of `sync/maindata`."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qbitrr.testing.qbittorrent.model.client import SimulatedQbittorrent

__all__ = ["ServerState", "transfer_info"]


def transfer_info(client: "SimulatedQbittorrent") -> dict[str, object]:
    """What `transfer/info` answers."""
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


def _connection(client: "SimulatedQbittorrent") -> str:
    """
    What a client without outside connections says: `firewalled`, without torrents, with dead ones, while it transfers. Measured on
    4.5.2, 5.1.0 and 5.3.0: `disconnected` is what a 5.x says just after its start, and any while the interface it is bound to is gone.
    """
    is_starting = client.motion.now - client.started_at < client.timing.listening_after
    return "disconnected" if client.profile.listens_late and is_starting else "firewalled"


class ServerState:
    """Remembers when each number changed last."""

    def __init__(self, client: "SimulatedQbittorrent") -> None:
        self.values: dict[str, object] = {}
        self._client = client
        self._changed: dict[str, int] = {}

    def update(self) -> None:
        """Look at the client and note what is different."""
        new = self._now()
        if new == self.values:
            return
        generation = self._client.publisher.generations.next()
        for name, value in new.items():
            if self.values.get(name, self) != value:
                self._changed[name] = generation
        self.values = new

    def changed_since(self, generation: int) -> dict[str, object]:
        """The numbers that changed after *generation*."""
        return {name: self.values[name] for name, at in self._changed.items() if at > generation}

    def _now(self) -> dict[str, object]:
        client = self._client
        profile, preferences = client.profile, client.preferences
        received, sent = client.motion.received, client.motion.sent
        values = {
            **transfer_info(client),
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
