"""The simulated client itself: all torrents, and what can be done to them from Python."""

import hashlib
from collections.abc import Iterable, Sequence

from twisted.internet.interfaces import IReactorTime

from qbitrr.testing.qbittorrent.model.building import build
from qbitrr.testing.qbittorrent.model.categories import Categories, SimulatedCategory, Tags
from qbitrr.testing.qbittorrent.model.changes import ChangeLog, ValueLog
from qbitrr.testing.qbittorrent.model.faults import RequestFaults
from qbitrr.testing.qbittorrent.model.logins import Logins
from qbitrr.testing.qbittorrent.model.motion import Motion
from qbitrr.testing.qbittorrent.model.preferences import default_preferences
from qbitrr.testing.qbittorrent.model.publishing import Publisher
from qbitrr.testing.qbittorrent.model.queueing import TorrentQueue
from qbitrr.testing.qbittorrent.model.seen import SeenRequest
from qbitrr.testing.qbittorrent.model.timing import Timing
from qbitrr.testing.qbittorrent.torrents.disk import ImaginedDisk, RealDisk
from qbitrr.testing.qbittorrent.torrents.profile import ClientProfile, profile_named
from qbitrr.testing.qbittorrent.torrents.record import ShareLimits
from qbitrr.testing.qbittorrent.torrents.torrent import SimulatedTorrent, SimulatedTracker, Swarm

__all__ = ["QbittorrentModel"]


