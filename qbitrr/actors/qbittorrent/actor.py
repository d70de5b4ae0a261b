"""
The one owner of a qBittorrent client: its session, its mirror, every call to it.
"""

from collections.abc import Callable, Sequence
from typing import Any

from attrs import evolve, frozen
from msgspec import structs
from twisted.application.service import Service
from twisted.internet.defer import Deferred, TimeoutError
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.actors.qbittorrent.furnishing import furnish
from qbitrr.actors.qbittorrent.mirror import Change, Mirror
from qbitrr.actors.qbittorrent.step_queue import StepQueue
from qbitrr.clients.qbittorrent.client import Qbittorrent
from qbitrr.decide.backoff import doubling
from qbitrr.errors import BadAnswer, Banned, QbitrrError, Rejected, RemoteError, TooOld, Unauthorized, Unreachable
from qbitrr.loops.child.tasks import Cycle
from qbitrr.model.shown.trends import ClientSpeeds
from qbitrr.model.status import QbitStatus
from qbitrr.model.steps import ClientStep, Outcome
from qbitrr.model.torrents.labels import ClientLabels
from qbitrr.model.torrents.torrent import Torrent, TorrentFile, Tracker

__all__ = ["Pace", "QbitActor"]

_LOGOUT_SECONDS = 0.5


@frozen(kw_only=True)
class Pace:
    """How often a client is asked, in seconds: while things change, while nothing does, and after failures."""

    busy: float = 1.5
    quiet: float = 2.0
    quiet_after: float = 30.0
    first_retry: float = 5.0
    longest_retry: float = 300.0
    longest_ban: float = 60.0
    """A client that bans us is asked so often whether it still does, at least: a restart of it ends a ban."""
    apart: float = 0.5
    """Two polls are never closer together, whoever is in a hurry."""
    slowest: float = 60.0
    """However slow the client is: an older listing would hold back removals."""
    without_deltas: float = 600.0
    """A client that could not tell changes is asked for whole lists for so long."""
    gather: float = 0.15
    """Steps wait this long for equal ones to be merged with."""


