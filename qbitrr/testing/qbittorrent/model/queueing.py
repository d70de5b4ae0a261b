"""The download queue: who has which place, and who has to wait."""

from attrs import define, field

from qbitrr.testing.qbittorrent.torrents.torrent import SimulatedTorrent

__all__ = ["TorrentQueue"]


@define
class TorrentQueue:
    """Unfinished torrents in their order. Places are given also while queueing is off, as the real client does."""

    torrents: dict[str, SimulatedTorrent]
    preferences: dict[str, object]
    order: list[str] = field(factory=list)

    @property
    def is_on(self) -> bool:
        """Whether `queueing_enabled` is set."""
        return bool(self.preferences.get("queueing_enabled"))

    def follow(self, torrent: SimulatedTorrent) -> list[SimulatedTorrent]:
        """Let *torrent* enter if it is unfinished and leave if not; returns whose place changed."""
        if torrent.finished == (torrent.position == 0):
            return []
        if torrent.finished:
            return self.leave(torrent)
        self.order.append(torrent.hash)
        torrent.position = len(self.order)
        return [torrent]

    def leave(self, torrent: SimulatedTorrent) -> list[SimulatedTorrent]:
        """Take *torrent* out; returns whose place changed."""
        if not torrent.position:
            return []
        del self.order[torrent.position - 1]
        start, torrent.position = torrent.position - 1, 0
        return [torrent, *self._renumber(start)]

    def move(self, hashes: list[str], how: str) -> list[SimulatedTorrent]:
        """Move torrents by *how*: `top`, `bottom`, `increase` or `decrease`; returns whose place may have changed."""
        chosen = [hash_ for hash_ in self.order if hash_ in set(hashes)]
        rest = [hash_ for hash_ in self.order if hash_ not in set(hashes)]
        if how == "top":
            self.order = chosen + rest
        elif how == "bottom":
            self.order = rest + chosen
        else:
            step = -1 if how == "increase" else 1
            for hash_ in chosen if step < 0 else reversed(chosen):
                at = self.order.index(hash_)
                to = max(0, min(len(self.order) - 1, at + step))
                self.order[at], self.order[to] = self.order[to], self.order[at]
        return self._renumber(0)

    def _renumber(self, start: int) -> list[SimulatedTorrent]:
        moved = []
        for place, hash_ in enumerate(self.order[start:], start + 1):
            torrent = self.torrents[hash_]
            if torrent.position != place:
                torrent.position = place
                moved.append(torrent)
        return moved

    def misplaced(self) -> list[SimulatedTorrent]:
        """The torrents that wait but should not, or should but do not: their `queued` flag is to be turned over."""
        limits = {name: self._limit(f"max_active_{name}") for name in ("downloads", "uploads", "torrents")}
        active = {"downloads": 0, "uploads": 0, "torrents": 0}
        changed = []
        finished = (torrent for torrent in self.torrents.values() if not torrent.position)
        for torrent in [*(self.torrents[hash_] for hash_ in self.order), *finished]:
            queued = False
            if self.is_on and not torrent.stopped and not torrent.forced:
                kind = "uploads" if torrent.finished else "downloads"
                queued = any(0 <= limits[name] <= active[name] for name in (kind, "torrents"))
                if not queued:
                    active[kind] += 1
                    active["torrents"] += 1
            if queued != torrent.queued:
                changed.append(torrent)
        return changed

    def _limit(self, name: str) -> int:
        value = self.preferences.get(name, -1)
        return value if isinstance(value, int) else -1
