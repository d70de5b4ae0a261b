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
        "tracker",  # the one that answered last: it alternates
    }
)
_FIXED = tuple(name for name in Torrent.__struct_fields__ if name not in _CREEPING)
_LAG_DOWNLOADING_SECONDS = 5.0
_LAG_SEEDING_SECONDS = 60.0
# A listing that lost more than half of its torrents stays suspicious for so long; then it counts as the new truth.
_SUSPICIOUS_SECONDS = 600.0
# Of fewer torrents a person may well delete most.
_MANY = 10


@frozen(kw_only=True)
class Change:
    """
    What a poll brought: torrents that changed (as they are now), hashes that left, whether it was a full listing. `shrunk`: more
    than half of the torrents left within it, which may be a mistake of the client. `turned`: the client went away or came
    back with it.
    """

    changed: Mapping[str, Torrent] = field(factory=dict)
    gone: frozenset[str] = frozenset()
    full: bool = False
    shrunk: bool = False
    turned: bool = False

    def __bool__(self) -> bool:
        return bool(self.changed or self.gone or self.full or self.turned)


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
        """How many torrents the last good listing before the newest one had: a sudden shrink is suspicious."""
        self._shrunk_at = 0.0
        self._told: dict[str, Torrent] = {}
        # By how long they may lag: hashes with the time since when they do, oldest first.
        self._lagging: dict[float, dict[str, float]] = {_LAG_DOWNLOADING_SECONDS: {}, _LAG_SEEDING_SECONDS: {}}

    def take(self, data: MainData, now: float) -> Change:
        """Bring the copy up to date with an answer received at `now` (seconds since the epoch)."""
        before = len(self.torrents)
        gone = self._forget(data)
        changed: dict[str, Torrent] = {}
        for hash_, patch in data.torrents.items():
            key = hash_.lower()
            torrent = apply(None if data.full else self.torrents.get(key), patch, self.instance, key)
            self.torrents[key] = torrent
            self._weigh(torrent, changed, now)
        self._flush(changed, now)
        self._take_categories(data)
        return Change(changed=changed, gone=gone, full=data.full, shrunk=self._counted(before, now))

    def replace(self, torrents: Iterable[Torrent], now: float) -> Change:
        """Bring the copy up to date with a whole listing, for clients whose deltas cannot be had."""
        before = len(self.torrents)
        fresh = {torrent.hash: torrent for torrent in torrents}
        gone = frozenset(self.torrents.keys() - fresh.keys())
        for hash_ in gone:
            self._drop(hash_)
        changed: dict[str, Torrent] = {}
        self.torrents.update(fresh)
        for torrent in fresh.values():
            self._weigh(torrent, changed, now)
        self._flush(changed, now)
        return Change(changed=changed, gone=gone, shrunk=self._counted(before, now))

    def _counted(self, before: int, now: float) -> bool:
        """Note the size of the newest listing; returns whether it is a suspicious shrink."""
        self.listed_at = now
        shrunk = before >= _MANY and 2 * len(self.torrents) < before
        if shrunk:
            self.count_before, self._shrunk_at = max(self.count_before, before), now
        elif 2 * len(self.torrents) >= self.count_before or now - self._shrunk_at >= _SUSPICIOUS_SECONDS:
            self.count_before = before
        return shrunk

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
        self._is_told(hash_)

    def _is_told(self, hash_: str) -> None:
        for lagging in self._lagging.values():
            lagging.pop(hash_, None)

    def _weigh(self, torrent: Torrent, changed: dict[str, Torrent], now: float) -> None:
        told = self._told.get(torrent.hash)
        if told is not None and not _notable(told, torrent):
            if told != torrent:
                finished = torrent.state in COMPLETE_STATES
                lag = _LAG_SEEDING_SECONDS if finished else _LAG_DOWNLOADING_SECONDS
                self._lagging[lag].setdefault(torrent.hash, now)
            return
        changed[torrent.hash] = self._told[torrent.hash] = torrent
        self._is_told(torrent.hash)

    def _flush(self, changed: dict[str, Torrent], now: float) -> None:
        for lag, lagging in self._lagging.items():
            while lagging:
                hash_ = next(iter(lagging))
                if now - lagging[hash_] < lag:
                    break  # the others began later
                del lagging[hash_]
                changed[hash_] = self._told[hash_] = self.torrents[hash_]

    def _take_categories(self, data: MainData) -> None:
        kept = set() if data.full else self.categories - set(data.categories_removed)
        self.categories = kept | data.categories.keys()


def _notable(told: Torrent, torrent: Torrent) -> bool:
    if (told.amount_left == 0) != (torrent.amount_left == 0) or torrent.progress < told.progress:
        return True
    return any(getattr(told, name) != getattr(torrent, name) for name in _FIXED)
