"""
The physics: downloads progress, checks end, magnets learn their files, limits are reached.

Nothing runs by itself. `Motion.settle(now)` brings everything up to a moment, event by event, so a jump over a day costs
as much as there were events, and a client in which nothing moves costs nothing. Speeds are constant between events.
"""

import heapq
import math
from collections.abc import Callable
from itertools import count

from qbitrr.testing.qbittorrent.model.publishing import Publisher
from qbitrr.testing.qbittorrent.model.timing import Timing
from qbitrr.testing.qbittorrent.torrents.disk import Disk
from qbitrr.testing.qbittorrent.torrents.flows import bytes_until_change, limit_waits, rates
from qbitrr.testing.qbittorrent.torrents.record import ShareLimits, limits_of
from qbitrr.testing.qbittorrent.torrents.torrent import SimulatedTorrent

__all__ = ["Motion"]


class Motion:
    """
    Moves the torrents of one client.

    Whoever changes a torrent calls `accrue` before and `replan` after it. *on_finished* and *on_limit* are called with
    torrents that have just become complete and with those that have reached a share limit.
    """

    def __init__(
        self,
        torrents: dict[str, SimulatedTorrent],
        preferences: dict[str, object],
        publisher: Publisher,
        disk: Disk,
        timing: Timing,
        now: float,
        on_finished: Callable[[SimulatedTorrent], None],
        on_limit: Callable[[SimulatedTorrent, ShareLimits], None],
    ) -> None:
        self.now = now
        self.received = self.sent = 0
        self._torrents = torrents
        self._preferences = preferences
        self._publisher = publisher
        self._disk = disk
        self._timing = timing
        self._on_finished = on_finished
        self._on_limit = on_limit
        self._flowing: dict[str, None] = {}
        self._plans: list[tuple[float, int, str, str]] = []
        self._plan_of: dict[str, int] = {}
        self._numbers = count()
        self._refreshed_at = self._idled_at = now

    def settle(self, now: float) -> None:
        """Let time pass until *now*."""
        while self._plans and self._plans[0][0] <= now:
            at, number, hash_, happens = heapq.heappop(self._plans)
            torrent = self._torrents.get(hash_)
            if torrent is None or self._plan_of.get(hash_) != number:
                continue
            self.now = max(self.now, at)
            self.accrue(torrent)
            self._happen(torrent, happens)
        self.now = max(self.now, now)
        self._refresh()

    def accrue(self, torrent: SimulatedTorrent) -> None:
        """Count what flowed into and out of *torrent* since the last time."""
        span = self.now - torrent.counted_at
        torrent.counted_at = self.now
        if span <= 0 or not torrent.running:
            return
        torrent.active_seconds += span
        if torrent.finished:
            torrent.seeding_seconds += span
        if torrent.download_rate:
            self._receive(torrent, torrent.download_rate * span)
        if torrent.upload_rate:
            sent = round(torrent.upload_rate * span)
            torrent.uploaded += sent
            torrent.uploaded_session += sent
            self.sent += sent
            torrent.last_activity = self.now

    def _receive(self, torrent: SimulatedTorrent, amount: float) -> None:
        left = round(amount)
        for file in torrent.files:
            if left <= 0:
                break
            if file.priority and file.have < file.size:
                got = min(left, file.size - file.have)
                file.have += got
                left -= got
                torrent.downloaded += got
                torrent.downloaded_session += got
                self.received += got
        torrent.last_activity = self.now

    def replan(self, torrent: SimulatedTorrent) -> None:
        """Decide what flows in *torrent* from now on and what happens to it next."""
        torrent.counted_at = self.now
        torrent.download_rate, torrent.upload_rate = rates(torrent)
        if torrent.download_rate or torrent.upload_rate or torrent.checking:
            self._flowing[torrent.hash] = None
        else:
            self._flowing.pop(torrent.hash, None)
        if torrent.running and not torrent.has_metadata and torrent.metadata_at is None:
            wait = torrent.swarm.metadata_after_seconds
            torrent.metadata_at = None if wait is None else self.now + wait
        number = next(self._numbers)
        self._plan_of[torrent.hash] = number
        plan = self._next(torrent)
        if plan is not None:
            heapq.heappush(self._plans, (plan[0], number, torrent.hash, plan[1]))

    def rates(self) -> tuple[int, int]:
        """Bytes per second in and out of the whole client."""
        flowing = [self._torrents[hash_] for hash_ in self._flowing]
        return sum(torrent.download_rate for torrent in flowing), sum(torrent.upload_rate for torrent in flowing)

    def forget(self, torrent: SimulatedTorrent) -> None:
        """Take *torrent* out of everything."""
        self._flowing.pop(torrent.hash, None)
        self._plan_of.pop(torrent.hash, None)

    def _next(self, torrent: SimulatedTorrent) -> tuple[float, str] | None:
        if torrent.loading_until is not None:
            return torrent.loading_until, "loaded"
        if torrent.moving_until is not None:
            return torrent.moving_until, "moved"
        if torrent.checking_until is not None:
            return torrent.checking_until, "checked"
        if torrent.metadata_at is not None and torrent.running and not torrent.has_metadata:
            return torrent.metadata_at, "metadata"
        if torrent.download_rate:
            return self.now + bytes_until_change(torrent) / torrent.download_rate, "received"
        return self._next_limit(torrent)

    def _next_limit(self, torrent: SimulatedTorrent) -> tuple[float, str] | None:
        if not torrent.finished or torrent.forced or torrent.error or torrent.missing:
            return None
        limits = limits_of(torrent, self._preferences)
        if not limits or (torrent.super_seeding and limits.action == "EnableSuperSeeding"):
            return None
        if torrent.stopped and limits.action in ("Stop", "EnableSuperSeeding"):
            return None
        waits = limit_waits(torrent, limits, self.now)
        wait = max(waits) if limits.demands_all else min(waits)
        if wait == math.inf:
            return None
        period = self._timing.limit_period
        due = math.ceil((self.now + wait) / period) * period
        return (due if due > self.now else due + period), "limit"

    def _happen(self, torrent: SimulatedTorrent, what: str) -> None:
        if what == "loaded":
            torrent.loading_until = None
            torrent.missing = not self._disk.holds(torrent)
            if not torrent.missing and not torrent.finished and self._disk.finds(torrent):
                self.check(torrent)
        elif what == "moved":
            torrent.moving_until = None
            torrent.save_path, torrent.moving_to = torrent.moving_to or torrent.save_path, ""
        elif what == "checked":
            self._checked(torrent)
        elif what == "metadata":
            torrent.has_metadata, torrent.metadata_at = True, None
            torrent.priorities_changed()
        elif what == "limit":
            self._on_limit(torrent, limits_of(torrent, self._preferences))
            if torrent.hash not in self._torrents:
                return
        elif what == "received":
            # Planned for the moment at which nothing is left: what is, was lost in rounding (a second since the epoch has no
            # more than 22 binary places) and would never come if nothing came in no time.
            self._receive(torrent, max(0, bytes_until_change(torrent)))
        self.finish_if_complete(torrent)
        self.replan(torrent)
        self._publisher.touch(torrent, self.now)

    def check(self, torrent: SimulatedTorrent) -> None:
        """Begin to hash the files; a stopped torrent runs for it and is stopped again after."""
        speed = self._timing.check_speed
        torrent.checking_since = self.now
        torrent.checking_until = self.now + (torrent.total_size / speed if speed else 0)

    def _checked(self, torrent: SimulatedTorrent) -> None:
        torrent.checking_until = None
        self._disk.inspect(torrent)
        torrent.missing = False
        if torrent.stops_after_check:
            torrent.stopped, torrent.stops_after_check = True, False

    def finish_if_complete(self, torrent: SimulatedTorrent) -> None:
        """Do what a client does when the last wanted byte is there, unless that was done before."""
        self._disk.write(torrent)
        busy = torrent.checking or torrent.loading_until is not None
        if not busy and torrent.finished and (torrent.position or torrent.completion_on is None):
            if torrent.completion_on is None:
                torrent.completion_on = self.now
                if torrent.downloaded:
                    torrent.seen_complete = self.now
            if torrent.download_path and self._disk.gather(torrent) and self._timing.moving:
                torrent.moving_until = self.now + self._timing.moving
            self._on_finished(torrent)

    def _refresh(self) -> None:
        lag = self._timing.refresh_lag
        if self._flowing and self.now > self._refreshed_at and self.now - self._refreshed_at >= lag:
            self._refreshed_at = self.now
            for hash_ in self._flowing:
                torrent = self._torrents[hash_]
                self.accrue(torrent)
                self._disk.write(torrent)
                self._publisher.refresh(torrent, self.now)
        if self._timing.idle_refresh and self.now - self._idled_at >= self._timing.idle_refresh:
            self._idled_at = self.now
            for torrent in self._torrents.values():
                if torrent.running:
                    self.accrue(torrent)
                    self._publisher.refresh(torrent, self.now)
        self._publisher.flush(self.now)
