"""
A copy of what one qBittorrent client lists, kept current by deltas, and which changes are worth telling.
"""

from collections.abc import Iterable, Mapping

from attrs import field, frozen

from qbitrr.clients.qbittorrent_wire import MainData, apply
from qbitrr.model.torrents import COMPLETE_STATES, Torrent

__all__ = ["Change", "Mirror"]

# Figures that creep while nothing happens: a seeding torrent's seeding time moves every second. They are told late and
# together, so that cost grows with change and not with the number of torrents.
_CREEPING = frozenset(
    {
        "last_activity",
        "progress",
        "amount_left",
        "eta_seconds",
        "ratio",
        "seeding_time_seconds",
        "availability",
        "priority",
    }
)
_FIXED = tuple(name for name in Torrent.__struct_fields__ if name not in _CREEPING)
_LAG_DOWNLOADING_SECONDS = 5.0
_LAG_SEEDING_SECONDS = 60.0


@frozen(kw_only=True)
class Change:
    """What a poll brought: torrents that changed (as they are now), hashes that left, whether it was a full listing."""

    changed: Mapping[str, Torrent] = field(factory=dict)
    gone: frozenset[str] = frozenset()
    full: bool = False

    def __bool__(self) -> bool:
        return bool(self.changed or self.gone or self.full)


class Mirror:
    """
    The torrents of one client by hash. Feed every `MainData` to `take`; the `Change` that comes back leaves out figures that
    merely creep until they are 5 (downloads) or 60 (finished) seconds old.
    """

    def __init__(self, instance: str) -> None:
        self.instance = instance
        self.torrents: dict[str, Torrent] = {}
        self.categories: set[str] = set()
        self.listed_at = 0.0
        self.count_before = 0
        """How many torrents the listing before the newest one had: a sudden shrink is suspicious."""
        self._lagging: dict[str, float] = {}
        self._told: dict[str, Torrent] = {}

    def take(self, data: MainData, now: float) -> Change:
        """Bring the copy up to date with an answer received at `now` (seconds since the epoch)."""
        self.count_before = len(self.torrents)
        gone = self._forget(data)
        changed: dict[str, Torrent] = {}
        for hash_, patch in data.torrents.items():
            key = hash_.lower()
            torrent = apply(None if data.full else self.torrents.get(key), patch, self.instance, key)
            self.torrents[key] = torrent
            self._weigh(torrent, changed, now)
        self._flush(changed, now)
        self._take_categories(data)
        self.listed_at = now
        return Change(changed=changed, gone=gone, full=data.full)

    def replace(self, torrents: Iterable[Torrent], now: float) -> Change:
        """Bring the copy up to date with a whole listing, for clients whose deltas cannot be had."""
        self.count_before = len(self.torrents)
        fresh = {torrent.hash: torrent for torrent in torrents}
        gone = frozenset(self.torrents.keys() - fresh.keys())
        for hash_ in gone:
            self._drop(hash_)
        changed: dict[str, Torrent] = {}
        self.torrents.update(fresh)
        for torrent in fresh.values():
            self._weigh(torrent, changed, now)
        self._flush(changed, now)
        self.listed_at = now
        return Change(changed=changed, gone=gone)

    def _forget(self, data: MainData) -> frozenset[str]:
        if data.full:
            listed = {hash_.lower() for hash_ in data.torrents}
            gone = frozenset(self.torrents.keys() - listed)
        else:
            gone = frozenset(hash_.lower() for hash_ in data.removed if hash_.lower() in self.torrents)
        for hash_ in gone:
            self._drop(hash_)
        return gone

    def _drop(self, hash_: str) -> None:
        self.torrents.pop(hash_, None)
        self._told.pop(hash_, None)
        self._lagging.pop(hash_, None)

    def _weigh(self, torrent: Torrent, changed: dict[str, Torrent], now: float) -> None:
        told = self._told.get(torrent.hash)
        if told is not None and not _notable(told, torrent):
            if told != torrent:
                self._lagging.setdefault(torrent.hash, now)
            return
        changed[torrent.hash] = self._told[torrent.hash] = torrent
        self._lagging.pop(torrent.hash, None)

    def _flush(self, changed: dict[str, Torrent], now: float) -> None:
        for hash_, since in list(self._lagging.items()):
            torrent = self.torrents[hash_]
            lag = _LAG_SEEDING_SECONDS if torrent.state in COMPLETE_STATES else _LAG_DOWNLOADING_SECONDS
            if now - since >= lag:
                changed[hash_] = self._told[hash_] = torrent
                del self._lagging[hash_]

    def _take_categories(self, data: MainData) -> None:
        kept = set() if data.full else self.categories - set(data.categories_removed)
        self.categories = kept | data.categories.keys()


def _notable(told: Torrent, torrent: Torrent) -> bool:
    if (told.amount_left == 0) != (torrent.amount_left == 0) or torrent.progress < told.progress:
        return True
    return any(getattr(told, name) != getattr(torrent, name) for name in _FIXED)