class QbitActor(Service):
    """
    Lives as long as its section. A client that is down, slow or refuses us is a *state* in `status`, never a failure.

    Who `subscribe`s hears of every poll that brought something.
    """

    log = Logger()

    def __init__(
        self,
        *,
        status: QbitStatus,
        client: Qbittorrent,
        wishes: ClientLabels,
        clock: IReactorTime,
        pace: Pace | None = None,
    ) -> None:
        self.section = status.section
        self.client = client
        self.status = status
        self.mirror = Mirror(status.section)
        self._wishes = wishes
        self._clock = clock
        self._pace = pace or Pace()
        self._steps = StepQueue(status.section, client, clock, self._pace.gather)
        self._hearers: list[Callable[[QbitActor, Change], None]] = []
        self._is_furnished = False
        self._rid = 0
        self._failures = 0
        self._stumbled_over = ""
        self._changed_at = 0.0
        self._polled_at = 0.0
        self._took_seconds = 0.0
        self._requests = 0
        self._whole_until = 0.0
        self.is_listed = False
        """Whether the mirror shows how things are: not before the first listing, and not while the client is away."""
        self.is_queueing: bool | None = None
        """Whether downloads wait for their turn there, None while that is not known."""
        self.speeds: ClientSpeeds | None = None
        """How fast it loads and sends, None while that is not known."""
        self.connected_since: float | None = None
        """Since when the client is listed and does not say that it reaches no peers; None while it does, or is away."""
        self._cycle = Cycle(clock, self._turn, self._stumbled)

    def subscribe(self, hear: Callable[["QbitActor", Change], None]) -> None:
        """Have `hear(actor, change)` called after every poll that brought something, after those who subscribed before."""
        self._hearers.append(hear)

    def startService(self) -> None:
        super().startService()
        self._steps.open()
        self._cycle.start()

    def stopService(self) -> Deferred[None]:
        """Stop polling; fires when nothing of ours runs any more. Steps that were not sent yet fail with `NotReady`."""
        super().stopService()
        return Deferred.fromCoroutine(self._stop())

    async def reconnect(self, client: Qbittorrent, status: QbitStatus) -> None:
        """
        Speak to *client* from now on, of which *status* is known. Until it is listed, its torrents are unknown; what was known of
        them is kept, and gone is only what is proven to be. Steps that were not sent yet fail with `NotReady`.
        """
        if self.running:
            await self._stop()
        self._unlist()
        self.client = client
        self.is_queueing = None
        self._rid = self._failures = self._requests = 0
        self._took_seconds = 0.0
        self._whole_until, self._stumbled_over = 0.0, ""
        self._publish(
            state=status.state, why="", host=status.host, port=status.port, tls=status.tls, listed_at=0.0, version="",
            web_api_version="", connection="",
        )  # fmt: skip
        self._steps = StepQueue(self.section, client, self._clock, self._pace.gather)
        self._cycle = Cycle(self._clock, self._turn, self._stumbled)
        if self.running:
            self._steps.open()
            self._cycle.start()

    def retire(self) -> None:
        """It is stopped, and nobody's any more: who looks after its torrents must know that they are unknown now."""
        self._unlist()

    def want(self, labels: ClientLabels) -> None:
        """Have the client have these categories and tags, now or as soon as it is there."""
        self._wishes, self._is_furnished = labels, False
        self.poll_soon()

    async def _stop(self) -> None:
        await self._steps.close()
        await self._cycle.stop()
        if self.status.alive:
            await self._leave()

    async def _leave(self) -> None:
        """End the session, if the client is quick about it: its sessions expire by themselves."""
        leaving = Deferred.fromCoroutine(self.client.logout())
        try:
            await leaving.addTimeout(_LOGOUT_SECONDS, self._clock)
        except TimeoutError:
            self.log.debug("{section}: left without logging out", section=self.section)

    # What others ask

    def perform(self, steps: Sequence[ClientStep]) -> Deferred[tuple[Outcome, ...]]:
        """Carry out steps on torrents of this client; fires with one outcome per step. Fails with `NotReady` when stopped."""
        return self._steps.add(steps)

    def get(self, hash_: str) -> Torrent | None:
        """The torrent as last seen, or None."""
        return self.mirror.torrents.get(hash_)

    def has_lost(self, hash_: str) -> bool:
        """Whether a torrent that was known is proven to be gone. See Note [Gone needs proof]."""
        return self.is_listed and self.mirror.is_gone(hash_)

    async def files(self, hash_: str) -> tuple[TorrentFile, ...] | None:
        """The files of a torrent, None when they cannot be read now."""
        try:
            return await self.client.files(hash_)
        except RemoteError as error:
            self.log.debug(
                "{section}: files of {hash} unavailable: {why}", section=self.section, hash=hash_, why=str(error)
            )
            return None

    async def trackers(self, hash_: str) -> tuple[Tracker, ...] | None:
        """The real trackers of a torrent, None when they cannot be read now."""
        try:
            return await self.client.trackers(hash_)
        except RemoteError as error:
            self.log.debug(
                "{section}: trackers of {hash} unavailable: {why}", section=self.section, hash=hash_, why=str(error)
            )
            return None

    def poll_soon(self) -> None:
        """Do not wait for the next poll; one that is under way does not count. Still, polls keep a small distance."""
        self._cycle.soon(max(0.0, self._polled_at + self._pace.apart - self._clock.seconds()))

    # The loop

    async def _turn(self) -> float:
        try:
            if self.status.state != "connected":
                await self._connect()
            if not self._is_furnished and not self.client.on_hold():
                self._is_furnished = True  # before, as other wishes may come meanwhile
                await furnish(self.client, self._wishes, self.section)
            started = self._polled_at = self._clock.seconds()
            change = await self._poll()
        except RemoteError as error:
            return self._failed(error)
        now = self._clock.seconds()
        self._failures, self._stumbled_over = 0, ""
        if not self.is_listed:
            self.is_listed, change = True, evolve(change, turned=True)
        if self._note_connection():
            change = evolve(change, turned=True)
        if change:
            self._changed_at = now
            self._tell(change)
        return self._pause(now, now - started)

    def _pause(self, now: float, took_seconds: float) -> float:
        """
        A slow client is asked less often: at most a tenth of its time is spent on us. One slow answer does not make it slow; often it is
        this machine that was busy. Where a cycle brought more than its poll, the next is longer: a request a second, no more.
        """
        slow = 10 * min(took_seconds, self._took_seconds)
        is_quiet = now - self._changed_at > self._pace.quiet_after
        has_more = self.client.requests - self._requests > 1
        self._took_seconds, self._requests = took_seconds, self.client.requests
        return max(self._pace.quiet if is_quiet or has_more else self._pace.busy, min(slow, self._pace.slowest))

    def _note_connection(self) -> bool:
        """Take the client's own word for whether it reaches its peers; returns whether that turned."""
        is_connected = self.is_listed and self.status.connection != "disconnected"
        if is_connected == (self.connected_since is not None):
            return False
        self.connected_since = self._clock.seconds() if is_connected else None
        return True

    async def _connect(self) -> None:
        version = await self.client.connect()
        self._rid = 0
        self._publish(
            state="connected", why="", version=version.version, web_api_version=".".join(map(str, version.web_api))
        )
        self.log.info("{section}: connected to qBittorrent {version}", section=self.section, version=version.version)
        self._is_furnished = False

    async def _poll(self) -> Change:
        asked_at = self._clock.seconds()
        if asked_at < self._whole_until:
            return await self._poll_whole()
        rid = 0 if self.mirror.absences.wants_whole else self._rid
        self._rid = 0  # after a lost answer only a full one can be trusted
        try:
            data = await self.client.main_data(rid)
        except (BadAnswer, Rejected) as error:
            self.log.warn("{section}: no list of changes: {why}", section=self.section, why=str(error))
            change = await self._poll_whole()
            self._whole_until = self._clock.seconds() + self._pace.without_deltas
            return change
        self._rid = data.rid
        now = self._clock.seconds()
        change = self.mirror.take(data, now, now - asked_at)
        server = data.server_state
        if server.queueing is not None:
            self.is_queueing = server.queueing
        before, down, up = self.speeds or ClientSpeeds(), server.dl_info_speed, server.up_info_speed
        self.speeds = ClientSpeeds(down=before.down if down is None else down, up=before.up if up is None else up)
        self._publish(
            listed_at=now,
            torrents=len(self.mirror.torrents),
            free_space_bytes=self.status.free_space_bytes
            if server.free_space_on_disk is None
            else server.free_space_on_disk,
            connection=server.connection_status or self.status.connection,
        )
        return change

    async def _poll_whole(self) -> Change:
        asked_at = self._clock.seconds()
        torrents, is_whole = await self.client.listing()
        now = self._clock.seconds()
        change = self.mirror.replace(torrents, now, now - asked_at, is_whole=is_whole)
        self.speeds = None
        self._publish(listed_at=now, torrents=len(self.mirror.torrents))
        return change

    def _failed(self, error: QbitrrError) -> float:
        state = "disconnected"
        if isinstance(error, Banned):
            state = "banned"
        elif isinstance(error, Unauthorized):
            state = "unauthorized"
        elif isinstance(error, Rejected | TooOld):
            state = "refused"
        if self.status.state != state:
            self.log.warn("{section}: {state}: {why}", section=self.section, state=state, why=str(error))
        self._publish(state=state, why=str(error))
        self._cycle.unhurried()
        self._unlist()
        pause = doubling(self._pace.first_retry, self._failures, self._pace.longest_retry)
        self._failures += 1
        return min(pause, self._pace.longest_ban) if state == "banned" else pause

    def _unlist(self) -> None:
        if self.is_listed:  # whoever looks after its torrents must know that they are unknown now
            self.is_listed, self.speeds = False, None
            self._note_connection()
            self._tell(Change(turned=True))

    def _tell(self, change: Change) -> None:
        for hear in self._hearers:
            try:
                hear(self, change)
            except Exception:  # what becomes of the news is no trouble of the client, nor of who else hears them
                self.log.failure("{section}: news of torrents were not taken", section=self.section)

    def _stumbled(self, error: Exception) -> float:
        """A mistake of ours: a state like any other, with one traceback for as long as it lasts."""
        name = type(error).__name__
        if self._stumbled_over != name:
            self._stumbled_over = name
            self.log.failure("{section}: turn failed", section=self.section)
        return self._failed(Unreachable(where=self.section, why=f"an unexpected error ({name})"))

    def _publish(self, **changes: Any) -> None:
        before = self.status
        if changes.get("state", before.state) != before.state:
            changes["since"] = self._clock.seconds()
        self.status = structs.replace(before, answered_after=self.client.answered_after, **changes)
