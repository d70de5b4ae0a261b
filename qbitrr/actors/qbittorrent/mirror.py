"""
A copy of what one qBittorrent client lists, kept current by deltas, and which changes are worth telling.
"""

from collections.abc import Iterable, Mapping

from attrs import field, frozen
from msgspec.structs import replace

from qbitrr.actors.qbittorrent.absences import Absences
from qbitrr.actors.qbittorrent.hosts import AnnounceHosts
from qbitrr.clients.qbittorrent.wire import MainData, apply
from qbitrr.model.torrents.torrent import COMPLETE_STATES, Torrent, is_another_life

__all__ = ["Change", "Mirror"]

# Figures that creep while nothing happens: a seeding torrent's seeding time moves every second. They are told late and
# together, so that cost grows with change and not with the number of torrents.
_CREEPING = frozenset(
    {
        "last_activity",
        "progress",
        "amount_left",
        "downloaded_bytes",
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


@frozen(kw_only=True)
class Change:
    """
    What a poll brought: torrents that changed (as they are now), hashes that left the listing, whether it was a full one. `lost` are
    hashes proven gone (see Note [Gone needs proof]): what is kept about them may be dropped. One may be among `changed`, too: a new
    torrent under an old hash. `turned`: the client went away or came back with it, or lost or found its connection to its peers.
    """

    changed: Mapping[str, Torrent] = field(factory=dict)
    gone: frozenset[str] = frozenset()
    lost: frozenset[str] = frozenset()
    full: bool = False
    turned: bool = False

    def __bool__(self) -> bool:
        return bool(self.changed or self.gone or self.lost or self.full or self.turned)


class Mirror:
    """
    The torrents of one client by hash. Feed every `MainData` to `take`; the `Change` that comes back leaves out figures that
    merely creep until they are 5 (downloads) or 60 (finished) seconds old.
    """

    def __init__(self, instance: str) -> None:
        self.instance = instance
        self.torrents: dict[str, Torrent] = {}
        self.counts: dict[str, int] = {}
        """How many torrents there are by category."""
        self.categories: set[str] = set()
        self.tags: set[str] = set()
        """All tags that exist there, used or not."""
        self.listed_at = 0.0
        self.hosts = AnnounceHosts()
        self.absences = Absences()
        self._told: dict[str, Torrent] = {}
        # By how long they may lag: hashes with the time since when they do, oldest first.
        self._lagging: dict[float, dict[str, float]] = {_LAG_DOWNLOADING_SECONDS: {}, _LAG_SEEDING_SECONDS: {}}

    @property
    def count_before(self) -> int:
        """How many torrents the last good listing had: a sudden shrink is suspicious."""
        return self.absences.good_count

    def is_gone(self, hash_: str) -> bool:
        """Whether a torrent that was listed or expected once is proven gone. Means nothing before the first listing."""
        return hash_ not in self.torrents and not self.absences.is_missing(hash_)

    def expect(self, added_on: Mapping[str, int], count: int = 0) -> None:
        """See `Absences.expect`: torrents that are listed already are not missing."""
        self.absences.expect({hash_: at for hash_, at in added_on.items() if hash_ not in self.torrents}, count)

    def take(self, data: MainData, now: float, took_seconds: float = 0.0) -> Change:
        """Bring the copy up to date with an answer received at `now` (seconds since the epoch)."""
        gone = self._forget(data)
        announcing = self.hosts.take(data)
        changed: dict[str, Torrent] = {}
        lost: set[str] = set()
        for hash_, patch in data.torrents.items():
            key = hash_.lower()
            known = self.torrents.get(key)
            if known is None and not data.full and not patch.is_whole:
                self._is_there_unknown(key)  # a listing left it out: what it is the next whole one must say
                continue
            self._put(apply(None if data.full else known, patch, self.instance, key), known, changed, lost, now)
        for hash_ in () if data.full else announcing & self.torrents.keys():
            self._put(self.torrents[hash_], self.torrents[hash_], changed, lost, now)
        for hash_ in {hash_.lower() for hash_ in data.unread} - self.torrents.keys():
            self._is_there_unknown(hash_)
        self._flush(changed, now)
        self._take_labels(data)
        lost |= self._looked(now, took_seconds, is_whole=data.full)
        return Change(changed=changed, gone=gone, lost=frozenset(lost), full=data.full)

    def _is_there_unknown(self, hash_: str) -> None:
        """It is there, whatever it is: not listed, and not gone."""
        if not self.absences.is_missing(hash_):
            self.absences.left(hash_, 0)

    def replace(
        self, torrents: Iterable[Torrent], now: float, took_seconds: float = 0.0, *, is_whole: bool = True
    ) -> Change:
        """
        Bring the copy up to date with a whole listing, for clients whose deltas cannot be had; not *is_whole*: some of it could not be
        read, so that what is missing is not gone.
        """
        fresh = {torrent.hash: torrent for torrent in torrents}
        gone = frozenset(self.torrents.keys() - fresh.keys()) if is_whole else frozenset()
        for hash_ in gone:
            self._drop(hash_)
        self.hosts.forget()
        changed: dict[str, Torrent] = {}
        lost: set[str] = set()
        for torrent in fresh.values():
            self._put(torrent, self.torrents.get(torrent.hash), changed, lost, now)
        self._flush(changed, now)
        lost |= self._looked(now, took_seconds, is_whole=is_whole)
        return Change(changed=changed, gone=gone, lost=frozenset(lost))

    def _put(
        self, torrent: Torrent, known: Torrent | None, changed: dict[str, Torrent], lost: set[str], now: float
    ) -> None:
        hosts = self.hosts.of(torrent.hash)
        if hosts != torrent.hosts:
            torrent = replace(torrent, hosts=hosts)
        self.torrents[torrent.hash] = torrent
        if known is None or known.category != torrent.category:
            self._count(torrent.category, 1)
            if known is not None:
                self._count(known.category, -1)
        if known is None:
            is_another = self.absences.came(torrent.hash, torrent.added_on)
        else:
            is_another = is_another_life(known.added_on, torrent.added_on)
        if is_another:
            lost.add(torrent.hash)
        self._weigh(torrent, changed, now)

    def _looked(self, now: float, took_seconds: float, *, is_whole: bool) -> frozenset[str]:
        self.listed_at = now
        self.absences.looked(len(self.torrents), now)
        return self.absences.whole(len(self.torrents), took_seconds) if is_whole else frozenset()

    def _forget(self, data: MainData) -> frozenset[str]:
        if data.full:
            listed = {hash_.lower() for hash_ in (*data.torrents, *data.unread)}
            gone = frozenset(self.torrents.keys() - listed)
        else:
            gone = frozenset(hash_.lower() for hash_ in data.removed if hash_.lower() in self.torrents)
        for hash_ in gone:
            self._drop(hash_)
        return gone

    def _drop(self, hash_: str) -> None:
        torrent = self.torrents.pop(hash_)
        self._count(torrent.category, -1)
        self.absences.left(hash_, torrent.added_on)
        self.hosts.drop(hash_)
        self._told.pop(hash_, None)
        self._is_told(hash_)

    def _count(self, category: str, more: int) -> None:
        self.counts[category] = self.counts.get(category, 0) + more
        if not self.counts[category]:
            del self.counts[category]

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

    def _take_labels(self, data: MainData) -> None:
        kept = set() if data.full else self.categories - set(data.categories_removed)
        self.categories = kept | data.categories.keys()
        tags = set() if data.full else self.tags - set(data.tags_removed)
        self.tags = tags | set(data.tags)


def _notable(told: Torrent, torrent: Torrent) -> bool:
    if (told.amount_left == 0) != (torrent.amount_left == 0) or torrent.progress < told.progress:
        return True
    return any(getattr(told, name) != getattr(torrent, name) for name in _FIXED)
