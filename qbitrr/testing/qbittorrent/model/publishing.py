"""What the client has told the outside so far: records, the tracker map, and the logs from which deltas are made."""

import heapq
from collections.abc import Iterator
from itertools import count

from qbitrr.testing.qbittorrent.model.changes import ChangeLog, Generations
from qbitrr.testing.qbittorrent.torrents.profile import ClientProfile
from qbitrr.testing.qbittorrent.torrents.record import LAGGING, PROMPT, describe
from qbitrr.testing.qbittorrent.torrents.torrent import SimulatedTorrent

__all__ = ["Publisher"]

# With a lag, a new torrent is absent from every list for this long.
_APPEARING_SECONDS = 0.1


class Publisher:
    """
    Keeps each torrent's published record (a tuple in the order of the profile's fields) and when each field changed.

    With a *lag*, the fields of `LAGGING` follow a command only after that many seconds, the others at once. Since 4.6,
    deltas also wait for that refresh, unless a field of `PROMPT` changed; `torrents/info` does not wait.
    """

    def __init__(
        self,
        profile: ClientProfile,
        preferences: dict[str, object],
        torrents: dict[str, SimulatedTorrent],
        lag_seconds: float,
    ) -> None:
        self.fields = profile.fields
        self.generations = Generations()
        self.torrents_log = ChangeLog(self.generations)
        self.trackers_log = ChangeLog(self.generations)
        self.trackers: dict[str, dict[str, None]] = {}
        self.lag_seconds = lag_seconds
        self._profile = profile
        self._preferences = preferences
        self._torrents = torrents
        self._prompt = {index for index, name in enumerate(self.fields) if name in PROMPT}
        self._lagging = [index for index, name in enumerate(self.fields) if name in LAGGING]
        self._known_trackers: dict[str, tuple[str, ...]] = {}
        self._due: list[tuple[float, int, str]] = []
        self._numbers = count()

    def touch(self, torrent: SimulatedTorrent, now: float) -> None:
        """Tell that *torrent* came or changed."""
        if not self.lag_seconds:
            self._publish(torrent, now)
            return
        wait = self.lag_seconds
        if torrent.published is None:
            wait = min(wait, _APPEARING_SECONDS)
        else:
            self._publish(torrent, now, hold_back=True)
        heapq.heappush(self._due, (now + wait, next(self._numbers), torrent.hash))

    def flush(self, now: float) -> None:
        """Publish what had to wait until *now*."""
        while self._due and self._due[0][0] <= now:
            torrent = self._torrents.get(heapq.heappop(self._due)[2])
            if torrent is not None:
                self._publish(torrent, now)

    def refresh(self, torrent: SimulatedTorrent, now: float) -> None:
        """Publish *torrent* as it is, lag or not, if it ever appeared."""
        if torrent.published is not None:
            self._publish(torrent, now)

    def forget(self, torrent: SimulatedTorrent) -> None:
        """Tell that *torrent* is gone."""
        self._follow_trackers(torrent, ())
        self._known_trackers.pop(torrent.hash, None)
        self.torrents_log.drop(torrent.hash)

    def describe(self, torrent: SimulatedTorrent, now: float) -> dict[str, object]:
        """Everything about *torrent* as it is, lag or not."""
        return describe(torrent, self._profile, self._preferences, now)

    def listed(self) -> Iterator[SimulatedTorrent]:
        """The torrents the outside knows of, in the order they were added."""
        return (torrent for torrent in self._torrents.values() if torrent.published is not None)

    def _publish(self, torrent: SimulatedTorrent, now: float, *, hold_back: bool = False) -> None:
        seen = self.describe(torrent, now)
        record = [seen[name] for name in self.fields]
        old = torrent.published
        if old is None:
            torrent.published = tuple(record)
            torrent.changed.clear()
            torrent.born = self.torrents_log.mark(torrent.hash)
        else:
            if hold_back:
                for index in self._lagging:
                    record[index] = old[index]
            differing = {index for index, value in enumerate(record) if value != old[index]}
            torrent.published = tuple(record)
            if hold_back and self._profile.has(4, 6) and not differing & self._prompt:
                torrent.untold |= differing
            elif differing or torrent.untold:
                torrent.untold |= differing
                self.tell(torrent)
        self._follow_trackers(torrent, tuple(tracker.url for tracker in torrent.trackers))

    def tell(self, torrent: SimulatedTorrent) -> None:
        """Put into the deltas what was held back from them, if anything was."""
        if torrent.untold:
            generation = self.torrents_log.mark(torrent.hash)
            torrent.changed.update(dict.fromkeys(torrent.untold, generation))
            torrent.untold = frozenset()

    def _follow_trackers(self, torrent: SimulatedTorrent, urls: tuple[str, ...]) -> None:
        before = self._known_trackers.get(torrent.hash, ())
        if before == urls:
            return
        self._known_trackers[torrent.hash] = urls
        for url in before:
            if url not in urls:
                hashes = self.trackers[url]
                hashes.pop(torrent.hash, None)
                if hashes:
                    self.trackers_log.mark(url)
                else:
                    del self.trackers[url]
                    self.trackers_log.drop(url)
        for url in urls:
            if url not in before:
                self.trackers.setdefault(url, {})[torrent.hash] = None
                self.trackers_log.mark(url)