class QbittorrentModel:
    """
    What one client of release *profile* ("4.5", "5.1", "5.3") holds and does; its time is *clock*. Knows nothing of HTTP.

    *port* is what the `Host` header must name (who serves it sets it). *write_files* puts sparse files of the right sizes under
    the save paths. `expected` maps hashes to keyword arguments of `add`: what a magnet or `.torrent` turns out to be.
    """

    def __init__(
        self,
        clock: IReactorTime,
        profile: ClientProfile | str = "5.1",
        *,
        username: str = "admin",
        password: str = "adminadmin",
        port: int = 8080,
        save_path: str = "/downloads",
        write_files: bool = False,
        timing: Timing | None = None,
    ) -> None:
        self.clock = IReactorTime(clock)
        self.profile = profile_named(profile) if isinstance(profile, str) else profile
        self.port = port
        self.timing = timing or Timing()
        self.preferences = default_preferences(self.profile, port=port, save_path=save_path, username=username)
        self.torrents: dict[str, SimulatedTorrent] = {}
        self.disk = RealDisk() if write_files else ImaginedDisk()
        self.publisher = Publisher(self.profile, self.preferences, self.torrents, self.timing.refresh_lag)
        self.queue = TorrentQueue(self.torrents, self.preferences)
        self.motion = Motion(
            self.torrents, self.preferences, self.publisher, self.disk, self.timing, self.clock.seconds(),
            on_finished=self._requeue, on_limit=self._reached,
        )  # fmt: skip
        self.categories = Categories(self.publisher.generations, self.profile, self.preferences)
        self.tags = Tags(ChangeLog(self.publisher.generations))
        self.logins = Logins(username, password, self.preferences)
        self.faults = RequestFaults()
        self.requests: list[SeenRequest] = []
        self.request_count = 0
        self.expected: dict[str, dict[str, object]] = {}
        self.alternative_limits = False
        self.connection_status = ""
        self.started_at = self.clock.seconds()
        self.clock_ahead = 0.0
        self._space_base, self._space_used = 100 * 10**9, 0
        self.server_state = ValueLog(self.publisher.generations)

    # Time

    @property
    def now(self) -> float:
        """Seconds of the clock, after everything due by then has happened."""
        self.settle()
        return self.motion.now

    def settle(self) -> None:
        """Let everything happen that is due by now. Requests do this themselves."""
        self.motion.settle(self.clock.seconds())

    # Torrents

    def torrent(self, hash: str) -> SimulatedTorrent:
        """The torrent *hash*, as it is now. Raises `KeyError`."""
        self.settle()
        return self.torrents[hash.lower()]

    def add(
        self,
        *,
        name: str,
        size_bytes: int = 1_000_000_000,
        hash: str = "",
        category: str = "",
        tags: Iterable[str] = (),
        progress: float = 0.0,
        files: Sequence[tuple[str, int]] = (),
        trackers: Iterable[str | SimulatedTracker] = (),
        stopped: bool = False,
        has_metadata: bool = True,
        save_path: str = "",
        added_on: float | None = None,
        swarm: Swarm | None = None,
        **more: object,
    ) -> SimulatedTorrent:
        """
        Add a torrent as if it had always been there (no loading) and return it.

        *files* are `(name, bytes)` pairs, by default one file called *name* with *size_bytes*; *progress* 0 to 1 is
        filled from the first file on; *hash* is made from the name if empty; a *category* that does not exist is created.
        *more* are other attributes of `SimulatedTorrent` (`private=True`, `ratio_limit=2.0`, `uploaded=…`). Adding a hash
        again raises `ValueError`.
        """
        now = self.now
        hash_ = (hash or hashlib.sha1(name.encode()).hexdigest()).lower()
        if hash_ in self.torrents:
            raise ValueError(f"torrent {hash_} is there already")
        torrent = build(
            name=name, hash=hash_, size_bytes=size_bytes, files=files, progress=progress, trackers=trackers, tags=set(tags),
            category=category, stopped=stopped, has_metadata=has_metadata, swarm=swarm or Swarm(), counted_at=now,
            save_path=save_path or str(self.preferences["save_path"]), added_on=now if added_on is None else added_on,
            **more,
        )  # fmt: skip
        if category and category not in self.categories:
            self.categories.put(SimulatedCategory(name=category))
        for tag in sorted(torrent.tags):
            self.tags.add(tag)
        self.torrents[hash_] = torrent
        self._changed(torrent)
        return torrent

    def change(self, hash: str, **attributes: object) -> SimulatedTorrent:
        """Set attributes of a torrent (`stopped=True`, `error=True`, `swarm=Swarm(…)`) and let the client notice."""
        torrent = self.torrent(hash)
        self.motion.accrue(torrent)
        for name, value in attributes.items():
            if not hasattr(torrent, name):
                raise AttributeError(f"a torrent has no {name!r}")
            setattr(torrent, name, value)
        torrent.priorities_changed()
        self._changed(torrent)
        return torrent

    def remove(self, hash: str, *, delete_files: bool = False) -> None:
        """Remove a torrent, as if somebody else had done it. Raises `KeyError`."""
        torrent = self.torrent(hash)
        if delete_files:
            self.disk.erase(torrent)
            self._space_used -= sum(file.have for file in torrent.files)
        for moved in self.queue.leave(torrent):
            self.publisher.touch(moved, self.motion.now)
        del self.torrents[torrent.hash]
        self.publisher.forget(torrent)
        self.motion.forget(torrent)
        self._requeue()

    def _changed(self, torrent: SimulatedTorrent) -> None:
        """After any change of a torrent: places in the queue, what flows, what the outside sees."""
        for moved in self.queue.follow(torrent):
            if moved is not torrent:
                self.publisher.touch(moved, self.motion.now)
        self.motion.finish_if_complete(torrent)
        self.motion.replan(torrent)
        self.publisher.touch(torrent, self.motion.now)
        self._requeue()

    def _requeue(self, finished: SimulatedTorrent | None = None) -> None:
        for moved in self.queue.follow(finished) if finished is not None else ():
            self.publisher.touch(moved, self.motion.now)
        if self.queue.is_on:
            self._turn_queued()

    def _turn_queued(self) -> None:
        for torrent in self.queue.misplaced():
            self.motion.accrue(torrent)
            torrent.queued = not torrent.queued
            self.motion.replan(torrent)
            self.publisher.touch(torrent, self.motion.now)

    def _reached(self, torrent: SimulatedTorrent, limits: ShareLimits) -> None:
        if limits.action in ("Remove", "RemoveWithContent"):
            self.remove(torrent.hash, delete_files=limits.action == "RemoveWithContent")
        elif limits.action == "EnableSuperSeeding":
            torrent.super_seeding = True
        else:
            torrent.stopped = True

    def reconsider(self) -> None:
        """After a change of preferences: limits and queue of every torrent."""
        self.settle()
        self._turn_queued()
        for torrent in self.torrents.values():
            self.motion.accrue(torrent)
            self.motion.replan(torrent)
            self.publisher.touch(torrent, self.motion.now)

    # The machine it runs on

    @property
    def free_space_bytes(self) -> int:
        """Bytes free where the default save path lies; falls as data arrives and rises when files are deleted."""
        return max(0, self._space_base - self.motion.received - self._space_used)

    @free_space_bytes.setter
    def free_space_bytes(self, value: int) -> None:
        self._space_base = value + self.motion.received + self._space_used

    def fill_disk(self) -> None:
        """No space is left: everything that downloads ends in `error`."""
        self.settle()
        self.free_space_bytes = 0
        for torrent in list(self.torrents.values()):
            if torrent.download_rate:
                self.change(torrent.hash, error=True)

    def restart(self) -> None:
        """Stop and start the client: sessions, rids and session counters are lost, every torrent is loaded anew."""
        self.settle()
        self.logins.forget_everybody()
        self.motion.received = self.motion.sent = 0
        self.started_at = self.motion.now
        for torrent in self.torrents.values():
            self.motion.accrue(torrent)
            torrent.downloaded_session = torrent.uploaded_session = 0
            torrent.loading_until = self.motion.now + self.timing.loading
            self.motion.replan(torrent)
            self.publisher.refresh(torrent, self.motion.now)

    # What it was asked

    def note(self, request: SeenRequest) -> None:
        """Remember a request; only the last 10,000 are kept, the count goes on."""
        self.request_count += 1
        self.requests.append(request)
        if len(self.requests) > 20_000:
            del self.requests[:10_000]
