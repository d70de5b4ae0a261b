"""
What is known of releases: asked for when somebody looks, kept for an hour, and never waited for by the work.
"""

from collections.abc import Callable
from typing import Protocol

from attrs import evolve
from twisted.application.service import Service
from twisted.internet.defer import CancelledError, Deferred, succeed
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.errors import RemoteError
from qbitrr.model.shown.releases import Release, ReleaseNews, UpdateState, is_newer

__all__ = ["FAILED_SECONDS", "GOOD_SECONDS", "IReleases", "ReleaseWatch"]

GOOD_SECONDS = 3600.0
FAILED_SECONDS = 300.0
_WARN_SECONDS = 86400.0
_LONGEST_ERROR = 200
_NO_REPOSITORY = "this build does not know where its releases are"


class IReleases(Protocol):
    """Asked for releases; raises `RemoteError`."""

    async def of_channel(self, channel: str) -> Release:
        """The newest one."""

    async def notes_of(self, version: str) -> str:
        """The notes of a version."""


class ReleaseWatch(Service):
    """
    News of the releases that *releases* tells of (None: nobody does), for the *version* that runs. *channel* is asked at each check,
    *advice* for what a person does to get a version, *is_allowed* whether updates may be begun by way of the web.
    """

    log = Logger()

    def __init__(
        self,
        *,
        releases: IReleases | None,
        repository: str,
        version: str,
        channel: Callable[[], str],
        advice: Callable[[str], str],
        is_allowed: Callable[[], bool],
        clock: IReactorTime,
    ) -> None:
        self._releases = releases
        self._version = version
        self._channel = channel
        self._advice = advice
        self._is_allowed = is_allowed
        self._clock = clock
        url = f"https://github.com/{repository}" if repository else ""
        self._news = ReleaseNews(repository_url=url, error="" if releases else _NO_REPOSITORY)
        self._again_at = 0.0
        self._warned_at = -_WARN_SECONDS
        self._checking: Deferred[None] | None = None
        self._waiting: list[Deferred[ReleaseNews]] = []
        self.update = UpdateState()

    def stopService(self) -> None:
        """Ask no more."""
        super().stopService()
        if self._checking is not None:
            self._checking.cancel()

    @property
    def may_update(self) -> bool:
        """Whether `begin_update` may be called for a person."""
        return self._is_allowed()

    def news(self, *, force: bool = False) -> Deferred[ReleaseNews]:
        """
        Fires at once with what is known, and sees to it that it is known anew if it is older than an hour (five minutes after a failure).
        With *force* it fires when that has been done now, within half a minute.
        """
        if self._releases is None:
            return succeed(self._news)
        is_old = self._clock.seconds() >= self._again_at or self._channel() != self._news.channel
        if (force or is_old) and self._checking is None:
            self._checking = Deferred.fromCoroutine(self._check())
            self._checking.addErrback(lambda failure: failure.trap(CancelledError) and None)
            self._checking.addErrback(lambda failure: self.log.failure("looking up releases failed", failure))
            self._checking.addBoth(self._checked)
        if not force or self._checking is None:
            return succeed(self._news)
        waiting: Deferred[ReleaseNews] = Deferred(self._waiting.remove)
        self._waiting.append(waiting)
        return waiting

    def begin_update(self) -> bool:
        """
        Look for a newer version and say how a person gets it: this program does not change its own files. False while that is going on.
        How it ended is `update`.
        """
        if self.update.in_progress:
            return False
        self.update = UpdateState(in_progress=True)
        self.news(force=True).addCallback(self._updated)
        return True

    def _updated(self, news: ReleaseNews) -> None:
        if news.error:
            error = news.error
        elif news.latest is None or not news.is_newer:
            error = "No update available"
        else:
            error = self._advice(news.latest.version)
        self.update = UpdateState(result="error", error=error, completed_at=self._clock.seconds())

    async def _check(self) -> None:
        assert self._releases is not None
        channel = self._channel()
        try:
            latest = await self._releases.of_channel(channel)
            notes = await self._releases.notes_of(self._version)
        except RemoteError as error:
            self._failed(channel, str(error))
            return
        now = self._clock.seconds()
        self._again_at = now + GOOD_SECONDS
        newer = latest.version != self._version if latest.sha else is_newer(latest.version, self._version)
        self._news = evolve(
            self._news, channel=channel, latest=latest, own_notes=notes, checked_at=now, error="", is_newer=newer
        )

    def _failed(self, channel: str, why: str) -> None:
        now = self._clock.seconds()
        self._again_at = now + FAILED_SECONDS
        kept = self._news if channel == self._news.channel else evolve(self._news, latest=None, is_newer=False)
        self._news = evolve(kept, channel=channel, error=why[:_LONGEST_ERROR])
        if now - self._warned_at >= _WARN_SECONDS:
            self._warned_at = now
            self.log.warn("releases cannot be looked up: {why}", why=why)

    def _checked(self, result: object) -> None:
        self._checking = None
        waiting, self._waiting = self._waiting, []
        for each in waiting:
            each.callback(self._news)
